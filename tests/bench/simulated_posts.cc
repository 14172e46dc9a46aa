#include "tests/bench/simulated_posts.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/post.h"
#include "agent/sync/line.h"
#include "agent/sync/wire.h"
#include "tests/bench/letter_life.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using Moment = steady_clock::time_point;

constexpr seconds kBetweenHellos{60};

double SecondsSince(Moment then) {
  return std::chrono::duration<double>(steady_clock::now() - then).count();
}

// What all posts have in common.
struct Swarm {
  std::atomic<bool> ending{false};
  SimulationPlan plan;
  std::string authority;
  KindTable kinds = AllKinds();
  std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  int greeted = 0;
  int listening = 0;
  int caught = 0;
  std::vector<double> acked_ms;
  std::map<std::string, int> faults;

  void Note(int Swarm::*what) {
    std::lock_guard lock(mutex);
    ++(this->*what);
    changed.notify_all();
  }
  void NoteFault(const Error& error) {
    std::lock_guard lock(mutex);
    if (!ending) ++faults[std::string(Word(error.fault)) + ": " + error.detail.substr(0, 60)];
  }
  void NoteAcked(double ms) {
    std::lock_guard lock(mutex);
    acked_ms.push_back(ms);
  }
};

// As the courier's: growing, with full jitter.
class Pause {
 public:
  milliseconds Next() {
    const int64_t most = std::min<int64_t>(300000, 200 * (int64_t{1} << std::min(tries_++, 11)));
    return milliseconds(std::uniform_int_distribution<int64_t>(0, most)(chance_));
  }
  void Reset() { tries_ = 0; }

 private:
  std::mt19937 chance_{std::random_device{}()};
  int tries_ = 0;
};

class SimulatedPost {
 public:
  SimulatedPost(Swarm& swarm, const Json& seat)
      : swarm_(swarm), code_(TextOr(seat, "code")), epoch_(Hex(RandomBytes(16))) {
    key_ = std::move(*SigningKey::FromPem(TextOr(seat, "key")));
    TlsClientPlan tls;
    tls.authority = swarm.authority;
    tls.server_name = "127.0.0.1";
    tls.identity = TlsIdentity{TextOr(seat, "certificate"), TextOr(seat, "key")};
    context_ = *TlsContext::Client(tls);
    for (int i = 0; i < swarm.plan.backlog; ++i) Make();
    push_line_ = std::make_unique<Line>(context_, "127.0.0.1", swarm.plan.port);
    pull_line_ = std::make_unique<Line>(context_, "127.0.0.1", swarm.plan.port);
  }
  void Start() {
    pusher_ = std::thread([this] { Push(); });
    puller_ = std::thread([this] { Pull(); });
  }
  void Break() {
    push_line_->Break();
    pull_line_->Break();
  }
  ~SimulatedPost() {
    if (!pusher_.joinable()) return;
    pusher_.join();
    puller_.join();
  }

 private:
  // In pieces, so that the end is prompt; false when it came.
  bool Sleep(Moment until) {
    while (!swarm_.ending) {
      auto left = until - steady_clock::now();
      if (left <= left.zero()) return true;
      std::this_thread::sleep_for(std::min<steady_clock::duration>(left, seconds(1)));
    }
    return false;
  }

  void Make() {
    if (life_.empty()) {
      auto life = LifeOf(code_, letters_++, clock_.Now());
      life_.assign(life.begin(), life.end());
    }
    NewEntry next = std::move(life_.front());
    life_.pop_front();
    Entry entry;
    entry.post = code_;
    entry.epoch = epoch_;
    entry.seq = ++seq_;
    entry.at = clock_.Now();
    entry.id = NewId(entry.at);
    entry.kind = next.kind;
    entry.version = swarm_.kinds.at(next.kind).version;
    entry.boot = "simulated";
    entry.author = next.author;
    entry.subject = next.subject;
    entry.body = std::move(next.body);
    entry.prev = newest_;
    entry.hash = newest_ = HashOf(entry);
    unsent_.push_back(std::move(entry));
  }

