#include "agent/procedure/calendar.h"

#include <algorithm>
#include <map>

#include "agent/core/text.h"

namespace piket {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::weekday;

constexpr int64_t kMinuteMs = 60000;

// Office time from one moment to another, and how much of it lies before in the same run.
struct Stretch {
  Instant from;
  Instant until;
  int64_t before_ms = 0;
};

struct WorkingDay {
  sys_days day;
  Instant closing;
};

// Days that are known without a gap. Everything is found in it by bisection, so a span of years
// costs as little as one of minutes.
struct Run {
  sys_days first;
  sys_days last;
  Instant begins;  // midnight of the first day …
  Instant ends;    // … and after the last one
  std::vector<Stretch> stretches;
  std::vector<WorkingDay> working;
  int64_t total_ms = 0;

  int64_t OfficeMsBefore(Instant at) const {
    auto after = std::partition_point(stretches.begin(), stretches.end(),
                                      [&](const Stretch& each) { return each.from < at; });
    if (after == stretches.begin()) return 0;
    const Stretch& last_begun = *std::prev(after);
    return last_begun.before_ms + (std::min(at, last_begun.until) - last_begun.from).count();
  }
};

Error NotLoaded(sys_days day) {
  // Beyond the year 9999 a date has no text.
  constexpr sys_days kLast{
      Date{std::chrono::year(9999), std::chrono::December, std::chrono::day(31)}};
  bool has_text = day >= sys_days() - days(700000) && day <= kLast;
  return {Fault::kCalendarNotLoaded, has_text ? IsoText(Date(day)) : "a day out of every year"};
}

size_t WeekIndex(sys_days day) { return weekday(day).iso_encoding() - 1; }

bool IsWeekInOrder(const std::vector<std::vector<Segment>>& week) {
  if (week.size() != 7) return false;
  for (const std::vector<Segment>& day : week) {
    int before = -1;
    for (const Segment& segment : day) {
      if (segment.from <= before || segment.from >= segment.until || segment.until > 24 * 60) {
        return false;
      }
      before = segment.until;
    }
  }
  return true;
}

// What is wrong with a year by itself, "" when nothing is.
std::string Mistake(const CalendarYear& year) {
  if (year.year < 1900 || year.year > 2999) return "the year is out of range";
  if (!year.valid_until.ok() || static_cast<int>(year.valid_until.year()) != year.year) {
    return "berlaku_sampai is not in the year";
  }
  if (!IsWeekInOrder(year.week)) return "the hours of minggu are out of order";
  for (const Override& each : year.overrides) {
    if (!IsWeekInOrder(each.week)) return "the hours of " + each.name + " are out of order";
    if (!each.from.ok() || !each.until.ok() || each.until < each.from) {
      return "the days of " + each.name + " are out of order";
    }
  }
  return "";
}

// Hours of each day of one year, by day of the year.
std::vector<const std::vector<Segment>*> HoursOfDays(const CalendarYear& year, sys_days first,
                                                     sys_days last) {
  static const std::vector<Segment> kClosed;
  std::vector<const std::vector<Segment>*> hours;
  for (sys_days day = first; day <= last; day += days(1)) {
    hours.push_back(&year.week[WeekIndex(day)]);
  }
  auto each_day = [&](const Date& from, const Date& until, const auto& change) {
    for (sys_days day = std::max(first, sys_days(from)); day <= std::min(last, sys_days(until));
         day += days(1)) {
      hours[static_cast<size_t>((day - first).count())] = change(day);
    }
  };
  auto take = [&](const Override& over) {
    each_day(over.from, over.until, [&](sys_days day) { return &over.week[WeekIndex(day)]; });
  };
  for (const Override& over : year.overrides) {
    if (!over.over_holidays) take(over);
  }
  for (const Holiday& holiday : year.holidays) {
    each_day(holiday.date, holiday.date, [](sys_days) { return &kClosed; });
  }
  for (const Override& over : year.overrides) {
    if (over.over_holidays) take(over);
  }
  return hours;
}

}  // namespace

struct Calendar::State {
  std::vector<CalendarYear> years;
  std::string version;
  Zone zone;
  std::vector<Run> runs;

  sys_days DayOf(Instant at) const { return floor<days>(at + zone.offset); }
  Instant Midnight(sys_days day) const { return Instant(day) - zone.offset; }

  const Run* Find(sys_days day) const {
    for (const Run& run : runs) {
      if (day >= run.first && day <= run.last) return &run;
    }
    return nullptr;
  }

  void Append(const CalendarYear& year) {
    sys_days first = Date{std::chrono::year(year.year), std::chrono::January, std::chrono::day(1)};
    sys_days last = year.valid_until;
    if (runs.empty() || runs.back().last + days(1) != first) {
      runs.emplace_back();
      runs.back().first = first;
      runs.back().begins = Midnight(first);
    }
    Run& run = runs.back();
    sys_days day = first;
    for (const std::vector<Segment>* hours : HoursOfDays(year, first, last)) {
      for (const Segment& segment : *hours) {
        Stretch stretch{Midnight(day) + minutes(segment.from),
                        Midnight(day) + minutes(segment.until), run.total_ms};
        run.total_ms += (stretch.until - stretch.from).count();
        run.stretches.push_back(stretch);
      }
      if (!hours->empty()) run.working.push_back({day, run.stretches.back().until});
      day += days(1);
    }
    run.last = last;
    run.ends = Midnight(last + days(1));
  }
};

