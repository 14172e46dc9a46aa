// One SOP as data: steps, actors, kelengkapan, limits, outputs and edges, each value with
// where it comes from. Read from config/sop/*.toml, never changed once read. A case keeps the
// version it was opened under.
#ifndef PIKET_AGENT_PROCEDURE_PROCEDURE_H_
#define PIKET_AGENT_PROCEDURE_PROCEDURE_H_

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/json.h"
#include "agent/core/result.h"
#include "agent/procedure/limit.h"

namespace piket {

// How sure a value is: written in the source, repaired after its damage, or assumed until the
// office confirms it.
enum class Mark { kWritten, kRepaired, kAssumed };
std::string MarkWord(Mark mark);  // "tertulis", "diperbaiki", "asumsi"

struct Provenance {
  Mark mark = Mark::kWritten;
  std::string source;  // "S0:80", "" when there is none
  std::string note;
};

// What a step needs or makes: a thing of the office with an id of its own.
// `proof` says what makes it present:
//   surat        the incoming letter itself           (always there)
//   dokumen      its archive PDF                      (there with the letter)
//   agenda       its number in the agenda book        (there with the letter)
//   lembar       the disposition sheet                (there once printed)
//   disposisi    a disposition by the step's actor
//   surat-keluar an outgoing letter of one of `letters` that has come as far as `letter_state`
//   register     a row of the register `record` (subdomain, alamat, server-hosting)
//   catatan      a logbook record of kind `record`
//   berkas       a file, a note, or "ada fisik" ticked by a named officer
struct Item {
  std::string id;    // "surat-permohonan"
  std::string name;  // "Surat permohonan OPD"
  std::string proof = "berkas";
  std::vector<std::string> letters;        // of surat-keluar: the kinds that will do
  std::string letter_state = "disetujui";  // … and draf, diperiksa, disetujui or dikirim, or later
  std::string record;                      // of register and catatan
  Provenance provenance;
};

// Where a kelengkapan comes from (domain.md §8). Earlier and attached ones gate the start of the
// step, made ones its end.
enum class Origin { kEarlier, kAttached, kMade };
std::string OriginWord(Origin origin);  // "sebelumnya", "lampiran", "dibuat"

// `when`: only for cases with this fact, "jenis=pembaruan", or without it, "putusan!=ditolak"; ""
// for every case. A need whose fact is stated only in its own step is asked for at that step's end.
struct Need {
  std::string item;
  Origin origin = Origin::kEarlier;
  bool optional = false;
  std::string when;
  Provenance provenance;
};
struct Product {
  std::string item;
  std::string when;
  Provenance provenance;
};

// An edge. `to` 0 ends the case. `state`: the stopped state the case waits in before `to` begins
// ("menunggu_perangkat"). `returns`: the letter goes back to its sender and the case ends as
// dikembalikan; `to` 1 is then only where the arrow points, for a resubmission is a case of its own
// . `opens`: the procedure of a linked case that is opened on this way.
//
// A way with `when` is open only to cases of which it holds, and then taken unless the officer
// names the outcome of another open way (WEB 6: an update goes to 8, the officer may force 7).
struct Way {
  std::string outcome;  // "ya", "tidak", "vendor"; "" the one that is taken by itself
  std::string name;     // as the button says it
  int to = 0;
  std::string when;
  std::string state;
  bool returns = false;
  bool outside = false;  // "di luar alur SOP": asks a reason and marks the case (D4)
  std::string opens;
  std::string opens_when;          // "" always
  std::string sets;                // a fact that is stated by going this way: "putusan=ditolak"
  std::vector<std::string> makes;  // items that must exist before this way is gone, besides the
                                   // step's: the slip of a "tidak"
  std::vector<std::string> gates;  // evidence this way asks for, as Step.gates
  Provenance provenance;
};

// Actor of a step that is done by whoever the letter was last handed on to, as responsible.
inline constexpr char kResponsible[] = "penanggung-jawab";

// The five symbols of PermenPAN-RB 35/2012 need no more.
enum class Shape { kStart, kProcess, kDecision, kEnd };

// What ends a step without a button: "" nothing, "diserahkan" the letter's arrival,
// "lembar-tercetak" the printed sheet, "disposisi" the actor's disposition, "surat-terkirim" the
// outgoing letter's way out.
struct Step {
  int no = 0;
  std::string activity;
  Shape shape = Shape::kProcess;
  // Positions or units of positions.toml, "opd", kResponsible; the first leads.
  std::vector<std::string> actors;
  Provenance actor_provenance;
  Limit limit;
  bool limit_by_urgency = false;  // the preset of the letter's urgency (SheetConfig.urgencies),
                                  // counted from the case's opening; `limit` is none
  Provenance limit_provenance;
  std::vector<Need> needs;
  std::vector<Product> makes;
  std::vector<Way> ways;
  std::string ends_by;
  bool judged = true;              // false: its time is shown, not judged (steps 1 and 10)
  std::vector<std::string> asks;   // facts an officer must set to finish: "jenis", "golongan"
  std::vector<std::string> gates;  // named evidence asked for at the end: alamat-bebas,
                                   // alamat-dipesan, kapasitas, register-subdomain (R-24 … R-26);
                                   // "x when fact=value" (GatesFor)
  Provenance provenance;           // of the activity's text
  std::string note;
};

// A fact an officer states about a case, and what it may be.
struct Fact {
  std::string id;  // "jenis"
  std::string name;
  std::vector<std::string> values;
  Provenance provenance;
};

struct HeaderLine {
  std::string name;  // "Dasar hukum"
  std::vector<std::string> values;
  Provenance provenance;
};

// A column of the SOP's own table: the name printed above it, and who is meant.
struct ActorColumn {
  std::string name;  // "Bidang Aplikasi"
  std::vector<std::string> actors;
  Provenance provenance;
};

struct Procedure {
  std::string id;       // the service: "website"
  std::string version;  // first 12 hexadecimal digits of the SHA-256 of its file
  std::string number;   // "067/29/SOP/DKISP/2022", "" when lost
  Provenance number_provenance;
  std::string name;
  Date effective;
  Provenance effective_provenance;
  std::vector<HeaderLine> header;    // domain.md §3, as printed
  std::vector<std::string> related;  // Keterkaitan: ids of definitions there are
  std::vector<ActorColumn> columns;  // left to right
  std::vector<Fact> facts;
  std::vector<Item> items;
  std::vector<Step> steps;               // by number, from 1
  std::vector<std::string> records;      // logbook kinds due at close
  std::vector<std::string> close_gates;  // alamat, subdomain, bandwidth; "x when fact=value"
  Provenance closing_provenance;         // of records and close_gates
  std::string source_note;               // catatan_sumber

