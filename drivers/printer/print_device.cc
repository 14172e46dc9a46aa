#include "drivers/printer/print_device.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "drivers/printer/ipp.h"

namespace piket {
namespace {

// Devices forget ended jobs: ippeveprinter after 60 s. Absence proves something only before.
constexpr std::chrono::seconds kRemembersFor{45};
// printer-up-time is seconds since power-up, but some devices give the time of day instead.
constexpr int64_t kNoUpTime = 1000000000;

constexpr std::pair<std::string_view, Fault> kReasons[] = {
    {"media-needed", Fault::kPaperOut},
    {"input-tray-missing", Fault::kPaperOut},
    {"media-jam", Fault::kPrinterJammed},
    {"cover-open", Fault::kPrinterCoverOpen},
    {"door-open", Fault::kPrinterCoverOpen},
    {"interlock-open", Fault::kPrinterCoverOpen},
    {"offline", Fault::kPrinterOffline},
    {"connecting-to-device", Fault::kPrinterOffline},
    {"timed-out", Fault::kPrinterOffline},
    {"shutdown", Fault::kPrinterOffline},
    {"deactivated", Fault::kPrinterRefuses},
    {"paused", Fault::kPrinterRefuses},
    {"hold-new-jobs", Fault::kPrinterRefuses},
    {"marker-supply-empty", Fault::kPrinterInkOut},
    {"toner-empty", Fault::kPrinterInkOut},
    {"output-area-full", Fault::kPrinterTrayFull},
    {"output-tray-missing", Fault::kPrinterTrayFull},
};

void AddOnce(std::vector<Fault>& faults, Fault fault) {
  if (std::find(faults.begin(), faults.end(), fault) == faults.end()) faults.push_back(fault);
}

std::vector<std::string> ValuesOf(const IppValues& values, const char* name) {
  auto found = values.find(name);
  return found == values.end() ? std::vector<std::string>() : found->second;
}

// Sheets in a tray by its name: "…;level=25;…;name=main;". Only a plain 0 is empty: -2 is "not
// known", -3 "some".
bool IsEmptyTray(const std::vector<std::string>& trays, const std::string& name) {
  for (const std::string& tray : trays) {
    if (tray.find("name=" + name + ";") == std::string::npos) continue;
    return tray.find(";level=0;") != std::string::npos;
  }
  return false;
}

void ReadTrays(const IppValues& printer, DeviceLook& look) {
  auto trays = ValuesOf(printer, "printer-input-tray");
  for (const std::string& media : ValuesOf(printer, "media-col-ready")) {
    if (media.empty()) continue;
    bool empty = IsEmptyTray(trays, media.substr(0, media.rfind('_')));
    (empty ? look.empty_trays : look.media).push_back(media);
  }
  if (!look.media.empty() || !look.empty_trays.empty()) return;
  for (const std::string& media : ValuesOf(printer, "media-ready")) {
    if (!media.empty()) look.media.push_back(media);
  }
}

bool AnyStartsWith(const std::vector<std::string>& texts, std::string_view start) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return text.compare(0, start.size(), start) == 0;
  });
}

void ReadPrinter(const IppValues& printer, DeviceLook& look) {
  look.reachable = true;
  look.accepting = FirstValue(printer, "printer-is-accepting-jobs") != "false";
  std::string state = FirstValue(printer, "printer-state");
  std::string queued = FirstValue(printer, "queued-job-count");
  look.supported_media = ValuesOf(printer, "media-supported");
  look.busy = state == "processing" || (!queued.empty() && queued != "0");
  look.model = FirstValue(printer, "printer-make-and-model");
  look.identity = FirstValue(printer, "printer-uuid");
  if (look.identity.empty()) look.identity = FirstValue(printer, "printer-device-id");
  std::string up = FirstValue(printer, "printer-up-time");
  if (int64_t seconds = atoll(up.c_str()); seconds > 0 && seconds < kNoUpTime) {
    look.up_seconds = seconds;
  }
  ReadTrays(printer, look);
  auto formats = ValuesOf(printer, "document-format-supported");
  look.takes_pdf = std::find(formats.begin(), formats.end(), "application/pdf") != formats.end();
  auto operations = ValuesOf(printer, "operations-supported");
  look.has_job_list =
      std::find(operations.begin(), operations.end(), "Get-Jobs") != operations.end();
  auto reasons = ValuesOf(printer, "printer-state-reasons");
  look.faults = FaultsFromReasons(reasons, false);
  look.all_faults = FaultsFromReasons(reasons, true);
  // A tray we do not need may be empty; only "needed" means that a paper waits for it. Some devices
  // say media-empty as a mere report although they do wait.
  if (AnyStartsWith(reasons, "media-empty") && look.media.empty()) {
    AddOnce(look.faults, Fault::kPaperOut);
  }
  if (state == "stopped" && look.faults.empty()) look.faults.push_back(Fault::kPrinterRefuses);
  if (!look.accepting) AddOnce(look.faults, Fault::kPrinterRefuses);
}

DeviceJob JobStateFrom(const std::string& state) {
  if (state == "completed") return DeviceJob::kCompleted;
  if (state == "aborted") return DeviceJob::kAborted;
  if (state == "canceled") return DeviceJob::kCanceled;
  return DeviceJob::kActive;
}

