// What officers put into a case: kelengkapan, waivers, records; standing still and going on.
#include <algorithm>

#include "agent/core/text.h"
#include "agent/office/step.h"
#include "agent/office/step_evidence.h"
#include "agent/office/step_may.h"
#include "agent/office/step_move.h"

namespace piket {
namespace {

constexpr size_t kLongestText = 20000;

const std::vector<std::string> kRecordKinds = {"konfigurasi", "backup",     "pemeliharaan",
                                               "insiden",     "penggunaan", "dokumentasi"};

bool IsOneOf(const std::string& value, const std::vector<std::string>& all) {
  return std::find(all.begin(), all.end(), value) != all.end();
}

// Runs `work` on the case in one transaction; gives the case as it stands then.
Result<Case> Moving(OfficeWork& office, const Actor& actor, const Id& id,
                    const std::function<Result<void>(CaseMove&)>& work) {
  return office.journal.Write<Case>([&](Database& db) -> Result<Case> {
    auto move = MoveOf(office, db, id, actor.officer.id);
    if (!move) return move.error();
    if (auto done = work(*move); !done) return done.error();
    return move->c;
  });
}

Result<void> IsOpen(const CaseMove& move) {
  if (move.c.ended_at) return Error{Fault::kConflict, "the case has ended"};
  return {};
}

Result<std::string> Reason(const std::string& text) {
  std::string reason = Trimmed(text);
  if (reason.empty()) return Error{Fault::kReasonMissing, "no reason"};
  if (reason.size() > kLongestText) return Error{Fault::kBadRequest, "reason"};
  return reason;
}

// What an officer's word or file can prove.
Result<void> CheckProof(const Item* item, const ItemProof& proof) {
  if (item == nullptr || item->proof != "berkas") return Error{Fault::kBadRequest, "item"};
  if (!IsOneOf(proof.proof, {"berkas", "keterangan", "fisik"})) {
    return Error{Fault::kBadRequest, "proof"};
  }
  if ((proof.proof == "berkas") == proof.blob.empty()) return Error{Fault::kBadRequest, "proof"};
  bool bare = proof.proof == "keterangan" && Trimmed(proof.note).empty();
  if (bare || proof.note.size() > kLongestText) return Error{Fault::kBadRequest, "note"};
  return {};
}

Result<void> TellItem(CaseMove& move, const std::string& item, const std::string& state,
                      const ItemProof& proof) {
  auto told = Tell(move, "case.item",
                   {{"item", item},
                    {"state", state},
                    {"proof", proof.proof},
                    {"reference", proof.blob},
                    {"note", Trimmed(proof.note)},
                    {"run", move.c.run}});
  if (!told) return told;
  // It may have been the last thing a step waited for.
  auto ended = EndByItself(move);
  if (!ended) return ended.error();
  return {};
}

bool IsNeeded(const Step& step, const std::string& item) {
  return std::any_of(step.needs.begin(), step.needs.end(),
                     [&](const Need& need) { return need.item == item; });
}

}  // namespace

Result<Case> SetItem(OfficeWork& office, const Actor& actor, const Id& id, const std::string& item,
                     const ItemProof& proof) {
  return Moving(office, actor, id, [&](CaseMove& move) -> Result<void> {
    if (auto may = MayHelp(move, actor); !may) return may;
    if (auto open = IsOpen(move); !open) return open;
    if (auto right = CheckProof(move.procedure->FindItem(item), proof); !right) return right;
    return TellItem(move, item, "ada", proof);
  });
}

Result<Case> WaiveItem(OfficeWork& office, const Actor& actor, const Id& id,
                       const std::string& item, const std::string& reason) {
  return Moving(office, actor, id, [&](CaseMove& move) -> Result<void> {
    auto position = PositionFor(move, actor);
    if (!position) return position.error();
    if (auto open = IsOpen(move); !open) return open;
    auto words = Reason(reason);
    if (!words) return words.error();
    if (!IsNeeded(move.step(), item)) return Error{Fault::kBadRequest, "item"};
    return TellItem(move, item, "dikecualikan", {"keterangan", "", *words});
  });
}

Result<Case> StopCase(OfficeWork& office, const Actor& actor, const Id& id,
                      const std::string& state, const std::string& reason) {
  return Moving(office, actor, id, [&](CaseMove& move) -> Result<void> {
    auto position = PositionFor(move, actor);
    if (!position) return position.error();
    if (auto open = IsOpen(move); !open) return open;
    if (move.c.state != "berjalan") return Error{Fault::kConflict, "the case stands still"};
    if (!IsStoppedState(state) || state == "dikembalikan") {
      return Error{Fault::kBadRequest, "state"};
    }
    auto words = Reason(reason);
    if (!words) return words.error();
    return Stop(move, state, office.Now(), *words);
  });
}

Result<Case> ResumeCase(OfficeWork& office, const Actor& actor, const Id& id,
                        const std::string& reason) {
  return Moving(office, actor, id, [&](CaseMove& move) -> Result<void> {
    auto position = PositionFor(move, actor);
    // The desk sees the applicant come with what was waited for.
    bool desk = IsAtDesk(office, actor) && !actor.ReadsAll() && actor.officer.active;
    if (!position && !desk) return position.error();
    if (auto open = IsOpen(move); !open) return open;
    if (!IsStoppedState(move.c.state) || move.c.state == "dikembalikan") {
      return Error{Fault::kConflict, "the case does not stand still"};
    }
    return Resume(move, office.Now(), Trimmed(reason));
  });
}

Result<CaseRecord> AddRecord(OfficeWork& office, const Actor& actor, const Id& id,
                             CaseRecord record) {
  record.case_id = id;
  record.id = NewId(office.Now());
  record.at = office.Now();
  record.officer = actor.officer.id;
  record.text = Trimmed(record.text);
  if (!IsOneOf(record.kind, kRecordKinds)) return Error{Fault::kBadRequest, "kind"};
  if (record.text.empty() || record.text.size() > kLongestText) {
    return Error{Fault::kBadRequest, "text"};
  }
  if (!record.data.is_object() || CanonicalText(record.data).size() > kLongestText) {
    return Error{Fault::kBadRequest, "data"};
  }
  for (const auto& [name, value] : record.data.items()) {
    if (!value.is_string()) return Error{Fault::kBadRequest, "data"};
  }
  auto c = Moving(office, actor, id, [&](CaseMove& move) -> Result<void> {
    if (auto may = MayHelp(move, actor); !may) return may;
    auto told = Tell(move, "case.recorded",
                     {{"id", record.id},
                      {"kind", record.kind},
                      {"text", record.text},
                      {"data", record.data},
                      {"blob", record.blob}});
    if (!told || move.c.ended_at) return told;
    auto ended = EndByItself(move);
    if (!ended) return ended.error();
    return {};
  });
  if (!c) return c.error();
  return record;
}

Result<Case> ChangeProcedure(OfficeWork& office, const Actor& actor, const Id& id,
                             const std::string& procedure, const std::string& reason) {
  return Moving(office, actor, id, [&](CaseMove& move) -> Result<void> {
    if (actor.ReadsAll() || !HoldsRole(office, actor, "kabid")) {
      return Error{Fault::kNotAllowed, "the Kabid changes the SOP"};
    }
    if (auto open = IsOpen(move); !open) return open;
    if (move.c.procedure_changed) return Error{Fault::kConflict, "changed once already"};
    auto words = Reason(reason);
    if (!words) return words.error();
    if (procedure == move.c.procedure) return Error{Fault::kBadRequest, "procedure"};
    auto day = AgendaDay(office, move.db, move.c.letter);
    if (!day) return day.error();
    auto other = office.procedures.InForce(procedure, *day);
    if (!other) return Error{Fault::kBadRequest, "procedure"};
    Finished finished;
    finished.at = office.Now();
    finished.outcome = "ubah-sop";
    finished.reason = *words;
    finished.position = move.c.position;
    if (auto done = FinishRun(move, finished, finished.at); !done) return done;
    auto told =
        Tell(move, "case.procedure",
             {{"procedure", procedure}, {"version", (*other)->version}, {"reason", *words}});
    if (!told) return told;
    move.procedure = *other;
    // What was handed over, printed and disposed already ends by itself again.
    if (auto arrived = Arrive(move, (*other)->steps.front().no, finished.at); !arrived) {
      return arrived;
    }
    auto ended = EndByItself(move);
    if (!ended) return ended.error();
    return {};
  });
}

Result<Case> OpenLinkedCase(OfficeWork& office, const Actor& actor, const Id& id,
                            const std::string& procedure) {
  Case linked;
  auto c = Moving(office, actor, id, [&](CaseMove& move) -> Result<void> {
    auto position = PositionFor(move, actor);
    if (!position) return position.error();
    if (auto open = IsOpen(move); !open) return open;
    if (!IsOneOf(procedure, move.procedure->related)) return Error{Fault::kBadRequest, "procedure"};
    auto others = LinkedCases(move.db, move.c.id);
    if (!others) return others.error();
    for (const Case& other : *others) {
      if (other.procedure == procedure && !other.ended_at) {
        return Error{Fault::kConflict, "there is such a linked case already"};
      }
    }
    auto day = AgendaDay(office, move.db, move.c.letter);
    if (!day) return day.error();
    auto opened = OpenCase(office, move.db,
                           {move.c.letter, procedure, office.Now(), *day, move.c.urgency,
                            move.c.security, move.c.id, ""},
                           move.author);
    if (!opened) return opened.error();
    linked = *opened;
    return {};
  });
  if (!c) return c.error();
  return linked;
}

Result<Case> CancelCase(OfficeWork& office, const Actor& actor, const Id& id,
                        const std::string& reason) {
  return Moving(office, actor, id, [&](CaseMove& move) -> Result<void> {
    auto position = PositionFor(move, actor);
    bool head = !actor.ReadsAll() &&
                (HoldsRole(office, actor, "kadis") || HoldsRole(office, actor, "kabid"));
    if (!position && !head) return position.error();
    if (auto open = IsOpen(move); !open) return open;
    auto words = Reason(reason);
    if (!words) return words.error();
    return EndCase(move, "batal", office.Now(), *words);
  });
}

}  // namespace piket
