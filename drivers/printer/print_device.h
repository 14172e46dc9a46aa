// A printing device asked directly, past the print service: is it there, has it the paper, what
// became of our job. Used by the driver and by the gate. IPP devices tell everything; of others
// (usb:, socket:) only what the system shows.
#ifndef PIKET_DRIVERS_PRINTER_PRINT_DEVICE_H_
#define PIKET_DRIVERS_PRINTER_PRINT_DEVICE_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "drivers/printer/print_ledger.h"

namespace piket {

struct DeviceLook {
  bool reachable = false;
  bool has_job_list = false;
  bool accepting = true;
  bool busy = false;       // it is printing, or has jobs waiting
  bool takes_pdf = false;  // unfiltered
  std::string model = {};
  std::string identity = {};  // printer-uuid, or what else stays with the device
  std::optional<int64_t> up_seconds = {};
  std::vector<std::string> media = {};        // in trays that hold sheets now
  std::vector<std::string> empty_trays = {};  // media of trays that hold none
  std::vector<Fault> faults = {};             // whatever the paper, offline included
  std::vector<Fault> all_faults = {};         // with those it merely reports: why a paper failed
  std::vector<std::string> supported_media = {};
  std::optional<DeviceJob> job = {};  // asked for only with a token
};

bool IsIppUri(const std::string& uri);

// Never blocks longer than about twice `timeout`. With `token`, also what became of that job.
DeviceLook LookAtDevice(const std::string& uri, const std::string& token,
                        std::chrono::milliseconds timeout);

// What keeps a paper of size `media` from printing there now; empty = nothing.
std::vector<Fault> FaultsFor(const DeviceLook& look, const std::string& media);

// What the look says of a job the gate started.
DeviceEvidence EvidenceOf(const DeviceLook& look, const GateStart& start, Instant now);

// The device's own name for a sheet of that size; `media` itself when it has none.
std::string DeviceMedia(const DeviceLook& look, const std::string& media);

// IPP's printer-state-reasons, in the office's words; reasons without consequence are left out.
std::vector<Fault> FaultsFromReasons(const std::vector<std::string>& reasons, bool with_reports);

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_PRINT_DEVICE_H_
