#include "agent/sync/courier.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "agent/core/log.h"
#include "agent/sync/blob_line.h"
#include "agent/sync/enrol.h"
#include "agent/sync/line.h"
#include "agent/sync/pulled.h"
#include "agent/sync/wire.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kWaitSeconds = 25;           // of the long poll
constexpr seconds kBetweenHellos{60};      // the fleet screen's news, and the clock
constexpr seconds kBetweenRenewals{3600};  // looks at the certificate's age
constexpr milliseconds kFirstPause{200};
constexpr milliseconds kLongestPause{300000};
constexpr std::chrono::minutes kStalledAfter{15};

// Growing pauses with full jitter: after a power cut a thousand posts do not come at once.
class Backoff {
 public:
  Backoff() : chance_(std::random_device{}()) {}
  milliseconds Next() {
    milliseconds most = std::min(kLongestPause, kFirstPause * (int64_t{1} << std::min(tries_, 11)));
    ++tries_;
    return milliseconds(std::uniform_int_distribution<int64_t>(0, most.count())(chance_));
  }
  void Reset() { tries_ = 0; }

 private:
  std::mt19937 chance_;
  int tries_ = 0;
};

int64_t Milliseconds(Instant at) { return at.time_since_epoch().count(); }

Result<std::vector<Entry>> EntriesOf(Database& db, const Journal& journal, const std::string& epoch,
                                     int64_t after) {
  auto rows = db.Ask("SELECT * FROM entry WHERE post=? AND epoch=? AND seq>? ORDER BY seq LIMIT ?",
                     {journal.post(), epoch, after, int64_t{kMostEntries}});
  if (!rows) return rows.error();
  std::vector<Entry> entries;
  // Of an epoch that ended with a restore some came back from elsewhere, perhaps not all: what a
  // batch carries has no gap.
  for (const Row& row : *rows) {
    if (row.Integer("seq") != after + static_cast<int64_t>(entries.size()) + 1) break;
    entries.push_back(EntryFromRow(row));
  }
  return entries;
}

// Whether the machine's clock, by which TLS judges dates, is behind what is known here.
bool IsBehind(Instant known, Instant certified) {
  const Instant machine = SystemClock().Now();
  return machine < certified || machine + std::chrono::hours(24) < known;
}

// Entries of this epoch from after `have` on that one request carries.
Result<std::vector<Entry>> NextBatch(Journal& journal, const std::string& epoch, int64_t have) {
  auto entries =
      journal.database().Read([&](Database& db) { return EntriesOf(db, journal, epoch, have); });
  if (!entries) return entries;
  size_t bytes = 0;
  size_t count = 0;
  for (const Entry& entry : *entries) {
    bytes += CanonicalText(entry.body).size() + 600;
    if (count > 0 && bytes > kMostBatchBytes) break;
    ++count;
  }
  entries->resize(count);
  return entries;
}

}  // namespace

struct Courier::Work {
  Work(CourierPlan given, Membership joined)
      : plan(std::move(given)),
        membership(std::move(joined)),
        sending({plan.journal, plan.blobs, plan.letter_keys}),
        fetching({plan.journal, plan.blobs, plan.letter_keys}) {
    state.fault = Word(Fault::kLineDown);
    state.since = plan.journal.Now();
  }

  void Push();
  void Pull();
  // One session: until the line breaks or the agent ends.
  Result<void> PushSession(const std::shared_ptr<Line>& line);
  Result<void> PullSession(const std::shared_ptr<Line>& line);

  Result<Welcome> Greet(Line& line, const std::string& epoch = "");
  // What this post had not sent when it was restored from a backup, before anything newer.
  Result<void> SendOlderEpochs(Line& line);
  Result<void> Return(Line& line, const Welcome& welcome);
  Result<bool> SendEntries(Line& line);
  Result<int64_t> SendBatch(Line& line, std::vector<Entry> entries);
  Result<void> FetchConfig(Line& line, int64_t version);
  // A line of its own for each thread, made anew for each session: the certificate may be new.
  Result<std::shared_ptr<Line>> OpenLine(std::shared_ptr<Line>& kept);
  Result<void> RenewInTime();
  void Up();
  void Down(const Error& error);
  void CountBacklog();
  // Waits; true when there is something to do or the agent ends.
  bool Wait(milliseconds time);
  bool UpNow() {
    std::lock_guard lock(mutex);
    return state.up;
  }
  bool Ending() {
    std::lock_guard lock(mutex);
    return ending;
  }