  Result<void> Greet() {
    Hello hello;
    hello.epoch = epoch_;
    hello.seq = seq_;
    {
      std::lock_guard lock(pulled_mutex_);
      hello.pulled = pulled_;
      hello.pulled_hash = pulled_hash_;
    }
    hello.report = {{"backlog", unsent_.size()}};
    auto answer =
        push_line_->AskJson("POST", "/v1/session?nonce=" + Hex(RandomBytes(16)), ToJson(hello));
    if (!answer) return answer.error();
    auto welcome = WelcomeFromJson(*answer);
    if (!welcome) return welcome.error();
    while (!unsent_.empty() && unsent_.front().seq <= welcome->have) unsent_.pop_front();
    if (!greeted_) swarm_.Note(&Swarm::greeted);
    greeted_ = true;
    return {};
  }

  Result<void> SendEntries() {
    const size_t count = std::min<size_t>(unsent_.size(), kMostEntries);
    PushBatch batch;
    batch.entries.assign(unsent_.begin(), unsent_.begin() + static_cast<ptrdiff_t>(count));
    auto head = HeadOf(batch.entries, *key_);
    if (!head) return head.error();
    batch.head = *head;
    auto answer = push_line_->AskJson("POST", "/v1/entries", ToJson(batch));
    if (!answer) return answer.error();
    auto taken = PushAnswerFromJson(*answer);
    if (!taken) return taken.error();
    if (!taken->held.empty()) return Error{Fault::kInternal, taken->held.front().reason};
    while (!unsent_.empty() && unsent_.front().seq <= taken->have) unsent_.pop_front();
    return {};
  }

  Result<void> PushSession() {
    if (auto greeted = Greet(); !greeted) return greeted;
    pause_.Reset();
    const Moment next_hello = steady_clock::now() + kBetweenHellos;
    for (;;) {
      while (!unsent_.empty()) {
        if (auto sent = SendEntries(); !sent) return sent;
      }
      if (made_ > Moment::min()) swarm_.NoteAcked(SecondsSince(made_) * 1e3);
      made_ = Moment::min();
      if (!caught_) swarm_.Note(&Swarm::caught);
      caught_ = true;
      if (!Sleep(std::min(next_entry_, next_hello))) return {};
      if (steady_clock::now() >= next_hello) return {};
      made_ = steady_clock::now();
      next_entry_ = made_ + between_;
      Make();
    }
  }

  void Push() {
    if (swarm_.plan.entries_a_minute > 0) {
      between_ = milliseconds(60000 / swarm_.plan.entries_a_minute);
      std::mt19937 chance(std::random_device{}());
      next_entry_ = steady_clock::now() +
                    milliseconds(std::uniform_int_distribution<int64_t>(
                        0, std::chrono::duration_cast<milliseconds>(between_).count())(chance));
    }
    while (!swarm_.ending) {
      auto done = PushSession();
      if (done) continue;
      swarm_.NoteFault(done.error());
      Sleep(steady_clock::now() + pause_.Next());
    }
  }

  void Pull() {
    Pause pause;
    bool listening = false;
    while (!swarm_.ending) {
      auto answer = pull_line_->AskJson(
          "GET", "/v1/feed?after=" + std::to_string(pulled_) + "&wait=" + (listening ? "25" : "0"),
          {}, seconds(40));
      auto piece = answer ? FeedPieceFromJson(*answer) : Result<FeedPiece>(answer.error());
      if (!piece) {
        swarm_.NoteFault(piece.error());
        Sleep(steady_clock::now() + pause.Next());
        continue;
      }
      pause.Reset();
      if (!listening) swarm_.Note(&Swarm::listening);
      listening = true;
      if (piece->items.empty()) continue;
      std::lock_guard lock(pulled_mutex_);
      pulled_ = piece->items.back().n;
      pulled_hash_ = piece->items.back().hash;
    }
  }

