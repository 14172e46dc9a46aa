#include "agent/procedure/forecast.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A way from one step to another.
Way To(int to, const std::string& outcome = "", const std::string& when = "") {
  Way way;
  way.outcome = outcome;
  way.to = to;
  way.when = when;
  return way;
}

class Forecasts : public testing::Test {
 protected:
  void SetUp() override {
    auto calendar = Calendar::Read(std::filesystem::path(PIKET_SOURCE_DIR) / "config" / "calendar");
    ASSERT_TRUE(calendar);
    calendar_ = *calendar;
  }

  void Add(const char* actor, const char* limit, std::vector<Way> ways) {
    Step step;
    step.no = static_cast<int>(procedure_.steps.size()) + 1;
    step.activity = "Langkah " + std::to_string(step.no);
    step.actors = {actor};
    step.limit = *LimitFromText(limit);
    step.ways = std::move(ways);
    procedure_.steps.push_back(std::move(step));
  }

  static Instant At(const std::string& day, int hour, int minute) {
    return FromLocal({*DateFromIso(day), hour, minute, 0}, Zone());
  }
  std::vector<Projection> At(Instant now) const {
    return Forecast(procedure_, calendar_, standing_, now);
  }
  static std::vector<int> StepsOf(const std::vector<Projection>& all) {
    std::vector<int> steps;
    for (const Projection& each : all) steps.push_back(each.step);
    return steps;
  }

  // Three steps under way since Monday 09:00.
  void ThreeSteps() {
    Add("kadis", "10 Menit", {To(2)});
    Add("kabid", "30 Menit", {To(3)});
    Add("staf", "1 Hari", {To(0)});
    standing_.opened = standing_.began = monday_;
    standing_.due = monday_ + minutes(10);
  }

  Calendar calendar_;
  Procedure procedure_;
  Standing standing_;
  const Instant monday_ = At("2026-11-23", 9, 0);
};

TEST_F(Forecasts, R27ALateStepPushesEveryLaterOneAndSaysWhoWaitsForWhom) {
  ThreeSteps();
  // Two hours late: 11:10 instead of 09:10.
  auto late = At(monday_ + minutes(130));
  ASSERT_EQ(StepsOf(late), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(late[0].until, monday_ + minutes(130));
  EXPECT_EQ(late[0].planned, monday_ + minutes(10));
  EXPECT_EQ(late[0].waits_for, "");
  EXPECT_EQ(late[1].from, monday_ + minutes(130));
  EXPECT_EQ(late[1].until, monday_ + minutes(160));
  EXPECT_EQ(late[1].planned, monday_ + minutes(40));
  EXPECT_EQ(late[1].waits_for, "kadis");
  EXPECT_EQ(late[2].until, At("2026-11-24", 16, 0));
  EXPECT_EQ(late[2].waits_for, "kabid");
  // A day late, the third step ends a day later too.
  auto later = At(monday_ + hours(25));
  EXPECT_EQ(later[2].until, At("2026-11-25", 16, 0));
  EXPECT_EQ(later[2].planned, At("2026-11-24", 16, 0));
}

TEST_F(Forecasts, StandAsPlannedWhenNothingIsLate) {
  ThreeSteps();
  for (const Projection& each : At(monday_ + minutes(5))) {
    EXPECT_EQ(each.until, each.planned);
    EXPECT_FALSE(each.provisional);
  }
}

TEST_F(Forecasts, RememberThatAnEarlierStepWasLate) {
  ThreeSteps();
  standing_.step = 2;
  standing_.began = monday_ + minutes(60);
  standing_.due = monday_ + minutes(90);
  auto all = At(monday_ + minutes(61));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].until, monday_ + minutes(90));
  EXPECT_EQ(all[0].planned, monday_ + minutes(40));
}

TEST_F(Forecasts, BeginAStoppedCaseAnewAtTheEarliestNow) {
  ThreeSteps();
  standing_.state = "menunggu_pemohon";
  standing_.due.reset();
  Instant now = monday_ + hours(24);
  auto all = At(now);
  EXPECT_EQ(all[0].from, now);
  EXPECT_EQ(all[0].until, now + minutes(10));
  EXPECT_EQ(all[0].planned, monday_ + minutes(10));
  EXPECT_EQ(all[1].until, now + minutes(40));
}

TEST_F(Forecasts, TakeTheFirstWayOfWhatIsNotDecidedAndTheStatedOneOfWhatIs) {
  Add("kadis", "1 Menit", {To(2, "ya"), To(3, "tidak")});
  Add("kabid", "1 Menit", {To(4, "", "jenis=pembaruan"), To(3, "", "jenis!=pembaruan"), To(3)});
  Add("staf", "1 Menit", {To(4)});
  Add("staf", "1 Menit", {To(0)});
  standing_.opened = standing_.began = monday_;
  EXPECT_EQ(StepsOf(At(monday_)), (std::vector<int>{1, 2, 3, 4}));
  standing_.facts = {{"jenis", "pembaruan"}};
  EXPECT_EQ(StepsOf(At(monday_)), (std::vector<int>{1, 2, 4}));
}

TEST_F(Forecasts, DoNotRunInALoopForEver) {
  Add("kadis", "1 Menit", {To(2)});
  Add("kabid", "1 Menit", {To(1, "tidak"), To(3, "ya")});
  Add("staf", "1 Menit", {To(1, "ulang"), To(2, "perbaiki")});
  standing_.opened = standing_.began = monday_;
  EXPECT_EQ(StepsOf(At(monday_)), (std::vector<int>{1, 2, 3}));
  standing_.step = 3;
  EXPECT_EQ(StepsOf(At(monday_)), (std::vector<int>{3, 1, 2}));
  procedure_.steps[0].ways = {To(1)};
  standing_.step = 1;
  EXPECT_EQ(StepsOf(At(monday_)), (std::vector<int>{1}));
}

TEST_F(Forecasts, AreProvisionalBeyondTheCalendarsHorizon) {
  Add("kadis", "2 Menit", {To(2)});
  Add("kabid", "3 Hari", {To(3)});
  Add("staf", "10 Menit", {To(0)});
  Instant last = At("2026-12-31", 15, 0);
  standing_.opened = standing_.began = last;
  auto all = At(last);
  EXPECT_FALSE(all[0].provisional);
  EXPECT_TRUE(all[1].provisional);
  EXPECT_EQ(all[1].until, last + minutes(2) + hours(72));
  EXPECT_TRUE(all[2].provisional);
  EXPECT_EQ(all[2].until, all[1].until + minutes(10));
}

TEST_F(Forecasts, GiveAStepOfTheLettersUrgencyItsDeadlineFromTheOpening) {
  Add("kadis", "", {To(0)});
  procedure_.steps[0].limit_by_urgency = true;
  standing_.opened = standing_.began = monday_;
  standing_.urgency_limit = *LimitFromText("2 Hari");
  EXPECT_EQ(At(monday_)[0].until, At("2026-11-25", 16, 0));
}

TEST_F(Forecasts, HaveNothingToSayOfACaseThatHasEnded) {
  ThreeSteps();
  for (const char* state : {"selesai", "batal"}) {
    standing_.state = state;
    EXPECT_TRUE(At(monday_).empty());
  }
  standing_.state = "berjalan";
  standing_.step = 9;
  EXPECT_TRUE(At(monday_).empty());
}

}  // namespace
}  // namespace piket
