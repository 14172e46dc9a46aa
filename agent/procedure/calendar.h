// The office's calendar: which minutes are office minutes (domain.md §7). One file per year in
// config/calendar; a year that is not loaded is an error, never a guess.
#ifndef PIKET_AGENT_PROCEDURE_CALENDAR_H_
#define PIKET_AGENT_PROCEDURE_CALENDAR_H_

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/json.h"
#include "agent/core/result.h"
#include "agent/procedure/limit.h"

namespace piket {

// A stretch of office minutes of one day, minutes since midnight: [from, until).
struct Segment {
  int from = 0;
  int until = 0;
};

struct Holiday {
  Date date;
  std::string name;
  std::string kind;  // nasional, cuti_bersama, lokal, pemilu
  std::string source;
};

// A dated change of hours: Ramadan, half days, replacement working days. The last one wins.
struct Override {
  Date from;
  Date until;  // the last day
  std::string name;
  std::vector<std::vector<Segment>> week;  // Monday … Sunday
  bool over_holidays = false;              // a replacement working day: open on a holiday too
  std::string source;
};

struct CalendarYear {
  int year = 0;
  std::string version;  // "2026-1", as the file says
  std::string legal_basis;
  std::string status;  // resmi, perkiraan
  Date valid_until;    // the last day it knows, usually 31 December
  Zone zone;
  std::vector<std::vector<Segment>> week;  // Monday … Sunday
  std::vector<Override> overrides;
  std::vector<Holiday> holidays;
};

// One file of config/calendar, keys as domain.md §7.4. kConfiguration naming each mistake with
// file, line and column; kNotFound.
Result<CalendarYear> ReadCalendarYear(const std::filesystem::path& file);
Result<CalendarYear> ParseCalendarYear(const std::string& text, const std::string& name);
// The journal's form, and back. kBadRequest.
Json ToJson(const CalendarYear& year);
Result<CalendarYear> CalendarYearFromJson(const Json& json);

// "07:30-12:00", and back; nullopt for what is no stretch of one day.
std::string SegmentText(const Segment& segment);
std::optional<Segment> SegmentFromText(std::string_view text);

// Immutable; copies are cheap. One made without years knows no day.
class Calendar {
 public:
  // Every *.toml of the folder, none is no mistake. kConfiguration as above; kNotFound.
  static Result<Calendar> Read(const std::filesystem::path& folder);
  // kConfiguration: a year twice, two zones, hours out of order.
  static Result<Calendar> FromYears(std::vector<CalendarYear> years);

  // When that limit is over: of minutes the first moment so much office time has passed, so an end
  // exactly at a break stays there; of days the closing of the n-th working day after the day of
  // the start. kCalendarNotLoaded when a day it must look at is in no loaded year.
  // A limit of no unit gives the start itself.
  Result<Instant> Due(Instant start, const Limit& limit) const;
  // Office milliseconds between the two, 0 when `until` is not later. kCalendarNotLoaded.
  Result<int64_t> OfficeMs(Instant from, Instant until) const;
  Result<bool> IsOpen(Instant at) const;
  // The first office minute at or after `at`. kCalendarNotLoaded.
  Result<Instant> NextOpening(Instant at) const;
  Result<bool> IsWorkingDay(const Date& day) const;

  bool Knows(int year) const;
  // "2025-1,2026-2": the versions of all years; noted with every due date.
  const std::string& version() const;
  const std::vector<CalendarYear>& years() const;
  const Zone& zone() const;
  // The last day known without a gap from that day on; nullopt when the day itself is not known.
  std::optional<Date> Horizon(const Date& from) const;

 private:
  struct State;
  static const std::shared_ptr<const State>& Nothing();
  std::shared_ptr<const State> state_ = Nothing();
};

// The calendar in force, swapped as a whole. Thread-safe.
class CalendarShelf {
 public:
  explicit CalendarShelf(Calendar calendar) : calendar_(std::move(calendar)) {}
  Calendar Now() const {
    std::lock_guard lock(mutex_);
    return calendar_;
  }
  void Set(Calendar calendar) {
    std::lock_guard lock(mutex_);
    calendar_ = std::move(calendar);
  }

 private:
  mutable std::mutex mutex_;
  Calendar calendar_;
};

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_CALENDAR_H_
