#include "drivers/scanner/scanner_sane.h"

#include <signal.h>

#include <algorithm>
#include <optional>

#include "agent/core/file.h"
#include "agent/core/log.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{20};          // how often a waiting Scan looks for a stop
constexpr milliseconds kCancelLimit{900};  // the officer gets an answer within a second

Error Busy() { return {Fault::kScannerBusy, "another doing holds the scanner"}; }

// What the child's end means when it ended without an answer.
Error Died(Process& worker) {
  auto status = worker.Wait(milliseconds(500));
  if (!status) worker.Kill(SIGKILL);
  return {Fault::kScannerFailed,
          "the scanner's backend died, status " + std::to_string(status ? *status : -1)};
}

Result<Json> Answer(const std::string& line) {
  auto json = ParseJson(line);
  if (!json || !json->is_object()) {
    return Error{Fault::kScannerFailed, "the scan worker's answer is no JSON object"};
  }
  if (TextOr(*json, "event") != "fault") return json;
  return Error{FaultFromWord(TextOr(*json, "fault")).value_or(Fault::kScannerFailed),
               TextOr(*json, "detail")};
}

// A page whose file is not one the worker may have made is refused: a backend taken over by what
// stands behind a network scanner must not have the agent move and remove files of its choice.
Result<ScannedPage> PageFrom(const Json& json, const std::filesystem::path& folder) {
  ScannedPage page{.file = TextOr(json, "file"),
                   .media_type = TextOr(json, "media_type"),
                   .sha256 = TextOr(json, "sha256"),
                   .bytes = IntegerOr(json, "bytes"),
                   .width_px = static_cast<int>(IntegerOr(json, "width")),
                   .height_px = static_cast<int>(IntegerOr(json, "height")),
                   .resolution = static_cast<int>(IntegerOr(json, "resolution")),
                   .sheet = static_cast<int>(IntegerOr(json, "sheet")),
                   .back = BoolOr(json, "back"),
                   .idle_ms = NumberOr(json, "idle_ms")};
  page.fault = FaultFromWord(TextOr(json, "fault"));
  if (page.fault) {
    page.file.clear();
    return page;
  }
  std::filesystem::path name = page.file.filename();
  bool made = page.file == folder / name && name.extension() == ".part";
  bool picture = page.media_type == "image/jpeg" || page.media_type == "image/tiff";
  if (!made || !picture) {
    return Error{Fault::kScannerFailed, "the scan worker hands over what is no page of its own"};
  }
  return page;
}

void RemoveParts(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
    if (file.path().extension() == ".part") std::filesystem::remove(file.path(), error);
  }
}

// One Scan as the parent sees it: its child, its watchdog, its page callback.
class Watch {
 public:
  Watch(Process& worker, const SaneScannerPlan& plan, const OnScannedPage& on_page,
        std::stop_token stop)
      : worker_(worker), plan_(plan), on_page_(on_page), stop_(std::move(stop)) {}

  Result<ScanEnd> Run(const Json& command) {
    if (auto sent = worker_.WriteLine(command.dump()); !sent) return Died(worker_);
    NowExpect(plan_.search_limit + plan_.start_limit);
    for (;;) {
      auto line = Line();
      if (!line) return line.error();
      auto answer = Answer(*line);
      if (!answer) return answer.error();
      std::string event = TextOr(*answer, "event");
      if (event == "opened") {
        opened_ = *answer;
      } else if (event == "starting") {
        NowExpect(pages_ == 0 ? plan_.start_limit : plan_.next_limit);
      } else if (event == "progress") {
        NowExpect(plan_.read_limit);
      } else if (event == "end") {
        return End(TextOr(*answer, "why") == "flatbed" ? ScanEnd::Why::kFlatbedDone
                                                       : ScanEnd::Why::kFeederEmpty);
      } else if (event == "page") {
        auto page = PageFrom(*answer, plan_.folder);
        if (!page) return Refused(page.error());
        auto go_on = Page(*page);
        if (!go_on) return go_on.error();
        if (!*go_on) return End(ScanEnd::Why::kAskedToStop);
      }
    }
  }

