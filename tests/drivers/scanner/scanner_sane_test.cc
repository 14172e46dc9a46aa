// What can go wrong with real backends: they crash, hang, lie, run out of disk. Nothing that was
// given is ever lost, and the batch goes on.
#include <sys/mount.h>
#include <unistd.h>

#include <thread>

#include "agent/core/text.h"
#include "tests/drivers/scanner/rigs.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class ScannerSane : public testing::Test {
 protected:
  Result<ScanEnd> Scan(ScannerRig& rig) {
    return rig.scanner().Scan(rig.id(), rig.settings(), tray_.Take(), {});
  }
  Result<ScanEnd> Scan(ScannerRig& rig, const ScanSettings& settings) {
    return rig.scanner().Scan(rig.id(), settings, tray_.Take(), {});
  }

  TemporaryFolder folder_;
  Tray tray_{folder_.path()};
  FeederRig feeder_;
};

TEST_F(ScannerSane, KeepsPagesWhenTheBackendCrashesAndGoesOn) {
  feeder_.Load(5);
  feeder_.knobs().Turn("crash_after", 2);
  auto end = Scan(feeder_);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kScannerFailed);
  EXPECT_EQ(tray_.pages.size(), 2u);
  // The sheet in flight came out unread: the officer puts it back.
  feeder_.Load(3);
  ASSERT_TRUE(Scan(feeder_).ok());
  EXPECT_EQ(tray_.pages.size(), 5u);
}

TEST_F(ScannerSane, KillsABackendThatHangsAndGoesOn) {
  feeder_.plan().read_limit = milliseconds(800);
  feeder_.plan().next_limit = milliseconds(800);
  feeder_.Load(3);
  feeder_.knobs().Turn("hang_after", 1);
  auto began = steady_clock::now();
  auto end = Scan(feeder_);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kTimedOut);
  EXPECT_LT(steady_clock::now() - began, std::chrono::seconds(20));
  EXPECT_EQ(tray_.pages.size(), 1u);
  feeder_.Load(2);
  ASSERT_TRUE(Scan(feeder_).ok());
  EXPECT_EQ(tray_.pages.size(), 3u);
}

TEST_F(ScannerSane, StopsWithinASecondEvenWhenTheBackendIsDeaf) {
  feeder_.Load(3);
  feeder_.knobs().Turn("hang_after", 1);
  std::stop_source stop;
  steady_clock::time_point asked;
  std::jthread officer;
  auto end = feeder_.scanner().Scan(
      feeder_.id(), feeder_.settings(),
      [&](const ScannedPage&) -> Result<bool> {
        officer = std::jthread([&] {
          std::this_thread::sleep_for(milliseconds(500));
          asked = steady_clock::now();
          stop.request_stop();
        });
        return true;
      },
      stop.get_token());
  auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - asked);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kCancelled);
  // Until killed; the machine of the tests is busy, so the reaping gets some room.
  EXPECT_LT(took.count(), 1500);
}

TEST_F(ScannerSane, TakesWhatComesWhenTheBackendLiesAboutTheHeight) {
  ScanSettings settings = feeder_.settings();
  settings.resolution = 100;
  feeder_.Load(1);
  ASSERT_TRUE(Scan(feeder_, settings).ok());
  int true_height = tray_.pages[0].height_px;
  for (const char* lie : {"lines", "more_lines", "unknown_height"}) {
    for (ScanMode mode : {ScanMode::kGray, ScanMode::kColour, ScanMode::kMono}) {
      settings.mode = mode;
      feeder_.knobs().Turn("lie", lie);
      feeder_.Load(1);
      auto end = Scan(feeder_, settings);
      ASSERT_TRUE(end.ok()) << lie << ": " << end.error().detail;
      EXPECT_EQ(tray_.pages.back().height_px, true_height) << lie;
    }
  }
  for (const ScannedPage& page : tray_.pages) EXPECT_FALSE(page.fault.has_value());
}

TEST_F(ScannerSane, GivesADamagedPageWhenTheLinesCannotHoldTheirPixels) {
  feeder_.knobs().Turn("lie", "width");
  feeder_.Load(2);
  auto end = Scan(feeder_);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  ASSERT_EQ(tray_.pages.size(), 2u);
  EXPECT_EQ(tray_.pages[0].fault, Fault::kDamagedPage);
}

