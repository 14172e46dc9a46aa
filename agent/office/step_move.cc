#include "agent/office/step_move.h"

#include <algorithm>

#include "agent/core/log.h"
#include "agent/letters/letter.h"
#include "agent/office/step_due.h"
#include "agent/office/step_evidence.h"
#include "agent/office/step_gates.h"
#include "agent/procedure/case_texts.h"

namespace piket {
namespace {

int64_t Ms(Instant at) { return at.time_since_epoch().count(); }

Json MsOrNull(const std::optional<Instant>& at) { return at ? Json(Ms(*at)) : Json(); }

Result<void> ReadAgain(CaseMove& move) {
  auto c = FindCase(move.db, move.c.id);
  if (!c) return c.error();
  move.c = *c;
  auto runs = RunsOfCase(move.db, c->id);
  if (!runs) return runs.error();
  move.run = {};
  for (const CaseRun& run : *runs) {
    if (run.run == c->run) move.run = run;
  }
  return {};
}

Result<CaseDue> DueNow(const CaseMove& move, const Step& step, Instant arrived, Instant now) {
  auto stops = StopsOfCase(move.db, move.c.id);
  if (!stops) return stops.error();
  return DueOf(move.office, move.office.calendar.Now(), step, move.c, arrived, *stops, now);
}

// Wakes the case that waited for this one, unless it waits for another still.
Result<void> WakeParent(CaseMove& move, Instant at) {
  if (move.c.parent.empty()) return {};
  auto parent = MoveOf(move.office, move.db, move.c.parent, move.author);
  if (!parent) return parent.error();
  if (parent->c.ended_at || parent->c.state != "menunggu_layanan_terkait") return {};
  auto linked = LinkedCases(move.db, parent->c.id);
  if (!linked) return linked.error();
  for (const Case& other : *linked) {
    if (!other.ended_at) return {};
  }
  return Resume(*parent, at, "layanan terkait selesai");
}

Result<void> OpenLinked(CaseMove& move, const std::string& procedure) {
  auto linked = LinkedCases(move.db, move.c.id);
  if (!linked) return linked.error();
  for (const Case& other : *linked) {
    if (other.procedure == procedure) return {};
  }
  auto day = AgendaDay(move.office, move.db, move.c.letter);
  if (!day) return day.error();
  auto opened = OpenCase(move.office, move.db,
                         {move.c.letter, procedure, move.office.Now(), *day, move.c.urgency,
                          move.c.security, move.c.id, ""},
                         move.author);
  if (!opened) return opened.error();
  return {};
}

// The letter goes back: the clock stands still until the slip was handed over.
Result<void> GiveBack(CaseMove& move, Instant at, const std::string& reason) {
  if (auto freed = FreeAddresses(move.office, move.db, move.c.id, move.author); !freed) {
    return freed;
  }
  if (auto stopped = Stop(move, "dikembalikan", at, reason); !stopped) return stopped;
  auto slip = ApprovedLetter(move.db, move.c.id, {kReturnSlip});
  if (!slip) return slip.error();
  if (!slip->has_value() || !(*slip)->sent) return {};
  return EndCase(move, "dikembalikan", at, reason);
}

}  // namespace

Result<CaseMove> MoveOf(const OfficeWork& office, Database& db, const Id& id,
                        const std::string& author) {
  auto c = FindCase(db, id);
  if (!c) return c.error();
  auto procedure = office.procedures.Version(c->procedure, c->version);
  if (!procedure) return procedure.error().While("the definition of case " + id);
  CaseMove move{office, db, *procedure, author, *c, {}};
  if (auto read = ReadAgain(move); !read) return read.error();
  if (move.c.step != 0 && move.procedure->FindStep(move.c.step) == nullptr) {
    return Error{Fault::kNotFound, "the step of case " + id};
  }
  return move;
}

Result<void> Tell(CaseMove& move, const std::string& kind, const Json& body) {
  auto kept = KeptBody(move.office.safe(), move.c, body);
  // Of a destroyed letter no word can be kept any more; the office's clockwork goes on without.
  if (!kept && kept.error().fault == Fault::kNotFound && move.author == kOfficeAuthor) {
    kept = WithoutTexts(body);
  }
  if (!kept) return kept.error().While("sealing what is told of case " + move.c.id);
  auto told = move.office.journal.Append(move.db, {kind, move.author, move.c.id, *kept});
  if (!told) return told.error();
  return ReadAgain(move);
}

Result<Date> AgendaDay(const OfficeWork& office, Database& db, const Id& letter) {
  auto rows = db.Ask("SELECT entered_at FROM letter WHERE id=?", {letter});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "letter " + letter};
  Instant entered(std::chrono::milliseconds(rows->front().Integer("entered_at")));
  return ToLocal(entered, office.settings.zone).date;
}

