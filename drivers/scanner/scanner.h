// A scanner as the desk sees it: what is plugged in, what it can do, and one way to pull a stack of
// paper through it. No vendor type stands here. A Scanner is a plug: `scanner_sane` drives real
// devices through a child process, `scanner_fake` is a machine with knobs for tests.
#ifndef PIKET_DRIVERS_SCANNER_SCANNER_H_
#define PIKET_DRIVERS_SCANNER_SCANNER_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/json.h"
#include "agent/core/result.h"

namespace piket {

// Which scanner, whatever its cable is plugged into: device names change on re-plug, these do not.
// `serial` is empty where the device tells none; two alike without serial get "@" + device name.
struct ScannerId {
  std::string vendor = {};
  std::string model = {};
  std::string serial = {};

  // "vendor/model/serial"; "/" and "%" inside a part are percent-encoded.
  std::string Text() const;
  static std::optional<ScannerId> FromText(std::string_view text);
  bool operator==(const ScannerId&) const = default;
};

enum class ScanSource { kAutomatic, kFeeder, kFlatbed };  // automatic: the feeder if there is one
enum class ScanMode { kGray, kColour, kMono };
enum class ScanPageSize { kA4, kF4, kLegal, kAutomatic };  // automatic: the largest area

// The words of the screens' interface: "feeder", "gray", "a4", "auto" …
std::string_view Word(ScanSource source);
std::string_view Word(ScanMode mode);
std::string_view Word(ScanPageSize size);

// Paper in millimetres; F4 is 215 × 330. Automatic has no size of its own: {0, 0}.
struct PaperArea {
  double width = 0;
  double height = 0;
};
PaperArea AreaOf(ScanPageSize size);

struct ScanSettings {
  ScanSource source = ScanSource::kAutomatic;
  bool duplex = false;
  int resolution = 300;  // dpi; the device takes the nearest it has
  ScanMode mode = ScanMode::kGray;
  ScanPageSize page_size = ScanPageSize::kA4;
  bool operator==(const ScanSettings&) const = default;
};
Json ToJson(const ScanSettings& settings);
// Absent members keep their defaults; kBadRequest for a word that is none.
Result<ScanSettings> ScanSettingsFromJson(const Json& json);

// One scanner and what it can do, read from the device.
struct ScannerEntry {
  ScannerId id = {};
  std::string name = {};    // for people: "Fujitsu fi-7160"
  std::string device = {};  // the name it has just now; for the log
  std::vector<ScanSource> sources = {};
  bool duplex = false;
  std::vector<int> resolutions = {};  // the usual ones among what the device has, ascending
  std::vector<ScanMode> modes = {};
  std::vector<ScanPageSize> page_sizes = {};
  bool senses_paper = false;        // Sense tells paper_inserted
  bool senses_button = false;       // Sense tells button_pressed
  std::optional<Fault> fault = {};  // it is there but could not be asked: busy, crashed, …
};
Json ToJson(const ScannerEntry& entry);
Result<ScannerEntry> ScannerEntryFromJson(const Json& json);
// What fits the device: the feeder where there is one, both sides where it can, 300 dpi gray.
ScanSettings DefaultSettings(const ScannerEntry& entry);

// One scanned side. With a `fault` (kDamagedPage) there is no file: the sheet went through, its
// image is unusable, scan it again.
struct ScannedPage {
  std::filesystem::path file =
      {};                       // complete and fsynced; on_page moves it, what is left is removed
  std::string media_type = {};  // "image/jpeg" (gray, colour: q90) or "image/tiff" (mono: G4)
  std::string sha256 = {};      // of the file, hex
  int64_t bytes = 0;
  int width_px = 0;
  int height_px = 0;
  int resolution = 0;
  int sheet = 0;  // counts from 1 in this Scan
  bool back = false;
  double idle_ms = 0;  // how long the device had to wait for us before this page
  std::optional<Fault> fault = {};
};

// How a Scan that did not fail came to its end.
struct ScanEnd {
  enum class Why { kFeederEmpty, kFlatbedDone, kAskedToStop };
  Why why = Why::kFeederEmpty;
  int pages = 0;
};

// Called on the thread that called Scan when a page is durable in `file`. Only after it returned is
// the next page asked of the device. True goes on, false ends the Scan (kAskedToStop); an error
// ends it and is what Scan returns.
using OnScannedPage = std::function<Result<bool>(const ScannedPage&)>;

// nullopt: the device has no such sensor.
struct ScannerSense {
  std::optional<bool> paper_inserted;
  std::optional<bool> button_pressed;
};

// Thread-safe; one doing at a time, a second one gets kScannerBusy.
class Scanner {
 public:
  virtual ~Scanner() = default;

  // Every scanner plugged in or configured; an empty list is not a failure. Takes seconds with
  // network scanners: the desk searches when asked to and keeps the list.
  virtual Result<std::vector<ScannerEntry>> Find() = 0;
  // kNoScanner when it is not there.
  virtual Result<ScannerEntry> Describe(const ScannerId& id) = 0;

  // Pulls pages until the feeder is empty (a flatbed gives one). A fault on the way (kFeederJammed,
  // kScannerCoverOpen, kScannerGone, kScannerFailed, kTimedOut, kDiskFull …) is returned after
  // on_page got every page before it: calling Scan again goes on with the next sheet. kFeederEmpty
  // when there was no paper at all; kCancelled within a second of `stop`.
  virtual Result<ScanEnd> Scan(const ScannerId& id, const ScanSettings& settings,
                               const OnScannedPage& on_page, std::stop_token stop) = 0;

  // Reads the sensors now. kScannerBusy while a Scan runs.
  virtual Result<ScannerSense> Sense(const ScannerId& id) = 0;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_SCANNER_SCANNER_H_
