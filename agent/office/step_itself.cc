// What ends without a button: the hand-over, the printed sheet, the disposition made, the reply
// sent.
#include <algorithm>

#include "agent/office/step_evidence.h"
#include "agent/office/step_move.h"

namespace piket {
namespace {

// What happened that ends the step, and since when somebody was at it.
struct Happened {
  Instant started;
  Instant at;
  std::string by;
  std::string position;
  bool only_informed = false;  // handed on to nobody but for their information
};

// The outcome of a letter that asks nothing of anybody.
constexpr const char* kInformed = "diketahui";

using Ending = Result<std::optional<Happened>>;

Instant TimeOf(const Row& row, const char* column) {
  return Instant(std::chrono::milliseconds(row.Integer(column)));
}

Ending SheetPrinted(const CaseMove& move) {
  auto rows = move.db.Ask(
      "SELECT p.officer, (SELECT max(e.at) FROM entry e WHERE e.subject=p.id AND "
      "e.kind='print.state') AS printed_at, (SELECT b.at FROM letter l JOIN document d ON "
      "d.id=l.document JOIN batch b ON b.id=d.batch WHERE l.id=p.letter) AS scanned_at FROM print "
      "p WHERE p.letter=? AND p.kind='sheet' AND p.state='printed' ORDER BY p.at LIMIT 1",
      {move.c.letter});
  if (!rows) return rows.error();
  Happened happened{move.run.arrived_at, move.run.arrived_at, "", ""};
  if (!rows->empty()) {
    const Row& row = rows->front();
    happened.at = TimeOf(row, "printed_at");
    happened.by = row.Text("officer");
    if (!row.IsNull("scanned_at")) happened.started = TimeOf(row, "scanned_at");
    return std::optional(happened);
  }
  // The printer may be out of order; a letter that was handed on has passed the desk all the same.
  auto chain = HandedOn(move.db, move.c.letter);
  if (!chain) return chain.error();
  if (chain->empty()) return std::optional<Happened>();
  happened.at = chain->front().at;
  return std::optional(happened);
}

Ending Disposed(const CaseMove& move) {
  auto chain = HandedOn(move.db, move.c.letter);
  if (!chain) return chain.error();
  auto positions = PositionsOfStep(move.office, move.db, move.c, move.step());
  if (!positions) return positions.error();
  const Handed* handed = HandedOnBy(move.office, *chain, *positions);
  if (handed == nullptr) return std::optional<Happened>();
  bool somebody = std::any_of(chain->begin(), chain->end(),
                              [](const Handed& each) { return each.responsible; });
  return std::optional(Happened{handed->at, handed->at, handed->officer, handed->from, !somebody});
}

Ending ReplySent(const CaseMove& move) {
  std::vector<std::string> kinds;
  auto add = [&](const std::string& id) {
    const Item* item = move.procedure->FindItem(id);
    if (item == nullptr || item->proof != "surat-keluar") return;
    kinds.insert(kinds.end(), item->letters.begin(), item->letters.end());
  };
  for (const Need& need : move.step().needs) add(need.item);
  for (const Product& product : move.step().makes) add(product.item);
  auto letter = ApprovedLetter(move.db, move.c.id, kinds);
  if (!letter) return letter.error();
  if (!letter->has_value() || !(*letter)->sent) return std::optional<Happened>();
  return std::optional(Happened{(*letter)->sent_at, (*letter)->sent_at, (*letter)->officer, ""});
}

Ending WhatHappened(const CaseMove& move) {
  const std::string& ends_by = move.step().ends_by;
  if (ends_by == "diserahkan") {
    return std::optional(Happened{move.run.arrived_at, move.run.arrived_at, "", "opd"});
  }
  if (ends_by == "lembar-tercetak") return SheetPrinted(move);
  if (ends_by == "disposisi") return Disposed(move);
  if (ends_by == "surat-terkirim") return ReplySent(move);
  return std::optional<Happened>();
}

// The way a step takes when nobody presses a button.
const Way* WayByItself(const CaseMove& move, const Happened& happened) {
  if (happened.only_informed) {
    auto informed = WayOf(move.step(), move.c.facts, kInformed);
    if (informed) return *informed;
  }
  auto way = WayOf(move.step(), move.c.facts, "");
  if (way) return *way;
  for (const Way& each : move.step().ways) {
    if (!each.returns && !each.outside && Holds(each.when, move.c.facts)) return &each;
  }
  return nullptr;
}

// Ends the step under way when what it waits for has happened and nothing of it is missing.
Result<bool> EndOne(CaseMove& move) {
  auto happened = WhatHappened(move);
  if (!happened) return happened.error();
  if (!happened->has_value()) return false;
  const Way* way = WayByItself(move, **happened);
  if (way == nullptr) return false;
  auto missing = MissingOfEnd(move.office, move.db, move.c, *move.procedure, move.step(), *way,
                              FactsBy(*way, move.c.facts));
  if (!missing) return missing.error();
  if (!missing->empty()) return false;
  // Nothing ends before it arrived, nor later than now.
  Instant earliest = std::min(move.run.arrived_at, move.office.Now());
  Finished finished;
  finished.at = std::clamp((*happened)->at, earliest, move.office.Now());
  finished.by = (*happened)->by;
  finished.position = (*happened)->position.empty() ? move.c.position : (*happened)->position;
  finished.outcome = way->outcome;
  Json facts = FactsBy(*way, move.c.facts);
  if (facts != move.c.facts) {
    if (auto told = Tell(move, "case.facts", {{"facts", facts}}); !told) return told.error();
  }
  Instant started = std::clamp((*happened)->started, earliest, finished.at);
  if (auto done = FinishRun(move, finished, started); !done) return done.error();
  if (auto gone = GoOn(move, *way, finished.at, ""); !gone) return gone.error();
  return true;
}

}  // namespace

Result<bool> EndByItself(CaseMove& move) {
  if (move.c.ended_at || move.c.state != "berjalan" || move.step().ends_by.empty()) return false;
  // GoOn looks further by itself.
  return EndOne(move);
}

}  // namespace piket
