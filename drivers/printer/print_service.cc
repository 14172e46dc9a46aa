#include "drivers/printer/print_service.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "drivers/printer/print_ledger.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kAnswersWithin{10};
constexpr milliseconds kBetweenWatches{100};
constexpr milliseconds kLongestPause{5000};
constexpr std::chrono::hours kLedgerKept{24 * 90};
constexpr size_t kLongestSocketPath = 100;  // of the 107 that sockaddr_un takes

// The settings without which cupsd loses or doubles jobs (trust.md §5), each measured:
// DirtyCleanInterval 0 and SyncOnClose, or accepted jobs are lost; abort-job, or it prints again by
// itself; history kept, files not: citizens' papers do not stay in a spool.
constexpr const char* kServiceText =
    "# Written by piket at every start; changes are lost.\n"
    "Listen %s\n"
    "LogLevel warn\n"
    "MaxLogSize 1m\n"
    "Browsing No\n"
    "DefaultShared No\n"
    "WebInterface No\n"
    "DefaultAuthType None\n"
    "DefaultPaperSize A4\n"
    "ErrorPolicy abort-job\n"
    "DirtyCleanInterval 0\n"
    "PreserveJobHistory 604800\n"
    "PreserveJobFiles No\n"
    "MaxJobs 500\n"
    "MaxJobTime 0\n"
    "JobKillDelay 15\n"
    "IdleExitTimeout 0\n"
    "<Location />\n  Order allow,deny\n  Allow all\n</Location>\n"
    "<Location /admin>\n  Order allow,deny\n  Allow all\n</Location>\n"
    "<Policy default>\n"
    "  JobPrivateAccess all\n  JobPrivateValues none\n"
    "  SubscriptionPrivateAccess all\n  SubscriptionPrivateValues none\n"
    "  <Limit All>\n    Order allow,deny\n    Allow all\n  </Limit>\n"
    "</Policy>\n";

constexpr const char* kFilesText =
    "# Written by piket at every start; changes are lost.\n"
    "ServerRoot %s/server\n"
    "ServerBin %s/bin\n"
    "RequestRoot %s/spool\n"
    "TempDir %s/spool/tmp\n"
    "CacheDir %s/cache\n"
    "StateDir %s/state\n"
    "ErrorLog %s/error_log\n"
    "AccessLog %s/access_log\n"
    "PageLog %s/page_log\n"
    "SyncOnClose Yes\n"
    "FileDevice No\n"
    "SystemGroup %s\n"
    "User %s\n"
    "Group %s\n";

std::string UserName(uid_t user) {
  passwd* entry = getpwuid(user);
  return entry != nullptr ? entry->pw_name : std::to_string(user);
}

std::string GroupName(gid_t group_id) {
  group* entry = getgrgid(group_id);
  return entry != nullptr ? entry->gr_name : std::to_string(group_id);
}

std::string FilesText(const std::string& folder) {
  const char* at = folder.c_str();
  // cupsd refuses to run its children as root; started by root (tests, the demo) it wants a user
  // for them, and `lp` is the one its package makes.
  bool root = geteuid() == 0;
  std::string user = root ? "lp" : UserName(geteuid());
  std::string own_group = root ? "lp" : GroupName(getegid());
  return Format(kFilesText, at, at, at, at, at, at, at, at, at, GroupName(getegid()).c_str(),
                user.c_str(), own_group.c_str());
}

// In a folder that only we may enter: the service takes orders from whoever reaches its socket.
// A socket's path must be short; a data folder's may not be.
std::string SocketPath(const fs::path& folder) {
  std::string path = folder / "socket" / "cups.sock";
  if (path.size() <= kLongestSocketPath) return path;
  std::string name = Hex(Sha256(path)).substr(0, 16);
  return Format("/tmp/piket-print-%d-%s/cups.sock", static_cast<int>(geteuid()), name.c_str());
}

