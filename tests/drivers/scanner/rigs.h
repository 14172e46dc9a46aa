// A scanner on a bench, ready to be tested: the contract test and the fault tests ask every kind
// for the same things. What a kind cannot do it says, and the test skips visibly.
#ifndef PIKET_TESTS_DRIVERS_SCANNER_RIGS_H_
#define PIKET_TESTS_DRIVERS_SCANNER_RIGS_H_

#include <gtest/gtest.h>
#include <leptonica/allheaders.h>

#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "drivers/scanner/scanner.h"
#include "drivers/scanner/scanner_fake.h"
#include "drivers/scanner/scanner_sane.h"
#include "tests/virtual/knobs.h"
#include "tests/virtual/sane_config.h"
#include "tests/virtual/virtual_escl.h"

namespace piket {

inline void PrintTo(Fault fault, std::ostream* out) { *out << Word(fault); }

class ScannerRig {
 public:
  virtual ~ScannerRig() = default;
  virtual Scanner& scanner() = 0;
  virtual ScannerId id() const = 0;
  virtual ScanSettings settings() const {
    return {.source = ScanSource::kFeeder, .resolution = 75, .page_size = ScanPageSize::kA4};
  }
  virtual bool has_feeder() const { return true; }
  virtual int most_sheets() const { return 1000; }
  // False: this kind has no such knob.
  virtual bool Load(int) { return false; }
  virtual bool Slow(std::chrono::milliseconds) { return false; }
  virtual bool JamAfter(int) { return false; }
  virtual bool OpenCover(bool) { return false; }
  virtual bool Plug(bool) { return false; }

  const std::filesystem::path& folder() const { return folder_.path(); }

 protected:
  SaneScannerPlan Plan(const SaneConfig& config) const {
    return {.folder = folder() / "parts",
            .binary = PIKET_BINARY,
            .environment = config.Environment(),
            .reserve_bytes = 1 << 20};
  }

  TemporaryFolder folder_;
};

class FakeRig : public ScannerRig {
 public:
  Scanner& scanner() override { return fake_; }
  ScannerId id() const override { return fake_.id(); }
  bool Load(int sheets) override {
    fake_.EmptyFeeder();
    fake_.LoadFeeder(sheets);
    return true;
  }
  bool Slow(std::chrono::milliseconds page) override { return fake_.SetPageTime(page), true; }
  bool JamAfter(int sheets) override { return fake_.JamAfter(sheets), true; }
  bool OpenCover(bool open) override { return open ? fake_.OpenCover() : fake_.CloseCover(), true; }
  bool Plug(bool in) override { return in ? fake_.Plug() : fake_.Unplug(), true; }

 private:
  FakeScanner fake_{folder() / "parts"};
};

// A SANE scanner of any kind: config and plan may be changed before the first use.
class SaneRig : public ScannerRig {
 public:
  Scanner& scanner() override {
    if (!scanner_) scanner_ = std::move(*SaneScanner::Open(plan()));
    return *scanner_;
  }
  SaneScannerPlan& plan() {
    if (!plan_) plan_ = Plan(config_);
    return *plan_;
  }

 protected:
  SaneConfig config_{folder() / "sane"};

 private:
  std::optional<SaneScannerPlan> plan_;
  std::unique_ptr<SaneScanner> scanner_;
};

// Our own backend with knobs.
class FeederRig : public SaneRig {
 public:
  FeederRig() { config_.AddFeeder(PIKET_SANE_FEEDER_FOLDER, knobs_.folder()); }
  ScannerId id() const override { return {"Contoh", "Feeder 100", ""}; }
  bool Load(int sheets) override { return knobs_.Turn("loaded", sheets), true; }
  bool Slow(std::chrono::milliseconds page) override {
    return knobs_.Turn("page_ms", static_cast<int>(page.count())), true;
  }
  bool JamAfter(int sheets) override { return knobs_.Turn("jam_after", sheets), true; }
  bool OpenCover(bool open) override { return knobs_.Turn("cover", open), true; }
  bool Plug(bool in) override { return knobs_.Turn("unplugged", !in), true; }
  Knobs& knobs() { return knobs_; }