  const Json& opened() const { return opened_; }
  int pages() const { return pages_; }

 private:
  void NowExpect(milliseconds within) { deadline_ = steady_clock::now() + within; }

  Result<ScanEnd> End(ScanEnd::Why why) {
    worker_.CloseInput();
    return ScanEnd{why, pages_};
  }

  Error Refused(Error error) {
    worker_.Kill(SIGKILL);
    return error;
  }

  Result<std::string> Line() {
    for (;;) {
      auto line = worker_.ReadLine(kLook);
      if (line && !line->has_value()) return Died(worker_);
      if (line) return **line;
      if (line.error().fault != Fault::kTimedOut) return line.error();
      if (stop_.stop_requested()) return Cancelled();
      if (steady_clock::now() >= deadline_) {
        worker_.Kill(SIGKILL);
        return Error{Fault::kTimedOut, "the scanner's backend stands still"};
      }
    }
  }

  // Asks first, so that the device ends its page properly; kills what does not listen.
  Error Cancelled() {
    (void)worker_.WriteLine(R"({"do":"cancel"})");
    auto until = steady_clock::now() + kCancelLimit;
    while (steady_clock::now() < until) {
      auto line = worker_.ReadLine(kLook);
      if (line && !line->has_value()) break;
      if (line && !Answer(**line)) break;
      if (!line && line.error().fault != Fault::kTimedOut) break;
    }
    worker_.Kill(SIGKILL);
    return {Fault::kCancelled, "stopped"};
  }

  Result<bool> Page(const ScannedPage& page) {
    ++pages_;
    auto go_on = on_page_(page);
    std::error_code error;
    if (!page.file.empty()) std::filesystem::remove(page.file, error);
    if (!go_on || !*go_on) {
      (void)worker_.WriteLine(R"({"do":"cancel"})");
      return go_on;
    }
    if (stop_.stop_requested()) return Cancelled();
    if (auto sent = worker_.WriteLine(R"({"do":"next"})"); !sent) return Died(worker_);
    NowExpect(plan_.next_limit);
    return true;
  }

  Process& worker_;
  const SaneScannerPlan& plan_;
  const OnScannedPage& on_page_;
  std::stop_token stop_;
  steady_clock::time_point deadline_;
  Json opened_;
  int pages_ = 0;
};

}  // namespace

Result<std::unique_ptr<SaneScanner>> SaneScanner::Open(SaneScannerPlan plan) {
  std::error_code error;
  std::filesystem::create_directories(plan.folder, error);
  if (error) return StorageError("making " + plan.folder.string(), error.value());
  RemoveParts(plan.folder);
  return std::unique_ptr<SaneScanner>(new SaneScanner(std::move(plan)));
}

Result<std::unique_ptr<Process>> SaneScanner::StartWorker() const {
  std::string binary = plan_.binary.empty() ? OwnBinary() : plan_.binary;
  return Process::Start({.argv = {binary, "worker", "scan"}, .environment = plan_.environment});
}

Result<Json> SaneScanner::Ask(Process& worker, const Json& command, milliseconds limit) const {
  if (auto sent = worker.WriteLine(command.dump()); !sent) return Died(worker);
  auto line = worker.ReadLine(limit);
  if (!line) {
    worker.Kill(SIGKILL);
    return line.error().While("the scanner's backend");
  }
  if (!line->has_value()) return Died(worker);
  return Answer(**line);
}

Json SaneScanner::Command(const char* doing, const ScannerId& id) const {
  auto known = device_names_.find(id.Text());
  return {{"do", doing},
          {"id", id.Text()},
          {"device", known == device_names_.end() ? "" : known->second}};
}

void SaneScanner::Remember(const Json& answer, const ScannerId& id) {
  if (std::string device = TextOr(answer, "device"); !device.empty()) {
    device_names_[id.Text()] = device;
  }
}

