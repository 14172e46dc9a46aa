#include "agent/procedure/forecast.h"

#include <algorithm>
#include <set>

namespace piket {
namespace {

using std::chrono::days;
using std::chrono::minutes;

// How far the walk has come, and whether it still stands on days the calendar knows.
struct Cursor {
  Instant at;
  bool provisional = false;
};

std::string LeaderOf(const Step& step) { return step.actors.empty() ? "" : step.actors.front(); }

// Beyond the horizon days are counted plainly, and said to be provisional.
Instant PlainDue(Instant start, const Limit& limit) {
  if (limit.unit == Limit::Unit::kNone) return start;
  return limit.unit == Limit::Unit::kDays ? start + days(limit.amount)
                                          : start + minutes(limit.amount);
}

class Walk {
 public:
  Walk(const Procedure& procedure, const Calendar& calendar, const Standing& standing)
      : procedure_(procedure), calendar_(calendar), standing_(standing) {}

  Cursor End(const Step& step, Cursor from) const {
    if (step.limit_by_urgency) {
      Cursor whole = Add(standing_.urgency_limit, {standing_.opened, from.provisional});
      return whole.at > from.at ? whole : from;
    }
    return Add(step.limit, from);
  }

  // When the work can begin: limits of office minutes wait for the office to open.
  Instant Begin(const Step& step, const Cursor& from) const {
    if (from.provisional || step.limit.unit == Limit::Unit::kNone) return from.at;
    auto opening = calendar_.NextOpening(from.at);
    return opening ? *opening : from.at;
  }

  // The step after this one by what is stated of the case; null at the end. Of what is not decided
  // the first way, and rather one that leads on than one back: no step comes twice.
  const Step* After(const Step& step, const std::set<int>& been) const {
    const Way* stated = nullptr;
    const Way* onward = nullptr;
    const Way* other = nullptr;
    for (const Way& way : step.ways) {
      if (been.count(way.to) > 0 || way.returns || way.outside) continue;
      if (!Holds(way.when, standing_.facts)) continue;
      bool leads_on = way.to == 0 || way.to > step.no;
      if (!way.when.empty() && stated == nullptr) stated = &way;
      if (way.when.empty() && leads_on && onward == nullptr) onward = &way;
      if (other == nullptr) other = &way;
    }
    const Way* taken = stated != nullptr ? stated : onward != nullptr ? onward : other;
    return taken == nullptr || taken->to == 0 ? nullptr : procedure_.FindStep(taken->to);
  }

  // When the step under way ought to have ended, had every step since the first kept its limit;
  // by its own limit alone where that cannot be told: a step before without a limit, a way back.
  Cursor PlannedEnd(const Step& current) const {
    Cursor own = standing_.due ? Cursor{*standing_.due} : End(current, {standing_.began});
    Cursor cursor{standing_.opened};
    std::set<int> been;
    const Step* step = procedure_.steps.empty() ? nullptr : &procedure_.steps.front();
    while (step != nullptr && step->no != current.no) {
      if (step->judged && step->limit.unit == Limit::Unit::kNone) return own;
      been.insert(step->no);
      cursor = End(*step, cursor);
      step = After(*step, been);
    }
    return step == nullptr ? own : End(current, cursor);
  }

 private:
  Cursor Add(const Limit& limit, Cursor from) const {
    if (limit.unit == Limit::Unit::kNone) return from;
    if (!from.provisional) {
      if (auto due = calendar_.Due(from.at, limit)) return {*due, false};
    }
    return {PlainDue(from.at, limit), true};
  }

  const Procedure& procedure_;
  const Calendar& calendar_;
  const Standing& standing_;
};

bool HasEnded(const std::string& state) { return state == "selesai" || state == "batal"; }

}  // namespace

std::vector<Projection> Forecast(const Procedure& procedure, const Calendar& calendar,
                                 const Standing& standing, Instant now) {
  std::vector<Projection> projections;
  const Step* step = procedure.FindStep(standing.step);
  if (step == nullptr || HasEnded(standing.state)) return projections;
  Walk walk(procedure, calendar, standing);
  Cursor planned = walk.PlannedEnd(*step);
  // A case that stands still begins its step anew, now at the earliest.
  bool stands = standing.state != "berjalan";
  Instant began = stands ? std::max(standing.began, now) : standing.began;
  Cursor end = standing.due && !stands ? Cursor{*standing.due} : walk.End(*step, {began});
  end.at = std::max(end.at, now);
  std::set<int> been;
  std::string waits_for;
  for (Instant from = began; step != nullptr;) {
    been.insert(step->no);
    projections.push_back({step->no, step->activity, LeaderOf(*step), waits_for, from, end.at,
                           planned.at, end.provisional});
    waits_for = LeaderOf(*step);
    step = walk.After(*step, been);
    if (step == nullptr) break;
    from = walk.Begin(*step, end);
    end = walk.End(*step, end);
    planned = walk.End(*step, planned);
  }
  return projections;
}

}  // namespace piket