  const Step* FindStep(int no) const;
  const Item* FindItem(const std::string& id) const;
  const Fact* FindFact(const std::string& id) const;
  // The column's name of the step's leader, as the SOP prints it.
  std::string ActorName(const Step& step) const;
};

// `"jenis=pembaruan"` against {"jenis":"pembaruan"}; "" holds always. Of a fact not stated "="
// does not hold and "!=" does.
bool Holds(const std::string& when, const Json& facts);
// The names of the gates that stand for such a case: "bandwidth when tempat=noc" is "bandwidth" or
// nothing.
std::vector<std::string> GatesFor(const std::vector<std::string>& gates, const Json& facts);

// Strict. kConfiguration, one "file:line:column: sentence" a line: what is no TOML, an unknown key,
// and everything CheckProcedure finds.
Result<Procedure> ReadProcedure(const std::filesystem::path& file,
                                const std::vector<std::string>& actors);
// Every *.toml of a folder, with what only the folder shows: two texts for one day, links to
// nowhere. kConfiguration as above, all files; kNotFound.
Result<std::vector<Procedure>> ReadProcedures(const std::filesystem::path& folder,
                                              const std::vector<std::string>& actors);
// `{"id","number","steps":[{"no","activity","actor","limit":{"value","mark","source"},"needs",
// "makes","next"}]}` and more.
Json ToJson(const Procedure& procedure);

// All definitions of a folder, every version of each. Thread-safe; Reload swaps as a whole: when
// any file has a mistake the last good ones stay. With a folder `kept`, every version once read is
// copied there, so that a running case finds its own after the file was edited.
class ProcedureShelf {
 public:
  static Result<std::unique_ptr<ProcedureShelf>> Open(const std::filesystem::path& folder,
                                                      const std::vector<std::string>& actors,
                                                      const std::filesystem::path& kept = {});
  // kConfiguration with every mistake of every file; nothing has changed then.
  Result<void> Reload();
  // In force on that day: the newest whose effective date has come. kNotFound.
  Result<std::shared_ptr<const Procedure>> InForce(const std::string& id, const Date& day) const;
  // A pinned version, of the folder or kept. kNotFound.
  Result<std::shared_ptr<const Procedure>> Version(const std::string& id,
                                                   const std::string& version) const;
  std::vector<std::shared_ptr<const Procedure>> All() const;
  ~ProcedureShelf();

 private:
  ProcedureShelf();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_PROCEDURE_H_
