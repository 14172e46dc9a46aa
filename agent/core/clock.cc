#include "agent/core/clock.h"

#include <time.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "agent/core/text.h"

namespace piket {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hh_mm_ss;
using std::chrono::milliseconds;
using std::chrono::sys_days;

constexpr std::array<std::string_view, 12> kMonths = {
    "Januari", "Februari", "Maret",     "April",   "Mei",      "Juni",
    "Juli",    "Agustus",  "September", "Oktober", "November", "Desember"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Minggu", "Senin", "Selasa", "Rabu",
                                                       "Kamis",  "Jumat", "Sabtu"};

int Year(const Date& date) { return static_cast<int>(date.year()); }
unsigned Month(const Date& date) { return static_cast<unsigned>(date.month()); }
unsigned Day(const Date& date) { return static_cast<unsigned>(date.day()); }

}  // namespace

Instant SystemClock::Now() const { return floor<milliseconds>(std::chrono::system_clock::now()); }

int64_t SystemClock::MonotonicMs() const {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1000000;
}

std::string SystemClock::BootId() const {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id;
}

std::optional<Zone> ZoneFromName(std::string_view name) {
  using std::chrono::hours;
  if (name == "WIB") return Zone{"WIB", hours(7)};
  if (name == "WITA") return Zone{"WITA", hours(8)};
  if (name == "WIT") return Zone{"WIT", hours(9)};
  return std::nullopt;
}

LocalTime ToLocal(Instant instant, const Zone& zone) {
  auto shifted = instant + zone.offset;
  auto day = floor<days>(shifted);
  hh_mm_ss time(floor<std::chrono::seconds>(shifted - day));
  return {Date(day), static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count())};
}

Instant FromLocal(const LocalTime& local, const Zone& zone) {
  return sys_days(local.date) + std::chrono::hours(local.hour) +
         std::chrono::minutes(local.minute) + std::chrono::seconds(local.second) - zone.offset;
}

std::string IsoText(Instant instant) {
  auto day = floor<days>(instant);
  Date date(day);
  auto ms = (instant - day).count();
  return Format("%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", Year(date), Month(date), Day(date),
                static_cast<int>(ms / 3600000), static_cast<int>(ms / 60000 % 60),
                static_cast<int>(ms / 1000 % 60), static_cast<int>(ms % 1000));
}

std::optional<Instant> InstantFromIso(std::string_view text) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int ms = 0;
  if (text.size() != 24) return std::nullopt;
  auto date = DateFromIso(text.substr(0, 10));
  std::string time(text.substr(10));
  if (!date || std::sscanf(time.c_str(), "T%2d:%2d:%2d.%3dZ", &hour, &minute, &second, &ms) != 4) {
    return std::nullopt;
  }
  Instant instant = sys_days(*date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                    std::chrono::seconds(second) + milliseconds(ms);
  // sscanf also takes signs, spaces and an hour of 99.
  if (IsoText(instant) != text) return std::nullopt;
  return instant;
}

std::string IsoText(const Date& date) {
  return Format("%04d-%02u-%02u", Year(date), Month(date), Day(date));
}

std::optional<Date> DateFromIso(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  std::string copy(text);
  int used = 0;
  if (std::sscanf(copy.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &used) != 3 ||
      static_cast<size_t>(used) != text.size()) {
    return std::nullopt;
  }
  Date date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!date.ok() || IsoText(date) != text) return std::nullopt;
  return date;
}

std::string IndonesianText(const Date& date) {
  if (!date.ok()) return "";
  return Format("%u %s %d", Day(date), kMonths[Month(date) - 1].data(), Year(date));
}

std::string IndonesianText(Instant instant, const Zone& zone) {
  LocalTime local = ToLocal(instant, zone);
  return IndonesianText(local.date) +
         Format(" pukul %02d.%02d %s", local.hour, local.minute, zone.name.c_str());
}

std::string_view IndonesianWeekday(const Date& date) {
  return kWeekdays[std::chrono::weekday(sys_days(date)).c_encoding()];
}

}  // namespace piket