 private:
  Knobs knobs_{folder() / "machine"};
};

// SANE's test backend: its feeder always holds ten sheets.
class TestBackendRig : public SaneRig {
 public:
  TestBackendRig() { config_.AddTest(); }
  ScannerId id() const override { return {"Noname", "frontend-tester", ""}; }
  int most_sheets() const override { return 10; }
  bool Slow(std::chrono::milliseconds) override {
    plan().presets.emplace_back("read-delay", "yes");
    plan().presets.emplace_back("read-delay-duration", "200000");
    return true;
  }
};

// The eSCL scanner on loopback, through the real sane-airscan.
class EsclRig : public SaneRig {
 public:
  EsclRig() {
    config_.AddAirscan("Virtual", escl_->port());
    plan().next_limit = std::chrono::seconds(4);  // sane-airscan itself tries for 30 s and more
  }
  ScannerId id() const override { return {"eSCL", "Virtual", ""}; }
  bool Load(int sheets) override { return escl_->LoadBlank(sheets), true; }
  bool Slow(std::chrono::milliseconds page) override { return escl_->SetPageTime(page), true; }
  bool JamAfter(int sheets) override { return escl_->JamAt(sheets + 1), true; }
  bool OpenCover(bool open) override { return escl_->OpenCover(open), true; }
  bool Plug(bool in) override { return in ? escl_->Reappear() : escl_->Disappear(), true; }
  VirtualEscl& escl() { return *escl_; }

 private:
  std::unique_ptr<VirtualEscl> escl_ = std::move(*VirtualEscl::Start());
};

// SANE's pnm backend: a flatbed with one picture.
class PnmRig : public SaneRig {
 public:
  PnmRig() {
    config_.AddPnm();
    std::ofstream picture(folder() / "page.pnm", std::ios::binary);
    picture << "P5\n620 877\n255\n"
            << std::string(620 * 400, '\xF0') << std::string(620 * 477, ' ');
    plan().presets.emplace_back("filename", (folder() / "page.pnm").string());
  }
  // Debian's pnm shows two devices of one kind, told apart by name alone.
  ScannerId id() const override { return {"Noname", "PNM file reader", "@pnm:0"}; }
  ScanSettings settings() const override {
    ScanSettings settings = ScannerRig::settings();
    settings.source = ScanSource::kFlatbed;
    return settings;
  }
  bool has_feeder() const override { return false; }
};

// Takes every page out of the scanner's hands, as the desk does, and checks it on the way.
class Tray {
 public:
  explicit Tray(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
  }

  OnScannedPage Take() {
    return [this](const ScannedPage& page) -> Result<bool> {
      pages.push_back(page);
      if (page.fault) return true;
      auto bytes = ReadFile(page.file);
      if (!bytes) return bytes.error();
      EXPECT_EQ(Hex(Sha256(*bytes)), page.sha256);
      EXPECT_EQ(static_cast<int64_t>(bytes->size()), page.bytes);
      // Another library reads every picture to its end: whole, and as large as it says.
      Pix* picture = pixRead(page.file.c_str());
      EXPECT_NE(picture, nullptr);
      EXPECT_EQ(pixGetWidth(picture), page.width_px);
      EXPECT_EQ(pixGetHeight(picture), page.height_px);
      EXPECT_EQ(pixGetXRes(picture), page.resolution);
      pixDestroy(&picture);
      pages.back().file = folder_ / (std::to_string(pages.size()) + ".page");
      auto moved = MoveFileDurably(page.file, pages.back().file);
      if (!moved) return moved.error();
      return true;
    };
  }

  std::vector<ScannedPage> pages;

 private:
  std::filesystem::path folder_;
};

}  // namespace piket

#endif  // PIKET_TESTS_DRIVERS_SCANNER_RIGS_H_