Result<void> MakeFolder(const fs::path& path, mode_t mode) {
  if (mkdir(path.c_str(), mode) != 0 && errno != EEXIST) {
    return StorageError("making " + path.string(), errno);
  }
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != geteuid()) {
    return Error{Fault::kStorage, path.string() + " is not a folder of ours"};
  }
  return {};
}

Result<void> PlaceGate(const fs::path& gate, const fs::path& place) {
  auto binary = ReadFile(gate);
  if (!binary) return binary.error().While("the gate");
  // 0700: cupsd runs such a backend as its own user, and the ledger stays ours; from a backend
  // that others may write or run it would step down to another user.
  return WriteFileDurably(place, *binary, 0700);
}

// ServerBin is ours: links to the system's programs, and our gate among the backends.
Result<void> MakeBin(const PrintServicePlan& plan) {
  std::error_code failed;
  fs::path bin = plan.folder / "bin";
  fs::remove_all(bin, failed);
  for (const char* name : {"", "backend"}) {
    if (auto made = MakeFolder(bin / name, 0755); !made) return made;
  }
  fs::create_directory_symlink(plan.filters, bin / "filter", failed);
  for (const char* name : {"daemon", "notifier", "driver", "monitor", "cgi-bin"}) {
    fs::create_directory_symlink(fs::path(plan.filters).parent_path() / name, bin / name, failed);
  }
  for (const auto& backend : fs::directory_iterator(plan.backends, failed)) {
    fs::create_symlink(backend.path(), bin / "backend" / backend.path().filename(), failed);
  }
  return PlaceGate(plan.gate, bin / "backend" / "piket");
}

Result<void> MakeFolders(const fs::path& folder) {
  for (const auto& [name, mode] : {std::pair<const char*, mode_t>{"", 0711},
                                   {"server", 0755},
                                   {"spool", 0711},
                                   {"spool/tmp", 01770},
                                   {"cache", 0770},
                                   {"state", 0755},
                                   {"ledger", 0700}}) {
    if (auto made = MakeFolder(folder / name, mode); !made) return made;
  }
  return {};
}

bool Answers(const std::string& path) {
  int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  bool answered = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return answered;
}

// A child that ended is reaped on the way; somebody else's child is watched all the same.
bool IsRunning(pid_t pid) {
  if (pid <= 0) return false;
  if (waitpid(pid, nullptr, WNOHANG) == pid) return false;
  return kill(pid, 0) == 0;
}

}  // namespace

struct PrintService::State {
  PrintServicePlan plan;
  std::string socket;
  std::atomic<pid_t> pid{0};
  std::atomic<int> restarts{0};
  std::mutex mutex;
  std::condition_variable stop_now;
  bool stopping = false;
  std::thread watcher;

  fs::path PidFile() const { return plan.folder / "cupsd.pid"; }
  fs::path Configuration() const { return plan.folder / "cupsd.conf"; }

  Result<void> Configure() {
    socket = SocketPath(plan.folder);
    if (auto made = MakeFolders(plan.folder); !made) return made;
    if (auto made = MakeFolder(fs::path(socket).parent_path(), 0700); !made) return made;
    if (auto made = MakeBin(plan); !made) return made;
    auto written =
        WriteFileDurably(plan.folder / "cups-files.conf", FilesText(plan.folder.string()), 0640);
    if (!written) return written;
    return WriteFileDurably(Configuration(), Format(kServiceText, socket.c_str()), 0640);
  }