Result<std::vector<ScannerEntry>> SaneScanner::Find() {
  std::unique_lock lock(doing_, std::try_to_lock);
  if (!lock) return Busy();
  auto worker = StartWorker();
  if (!worker) return worker.error();
  auto list = Ask(**worker, {{"do", "list"}}, plan_.search_limit);
  if (!list) return list.error();
  std::vector<ScannerEntry> entries;
  device_names_.clear();
  for (const Json& json : (*list)["scanners"]) {
    auto entry = ScannerEntryFromJson(json);
    if (!entry) return entry.error();
    device_names_[entry->id.Text()] = entry->device;
    auto answer = Ask(**worker, Command("describe", entry->id), plan_.start_limit);
    auto described = answer ? ScannerEntryFromJson((*answer)["scanner"]) : answer.error();
    if (!described) {
      // One broken backend must not hide the others: it gets a fault, they get a new child.
      LogError("scanner_describe", described.error(), {{"device", entry->device}});
      entry->fault = described.error().fault;
      if (!(*worker)->Running()) worker = StartWorker();
      if (!worker) return worker.error();
    }
    entries.push_back(described ? *described : *entry);
  }
  LogLine("scanner_find", {{"count", std::to_string(entries.size())}});
  return entries;
}

Result<ScannerEntry> SaneScanner::Describe(const ScannerId& id) {
  std::unique_lock lock(doing_, std::try_to_lock);
  if (!lock) return Busy();
  auto worker = StartWorker();
  if (!worker) return worker.error();
  auto answer = Ask(**worker, Command("describe", id), plan_.search_limit + plan_.start_limit);
  if (!answer) return answer.error();
  Remember((*answer)["scanner"], id);
  return ScannerEntryFromJson((*answer)["scanner"]);
}

Result<ScanEnd> SaneScanner::Scan(const ScannerId& id, const ScanSettings& settings,
                                  const OnScannedPage& on_page, std::stop_token stop) {
  std::unique_lock lock(doing_, std::try_to_lock);
  if (!lock) return Busy();
  auto began = steady_clock::now();
  auto worker = StartWorker();
  if (!worker) return worker.error();
  Json command = Command("scan", id);
  command["settings"] = ToJson(settings);
  command["folder"] = plan_.folder.string();
  command["flatbed_pages"] = plan_.flatbed_pages;
  command["reserve_bytes"] = plan_.reserve_bytes;
  command["presets"] = plan_.presets;
  Watch watch(**worker, plan_, on_page, std::move(stop));
  auto end = watch.Run(command);
  Remember(watch.opened(), id);
  // The child closes the device by itself; killed if it does not.
  (*worker)->CloseInput();
  if (!(*worker)->Wait(milliseconds(1500))) (*worker)->Kill(SIGKILL);
  RemoveParts(plan_.folder);
  auto ms = std::chrono::duration_cast<milliseconds>(steady_clock::now() - began).count();
  if (end) {
    LogLine("scan", {{"pages", std::to_string(watch.pages())}, {"ms", std::to_string(ms)}});
  } else {
    LogError("scan", end.error(),
             {{"pages", std::to_string(watch.pages())}, {"ms", std::to_string(ms)}});
  }
  return end;
}

Result<ScannerSense> SaneScanner::Sense(const ScannerId& id) {
  std::unique_lock lock(doing_, std::try_to_lock);
  if (!lock) return Busy();
  auto worker = StartWorker();
  if (!worker) return worker.error();
  auto answer = Ask(**worker, Command("sense", id), plan_.search_limit + plan_.start_limit);
  if (!answer) return answer.error();
  Remember(*answer, id);
  ScannerSense sense;
  if (answer->contains("paper")) sense.paper_inserted = BoolOr(*answer, "paper");
  if (answer->contains("button")) sense.button_pressed = BoolOr(*answer, "button");
  return sense;
}

}  // namespace piket
