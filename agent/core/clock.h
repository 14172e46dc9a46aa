// Time as Piket uses it: instants in UTC with milliseconds, the office's local day and hour, and
// the boot an instant belongs to. A Clock is a plug: the real one here, a fake one in tests.
#ifndef PIKET_AGENT_CORE_CLOCK_H_
#define PIKET_AGENT_CORE_CLOCK_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace piket {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Date = std::chrono::year_month_day;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
  // Milliseconds since this machine started; never goes back within one boot.
  virtual int64_t MonotonicMs() const = 0;
  // The kernel's boot id: what happened in another boot was interrupted.
  virtual std::string BootId() const = 0;
};

class SystemClock : public Clock {
 public:
  Instant Now() const override;
  int64_t MonotonicMs() const override;
  std::string BootId() const override;
};

// Indonesia's three zones have had no daylight saving since 1964, so a zone is an offset:
// "WIB" +7, "WITA" +8, "WIT" +9.
struct Zone {
  std::string name = "WITA";
  std::chrono::minutes offset{8 * 60};
};
std::optional<Zone> ZoneFromName(std::string_view name);

struct LocalTime {
  Date date;
  int hour = 0;
  int minute = 0;
  int second = 0;
};
LocalTime ToLocal(Instant instant, const Zone& zone);
Instant FromLocal(const LocalTime& local, const Zone& zone);

// "2026-11-22T04:55:01.250Z", the journal's form, and back.
std::string IsoText(Instant instant);
std::optional<Instant> InstantFromIso(std::string_view text);
// "2026-11-22", and back; nullopt for a day that does not exist.
std::string IsoText(const Date& date);
std::optional<Date> DateFromIso(std::string_view text);
// "22 November 2026"
std::string IndonesianText(const Date& date);
// "22 November 2026 pukul 12.55 WITA"
std::string IndonesianText(Instant instant, const Zone& zone);
// "Minggu" … "Sabtu"
std::string_view IndonesianWeekday(const Date& date);

}  // namespace piket

#endif  // PIKET_AGENT_CORE_CLOCK_H_
