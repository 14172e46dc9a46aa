// What every scanner promises, asked of the fake and of all real ones.
#include <thread>

#include "tests/drivers/scanner/rigs.h"

namespace piket {
namespace {

using std::chrono::milliseconds;

struct Kind {
  const char* name;
  std::unique_ptr<ScannerRig> (*make)();
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class EveryScanner : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override { rig_ = GetParam().make(); }

  Result<ScanEnd> Scan(Tray& tray, std::stop_token stop = {}) {
    return rig_->scanner().Scan(rig_->id(), rig_->settings(), tray.Take(), stop);
  }

  std::unique_ptr<ScannerRig> rig_;
  TemporaryFolder folder_;
  Tray tray_{folder_.path()};
};

TEST_P(EveryScanner, IsFoundAndSaysWhatItCanDo) {
  auto found = rig_->scanner().Find();
  ASSERT_TRUE(found.ok()) << found.error().detail;
  auto mine = std::find_if(found->begin(), found->end(),
                           [&](const ScannerEntry& entry) { return entry.id == rig_->id(); });
  ASSERT_NE(mine, found->end());
  EXPECT_FALSE(mine->fault.has_value());
  EXPECT_FALSE(mine->sources.empty());
  EXPECT_FALSE(mine->modes.empty());
  EXPECT_FALSE(mine->resolutions.empty());
  EXPECT_EQ(mine->sources.front() == ScanSource::kFeeder, rig_->has_feeder());
  auto described = rig_->scanner().Describe(rig_->id());
  ASSERT_TRUE(described.ok()) << described.error().detail;
  EXPECT_EQ(ToJson(*described), ToJson(*mine));
}

TEST_P(EveryScanner, GivesEveryPageCompleteInOrder) {
  TemporaryFolder folder;
  Tray tray(folder.path());
  rig_->Load(3);
  int expected = rig_->has_feeder() ? std::min(3, rig_->most_sheets()) : 1;
  if (rig_->most_sheets() == 10) expected = 10;
  auto end = Scan(tray);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(end->why, rig_->has_feeder() ? ScanEnd::Why::kFeederEmpty : ScanEnd::Why::kFlatbedDone);
  EXPECT_EQ(end->pages, expected);
  ASSERT_EQ(tray.pages.size(), static_cast<size_t>(expected));
  for (int i = 0; i < expected; ++i) {
    const ScannedPage& page = tray.pages[static_cast<size_t>(i)];
    EXPECT_EQ(page.sheet, i + 1);
    EXPECT_EQ(page.media_type, "image/jpeg");
    EXPECT_GT(page.width_px, 400);
    EXPECT_GT(page.height_px, 400);
    EXPECT_EQ(page.resolution, 75);
  }
}

TEST_P(EveryScanner, WritesBlackAndWhiteAsG4) {
  TemporaryFolder folder;
  Tray tray(folder.path());
  rig_->Load(1);
  ScanSettings settings = rig_->settings();
  settings.mode = ScanMode::kMono;
  auto end = rig_->scanner().Scan(rig_->id(), settings, tray.Take(), {});
  ASSERT_TRUE(end.ok()) << end.error().detail;
  ASSERT_FALSE(tray.pages.empty());
  EXPECT_EQ(tray.pages[0].media_type, "image/tiff");
  EXPECT_LT(tray.pages[0].bytes, 100000);
}

TEST_P(EveryScanner, RemovesAPageNobodyTook) {
  rig_->Load(1);
  std::filesystem::path seen;
  auto end = rig_->scanner().Scan(rig_->id(), rig_->settings(),
                                  [&](const ScannedPage& page) -> Result<bool> {
                                    seen = page.file;
                                    EXPECT_TRUE(std::filesystem::exists(seen));
                                    return true;
                                  },
                                  {});
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_FALSE(std::filesystem::exists(seen));
}

TEST_P(EveryScanner, AsksForNoFurtherPageWhenTheDeskSaysEnough) {
  rig_->Load(3);
  int pages = 0;
  auto end =
      rig_->scanner().Scan(rig_->id(), rig_->settings(),
                           [&](const ScannedPage&) -> Result<bool> { return ++pages < 1; }, {});
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(end->why, ScanEnd::Why::kAskedToStop);
  EXPECT_EQ(pages, 1);
}

TEST_P(EveryScanner, ReturnsTheErrorOfWhoeverTakesThePages) {
  rig_->Load(3);
  auto end = rig_->scanner().Scan(rig_->id(), rig_->settings(),
                                  [](const ScannedPage&) -> Result<bool> {
                                    return Error{Fault::kJournalBroken, "tail"};
                                  },
                                  {});
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kJournalBroken);
}

TEST_P(EveryScanner, DoesNotKnowAStranger) {
  auto end = rig_->scanner().Scan({"No", "Such", "Scanner"}, rig_->settings(), tray_.Take(), {});
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kNoScanner);
}

