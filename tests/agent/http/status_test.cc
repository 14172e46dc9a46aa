#include "agent/http/calendar_health.h"
#include "agent/http/call.h"
#include "agent/http/screens.h"
#include "drivers/printer/printer_fake.h"
#include "drivers/scanner/scanner_fake.h"
#include "tests/agent/office/clock_rig.h"

namespace piket {
namespace {

class StatusPage : public OfficeClockTest {
 protected:
  void SetUp() override {
    OfficeClockTest::SetUp();
    desk_ = std::make_unique<Desk>(Desk{*journal_, office_->blobs, settings_, office_->papers,
                                        office_->offices, office_->paper_keys});
    scanner_ = std::make_unique<FakeScanner>(desk_->blobs.Incoming());
    reader_ = std::make_unique<PageReader>(*desk_, [](const Id&, const Id&) {});
    archivist_ = std::make_unique<Archivist>(*desk_, *reader_);
    scan_ = std::make_unique<ScanStation>(*desk_, *scanner_, [](const Page&) {});
    print_ = std::make_unique<PrintStation>(*desk_, printer_);
    sessions_ = std::make_unique<Sessions>(clock_, 300);
    screens_ = std::make_unique<Screens>(Screens{*desk_, *scan_, *reader_, *archivist_, *print_,
                                                 events_, *sessions_, office_.get()});
    AddStatusRoutes(routes_, *screens_);
    AddCalendarRoutes(routes_, *screens_);
  }
  void TearDown() override {
    print_.reset();
    scan_.reset();
    reader_->Stop();
    archivist_.reset();
  }

  Answer Ask(const std::string& code, const std::string& client) {
    Call call;
    call.method = "GET";
    call.path = "/api/status/" + code;
    call.client = client;
    return Serve(routes_, *screens_, call);
  }

  std::unique_ptr<Desk> desk_;
  FakePrinter printer_;
  std::unique_ptr<FakeScanner> scanner_;
  std::unique_ptr<PageReader> reader_;
  std::unique_ptr<Archivist> archivist_;
  std::unique_ptr<ScanStation> scan_;
  std::unique_ptr<PrintStation> print_;
  EventBoard events_;
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<Screens> screens_;
  Routes routes_;
};

TEST_F(StatusPage, ShowsHowFarALetterIsWithoutNamesOrContent) {
  Letter letter = AddLetter();
  AddCase(letter, "kabid-aplikasi", "1 Hari");
  Answer answer = Ask(letter.tracking_code, "10.0.0.1");
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
  Json json = *ParseJson(Ask(letter.tracking_code, "10.0.0.1").body);
  EXPECT_NE(TextOr(json, "state_name"), "");
  EXPECT_EQ(TextOr(json, "receipt_number"), "");
  EXPECT_EQ(TextOr(json, "service_name"), "");
  EXPECT_EQ(TextOr(json, "activity"), "");
  EXPECT_TRUE(json["forecast"].empty());
}

TEST_F(StatusPage, LetsACodeBeTriedTenTimesAMinuteAndNoMoreThan120ByAll) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Ask("TIDAKADA0000", "10.0.0.1").status, 404);
  EXPECT_EQ(Ask("TIDAKADA0000", "10.0.0.1").status, 429);
  EXPECT_EQ(Ask("TIDAKADA0000", "10.0.0.2").status, 404);
  for (int i = 0; i < 109; ++i) Ask("TIDAKADA0000", "10.0.1." + std::to_string(i));
  EXPECT_EQ(Ask("TIDAKADA0000", "10.0.0.3").status, 429);
  clock_.Advance(std::chrono::minutes(1));
  EXPECT_EQ(Ask("TIDAKADA0000", "10.0.0.1").status, 404);
}

TEST_F(StatusPage, TakesAsLongForAnUnknownCodeAsForAKnownOne) {
  Letter letter = AddLetter();
  for (const std::string& code : {letter.tracking_code, std::string("TIDAKADA0000")}) {
    auto begun = std::chrono::steady_clock::now();
    Ask(code, "10.0.0.1");
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
