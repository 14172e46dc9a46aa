#include "agent/central/feeds.h"

#include <algorithm>

#include "agent/core/log.h"
#include "agent/core/text.h"

namespace piket {
namespace {

const std::string kNoHash(64, '0');
// Arrivals looked through in one transaction: nobody waits long behind it.
constexpr int64_t kTogether = 2000;
constexpr size_t kMostPieceBytes = 1u << 20;

struct Top {
  int64_t n = 0;
  std::string hash = kNoHash;
};

Result<Top> TopOf(Database& db, const std::string& post) {
  auto rows = db.Ask("SELECT n, hash FROM local_feed WHERE post=? ORDER BY n DESC LIMIT 1", {post});
  if (!rows) return rows.error();
  if (rows->empty()) return Top{};
  return Top{rows->front().Integer("n"), rows->front().Text("hash")};
}

// The hash of a feed at a number; "" where there is none.
Result<std::string> HashAt(Database& db, const std::string& post, int64_t n) {
  if (n == 0) return kNoHash;
  auto rows = db.Ask("SELECT hash FROM local_feed WHERE post=? AND n=?", {post, n});
  if (!rows) return rows.error();
  return rows->empty() ? std::string() : rows->front().Text("hash");
}

Result<void> Put(Database& db, const std::string& post, int64_t n, const Entry& entry,
                 const std::string& hash) {
  auto put = db.Run("INSERT INTO local_feed VALUES (?,?,?,?,?,?)",
                    {post, n, entry.post, entry.epoch, entry.seq, hash});
  for (const std::string& name : BlobsNamed(entry)) {
    if (put) put = db.Run("INSERT OR IGNORE INTO local_blob_known VALUES (?,?)", {name, post});
  }
  return put;
}

// Takes the feed's items from this number on away; those whose entries are here are given again
// afterwards.
Result<void> CutFrom(Database& db, const std::string& post, int64_t n, std::vector<Entry>& cut) {
  auto rows = db.Ask(
      "SELECT e.* FROM local_feed f JOIN entry e ON e.post=f.entry_post AND e.epoch=f.entry_epoch "
      "AND e.seq=f.entry_seq WHERE f.post=? AND f.n>=? ORDER BY f.n",
      {post, n});
  if (!rows) return rows.error();
  for (const Row& row : *rows) cut.push_back(EntryFromRow(row));
  return db.Run("DELETE FROM local_feed WHERE post=? AND n>=?", {post, n});
}

}  // namespace

struct Feeds::Reader {
  bool desk = false;
  bool joined = false;
  int64_t n = 0;  // until it has joined: the last arrival looked at for it
};

struct Feeds::Place {
  uint64_t additions = 0;
  std::condition_variable changed;
};

Feeds::Feeds(Centre& centre) : centre_(centre) {
  // Kinds that go to posts, and what changes who the posts are.
  arrivals_sql_ =
      "SELECT e.* FROM arrival a CROSS JOIN entry e USING (post, epoch, seq) WHERE a.n>? AND "
      "a.n<=? AND e.kind IN ('post.accepted','post.revoked'";
  for (const auto& [name, kind] : centre.journal.kinds()) {
    if (kind.readers != nullptr) arrivals_sql_ += ",'" + name + "'";
  }
  arrivals_sql_ += ") ORDER BY a.n";
}

Feeds::~Feeds() { Close(); }

void Feeds::Start() {
  filler_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    knock_ = true;
    for (;;) {
      knocked_.wait(lock, [this] { return knock_ || closed_; });
      if (closed_) return;
      knock_ = false;
      lock.unlock();
      if (auto filled = Fill(); !filled) LogError("filling the feeds", filled.error());
      lock.lock();
    }
  });
}

void Feeds::Knock() {
  std::lock_guard lock(mutex_);
  knock_ = true;
  knocked_.notify_one();
}

void Feeds::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    knocked_.notify_all();
    for (auto& [post, place] : places_) place->changed.notify_all();
  }
  if (filler_.joinable()) filler_.join();
}

Feeds::Place& Feeds::PlaceOf(const std::string& post) {
  auto& place = places_[post];
  if (place == nullptr) place = std::make_unique<Place>();
  return *place;
}

void Feeds::Wake(const std::set<std::string>& posts) {
  std::function<void(const std::string&)> listener;
  {
    std::lock_guard lock(mutex_);
    for (const std::string& post : posts) {
      Place& place = PlaceOf(post);
      ++place.additions;
      place.changed.notify_all();
    }
    listener = listener_;
  }
  if (!listener) return;
  for (const std::string& post : posts) listener(post);
}

uint64_t Feeds::Additions(const std::string& post) {
  std::lock_guard lock(mutex_);
  return PlaceOf(post).additions;
}

