#include "agent/core/floor_clock.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Instant kMay = *InstantFromIso("2026-05-13T02:00:00.000Z");

TEST(FloorClock, IsTheMachinesWhenThatIsRight) {
  FakeClock machine;
  FloorClock clock(machine);
  clock.Raise(kMay - hours(1));
  EXPECT_EQ(clock.Now(), kMay);
  EXPECT_FALSE(clock.IsUnsure());
  clock.Told(kMay + hours(24 * 400));
  EXPECT_EQ(clock.Now(), kMay) << "a centre whose clock is wrong does not spoil ours";
}

TEST(FloorClock, GoesOnFromWhatWasSeenWhenTheMachineStartsIn1970) {
  FakeClock machine;
  machine.Set(Instant(seconds(10)));
  FloorClock clock(machine);
  EXPECT_TRUE(clock.IsUnsure());
  EXPECT_GE(clock.Now(), *InstantFromIso("2026-01-01T00:00:00.000Z"));
  clock.Raise(kMay);
  EXPECT_EQ(clock.Now(), kMay);
  machine.Advance(seconds(90));
  EXPECT_EQ(clock.Now(), kMay + seconds(90));
  clock.Told(kMay + hours(50));
  EXPECT_EQ(clock.Now(), kMay + hours(50));
  EXPECT_FALSE(clock.IsUnsure());
  EXPECT_TRUE(clock.IsBehind());
}

TEST(FloorClock, IsToldWhenWhatWasSeenWasTooLate) {
  FakeClock machine;
  FloorClock clock(machine);
  clock.Raise(kMay + hours(24 * 365 * 70));
  EXPECT_TRUE(clock.IsUnsure());
  clock.Told(kMay + seconds(1));
  EXPECT_EQ(clock.Now(), kMay);
  EXPECT_FALSE(clock.IsBehind());
}

}  // namespace
}  // namespace piket
