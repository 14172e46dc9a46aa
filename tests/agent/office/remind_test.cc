#include "agent/office/remind.h"

#include "tests/agent/office/clock_rig.h"

namespace piket {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class Reminders : public OfficeClockTest {
 protected:
  void SetUp() override {
    OfficeClockTest::SetUp();
    At("2026-11-23", 8, 0);
    Appoint(AddOfficer("Kepala", ""), "kadis");
    Appoint(AddOfficer("Kabid", ""), "kabid-aplikasi");
  }
  // "75 kabid-aplikasi" for each given now.
  std::vector<std::string> Given() {
    auto given = RemindNow(*office_);
    EXPECT_TRUE(given) << given.error().detail;
    std::vector<std::string> texts;
    for (const Reminder& each : *given) {
      texts.push_back(std::to_string(each.level) + " " + each.position);
    }
    return texts;
  }
  using Texts = std::vector<std::string>;
};

TEST_F(Reminders, ComeAt75And100And150PerCentOfTheLimit) {
  AddCase(AddLetter(), "kabid-aplikasi", "60 Menit");
  EXPECT_EQ(Given(), Texts{});
  clock_.Advance(minutes(44));
  EXPECT_EQ(Given(), Texts{});
  clock_.Advance(minutes(1));
  EXPECT_EQ(Given(), Texts{"75 kabid-aplikasi"});
  EXPECT_EQ(Given(), Texts{});
  clock_.Advance(minutes(14));
  EXPECT_EQ(Given(), Texts{});
  clock_.Advance(minutes(1));
  EXPECT_EQ(Given(), Texts{"100 kabid-aplikasi"});
  clock_.Advance(minutes(30));
  EXPECT_EQ(Given(), Texts{"150 kabid-aplikasi"});
  clock_.Advance(hours(3));
  EXPECT_EQ(Given(), Texts{});
}

TEST_F(Reminders, R32ComeOnlyInOfficeHours) {
  At("2026-11-23", 15, 30);
  AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  At("2026-11-23", 16, 30);
  EXPECT_EQ(Given(), Texts{});
  At("2026-11-24", 2, 0);
  EXPECT_EQ(Given(), Texts{});
  At("2026-11-24", 12, 30);
  EXPECT_EQ(Given(), Texts{});
  At("2026-11-24", 7, 30);
  EXPECT_EQ(Given(), Texts{"150 kabid-aplikasi"});
}

TEST_F(Reminders, AreNotGivenTwiceAcrossARestart) {
  AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(16));
  EXPECT_EQ(Given().size(), 1u);
  OpenOffice();
  EXPECT_EQ(Given(), Texts{});
  clock_.Advance(minutes(4));
  EXPECT_EQ(Given(), Texts{"100 kabid-aplikasi"});
}

TEST_F(Reminders, AreNotDoubledByTwoRoundsThatJudgedTheSame) {
  AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(16));
  auto first = LevelsReached(*office_);
  auto second = LevelsReached(*office_);
  ASSERT_TRUE(first && second);
  ASSERT_EQ(second->size(), 1u);
  EXPECT_EQ(GiveReminders(*office_, *first)->size(), 1u);
  EXPECT_EQ(GiveReminders(*office_, *second)->size(), 0u);
  EXPECT_EQ(Ask("SELECT * FROM local_reminder").size(), 1u);
  EXPECT_EQ(LevelsReached(*office_)->size(), 0u);
}

TEST_F(Reminders, AreNotGivenToACaseThatEndedWhileItWasJudged) {
  Id ended = AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  Id moved_on = AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  Id late = AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(30));
  auto judged = LevelsReached(*office_);
  ASSERT_TRUE(judged);
  ASSERT_EQ(judged->size(), 3u);
  int64_t now = clock_.Now().time_since_epoch().count();
  Append({"case.ended", "officer", ended, {{"state", "selesai"}, {"at", now}}});
  Append({"case.arrived",
          "piket",
          moved_on,
          {{"run", 2}, {"step", 3}, {"at", now}, {"position", "staf"}, {"calendar", "2026-1"}}});
  auto given = GiveReminders(*office_, *judged);
  ASSERT_TRUE(given);
  ASSERT_EQ(given->size(), 1u);
  EXPECT_EQ(given->front().case_id, late);
  EXPECT_EQ(Ask("SELECT DISTINCT case_id FROM local_reminder").size(), 1u);
}

