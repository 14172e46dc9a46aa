// How the commands of this machine ask the running agent (design.md §3): a Unix socket in the data
// folder, one line of JSON there, one line back. Only the agent's own user and root are answered.
#ifndef PIKET_AGENT_HTTP_COMMAND_SERVER_H_
#define PIKET_AGENT_HTTP_COMMAND_SERVER_H_

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "agent/core/json.h"

namespace piket {

inline constexpr const char* kCommandSocket = "agent.sock";

// What a command does with its words; `ended` says whether who asked has gone or the agent ends,
// for those that wait. Called on a thread of its own.
using CommandWork =
    std::function<Result<Json>(const Json& words, const std::function<bool()>& ended)>;
using CommandTable = std::map<std::string, CommandWork>;

class CommandServer {
 public:
  // <data>/agent.sock, mode 0600; the folder is this agent's (it holds the lock), so what an agent
  // before it left there is removed. kConfiguration.
  static Result<std::unique_ptr<CommandServer>> Start(const std::filesystem::path& data,
                                                      CommandTable commands);
  // Waits for the commands under way, which are told.
  ~CommandServer();

 private:
  CommandServer(int socket, std::filesystem::path path, CommandTable commands);
  void Accept();
  void Serve(int connection);
  struct Talk {
    std::thread thread;
    std::atomic<bool> over = false;
  };

  const int socket_;
  const std::filesystem::path path_;
  const CommandTable commands_;
  std::atomic<bool> ended_ = false;
  std::list<std::unique_ptr<Talk>> talks_;  // of the accepting thread
  std::thread thread_;
};

// Asks the agent that runs on this folder. kNotFound when none does; what the agent answered,
// fault or value; kTimedOut.
Result<Json> AskAgentCommand(const std::filesystem::path& data, const std::string& command,
                             const Json& words, std::chrono::milliseconds timeout);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_COMMAND_SERVER_H_