  CourierPlan plan;
  std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  Membership membership;
  bool knocked = true;
  bool ending = false;
  bool greet_again = false;  // the feed is not the one we know: say hello
  LineState state;
  steady_clock::time_point moved = steady_clock::now();  // when the backlog last became smaller
  std::shared_ptr<Line> push_line;
  std::shared_ptr<Line> pull_line;

  // Of the pushing thread alone.
  BlobLine sending;
  int64_t have = 0;                  // what the centre has of our journal
  bool gap = false;                  // the centre lacked something before our last batch
  std::set<std::string> older_sent;  // epochs of before that the centre has as far as we do
  steady_clock::time_point greeted{};
  steady_clock::time_point looked_at_certificate{};
  // Of the pulling thread alone.
  BlobLine fetching;

  std::thread pusher;
  std::thread puller;
};

void Courier::Work::Up() {
  std::lock_guard lock(mutex);
  Instant now = plan.journal.Now();
  if (!state.up) state.since = now;
  if (!state.up) LogLine("line to the centre is up");
  state.up = true;
  state.fault.clear();
  state.heard = now;
}

void Courier::Work::Down(const Error& error) {
  {
    std::lock_guard lock(mutex);
    if (ending) return;
    if (state.up || state.fault != Word(error.fault)) {
      state.since = plan.journal.Now();
      LogError("line to the centre", error);
    }
    state.up = false;
    state.fault = Word(error.fault);
  }
  CountBacklog();
}

void Courier::Work::CountBacklog() {
  struct Counted {
    int64_t backlog = 0;
    std::optional<Instant> oldest;
    int64_t blobs = 0;
  };
  auto counted = plan.journal.database().Read([&](Database& db) -> Result<Counted> {
    Counted now;
    auto rows = db.Ask(
        "SELECT count(*) AS n, min(at) AS oldest FROM entry WHERE post=? AND epoch=? AND seq>?",
        {plan.journal.post(), plan.journal.epoch(), have});
    if (!rows) return rows.error();
    now.backlog = rows->front().Integer("n");
    if (now.backlog > 0) now.oldest = Instant(milliseconds(rows->front().Integer("oldest")));
    auto blobs = BlobLine::Waiting(db);
    if (!blobs) return blobs.error();
    now.blobs = *blobs;
    return now;
  });
  if (!counted) return;
  std::lock_guard lock(mutex);
  if (counted->backlog == 0) moved = steady_clock::now();
  state.backlog = counted->backlog;
  state.oldest = counted->oldest;
  state.blobs = counted->blobs;
}

bool Courier::Work::Wait(milliseconds time) {
  std::unique_lock lock(mutex);
  bool woken = changed.wait_for(lock, time, [this] { return knocked || ending || greet_again; });
  knocked = false;
  return woken;
}

Result<std::shared_ptr<Line>> Courier::Work::OpenLine(std::shared_ptr<Line>& kept) {
  std::lock_guard lock(mutex);
  if (ending) return Error{Fault::kLineDown, "the agent ends"};
  auto address = ReadCentreAddress(membership.centre);
  if (!address) return address.error();
  TlsClientPlan tls;
  tls.authority = membership.authority;
  tls.server_name = membership.server_name;
  tls.identity = membership.identity;
  // A post that started in 1970 still has to reach who tells it the time; TLS asks the machine.
  // What stands for the dates then is the signature of the centre's own key over our nonce.
  auto own = ReadCertificate(membership.identity.certificate);
  tls.forgive_dates = own && IsBehind(plan.journal.Now(), own->not_before);
  auto context = TlsContext::Client(tls);
  if (!context) return context.error();
  kept = std::make_shared<Line>(*context, address->host, address->port);
  return kept;
}

