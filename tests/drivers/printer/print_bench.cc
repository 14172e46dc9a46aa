// print-bench [ROUNDS]: how long after the desk submits the two papers of a letter the device has
// them in its own job list. One JSON line per figure, milliseconds. The records are stored durably
// on the way, as a desk does.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/file.h"
#include "agent/core/json.h"
#include "drivers/printer/print_service.h"
#include "drivers/printer/printer_cups.h"
#include "tests/virtual/virtual_printer.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kDeskPolls{250};

PrintOrder Order(const std::filesystem::path& folder) {
  PrintOrder order;
  order.id = NewId(SystemClock().Now());
  order.pdf = folder / (order.id + ".pdf");
  std::string body(40000, 'x');
  (void)WriteFileDurably(order.pdf, "%PDF-1.4\n%" + order.id + body + "\n%%EOF\n");
  return order;
}

void Step(Printer& printer, const PrintOrder& order, PrintRecord& record) {
  auto next = printer.Advance(order, record);
  if (!next || *next == record) return;
  record = *next;
  (void)WriteFileDurably(order.pdf.string() + ".record", CanonicalText(ToJson(record)));
}

// From the touch to the moment our job is in the device's list, waiting as a desk would.
double Accept(Printer& printer, const std::string& uri, const PrintOrder& order,
              PrintRecord& record, steady_clock::time_point touched) {
  auto polled = steady_clock::now() - kDeskPolls;
  std::string token = PrintToken(order);
  PrintStage seen = PrintStage::kPrinted;
  for (;;) {
    if (record.stage != seen || steady_clock::now() - polled >= kDeskPolls) {
      seen = record.stage;
      polled = steady_clock::now();
      Step(printer, order, record);
      if (record.stage != PrintStage::kReleasing || seen != PrintStage::kReleasing) continue;
    }
    auto job = LookAtDevice(uri, token, milliseconds(1000)).job;
    if (job && *job >= DeviceJob::kActive) {
      return std::chrono::duration<double, std::milli>(steady_clock::now() - touched).count();
    }
    std::this_thread::sleep_for(milliseconds(5));
  }
}

void Report(const char* bench, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double p95 = values[std::min(values.size() - 1, values.size() * 95 / 100)];
  Json line{{"bench", bench},        {"ours", p95},
            {"peer", nullptr},       {"peer_name", nullptr},
            {"ratio", nullptr},      {"unit", "ms p95"},
            {"runs", values.size()}, {"median", values[values.size() / 2]}};
  std::puts(CanonicalText(line).c_str());
}

int Main(int rounds, const std::filesystem::path& gate) {
  TemporaryFolder folder;
  auto device = VirtualPrinter::Start({.folder = folder.path() / "device"});
  auto service = PrintService::Start({.folder = folder.path() / "print", .gate = gate});
  if (!device || !service) return 1;
  CupsPrinter printer({{"bench", (*device)->uri()}}, (*service)->socket(), (*service)->ledger());
  std::vector<double> first;
  std::vector<double> both;
  for (int round = 0; round < rounds; ++round) {
    PrintOrder orders[] = {Order(folder.path()), Order(folder.path())};
    PrintRecord records[2];
    auto touched = steady_clock::now();
    for (int i = 0; i < 2; ++i) {  // the second only once the first is in: the slowest desk
      while (records[i].stage < PrintStage::kReleasing) Step(printer, orders[i], records[i]);
      Step(printer, orders[i], records[i]);
      if (i == 0)
        first.push_back(Accept(printer, (*device)->uri(), orders[0], records[0], touched));
    }
    both.push_back(Accept(printer, (*device)->uri(), orders[1], records[1], touched));
    for (int i = 0; i < 2; ++i) {
      while (!Ended(records[i].stage)) {
        Step(printer, orders[i], records[i]);
        std::this_thread::sleep_for(milliseconds(20));
      }
      if (records[i].stage != PrintStage::kPrinted) return 1;
    }
  }
  Report("submit-first", first);
  Report("submit-both", both);
  (*service)->Stop();
  return (*device)->Papers().size() == 2 * static_cast<size_t>(rounds) ? 0 : 1;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) {
  piket::IgnoreBrokenPipes();
  std::filesystem::path gate = std::filesystem::path(argv[0]).parent_path() / "piket-gate";
  return piket::Main(argc > 1 ? atoi(argv[1]) : 20, gate);
}
