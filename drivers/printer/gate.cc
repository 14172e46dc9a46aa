// piket-gate, installed as the print service's backend `piket`: the gate in front of the real
// backend. CUPS starts it for a job; it lets the job through once in its life (trust.md §5).
//
//   piket JOB USER TITLE COPIES OPTIONS [FILE]     with DEVICE_URI=piket:REAL-URI
//
// Exit statuses are CUPS's own: 0 done, 1 failed, 3 hold the job (ask again later), 5 cancel it.
// It never says "retry" or "stop the queue": the driver decides that, with the ledger in hand.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "drivers/printer/print_device.h"
#include "drivers/printer/print_ledger.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

enum Exit { kDone = 0, kFailed = 1, kHold = 3, kCancel = 5 };

constexpr milliseconds kAnswerWithin{2000};
// Some devices take one job at a time and make the next wait 10 s for asking too early; others
// queue. So wait for a free one, but not as long as a page takes.
constexpr milliseconds kWaitForFreeDevice{1200};
constexpr milliseconds kBetweenLooks{30};
constexpr milliseconds kBackendEndsWithin{5000};
constexpr milliseconds kDeviceSettlesWithin{3000};

// Longest that one paper makes the next wait at the device's door, while it is being handed over.
constexpr milliseconds kTurnTakes{1500};

// Papers for one device go through the door one by one: two that find it free in the same moment
// would both ask, and the second would be sent away for ten seconds.
class DeviceTurn {
 public:
  DeviceTurn(const std::filesystem::path& ledger, const std::string& uri) {
    auto file = ledger / ("device-" + Hex(Sha256(uri)).substr(0, 16) + ".turn");
    descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    auto deadline = steady_clock::now() + 2 * kTurnTakes;
    while (descriptor_ >= 0 && flock(descriptor_, LOCK_EX | LOCK_NB) != 0 &&
           steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kBetweenLooks);
    }
  }
  ~DeviceTurn() { End(); }
  void End() {
    if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
  }

 private:
  int descriptor_;
};

struct Job {
  std::string token;
  std::string uri;  // of the device
  std::string file;
  char** argv = nullptr;
  std::filesystem::path ledger = {};
};

int Say(Exit status, const char* what) {
  std::fprintf(stderr, "%s: piket-gate: %s\n", status == kDone ? "INFO" : "ERROR", what);
  return status;
}

const char* Environment(const char* name) {
  const char* value = getenv(name);
  return value != nullptr ? value : "";
}

bool IsAnotherQueue(const std::string& uri) {
  return uri.find("/printers/") != std::string::npos || uri.find("/classes/") != std::string::npos;
}

// What the driver allowed: this boot (in another the document may be empty) and this document.
std::optional<std::pair<Exit, const char*>> WhyNotPermitted(const PrintLedger& ledger,
                                                            const Job& job) {
  auto permit = ledger.PermitOf(job.token);
  if (!permit) return std::pair(kHold, "no permit");
  if (permit->boot_id != SystemClock().BootId())
    return std::pair(kCancel, "permit of another boot");
  if (permit->sha256.empty()) return std::nullopt;
  auto document = ReadFile(job.file);
  if (!document || Hex(Sha256(*document)) != permit->sha256) {
    return std::pair(kCancel, "not the permitted document");
  }
  return std::nullopt;
}

// Looks until the device is free, or long enough.
DeviceLook LookWhenFree(const Job& job) {
  auto deadline = steady_clock::now() + kWaitForFreeDevice;
  for (;;) {
    DeviceLook look = LookAtDevice(job.uri, job.token, kAnswerWithin);
    bool waiting = look.reachable && look.busy && look.faults.empty() &&
                   look.job.value_or(DeviceJob::kAbsent) == DeviceJob::kAbsent;
    if (!waiting || steady_clock::now() >= deadline) return look;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

sigset_t OurSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGCHLD);
  return set;
}

// The real backend inherits everything, the lock and CUPS's descriptors 3 and 4 among it: with
// those closed `ipp` hangs before printing.
pid_t StartBackend(const Job& job) {
  std::string scheme = job.uri.substr(0, job.uri.find(':'));
  std::string program = std::string(Environment("CUPS_SERVERBIN")) + "/backend/" + scheme;
  setenv("DEVICE_URI", job.uri.c_str(), 1);
  std::string name = job.uri;
  job.argv[0] = name.data();
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t defaults = OurSignals();
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  int code = posix_spawn(&pid, program.c_str(), nullptr, &attributes, job.argv, environ);
  posix_spawnattr_destroy(&attributes);
  return code == 0 ? pid : -1;
}