Result<void> Courier::Work::RenewInTime() {
  auto now = steady_clock::now();
  if (now - looked_at_certificate < kBetweenRenewals) return {};
  Membership renewed;
  Instant centre_time = plan.journal.Now();
  {
    std::lock_guard lock(mutex);
    renewed = membership;
    centre_time += milliseconds(state.clock_offset_ms);
  }
  auto exchanged = RenewWhenDue(plan.data, renewed, centre_time);
  if (!exchanged) return exchanged.error();
  looked_at_certificate = now;
  if (*exchanged) {
    std::lock_guard lock(mutex);
    membership = std::move(renewed);
    LogLine("certificate renewed");
  }
  return {};
}

// `epoch`: one of before, to learn how far the centre has it; "" for the one of now.
Result<Welcome> Courier::Work::Greet(Line& line, const std::string& epoch) {
  CountBacklog();
  auto hello = plan.journal.database().Read(
      [&](Database& db) { return HelloOf(db, plan.journal, membership.centre_post); });
  if (!hello) return hello.error();
  if (!epoch.empty()) hello->epoch = epoch;
  hello->report = plan.report ? plan.report() : Json::object();
  {
    std::lock_guard lock(mutex);
    hello->report["backlog"] = state.backlog;
    if (state.oldest) hello->report["oldest_unsent"] = Milliseconds(*state.oldest);
    hello->report["blobs"] = state.blobs;
    hello->report["clock_offset_ms"] = state.clock_offset_ms;
  }
  const std::string nonce = Hex(RandomBytes(16));
  const Instant asked = plan.journal.Now();
  auto answer = line.AskJson("POST", "/v1/session?nonce=" + nonce, ToJson(*hello));
  if (!answer) return answer.error();
  auto welcome = WelcomeFromJson(*answer);
  if (!welcome) return welcome;
  auto signature = FromHex(welcome->signature);
  if (!signature ||
      !VerifySignature(membership.centre_key, Sha256(nonce + "/" + std::to_string(welcome->now)),
                       *signature)) {
    return Error{Fault::kNotTrusted, "the centre's signature of its time"};
  }
  // Half of the way there and back.
  const auto half = (plan.journal.Now() - asked) / 2;
  const Instant between = asked + half;
  if (plan.time) plan.time(Instant(milliseconds(welcome->now)) + half);
  std::lock_guard lock(mutex);
  state.clock_offset_ms = welcome->now - Milliseconds(between);
  greet_again = false;
  return welcome;
}

// The centre was restored from a backup: it gets back what its feed brought here.
Result<void> Courier::Work::Return(Line& line, const Welcome& welcome) {
  auto known = plan.journal.database().Read(
      [&](Database& db) { return PulledHash(db, welcome.return_after); });
  if (!known) return known.error();
  int64_t after = *known == welcome.return_hash ? welcome.return_after : 0;
  for (;;) {
    auto piece =
        plan.journal.database().Read([&](Database& db) { return PieceToReturn(db, after); });
    if (!piece) return piece.error();
    if (piece->items.empty()) break;
    auto answer = line.AskJson("POST", "/v1/returned", ToJson(*piece));
    if (!answer && answer.error().fault == Fault::kConflict && after > 0) {
      after = 0;
      continue;
    }
    if (!answer) return answer.error();
    after = piece->items.back().n;
  }
  LogLine("gave back to the centre what its feed had brought", {{"upto", std::to_string(after)}});
  return {};
}