  Swarm& swarm_;
  const SystemClock clock_;
  const std::string code_;
  const std::string epoch_;
  std::unique_ptr<SigningKey> key_;
  std::shared_ptr<TlsContext> context_;
  std::unique_ptr<Line> push_line_;
  std::unique_ptr<Line> pull_line_;
  // Of the pushing thread.
  Pause pause_;
  std::deque<NewEntry> life_;
  std::deque<Entry> unsent_;
  std::string newest_ = std::string(64, '0');
  int64_t seq_ = 0;
  int letters_ = 0;
  bool greeted_ = false;
  bool caught_ = false;
  Moment made_ = Moment::min();
  Moment next_entry_ = Moment::max();
  steady_clock::duration between_{};
  std::mutex pulled_mutex_;
  int64_t pulled_ = 0;
  std::string pulled_hash_ = std::string(64, '0');
  std::thread pusher_;
  std::thread puller_;
};

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  auto at = static_cast<size_t>(share * static_cast<double>(values.size()));
  return values[std::min(values.size() - 1, at)];
}

class Company {
 public:
  Company(Swarm& swarm, std::vector<Json> seats) : swarm_(swarm), seats_(std::move(seats)) {}
  ~Company() {
    swarm_.ending = true;
    for (auto& post : posts_) post->Break();
  }

  Json Grow(size_t count) {
    std::vector<SimulatedPost*> fresh;
    while (posts_.size() < std::min(count, seats_.size())) {
      posts_.push_back(std::make_unique<SimulatedPost>(swarm_, seats_[posts_.size()]));
      fresh.push_back(posts_.back().get());
    }
    const Moment begun = steady_clock::now();
    for (SimulatedPost* post : fresh) post->Start();
    const auto all = static_cast<int>(posts_.size());
    const Moment until = begun + seconds(swarm_.plan.patience_s);
    std::unique_lock lock(swarm_.mutex);
    auto wait = [&](auto done) -> Json {
      if (!swarm_.changed.wait_until(lock, until, done)) return nullptr;
      return SecondsSince(begun);
    };
    Json up = wait([&] { return swarm_.greeted >= all && swarm_.listening >= all; });
    Json caught = wait([&] { return swarm_.caught >= all; });
    return {{"posts", all},
            {"up", up},
            {"caught", caught},
            {"greeted", swarm_.greeted},
            {"listening", swarm_.listening},
            {"faults", TakeFaults()}};
  }

  Json Measure(int length_s) {
    {
      std::lock_guard lock(swarm_.mutex);
      swarm_.acked_ms.clear();
      swarm_.faults.clear();
    }
    std::this_thread::sleep_for(seconds(length_s));
    std::lock_guard lock(swarm_.mutex);
    return {{"acked", swarm_.acked_ms.size()},
            {"median", Percentile(swarm_.acked_ms, 0.5)},
            {"p95", Percentile(swarm_.acked_ms, 0.95)},
            {"faults", TakeFaults()}};
  }

 private:
  Json TakeFaults() {
    Json faults = Json::object();
    for (const auto& [word, count] : swarm_.faults) faults[word] = count;
    swarm_.faults.clear();
    return faults;
  }
  Swarm& swarm_;
  const std::vector<Json> seats_;
  std::vector<std::unique_ptr<SimulatedPost>> posts_;
};

}  // namespace

int SimulatePosts(const SimulationPlan& plan) {
  auto text = ReadFile(plan.seats);
  auto file = text ? ParseJson(*text) : Result<Json>(text.error());
  if (!file) {
    std::cerr << file.error().detail << "\n";
    return 1;
  }
  Swarm swarm;
  swarm.plan = plan;
  swarm.authority = TextOr(*file, "authority");
  Company company(swarm, (*file)["seats"].get<std::vector<Json>>());
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string word;
    int number = 0;
    words >> word >> number;
    Json answer =
        word == "posts" ? company.Grow(static_cast<size_t>(number)) : company.Measure(number);
    std::cout << CanonicalText(answer) << std::endl;
  }
  return 0;
}

}  // namespace piket
