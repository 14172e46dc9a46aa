#include "agent/report.h"

#include "agent/core/version.h"

namespace piket {
namespace {

// Null while the first search is under way: nothing is known yet.
Json ScannerJson(const DeviceFacts& devices) {
  if (devices.scanners.empty() && !devices.scanner_fault) return nullptr;
  if (devices.scanners.empty()) {
    return {{"name", ""}, {"state", std::string(Word(*devices.scanner_fault))}};
  }
  const ScannerEntry& scanner = devices.scanners.front();
  return {{"name", scanner.name},
          {"state", scanner.fault ? std::string(Word(*scanner.fault)) : "ok"}};
}

Json PrinterJson(const PrinterEntry& printer) {
  Json reasons = Json::array();
  for (Fault fault : printer.faults) reasons.push_back(std::string(Word(fault)));
  return {{"name", printer.name},
          {"state", printer.reachable ? printer.state : "offline"},
          {"reasons", reasons},
          {"paper", printer.media}};
}

}  // namespace

Json ReportOf(Desk& desk, const DeviceFacts& devices) {
  Json report = {{"version", kProgramVersion}, {"printers", Json::array()}};
  if (desk.settings.Has("desk")) {
    report["scanner"] = ScannerJson(devices);
    for (const PrinterEntry& printer : devices.printers) {
      report["printers"].push_back(PrinterJson(printer));
    }
  }
  std::error_code error;
  auto space = std::filesystem::space(desk.settings.data, error);
  if (!error) report["disk_free_mib"] = space.available / (1024 * 1024);
  auto held = desk.database().Read(
      [](Database& db) { return db.Ask("SELECT count(*) AS n FROM local_quarantine"); });
  if (held) report["quarantine"] = held->front().Integer("n");
  return report;
}

}  // namespace piket