// Only a broken line is the session's trouble; what is wrong with the configuration is told.
Result<void> Courier::Work::FetchConfig(Line& line, int64_t version) {
  if (!plan.config.known || version <= plan.config.known()) return {};
  auto bundle = line.AskJson("GET", "/v1/config/" + std::to_string(version), Json::object());
  if (!bundle && bundle.error().fault == Fault::kLineDown) return bundle.error();
  auto taken =
      bundle ? plan.config.came(*bundle, membership.centre_key) : Result<void>(bundle.error());
  if (!taken) LogError("the centre's configuration", taken.error());
  // A version that was refused is not asked for again: the centre hears of it at once.
  std::lock_guard lock(mutex);
  greet_again = greet_again || (!taken && version <= plan.config.known());
  return {};
}

// How far the centre has their epoch then.
Result<int64_t> Courier::Work::SendBatch(Line& line, std::vector<Entry> entries) {
  auto head = HeadOf(entries, plan.key);
  if (!head) return head.error();
  auto answer = line.AskJson("POST", "/v1/entries", ToJson(PushBatch{std::move(entries), *head}));
  if (!answer) return answer.error();
  auto taken = PushAnswerFromJson(*answer);
  if (!taken) return taken.error();
  for (const HeldNotice& held : taken->held) {
    LogLine("the centre holds an entry back",
            {{"seq", std::to_string(held.seq)}, {"reason", held.reason}});
  }
  if (taken->have < head->seq) return Error{Fault::kJournalGap, "less was taken than was sent"};
  return taken->have;
}

Result<void> Courier::Work::SendOlderEpochs(Line& line) {
  auto closed = plan.journal.database().Read(
      [](Database& db) { return db.Ask("SELECT epoch FROM local_epoch ORDER BY at, epoch"); });
  if (!closed) return closed.error();
  for (const Row& row : *closed) {
    const std::string epoch = row.Text("epoch");
    if (older_sent.count(epoch) > 0) continue;
    auto welcome = Greet(line, epoch);
    if (!welcome) return welcome.error();
    for (int64_t there = welcome->have;;) {
      auto entries = NextBatch(plan.journal, epoch, there);
      if (!entries) return entries.error();
      if (entries->empty()) break;
      auto sent = SendBatch(line, std::move(*entries));
      if (!sent) return sent.error();
      there = *sent;
    }
    older_sent.insert(epoch);
  }
  return {};
}

Result<bool> Courier::Work::SendEntries(Line& line) {
  auto entries = NextBatch(plan.journal, plan.journal.epoch(), have);
  if (!entries) return entries.error();
  if (entries->empty()) return false;
  auto sent = SendBatch(line, std::move(*entries));
  if (!sent) return sent.error();
  have = *sent;
  gap = false;
  {
    std::lock_guard lock(mutex);
    moved = steady_clock::now();
  }
  Up();
  return true;
}

Result<void> Courier::Work::PushSession(const std::shared_ptr<Line>& line) {
  for (;;) {
    auto welcome = Greet(*line);
    if (!welcome) return welcome.error();
    Up();
    if (plan.config.reached && plan.config.reached()) continue;
    const bool lost = welcome->restored || welcome->have < have;
    have = welcome->have;
    greeted = steady_clock::now();
    if (welcome->restored) {
      if (auto returned = Return(*line, *welcome); !returned) return returned;
    }
    if (lost) {
      // What the centre does not have the entries of, it lost with them.
      auto listed = plan.journal.Write<void>(
          [&](Database& db) { return BlobLine::ListAgain(plan.journal, db, have); });
      if (!listed) return listed;
    }
    if (lost) older_sent.clear();
    if (auto sent = SendOlderEpochs(*line); !sent) return sent;
    if (plan.numbers) plan.numbers(welcome->numbers);
    if (auto done = FetchConfig(*line, welcome->config_version); !done) return done;
    if (auto renewed = RenewInTime(); !renewed) LogError("certificate", renewed.error());
    while (steady_clock::now() - greeted < kBetweenHellos) {
      {
        std::lock_guard lock(mutex);
        if (ending) return {};
        if (greet_again) break;
      }
      auto sent = SendEntries(*line);
      // The centre says at the next hello from where on it lacks something.
      if (!sent && sent.error().fault == Fault::kJournalGap && !gap) {
        gap = true;
        break;
      }
      if (!sent) return sent.error();
      if (*sent) continue;
      auto more = sending.Send(*line);
      if (!more) return more.error();
      if (*more) continue;
      CountBacklog();
      Wait(kBetweenHellos);
    }
  }
}