  // The service an earlier agent left running: known by our configuration on its command line.
  pid_t Left() const {
    auto text = ReadFile(PidFile());
    pid_t left = text ? atoi(text->c_str()) : 0;
    if (left <= 1) return 0;
    int file = open(Format("/proc/%d/cmdline", left).c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char line[8192];
    ssize_t size = read(file, line, sizeof line);
    close(file);
    std::string_view command(line, size > 0 ? static_cast<size_t>(size) : 0);
    return command.find(Configuration().string()) != std::string_view::npos ? left : 0;
  }

  Result<void> Launch() {
    // Its own session: a signal to the agent's group does not end it.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    sigset_t defaults;
    sigfillset(&defaults);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    std::string output = plan.folder / "output";
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    std::vector<std::string> words = {plan.cupsd,      "-f", "-c",
                                      Configuration(), "-s", plan.folder / "cups-files.conf"};
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t child = -1;
    int code = posix_spawn(&child, argv[0], &actions, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (code != 0) return Error{Fault::kPrintService, plan.cupsd + ": " + strerror(code)};
    pid = child;
    return WriteFileDurably(PidFile(), std::to_string(child) + "\n");
  }

  Result<void> WaitUntilItAnswers() {
    auto deadline = steady_clock::now() + kAnswersWithin;
    while (!Answers(socket)) {
      if (!IsRunning(pid) || steady_clock::now() >= deadline) {
        auto said = ReadFile(plan.folder / "output");
        return Error{Fault::kPrintService, "cupsd does not answer: " + (said ? *said : "")};
      }
      std::this_thread::sleep_for(milliseconds(5));
    }
    return {};
  }

  void Watch() {
    milliseconds pause = kBetweenWatches;
    std::unique_lock lock(mutex);
    while (!stop_now.wait_for(lock, pause, [this] { return stopping; })) {
      if (IsRunning(pid)) {
        pause = kBetweenWatches;
        continue;
      }
      pid = 0;
      auto launched = Launch();
      ++restarts;
      if (!launched) LogError("print_service", launched.error());
      LogWarning("print_service_restarted", {{"times", std::to_string(restarts)}});
      pause = std::min(pause * 2, kLongestPause);
    }
  }
};

PrintService::PrintService(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<PrintService>> PrintService::Start(const PrintServicePlan& plan) {
  auto state = std::make_unique<State>();
  state->plan = plan;
  state->plan.folder = fs::absolute(plan.folder);
  pid_t left = state->Left();
  if (left != 0) {
    // Its settings and its gate may be of an older piket. Killed, not asked: what it is printing
    // goes on by itself, and its spool is safe at every moment.
    kill(left, SIGKILL);
    for (int i = 0; i < 200 && IsRunning(left); ++i) std::this_thread::sleep_for(milliseconds(5));
  }
  if (auto configured = state->Configure(); !configured) return configured.error();
  PrintLedger(state->plan.folder / "ledger").Sweep(kLedgerKept);
  if (auto launched = state->Launch(); !launched) return launched.error();
  if (auto answered = state->WaitUntilItAnswers(); !answered) {
    kill(state->pid, SIGKILL);
    (void)IsRunning(state->pid);
    return answered.error();
  }
  State* watched = state.get();
  state->watcher = std::thread([watched] { watched->Watch(); });
  return std::unique_ptr<PrintService>(new PrintService(std::move(state)));
}

PrintService::~PrintService() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->stop_now.notify_all();
  if (state_->watcher.joinable()) state_->watcher.join();
}

void PrintService::Stop() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->stop_now.notify_all();
  if (state_->watcher.joinable()) state_->watcher.join();
  pid_t pid = state_->pid;
  if (pid > 0) {
    kill(pid, SIGKILL);  // on SIGTERM it would also end the gates, and cut papers short
    for (int i = 0; i < 200 && IsRunning(pid); ++i) std::this_thread::sleep_for(milliseconds(5));
  }
  state_->pid = 0;
  std::error_code ignored;
  fs::remove(state_->PidFile(), ignored);
}

const std::string& PrintService::socket() const { return state_->socket; }
fs::path PrintService::ledger() const { return state_->plan.folder / "ledger"; }
pid_t PrintService::pid() const { return state_->pid; }
int PrintService::restarts() const { return state_->restarts; }

}  // namespace piket
