#include "agent/desk/print.h"

#include "drivers/printer/printer_fake.h"
#include "tests/agent/desk/desk_rig.h"

namespace piket {
namespace {

using std::chrono::seconds;

class PrintTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    station_ = std::make_unique<PrintStation>(*desk_, printer_);
  }
  void TearDown() override { station_.reset(); }

  std::vector<Print> PrintsOf(const Letter& letter) {
    return *database_->Read([&](Database& db) { return PrintsOfLetter(db, letter.id); });
  }
  // Enters a letter and waits until its papers rest.
  Letter EnterAndPrint() {
    Letter letter = *EnterOne("n" + std::to_string(++entered_));
    station_->Knock();
    EXPECT_TRUE(station_->WaitUntilDone(seconds(20)));
    return letter;
  }
  // Waits until a print of the letter is in this state with a reason, or none.
  bool Becomes(const Letter& letter, const std::string& state, const std::string& reason) {
    auto deadline = std::chrono::steady_clock::now() + seconds(15);
    while (std::chrono::steady_clock::now() < deadline) {
      auto prints = PrintsOf(letter);
      if (prints[0].state == state &&
          (reason.empty() || (!prints[0].reasons.empty() && prints[0].reasons[0] == reason))) {
        return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  FakePrinter printer_;
  std::unique_ptr<PrintStation> station_;
  int entered_ = 0;
};

TEST_F(PrintTest, PrintsReceiptAndSheetOfALetterOnce) {
  Letter letter = EnterAndPrint();
  for (const Print& print : PrintsOf(letter)) EXPECT_EQ(print.state, "printed") << print.kind;
  ASSERT_EQ(printer_.Sheets().size(), 2u);
  EXPECT_EQ(printer_.Sheets()[0].title, "receipt");
  EXPECT_EQ(printer_.Sheets()[0].pdf.substr(0, 5), "%PDF-");
  ExpectJournalAndTablesAgree();
}

TEST_F(PrintTest, WaitsWithTheReasonShownWhilePaperIsOutAndPrintsByItselfAfterwards) {
  printer_.LoadTray(0, kMediaHalfF4);
  Letter letter = *EnterOne();
  station_->Knock();
  EXPECT_TRUE(Becomes(letter, "waiting", "paper_out"));
  printer_.LoadTray(10, kMediaHalfF4);
  ASSERT_TRUE(station_->WaitUntilDone(seconds(20)));
  EXPECT_EQ(printer_.Sheets().size(), 2u);
}

TEST_F(PrintTest, AsksTheOfficerWhenItIsNotCertainAndTakesTheAnswer) {
  printer_.LoseJob();
  Letter letter = EnterAndPrint();
  Print doubtful = PrintsOf(letter)[0];
  ASSERT_EQ(doubtful.state, "unknown");
  EXPECT_EQ(station_->Again(doubtful.id, "", "officer").error().fault, Fault::kReasonMissing);
  EXPECT_EQ(station_->Answer(doubtful.id, true, "officer")->state, "printed");
  EXPECT_EQ(station_->Answer(doubtful.id, true, "officer").error().fault, Fault::kConflict);
}

TEST_F(PrintTest, MarksAReprintAsDuplicate) {
  Letter letter = EnterAndPrint();
  auto again = station_->Again(PrintsOf(letter)[1].id, "basah kena hujan", "officer");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->copy, 2);
  ASSERT_TRUE(station_->WaitUntilDone(seconds(20)));
  EXPECT_EQ(printer_.Sheets().size(), 3u);
  EXPECT_NE(printer_.Sheets()[2].pdf, printer_.Sheets()[1].pdf);
}

TEST_F(PrintTest, CancelsAPaperThatWaits) {
  printer_.Offline(true);
  Letter letter = *EnterOne();
  station_->Knock();
  ASSERT_TRUE(Becomes(letter, "waiting", "printer_offline"));
  for (const Print& print : PrintsOf(letter)) ASSERT_TRUE(station_->Cancel(print.id, "officer"));
  ASSERT_TRUE(station_->WaitUntilDone(seconds(20)));
  for (const Print& print : PrintsOf(letter)) EXPECT_EQ(print.state, "cancelled");
  printer_.Offline(false);
  EXPECT_TRUE(printer_.Sheets().empty());
}

TEST_F(PrintTest, RemembersACancelledPaperOverAPowerCut) {
  printer_.LoseService(true);
  Letter letter = *EnterOne();
  station_->Knock();
  for (const Print& print : PrintsOf(letter)) ASSERT_TRUE(station_->Cancel(print.id, "officer"));
  station_.reset();
  OpenDesk();
  printer_.LoseService(false);
  station_ = std::make_unique<PrintStation>(*desk_, printer_);
  ASSERT_TRUE(station_->WaitUntilDone(seconds(20)));
  for (const Print& print : PrintsOf(letter)) EXPECT_EQ(print.state, "cancelled");
  EXPECT_TRUE(printer_.Sheets().empty());
  ExpectJournalAndTablesAgree();
}

TEST_F(PrintTest, GoesOnWhereItStoodAfterARestartAndDoublesNothing) {
  for (int i = 0; i < 5; ++i) {
    Letter letter = *EnterOne("r" + std::to_string(i));
    station_->Knock();
    // Ends at whatever arrow it stands, as a power cut would.
    station_.reset();
    OpenDesk();
    station_ = std::make_unique<PrintStation>(*desk_, printer_);
    ASSERT_TRUE(station_->WaitUntilDone(seconds(20)));
    for (const Print& print : PrintsOf(letter)) EXPECT_EQ(print.state, "printed");
  }
  EXPECT_EQ(printer_.Sheets().size(), 10u);
  ExpectJournalAndTablesAgree();
}

TEST_F(PrintTest, PrintsSeparatorsAndAgendaPages) {
  EnterAndPrint();
  ASSERT_TRUE(station_->OrderSeparators(2, "officer"));
  ASSERT_TRUE(station_->OrderAgendaPages(2026, 1, 50, false, "officer"));
  EXPECT_EQ(station_->OrderSeparators(0, "officer").error().fault, Fault::kBadRequest);
  ASSERT_TRUE(station_->WaitUntilDone(seconds(20)));
  EXPECT_EQ(printer_.Sheets().size(), 5u);
}

}  // namespace
}  // namespace piket
