#include "drivers/printer/printer_fake.h"

#include "agent/core/file.h"

namespace piket {
namespace {

constexpr const char* kName = "fake";

PrintRecord EndedAs(PrintRecord record, PrintStage stage, std::vector<Fault> reasons = {},
                    bool nothing_sent = false) {
  record.stage = stage;
  record.reasons = std::move(reasons);
  record.nothing_sent = nothing_sent;
  return record;
}

}  // namespace

FakePrinter::FakePrinter() = default;

std::vector<Fault> FakePrinter::FaultsFor(const std::string& media) const {
  if (offline_) return {Fault::kPrinterOffline};
  if (jammed_) return {Fault::kPrinterJammed};
  if (sheets_ == 0) return {Fault::kPaperOut};
  if (!any_media_ && !media.empty() && !SameMedia(media, tray_media_)) return {Fault::kWrongPaper};
  return {};
}

std::vector<PrinterEntry> FakePrinter::Health() {
  std::lock_guard lock(mutex_);
  std::vector<Fault> faults = FaultsFor("");
  return {{kName,
           "fake:",
           "Fake printer",
           faults.empty() ? "idle" : "stopped",
           !offline_,
           !offline_,
           faults,
           {tray_media_}}};
}

Result<PrintRecord> FakePrinter::Advance(const PrintOrder& order, const PrintRecord& recorded) {
  std::lock_guard lock(mutex_);
  if (Ended(recorded.stage)) return recorded;
  if (service_lost_) return Error{Fault::kPrintService, "the fake's service is lost"};
  if (auto ended = ended_.find({order.id, order.attempt}); ended != ended_.end()) {
    return ended->second;
  }
  PrintRecord record = recorded;
  record.reasons.clear();
  if (recorded.cancelling) return EndedAs(record, PrintStage::kCancelled, {}, true);
  switch (recorded.stage) {
    case PrintStage::kNew:
      record.stage = PrintStage::kSpooling;
      record.printer = kName;
      return record;
    case PrintStage::kSpooling: {
      auto pdf = ReadFile(order.pdf);
      if (!pdf) return pdf.error();
      record.stage = PrintStage::kHeld;
      return record;
    }
    case PrintStage::kHeld:
      record.reasons = FaultsFor(order.media);
      if (record.reasons.empty()) record.stage = PrintStage::kReleasing;
      return record;
    default:
      return Print(order, record);
  }
}

Result<PrintRecord> FakePrinter::Print(const PrintOrder& order, PrintRecord record) {
  if (record.reasons = FaultsFor(order.media); !record.reasons.empty()) return record;
  if (fail_next_) {
    fail_next_ = false;
    record = EndedAs(record, PrintStage::kFailed, {Fault::kPrinterFailed}, true);
  } else if (lose_next_) {
    lose_next_ = false;
    record = EndedAs(record, PrintStage::kUnknown, {Fault::kPrintUnknown});
  } else {
    auto pdf = ReadFile(order.pdf);
    if (!pdf) return pdf.error();
    printed_.push_back({order.id, order.attempt, order.media, order.title, *pdf});
    --sheets_;
    record = EndedAs(record, PrintStage::kPrinted);
  }
  ended_[{order.id, order.attempt}] = record;
  return record;
}

Result<PrintRecord> FakePrinter::Cancel(const PrintOrder&, const PrintRecord& recorded) {
  PrintRecord record = recorded;
  if (!Ended(recorded.stage)) record.cancelling = true;
  return record;
}

void FakePrinter::LoadTray(int sheets, std::string_view media) {
  std::lock_guard lock(mutex_);
  sheets_ = sheets;
  tray_media_ = media;
  any_media_ = false;
}

void FakePrinter::RunOutAfter(int sheets) {
  std::lock_guard lock(mutex_);
  sheets_ = sheets;
}

void FakePrinter::Jam() {
  std::lock_guard lock(mutex_);
  jammed_ = true;
}

void FakePrinter::ClearJam() {
  std::lock_guard lock(mutex_);
  jammed_ = false;
}

void FakePrinter::Offline(bool offline) {
  std::lock_guard lock(mutex_);
  offline_ = offline;
}

void FakePrinter::LoseJob() {
  std::lock_guard lock(mutex_);
  lose_next_ = true;
}

void FakePrinter::FailNext() {
  std::lock_guard lock(mutex_);
  fail_next_ = true;
}

void FakePrinter::LoseService(bool lost) {
  std::lock_guard lock(mutex_);
  service_lost_ = lost;
}

std::vector<SheetInTray> FakePrinter::Sheets() const {
  std::lock_guard lock(mutex_);
  return printed_;
}

}  // namespace piket
