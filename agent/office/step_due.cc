#include "agent/office/step_due.h"

#include <algorithm>

namespace piket {
namespace {

constexpr int64_t kMinuteMs = 60000;

Limit LimitOf(const OfficeWork& office, const Step& step, const Case& c) {
  if (!step.limit_by_urgency) return step.limit;
  for (const UrgencyChoice& choice : office.papers.sheet.urgencies) {
    if (choice.code == c.urgency) return LimitFromText(choice.limit).value_or(Limit{});
  }
  return {};
}

Result<int64_t> StoodStillMs(const Calendar& calendar, const std::vector<CaseStop>& stops,
                             Instant from, Instant until) {
  int64_t ms = 0;
  for (const CaseStop& stop : stops) {
    Instant begin = std::max(stop.from, from);
    Instant end = std::min(stop.until.value_or(until), until);
    if (end <= begin) continue;
    auto stretch = calendar.OfficeMs(begin, end);
    if (!stretch) return stretch;
    ms += *stretch;
  }
  return ms;
}

Result<Instant> CountDue(const Calendar& calendar, const Limit& limit, Instant from,
                         const std::vector<CaseStop>& stops, Instant now) {
  // A step that waits before it begins has its whole limit from then on.
  for (const CaseStop& stop : stops) {
    if (stop.from == from) from = stop.until.value_or(std::max(now, from));
  }
  auto due = calendar.Due(from, limit);
  if (!due) return due;
  auto still = StoodStillMs(calendar, stops, from, now);
  if (!still) return still.error();
  if (*still == 0) return due;
  int minutes = static_cast<int>((*still + kMinuteMs - 1) / kMinuteMs);
  return calendar.Due(*due, {Limit::Unit::kMinutes, minutes});
}

}  // namespace

CaseDue DueOf(const OfficeWork& office, const Calendar& calendar, const Step& step, const Case& c,
              Instant arrived, const std::vector<CaseStop>& stops, Instant now) {
  CaseDue due;
  due.calendar = calendar.version();
  Limit limit = LimitOf(office, step, c);
  if (!step.judged || limit.unit == Limit::Unit::kNone) return due;
  Instant from = step.limit_by_urgency ? c.opened_at : arrived;
  auto counted = CountDue(calendar, limit, from, stops, now);
  if (counted) {
    due.at = *counted;
  } else {
    due.fault = std::string(Word(counted.error().fault));
  }
  return due;
}

Result<int64_t> WorkedMs(const Calendar& calendar, const std::vector<CaseStop>& stops, Instant from,
                         Instant until) {
  auto all = calendar.OfficeMs(from, until);
  if (!all) return all;
  auto still = StoodStillMs(calendar, stops, from, until);
  if (!still) return still;
  return std::max<int64_t>(0, *all - *still);
}

}  // namespace piket