Result<Case> OpenCase(const OfficeWork& office, Database& db, const OpenPlan& plan,
                      const std::string& author) {
  auto procedure = office.procedures.InForce(plan.procedure, plan.agenda_day);
  if (!procedure) return procedure.error();
  if ((*procedure)->steps.empty()) return Error{Fault::kNotFound, "a procedure without steps"};
  CaseMove move{office, db, *procedure, author, {}, {}};
  move.c.id = NewId(office.Now());
  auto opened = Tell(move, "case.opened",
                     {{"letter", plan.letter},
                      {"procedure", (*procedure)->id},
                      {"version", (*procedure)->version},
                      {"opened_at", Ms(plan.opened_at)},
                      {"urgency", plan.urgency},
                      {"security", plan.security},
                      {"parent", plan.parent},
                      {"improves", plan.improves}});
  if (!opened) return opened.error();
  auto arrived = Arrive(move, (*procedure)->steps.front().no, plan.opened_at);
  if (!arrived) return arrived.error();
  LogLine("case opened", {{"case", move.c.id}, {"procedure", move.c.procedure}});
  auto ended = EndByItself(move);
  if (!ended) return ended.error();
  return move.c;
}

Result<void> Arrive(CaseMove& move, int number, Instant at) {
  const Step* step = move.procedure->FindStep(number);
  if (step == nullptr) return Error{Fault::kNotFound, "no such step"};
  auto due = DueNow(move, *step, at, move.office.Now());
  if (!due) return due.error();
  auto leader = LeaderOf(move.office, move.db, move.c, *step);
  if (!leader) return leader.error();
  return Tell(move, "case.arrived",
              {{"run", move.c.run + 1},
               {"step", number},
               {"at", Ms(at)},
               {"due_at", MsOrNull(due->at)},
               {"due_fault", due->fault},
               {"calendar", due->calendar},
               {"position", *leader}});
}

Result<void> FinishRun(CaseMove& move, const Finished& finished, Instant started) {
  if (!move.run.started_at) {
    auto told =
        Tell(move, "case.started", {{"run", move.c.run}, {"at", Ms(started)}, {"by", finished.by}});
    if (!told) return told;
  }
  LogLine(
      "step finished",
      {{"case", move.c.id}, {"step", std::to_string(move.c.step)}, {"outcome", finished.outcome}});
  return Tell(move, "case.finished",
              {{"run", move.c.run},
               {"at", Ms(finished.at)},
               {"by", finished.by},
               {"position", finished.position},
               {"outcome", finished.outcome},
               {"reason", finished.reason},
               {"reviewed_with", finished.reviewed_with},
               {"return_items", finished.return_items},
               {"outside", finished.outside}});
}

Result<void> GoOn(CaseMove& move, const Way& way, Instant at, const std::string& reason) {
  if (!way.opens.empty() && Holds(way.opens_when, move.c.facts)) {
    if (auto opened = OpenLinked(move, way.opens); !opened) return opened;
  }
  if (way.returns) return GiveBack(move, at, reason);
  if (way.to == 0) return EndCase(move, "selesai", at, reason);
  if (auto arrived = Arrive(move, way.to, at); !arrived) return arrived;
  if (!way.state.empty()) return Stop(move, way.state, at, reason.empty() ? way.name : reason);
  auto ended = EndByItself(move);
  if (!ended) return ended.error();
  return {};
}

Result<const Way*> WayOf(const Step& step, const Json& facts, const std::string& outcome) {
  std::vector<const Way*> open;
  for (const Way& way : step.ways) {
    if (Holds(way.when, facts)) open.push_back(&way);
  }
  // The way its fact speaks for comes before the one that is always open.
  std::stable_sort(open.begin(), open.end(), [](const Way* left, const Way* right) {
    return !left->when.empty() && right->when.empty();
  });
  for (const Way* way : open) {
    if (way->outcome == outcome) return way;
  }
  if (outcome.empty() && !open.empty()) {
    if (open.size() == 1 || !open.front()->when.empty()) return open.front();
  }
  return Error{Fault::kBadRequest, "outcome"};
}

Json FactsBy(const Way& way, Json facts) {
  size_t mark = way.sets.find('=');
  if (mark != std::string::npos) facts[way.sets.substr(0, mark)] = way.sets.substr(mark + 1);
  return facts;
}

Result<void> Stop(CaseMove& move, const std::string& state, Instant at, const std::string& reason) {
  return Tell(move, "case.stopped", {{"state", state}, {"at", Ms(at)}, {"reason", reason}});
}

Result<void> Resume(CaseMove& move, Instant at, const std::string& reason) {
  auto due = DueNow(move, move.step(), move.run.arrived_at, at);
  if (!due) return due.error();
  auto told = Tell(move, "case.resumed",
                   {{"run", move.c.run},
                    {"at", Ms(at)},
                    {"due_at", MsOrNull(due->at)},
                    {"due_fault", due->fault},
                    {"calendar", due->calendar},
                    {"reason", reason}});
  if (!told) return told;
  auto ended = EndByItself(move);
  if (!ended) return ended.error();
  return {};
}

Result<void> EndCase(CaseMove& move, const std::string& state, Instant at,
                     const std::string& reason) {
  auto addresses = state == "selesai" ? UseAddresses(move.office, move.db, move.c.id, move.author)
                                      : FreeAddresses(move.office, move.db, move.c.id, move.author);
  if (!addresses) return addresses;
  auto told = Tell(move, "case.ended", {{"state", state}, {"at", Ms(at)}, {"reason", reason}});
  if (!told) return told;
  LogLine("case ended", {{"case", move.c.id}, {"state", state}});
  return WakeParent(move, at);
}

}  // namespace piket