void Courier::Work::Push() {
  Backoff backoff;
  while (!Ending()) {
    auto line = OpenLine(push_line);
    auto done = line ? PushSession(*line) : Result<void>(line.error());
    if (done) continue;
    if (UpNow()) backoff.Reset();
    Down(done.error());
    // One past its time renews as soon as an officer lets it.
    if (done.error().fault == Fault::kPostExpired) {
      looked_at_certificate = {};
      if (auto renewed = RenewInTime(); !renewed) LogError("certificate", renewed.error());
    }
    std::unique_lock lock(mutex);
    changed.wait_for(lock, backoff.Next(), [this] { return ending; });
  }
}

Result<void> Courier::Work::PullSession(const std::shared_ptr<Line>& line) {
  for (;;) {
    auto after = plan.journal.database().Read(
        [](Database& db) { return db.Ask("SELECT ifnull(max(n),0) AS n FROM local_pulled"); });
    if (!after) return after.error();
    auto answer = line->AskJson("GET",
                                "/v1/feed?after=" + std::to_string(after->front().Integer("n")) +
                                    "&wait=" + std::to_string(kWaitSeconds),
                                Json::object(), seconds(kWaitSeconds + 15));
    auto piece = answer ? FeedPieceFromJson(*answer) : Result<FeedPiece>(answer.error());
    Result<void> taken = piece ? Result<void>() : Result<void>(piece.error());
    if (piece && !piece->items.empty()) {
      taken = TakePiece(plan.journal, *piece, membership.centre_key);
    }
    if (!taken && taken.error().fault == Fault::kConflict) {
      // Not the feed we know: the pushing thread asks what happened to the centre.
      {
        std::lock_guard lock(mutex);
        greet_again = true;
      }
      changed.notify_all();
    }
    if (!taken) return taken;
    if (!piece->items.empty()) {
      if (auto tried = plan.journal.TryHeldAgain(); !tried) return tried.error();
      if (plan.brought) plan.brought();
    }
    for (;;) {
      auto more = fetching.Fetch(*line);
      if (!more && more.error().fault == Fault::kLineDown) return more.error();
      if (!more || !*more) break;
      if (plan.brought) plan.brought();
      if (Ending()) return {};
    }
    if (Ending()) return {};
  }
}

void Courier::Work::Pull() {
  Backoff backoff;
  while (!Ending()) {
    auto begun = steady_clock::now();
    auto line = OpenLine(pull_line);
    auto done = line ? PullSession(*line) : Result<void>(line.error());
    if (done) continue;
    if (steady_clock::now() - begun > seconds(5)) backoff.Reset();
    std::unique_lock lock(mutex);
    changed.wait_for(lock, backoff.Next(), [this] { return ending; });
  }
}

Courier::Courier(CourierPlan plan, Membership membership)
    : work_(std::make_unique<Work>(std::move(plan), std::move(membership))) {
  work_->pusher = std::thread([this] { work_->Push(); });
  work_->puller = std::thread([this] { work_->Pull(); });
}

Courier::~Courier() {
  {
    std::lock_guard lock(work_->mutex);
    work_->ending = true;
    if (work_->push_line) work_->push_line->Break();
    if (work_->pull_line) work_->pull_line->Break();
  }
  work_->changed.notify_all();
  work_->pusher.join();
  work_->puller.join();
}

void Courier::Knock() {
  {
    std::lock_guard lock(work_->mutex);
    work_->knocked = true;
  }
  work_->changed.notify_all();
}

LineState Courier::State() const {
  std::lock_guard lock(work_->mutex);
  LineState state = work_->state;
  state.stalled = state.backlog > 0 && steady_clock::now() - work_->moved > kStalledAfter;
  return state;
}

}  // namespace piket