TEST_F(ScannerSane, GoesOnAfterAPageWithoutABit) {
  feeder_.Load(4);
  feeder_.knobs().Turn("empty_after", 1);
  auto end = Scan(feeder_);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  ASSERT_EQ(tray_.pages.size(), 4u);
  EXPECT_EQ(tray_.pages[1].fault, Fault::kDamagedPage);
  EXPECT_TRUE(tray_.pages[1].file.empty());
  EXPECT_FALSE(tray_.pages[2].fault.has_value());
}

TEST_F(ScannerSane, DoesNotBelieveAnEmptyFeederWhileItFeelsPaper) {
  feeder_.Load(4);
  feeder_.knobs().Turn("early_end_after", 2);
  auto end = Scan(feeder_);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(tray_.pages.size(), 4u);
}

TEST_F(ScannerSane, KnowsTheScannerAgainWhenItIsPluggedInElsewhere) {
  feeder_.Load(1);
  ASSERT_TRUE(feeder_.scanner().Find().ok());
  feeder_.knobs().Turn("name", "usb:002:009");
  auto end = Scan(feeder_);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(feeder_.scanner().Describe(feeder_.id())->device, "feeder:usb:002:009");
}

TEST_F(ScannerSane, FeelsPaperAndButton) {
  feeder_.Load(0);
  auto sense = feeder_.scanner().Sense(feeder_.id());
  ASSERT_TRUE(sense.ok()) << sense.error().detail;
  EXPECT_EQ(sense->paper_inserted, false);
  EXPECT_EQ(sense->button_pressed, false);
  feeder_.Load(1);
  feeder_.knobs().Turn("button", 1);
  sense = feeder_.scanner().Sense(feeder_.id());
  ASSERT_TRUE(sense.ok());
  EXPECT_EQ(sense->paper_inserted, true);
  EXPECT_EQ(sense->button_pressed, true);
}

TEST_F(ScannerSane, SaysThatTheScannerIsInUse) {
  feeder_.knobs().Turn("busy", 1);
  auto end = Scan(feeder_);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kScannerBusy);
}

TEST_F(ScannerSane, CountsSheetsAndSidesOfDuplex) {
  feeder_.Load(2);
  ScanSettings settings = feeder_.settings();
  settings.duplex = true;
  auto end = Scan(feeder_, settings);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  ASSERT_EQ(tray_.pages.size(), 4u);
  EXPECT_EQ(tray_.pages[3].sheet, 2);
  EXPECT_TRUE(tray_.pages[3].back);
  EXPECT_FALSE(tray_.pages[2].back);
}

TEST_F(ScannerSane, ScansThreeHundredPagesInOneBatch) {
  feeder_.Load(300);
  ScanSettings settings = feeder_.settings();
  settings.resolution = 50;
  auto end = Scan(feeder_, settings);
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(end->pages, 300);
  EXPECT_EQ(tray_.pages.size(), 300u);
}

TEST_F(ScannerSane, PullsNoSheetWhenTheDiskIsNearlyFull) {
  feeder_.plan().reserve_bytes = int64_t{1} << 60;
  feeder_.Load(1);
  auto end = Scan(feeder_);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kDiskFull);
  EXPECT_EQ(feeder_.knobs().Number("loaded"), 1);
}

TEST_F(ScannerSane, KeepsPagesWhenTheDiskFillsUpInMidPage) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to mount a small disk";
  TemporaryFolder disk;
  if (mount("tmpfs", disk.path().c_str(), "tmpfs", 0, "size=400k") != 0) {
    GTEST_SKIP() << "mounting is not allowed here";
  }
  feeder_.plan().folder = disk.path() / "parts";
  feeder_.plan().reserve_bytes = 0;
  feeder_.Load(40);
  int kept = 0;
  auto end = feeder_.scanner().Scan(
      feeder_.id(),
      {.source = ScanSource::kFeeder, .resolution = 200, .page_size = ScanPageSize::kA4},
      [&](const ScannedPage& page) -> Result<bool> {
        auto moved = MoveFileDurably(page.file, disk.path() / std::to_string(++kept));
        if (!moved) return moved.error();
        return true;
      },
      {});
  for (int i = 1; i <= kept; ++i) EXPECT_TRUE(exists(disk.path() / std::to_string(i)));
  umount2(disk.path().c_str(), MNT_DETACH);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().fault, Fault::kDiskFull) << end.error().detail;
  EXPECT_GT(kept, 0);
}

