// Starting and ending a step.
#include "agent/office/step.h"

#include <algorithm>

#include "agent/core/text.h"
#include "agent/letters/officer.h"
#include "agent/office/step_evidence.h"
#include "agent/office/step_gates.h"
#include "agent/office/step_may.h"
#include "agent/office/step_move.h"

namespace piket {
namespace {

std::string Names(const std::vector<Missing>& missing) {
  std::vector<std::string> names;
  for (const Missing& each : missing) names.push_back(each.item);
  return Join(names, ",");
}

// The case as the officer saw it, and running.
Result<void> StandsAt(const CaseMove& move, int run) {
  if (move.c.ended_at) return Error{Fault::kConflict, "the case has ended"};
  if (move.c.run != run) return Error{Fault::kConflict, "the case has moved on"};
  if (move.c.state != "berjalan") return Error{Fault::kConflict, "the case stands still"};
  return {};
}

// kBadRequest with what is no fact of the procedure or may not have this value.
Result<Json> FactsWith(const CaseMove& move, const Json& stated) {
  Json facts = move.c.facts;
  std::vector<std::string> wrong;
  for (const auto& [id, value] : stated.items()) {
    const Fact* fact = move.procedure->FindFact(id);
    bool right = fact != nullptr && value.is_string() && value.get<std::string>().size() <= 4000;
    if (right && !fact->values.empty()) {
      right = std::find(fact->values.begin(), fact->values.end(), value.get<std::string>()) !=
              fact->values.end();
    }
    if (!right) {
      wrong.push_back(id);
    } else {
      facts[id] = value;
    }
  }
  if (!wrong.empty()) return Error{Fault::kBadRequest, Join(wrong, ",")};
  return facts;
}

// The items the return slip gives reasons for (R-20).
Result<std::vector<std::string>> ItemsOfSlip(Database& db, const Id& case_id) {
  std::vector<std::string> items;
  auto rows = db.Ask(
      "SELECT text FROM outgoing WHERE case_id=? AND kind=? AND state IN ('disetujui','dikirim') "
      "ORDER BY approved_at DESC LIMIT 1",
      {case_id, std::string(kReturnSlip)});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    auto text = ParseJson(row.Text("text"));
    if (!text || !text->contains("reasons") || !text->at("reasons").is_array()) continue;
    for (const Json& reason : text->at("reasons")) items.push_back(TextOr(reason, "item"));
  }
  return items;
}

// R-20: the reasons of a return are kelengkapan of the procedure, the same the slip names. The text
// of a slip that answers a confidential letter is sealed and cannot be compared here.
Result<std::vector<std::string>> ReturnItems(const CaseMove& move, const Finish& finish,
                                             const Way& way) {
  if (!way.returns) return std::vector<std::string>();
  auto slip = ItemsOfSlip(move.db, move.c.id);
  if (!slip) return slip.error();
  std::vector<std::string> items = finish.return_items;
  if (items.empty()) items = *slip;
  bool confidential = move.c.security == "R" || move.c.security == "SR";
  for (const std::string& item : items) {
    bool named = confidential || std::find(slip->begin(), slip->end(), item) != slip->end();
    if (move.procedure->FindItem(item) == nullptr || !named) {
      return Error{Fault::kBadRequest, "return_items"};
    }
  }
  if (items.empty()) return Error{Fault::kBadRequest, "return_items"};
  return items;
}

Result<void> KnownOfficers(Database& db, const std::vector<std::string>& officers) {
  for (const std::string& id : officers) {
    if (auto officer = FindOfficer(db, id); !officer) {
      return Error{Fault::kBadRequest, "reviewed_with"};
    }
  }
  return {};
}

bool OnlyLinkedIsMissing(const std::vector<Missing>& missing) {
  return std::all_of(missing.begin(), missing.end(),
                     [](const Missing& each) { return each.what == "gerbang"; }) &&
         std::any_of(missing.begin(), missing.end(),
                     [](const Missing& each) { return each.item == kLinkedGate; });
}

// R-24: what the way asks to be reserved is reserved in the same transaction.
Result<void> ReserveFor(CaseMove& move, const Way& way, const Json& facts) {
  if (way.returns || way.outside) return {};
  for (const auto* gates : {&move.step().gates, &way.gates}) {
    for (const std::string& gate : GatesFor(*gates, facts)) {
      if (gate != "alamat-dipesan" && (gate != "alamat-bebas" || gates != &way.gates)) continue;
      auto reserved = ReserveAddress(move.office, move.db, move.c.id, move.author);
      if (!reserved) return reserved;
    }
  }
  return {};
}

Result<void> EndBy(CaseMove& move, const Finish& finish, const Way& way, const Json& facts,
                   const std::string& position) {
  auto items = ReturnItems(move, finish, way);
  if (!items) return items.error();
  if (facts != move.c.facts) {
    if (auto told = Tell(move, "case.facts", {{"facts", facts}}); !told) return told;
  }
  if (auto reserved = ReserveFor(move, way, facts); !reserved) return reserved;
  Finished finished;
  finished.at = move.office.Now();
  finished.position = position;
  finished.outcome = way.outcome;
  finished.reason = Trimmed(finish.reason);
  finished.reviewed_with = finish.reviewed_with;
  finished.return_items = *items;
  finished.outside = way.outside;
  if (auto done = FinishRun(move, finished, finished.at); !done) return done;
  return GoOn(move, way, finished.at, finished.reason);
}

Result<Case> FinishInside(OfficeWork& office, Database& db, const Actor& actor, const Id& id,
                          const Finish& finish) {
  auto move = MoveOf(office, db, id, actor.officer.id);
  if (!move) return move.error();
  if (auto stands = StandsAt(*move, finish.run); !stands) return stands.error();
  auto position = PositionFor(*move, actor);
  if (!position) return position.error();
  auto stated = FactsWith(*move, finish.facts);
  if (!stated) return stated.error();
  auto chosen = WayOf(move->step(), *stated, finish.outcome);
  if (!chosen) return chosen.error();
  // The definition is not the step's own: it outlives the move.
  const Way& way = **chosen;
  bool refuses = way.returns || way.outside || way.outcome == "tidak";
  if (refuses && Trimmed(finish.reason).empty()) {
    return Error{Fault::kReasonMissing, "a refusal without a reason"};
  }
  if (auto known = KnownOfficers(db, finish.reviewed_with); !known) return known.error();
  Json facts = FactsBy(way, *stated);
  auto missing = MissingOfEnd(office, db, move->c, *move->procedure, move->step(), way, facts);
  if (!missing) return missing.error();
  if (!missing->empty() && OnlyLinkedIsMissing(*missing)) {
    auto stopped = Stop(*move, "menunggu_layanan_terkait", office.Now(), "layanan terkait");
    if (!stopped) return stopped.error();
    return move->c;
  }
  if (!missing->empty()) return Error{Fault::kItemsMissing, Names(*missing)};
  if (auto ended = EndBy(*move, finish, way, facts, *position); !ended) return ended.error();
  return move->c;
}

Result<Case> StartInside(OfficeWork& office, Database& db, const Actor& actor, const Id& id,
                         int run) {
  auto move = MoveOf(office, db, id, actor.officer.id);
  if (!move) return move.error();
  if (auto stands = StandsAt(*move, run); !stands) return stands.error();
  auto position = PositionFor(*move, actor);
  if (!position) return position.error();
  if (move->run.started_at) return move->c;
  auto missing = MissingOfStart(office, db, move->c, *move->procedure, move->step());
  if (!missing) return missing.error();
  if (!missing->empty()) return Error{Fault::kItemsMissing, Names(*missing)};
  auto told =
      Tell(*move, "case.started", {{"run", run}, {"at", office.Now().time_since_epoch().count()}});
  if (!told) return told.error();
  return move->c;
}

}  // namespace

Result<Case> StartStep(OfficeWork& office, const Actor& actor, const Id& id, int run) {
  return office.journal.Write<Case>(
      [&](Database& db) { return StartInside(office, db, actor, id, run); });
}

Result<Case> FinishStep(OfficeWork& office, const Actor& actor, const Id& id,
                        const Finish& finish) {
  return office.journal.Write<Case>(
      [&](Database& db) { return FinishInside(office, db, actor, id, finish); });
}

Result<Case> SetFacts(OfficeWork& office, const Actor& actor, const Id& id, const Json& stated) {
  return office.journal.Write<Case>([&](Database& db) -> Result<Case> {
    auto move = MoveOf(office, db, id, actor.officer.id);
    if (!move) return move.error();
    if (auto position = PositionFor(*move, actor); !position) return position.error();
    if (move->c.ended_at) return Error{Fault::kConflict, "the case has ended"};
    auto facts = FactsWith(*move, stated);
    if (!facts) return facts.error();
    if (auto told = Tell(*move, "case.facts", {{"facts", *facts}}); !told) return told.error();
    if (auto ended = EndByItself(*move); !ended) return ended.error();
    return move->c;
  });
}

}  // namespace piket
