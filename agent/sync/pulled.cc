#include "agent/sync/pulled.h"

namespace piket {
namespace {

const std::string kNoHash(64, '0');
constexpr size_t kMostPieceBytes = 1u << 20;

Result<Received> TakeOne(Journal& journal, Database& db, const Entry& entry) {
  // Our own, from before this computer was replaced or restored: it stays as it is here.
  if (entry.post == journal.post() && entry.epoch == journal.epoch()) return Received::kKnown;
  auto received = journal.Receive(db, entry, Chain::kPicked);
  if (received || received.error().fault != Fault::kJournalForked) return received;
  // The centre used the number twice, around a restore.
  if (auto held = journal.HoldForked(db, entry); !held) return held.error();
  return Received::kHeld;
}

Result<Entry> EntryOf(const Row& row) {
  if (!row.IsNull("id")) return EntryFromRow(row);
  auto held = ParseJson(row.Text("held"));
  if (!held) return held.error();
  return EntryFromJson(*held);
}

}  // namespace

Result<std::string> PulledHash(Database& db, int64_t n) {
  if (n == 0) return kNoHash;
  auto rows = db.Ask("SELECT hash FROM local_pulled WHERE n=?", {n});
  if (!rows) return rows.error();
  return rows->empty() ? std::string() : rows->front().Text("hash");
}

Result<Hello> HelloOf(Database& db, const Journal& journal, const std::string& centre) {
  Hello hello;
  hello.epoch = journal.epoch();
  hello.pulled_hash = kNoHash;
  auto own = db.Ask("SELECT ifnull(max(seq),0) AS seq FROM entry WHERE post=? AND epoch=?",
                    {journal.post(), hello.epoch});
  if (!own) return own.error();
  hello.seq = own->front().Integer("seq");
  auto pulled = db.Ask("SELECT n, hash FROM local_pulled ORDER BY n DESC LIMIT 1");
  if (!pulled) return pulled.error();
  if (!pulled->empty()) {
    hello.pulled = pulled->front().Integer("n");
    hello.pulled_hash = pulled->front().Text("hash");
  }
  auto newest = db.Ask(
      "SELECT p.entry_epoch, p.entry_seq, ifnull(e.hash, q.hash) AS hash FROM local_pulled p "
      "LEFT JOIN entry e ON e.post=p.entry_post AND e.epoch=p.entry_epoch AND e.seq=p.entry_seq "
      "LEFT JOIN local_quarantine q ON q.post=p.entry_post AND q.epoch=p.entry_epoch AND "
      "q.seq=p.entry_seq WHERE p.entry_post=? ORDER BY p.n DESC LIMIT 1",
      {centre});
  if (!newest) return newest.error();
  if (!newest->empty()) {
    hello.centre_epoch = newest->front().Text("entry_epoch");
    hello.centre_seq = newest->front().Integer("entry_seq");
    hello.centre_hash = newest->front().Text("hash");
  }
  return hello;
}

Result<void> TakePiece(Journal& journal, const FeedPiece& piece, const std::string& centre_key) {
  if (piece.items.empty()) return {};
  if (!IsWhole(piece, journal.post(), centre_key))
    return Error{Fault::kConflict, "a feed that is not whole"};
  return journal.Write<void>([&](Database& db) -> Result<void> {
    const int64_t before = piece.items.front().n - 1;
    auto last = db.Ask("SELECT ifnull(max(n),0) AS n FROM local_pulled");
    if (!last) return last.error();
    auto hash = PulledHash(db, before);
    if (!hash) return hash.error();
    if (last->front().Integer("n") != before || *hash != piece.before) {
      return Error{Fault::kConflict, "a feed that does not follow"};
    }
    for (const FeedItem& item : piece.items) {
      const Entry& entry = item.entry;
      bool is_last = &item == &piece.items.back();
      auto noted = db.Run("INSERT INTO local_pulled VALUES (?,?,?,?,?,?)",
                          {item.n, entry.post, entry.epoch, entry.seq, item.hash,
                           is_last ? piece.signature : std::string()});
      if (!noted) return noted;
      auto taken = TakeOne(journal, db, entry);
      if (!taken) return taken.error();
    }
    return {};
  });
}

Result<FeedPiece> PieceToReturn(Database& db, int64_t after) {
  FeedPiece piece;
  auto before = PulledHash(db, after);
  if (!before) return before.error();
  piece.before = *before;
  auto rows = db.Ask(
      "SELECT p.n, p.hash AS feed_hash, p.signature, e.*, q.entry AS held FROM local_pulled p "
      "LEFT JOIN entry e ON e.post=p.entry_post AND e.epoch=p.entry_epoch AND e.seq=p.entry_seq "
      "LEFT JOIN local_quarantine q ON q.post=p.entry_post AND q.epoch=p.entry_epoch AND "
      "q.seq=p.entry_seq WHERE p.n>? ORDER BY p.n LIMIT ?",
      {after, int64_t{kMostEntries}});
  if (!rows) return rows.error();
  size_t bytes = 0;
  std::vector<FeedItem> unsigned_yet;
  for (const Row& row : *rows) {
    auto entry = EntryOf(row);
    if (!entry) return entry.error();
    bytes += CanonicalText(entry->body).size() + 500;
    if (bytes > kMostPieceBytes && !piece.items.empty()) break;
    unsigned_yet.push_back({row.Integer("n"), row.Text("feed_hash"), std::move(*entry)});
    if (row.Text("signature").empty()) continue;
    for (FeedItem& item : unsigned_yet) piece.items.push_back(std::move(item));
    unsigned_yet.clear();
    piece.signature = row.Text("signature");
  }
  return piece;
}

}  // namespace piket
