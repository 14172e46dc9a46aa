// The machine's clock, held up by what is known: it cannot be earlier than this program, nor than
// what the post has seen. A machine that starts in 1970 goes on from there, and says so, until the
// centre tells the time (signed) or its own clock is right.
#ifndef PIKET_AGENT_CORE_FLOOR_CLOCK_H_
#define PIKET_AGENT_CORE_FLOOR_CLOCK_H_

#include <mutex>

#include "agent/core/clock.h"

namespace piket {

// Thread-safe.
class FloorClock : public Clock {
 public:
  // `machine` outlives this.
  explicit FloorClock(const Clock& machine);
  Instant Now() const override;
  int64_t MonotonicMs() const override { return machine_.MonotonicMs(); }
  std::string BootId() const override { return machine_.BootId(); }

  // It was this late already: the newest entry's time.
  void Raise(Instant seen);
  // The centre's signed time. A machine whose clock is not behind keeps its own.
  void Told(Instant now);
  // Whether the machine's clock is behind what is known, by more than a minute.
  bool IsBehind() const;
  // Behind, and nobody has told the time: Now is a guess, the real time is later.
  bool IsUnsure() const;

 private:
  Instant Known() const;  // holding mutex_
  bool Behind() const;    // holding mutex_

  const Clock& machine_;
  mutable std::mutex mutex_;
  Instant floor_;
  int64_t floor_ms_;  // monotonic, when it was that late
  bool told_ = false;
};

}  // namespace piket

#endif  // PIKET_AGENT_CORE_FLOOR_CLOCK_H_
