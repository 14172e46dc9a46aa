// The report of times with cases that really went their way on a moving clock. Every figure can be
// counted by hand: the office is open 07.30–12.00 and 13.00–16.00; 14 May 2026 is Ascension Day, 15
// May a day off of everybody, 16 and 17 May a weekend.
#include "agent/office/reports.h"
#include "tests/agent/office/rules_rig.h"

namespace piket {
namespace {

class TimeReportTest : public RulesTest {
 protected:
  // Time at the office, WITA.
  void At(const char* day, int hour, int minute) {
    clock_.Set(FromLocal({*DateFromIso(day), hour, minute, 0}, Zone()));
  }
  void Start(const Case& c) {
    auto started = StartStep(*office_, DoerOf(c), c.id, c.run);
    ASSERT_TRUE(started) << started.error().detail;
  }
  void End(const Case& c) { EXPECT_EQ(DoStep(c).step, 5); }

  // Five cases come to step 4 (limit 5 minutes) on Wednesday 13 May at 10.00.
  //   case  begun            ended             waited              worked on
  //   A     13 May 10.10     13 May 10.30      10                  20
  //   B     13 May 10.30     13 May 11.30      30                  60
  //   C     13 May 11.30     13 May 14.30      90                  30 + 90 = 120
  //   D     13 May 15.00     18 May 08.30      120 + 120 = 240     60 + 60 = 120
  //   E     18 May 09.00     18 May 11.20      300 + 90 = 390      140 − 120 stopped = 20
  void RunFiveCases() {
    At("2026-05-13", 10, 0);
    std::vector<Case> c;
    for (int i = 0; i < 5; ++i) {
      c.push_back(CaseAt("colocation", 4, Json::object(), SomeParticulars(std::to_string(i))));
    }
    At("2026-05-13", 10, 10);
    Start(c[0]);
    At("2026-05-13", 10, 30);
    End(c[0]);
    Start(c[1]);
    At("2026-05-13", 11, 30);
    End(c[1]);
    Start(c[2]);
    At("2026-05-13", 14, 30);
    End(c[2]);
    At("2026-05-13", 15, 0);
    Start(c[3]);
    At("2026-05-18", 8, 30);
    End(c[3]);
    At("2026-05-18", 9, 0);
    Start(c[4]);
    At("2026-05-18", 9, 10);
    auto stopped = StopCase(*office_, DoerOf(c[4]), c[4].id, "menunggu_pemohon", "berkas kurang");
    ASSERT_TRUE(stopped) << stopped.error().detail;
    At("2026-05-18", 11, 10);
    ASSERT_TRUE(ResumeCase(*office_, DoerOf(c[4]), c[4].id, "sudah ada"));
    At("2026-05-18", 11, 20);
    End(Again(c[4]));
  }
  ProcedureTime Report(const char* from, const char* until) {
    auto day = [](const char* iso) { return FromLocal({*DateFromIso(iso), 0, 0, 0}, Zone()); };
    auto times = TimeReport(*office_, day(from), day(until), "colocation");
    EXPECT_TRUE(times) << times.error().detail;
    EXPECT_EQ(times->size(), 1u);
    return times->front();
  }
};

TEST_F(TimeReportTest, SetsWorkAgainstWaitingBesideTheSopsLimit) {
  RunFiveCases();
  ProcedureTime report = Report("2026-05-01", "2026-06-01");
  EXPECT_EQ(report.cases, 5);
  ASSERT_EQ(report.steps.size(), 10u);
  const StepTime& review = report.steps[3];
  EXPECT_EQ(review.no, 4);
  EXPECT_EQ(review.limit, "5 Menit");
  EXPECT_EQ(review.count, 5);
  EXPECT_EQ(review.wait_median_minutes, 90);   // 10 30 [90] 240 390
  EXPECT_EQ(review.touch_median_minutes, 60);  // 20 20 [60] 120 120
  EXPECT_EQ(review.late_percent, 100);
  EXPECT_EQ(review.proposal,
            "Tinjau waktu baku: 100% terlambat, nyatanya sekitar 2 jam 30 menit (pengerjaan 1 jam "
            "0 menit).");
  EXPECT_EQ(report.steps[4].count, 0);
  EXPECT_EQ(report.steps[4].proposal, "");
}

TEST_F(TimeReportTest, NamesWhatStoppedTheClock) {
  RunFiveCases();
  auto stops = Report("2026-05-01", "2026-06-01").stops;
  ASSERT_EQ(stops.size(), 1u);
  EXPECT_EQ(stops[0].state, "menunggu_pemohon");
  EXPECT_EQ(stops[0].count, 1);
  EXPECT_EQ(stops[0].median_minutes, 120);
}

TEST_F(TimeReportTest, CountsTheRunsThatEndedInItsPeriod) {
  RunFiveCases();
  const StepTime first = Report("2026-05-13", "2026-05-14").steps[3];
  EXPECT_EQ(first.count, 3);
  EXPECT_EQ(first.wait_median_minutes, 30);
  EXPECT_EQ(first.touch_median_minutes, 60);
  EXPECT_EQ(first.proposal, "");  // three are too few to judge a limit by
  const StepTime later = Report("2026-05-14", "2026-05-19").steps[3];
  EXPECT_EQ(later.count, 2);
  EXPECT_EQ(later.wait_median_minutes, 315);  // between 240 and 390
  EXPECT_EQ(later.touch_median_minutes, 70);  // between 20 and 120
  EXPECT_EQ(Report("2026-04-01", "2026-05-13").steps[3].count, 0);
}

TEST_F(TimeReportTest, StandsInTheBookAndInTheMonthsCount) {
  RunFiveCases();
  auto book = BookOf(*office_, As("kadis"), "waktu", {.month = 5, .service = "colocation"});
  ASSERT_TRUE(book) << book.error().detail;
  ASSERT_EQ(book->rows.size(), 11u);  // ten steps and one cause
  EXPECT_EQ(book->rows[3][0], "Layanan Colocation Server");
  EXPECT_EQ((std::vector<std::string>(book->rows[3].begin() + 3, book->rows[3].begin() + 8)),
            (std::vector<std::string>{"5 Menit", "5", "1 jam 0 menit", "1 jam 30 menit", "100%"}));
  EXPECT_EQ(book->rows[4][5], "-");
  EXPECT_EQ(book->rows[10][2], "Berhenti: menunggu pemohon");
  EXPECT_EQ(book->rows[10][4], "1");
  EXPECT_EQ(book->rows[10][6], "2 jam 0 menit");
  auto months = Months(*office_, 2026, "colocation");
  ASSERT_TRUE(months);
  EXPECT_EQ((*months)[4].in, 5);
  EXPECT_EQ((*months)[4].late, 5);
  EXPECT_EQ((*months)[4].done, 0);
  EXPECT_EQ((*months)[3].in, 0);
}

}  // namespace
}  // namespace piket
