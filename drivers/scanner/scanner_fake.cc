#include "drivers/scanner/scanner_fake.h"

#include <condition_variable>

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "drivers/scanner/page_writer.h"

namespace piket {

FakeScanner::FakeScanner(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
}

void FakeScanner::LoadFeeder(int sheets) {
  std::lock_guard lock(mutex_);
  for (int i = 0; i < sheets; ++i) feeder_.emplace_back();
}

void FakeScanner::LoadFeeder(const std::vector<std::filesystem::path>& pictures) {
  std::lock_guard lock(mutex_);
  feeder_.insert(feeder_.end(), pictures.begin(), pictures.end());
}

void FakeScanner::EmptyFeeder() {
  std::lock_guard lock(mutex_);
  feeder_.clear();
}

void FakeScanner::JamAfter(int sheets) {
  std::lock_guard lock(mutex_);
  jam_after_ = sheets;
}

void FakeScanner::DamageAfter(int sheets) {
  std::lock_guard lock(mutex_);
  damage_after_ = sheets;
}

void FakeScanner::OpenCover() {
  std::lock_guard lock(mutex_);
  cover_open_ = true;
}

void FakeScanner::CloseCover() {
  std::lock_guard lock(mutex_);
  cover_open_ = false;
}

void FakeScanner::Unplug() {
  std::lock_guard lock(mutex_);
  plugged_ = false;
}

void FakeScanner::Plug() {
  std::lock_guard lock(mutex_);
  plugged_ = true;
}

void FakeScanner::SetBusy(bool busy) {
  std::lock_guard lock(mutex_);
  busy_ = busy;
}

void FakeScanner::PressButton() {
  std::lock_guard lock(mutex_);
  button_ = true;
}

void FakeScanner::SetPageTime(std::chrono::milliseconds time) {
  std::lock_guard lock(mutex_);
  page_time_ = time;
}

int FakeScanner::sheets_left() const {
  std::lock_guard lock(mutex_);
  return static_cast<int>(feeder_.size());
}

ScannerEntry FakeScanner::Entry() const {
  return {.id = id(),
          .name = "Contoh Pemindai",
          .device = "fake:0",
          .sources = {ScanSource::kFeeder, ScanSource::kFlatbed},
          .duplex = true,
          .resolutions = {75, 150, 200, 300},
          .modes = {ScanMode::kGray, ScanMode::kColour, ScanMode::kMono},
          .page_sizes = {ScanPageSize::kA4, ScanPageSize::kF4, ScanPageSize::kLegal,
                         ScanPageSize::kAutomatic},
          .senses_paper = true,
          .senses_button = true,
          .fault = {}};
}

Result<void> FakeScanner::Ready(const ScannerId& wanted) const {
  if (!(wanted == id())) return Error{Fault::kNoScanner, "no scanner " + wanted.Text()};
  if (!plugged_) return Error{Fault::kNoScanner, "unplugged"};
  if (busy_) return Error{Fault::kScannerBusy, "in use"};
  return {};
}

Result<std::vector<ScannerEntry>> FakeScanner::Find() {
  std::lock_guard lock(mutex_);
  return plugged_ ? std::vector<ScannerEntry>{Entry()} : std::vector<ScannerEntry>{};
}

Result<ScannerEntry> FakeScanner::Describe(const ScannerId& wanted) {
  std::lock_guard lock(mutex_);
  if (auto ready = Ready(wanted); !ready) return ready.error();
  return Entry();
}

Result<ScannerSense> FakeScanner::Sense(const ScannerId& wanted) {
  std::unique_lock doing(doing_, std::try_to_lock);
  if (!doing) return Error{Fault::kScannerBusy, "scanning"};
  std::lock_guard lock(mutex_);
  if (auto ready = Ready(wanted); !ready) return ready.error();
  return ScannerSense{!feeder_.empty(), std::exchange(button_, false)};
}

Result<ScannedPage> FakeScanner::Picture(const ScanSettings& settings, int number) {
  PaperArea area = AreaOf(settings.page_size);
  if (area.width == 0) area = AreaOf(ScanPageSize::kLegal);
  int width = static_cast<int>(area.width / 25.4 * settings.resolution);
  int height = static_cast<int>(area.height / 25.4 * settings.resolution);
  ScannedPage page{.file = folder_ / (std::to_string(number) + ".part"), .width_px = width};
  auto writer = PageWriter::Open(page.file, {.mode = settings.mode,
                                             .width_px = width,
                                             .expected_rows = height,
                                             .resolution = settings.resolution});
  if (!writer) return writer.error();
  bool mono = settings.mode == ScanMode::kMono;
  size_t row_bytes = static_cast<size_t>(width) * (settings.mode == ScanMode::kColour ? 3 : 1);
  std::vector<uint8_t> white(row_bytes, mono ? 0x00 : 0xFF);
  std::vector<uint8_t> bar = white;
  size_t bar_bytes = row_bytes / (mono ? 8 : 1) * static_cast<size_t>(number % 16 + 1) / 20;
  std::fill(bar.begin(), bar.begin() + static_cast<ptrdiff_t>(bar_bytes), mono ? 0xFF : 0x20);
  for (int y = 0; y < height; ++y) {
    bool in_bar = y > height / 10 && y < height / 5;
    if (auto added = (*writer)->AddRow(in_bar ? bar.data() : white.data()); !added) {
      return added.error();
    }
  }
  auto written = (*writer)->Finish();
  if (!written) return written.error();
  page.media_type = written->media_type;
  page.sha256 = written->sha256;
  page.bytes = written->bytes;
  page.height_px = written->rows;
  page.resolution = settings.resolution;
  return page;
}

Result<ScannedPage> FakeScanner::Pull(const ScanSettings& settings, bool back) {
  std::filesystem::path picture;
  if (settings.source != ScanSource::kFlatbed) {
    if (cover_open_) return Error{Fault::kScannerCoverOpen, "cover open"};
    if (feeder_.empty()) return Error{Fault::kFeederEmpty, "feeder empty"};
    if (!back && jam_after_ == 0) {
      jam_after_ = -1;
      return Error{Fault::kFeederJammed, "jammed"};
    }
    picture = feeder_.front();
    if (back || !settings.duplex) feeder_.pop_front();
    if (!back && jam_after_ > 0) --jam_after_;
  }
  ++pulled_;
  if (damage_after_ >= 0 && damage_after_-- == 0) {
    return ScannedPage{.resolution = settings.resolution, .fault = Fault::kDamagedPage};
  }
  if (picture.empty()) return Picture(settings, pulled_);
  auto bytes = ReadFile(picture);
  if (!bytes) return bytes.error();
  ScannedPage page{.file = folder_ / (std::to_string(pulled_) + ".part"),
                   .media_type = picture.extension() == ".tif" ? "image/tiff" : "image/jpeg",
                   .sha256 = Hex(Sha256(*bytes)),
                   .bytes = static_cast<int64_t>(bytes->size()),
                   .resolution = settings.resolution};
  if (auto written = WriteFileDurably(page.file, *bytes); !written) return written.error();
  return page;
}

Result<ScanEnd> FakeScanner::Scan(const ScannerId& wanted, const ScanSettings& settings,
                                  const OnScannedPage& on_page, std::stop_token stop) {
  std::unique_lock doing(doing_, std::try_to_lock);
  if (!doing) return Error{Fault::kScannerBusy, "scanning"};
  {
    std::lock_guard lock(mutex_);
    if (auto ready = Ready(wanted); !ready) return ready.error();
  }
  std::mutex sleeping;
  std::condition_variable_any woken;
  ScanEnd end;
  for (int side = 0;; ++side) {
    if (settings.source == ScanSource::kFlatbed && end.pages == 1) {
      end.why = ScanEnd::Why::kFlatbedDone;
      return end;
    }
    std::unique_lock lock(mutex_);
    auto page_time = page_time_;
    if (!plugged_) return Error{Fault::kScannerGone, "unplugged"};
    lock.unlock();
    std::unique_lock sleep(sleeping);
    woken.wait_for(sleep, stop, page_time, [] { return false; });
    if (stop.stop_requested()) return Error{Fault::kCancelled, "stopped"};
    bool back = settings.duplex && side % 2 == 1;
    lock.lock();
    auto page = Pull(settings, back);
    lock.unlock();
    if (!page && page.error().fault == Fault::kFeederEmpty && end.pages > 0) return end;
    if (!page) return page.error();
    page->sheet = settings.duplex ? side / 2 + 1 : side + 1;
    page->back = back;
    ++end.pages;
    auto go_on = on_page(*page);
    std::error_code error;
    if (!page->file.empty()) std::filesystem::remove(page->file, error);
    if (!go_on) return go_on.error();
    if (!*go_on) {
      end.why = ScanEnd::Why::kAskedToStop;
      return end;
    }
  }
}

}  // namespace piket
