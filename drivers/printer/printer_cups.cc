#include "drivers/printer/printer_cups.h"

#include <unistd.h>

#include <algorithm>
#include <future>

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "agent/core/json.h"
#include "agent/core/log.h"
#include "agent/core/process.h"
#include "agent/core/text.h"

namespace piket {
namespace {

constexpr std::chrono::milliseconds kDeviceAnswersWithin{1500};
constexpr std::chrono::seconds kSearchWithin{4};
// Two plain queues to a device, so that the second paper of a letter does not wait in the service
// until the first is out: devices queue by themselves (parts.md §3: 1.1 s and more otherwise).
constexpr const char* kLanes[] = {"_1", "_2"};
constexpr const char* kFilteredLane = "_f";

// A queue's name as CUPS allows it.
std::string QueueName(const std::string& printer) {
  std::string name = "piket_";
  for (char c : LowerAscii(printer)) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    name += plain ? c : '_';
  }
  return name;
}

bool IsFiltered(const std::string& queue) {
  return queue.size() > 2 && queue.compare(queue.size() - 2, 2, kFilteredLane) == 0;
}

bool IsOver(const SpoolJob& job) { return job.state >= SpoolJob::State::kCanceled; }

// The device's own word is needed once the gate has started and is gone without a final one.
bool NeedsTheJob(const GateEntry& gate) {
  if (!gate.started || gate.alive) return false;
  return !gate.finished || gate.finished->evidence.job == DeviceJob::kActive;
}

DeviceEvidence EvidenceFor(const DeviceLook& look, const GateEntry& gate, const PrintOrder& order) {
  if (gate.started) return EvidenceOf(look, *gate.started, SystemClock().Now());
  return {DeviceJob::kAbsent, false, FaultsFor(look, order.media)};
}

std::vector<SpoolJob> Ours(const std::vector<SpoolJob>& jobs, const std::string& token) {
  std::vector<SpoolJob> ours;
  for (const SpoolJob& job : jobs) {
    if (TokenOfJobName(job.name) == token) ours.push_back(job);
  }
  return ours;
}

// "usb://…" from a line `direct usb://… "model" "name" …` of a CUPS backend.
std::string UriInLine(const std::string& line) {
  for (const std::string& word : Split(line, ' ')) {
    if (word.find("://") != std::string::npos) return word;
  }
  return "";
}

Error NoToken() { return {Fault::kBadRequest, "a print order's id must be a UUID"}; }

}  // namespace

std::vector<PrinterSetup> FindPrinters() {
  std::vector<PrinterSetup> found;
  const std::vector<std::string> kWays[] = {{"ippfind", "-T", "3"}, {"/usr/lib/cups/backend/usb"}};
  for (const auto& command : kWays) {
    auto process = Process::Start({.argv = command, .environment = {}});
    if (!process) continue;  // not installed
    (*process)->CloseInput();
    auto lines = (*process)->ReadAll(kSearchWithin);
    if (!lines) continue;  // an empty network is no error, and neither is one without Avahi
    for (const std::string& line : Split(*lines, '\n')) {
      std::string uri = UriInLine(line);
      if (uri.empty()) continue;
      DeviceLook look = LookAtDevice(uri, "", kDeviceAnswersWithin);
      found.push_back({look.model.empty() ? uri : look.model, uri});
    }
  }
  return found;
}

CupsPrinter::CupsPrinter(std::vector<PrinterSetup> printers, std::string socket,
                         const std::filesystem::path& ledger)
    : printers_(std::move(printers)),
      spool_(std::move(socket)),
      ledger_(ledger),
      boot_id_(SystemClock().BootId()),
      devices_file_(ledger.parent_path() / "devices.json") {}

const PrinterSetup* CupsPrinter::Find(const std::string& name) const {
  for (const PrinterSetup& printer : printers_) {
    if (printer.name == name) return &printer;
  }
  return nullptr;
}

std::vector<DeviceLook> CupsPrinter::LookAtAll() const {
  std::vector<std::future<DeviceLook>> asked;  // at once: one that hangs delays no other
  for (const PrinterSetup& printer : printers_) {
    asked.push_back(std::async(std::launch::async, [&printer] {
      return LookAtDevice(printer.uri, "", kDeviceAnswersWithin);
    }));
  }
  std::vector<DeviceLook> looks;
  looks.reserve(asked.size());
  for (auto& look : asked) looks.push_back(look.get());
  return looks;
}

