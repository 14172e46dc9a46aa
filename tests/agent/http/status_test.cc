#include "agent/http/calendar_health.h"
#include "tests/agent/http/screens_rig.h"
#include "tests/agent/office/clock_rig.h"

namespace piket {
namespace {

// The desk of an office whose clock a test moves.
class ClockDesk : public OfficeClockTest {
 protected:
  void SetUp() override {
    OfficeClockTest::SetUp();
    desk_ = std::make_unique<Desk>(Desk{*journal_, office_->blobs, settings_, office_->papers,
                                        office_->offices, office_->paper_keys});
  }
  std::unique_ptr<Desk> desk_;
  std::map<std::string, Id> holders_;
};

class StatusPage : public ScreensOver<ClockDesk> {
 protected:
  Answer AskFrom(const std::string& client, const std::string& code) {
    client_ = client;
    return Ask("GET", "/api/status/" + code);
  }
};

TEST_F(StatusPage, ShowsHowFarALetterIsWithoutNamesOrContent) {
  Letter letter = AddLetter();
  AddCase(letter, "kabid-aplikasi", "1 Hari");
  Answer answer = AskFrom("10.0.0.1", letter.tracking_code);
  ASSERT_EQ(answer.status, 200) << answer.body;
  Json json = *ParseJson(answer.body);
  EXPECT_EQ(TextOr(json, "receipt_number"), letter.receipt_number);
  EXPECT_GE(IntegerOr(json, "step"), 1);
  EXPECT_GT(IntegerOr(json, "steps"), 3);
  EXPECT_FALSE(json["forecast"].empty());
  for (const std::string& secret :
       {letter.particulars.sender, letter.particulars.subject, letter.particulars.number}) {
    EXPECT_EQ(answer.body.find(secret), std::string::npos) << secret;
  }
}

TEST_F(StatusPage, ShowsOfAConfidentialLetterItsStateAlone) {
  Letter letter = AddLetter("R");
  AddCase(letter, "kabid-aplikasi", "1 Hari");
  Json json = *ParseJson(AskFrom("10.0.0.1", letter.tracking_code).body);
  EXPECT_NE(TextOr(json, "state_name"), "");
  EXPECT_EQ(TextOr(json, "receipt_number"), "");
  EXPECT_EQ(TextOr(json, "service_name"), "");
  EXPECT_EQ(TextOr(json, "activity"), "");
  EXPECT_TRUE(json["forecast"].empty());
}

TEST_F(StatusPage, LetsACodeBeTriedTenTimesAMinuteAndNoMoreThan120ByAll) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(AskFrom("10.0.0.1", "TIDAKADA0000").status, 404);
  EXPECT_EQ(AskFrom("10.0.0.1", "TIDAKADA0000").status, 429);
  EXPECT_EQ(AskFrom("10.0.0.2", "TIDAKADA0000").status, 404);
  for (int i = 0; i < 109; ++i) AskFrom("10.0.1." + std::to_string(i), "TIDAKADA0000");
  EXPECT_EQ(AskFrom("10.0.0.3", "TIDAKADA0000").status, 429);
  clock_.Advance(std::chrono::minutes(1));
  EXPECT_EQ(AskFrom("10.0.0.1", "TIDAKADA0000").status, 404);
}

TEST_F(StatusPage, TakesAsLongForAnUnknownCodeAsForAKnownOne) {
  Letter letter = AddLetter();
  for (const std::string& code : {letter.tracking_code, std::string("TIDAKADA0000")}) {
    auto begun = std::chrono::steady_clock::now();
    AskFrom("10.0.0.1", code);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(40));
  }
}

TEST_F(StatusPage, DoctorSaysFromOctoberOnThatTheNextYearIsNotLoaded) {
  Calendar calendar = office_->calendar.Now();
  EXPECT_EQ(CalendarHealth(calendar, *DateFromIso("2026-09-30")).state, "ok");
  EXPECT_EQ(CalendarHealth(calendar, *DateFromIso("2026-10-01")).state, "warning");
  EXPECT_EQ(CalendarHealth(calendar, *DateFromIso("2027-01-01")).state, "fault");
}

}  // namespace
}  // namespace piket
