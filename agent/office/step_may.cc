#include "agent/office/step_may.h"

#include <algorithm>

#include "agent/office/step.h"
#include "agent/office/step_evidence.h"

namespace piket {
namespace {

// The first of these positions the actor holds, "" for none.
std::string Held(const OfficeWork& office, const Actor& actor,
                 const std::vector<std::string>& positions) {
  for (const std::string& position : positions) {
    if (position == "opd" && IsAtDesk(office, actor)) return position;
    if (position != "opd" && actor.In({position}) != nullptr) return position;
  }
  return "";
}

Result<void> Writes(const Actor& actor) {
  if (!actor.officer.active || actor.ReadsAll()) {
    return Error{Fault::kNotAllowed, "reads only"};
  }
  return {};
}

// Whether the letter was handed on to a position the actor holds.
Result<bool> HasLetter(const CaseMove& move, const Actor& actor) {
  if (HoldsRole(move.office, actor, "kadis")) return true;
  auto chain = HandedOn(move.db, move.c.letter);
  if (!chain) return chain.error();
  return std::any_of(chain->begin(), chain->end(),
                     [&](const Handed& handed) { return actor.In({handed.to}) != nullptr; });
}

// What the holder of the step may do with it.
void AddStepVerbs(const CaseMove& move, std::vector<std::string>& verbs) {
  bool stopped = move.c.state != "berjalan";
  if (!stopped) {
    if (!move.run.started_at) verbs.emplace_back("mulai");
    verbs.emplace_back("selesai");
    verbs.emplace_back("hentikan");
  } else if (move.c.state != "dikembalikan") {
    verbs.emplace_back("lanjutkan");
  }
  verbs.emplace_back("kecualikan");
  verbs.emplace_back("tautkan");
  verbs.emplace_back("surat");
}

}  // namespace

bool HoldsRole(const OfficeWork& office, const Actor& actor, const std::string& role) {
  for (const Position& position : office.positions.positions) {
    if (position.role == role && actor.In({position.id}) != nullptr) return true;
  }
  return false;
}

bool IsAtDesk(const OfficeWork& office, const Actor& actor) {
  return actor.officer.May("loket") || actor.officer.May("agendaris") ||
         HoldsRole(office, actor, "kasubbag");
}

Result<std::string> PositionFor(const CaseMove& move, const Actor& actor) {
  if (auto writes = Writes(actor); !writes) return writes.error();
  auto positions = PositionsOfStep(move.office, move.db, move.c, move.step());
  if (!positions) return positions.error();
  std::string position = Held(move.office, actor, *positions);
  if (position.empty()) return Error{Fault::kNotYourStep, move.c.position + " has it"};
  return position;
}

Result<void> MayHelp(const CaseMove& move, const Actor& actor) {
  if (auto writes = Writes(actor); !writes) return writes;
  if (IsAtDesk(move.office, actor)) return {};
  for (const Step& step : move.procedure->steps) {
    auto positions = PositionsOfStep(move.office, move.db, move.c, step);
    if (!positions) return positions.error();
    if (!Held(move.office, actor, *positions).empty()) return {};
  }
  return Error{Fault::kNotYourStep, move.c.position + " has it"};
}

Result<std::vector<std::string>> CanDo(const OfficeWork& office, Database& db, const Actor& actor,
                                       const Case& c) {
  std::vector<std::string> verbs;
  if (!Writes(actor)) return verbs;
  auto move = MoveOf(office, db, c.id, actor.officer.id);
  if (!move) return move.error();
  bool helps = MayHelp(*move, actor).ok();
  // The logbook stays open: maintenance and incidents come after the close.
  if (helps) verbs.emplace_back("catat");
  if (move->c.ended_at) return verbs;
  bool holds = PositionFor(*move, actor).ok();
  if (holds) AddStepVerbs(*move, verbs);
  if (helps) verbs.emplace_back("lengkapi");
  if (helps && !holds && IsAtDesk(office, actor) && IsStoppedState(move->c.state) &&
      move->c.state != "dikembalikan") {
    verbs.emplace_back("lanjutkan");
  }
  if (HoldsRole(office, actor, "kabid") && !move->c.procedure_changed) {
    verbs.emplace_back("ubah-sop");
  }
  if (holds || HoldsRole(office, actor, "kadis") || HoldsRole(office, actor, "kabid")) {
    verbs.emplace_back("batalkan");
  }
  auto has = HasLetter(*move, actor);
  if (!has) return has.error();
  if (*has) verbs.emplace_back("disposisi");
  return verbs;
}

}  // namespace piket
