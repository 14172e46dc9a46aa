// A journal that came back from a backup: its lost entries return under the old epoch, from the
// posts that hold them, while new ones are appended under a new one.
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/store/journal.h"

namespace piket {
namespace {

int64_t Milliseconds(Instant instant) { return instant.time_since_epoch().count(); }

// Whether this very entry is here, applied or held.
Result<bool> IsHere(Database& db, const Entry& entry) {
  auto rows = db.Ask(
      "SELECT hash FROM entry WHERE post=?1 AND epoch=?2 AND seq=?3 UNION ALL "
      "SELECT hash FROM local_quarantine WHERE post=?1 AND epoch=?2 AND seq=?3",
      {entry.post, entry.epoch, entry.seq});
  if (!rows) return rows.error();
  return !rows->empty() && rows->front().Text("hash") == entry.hash;
}

}  // namespace

std::string Journal::epoch() const {
  std::lock_guard lock(epoch_mutex_);
  return epoch_;
}

Result<void> Journal::OpenEpoch() {
  const std::string old = epoch();
  const std::string fresh = Hex(RandomBytes(8));
  auto opened = database_.Write<void>([&](Database& db) -> Result<void> {
    auto done = db.Run(
        "INSERT OR REPLACE INTO local_epoch SELECT ?2, ifnull(max(seq),0), ?3 FROM entry "
        "WHERE post=?1 AND epoch=?2",
        {post_, old, Milliseconds(clock_.Now())});
    if (!done) return done;
    done = db.Run("UPDATE meta SET value=? WHERE key='epoch'", {fresh});
    if (!done) return done;
    // From the next entry on; nobody appends while this transaction runs.
    std::lock_guard lock(epoch_mutex_);
    epoch_ = fresh;
    return {};
  });
  if (!opened) {
    database_.Read([&](Database&) {
      std::lock_guard lock(epoch_mutex_);
      epoch_ = old;
    });
    return opened;
  }
  LogWarning("a new epoch", {{"post", post_}, {"before", old}, {"epoch", fresh}});
  return {};
}

Result<bool> Journal::IsLost(Database& db, const std::string& epoch, int64_t seq,
                             const std::string& hash) const {
  if (epoch != this->epoch() || seq < 1) return false;
  Entry entry;
  entry.post = post_;
  entry.epoch = epoch;
  entry.seq = seq;
  entry.hash = hash;
  auto here = IsHere(db, entry);
  if (!here) return here.error();
  return !*here;
}

Result<Received> Journal::TakeBack(Database& db, const Entry& entry) {
  if (entry.post != post_) return Error{Fault::kInternal, NameOf(entry) + ": not ours"};
  auto here = IsHere(db, entry);
  if (!here) return here.error();
  if (*here) return Received::kKnown;
  if (HashOf(entry) != entry.hash) {
    return Error{Fault::kJournalBroken, NameOf(entry) + ": its hash does not fit"};
  }
  auto other = db.Ask("SELECT 1 AS one FROM entry WHERE post=? AND epoch=? AND seq=?",
                      {entry.post, entry.epoch, entry.seq});
  if (!other) return other.error();
  if (other->empty()) return Receive(db, entry, Chain::kPicked);
  // The number was used again before anybody knew of the loss.
  if (auto held = HoldForked(db, entry); !held) return held.error();
  return Received::kHeld;
}

Result<void> Journal::HoldForked(Database& db, const Entry& entry) {
  return db.Run("INSERT OR IGNORE INTO local_quarantine VALUES (?,?,?,?,?,?,?,?,?)",
                {entry.post, entry.epoch, entry.seq, entry.subject, entry.kind, entry.hash,
                 CanonicalText(EntryJson(entry)), std::string(Word(Fault::kJournalForked)),
                 Milliseconds(clock_.Now())});
}

Result<std::vector<Journal::Gap>> Journal::Lost(Database& db, const std::string& post) {
  auto closed = db.Ask("SELECT epoch, seq FROM local_epoch ORDER BY at, epoch");
  if (!closed) return closed.error();
  std::vector<Gap> gaps;
  for (const Row& row : *closed) {
    const std::string epoch = row.Text("epoch");
    int64_t last = row.Integer("seq");
    auto each = db.Each(
        "SELECT seq FROM entry WHERE post=?1 AND epoch=?2 AND seq>?3 UNION "
        "SELECT seq FROM local_quarantine WHERE post=?1 AND epoch=?2 AND seq>?3 ORDER BY seq",
        {post, epoch, last}, [&](const Row& here) -> Result<void> {
          int64_t seq = here.Integer("seq");
          if (seq > last + 1) gaps.push_back({epoch, last + 1, seq - 1});
          last = seq;
          return {};
        });
    if (!each) return each.error();
  }
  return gaps;
}

}  // namespace piket
