#include "agent/service_printer.h"

#include <filesystem>

#include "agent/core/log.h"
#include "agent/core/process.h"
#include "drivers/printer/print_service.h"
#include "drivers/printer/printer_cups.h"

namespace piket {

ServicePrinter::ServicePrinter(const Settings& settings) : settings_(settings) {
  if (!settings.printers.empty()) starter_ = std::thread([this] { StartService(); });
}

ServicePrinter::~ServicePrinter() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (starter_.joinable()) starter_.join();
  // A paper on its way to the device still gets there; only the service itself ends with us.
  if (service_) service_->Stop();
}

std::vector<PrinterEntry> ServicePrinter::Health() {
  CupsPrinter* printer = Ready();
  return printer == nullptr ? std::vector<PrinterEntry>() : printer->Health();
}

Result<PrintRecord> ServicePrinter::Advance(const PrintOrder& order, const PrintRecord& recorded) {
  CupsPrinter* printer = Ready();
  return printer == nullptr ? Result<PrintRecord>(NotReady()) : printer->Advance(order, recorded);
}

Result<PrintRecord> ServicePrinter::Cancel(const PrintOrder& order, const PrintRecord& recorded) {
  if (CupsPrinter* printer = Ready()) return printer->Cancel(order, recorded);
  if (recorded.stage != PrintStage::kNew) return NotReady();
  PrintRecord cancelled = recorded;
  cancelled.stage = PrintStage::kCancelled;
  return cancelled;
}

CupsPrinter* ServicePrinter::Ready() {
  std::lock_guard lock(mutex_);
  return printer_.get();
}

Error ServicePrinter::NotReady() const {
  return {settings_.printers.empty() ? Fault::kNoPrinter : Fault::kPrintService, "not up"};
}

void ServicePrinter::StartService() {
  PrintServicePlan plan;
  plan.folder = settings_.data / "print";
  plan.gate = std::filesystem::path(OwnBinary()).parent_path() / "piket-gate";
  for (;;) {
    auto service = PrintService::Start(plan);
    std::unique_lock lock(mutex_);
    if (service) {
      std::vector<PrinterSetup> setups;
      for (const PrinterSettings& each : settings_.printers) {
        setups.push_back({each.name, each.uri});
      }
      service_ = std::move(*service);
      printer_ = std::make_unique<CupsPrinter>(setups, service_->socket(), service_->ledger());
      LogLine("print service ready");
      return;
    }
    LogError("print service", service.error());
    if (changed_.wait_for(lock, std::chrono::seconds(10), [this] { return ending_; })) return;
  }
}

}  // namespace piket
