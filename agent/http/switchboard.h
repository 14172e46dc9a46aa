// The posts' connections, a thousand posts with two each. Most are silent most of the time: such a
// one has no thread, only its place here. A thread gets it when bytes come, when the news it waits
// for is there, or when its time is over. Handshakes are made by two threads of lower priority:
// when all posts return at once after a power cut, nobody at a screen waits for them.
//
//   accepted ─bytes→ shaking hands ─→ silent ─bytes→ being served ─→ silent
//                        └─→ refused             └─→ hanging on a long poll ─news, time→ served
#ifndef PIKET_AGENT_HTTP_SWITCHBOARD_H_
#define PIKET_AGENT_HTTP_SWITCHBOARD_H_

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace piket {

// One connection. Whoever has it (a serving thread, or the switchboard) has it alone.
struct Caller {
  using Moment = std::chrono::steady_clock::time_point;
  Poco::Net::StreamSocket socket;
  // The long poll that hangs on it: whose news it waits for and what it has; "" for none.
  std::string waits_for;
  int64_t after = 0;
  uint64_t additions = 0;  // of the feed, when it was looked at
  Moment until;
};

enum class AfterServing { kEnd, kNextRequest, kHang };

struct SwitchboardPlan {
  Poco::Net::ServerSocket listener;  // of ListenTls
  // A request has begun to come, or what the caller hung on is over. On a serving thread; throws
  // nothing.
  std::function<AfterServing(Caller&)> serve;
  // Whether there is news for a caller that is about to hang.
  std::function<bool(const Caller&)> has_news;
  std::chrono::milliseconds handshake{4000};  // from accepting to the end of the handshake
  std::chrono::milliseconds silence{60000};   // between two requests
};

class Switchboard {
 public:
  // Throws Poco's exceptions and std::system_error.
  explicit Switchboard(SwitchboardPlan plan);
  // Breaks every connection off and waits for the threads.
  ~Switchboard();
  // There is news for whoever waits for it. Any thread.
  void Wake(const std::string& waits_for);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_SWITCHBOARD_H_
