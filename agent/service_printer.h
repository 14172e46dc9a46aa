// The printers behind our own print service, which takes seconds to come up: until it has, papers
// wait with the reason shown.
#ifndef PIKET_AGENT_SERVICE_PRINTER_H_
#define PIKET_AGENT_SERVICE_PRINTER_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "agent/core/settings.h"
#include "drivers/printer/printer.h"

namespace piket {

class CupsPrinter;
class PrintService;

// Thread-safe as every Printer.
class ServicePrinter : public Printer {
 public:
  explicit ServicePrinter(const Settings& settings);
  ~ServicePrinter() override;

  std::vector<PrinterEntry> Health() override;
  Result<PrintRecord> Advance(const PrintOrder& order, const PrintRecord& recorded) override;
  Result<PrintRecord> Cancel(const PrintOrder& order, const PrintRecord& recorded) override;

 private:
  CupsPrinter* Ready();
  Error NotReady() const;
  void StartService();

  const Settings settings_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::unique_ptr<PrintService> service_;
  std::unique_ptr<CupsPrinter> printer_;
  std::thread starter_;
};

}  // namespace piket

#endif  // PIKET_AGENT_SERVICE_PRINTER_H_
