// A case: one letter's way through one version of one procedure. Subject of its entries: the case's
// id; home: the office (centre). Decided by agent/office/step.h, written here.
#ifndef PIKET_AGENT_PROCEDURE_CASE_H_
#define PIKET_AGENT_PROCEDURE_CASE_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

// berjalan; stopped: menunggu_pemohon, menunggu_perangkat, menunggu_pengadaan_opd,
// menunggu_layanan_terkait, dikembalikan; ended: selesai, dikembalikan (with ended set), batal.
bool IsStoppedState(const std::string& state);

struct Case {
  Id id;
  Id letter;
  std::string procedure;  // "colocation"
  std::string version;    // pinned
  std::string state = "berjalan";
  int step = 1;  // under way, or the last one
  int run = 1;   // number of the run under way (CaseRun.run)
  Instant opened_at;
  std::optional<Instant> ended_at;
  std::optional<Instant> due_at;  // of the step under way; none: not judged, stopped or not known
  std::string due_fault;          // "kalender_tidak_dimuat" when it cannot be known
  std::string position;           // who has it: first actor of the step
  Json facts = Json::object();
  Id parent;             // the case that opened this linked one, or ""
  Id improves;           // the returned case this one is the resubmission of, or ""
  bool outside = false;  // "di luar alur SOP" (D4)
  bool procedure_changed = false;  // G8: once
  std::string urgency;
  std::string security;
};

// One time a step was under way.
struct CaseRun {
  Id case_id;
  int run = 0;  // 1, 2, 3 … of the case
  int step = 0;
  Instant arrived_at;  // the elapsed clock starts
  std::optional<Instant> due_at;
  std::string calendar;                // version it was counted with
  std::optional<Instant> started_at;   // the touch clock: "mulai" …
  std::optional<Instant> finished_at;  // … "selesai"
  std::string started_by;
  std::string finished_by;
  std::string position;  // in which position the officer finished it
  std::string outcome;
  std::string reason;
  std::vector<std::string> reviewed_with;  // officers
  std::vector<std::string> return_items;   // what is to be repaired
};

// A kelengkapan or output that is there, or waived.
struct CaseItem {
  Id case_id;
  std::string item;
  std::string state;  // ada, dikecualikan
  std::string proof;  // surat, dokumen, lembar, disposisi, surat-keluar, register, catatan, berkas,
                      // keterangan, fisik
  std::string reference;  // id of what proves it, or a blob
  std::string note;
  std::string officer;
  Instant at;
  int run = 0;
};

// A stretch the clock stood still.
struct CaseStop {
  Id case_id;
  std::string state;
  Instant from;
  std::optional<Instant> until;
  std::string reason;
  std::string officer;
};

// A record of the case's logbook: konfigurasi, backup, pemeliharaan, insiden, penggunaan,
// dokumentasi.
struct CaseRecord {
  Id id;
  Id case_id;
  std::string kind;
  std::string text;
  Json data = Json::object();  // kind's fields, plain texts
  std::string blob;            // an attached file
  std::string officer;
  Instant at;
};

// Every time in a body is in milliseconds (`at`, `due_at`, absent or null when there is none):
//   case.opened    {letter, procedure, version, opened_at, facts, parent, improves, urgency,
//                  security}; the case stands at no step until its first case.arrived
//   case.arrived   {run, step, at, due_at, due_fault, calendar, position}
//   case.started   {run, at, by}; `by`: the officer, when the author only noticed it
//   case.finished  {run, at, by, position, outcome, reason, reviewed_with, return_items, outside}
//   case.item      {item, state, proof, reference, note, run}
//   case.stopped   {state, at, reason}
//   case.resumed   {run, at, due_at, due_fault, calendar, reason}
//   case.facts     {facts}: all of them
//   case.recorded  {id, kind, text, data, blob}
//   case.handed    {position}: another position has the step under way
//   case.procedure {procedure, version, reason}
//   case.due       {run, due_at, due_fault, calendar}
//   case.ended     {state, at, reason}
// Of a confidential letter's case reason, note, text and data are sealed (case_texts.h).
void AddCaseKinds(KindTable& kinds);

// Inside Read or Write.
Result<Case> FindCase(Database& db, const Id& id);
Result<std::vector<Case>> CasesOfLetter(Database& db, const Id& letter);
Result<std::vector<Case>> LinkedCases(Database& db, const Id& parent);
Result<std::vector<CaseRun>> RunsOfCase(Database& db, const Id& id);
Result<std::vector<CaseItem>> ItemsOfCase(Database& db, const Id& id);
Result<std::vector<CaseStop>> StopsOfCase(Database& db, const Id& id);
Result<std::vector<CaseRecord>> RecordsOfCase(Database& db, const Id& id);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_CASE_H_
