// The rules of the SOPs by number: the clocks of a case, when they stand still, when it is due.
// Where the others stand: tests/agent/office/README.md.
#include "tests/agent/office/rules_rig.h"

namespace piket {
namespace {

TEST_F(RulesTest, R30RunsTwoClocksTheTouchAndTheElapsedOne) {
  Case c = CaseAt("website", 4);
  Instant arrived = clock_.Now();
  EXPECT_EQ(RunsOf(c).back().arrived_at, arrived);
  // 25 office minutes from 10.00.
  EXPECT_EQ(*c.due_at, arrived + std::chrono::minutes(25));
  clock_.Advance(std::chrono::minutes(10));
  ASSERT_TRUE(SetItem(*office_, As("loket"), c.id, "website-disiapkan", {"fisik", "", "x"}));
  ASSERT_TRUE(StartStep(*office_, As("kabid-aplikasi"), c.id, c.run));
  clock_.Advance(std::chrono::minutes(5));
  c = DoStep(c);
  CaseRun run = RunsOf(c).at(3);
  EXPECT_EQ(*run.finished_at - *run.started_at, std::chrono::minutes(5));
  EXPECT_EQ(*run.finished_at - run.arrived_at, std::chrono::minutes(15));
  // The hand-over is shown, not judged.
  EXPECT_FALSE(RunsOf(c).front().due_at);
}

TEST_F(RulesTest, R31StandsStillInTheStoppedStatesAndMovesTheDueDate) {
  Case c = CaseAt("website", 4);
  Instant due = *c.due_at;
  Actor kabid = As("kabid-aplikasi");
  EXPECT_EQ(StopCase(*office_, kabid, c.id, "menunggu_pemohon", "").error().fault,
            Fault::kReasonMissing);
  EXPECT_EQ(StopCase(*office_, kabid, c.id, "dikembalikan", "x").error().fault, Fault::kBadRequest);
  ASSERT_TRUE(StopCase(*office_, kabid, c.id, "menunggu_pemohon", "berkas kurang"));
  EXPECT_FALSE(Again(c).due_at);
  EXPECT_EQ(Finish_(Again(c), "").error().fault, Fault::kConflict);
  // One hour of office time, then the night.
  clock_.Advance(std::chrono::hours(1));
  ASSERT_TRUE(ResumeCase(*office_, As("loket"), c.id, "berkas dibawa"));
  EXPECT_EQ(*Again(c).due_at, due + std::chrono::hours(1));
  auto stops = database_->Read([&](Database& db) { return StopsOfCase(db, c.id); });
  ASSERT_EQ(stops->size(), 1u);
  EXPECT_EQ(stops->front().reason, "berkas kurang");
}

TEST_F(RulesTest, R31WaitsForTheServerWithoutAClockAndGivesTheWholeLimitAfter) {
  Case c = GoTo(CaseAt("colocation", 5), 8);
  EXPECT_EQ(c.state, "menunggu_perangkat");
  EXPECT_FALSE(c.due_at);
  clock_.Set(At("2026-06-10T01:00:00.000Z"));  // weeks later, 9.00
  ASSERT_TRUE(ResumeCase(*office_, As("loket"), c.id, "server tiba"));
  EXPECT_EQ(*Again(c).due_at, At("2026-06-10T02:30:00.000Z"));  // 90 minutes
}

TEST_F(RulesTest, R31StopsAtVendorAndAtTheLinkedService) {
  Case c = CaseAt("colocation", 10);
  EXPECT_FALSE(Linked(c).ended_at);
  for (const std::string& kind : ProcedureOf(c)->records) Record(c, kind);
  // Only the linked subdomain is missing: the case stands still for it.
  auto waiting = Finish_(c, "");
  ASSERT_TRUE(waiting) << waiting.error().detail;
  EXPECT_EQ(waiting->state, "menunggu_layanan_terkait");
  EXPECT_EQ(waiting->step, 10);
  AddSubdomain("arsip.tarakankota.go.id", c.id);
  Case linked = Linked(c);
  for (int i = 0; i < 20 && !linked.ended_at; ++i) linked = DoStep(linked);
  EXPECT_EQ(linked.state, "selesai");
  EXPECT_EQ(Again(c).state, "berjalan");
  EXPECT_TRUE(Again(c).due_at);
  EXPECT_EQ(DoStep(Again(c)).state, "selesai");
  ASSERT_EQ(AddressesOf(c).size(), 1u);
  EXPECT_EQ(AddressesOf(c).front().state, "terpakai");
}

TEST_F(RulesTest, R33SaysThatTheCalendarIsNotLoadedAndGoesOn) {
  clock_.Set(At("2031-03-03T02:00:00.000Z"));
  Case c = CaseOf(EnterLetter("colocation").id);
  PrintSheet(c.letter);
  HandOn(c.letter, "kadis", {"kabid-aplikasi"});
  c = CaseOf(c.letter);
  EXPECT_EQ(c.step, 4);
  EXPECT_FALSE(c.due_at);
  EXPECT_EQ(c.due_fault, "kalender_tidak_dimuat");
}

TEST_F(RulesTest, OtherLettersAreDueByTheirUrgencyFromTheHourTheyCame) {
  Particulars urgent = SomeParticulars();
  urgent.urgency = "segera";
  Letter letter = EnterLetter("lainnya", urgent);
  PrintSheet(letter.id);
  Case c = CaseOf(letter.id);
  EXPECT_EQ(c.step, 3);
  // Two working days after Wednesday 13 May; the 14th and 15th are holidays.
  EXPECT_EQ(*c.due_at, At("2026-05-19T08:00:00.000Z"));
  clock_.Advance(std::chrono::hours(5));
  HandOn(letter.id, "kadis", {"kabid-statistik"});
  c = CaseOf(letter.id);
  EXPECT_EQ(c.step, 4);
  EXPECT_EQ(*c.due_at, At("2026-05-19T08:00:00.000Z"));
  EXPECT_EQ(c.position, "kabid-statistik");
}

}  // namespace
}  // namespace piket