const std::shared_ptr<const Calendar::State>& Calendar::Nothing() {
  static const std::shared_ptr<const State> kNothing = std::make_shared<State>();
  return kNothing;
}

Result<Calendar> Calendar::FromYears(std::vector<CalendarYear> years) {
  std::sort(years.begin(), years.end(),
            [](const CalendarYear& a, const CalendarYear& b) { return a.year < b.year; });
  auto state = std::make_shared<State>();
  std::vector<std::string> versions;
  for (size_t i = 0; i < years.size(); ++i) {
    const CalendarYear& year = years[i];
    std::string mistake = Mistake(year);
    if (mistake.empty() && i > 0 && years[i - 1].year == year.year) mistake = "the year is twice";
    if (mistake.empty() && year.zone.offset != years[0].zone.offset) mistake = "another zone";
    if (!mistake.empty()) {
      return Error{Fault::kConfiguration, "calendar " + std::to_string(year.year) + ": " + mistake};
    }
    versions.push_back(year.version);
  }
  if (!years.empty()) state->zone = years[0].zone;
  for (const CalendarYear& year : years) state->Append(year);
  state->years = std::move(years);
  state->version = Join(versions, ",");
  Calendar calendar;
  calendar.state_ = std::move(state);
  return calendar;
}

Result<Instant> Calendar::Due(Instant start, const Limit& limit) const {
  if (limit.unit == Limit::Unit::kNone) return start;
  sys_days day = state_->DayOf(start);
  const Run* run = state_->Find(day);
  if (run == nullptr) return NotLoaded(day);
  if (limit.unit == Limit::Unit::kDays) {
    auto next = std::partition_point(run->working.begin(), run->working.end(),
                                     [&](const WorkingDay& each) { return each.day <= day; });
    // "0 Hari" ends with the day itself, or with the next working day when it has no more hours.
    if (limit.amount == 0 && next != run->working.begin() && std::prev(next)->closing >= start) {
      return std::prev(next)->closing;
    }
    auto wanted = std::max<ptrdiff_t>(limit.amount - 1, 0);
    if (wanted >= run->working.end() - next) return NotLoaded(run->last + days(1));
    return next[wanted].closing;
  }
  if (limit.amount == 0) return start;
  int64_t wanted = run->OfficeMsBefore(start) + limit.amount * kMinuteMs;
  if (wanted > run->total_ms) return NotLoaded(run->last + days(1));
  auto after = std::partition_point(run->stretches.begin(), run->stretches.end(),
                                    [&](const Stretch& each) { return each.before_ms < wanted; });
  const Stretch& stretch = *std::prev(after);
  return stretch.from + milliseconds(wanted - stretch.before_ms);
}

Result<int64_t> Calendar::OfficeMs(Instant from, Instant until) const {
  if (until <= from) return int64_t{0};
  sys_days day = state_->DayOf(from);
  const Run* run = state_->Find(day);
  if (run == nullptr) return NotLoaded(day);
  if (until > run->ends) return NotLoaded(run->last + days(1));
  return run->OfficeMsBefore(until) - run->OfficeMsBefore(from);
}

Result<bool> Calendar::IsOpen(Instant at) const {
  auto opening = NextOpening(at);
  if (opening) return *opening == at;
  // After the last closing that is known the day itself still is.
  sys_days day = state_->DayOf(at);
  if (state_->Find(day) == nullptr) return NotLoaded(day);
  return false;
}

Result<Instant> Calendar::NextOpening(Instant at) const {
  sys_days day = state_->DayOf(at);
  const Run* run = state_->Find(day);
  if (run == nullptr) return NotLoaded(day);
  auto next = std::partition_point(run->stretches.begin(), run->stretches.end(),
                                   [&](const Stretch& each) { return each.until <= at; });
  if (next == run->stretches.end()) return NotLoaded(run->last + days(1));
  return std::max(at, next->from);
}

Result<bool> Calendar::IsWorkingDay(const Date& day) const {
  const Run* run = day.ok() ? state_->Find(day) : nullptr;
  if (run == nullptr) return NotLoaded(day);
  auto at = std::partition_point(run->working.begin(), run->working.end(),
                                 [&](const WorkingDay& each) { return each.day < sys_days(day); });
  return at != run->working.end() && at->day == sys_days(day);
}

bool Calendar::Knows(int year) const {
  return std::any_of(state_->years.begin(), state_->years.end(),
                     [&](const CalendarYear& each) { return each.year == year; });
}

std::optional<Date> Calendar::Horizon(const Date& from) const {
  const Run* run = from.ok() ? state_->Find(from) : nullptr;
  if (run == nullptr) return std::nullopt;
  return Date(run->last);
}

const std::string& Calendar::version() const { return state_->version; }
const std::vector<CalendarYear>& Calendar::years() const { return state_->years; }
const Zone& Calendar::zone() const { return state_->zone; }

}  // namespace piket
