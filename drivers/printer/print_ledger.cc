#include "drivers/printer/print_ledger.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "agent/core/file.h"
#include "agent/core/json.h"
#include "agent/core/text.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTokenStart = "piket-";

constexpr std::pair<DeviceJob, std::string_view> kDeviceWords[] = {
    {DeviceJob::kNoList, "no_list"},      {DeviceJob::kUnreachable, "unreachable"},
    {DeviceJob::kAbsent, "absent"},       {DeviceJob::kActive, "active"},
    {DeviceJob::kCompleted, "completed"}, {DeviceJob::kAborted, "aborted"},
    {DeviceJob::kCanceled, "canceled"},
};

std::string_view WordOf(DeviceJob job) {
  for (const auto& [value, word] : kDeviceWords) {
    if (value == job) return word;
  }
  return "unreachable";
}

DeviceJob DeviceJobFrom(const std::string& text) {
  for (const auto& [value, word] : kDeviceWords) {
    if (word == text) return value;
  }
  return DeviceJob::kUnreachable;
}

Instant InstantOf(const Json& json) {
  return InstantFromIso(TextOr(json, "at")).value_or(Instant{});
}

GateStart StartFrom(const Json& json) {
  return {InstantOf(json), TextOr(json, "boot_id"), TextOr(json, "uri"), TextOr(json, "identity")};
}

GateFinish FinishFrom(const Json& json) {
  GateFinish finish{InstantOf(json),
                    static_cast<int>(IntegerOr(json, "exit_status", 255)),
                    BoolOr(json, "cancelled"),
                    {}};
  finish.evidence.job = DeviceJobFrom(TextOr(json, "device"));
  finish.evidence.never_came = BoolOr(json, "never_came");
  for (const std::string& word : Split(TextOr(json, "faults"), ' ')) {
    if (auto fault = FaultFromWord(word)) finish.evidence.faults.push_back(*fault);
  }
  return finish;
}

// The first word of /proc/PID/comm: what that process runs.
std::string CommandOf(pid_t pid) {
  int file = open(("/proc/" + std::to_string(pid) + "/comm").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  char text[64];
  ssize_t size = read(file, text, sizeof text);
  close(file);
  return size > 0 ? Trimmed(std::string_view(text, static_cast<size_t>(size))) : "";
}

// A file that is not there is nullopt; one that cannot be read or parsed is an error: what it
// would have said matters too much to guess.
Result<std::optional<Json>> ReadEntry(const fs::path& path) {
  auto text = ReadFile(path);
  if (!text && text.error().fault == Fault::kNotFound) return std::optional<Json>();
  if (!text) return text.error();
  auto json = ParseJson(*text);
  if (!json) return Error{Fault::kStorage, "damaged print ledger: " + path.string()};
  return std::optional<Json>(std::move(*json));
}

}  // namespace

std::string PrintToken(const PrintOrder& order) {
  if (!IsId(order.id)) return "";
  return Format("%s%s-%d", kTokenStart.data(), IdToBase32(order.id).c_str(), order.attempt);
}

std::string TokenOfJobName(const std::string& name) {
  if (name.compare(0, kTokenStart.size(), kTokenStart) != 0) return "";
  std::string token = name.substr(0, name.find(' '));
  // It names files: nothing but letters, digits and hyphens.
  for (char c : token) {
    bool allowed = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!allowed && c != '-') return "";
  }
  return token;
}

fs::path PrintLedger::PathOf(const std::string& token, const char* what) const {
  return folder_ / (token + "." + what);
}

Result<void> PrintLedger::Permit(const std::string& token, const PrintPermit& permit) const {
  Json json{{"boot_id", permit.boot_id}, {"sha256", permit.sha256}};
  return WriteFileDurably(PathOf(token, "permit"), CanonicalText(json), 0600);
}

Result<void> PrintLedger::Withdraw(const std::string& token) const {
  if (unlink(PathOf(token, "permit").c_str()) == 0) return SyncFolder(folder_);
  if (errno == ENOENT) return {};
  return StorageError("withdrawing a print permit", errno);
}

