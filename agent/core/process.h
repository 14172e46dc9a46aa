// Child processes: workers of our own binary and the few commands we run. Children get only the
// descriptors given here; every descriptor Piket opens is close-on-exec. A worker of ours ends by
// itself when its standard input closes, so none outlives the agent, whatever happens to it.
#ifndef PIKET_AGENT_CORE_PROCESS_H_
#define PIKET_AGENT_CORE_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/core/result.h"

namespace piket {

struct ProcessPlan {
  std::vector<std::string> argv;  // argv[0] is looked up in PATH when it has no slash
  std::vector<std::pair<std::string, std::string>> environment = {};  // added to ours
  std::string directory = {};                                         // working directory, or ours
  bool read_errors = false;  // standard error comes back through Errors(); else it is ours
};

// A running child with pipes on its standard input and output. Kills and reaps it when destroyed.
// One thread at a time, except Kill, which any thread may call.
class Process {
 public:
  static Result<std::unique_ptr<Process>> Start(const ProcessPlan& plan);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  // kWorkerDied when the child no longer reads.
  Result<void> WriteLine(std::string_view line);
  void CloseInput();
  // The next line of output without its end; nullopt at the end of output; kTimedOut when none
  // comes.
  Result<std::optional<std::string>> ReadLine(std::chrono::milliseconds timeout);
  // Everything up to the end of output.
  Result<std::string> ReadAll(std::chrono::milliseconds timeout);
  void Kill(int signal);
  // The exit status as a shell sees it (128 + signal when killed); kTimedOut when it still runs.
  Result<int> Wait(std::chrono::milliseconds timeout);
  bool Running();
  // The processor time the child has used so far; what it still uses shows that it lives.
  std::chrono::milliseconds CpuTime() const;

 private:
  Process(pid_t pid, int input, int output) : pid_(pid), input_(input), output_(output) {}

  pid_t pid_;
  int input_;
  int output_;
  std::string buffer_;
  std::optional<int> status_;
};

// Runs a command to its end and gives its output; kInternal with the status when it is not 0.
Result<std::string> RunCommand(const ProcessPlan& plan, std::chrono::milliseconds timeout);

// The path of this very binary, for `piket worker …`; PIKET_BINARY overrides it in tests.
std::string OwnBinary();

// In a worker: ends the process at once when standard input is closed and nothing else reads it.
// SIGPIPE is ignored in the agent; Start restores it for children.
void IgnoreBrokenPipes();

}  // namespace piket

#endif  // PIKET_AGENT_CORE_PROCESS_H_