TEST_P(EveryScanner, SaysWhenTheFeederIsEmpty) {
  if (!rig_->has_feeder() || rig_->most_sheets() == 10) GTEST_SKIP() << "never empty";
  rig_->Load(0);
  auto end = Scan(tray_);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kFeederEmpty);
}

TEST_P(EveryScanner, StopsWithinASecond) {
  if (!rig_->Slow(milliseconds(8000))) GTEST_SKIP() << "cannot be slowed";
  rig_->Load(3);
  std::stop_source stop;
  std::chrono::steady_clock::time_point asked;
  std::jthread officer([&] {
    std::this_thread::sleep_for(milliseconds(1500));
    asked = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  auto end = Scan(tray_, stop.get_token());
  auto took = std::chrono::steady_clock::now() - asked;
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kCancelled);
  EXPECT_LT(std::chrono::duration_cast<milliseconds>(took).count(), 1000);
}

TEST_P(EveryScanner, RefusesASecondDoingWhileItScans) {
  if (!rig_->Load(1)) GTEST_SKIP() << "cannot be loaded";
  auto end = rig_->scanner().Scan(
      rig_->id(), rig_->settings(),
      [&](const ScannedPage&) -> Result<bool> {
        auto sense =
            std::async(std::launch::async, [&] { return rig_->scanner().Sense(rig_->id()); }).get();
        EXPECT_TRUE(!sense.ok() && sense.error().fault == Fault::kScannerBusy);
        return true;
      },
      {});
  EXPECT_TRUE(end.ok());
}

TEST_P(EveryScanner, KeepsPagesAlreadyScannedWhenTheFeederJamsAndGoesOnWithTheNext) {
  if (!rig_->JamAfter(2)) GTEST_SKIP() << "cannot jam";
  rig_->Load(5);
  TemporaryFolder folder;
  Tray tray(folder.path());
  auto end = Scan(tray);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kFeederJammed);
  ASSERT_EQ(tray.pages.size(), 2u);
  // The officer puts the jammed sheet back: three are left, none is scanned twice.
  end = Scan(tray);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(tray.pages.size(), 5u);
  for (const ScannedPage& page : tray.pages) EXPECT_TRUE(std::filesystem::exists(page.file));
}

TEST_P(EveryScanner, AsksToCloseTheCover) {
  if (!rig_->OpenCover(true)) GTEST_SKIP() << "has no cover";
  rig_->Load(2);
  auto end = Scan(tray_);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kScannerCoverOpen);
  rig_->OpenCover(false);
  TemporaryFolder folder;
  Tray tray(folder.path());
  end = Scan(tray);
  EXPECT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(tray.pages.size(), 2u);
}

TEST_P(EveryScanner, KeepsPagesWhenTheCableIsPulledAndGoesOnWhenItIsBack) {
  if (!rig_->Plug(true)) GTEST_SKIP() << "has no cable";
  rig_->Slow(milliseconds(500));  // sane-airscan reads ahead
  rig_->Load(5);
  TemporaryFolder folder;
  Tray tray(folder.path());
  auto end = rig_->scanner().Scan(rig_->id(), rig_->settings(),
                                  [&](const ScannedPage& page) -> Result<bool> {
                                    auto taken = tray.Take()(page);
                                    if (tray.pages.size() == 2) rig_->Plug(false);
                                    return taken;
                                  },
                                  {});
  ASSERT_FALSE(end.ok());
  // A network backend may only fall silent; both sentences send the officer to the cable.
  EXPECT_TRUE(end.error().fault == Fault::kScannerGone || end.error().fault == Fault::kTimedOut)
      << end.error().detail;
  EXPECT_GE(tray.pages.size(), 2u);
  EXPECT_LT(tray.pages.size(), 5u);
  rig_->Plug(true);
  rig_->Load(5 - static_cast<int>(tray.pages.size()));  // the officer puts back what is missing
  end = Scan(tray);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(tray.pages.size(), 5u);
}

INSTANTIATE_TEST_SUITE_P(
    , EveryScanner,
    testing::Values(
        Kind{"Fake", []() -> std::unique_ptr<ScannerRig> { return std::make_unique<FakeRig>(); }},
        Kind{"OurFeederBackend",
             []() -> std::unique_ptr<ScannerRig> { return std::make_unique<FeederRig>(); }},
        Kind{"SaneTest",
             []() -> std::unique_ptr<ScannerRig> { return std::make_unique<TestBackendRig>(); }},
        Kind{"SanePnm", []() -> std::unique_ptr<ScannerRig> { return std::make_unique<PnmRig>(); }},
        Kind{"AirscanOnVirtualEscl",
             []() -> std::unique_ptr<ScannerRig> { return std::make_unique<EsclRig>(); }}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace piket
