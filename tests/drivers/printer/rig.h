// What the printer's tests stand on: virtual printers, a print service of our own, and a desk that
// stores each record before it goes on.
#ifndef PIKET_TESTS_DRIVERS_PRINTER_RIG_H_
#define PIKET_TESTS_DRIVERS_PRINTER_RIG_H_

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/file.h"
#include "agent/core/id.h"
#include "drivers/printer/print_service.h"
#include "drivers/printer/printer_cups.h"
#include "tests/virtual/virtual_printer.h"

namespace piket {

inline bool Eventually(const std::function<bool()>& holds,
                       std::chrono::seconds within = std::chrono::seconds(15)) {
  auto deadline = std::chrono::steady_clock::now() + within;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

class PrintRig : public testing::Test {
 protected:
  // Printers "one", "two", …, all switched on.
  void SetUpPrinters(int count, const VirtualPrinterPlan& like = {}) {
    const char* names[] = {"one", "two", "three"};
    for (int i = 0; i < count; ++i) {
      VirtualPrinterPlan plan = like;
      plan.folder = folder_.path() / names[i];
      auto printer = VirtualPrinter::Start(plan);
      ASSERT_TRUE(printer) << printer.error().detail;
      setups_.push_back({names[i], (*printer)->uri()});
      devices_.push_back(std::move(*printer));
    }
    StartService();
    ASSERT_NE(service_, nullptr);
    RestartDesk();
  }

  // A driver that remembers nothing.
  void RestartDesk() {
    printer_ = std::make_unique<CupsPrinter>(setups_, service_->socket(), service_->ledger());
  }

  void StartService() {
    service_.reset();
    auto service = PrintService::Start({.folder = folder_.path() / "print", .gate = Gate()});
    ASSERT_TRUE(service) << service.error().detail;
    service_ = std::move(*service);
  }

  void TearDown() override {
    if (service_) {
      service_->Stop();
      // Gates and backends that still wait for a printer: nobody else would end them.
      PrintLedger ledger(service_->ledger());
      for (const auto& [token, ignored] : orders_) ledger.Stop(token);
      for (const auto& [token, ignored] : orders_) {
        EXPECT_TRUE(Eventually([&] { return !ledger.Read(token)->alive; })) << token;
      }
    }
    devices_.clear();
  }

  static std::filesystem::path Gate() {
    return std::filesystem::path(PIKET_BINARY).parent_path() / "piket-gate";
  }

  PrintOrder Order(const std::string& text = "tanda terima") {
    PrintOrder order;
    order.id = NewId(SystemClock().Now());
    order.pdf = folder_.path() / (order.id + ".pdf");
    order.title = "Tanda terima";
    EXPECT_TRUE(WriteFileDurably(order.pdf, "%PDF-1.4\n% " + text + " " + order.id + "\n%%EOF\n"));
    orders_.emplace_back(PrintToken(order), order);
    return order;
  }

  // One step; the record is stored first, as a desk does.
  PrintRecord Step(const PrintOrder& order, PrintRecord& stored) {
    auto next = printer_->Advance(order, stored);
    if (next) stored = *next;
    last_error_ = next ? "" : next.error().detail;
    return stored;
  }

  bool StepUntil(const PrintOrder& order, PrintRecord& stored,
                 const std::function<bool(const PrintRecord&)>& holds,
                 std::chrono::seconds within = std::chrono::seconds(15)) {
    return Eventually([&] { return holds(Step(order, stored)); }, within);
  }

  bool StepUntil(const PrintOrder& order, PrintRecord& stored, PrintStage stage,
                 std::chrono::seconds within = std::chrono::seconds(15)) {
    return StepUntil(
        order, stored, [=](const PrintRecord& now) { return now.stage == stage; }, within);
  }

  static bool Has(const PrintRecord& record, Fault fault) {
    for (Fault reason : record.reasons) {
      if (reason == fault) return true;
    }
    return false;
  }

  GateEntry Gate(const PrintOrder& order) {
    auto entry = PrintLedger(service_->ledger()).Read(PrintToken(order));
    EXPECT_TRUE(entry);
    return *entry;
  }

  // Every paper that lies in the tray of any printer with this order's name on it.
  size_t PapersOf(const PrintOrder& order) {
    size_t count = 0;
    for (const auto& device : devices_) {
      for (const std::string& name : device->PaperNames()) {
        if (TokenOfJobName(name) == PrintToken(order)) ++count;
      }
    }
    return count;
  }

  TemporaryFolder folder_;
  std::vector<std::unique_ptr<VirtualPrinter>> devices_;
  std::unique_ptr<PrintService> service_;
  std::vector<PrinterSetup> setups_;
  std::unique_ptr<CupsPrinter> printer_;
  std::vector<std::pair<std::string, PrintOrder>> orders_;
  std::string last_error_;
};

}  // namespace piket

#endif  // PIKET_TESTS_DRIVERS_PRINTER_RIG_H_
