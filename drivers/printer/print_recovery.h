// What to do next with a print order, decided from what was recorded and what is there: a pure
// function, so that every state a crash can leave is a line in a table of tests. The rules are
// trust.md §5 "Print, exactly once": never twice silently, never lost silently.
#ifndef PIKET_DRIVERS_PRINTER_PRINT_RECOVERY_H_
#define PIKET_DRIVERS_PRINTER_PRINT_RECOVERY_H_

#include <string>
#include <vector>

#include "drivers/printer/print_ledger.h"
#include "drivers/printer/printer.h"

namespace piket {

// A job of the private print service, found by our token in its name.
struct SpoolJob {
  enum class State { kPending, kHeld, kProcessing, kCanceled, kAborted, kCompleted };
  int id = 0;
  std::string queue = {};
  std::string name = {};
  State state = State::kPending;
};

// Seen in this order: jobs, then ledger, then device. So a job that has ended cannot be followed
// by a start.
struct PrintWorld {
  std::string boot_id = {};
  std::vector<SpoolJob> jobs = {};  // those with the order's token
  GateEntry gate = {};
  DeviceEvidence device = {};      // asked now; `faults` are what keeps this paper from printing
  std::string ready_printer = {};  // another printer that could print this paper now; may be empty
};

enum class PrintAction {
  kNothing,
  kSpool,    // withdraw the permit, cancel `cancel`, then hand the paper to the service, held
  kRelease,  // permit the start, then release the recorded job
};

struct PrintDecision {
  PrintAction action = PrintAction::kNothing;
  std::vector<int> cancel = {};  // jobs to cancel, before anything else
  PrintRecord record = {};       // to return; kSpool fills in queue and job
};

PrintDecision Decide(const PrintRecord& recorded, const PrintWorld& world);

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_PRINT_RECOVERY_H_
