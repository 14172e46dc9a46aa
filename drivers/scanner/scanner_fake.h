// A scanner made of nothing, with knobs: load its feeder, jam it, open its cover, pull its cable.
// It writes real picture files, so what follows a scan is tested with it too. Never in the product.
#ifndef PIKET_DRIVERS_SCANNER_SCANNER_FAKE_H_
#define PIKET_DRIVERS_SCANNER_SCANNER_FAKE_H_

#include <chrono>
#include <deque>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "drivers/scanner/scanner.h"

namespace piket {

// Knobs may be turned from any thread, also while a Scan runs.
class FakeScanner : public Scanner {
 public:
  // Pages on their way are written into `folder`.
  explicit FakeScanner(std::filesystem::path folder);

  ScannerId id() const { return {"Contoh", "Pemindai", "0001"}; }

  void LoadFeeder(int sheets);  // blank sheets with a number bar
  void LoadFeeder(const std::vector<std::filesystem::path>& pictures);  // these very files
  void EmptyFeeder();
  void JamAfter(int sheets);  // once, after so many more sheets; the jammed one is lost to the tray
  void DamageAfter(int sheets);  // once: the sheet passes, its image is unusable
  void OpenCover();
  void CloseCover();
  void Unplug();
  void Plug();
  void SetBusy(bool busy);
  void PressButton();
  void SetPageTime(std::chrono::milliseconds time);
  int sheets_left() const;

  Result<std::vector<ScannerEntry>> Find() override;
  Result<ScannerEntry> Describe(const ScannerId& id) override;
  Result<ScanEnd> Scan(const ScannerId& id, const ScanSettings& settings,
                       const OnScannedPage& on_page, std::stop_token stop) override;
  Result<ScannerSense> Sense(const ScannerId& id) override;

 private:
  ScannerEntry Entry() const;
  Result<void> Ready(const ScannerId& id) const;  // with mutex_ held
  // Pulls one side in; with mutex_ held.
  Result<ScannedPage> Pull(const ScanSettings& settings, bool back);
  Result<ScannedPage> Picture(const ScanSettings& settings, int number);

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::mutex doing_;
  std::deque<std::filesystem::path> feeder_;  // "" is a blank sheet
  std::chrono::milliseconds page_time_{0};
  int jam_after_ = -1;
  int damage_after_ = -1;
  int pulled_ = 0;  // since it was made
  bool cover_open_ = false;
  bool plugged_ = true;
  bool busy_ = false;
  bool button_ = false;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_SCANNER_SCANNER_FAKE_H_
