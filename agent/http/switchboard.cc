#include "agent/http/switchboard.h"

#include <Poco/Exception.h>
#include <Poco/Runnable.h>
#include <Poco/ThreadPool.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <vector>

#include "agent/core/log.h"
#include "agent/sync/tls/tls.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using Moment = Caller::Moment;

// A request that comes slowly keeps its thread; the TLS below cuts one that hardly comes at all.
constexpr int kMostServing = 512;
constexpr int kStackBytes = 256 << 10;
constexpr int kShakers = 2;
constexpr int kShakersNicer = 5;
constexpr seconds kIdleServer{10};  // then a serving thread ends
constexpr milliseconds kLook{200};  // how late a deadline may be noticed
// How long a refused client gets to read why, before its unread bytes reset the connection.
constexpr milliseconds kLinger{300};

enum class Stage { kFresh, kShaking, kRefused, kOpen };

struct Standing {
  Caller caller;
  Stage stage = Stage::kFresh;
  Moment until;
  bool watched = false;  // known to epoll

  int descriptor() const { return static_cast<int>(caller.socket.impl()->sockfd()); }
};
using StandingPtr = std::unique_ptr<Standing>;

}  // namespace

struct Switchboard::State : public Poco::Runnable {
  explicit State(SwitchboardPlan given)
      : plan(std::move(given)),
        threads(2, kMostServing, 30, kStackBytes),
        epoll(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll < 0) throw std::system_error(errno, std::generic_category(), "epoll");
    plan.listener.setBlocking(false);
    epoll_event wanted{.events = EPOLLIN, .data = {.ptr = nullptr}};
    const auto listening = static_cast<int>(plan.listener.impl()->sockfd());
    wanted.data.fd = listening;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, listening, &wanted) != 0) {
      close(epoll);
      throw std::system_error(errno, std::generic_category(), "epoll");
    }
  }
  ~State() override { close(epoll); }

  void Watch();
  void AcceptAll();
  void Shake();
  void ShakeOne(StandingPtr one);
  void run() override;  // a serving thread
  void Park(StandingPtr one);
  void TakeUp(int descriptor, bool in_time);
  void ServeSoon(StandingPtr one);  // the mutex held
  static void Drain(Standing& one);
  StandingPtr NextShake(std::unique_lock<std::mutex>& lock);

  SwitchboardPlan plan;
  Poco::ThreadPool threads;
  const int epoll;
  std::mutex mutex;  // guards what follows
  std::condition_variable to_shake;
  std::condition_variable to_serve;
  bool ending = false;
  std::unordered_map<int, StandingPtr> parked;
  std::set<std::pair<Moment, int>> deadlines;
  std::multimap<std::string, int> hanging;
  // Handshakes half made go first: nobody who waits gains from one that is given up.
  std::deque<StandingPtr> begun;
  std::deque<StandingPtr> fresh;
  std::deque<StandingPtr> ready;
  std::set<Standing*> served;  // by a thread now
  int servers = 0;
  int idle = 0;
  std::vector<std::thread> shakers;
  std::thread watcher;
};

void Switchboard::State::Park(StandingPtr one) {
  std::lock_guard lock(mutex);
  if (ending) return;
  const bool hangs = !one->caller.waits_for.empty();
  if (hangs && plan.has_news(one->caller)) return ServeSoon(std::move(one));
  const int descriptor = one->descriptor();
  epoll_event wanted{.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, .data = {.ptr = nullptr}};
  wanted.data.fd = descriptor;
  const int how = one->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  one->watched = true;
  if (hangs) hanging.emplace(one->caller.waits_for, descriptor);
  deadlines.emplace(one->until, descriptor);
  parked[descriptor] = std::move(one);
  if (epoll_ctl(epoll, how, descriptor, &wanted) != 0) TakeUp(descriptor, false);
}

// The mutex held.
void Switchboard::State::TakeUp(int descriptor, bool in_time) {
  auto found = parked.find(descriptor);
  if (found == parked.end()) return;  // somebody else has it
  StandingPtr one = std::move(found->second);
  parked.erase(found);
  deadlines.erase({one->until, descriptor});
  const bool hangs = !one->caller.waits_for.empty();
  if (hangs) {
    auto [from, to] = hanging.equal_range(one->caller.waits_for);
    for (auto each = from; each != to; ++each) {
      if (each->second != descriptor) continue;
      hanging.erase(each);
      break;
    }
  }
  switch (one->stage) {
    case Stage::kFresh:
    case Stage::kShaking:
      if (!in_time) return;  // too late: the client has given up or is about to
      (one->stage == Stage::kFresh ? fresh : begun).push_back(std::move(one));
      to_shake.notify_one();
      return;
    case Stage::kRefused:
      if (in_time) begun.push_back(std::move(one));
      to_shake.notify_one();
      return;
    case Stage::kOpen:
      // A silent one's time is over; one that hangs gets an answer then, and has nothing to say
      // before.
      if (in_time != hangs) ServeSoon(std::move(one));
      return;
  }
}

void Switchboard::State::ServeSoon(StandingPtr one) {
  ready.push_back(std::move(one));
  if (idle >= static_cast<int>(ready.size()) || servers >= kMostServing) {
    to_serve.notify_one();
    return;
  }
  ++servers;
  try {
    threads.start(*this);
  } catch (const Poco::Exception&) {  // the others get to it
    --servers;
    to_serve.notify_one();
  }
}