void Feeds::OnGiven(std::function<void(const std::string& post)> listener) {
  std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

Result<void> Feeds::Fill() {
  std::lock_guard filling(fill_mutex_);
  for (;;) {
    auto more = FillOnce();
    if (!more) return more.error();
    if (!*more) return {};
  }
}

Result<bool> Feeds::FillOnce() {
  given_.clear();
  int64_t upto = 0;
  bool posts_changed = false;
  auto filled = centre_.journal.database().Write<bool>([&](Database& db) -> Result<bool> {
    if (!readers_known_) {
      if (auto read = ReadReaders(db); !read) return read.error();
    }
    auto newest = db.Ask("SELECT ifnull(max(n),0) AS n FROM arrival");
    if (!newest) return newest.error();
    const int64_t last = newest->front().Integer("n");
    upto = std::min(last, looked_ + kTogether);
    auto changed = LookThrough(db, upto);
    if (!changed) return changed;
    posts_changed = *changed;
    if (!given_.empty() || upto - kept_ >= kTogether) {
      auto kept = db.Run("INSERT OR REPLACE INTO local_feed_cursor VALUES ('',?,1)", {upto});
      if (!kept) return kept.error();
      kept_ = upto;
    }
    bool all_joined = true;
    for (auto& [post, reader] : readers_) {
      if (reader.joined) continue;
      if (auto caught = CatchUp(db, post, reader, upto); !caught) return caught.error();
      all_joined = all_joined && reader.joined;
    }
    return upto < last || posts_changed || !all_joined;
  });
  if (!filled) {
    readers_known_ = false;  // what was noted here may not be in the tables
    looked_ = -1;
    return filled;
  }
  looked_ = upto;
  readers_known_ = !posts_changed;
  Wake(given_);
  return filled;
}

Result<void> Feeds::ReadReaders(Database& db) {
  readers_.clear();
  // Only the first time: what was looked at since need not stand in the table.
  bool first = looked_ < 0;
  if (first) looked_ = kept_ = 0;
  auto cursors = db.Ask("SELECT * FROM local_feed_cursor");
  if (!cursors) return cursors.error();
  for (const Row& row : *cursors) {
    if (row.Text("post").empty()) {
      if (first) looked_ = kept_ = row.Integer("n");
    } else {
      readers_[row.Text("post")] = {false, row.Integer("joined") != 0, row.Integer("n")};
    }
  }
  // One that was revoked may come back with another computer and goes on where its feed stands.
  auto posts = db.Ask("SELECT code, roles, state FROM post");
  if (!posts) return posts.error();
  for (const Row& row : *posts) {
    const std::string code = row.Text("code");
    if (row.Text("state") != "diterima" && readers_.count(code) == 0) continue;
    auto roles = ParseJson(row.Text("roles"));
    if (!roles) return roles.error();
    auto names = TextsOf(*roles);
    readers_[code].desk = std::find(names.begin(), names.end(), "desk") != names.end();
  }
  readers_known_ = true;
  return {};
}

Result<bool> Feeds::LookThrough(Database& db, int64_t upto) {
  bool posts_changed = false;
  auto rows = db.Ask(arrivals_sql_, {looked_, upto});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    const Kind& kind = centre_.journal.kinds().at(row.Text("kind"));
    if (kind.readers == nullptr) {
      posts_changed = true;
      continue;
    }
    Entry entry = EntryFromRow(row);
    auto readership = kind.readers(db, entry);
    if (!readership) return readership.error();
    std::set<std::string> posts(readership->posts.begin(), readership->posts.end());
    for (const auto& [post, reader] : readers_) {
      if (!reader.joined || !((readership->every_desk && reader.desk) || posts.count(post) > 0)) {
        continue;
      }
      if (auto given = GiveTo(db, post, entry); !given) return given.error();
    }
  }
  return posts_changed;
}

Result<void> Feeds::CatchUp(Database& db, const std::string& post, Reader& reader, int64_t upto) {
  const int64_t until = std::min(upto, reader.n + kTogether);
  auto rows = db.Ask(arrivals_sql_, {reader.n, until});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    const Kind& kind = centre_.journal.kinds().at(row.Text("kind"));
    if (kind.readers == nullptr) continue;
    Entry entry = EntryFromRow(row);
    auto readership = kind.readers(db, entry);
    if (!readership) return readership.error();
    const auto& posts = readership->posts;
    bool named = std::find(posts.begin(), posts.end(), post) != posts.end();
    if (!named && !(readership->every_desk && reader.desk)) continue;
    if (auto given = GiveTo(db, post, entry); !given) return given;
  }
  reader.n = until;
  reader.joined = until == upto;
  return db.Run("INSERT OR REPLACE INTO local_feed_cursor VALUES (?,?,?)",
                {post, reader.n, int64_t{reader.joined}});
}

