// Scanners through SANE. Vendor backends crash and hang, so every doing runs in a child process of
// our own binary (`piket worker scan`, JSON lines over pipes) that is gone afterwards: the agent
// watches the child, kills it when it stands still, and keeps every page it had finished.
#ifndef PIKET_DRIVERS_SCANNER_SCANNER_SANE_H_
#define PIKET_DRIVERS_SCANNER_SCANNER_SANE_H_

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "agent/core/process.h"
#include "drivers/scanner/scanner.h"

namespace piket {

struct SaneScannerPlan {
  std::filesystem::path folder = {};  // for pages on their way; on the file system they end on
  std::string binary = {};            // of piket; empty: OwnBinary()
  std::vector<std::pair<std::string, std::string>> environment = {};  // SANE_CONFIG_DIR …
  // SANE options set as they stand, by name: what an office's device needs beside our settings.
  std::vector<std::pair<std::string, std::string>> presets = {};
  int flatbed_pages = 1;               // pages one Scan takes from a flatbed
  int64_t reserve_bytes = 64ll << 20;  // kDiskFull before a sheet is pulled with less room
  // How long nothing may happen before the child is killed (kTimedOut).
  std::chrono::milliseconds search_limit{45000};
  std::chrono::milliseconds start_limit{60000};  // opening, lamp warm-up, first line of a page
  std::chrono::milliseconds next_limit{30000};   // the same for the sheets after the first
  std::chrono::milliseconds read_limit{20000};   // between two pieces of a page
};

class SaneScanner : public Scanner {
 public:
  // Makes the folder and removes pages a former run left unfinished. kStorage.
  static Result<std::unique_ptr<SaneScanner>> Open(SaneScannerPlan plan);

  Result<std::vector<ScannerEntry>> Find() override;
  Result<ScannerEntry> Describe(const ScannerId& id) override;
  Result<ScanEnd> Scan(const ScannerId& id, const ScanSettings& settings,
                       const OnScannedPage& on_page, std::stop_token stop) override;
  Result<ScannerSense> Sense(const ScannerId& id) override;

 private:
  explicit SaneScanner(SaneScannerPlan plan) : plan_(std::move(plan)) {}

  Result<std::unique_ptr<Process>> StartWorker() const;
  // Sends one command and gives its one answer.
  Result<Json> Ask(Process& worker, const Json& command, std::chrono::milliseconds limit) const;
  Json Command(const char* doing, const ScannerId& id) const;
  void Remember(const Json& answer, const ScannerId& id);

  const SaneScannerPlan plan_;
  std::mutex doing_;  // held for one doing; a second one is told kScannerBusy
  std::map<std::string, std::string> device_names_;  // by id, as last seen; under doing_
};

// The child's side: reads commands from standard input until it closes. Exit status.
int RunScanWorker();

}  // namespace piket

#endif  // PIKET_DRIVERS_SCANNER_SCANNER_SANE_H_
