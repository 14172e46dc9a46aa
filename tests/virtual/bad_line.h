// A bad line between a post and the centre: a TCP proxy on loopback with knobs. Connect to its port
// instead of the other end's.
#ifndef PIKET_TESTS_VIRTUAL_BAD_LINE_H_
#define PIKET_TESTS_VIRTUAL_BAD_LINE_H_

#include <atomic>
#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include "agent/core/result.h"

namespace piket {

// How the line treats what goes through it. "Up" is from who connected to the other end.
struct LineKnobs {
  bool cut = false;        // connections are ended, new ones refused
  bool half_open = false;  // nothing goes through, nobody is told
  // The connection is ended after so many bytes in that direction; -1: never. Counted per
  // connection, so a cut at N hits the same place of every attempt.
  int64_t cut_up_after = -1;
  int64_t cut_down_after = -1;
  std::chrono::milliseconds delay{0};  // of each piece, each way
  // Of 100 pieces so many come a retransmission later (200 ms), as TCP shows loss.
  int loss_percent = 0;
  int repeat_percent = 0;  // of 100 pieces so many are sent twice: what a broken proxy does
};

class BadLine {
 public:
  // Listens on a free port of 127.0.0.1, or on `port`; forwards to `target_port` there.
  static Result<std::unique_ptr<BadLine>> Start(int target_port, int port = 0, unsigned seed = 1);
  ~BadLine();
  int port() const { return port_; }
  // Takes effect on every connection at once.
  void Set(const LineKnobs& knobs);
  // Where later connections go: the other end may come back on another port.
  void SetTarget(int port) { target_ = port; }
  int64_t connections() const { return connections_; }
  int64_t bytes_up() const { return up_; }
  int64_t bytes_down() const { return down_; }

 private:
  BadLine(int listener, int port, int target, unsigned seed);
  void Accept();
  void Carry(int client);
  // Whether the connection goes on.
  bool Pass(int from, int to, bool upward, int64_t& passed);
  LineKnobs Knobs();
  bool Chance(int percent);

  const int listener_;
  const int port_;
  std::atomic<int> target_;
  std::mutex mutex_;
  LineKnobs knobs_;
  std::mt19937 chance_;
  std::atomic<bool> ending_ = false;
  std::atomic<int64_t> connections_ = 0;
  std::atomic<int64_t> up_ = 0;
  std::atomic<int64_t> down_ = 0;
  std::list<std::thread> carriers_;
  std::thread acceptor_;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_BAD_LINE_H_