TEST_F(Reminders, R31AreNotGivenToACaseThatWasStoppedWhileItWasJudged) {
  Id id = AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(30));
  auto judged = LevelsReached(*office_);
  ASSERT_EQ(judged->size(), 1u);
  int64_t now = clock_.Now().time_since_epoch().count();
  Append({"case.stopped", "officer", id, {{"state", "menunggu_pemohon"}, {"at", now}}});
  EXPECT_EQ(GiveReminders(*office_, *judged)->size(), 0u);
}

TEST_F(Reminders, AreGivenToManyCasesInOneRound) {
  const Letter letter = AddLetter();
  for (int i = 0; i < 250; ++i) AddCase(letter, "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(20));
  EXPECT_EQ(Given().size(), 250u);
  EXPECT_EQ(Given(), Texts{});
}

TEST_F(Reminders, SpeakOnceForTheLevelsThatPassedWhileTheAgentDidNotRun) {
  AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(90));
  EXPECT_EQ(Given(), Texts{"150 kabid-aplikasi"});
  EXPECT_EQ(Ask("SELECT * FROM local_reminder").size(), 3u);
  EXPECT_EQ(Ask("SELECT * FROM local_reminder WHERE seen_at IS NULL").size(), 1u);
}

TEST_F(Reminders, GoToThePositionAboveWhenNobodyHoldsIt) {
  // Nobody holds the position below the Kabid.
  std::string below;
  for (const Position& position : office_->positions.positions) {
    if (position.above == "kabid-aplikasi") below = position.id;
  }
  ASSERT_NE(below, "");
  AddCase(AddLetter(), below, "20 Menit");
  clock_.Advance(minutes(20));
  EXPECT_EQ(Given(), Texts{"100 kabid-aplikasi"});
  EXPECT_EQ(Ask("SELECT * FROM local_reminder WHERE unheld=1").size(), 2u);
}

TEST_F(Reminders, DoNotCountTheTimeACaseStoodStill) {
  Id id = AddCase(AddLetter(), "kabid-aplikasi", "60 Menit");
  auto ms = [&] { return clock_.Now().time_since_epoch().count(); };
  clock_.Advance(minutes(10));
  Append({"case.stopped", "officer", id, {{"state", "menunggu_pemohon"}, {"at", ms()}}});
  clock_.Advance(minutes(100));
  EXPECT_EQ(Given(), Texts{});
  Append({"case.resumed",
          "officer",
          id,
          {{"run", 1}, {"at", ms()}, {"due_at", ms() + 50 * 60000}, {"calendar", "2026-1"}}});
  clock_.Advance(minutes(34));
  EXPECT_EQ(Given(), Texts{});
  clock_.Advance(minutes(1));
  EXPECT_EQ(Given(), Texts{"75 kabid-aplikasi"});
}

TEST_F(Reminders, AreSilentWhileTheCalendarDoesNotKnowToday) {
  AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  At("2027-01-04", 9, 0);
  EXPECT_EQ(Given(), Texts{});
}

TEST_F(Reminders, ComeAtTheLevelsTheOfficeChose) {
  settings_.reminder_levels = {50};
  OpenOffice();
  AddCase(AddLetter(), "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(10));
  EXPECT_EQ(Given(), Texts{"50 kabid-aplikasi"});
  clock_.Advance(minutes(60));
  EXPECT_EQ(Given(), Texts{});
}

}  // namespace
}  // namespace piket