std::vector<PrinterEntry> CupsPrinter::Health() {
  std::vector<PrinterEntry> entries;
  std::vector<DeviceLook> looks = LookAtAll();
  for (size_t i = 0; i < printers_.size(); ++i) {
    const DeviceLook& look = looks[i];
    std::string state = look.busy ? "printing" : "idle";
    if (!look.faults.empty()) state = "stopped";
    entries.push_back({printers_[i].name, printers_[i].uri, look.model, state, look.reachable,
                       look.reachable && look.accepting, look.faults, look.media,
                       IsReplaced(printers_[i].name, look)});
  }
  return entries;
}

// Said until the next start: somebody has put another machine in its place.
bool CupsPrinter::IsReplaced(const std::string& name, const DeviceLook& look) {
  std::lock_guard lock(mutex_);
  if (!look.identity.empty()) {
    auto text = ReadFile(devices_file_);
    auto known = text ? ParseJson(*text) : Result<Json>(Json::object());
    Json devices = known && known->is_object() ? *known : Json::object();
    std::string before = TextOr(devices, name.c_str());
    if (before != look.identity) {
      devices[name] = look.identity;
      (void)WriteFileDurably(devices_file_, CanonicalText(devices));
      if (!before.empty()) {
        replaced_.insert(name);
        LogWarning("printer_replaced", {{"printer", name}, {"now", look.identity}});
      }
    }
  }
  return replaced_.count(name) != 0;
}

std::string CupsPrinter::ReadyPrinter(const std::string& media, const std::string& except) const {
  std::vector<DeviceLook> looks = LookAtAll();
  for (size_t i = 0; i < printers_.size(); ++i) {
    if (printers_[i].name != except && FaultsFor(looks[i], media).empty()) {
      return printers_[i].name;
    }
  }
  return "";
}

std::string CupsPrinter::BestPrinter(const std::string& media) const {
  std::string ready = printers_.size() > 1 ? ReadyPrinter(media, "") : "";
  return ready.empty() ? printers_.front().name : ready;
}

Result<PrintWorld> CupsPrinter::LookAround(const PrintOrder& order, const PrintRecord& recorded,
                                           const std::string& token) {
  PrintWorld world;
  world.boot_id = boot_id_;
  auto jobs = spool_.Jobs();
  if (!jobs) return jobs.error();
  world.jobs = Ours(*jobs, token);
  auto gate = ledger_.Read(token);
  if (!gate) return gate.error();
  world.gate = *gate;

  // Elsewhere the ledger or the record decides, and the device need not be asked.
  bool asked = gate->started ? gate->alive || NeedsTheJob(*gate)
                             : recorded.stage >= PrintStage::kHeld && !recorded.cancelling;
  if (!asked) return world;
  const PrinterSetup* printer = Find(recorded.printer);
  std::string uri = gate->started ? gate->started->uri : printer != nullptr ? printer->uri : "";
  if (uri.empty()) {  // it was taken out of the configuration
    world.device.faults = {Fault::kNoPrinter};
  } else {
    DeviceLook look = LookAtDevice(uri, NeedsTheJob(*gate) ? token : "", kDeviceAnswersWithin);
    world.device = EvidenceFor(look, *gate, order);
    if (!gate->started && look.reachable && IsIppUri(uri) &&
        look.takes_pdf == IsFiltered(recorded.queue)) {
      world.jobs.clear();  // spooled for another kind of device: hand it over anew
    }
  }
  if (!gate->started && !world.device.faults.empty() && printers_.size() > 1) {
    world.ready_printer = ReadyPrinter(order.media, recorded.printer);
  }
  return world;
}

Result<PrintRecord> CupsPrinter::Advance(const PrintOrder& order, const PrintRecord& recorded) {
  if (Ended(recorded.stage)) return recorded;
  std::string token = PrintToken(order);
  if (token.empty()) return NoToken();
  if (printers_.empty()) return Error{Fault::kNoPrinter, "no printer is configured"};
  auto world = LookAround(order, recorded, token);
  if (!world) return world.error();
  PrintDecision decision = Decide(recorded, *world);
  if (decision.record.stage == PrintStage::kSpooling && Find(decision.record.printer) == nullptr) {
    decision.record.printer = BestPrinter(order.media);
  }
  if (recorded.cancelling && world->gate.alive && world->jobs.empty()) ledger_.Stop(token);
  return Perform(order, token, decision);
}