// SANE's test backend knows every strange form a picture can have.
TEST(ScannerSaneTestBackend, ReadsEveryFormOfPicture) {
  struct Form {
    ScanMode mode;
    std::vector<std::pair<std::string, std::string>> presets;
  };
  const Form forms[] = {
      {ScanMode::kGray, {{"depth", "16"}}},
      {ScanMode::kGray, {{"depth", "1"}}},
      {ScanMode::kColour, {{"depth", "16"}}},
      {ScanMode::kColour, {{"depth", "1"}}},
      {ScanMode::kColour, {{"three-pass", "yes"}, {"three-pass-order", "BGR"}}},
      {ScanMode::kGray, {{"hand-scanner", "yes"}}},
      {ScanMode::kMono, {{"hand-scanner", "yes"}}},
      {ScanMode::kGray, {{"fuzzy-parameters", "yes"}}},
      {ScanMode::kGray, {{"read-limit", "yes"}, {"read-limit-size", "777"}}},
      {ScanMode::kColour, {{"ppl-loss", "13"}}},
  };
  for (const Form& form : forms) {
    TestBackendRig rig;
    TemporaryFolder folder;
    Tray tray(folder.path());
    rig.plan().presets = form.presets;
    rig.plan().presets.emplace_back("test-picture", "Color pattern");
    ScanSettings settings{.source = ScanSource::kFlatbed, .resolution = 75, .mode = form.mode};
    auto end = rig.scanner().Scan(rig.id(), settings, tray.Take(), {});
    ASSERT_TRUE(end.ok()) << form.presets[0].first << ": " << end.error().detail;
    ASSERT_EQ(tray.pages.size(), 1u);
    EXPECT_FALSE(tray.pages[0].fault.has_value()) << form.presets[0].first;
    EXPECT_GT(tray.pages[0].width_px, 300);
    EXPECT_GT(tray.pages[0].height_px, 300);
  }
}

TEST(ScannerSaneTestBackend, TurnsEveryStatusIntoWhatTheOfficerCanDo) {
  const std::pair<const char*, Fault> statuses[] = {
      {"SANE_STATUS_JAMMED", Fault::kFeederJammed},
      {"SANE_STATUS_COVER_OPEN", Fault::kScannerCoverOpen},
      {"SANE_STATUS_NO_DOCS", Fault::kFeederEmpty},
      {"SANE_STATUS_DEVICE_BUSY", Fault::kScannerBusy},
      {"SANE_STATUS_IO_ERROR", Fault::kScannerFailed},
      {"SANE_STATUS_NO_MEM", Fault::kScannerFailed},
      {"SANE_STATUS_ACCESS_DENIED", Fault::kScannerDenied}};
  for (const auto& [status, fault] : statuses) {
    TestBackendRig rig;
    rig.plan().presets = {{"read-return-value", status}};
    auto end = rig.scanner().Scan(rig.id(), rig.settings(),
                                  [](const ScannedPage&) -> Result<bool> { return true; }, {});
    ASSERT_FALSE(end.ok()) << status;
    EXPECT_EQ(end.error().fault, fault) << status;
  }
}

TEST(ScannerSaneAirscan, AsksAgainWhenTheFeederSaysEmptyTooEarly) {
  EsclRig rig;
  TemporaryFolder folder;
  Tray tray(folder.path());
  rig.Load(4);
  rig.escl().EarlyEndAt(3);
  auto end = rig.scanner().Scan(rig.id(), rig.settings(), tray.Take(), {});
  ASSERT_TRUE(end.ok()) << end.error().detail;
  EXPECT_EQ(tray.pages.size(), 4u);
}

TEST(ScannerSaneAirscan, KeepsPagesWhenTheDeviceSendsAnImageWithoutABit) {
  EsclRig rig;
  TemporaryFolder folder;
  Tray tray(folder.path());
  rig.Load(4);
  rig.escl().EmptyImageAt(3);
  auto end = rig.scanner().Scan(rig.id(), rig.settings(), tray.Take(), {});
  EXPECT_GE(tray.pages.size(), 2u);
  // The backend either ends the batch there or passes a page nobody can use: both are said.
  bool damaged = std::any_of(tray.pages.begin(), tray.pages.end(),
                             [](const ScannedPage& page) { return page.fault.has_value(); });
  EXPECT_TRUE(damaged || !end.ok());
}

TEST(ScannerSaneAlone, FindsNothingWithoutAnyScannerAndSaysSo) {
  TemporaryFolder folder;
  SaneConfig config(folder.path() / "sane");
  auto scanner = SaneScanner::Open({.folder = folder.path() / "parts",
                                    .binary = PIKET_BINARY,
                                    .environment = config.Environment()});
  ASSERT_TRUE(scanner.ok());
  auto found = (*scanner)->Find();
  ASSERT_TRUE(found.ok()) << found.error().detail;
  EXPECT_TRUE(found->empty());
}

}  // namespace
}  // namespace piket
