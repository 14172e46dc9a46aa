// One open SANE device, and the list of them: the only file that speaks to libsane. Lives in the
// scan worker, never in the agent: backends crash and hang. One thread, except Cancel.
#ifndef PIKET_DRIVERS_SCANNER_SANE_DEVICE_H_
#define PIKET_DRIVERS_SCANNER_SANE_DEVICE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agent/core/result.h"
#include "drivers/scanner/rows.h"
#include "drivers/scanner/scanner.h"

namespace piket {

// Options set as they stand, by their SANE names, before our own: {"filename", "/a.pnm"}.
using SanePresets = std::vector<std::pair<std::string, std::string>>;

// Name, vendor, model and serial of every device; nothing is opened. Two of a kind that tell no
// serial are told apart by their names.
Result<std::vector<ScannerEntry>> ListSaneDevices();

class SaneDevice {
 public:
  // kNoScanner when there is no such name, kScannerGone, kScannerBusy, kScannerDenied.
  static Result<std::unique_ptr<SaneDevice>> Open(const std::string& name);
  ~SaneDevice();
  SaneDevice(const SaneDevice&) = delete;
  SaneDevice& operator=(const SaneDevice&) = delete;

  const std::string& name() const { return name_; }

  // Fills in what the device can do.
  Result<void> Describe(ScannerEntry& entry);
  ScannerSense Sense();

  struct Setup {
    int resolution = 0;  // what the device really took
    bool feeder = false;
    bool duplex = false;
  };
  // kBadSetting names what the device cannot do.
  Result<Setup> Configure(const ScanSettings& settings, const SanePresets& presets);

  // Starts a page, or the next pass of a three-pass page. kFeederEmpty, kFeederJammed,
  // kScannerCoverOpen, … The form is read after the start: before it, it is an estimate.
  Result<FrameForm> Start();
  // Bytes read; 0 at the frame's end.
  Result<size_t> Read(std::span<uint8_t> buffer);
  // Ends the page or batch. Any thread; Read then gives kCancelled.
  void Cancel();

 private:
  struct State;
  SaneDevice(std::string name, std::unique_ptr<State> state);

  std::string name_;
  std::unique_ptr<State> state_;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_SCANNER_SANE_DEVICE_H_