// Our job on the device. Of several with the token (never made by us) the one that did most counts.
Result<DeviceJob> FindJob(IppConnection& device, const std::string& uri, const std::string& token) {
  bool active = false;
  bool completed = false;
  std::optional<DeviceJob> other;
  for (const char* which : {"not-completed", "completed"}) {
    auto answer = device.Ask({IppOperation::kGetJobs,
                              uri,
                              {{IppGroup::kOperation, IppKind::kKeyword, "which-jobs", {which}},
                               {IppGroup::kOperation,
                                IppKind::kKeyword,
                                "requested-attributes",
                                {"job-id", "job-name", "job-state", "job-state-reasons"}}}});
    if (!answer) return answer.error();
    if (!answer->successful) return Error{Fault::kTimedOut, "Get-Jobs: " + answer->status};
    for (const IppValues& job : answer->jobs) {
      if (TokenOfJobName(FirstValue(job, "job-name")) != token) continue;
      DeviceJob state = JobStateFrom(FirstValue(job, "job-state"));
      active = active || state == DeviceJob::kActive;
      completed = completed || state == DeviceJob::kCompleted;
      other = state;
    }
  }
  if (active) return DeviceJob::kActive;
  if (completed) return DeviceJob::kCompleted;
  return other.value_or(DeviceJob::kAbsent);
}

}  // namespace

bool IsIppUri(const std::string& uri) {
  return uri.compare(0, 6, "ipp://") == 0 || uri.compare(0, 7, "ipps://") == 0;
}

std::vector<Fault> FaultsFromReasons(const std::vector<std::string>& reasons, bool with_reports) {
  std::vector<Fault> faults;
  for (std::string reason : reasons) {
    size_t hyphen = reason.rfind('-');
    std::string severity = hyphen == std::string::npos ? "" : reason.substr(hyphen + 1);
    if (severity == "error" || severity == "warning" || severity == "report") {
      reason.resize(hyphen);
    }
    // Of all that is merely reported, only this stops a paper.
    if (severity == "report" && !with_reports && reason != "media-needed") continue;
    for (const auto& [word, fault] : kReasons) {
      if (reason == word) AddOnce(faults, fault);
    }
  }
  return faults;
}

DeviceLook LookAtDevice(const std::string& uri, const std::string& token,
                        std::chrono::milliseconds timeout) {
  DeviceLook look;
  if (!IsIppUri(uri)) {  // its own backend finds out; it says so by its exit status
    look.reachable = true;
    return look;
  }
  look.has_job_list = true;
  auto device = IppConnection::Open(uri, timeout);
  auto answer = device ? (*device)->Ask({IppOperation::kGetPrinterAttributes, uri})
                       : Result<IppAnswer>(device.error());
  if (!answer || !answer->successful) {
    look.faults = {Fault::kPrinterOffline};
    return look;
  }
  ReadPrinter(answer->printer, look);
  if (token.empty() || !look.has_job_list) return look;
  auto job = FindJob(**device, uri, token);
  look.job = job ? *job : DeviceJob::kUnreachable;
  return look;
}

std::vector<Fault> FaultsFor(const DeviceLook& look, const std::string& media) {
  std::vector<Fault> faults = look.faults;
  if (!look.reachable || (look.media.empty() && look.empty_trays.empty())) return faults;
  auto fits = [&](const std::string& tray) { return SameMedia(tray, media); };
  if (std::any_of(look.media.begin(), look.media.end(), fits)) return faults;
  bool empty = std::any_of(look.empty_trays.begin(), look.empty_trays.end(), fits);
  AddOnce(faults, empty ? Fault::kPaperOut : Fault::kWrongPaper);
  return faults;
}

std::string DeviceMedia(const DeviceLook& look, const std::string& media) {
  const auto& names = look.supported_media;
  if (std::find(names.begin(), names.end(), media) != names.end()) return media;
  auto fits = std::find_if(names.begin(), names.end(),
                           [&](const std::string& name) { return SameMedia(name, media); });
  return fits != names.end() ? *fits : media;
}

DeviceEvidence EvidenceOf(const DeviceLook& look, const GateStart& start, Instant now) {
  if (!look.has_job_list) return {DeviceJob::kNoList, false, look.faults};
  DeviceEvidence evidence{look.job.value_or(DeviceJob::kUnreachable), false, look.faults};
  if (evidence.job == DeviceJob::kAborted) evidence.faults = look.all_faults;
  if (evidence.job == DeviceJob::kUnreachable) return evidence;
  bool same = look.identity == start.identity;
  if (evidence.job == DeviceJob::kAbsent) {
    // A whole second of doubt: up-time is counted in seconds.
    bool up_before = look.up_seconds && now - std::chrono::seconds(*look.up_seconds - 1) < start.at;
    bool soon = now >= start.at && now - start.at <= kRemembersFor;
    evidence.never_came = same && up_before && soon;
    if (!same) AddOnce(evidence.faults, Fault::kPrinterReplaced);
  }
  return evidence;
}

}  // namespace piket
