// A clock that stands still until it is told to advance.
#ifndef PIKET_TESTS_FAKES_FAKE_CLOCK_H_
#define PIKET_TESTS_FAKES_FAKE_CLOCK_H_

#include <atomic>
#include <string>

#include "agent/core/clock.h"

namespace piket {

class FakeClock : public Clock {
 public:
  Instant Now() const override { return start_ + std::chrono::milliseconds(passed_ms_); }
  int64_t MonotonicMs() const override { return passed_ms_; }
  std::string BootId() const override { return boot_; }

  void Advance(std::chrono::milliseconds time) { passed_ms_ += time.count(); }
  void Set(Instant start) {
    start_ = start;
    passed_ms_ = 0;
  }
  void Reboot(const std::string& boot) { boot_ = boot; }

 private:
  Instant start_ = *InstantFromIso("2026-05-13T02:00:00.000Z");  // 10.00 WITA
  std::atomic<int64_t> passed_ms_ = 0;
  std::string boot_ = "boot-1";
};

}  // namespace piket

#endif  // PIKET_TESTS_FAKES_FAKE_CLOCK_H_
