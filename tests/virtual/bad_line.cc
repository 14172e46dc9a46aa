#include "tests/virtual/bad_line.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace piket {
namespace {

constexpr int kLookMs = 20;
constexpr std::chrono::milliseconds kRetransmission{200};

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

int Connected(int port) {
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(port);
  if (connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

bool SendAll(int descriptor, const char* bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    count -= static_cast<size_t>(sent);
  }
  return true;
}

// Ends it as a broken line does: what is on its way is lost.
void Reset(int descriptor) {
  linger hard{1, 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close(descriptor);
}

}  // namespace

Result<std::unique_ptr<BadLine>> BadLine::Start(int target_port, int port, unsigned seed) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = Loopback(port);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener, 128) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    close(listener);
    return Error{Fault::kConfiguration, "the line's port"};
  }
  return std::unique_ptr<BadLine>(
      new BadLine(listener, ntohs(address.sin_port), target_port, seed));
}

BadLine::BadLine(int listener, int port, int target, unsigned seed)
    : listener_(listener), port_(port), target_(target), chance_(seed), acceptor_([this] {
        Accept();
      }) {}

BadLine::~BadLine() {
  ending_ = true;
  acceptor_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  close(listener_);
}

void BadLine::Set(const LineKnobs& knobs) {
  std::lock_guard lock(mutex_);
  knobs_ = knobs;
}

LineKnobs BadLine::Knobs() {
  std::lock_guard lock(mutex_);
  return knobs_;
}

bool BadLine::Chance(int percent) {
  std::lock_guard lock(mutex_);
  return static_cast<int>(chance_() % 100) < percent;
}

void BadLine::Accept() {
  while (!ending_) {
    pollfd look{listener_, POLLIN, 0};
    if (poll(&look, 1, kLookMs) <= 0) continue;
    int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    ++connections_;
    if (Knobs().cut) {
      Reset(client);
      continue;
    }
    carriers_.emplace_back([this, client] { Carry(client); });
  }
}

void BadLine::Carry(int client) {
  int other = Connected(target_);
  if (other < 0) return Reset(client);
  int64_t up = 0;
  int64_t down = 0;
  bool going = true;
  while (going && !ending_) {
    LineKnobs knobs = Knobs();
    if (knobs.cut) break;
    std::array<pollfd, 2> look = {pollfd{client, POLLIN, 0}, pollfd{other, POLLIN, 0}};
    if (knobs.half_open) {
      poll(nullptr, 0, kLookMs);
      continue;
    }
    if (poll(look.data(), look.size(), kLookMs) <= 0) continue;
    if (look[0].revents != 0) going = Pass(client, other, true, up);
    if (going && look[1].revents != 0) going = Pass(other, client, false, down);
  }
  Reset(client);
  Reset(other);
}

bool BadLine::Pass(int from, int to, bool upward, int64_t& passed) {
  std::array<char, 4096> piece{};
  ssize_t got = recv(from, piece.data(), piece.size(), 0);
  if (got <= 0) return false;
  LineKnobs knobs = Knobs();
  int64_t limit = upward ? knobs.cut_up_after : knobs.cut_down_after;
  auto count = static_cast<size_t>(got);
  bool last = limit >= 0 && passed + got >= limit;
  if (last) count = static_cast<size_t>(std::max<int64_t>(0, limit - passed));
  if (knobs.delay.count() > 0) std::this_thread::sleep_for(knobs.delay);
  if (Chance(knobs.loss_percent)) std::this_thread::sleep_for(kRetransmission);
  bool sent = SendAll(to, piece.data(), count);
  if (sent && Chance(knobs.repeat_percent)) sent = SendAll(to, piece.data(), count);
  passed += static_cast<int64_t>(count);
  (upward ? up_ : down_) += static_cast<int64_t>(count);
  return sent && !last;
}

}  // namespace piket
