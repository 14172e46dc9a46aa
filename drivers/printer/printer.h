// A printer, as the desk sees it: the plug behind which printer_cups and printer_fake stand.
//
// A paper is printed exactly once or somebody is asked. That takes two durable memories: the desk
// keeps one PrintRecord per order, the driver keeps its own ledger of what reached the device. The
// desk moves an order forward by calling Advance again and again:
//
//   record = PrintRecord{};                        // stage kNew, stored with the order
//   until Ended(record.stage):
//     next = printer.Advance(order, record)        // does at most one thing to the world
//     store next durably, if it differs; only then call Advance again
//     wait a little (250 ms) when next is the same as record
//
//   kNew ─→ kSpooling ─→ kHeld ─→ kReleasing ─→ kPrinted │ kFailed │ kUnknown │ kCancelled
//              ↑___________│____________│  (nothing sent yet: spooled anew, or on another printer)
//
// Starting again after a crash or a power cut is the same call with the record last stored: Advance
// looks at what is there before it does anything, so no other recovery exists (trust.md §5).
#ifndef PIKET_DRIVERS_PRINTER_PRINTER_H_
#define PIKET_DRIVERS_PRINTER_PRINTER_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/id.h"
#include "agent/core/json.h"
#include "agent/core/result.h"

namespace piket {

// Paper sizes by their PWG 5101.1 names. F4 is the Indonesian 215 × 330 mm.
inline constexpr std::string_view kMediaA4 = "iso_a4_210x297mm";
inline constexpr std::string_view kMediaA5 = "iso_a5_148x210mm";
inline constexpr std::string_view kMediaF4 = "custom_f4_215x330mm";
inline constexpr std::string_view kMediaHalfF4 = "custom_half-f4_165x215mm";

// Whether two paper names mean the same sheet, by the sizes in them; printers name F4 in many ways.
bool SameMedia(std::string_view a, std::string_view b);

struct PrinterEntry {
  std::string name;   // from the configuration: what people call it
  std::string uri;    // ipp://…, usb://…
  std::string model;  // as the device says
  std::string state;  // "idle", "printing", "stopped"
  bool reachable = false;
  bool accepting = false;
  std::vector<Fault> faults;       // empty = ready to print
  std::vector<std::string> media;  // sheets in the trays now, PWG names; empty = it does not tell
  bool replaced = false;           // another device answers here than when the post last knew
};

struct PrintOrder {
  Id id;                      // of the paper; with `attempt` the key under which it prints once
  int attempt = 1;            // 2 and on: approved by an officer, the PDF says DUPLIKAT
  std::filesystem::path pdf;  // must stay as it is until the order has ended
  std::string media{kMediaA4};
  std::string title = {};  // shown on the printer: number or kind, never what a letter says
};

enum class PrintStage {
  kNew,        // nothing was done yet
  kSpooling,   // a printer is chosen; the paper is being handed to the print service
  kHeld,       // the print service has it and waits for our word
  kReleasing,  // our word is given, or about to be
  kPrinted,    // the device says so
  kFailed,     // it did not come out
  kUnknown,    // a person has to look in the tray
  kCancelled,  // stopped on request; unless nothing_sent it may be in the tray, half or whole
};

std::string_view Word(PrintStage stage);  // "new", "spooling", "held", …
bool Ended(PrintStage stage);

// What the desk keeps for each order. Fields beside `stage` and `reasons` are the driver's own.
struct PrintRecord {
  PrintStage stage = PrintStage::kNew;
  std::vector<Fault> reasons = {};  // why it waits, failed, or is unknown
  std::string printer = {};         // name of the chosen printer
  std::string queue = {};
  int job = 0;               // never a key: job numbers are reused (trust.md §5)
  std::string boot_id = {};  // of the machine when the job was spooled
  bool cancelling = false;
  bool nothing_sent = false;  // kFailed, kCancelled: surely no paper; a new attempt doubles nothing

  bool operator==(const PrintRecord&) const = default;
};

Json ToJson(const PrintRecord& record);
Result<PrintRecord> PrintRecordFromJson(const Json& json);

// Any thread may call; one call at a time for one order. Calls are bounded: a second or so, ten at
// the very worst, when devices hang.
class Printer {
 public:
  virtual ~Printer() = default;

  // Every configured printer, asked just now.
  virtual std::vector<PrinterEntry> Health() = 0;

  // Takes the order one step on; see the top of this file. An error means that nothing changed:
  // show its fault and call again later. kNotFound, kDamagedFile: the order's PDF.
  virtual Result<PrintRecord> Advance(const PrintOrder& order, const PrintRecord& recorded) = 0;

  // Stops an order that has not ended: store what comes back, then go on with Advance, which says
  // kCancelled, or what else became of it.
  virtual Result<PrintRecord> Cancel(const PrintOrder& order, const PrintRecord& recorded) = 0;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_PRINTER_H_
