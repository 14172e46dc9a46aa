#include "agent/core/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

extern char** environ;

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

int LeftUntil(steady_clock::time_point deadline) {
  auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
  return left < 0 ? 0 : static_cast<int>(std::min<int64_t>(left, 1000000));
}

std::vector<std::string> EnvironmentOf(const ProcessPlan& plan) {
  std::vector<std::string> lines;
  for (char** line = environ; *line != nullptr; ++line) {
    std::string_view text(*line);
    bool replaced = false;
    for (const auto& [key, value] : plan.environment) {
      replaced = replaced || (text.substr(0, key.size()) == key && text[key.size()] == '=');
    }
    if (!replaced) lines.emplace_back(text);
  }
  for (const auto& [key, value] : plan.environment) lines.push_back(key + "=" + value);
  return lines;
}

std::vector<char*> Pointers(std::vector<std::string>& lines) {
  std::vector<char*> pointers;
  for (std::string& line : lines) pointers.push_back(line.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Result<std::unique_ptr<Process>> Process::Start(const ProcessPlan& plan) {
  int input[2];
  int output[2];
  if (pipe2(input, O_CLOEXEC) != 0) return Error{Fault::kInternal, "pipe: no descriptors"};
  if (pipe2(output, O_CLOEXEC) != 0) {
    close(input[0]);
    close(input[1]);
    return Error{Fault::kInternal, "pipe: no descriptors"};
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  if (plan.read_errors) posix_spawn_file_actions_adddup2(&actions, output[1], STDERR_FILENO);
  if (!plan.directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, plan.directory.c_str());
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

  std::vector<std::string> arguments = plan.argv;
  std::vector<std::string> environment = EnvironmentOf(plan);
  pid_t pid = -1;
  int code = posix_spawnp(&pid, arguments.front().c_str(), &actions, &attributes,
                          Pointers(arguments).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(input[0]);
  close(output[1]);
  if (code != 0) {
    close(input[1]);
    close(output[0]);
    return Error{Fault::kInternal, "starting " + plan.argv.front() + ": " + strerror(code)};
  }
  return std::unique_ptr<Process>(new Process(pid, input[1], output[0]));
}

Process::~Process() {
  CloseInput();
  if (!status_) {
    kill(pid_, SIGKILL);
    (void)Wait(std::chrono::seconds(5));
  }
  close(output_);
}

Result<void> Process::WriteLine(std::string_view line) {
  std::string text(line);
  text += '\n';
  size_t done = 0;
  while (done < text.size()) {
    ssize_t wrote = input_ < 0 ? -1 : write(input_, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR && input_ >= 0) continue;
    if (wrote <= 0) return Error{Fault::kWorkerDied, "the child process no longer reads"};
    done += static_cast<size_t>(wrote);
  }
  return {};
}

void Process::CloseInput() {
  if (input_ >= 0) close(input_);
  input_ = -1;
}

Result<std::optional<std::string>> Process::ReadLine(milliseconds timeout) {
  auto deadline = steady_clock::now() + timeout;
  for (;;) {
    if (size_t end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return std::optional(std::move(line));
    }
    pollfd ready{output_, POLLIN, 0};
    int count = poll(&ready, 1, LeftUntil(deadline));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) return Error{Fault::kTimedOut, "the child process did not answer in time"};
    char chunk[65536];
    ssize_t got = read(output_, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::optional<std::string>();
    buffer_.append(chunk, static_cast<size_t>(got));
  }
}

Result<std::string> Process::ReadAll(milliseconds timeout) {
  auto deadline = steady_clock::now() + timeout;
  std::string all;
  for (;;) {
    auto line = ReadLine(milliseconds(LeftUntil(deadline)));
    if (!line) return line.error();
    if (!line->has_value()) return all + std::exchange(buffer_, {});
    all += **line + "\n";
  }
}

void Process::Kill(int signal) {
  if (!status_) kill(pid_, signal);
}

Result<int> Process::Wait(milliseconds timeout) {
  auto deadline = steady_clock::now() + timeout;
  while (!status_) {
    int status = 0;
    pid_t got = waitpid(pid_, &status, WNOHANG);
    if (got == pid_) {
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    } else if (got < 0) {
      status_ = 255;
    } else if (steady_clock::now() >= deadline) {
      return Error{Fault::kTimedOut, "the child process still runs"};
    } else {
      std::this_thread::sleep_for(milliseconds(2));
    }
  }
  return *status_;
}

bool Process::Running() { return !Wait(milliseconds(0)).ok(); }

milliseconds Process::CpuTime() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
  std::string stat;
  std::getline(file, stat);
  // Behind the name in parentheses, which may hold anything, come the fields from the third on.
  size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return milliseconds(0);
  std::istringstream fields(stat.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  int64_t user = 0;
  int64_t system = 0;
  fields >> user >> system;
  return milliseconds((user + system) * 1000 / sysconf(_SC_CLK_TCK));
}

Result<std::string> RunCommand(const ProcessPlan& plan, milliseconds timeout) {
  auto process = Process::Start(plan);
  if (!process) return process.error();
  (*process)->CloseInput();
  auto output = (*process)->ReadAll(timeout);
  if (!output) return output.error().While(plan.argv.front());
  auto status = (*process)->Wait(timeout);
  if (!status) return status.error().While(plan.argv.front());
  if (*status != 0) {
    return Error{Fault::kInternal, plan.argv.front() + " ended with status " +
                                       std::to_string(*status) + ": " + output->substr(0, 2000)};
  }
  return output;
}

std::string OwnBinary() {
  if (const char* given = getenv("PIKET_BINARY")) return given;
  char path[4096];
  ssize_t size = readlink("/proc/self/exe", path, sizeof path);
  return size > 0 ? std::string(path, static_cast<size_t>(size)) : "piket";
}

void IgnoreBrokenPipes() { signal(SIGPIPE, SIG_IGN); }

}  // namespace piket
