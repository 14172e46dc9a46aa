// The gate's own memory of what reached a device: a folder of small files, each written durably
// before the act it speaks of. The gate (piket-gate) writes starts and ends, the driver permits.
//
//   TOKEN.permit     the driver allows one start: boot and document it was given for
//   TOKEN.lock       held by the gate and by the real backend for as long as either lives
//   TOKEN.started    written once, before the first byte leaves; there is never a second start
//   TOKEN.finished   how the real backend ended and what the device said then
//
// A started without a finished, and nobody holding the lock: the power or a process went meanwhile.
#ifndef PIKET_DRIVERS_PRINTER_PRINT_LEDGER_H_
#define PIKET_DRIVERS_PRINTER_PRINT_LEDGER_H_

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/result.h"
#include "drivers/printer/printer.h"

namespace piket {

// Our name for one attempt at one paper: stands first in the job's name, all the way into the
// device's own job list. Empty when the order's id is not a UUID.
std::string PrintToken(const PrintOrder& order);
// The token at the beginning of a job's name; empty when the job is not ours.
std::string TokenOfJobName(const std::string& name);

// What the device says became of our job.
enum class DeviceJob {
  kNoList,       // it keeps no list (usb:, socket:)
  kUnreachable,  // it does not answer
  kAbsent,       // it lists its jobs and ours is not there
  kActive,       // waiting or printing
  kCompleted,
  kAborted,
  kCanceled,
};

struct DeviceEvidence {
  DeviceJob job = DeviceJob::kUnreachable;
  // kAbsent only: the device has been up since before the start, is the same one, and was asked so
  // soon that it cannot have forgotten: our job never came.
  bool never_came = false;
  std::vector<Fault> faults = {};
};

struct PrintPermit {
  std::string boot_id;
  std::string sha256;  // of the document; empty when filters may change it on its way
};

struct GateStart {
  Instant at = {};
  std::string boot_id = {};
  std::string uri = {};
  std::string identity = {};  // the device's; empty when it does not tell
};

struct GateFinish {
  Instant at = {};
  int exit_status = 0;     // of the real backend; 128 + signal when killed
  bool cancelled = false;  // we were told to stop
  DeviceEvidence evidence = {};
};

struct GateEntry {
  std::optional<GateStart> started = {};
  std::optional<GateFinish> finished = {};
  bool alive = false;
};

// Any process and thread may use one on the same folder.
class PrintLedger {
 public:
  explicit PrintLedger(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<void> Permit(const std::string& token, const PrintPermit& permit) const;
  Result<void> Withdraw(const std::string& token) const;
  std::optional<PrintPermit> PermitOf(const std::string& token) const;

  // A descriptor that children inherit, so that the lock lasts as long as they do; nullopt when
  // another holds it. To be closed by the caller.
  Result<std::optional<int>> Lock(const std::string& token) const;
  // Notes in the lock's file which processes hold it; for Stop.
  void NoteHolders(int lock, pid_t gate, pid_t backend) const;
  // Asks whoever holds the lock to end: the gate, or a backend that outlived its gate.
  void Stop(const std::string& token) const;

  // False when there is a start already.
  Result<bool> Start(const std::string& token, const GateStart& start) const;
  Result<void> Finish(const std::string& token, const GateFinish& finish) const;
  Result<GateEntry> Read(const std::string& token) const;

  // Forgets everything older, so that the folder does not grow for ever.
  void Sweep(std::chrono::hours older_than) const;

 private:
  std::filesystem::path PathOf(const std::string& token, const char* what) const;

  std::filesystem::path folder_;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_PRINT_LEDGER_H_
