#include "drivers/printer/printer_fake.h"

#include <gtest/gtest.h>

#include "agent/core/clock.h"
#include "agent/core/file.h"

namespace piket {
namespace {

class FakePrinterTest : public testing::Test {
 protected:
  void SetUp() override {
    order_.id = NewId(SystemClock().Now());
    order_.pdf = folder_.path() / "paper.pdf";
    ASSERT_TRUE(WriteFileDurably(order_.pdf, "%PDF-1.4"));
  }

  PrintRecord Run(PrintRecord record = {}) {
    for (int i = 0; i < 10 && !Ended(record.stage); ++i) {
      auto next = printer_.Advance(order_, record);
      if (!next || *next == record) break;
      record = *next;
    }
    return record;
  }

  TemporaryFolder folder_;
  FakePrinter printer_;
  PrintOrder order_;
};

TEST_F(FakePrinterTest, KeepsWhatItPrintedAndPrintsItOnce) {
  EXPECT_EQ(Run().stage, PrintStage::kPrinted);
  EXPECT_EQ(Run().stage, PrintStage::kPrinted);  // a desk that forgot everything
  ASSERT_EQ(printer_.Sheets().size(), 1u);
  EXPECT_EQ(printer_.Sheets()[0].pdf, "%PDF-1.4");
  order_.attempt = 2;
  EXPECT_EQ(Run().stage, PrintStage::kPrinted);
  EXPECT_EQ(printer_.Sheets().size(), 2u);
}

TEST_F(FakePrinterTest, WaitsWithTheFaultUntilTheKnobIsTurnedBack) {
  struct {
    void (*turn)(FakePrinter&);
    void (*back)(FakePrinter&);
    Fault fault;
  } const kKnobs[] = {
      {[](FakePrinter& p) { p.RunOutAfter(0); }, [](FakePrinter& p) { p.LoadTray(5); },
       Fault::kPaperOut},
      {[](FakePrinter& p) { p.Jam(); }, [](FakePrinter& p) { p.ClearJam(); },
       Fault::kPrinterJammed},
      {[](FakePrinter& p) { p.Offline(true); }, [](FakePrinter& p) { p.Offline(false); },
       Fault::kPrinterOffline},
      {[](FakePrinter& p) { p.LoadTray(5, kMediaA5); },
       [](FakePrinter& p) { p.LoadTray(5, kMediaA4); }, Fault::kWrongPaper},
  };
  for (const auto& knob : kKnobs) {
    ++order_.attempt;
    knob.turn(printer_);
    PrintRecord record = Run();
    EXPECT_EQ(record.stage, PrintStage::kHeld);
    EXPECT_EQ(record.reasons, std::vector<Fault>{knob.fault});
    knob.back(printer_);
    EXPECT_EQ(Run(record).stage, PrintStage::kPrinted);
  }
}

TEST_F(FakePrinterTest, LosesFailsAndCancels) {
  printer_.LoseJob();
  EXPECT_EQ(Run().stage, PrintStage::kUnknown);
  order_.attempt = 2;
  printer_.FailNext();
  EXPECT_EQ(Run().stage, PrintStage::kFailed);
  order_.attempt = 3;
  auto cancelled = printer_.Cancel(order_, PrintRecord{});
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(Run(*cancelled).stage, PrintStage::kCancelled);
  EXPECT_TRUE(printer_.Sheets().empty());
}

TEST_F(FakePrinterTest, SaysSoWhenTheServiceIsGone) {
  printer_.LoseService(true);
  auto next = printer_.Advance(order_, PrintRecord{});
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().fault, Fault::kPrintService);
  printer_.LoseService(false);
  EXPECT_EQ(Run().stage, PrintStage::kPrinted);
}

}  // namespace
}  // namespace piket