// Waits for the backend; a SIGTERM to us goes on to it, and after 5 s it is killed.
GateFinish FinishOf(pid_t backend) {
  GateFinish finish;
  sigset_t signals = OurSignals();
  std::optional<steady_clock::time_point> kill_at;
  for (;;) {
    int status = 0;
    if (waitpid(backend, &status, WNOHANG) == backend) {
      finish.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      return finish;
    }
    timespec wait{0, 100'000'000};
    if (sigtimedwait(&signals, nullptr, &wait) == SIGTERM && !kill_at) {
      finish.cancelled = true;
      kill(backend, SIGTERM);
      kill_at = steady_clock::now() + kBackendEndsWithin;
    }
    if (kill_at && steady_clock::now() >= *kill_at) kill(backend, SIGKILL);
  }
}

DeviceLook LookWhenSettled(const Job& job) {
  auto deadline = steady_clock::now() + kDeviceSettlesWithin;
  for (;;) {
    DeviceLook look = LookAtDevice(job.uri, job.token, kAnswerWithin);
    if (look.job != DeviceJob::kActive || steady_clock::now() >= deadline) return look;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

// Until the device has the paper in its list, or its turn is over.
void WaitUntilTaken(const Job& job, pid_t backend) {
  auto deadline = steady_clock::now() + kTurnTakes;
  siginfo_t ended{};
  while (steady_clock::now() < deadline) {
    auto seen = LookAtDevice(job.uri, job.token, kAnswerWithin).job;
    if (!seen || *seen == DeviceJob::kNoList || *seen >= DeviceJob::kActive) return;
    if (waitid(P_PID, static_cast<id_t>(backend), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid == backend) {
      return;
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

int LetThrough(const PrintLedger& ledger, const Job& job, int lock) {
  SystemClock clock;
  sigset_t signals = OurSignals();
  sigprocmask(SIG_BLOCK, &signals, nullptr);  // from here a stop is noticed where it is safe
  DeviceTurn turn(job.ledger, job.uri);
  DeviceLook look = LookWhenFree(job);
  bool there = look.job.value_or(DeviceJob::kAbsent) != DeviceJob::kAbsent;
  if (!look.reachable) return Say(kHold, "the device does not answer");
  if (look.job == DeviceJob::kUnreachable) return Say(kHold, "the device does not list its jobs");
  if (!there && !look.faults.empty()) return Say(kHold, "the device is not ready");
  timespec at_once{};
  if (sigtimedwait(&signals, nullptr, &at_once) == SIGTERM) return Say(kHold, "stopped in time");

  GateStart start{clock.Now(), clock.BootId(), job.uri, look.identity};
  auto first = ledger.Start(job.token, start);
  if (!first) return Say(kHold, "the ledger cannot be written");
  if (!*first) return Say(kHold, "started before");
  if (there) {  // the ledger was lost, the device remembers
    GateFinish finish{clock.Now(), 0, false, EvidenceOf(look, start, clock.Now())};
    (void)ledger.Finish(job.token, finish);
    return Say(kHold, "the device has this paper already");
  }

  pid_t backend = StartBackend(job);
  GateFinish finish{{}, 127, false, {}};
  if (backend > 0) {
    ledger.NoteHolders(lock, getpid(), backend);
    WaitUntilTaken(job, backend);
    turn.End();
    finish = FinishOf(backend);
  }
  finish.evidence = EvidenceOf(LookWhenSettled(job), start, clock.Now());
  finish.at = clock.Now();
  if (!ledger.Finish(job.token, finish)) return Say(kFailed, "the ledger cannot be written");
  return finish.exit_status == 0 ? kDone : kFailed;
}

int Main(int argc, char** argv) {
  if (argc == 1) return kDone;  // CUPS asks for devices: we have none of our own
  if (argc < 6 || argc > 7) return Say(kFailed, "wrong number of arguments");
  Job job{TokenOfJobName(argv[3]), Environment("DEVICE_URI"), argc == 7 ? argv[6] : "", argv};
  if (job.uri.compare(0, 6, "piket:") != 0) return Say(kCancel, "no device behind the gate");
  job.uri.erase(0, 6);
  if (job.token.empty()) return Say(kCancel, "not a paper of ours");
  if (IsAnotherQueue(job.uri)) return Say(kCancel, "the device is another queue");
  if (strcmp(argv[4], "1") != 0) return Say(kCancel, "more than one copy");

  job.ledger = std::filesystem::path(Environment("CUPS_SERVERROOT")).parent_path() / "ledger";
  PrintLedger ledger(job.ledger);
  auto locked = ledger.Lock(job.token);
  if (!locked) return Say(kHold, "the ledger cannot be written");
  if (!*locked) return Say(kHold, "in work already");
  int lock = fcntl(**locked, F_DUPFD, 10);  // clear of CUPS's descriptors 3 and 4
  close(**locked);
  if (auto why = WhyNotPermitted(ledger, job)) return Say(why->first, why->second);
  return LetThrough(ledger, job, lock);
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape)
  return piket::Main(argc, argv);
}
