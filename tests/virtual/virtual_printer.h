// A network printer without hardware: a real `ippeveprinter` on a port of its own, with a D-Bus of
// its own when the system has none. It keeps every paper it printed, and has the knobs of a real
// machine: trays, jam, switch, a hanging controller.
#ifndef PIKET_TESTS_VIRTUAL_VIRTUAL_PRINTER_H_
#define PIKET_TESTS_VIRTUAL_VIRTUAL_PRINTER_H_

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "agent/core/process.h"
#include "agent/core/result.h"
#include "drivers/printer/printer.h"

namespace piket {

struct VirtualPrinterPlan {
  std::filesystem::path folder = {};  // papers/, and what it needs itself
  int port = 0;                       // 0: any free one
  std::string name = "Virtual";
  // Empty: an office's printer, takes PDF, A4 to F4. Else a foreign one of these formats.
  std::string formats = {};
  std::chrono::milliseconds page_takes{0};
};

class VirtualPrinter {
 public:
  static Result<std::unique_ptr<VirtualPrinter>> Start(const VirtualPrinterPlan& plan);
  ~VirtualPrinter();

  std::string uri() const;
  int port() const { return plan_.port; }
  // What came out, in order: files whose bytes are what the printer received.
  std::vector<std::filesystem::path> Papers() const;
  // The job names of the papers, in the same order.
  std::vector<std::string> PaperNames() const;

  // The main tray; the by-pass tray always holds a few envelopes.
  Result<void> LoadTray(int sheets, std::string_view media = kMediaA4);
  // 25 sheets beside it; envelopes until told otherwise.
  Result<void> LoadByPass(std::string_view media);
  void JamNext();                                  // the next paper jams and is aborted
  void PageTakes(std::chrono::milliseconds time);  // from the next paper on
  void Hang();                                     // it neither answers nor prints …
  void GoOn();                                     // … until now
  void SwitchOff();                                // at once, whatever it is doing
  Result<void> SwitchOn();
  Result<void> ReplaceBy(const std::string& name);  // another machine at the same address

 private:
  explicit VirtualPrinter(VirtualPrinterPlan plan) : plan_(std::move(plan)) {}
  Result<void> WriteCommand() const;
  void KeepAwake(std::stop_token stop) const;

  VirtualPrinterPlan plan_;
  std::string bus_address_;
  std::unique_ptr<Process> bus_;
  std::unique_ptr<Process> printer_;
  int sheets_ = 250;
  std::string media_{kMediaA4};
  static constexpr std::string_view kEnvelope = "iso_dl_110x220mm";
  std::string by_pass_media_{kEnvelope};
  std::jthread waker_;  // last: it ends first
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_VIRTUAL_PRINTER_H_