void Switchboard::State::Watch() {
  const auto listening = static_cast<int>(plan.listener.impl()->sockfd());
  std::array<epoll_event, 64> events{};
  for (;;) {
    const int count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(kLook.count()));
    bool knocks = false;
    {
      std::lock_guard lock(mutex);
      if (ending) return;
      for (int i = 0; i < count; ++i) {
        const int descriptor = events[static_cast<size_t>(i)].data.fd;
        if (descriptor == listening) {
          knocks = true;
        } else {
          TakeUp(descriptor, true);
        }
      }
      const Moment now = steady_clock::now();
      while (!deadlines.empty() && deadlines.begin()->first <= now) {
        TakeUp(deadlines.begin()->second, false);
      }
    }
    if (knocks) AcceptAll();
  }
}

void Switchboard::State::AcceptAll() {
  constexpr int kTogether = 64;
  for (int i = 0; i < kTogether; ++i) {
    try {
      auto one = std::make_unique<Standing>();
      one->caller.socket = plan.listener.acceptConnection();
      one->until = steady_clock::now() + plan.handshake;
      Park(std::move(one));
    } catch (const Poco::Exception&) {
      // Nobody more, or an address that has its share. Out of descriptors: the next look.
      return;
    }
  }
}

StandingPtr Switchboard::State::NextShake(std::unique_lock<std::mutex>& lock) {
  for (;;) {
    to_shake.wait(lock, [this] { return ending || !begun.empty() || !fresh.empty(); });
    if (ending) return nullptr;
    auto& queue = begun.empty() ? fresh : begun;
    StandingPtr one = std::move(queue.front());
    queue.pop_front();
    if (one->until > steady_clock::now()) return one;
    lock.unlock();
    one.reset();
    lock.lock();
  }
}

void Switchboard::State::Shake() {
  // Of this thread alone, as Linux has it.
  const auto self = static_cast<id_t>(gettid());
  setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + kShakersNicer);
  std::unique_lock lock(mutex);
  while (StandingPtr one = NextShake(lock)) {
    lock.unlock();
    ShakeOne(std::move(one));
    lock.lock();
  }
}

void Switchboard::State::Drain(Standing& one) {
  std::array<char, 4096> away;
  ssize_t got = 0;
  do {
    got = ::recv(one.descriptor(), away.data(), away.size(), MSG_DONTWAIT);
  } while (got > 0);
  if (got == 0) one.until = steady_clock::now();
}

void Switchboard::State::ShakeOne(StandingPtr one) {
  if (one->stage == Stage::kRefused) {
    Drain(*one);
    return Park(std::move(one));
  }
  switch (GoOnWithHandshake(one->caller.socket)) {
    case Handshaking::kWaits:
      one->stage = Stage::kShaking;
      return Park(std::move(one));
    case Handshaking::kRefused:
      one->stage = Stage::kRefused;
      one->until = steady_clock::now() + kLinger;
      return Park(std::move(one));
    case Handshaking::kDone:
      break;
  }
  one->stage = Stage::kOpen;
  one->until = steady_clock::now() + plan.silence;
  // The first request may have come with the handshake's last bytes.
  if (!one->caller.socket.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ)) {
    return Park(std::move(one));
  }
  std::lock_guard lock(mutex);
  if (!ending) ServeSoon(std::move(one));
}

void Switchboard::State::run() {
  std::unique_lock lock(mutex);
  for (;;) {
    ++idle;
    const bool more =
        to_serve.wait_for(lock, kIdleServer, [this] { return ending || !ready.empty(); });
    --idle;
    if (!more || ending) break;
    StandingPtr one = std::move(ready.front());
    ready.pop_front();
    served.insert(one.get());
    lock.unlock();
    const AfterServing after = plan.serve(one->caller);
    lock.lock();
    served.erase(one.get());
    lock.unlock();
    if (after == AfterServing::kEnd) {
      one.reset();
    } else {
      one->until =
          after == AfterServing::kHang ? one->caller.until : steady_clock::now() + plan.silence;
      Park(std::move(one));
    }
    lock.lock();
  }
  --servers;
}

Switchboard::Switchboard(SwitchboardPlan plan) : state_(std::make_unique<State>(std::move(plan))) {
  for (int i = 0; i < kShakers; ++i) {
    state_->shakers.emplace_back([state = state_.get()] { state->Shake(); });
  }
  state_->watcher = std::thread([state = state_.get()] { state->Watch(); });
}

Switchboard::~Switchboard() {
  {
    std::lock_guard lock(state_->mutex);
    state_->ending = true;
    for (Standing* one : state_->served) BreakOff(one->caller.socket);
  }
  state_->to_shake.notify_all();
  state_->to_serve.notify_all();
  state_->watcher.join();
  for (std::thread& shaker : state_->shakers) shaker.join();
  state_->threads.joinAll();
}

void Switchboard::Wake(const std::string& waits_for) {
  std::lock_guard lock(state_->mutex);
  auto [from, to] = state_->hanging.equal_range(waits_for);
  std::vector<int> woken;
  for (auto each = from; each != to; ++each) woken.push_back(each->second);
  for (int descriptor : woken) state_->TakeUp(descriptor, false);
}

}  // namespace piket
