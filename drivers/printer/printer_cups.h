// The real printers: devices asked directly over IPP, papers through the private print service and
// its gate.
#ifndef PIKET_DRIVERS_PRINTER_PRINTER_CUPS_H_
#define PIKET_DRIVERS_PRINTER_PRINTER_CUPS_H_

#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "drivers/printer/print_device.h"
#include "drivers/printer/print_ledger.h"
#include "drivers/printer/print_spool.h"
#include "drivers/printer/printer.h"

namespace piket {

struct PrinterSetup {
  std::string name;
  std::string uri;  // ipp://host:port/ipp/print, ipps://…, usb://…
};

// Printers that announce themselves on the network or hang on USB; for choosing one in the
// configuration. Takes up to 6 s.
std::vector<PrinterSetup> FindPrinters();

class CupsPrinter : public Printer {
 public:
  // `printers` in the order of preference; `socket` and `ledger` of a running PrintService. Which
  // device each name last meant is kept beside the ledger.
  CupsPrinter(std::vector<PrinterSetup> printers, std::string socket,
              const std::filesystem::path& ledger);

  std::vector<PrinterEntry> Health() override;
  Result<PrintRecord> Advance(const PrintOrder& order, const PrintRecord& recorded) override;
  Result<PrintRecord> Cancel(const PrintOrder& order, const PrintRecord& recorded) override;

 private:
  Result<PrintWorld> LookAround(const PrintOrder& order, const PrintRecord& recorded,
                                const std::string& token);
  Result<PrintRecord> Perform(const PrintOrder& order, const std::string& token,
                              const PrintDecision& decision);
  Result<PrintRecord> Spool(const PrintOrder& order, const std::string& token, PrintRecord record);
  Result<std::string> MakeQueue(const PrinterSetup& printer, bool filtered);
  Result<void> EnsureQueue(const std::string& queue, const std::string& uri, bool filtered);
  std::vector<DeviceLook> LookAtAll() const;
  std::string ReadyPrinter(const std::string& media, const std::string& except) const;
  std::string BestPrinter(const std::string& media) const;
  const PrinterSetup* Find(const std::string& name) const;
  bool IsReplaced(const std::string& name, const DeviceLook& look);

  const std::vector<PrinterSetup> printers_;
  const PrintSpool spool_;
  const PrintLedger ledger_;
  const std::string boot_id_;
  const std::filesystem::path devices_file_;
  std::mutex mutex_;                // guards what follows
  std::set<std::string> replaced_;  // names
  std::set<std::string> queues_;    // those made since we started
};

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_PRINTER_CUPS_H_
