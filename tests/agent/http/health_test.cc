#include "agent/http/health.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

using std::chrono::days;
using std::chrono::minutes;

const Instant kNow = *InstantFromIso("2026-11-22T02:00:00.000Z");

LineState Down(Fault fault) {
  LineState line;
  line.fault = Word(fault);
  line.since = kNow - minutes(42);
  line.backlog = 41;
  return line;
}

TEST(Health, SaysThatTheLineIsUp) {
  LineState line;
  line.up = true;
  EXPECT_EQ(LineHealth(line, Zone()).sentence, "Terhubung ke pusat.");
  line.backlog = 3;
  EXPECT_EQ(LineHealth(line, Zone()).sentence, "Terhubung ke pusat, 3 catatan dikirim.");
  EXPECT_EQ(LineHealth(line, Zone()).state, "ok");
  line.stalled = true;
  EXPECT_EQ(LineHealth(line, Zone()).state, "warning");
  EXPECT_FALSE(LineHealth(line, Zone()).next.empty());
}

TEST(Health, SaysSinceWhenTheLineIsDownAndHowMuchWaits) {
  PartHealth down = LineHealth(Down(Fault::kLineDown), Zone());
  EXPECT_EQ(down.part, "centre");
  EXPECT_EQ(down.state, "warning");
  EXPECT_EQ(down.sentence.rfind("Putus sejak 22 November 2026", 0), 0u) << down.sentence;
  EXPECT_TRUE(down.sentence.ends_with(", 41 catatan menunggu.")) << down.sentence;
  EXPECT_FALSE(down.next.empty());
}

TEST(Health, AsksAPersonWhenTheCentreDoesNotLetThePostIn) {
  for (Fault fault : {Fault::kNotTrusted, Fault::kPostRefused}) {
    PartHealth down = LineHealth(Down(fault), Zone());
    EXPECT_EQ(down.state, "fault") << Word(fault);
    EXPECT_FALSE(down.next.empty()) << Word(fault);
  }
}

TEST(Health, SaysHowFarTheClockIsFromTheCentres) {
  LineState line;
  line.clock_offset_ms = 90000;
  EXPECT_FALSE(ClockBesideCentre(line)) << "they never met";
  line.heard = kNow;
  EXPECT_EQ(ClockBesideCentre(line)->sentence,
            "Jam komputer ini terlambat 90 detik dari jam pusat.");
  EXPECT_EQ(ClockBesideCentre(line)->state, "fault");
  line.clock_offset_ms = -8000;
  EXPECT_EQ(ClockBesideCentre(line)->state, "warning");
  // A post that booted in 1970.
  line.clock_offset_ms = kNow.time_since_epoch().count();
  EXPECT_NE(ClockBesideCentre(line)->sentence.find("hari"), std::string::npos);
  line.clock_offset_ms = 900;
  EXPECT_FALSE(ClockBesideCentre(line));
}

TEST(Health, WarnsBeforeTheCertificateEnds) {
  EXPECT_EQ(CertificateHealth(kNow + days(20), kNow, Zone()).state, "ok");
  EXPECT_EQ(CertificateHealth(kNow + days(3), kNow, Zone()).state, "warning");
  PartHealth over = CertificateHealth(kNow - days(1), kNow, Zone());
  EXPECT_EQ(over.state, "fault");
  EXPECT_FALSE(over.next.empty());
}

}  // namespace
}  // namespace piket