std::optional<PrintPermit> PrintLedger::PermitOf(const std::string& token) const {
  auto json = ReadEntry(PathOf(token, "permit"));
  if (!json || !*json) return std::nullopt;
  return PrintPermit{TextOr(**json, "boot_id"), TextOr(**json, "sha256")};
}

Result<std::optional<int>> PrintLedger::Lock(const std::string& token) const {
  int lock = open(PathOf(token, "lock").c_str(), O_RDWR | O_CREAT, 0600);
  if (lock < 0) return StorageError("opening a print lock", errno);
  if (flock(lock, LOCK_EX | LOCK_NB) == 0) return std::optional<int>(lock);
  int error = errno;
  close(lock);
  if (error == EWOULDBLOCK) return std::optional<int>();
  return StorageError("locking a print", error);
}

void PrintLedger::NoteHolders(int lock, pid_t gate, pid_t backend) const {
  std::string text = Format("%d %d\n", static_cast<int>(gate), static_cast<int>(backend));
  if (ftruncate(lock, 0) == 0) (void)!pwrite(lock, text.data(), text.size(), 0);
}

void PrintLedger::Stop(const std::string& token) const {
  auto text = ReadFile(PathOf(token, "lock"));
  if (!text) return;
  for (const std::string& part : Split(Trimmed(*text), ' ')) {
    int pid = atoi(part.c_str());
    std::string command = pid > 1 ? CommandOf(pid) : "";
    if (command.empty()) continue;
    kill(pid, SIGTERM);
    return;  // the gate, if it lives, ends its backend itself
  }
}

Result<bool> PrintLedger::Start(const std::string& token, const GateStart& start) const {
  Json json{{"at", IsoText(start.at)},
            {"boot_id", start.boot_id},
            {"uri", start.uri},
            {"identity", start.identity}};
  fs::path mine = PathOf(token, Format("start-%d", static_cast<int>(getpid())).c_str());
  if (auto written = WriteFileDurably(mine, CanonicalText(json), 0600); !written) {
    return written.error();
  }
  // link() never replaces: of two starts, one sees the other.
  int linked = link(mine.c_str(), PathOf(token, "started").c_str());
  int error = errno;
  unlink(mine.c_str());
  if (linked != 0 && error == EEXIST) return false;
  if (linked != 0) return StorageError("writing a print's start", error);
  if (auto synced = SyncFolder(folder_); !synced) return synced.error();
  return true;
}

Result<void> PrintLedger::Finish(const std::string& token, const GateFinish& finish) const {
  std::vector<std::string> faults;
  for (Fault fault : finish.evidence.faults) faults.emplace_back(Word(fault));
  Json json{{"at", IsoText(finish.at)},
            {"exit_status", finish.exit_status},
            {"cancelled", finish.cancelled},
            {"device", WordOf(finish.evidence.job)},
            {"never_came", finish.evidence.never_came},
            {"faults", Join(faults, " ")}};
  return WriteFileDurably(PathOf(token, "finished"), CanonicalText(json), 0600);
}

Result<GateEntry> PrintLedger::Read(const std::string& token) const {
  GateEntry entry;
  // The lock first: what its last holder wrote is there once it is free.
  auto lock = Lock(token);
  if (!lock) return lock.error();
  entry.alive = !lock->has_value();
  auto started = ReadEntry(PathOf(token, "started"));
  auto finished = ReadEntry(PathOf(token, "finished"));
  if (lock->has_value()) close(**lock);
  if (!started) return started.error();
  if (!finished) return finished.error();
  if (*started) entry.started = StartFrom(**started);
  if (*finished) entry.finished = FinishFrom(**finished);
  return entry;
}

void PrintLedger::Sweep(std::chrono::hours older_than) const {
  std::error_code ignored;
  auto oldest = fs::file_time_type::clock::now() - older_than;
  for (const auto& file : fs::directory_iterator(folder_, ignored)) {
    if (file.last_write_time(ignored) < oldest) fs::remove(file.path(), ignored);
  }
}

}  // namespace piket
