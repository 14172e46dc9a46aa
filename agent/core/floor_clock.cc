#include "agent/core/floor_clock.h"

namespace piket {
namespace {

// Raised with every release: no machine runs this program earlier.
constexpr const char* kReleased = "2026-01-01T00:00:00.000Z";
// What a time service may put back without a word.
constexpr std::chrono::seconds kStep{60};

}  // namespace

FloorClock::FloorClock(const Clock& machine)
    : machine_(machine), floor_(*InstantFromIso(kReleased)), floor_ms_(machine.MonotonicMs()) {}

Instant FloorClock::Known() const {
  return floor_ + std::chrono::milliseconds(machine_.MonotonicMs() - floor_ms_);
}

bool FloorClock::Behind() const { return machine_.Now() + kStep < Known(); }

Instant FloorClock::Now() const {
  std::lock_guard lock(mutex_);
  return Behind() ? Known() : machine_.Now();
}

void FloorClock::Raise(Instant seen) {
  std::lock_guard lock(mutex_);
  if (seen <= Known()) return;
  floor_ = seen;
  floor_ms_ = machine_.MonotonicMs();
}

void FloorClock::Told(Instant now) {
  std::lock_guard lock(mutex_);
  if (!Behind()) return;
  floor_ = now;
  floor_ms_ = machine_.MonotonicMs();
  told_ = true;
}

bool FloorClock::IsBehind() const {
  std::lock_guard lock(mutex_);
  return Behind();
}

bool FloorClock::IsUnsure() const {
  std::lock_guard lock(mutex_);
  return Behind() && !told_;
}

}  // namespace piket