Result<PrintRecord> CupsPrinter::Perform(const PrintOrder& order, const std::string& token,
                                         const PrintDecision& decision) {
  if (decision.action == PrintAction::kSpool) {
    if (auto withdrawn = ledger_.Withdraw(token); !withdrawn) return withdrawn.error();
  }
  for (int job : decision.cancel) {
    if (auto cancelled = spool_.Cancel(job); !cancelled) return cancelled.error();
  }
  if (decision.action == PrintAction::kSpool) return Spool(order, token, decision.record);
  if (decision.action == PrintAction::kRelease) {
    PrintPermit permit{boot_id_, ""};
    if (!IsFiltered(decision.record.queue)) {
      auto document = ReadFile(order.pdf);
      if (!document) return document.error();
      permit.sha256 = Hex(Sha256(*document));
    }
    if (auto permitted = ledger_.Permit(token, permit); !permitted) return permitted.error();
    if (auto released = spool_.Release(decision.record.job); !released) return released.error();
  }
  return decision.record;
}

Result<PrintRecord> CupsPrinter::Spool(const PrintOrder& order, const std::string& token,
                                       PrintRecord record) {
  // With the permit withdrawn and nobody at the gate, no start can come between.
  auto gate = ledger_.Read(token);
  if (!gate) return gate.error();
  if (gate->alive || gate->started) {
    record.stage = PrintStage::kSpooling;
    return record;
  }
  auto document = ReadFile(order.pdf);
  if (!document) return document.error();
  if (document->compare(0, 5, "%PDF-") != 0) {
    return Error{Fault::kDamagedFile, "not a PDF: " + order.pdf.filename().string()};
  }
  const PrinterSetup* printer = Find(record.printer);
  if (printer == nullptr) return Error{Fault::kNoPrinter, record.printer + " is not configured"};
  DeviceLook look = LookAtDevice(printer->uri, "", kDeviceAnswersWithin);
  if (!look.reachable) {  // what it takes, and how it calls its paper, is not known yet
    record.stage = PrintStage::kSpooling;
    record.reasons = look.faults;
    std::string other = printers_.size() > 1 ? ReadyPrinter(order.media, record.printer) : "";
    if (!other.empty()) record.printer = other;
    return record;
  }
  bool filtered = IsIppUri(printer->uri) && !look.takes_pdf;
  auto queue = MakeQueue(*printer, filtered);
  if (!queue) return queue.error();
  PrintOrder named = order;
  named.media = DeviceMedia(look, order.media);
  auto job = spool_.Hold(*queue, named, token);
  if (!job) {
    std::lock_guard lock(mutex_);
    queues_.erase(*queue);  // perhaps it is the queue that is not there any more
    return job.error();
  }
  record.queue = *queue;
  record.job = *job;
  return record;
}

// Made once after a start, in case its device or its settings changed meanwhile: each time costs
// the service a rewrite of its queues.
Result<void> CupsPrinter::EnsureQueue(const std::string& queue, const std::string& uri,
                                      bool filtered) {
  {
    std::lock_guard lock(mutex_);
    if (queues_.count(queue) != 0) return {};
  }
  auto added = filtered ? spool_.AddFilteredQueue(queue, uri) : spool_.AddPlainQueue(queue, uri);
  if (!added) return added;
  std::lock_guard lock(mutex_);
  queues_.insert(queue);
  return {};
}

// The lane with fewest jobs, made if it is not there.
Result<std::string> CupsPrinter::MakeQueue(const PrinterSetup& printer, bool filtered) {
  std::string name = QueueName(printer.name);
  if (filtered) {
    std::string queue = name + kFilteredLane;
    if (auto made = EnsureQueue(queue, printer.uri, true); !made) return made.error();
    return queue;
  }
  auto jobs = spool_.Jobs();
  if (!jobs) return jobs.error();
  std::string best;
  int64_t fewest = 0;
  for (const char* lane : kLanes) {
    std::string queue = name + lane;
    auto count = std::count_if(jobs->begin(), jobs->end(), [&](const SpoolJob& job) {
      return job.queue == queue && !IsOver(job);
    });
    if (best.empty() || count < fewest) {
      best = queue;
      fewest = count;
    }
  }
  if (auto made = EnsureQueue(best, printer.uri, false); !made) return made.error();
  return best;
}

Result<PrintRecord> CupsPrinter::Cancel(const PrintOrder& order, const PrintRecord& recorded) {
  if (Ended(recorded.stage)) return recorded;
  std::string token = PrintToken(order);
  if (token.empty()) return NoToken();
  if (auto withdrawn = ledger_.Withdraw(token); !withdrawn) return withdrawn.error();
  auto jobs = spool_.Jobs();
  if (!jobs) return jobs.error();
  bool any = false;
  for (const SpoolJob& job : Ours(*jobs, token)) {
    if (IsOver(job)) continue;
    any = true;
    if (auto cancelled = spool_.Cancel(job.id); !cancelled) return cancelled.error();
  }
  if (!any) ledger_.Stop(token);  // a backend may have outlived the service
  PrintRecord record = recorded;
  record.cancelling = true;
  return record;
}

}  // namespace piket