Result<void> Feeds::GiveTo(Database& db, const std::string& post, const Entry& entry) {
  if (post == entry.post || post == centre_.journal.post()) return {};
  auto there = db.Ask(
      "SELECT 1 AS one FROM local_feed WHERE entry_post=? AND entry_epoch=? AND entry_seq=? AND "
      "post=?",
      {entry.post, entry.epoch, entry.seq, post});
  if (!there) return there.error();
  if (!there->empty()) return {};
  auto top = TopOf(db, post);
  if (!top) return top.error();
  given_.insert(post);
  return Put(db, post, top->n + 1, entry, FeedHash(top->hash, top->n + 1, entry.hash));
}

Result<FeedPiece> Feeds::Read(const std::string& post, int64_t after, int limit,
                              std::chrono::milliseconds wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    uint64_t additions = 0;
    {
      std::lock_guard lock(mutex_);
      additions = PlaceOf(post).additions;
    }
    auto piece = ReadNow(post, after, limit);
    if (!piece || !piece->items.empty()) return piece;
    std::unique_lock lock(mutex_);
    Place& place = PlaceOf(post);
    bool more = place.changed.wait_until(lock, until,
                                         [&] { return closed_ || place.additions != additions; });
    if (!more || closed_) return piece;
  }
}

Result<FeedPiece> Feeds::ReadNow(const std::string& post, int64_t after, int limit) {
  auto piece = centre_.journal.database().Read([&](Database& db) -> Result<FeedPiece> {
    FeedPiece found;
    auto before = HashAt(db, post, after);
    if (!before) return before.error();
    if (before->empty()) return Error{Fault::kConflict, "the feed does not reach that far"};
    found.before = *before;
    auto rows = db.Ask(
        "SELECT f.n, f.hash AS feed_hash, e.* FROM local_feed f JOIN entry e ON "
        "e.post=f.entry_post AND e.epoch=f.entry_epoch AND e.seq=f.entry_seq "
        "WHERE f.post=? AND f.n>? ORDER BY f.n LIMIT ?",
        {post, after, int64_t{limit}});
    if (!rows) return rows.error();
    size_t bytes = 0;
    for (const Row& row : *rows) {
      // An entry that a restore lost and its post has not sent again ends the piece.
      if (row.Integer("n") != after + 1) break;
      bytes += row.Text("body").size() + 500;
      if (bytes > kMostPieceBytes && !found.items.empty()) break;
      found.items.push_back({++after, row.Text("feed_hash"), EntryFromRow(row)});
    }
    return found;
  });
  if (!piece || piece->items.empty()) return piece;
  auto signature = centre_.key.Sign(FeedDigest(post, piece->items.back().hash));
  if (!signature) return signature.error();
  piece->signature = Hex(*signature);
  return piece;
}

Result<void> Feeds::TakeItem(Database& db, const std::string& post, const FeedItem& item,
                             std::vector<Entry>& cut) {
  if (item.entry.post == centre_.journal.post()) {
    auto taken = centre_.journal.TakeBack(db, item.entry);
    if (!taken) return taken.error();
  }
  auto here = HashAt(db, post, item.n);
  if (!here) return here.error();
  if (*here == item.hash) return {};
  // The post never had what stands here: it gets it after all it has.
  if (auto done = CutFrom(db, post, item.n, cut); !done) return done;
  return Put(db, post, item.n, item.entry, item.hash);
}

Result<PushAnswer> Feeds::TakeReturned(const PostRecord& post, const FeedPiece& piece) {
  if (piece.items.empty() || !IsWhole(piece, post.code, centre_.key.PublicPem())) {
    return Error{Fault::kBadRequest, "items"};
  }
  Journal& journal = centre_.journal;
  auto lost = journal.database().Read([&](Database& db) -> Result<bool> {
    for (const FeedItem& item : piece.items) {
      if (item.entry.post != journal.post()) continue;
      auto is_lost = journal.IsLost(db, item.entry.epoch, item.entry.seq, item.entry.hash);
      if (!is_lost || *is_lost) return is_lost;
    }
    return false;
  });
  if (!lost) return lost.error();
  if (*lost) {
    if (auto opened = journal.OpenEpoch(); !opened) return opened.error();
  }
  PushAnswer answer;
  {
    std::lock_guard filling(fill_mutex_);
    given_.clear();
    auto taken = journal.Write<void>([&](Database& db) -> Result<void> {
      auto before = HashAt(db, post.code, piece.items.front().n - 1);
      if (!before) return before.error();
      if (*before != piece.before) return Error{Fault::kConflict, "return everything"};
      std::vector<Entry> cut;
      for (const FeedItem& item : piece.items) {
        if (auto done = TakeItem(db, post.code, item, cut); !done) return done;
      }
      for (const Entry& entry : cut) {
        if (auto given = GiveTo(db, post.code, entry); !given) return given;
      }
      return {};
    });
    if (!taken) return taken.error();
    Wake(given_);
  }
  answer.have = piece.items.back().n;
  LogLine("returned", {{"post", post.code}, {"upto", std::to_string(answer.have)}});
  if (auto tried = journal.TryHeldAgain(); !tried) return tried.error();
  Knock();
  return answer;
}

}  // namespace piket
