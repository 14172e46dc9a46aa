#include "agent/http/command_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "agent/core/file.h"
#include "agent/core/log.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr size_t kMostLine = 65536;
constexpr size_t kMostTalks = 16;
constexpr milliseconds kReadDeadline(5000);
constexpr int kLookMs = 100;

// A socket's path is at most 107 bytes; a longer one is reached through its folder's descriptor.
struct Place {
  sockaddr_un address{};
  int folder = -1;
  ~Place() {
    if (folder >= 0) close(folder);
  }
};
bool Locate(const fs::path& path, Place& place) {
  place.address.sun_family = AF_UNIX;
  std::string text = path.string();
  if (text.size() >= sizeof place.address.sun_path) {
    place.folder = open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (place.folder < 0) return false;
    text = "/proc/self/fd/" + std::to_string(place.folder) + "/" + path.filename().string();
  }
  std::memcpy(place.address.sun_path, text.c_str(), text.size() + 1);
  return true;
}

bool IsOwn(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == geteuid() || peer.uid == 0;
}

bool CanRead(int connection, milliseconds wait) {
  pollfd look{connection, POLLIN, 0};
  return poll(&look, 1, static_cast<int>(wait.count())) > 0;
}

// One line without its end; kTimedOut, kBadRequest when it is too long or cut off.
Result<std::string> ReadLine(int connection, milliseconds timeout, const std::atomic<bool>* ended) {
  std::string line;
  const auto deadline = SteadyClock::now() + timeout;
  while (line.empty() || line.back() != '\n') {
    if (ended != nullptr && *ended) return Error{Fault::kCancelled, "ending"};
    if (SteadyClock::now() > deadline) return Error{Fault::kTimedOut, "agent.sock"};
    if (!CanRead(connection, milliseconds(kLookMs))) continue;
    char bytes[4096];
    ssize_t count = read(connection, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{Fault::kBadRequest, "cut off"};
    line.append(bytes, static_cast<size_t>(count));
    if (line.size() > kMostLine) return Error{Fault::kBadRequest, "too long"};
  }
  line.pop_back();
  return line;
}

bool SendLine(int connection, const std::string& text) {
  std::string line = text + "\n";
  for (size_t sent = 0; sent < line.size();) {
    ssize_t count = send(connection, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    sent += static_cast<size_t>(count);
  }
  return true;
}

// Whether who asked has closed its end.
bool HasGone(int connection) {
  pollfd look{connection, POLLRDHUP, 0};
  return poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

Json AnswerJson(const Result<Json>& result) {
  if (result) return {{"value", *result}};
  return {{"fault", Word(result.error().fault)}, {"detail", result.error().detail}};
}

void SetDeadline(int connection) {
  timeval wait{5, 0};
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
}

}  // namespace

CommandServer::CommandServer(int socket, fs::path path, CommandTable commands)
    : socket_(socket), path_(std::move(path)), commands_(std::move(commands)) {
  thread_ = std::thread([this] { Accept(); });
}

Result<std::unique_ptr<CommandServer>> CommandServer::Start(const fs::path& data,
                                                            CommandTable commands) {
  const fs::path path = data / kCommandSocket;
  Place place;
  if (!Locate(path, place)) return StorageError("opening " + data.string(), errno);
  int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listening < 0) return StorageError("a socket", errno);
  unlink(path.c_str());
  // Nobody gets in before it listens.
  bool open = bind(listening, reinterpret_cast<const sockaddr*>(&place.address),
                   sizeof place.address) == 0 &&
              chmod(path.c_str(), 0600) == 0 && listen(listening, 16) == 0;
  if (!open) {
    Error error{Fault::kConfiguration, path.string() + ": " + std::strerror(errno)};
    close(listening);
    return error;
  }
  return std::unique_ptr<CommandServer>(new CommandServer(listening, path, std::move(commands)));
}

CommandServer::~CommandServer() {
  ended_ = true;
  thread_.join();
  close(socket_);
  unlink(path_.c_str());
  for (auto& talk : talks_) talk->thread.join();
}

void CommandServer::Accept() {
  while (!ended_) {
    talks_.remove_if([](const std::unique_ptr<Talk>& talk) {
      if (!talk->over) return false;
      talk->thread.join();
      return true;
    });
    if (!CanRead(socket_, milliseconds(kLookMs))) continue;
    int connection = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    if (!IsOwn(connection) || talks_.size() >= kMostTalks) {
      close(connection);
      continue;
    }
    auto talk = std::make_unique<Talk>();
    Talk* own = talk.get();
    talk->thread = std::thread([this, own, connection] {
      Serve(connection);
      close(connection);
      own->over = true;
    });
    talks_.push_back(std::move(talk));
  }
}

void CommandServer::Serve(int connection) {
  SetDeadline(connection);
  auto line = ReadLine(connection, kReadDeadline, &ended_);
  if (!line) return;
  auto asked = ParseJson(*line);
  Result<Json> result = Error{Fault::kBadRequest, "not a command"};
  if (asked && asked->is_object()) {
    const std::string name = TextOr(*asked, "command");
    auto command = commands_.find(name);
    if (command != commands_.end()) {
      result = command->second(asked->value("words", Json::object()),
                               [this, connection] { return ended_ || HasGone(connection); });
      LogLine("command", {{"name", name},
                          {"outcome", result ? "ok" : std::string(Word(result.error().fault))}});
    }
  }
  (void)SendLine(connection, CanonicalText(AnswerJson(result)));
}

Result<Json> AskAgentCommand(const fs::path& data, const std::string& command, const Json& words,
                             milliseconds timeout) {
  Place place;
  if (!Locate(data / kCommandSocket, place)) return Error{Fault::kNotFound, data.string()};
  int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) return StorageError("a socket", errno);
  if (connect(connection, reinterpret_cast<const sockaddr*>(&place.address),
              sizeof place.address) != 0) {
    const bool denied = errno == EACCES || errno == EPERM;
    close(connection);
    return Error{denied ? Fault::kNotAllowed : Fault::kNotFound, (data / kCommandSocket).string()};
  }
  SetDeadline(connection);
  Result<std::string> line = Error{Fault::kBadRequest, "cut off"};
  if (SendLine(connection, CanonicalText({{"command", command}, {"words", words}}))) {
    line = ReadLine(connection, timeout, nullptr);
  }
  close(connection);
  if (!line) return line.error();
  auto json = ParseJson(*line);
  if (!json || !json->is_object()) return Error{Fault::kInternal, "agent.sock"};
  if (json->contains("value")) return (*json)["value"];
  return Error{FaultFromWord(TextOr(*json, "fault")).value_or(Fault::kInternal),
               TextOr(*json, "detail")};
}

}  // namespace piket
