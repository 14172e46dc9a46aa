// `piket doctor`: how each part of the post is, in one sentence, and what to do next.
#ifndef PIKET_AGENT_DESK_DOCTOR_H_
#define PIKET_AGENT_DESK_DOCTOR_H_

#include <string>
#include <vector>

#include "agent/desk/desk.h"
#include "drivers/printer/printer.h"
#include "drivers/scanner/scanner.h"

namespace piket {

struct PartHealth {
  std::string part;   // scanner, printer, print_service, disk, clock, journal, reading
  std::string state;  // ok, warning, fault
  std::string sentence;
  std::string next;  // what to do; "" when all is well
};

struct DeviceFacts {
  std::vector<ScannerEntry> scanners;
  std::optional<Fault> scanner_fault;
  std::vector<PrinterEntry> printers;
};

std::vector<PartHealth> Examine(Desk& desk, const DeviceFacts& devices);
Json ToJson(const std::vector<PartHealth>& parts);

}  // namespace piket

#endif  // PIKET_AGENT_DESK_DOCTOR_H_
