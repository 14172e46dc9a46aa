// Other posts' entries: their chains, their homes, and the quarantine for what cannot be applied.
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/store/journal.h"

namespace piket {
namespace {

const std::string kNoHash(64, '0');

// A failure of this machine, not of the entry: it must come again.
bool IsOurs(Fault fault) {
  return fault == Fault::kDiskFull || fault == Fault::kStorage || fault == Fault::kJournalBroken;
}

// The hash under which this number is here, applied or held; "" for none.
Result<std::string> HashHere(Database& db, const Entry& entry) {
  auto rows = db.Ask(
      "SELECT hash FROM entry WHERE post=?1 AND epoch=?2 AND seq=?3 UNION ALL "
      "SELECT hash FROM local_quarantine WHERE post=?1 AND epoch=?2 AND seq=?3",
      {entry.post, entry.epoch, entry.seq});
  if (!rows) return rows.error();
  return rows->empty() ? std::string() : rows->front().Text("hash");
}

Result<void> Hold(Database& db, const Entry& entry, const std::string& reason, Instant now) {
  return db.Run("INSERT INTO local_quarantine VALUES (?,?,?,?,?,?,?,?,?)",
                {entry.post, entry.epoch, entry.seq, entry.subject, entry.kind, entry.hash,
                 CanonicalText(EntryJson(entry)), reason, int64_t{now.time_since_epoch().count()}});
}

}  // namespace

Readers EveryDesk() {
  return [](Database&, const Entry&) -> Result<Readership> { return Readership{true, {}}; };
}

Result<Journal::Tail> Journal::TailOf(Database& db, const std::string& post,
                                      const std::string& epoch) {
  auto rows = db.Ask("SELECT seq, hash FROM local_chain WHERE post=? AND epoch=?", {post, epoch});
  if (!rows) return rows.error();
  if (rows->empty()) return Tail{0, kNoHash};
  return Tail{rows->front().Integer("seq"), rows->front().Text("hash")};
}

Result<bool> Journal::IsHome(Database& db, const std::string& post, const std::string& subject) {
  // The index gives the first and the last name without reading what lies between.
  auto ends = db.Ask(
      "SELECT (SELECT post FROM entry WHERE subject=?1 ORDER BY post LIMIT 1) AS first, "
      "(SELECT post FROM entry WHERE subject=?1 ORDER BY post DESC LIMIT 1) AS last",
      {subject});
  if (!ends) return ends.error();
  const Row& row = ends->front();
  if (row.IsNull("first") || (row.Text("first") == post && row.Text("last") == post)) return true;
  auto named = db.Ask(
      "SELECT 1 AS one FROM entry WHERE subject=?1 AND (post=?2 OR json_extract(body,'$.post')=?2) "
      "LIMIT 1",
      {subject, post});
  if (!named) return named.error();
  return !named->empty();
}

Result<std::string> Journal::WhyHeld(Database& db, const Entry& entry, Chain chain) const {
  auto kind = kinds_.find(entry.kind);
  if (kind == kinds_.end()) return std::string("unknown_kind");
  if (entry.version > kind->second.version) return std::string("newer_version");
  if (chain == Chain::kWhole) {
    if (kind->second.home == Home::kCentre) return std::string("not_its_home");
    auto home = kind->second.home == Home::kAnyPost ? Result<bool>(true)
                                                    : IsHome(db, entry.post, entry.subject);
    if (!home) return home.error();
    if (!*home) return std::string("not_its_home");
  }
  auto before = db.Ask(
      "SELECT 1 AS one FROM local_quarantine WHERE subject=? AND (post<>? OR epoch<>? OR seq<?) "
      "LIMIT 1",
      {entry.subject, entry.post, entry.epoch, entry.seq});
  if (!before) return before.error();
  return std::string(before->empty() ? "" : "behind_another");
}

Result<void> Journal::ApplyReceived(Database& db, const Entry& entry) {
  if (auto begun = db.Run("SAVEPOINT received"); !begun) return begun;
  auto done = Store(db, entry);
  if (done) done = ApplyTo(db, kinds_.at(entry.kind), entry);
  if (!done) (void)db.Run("ROLLBACK TO received");
  auto released = db.Run("RELEASE received");
  return done ? released : done;
}

Result<Received> Journal::Receive(Database& db, const Entry& entry, Chain chain) {
  if (HashOf(entry) != entry.hash) {
    return Error{Fault::kJournalBroken, NameOf(entry) + ": its hash does not fit"};
  }
  if (entry.post == post_ && entry.epoch == epoch_) {
    return Error{Fault::kJournalForked, NameOf(entry) + ": comes from elsewhere under our name"};
  }
  auto here = HashHere(db, entry);
  if (!here) return here.error();
  if (*here == entry.hash) return Received::kKnown;
  if (!here->empty()) return Error{Fault::kJournalForked, NameOf(entry) + ": another is here"};
  if (chain == Chain::kWhole) {
    auto tail = TailOf(db, entry.post, entry.epoch);
    if (!tail) return tail.error();
    if (entry.seq != tail->seq + 1) return Error{Fault::kJournalGap, NameOf(entry)};
    if (entry.prev != tail->hash) {
      return Error{Fault::kJournalForked, NameOf(entry) + ": does not follow the one before it"};
    }
    auto moved = db.Run("INSERT OR REPLACE INTO local_chain VALUES (?,?,?,?)",
                        {entry.post, entry.epoch, entry.seq, entry.hash});
    if (!moved) return moved.error();
  }
  auto reason = WhyHeld(db, entry, chain);
  if (!reason) return reason.error();
  if (reason->empty()) {
    auto applied = ApplyReceived(db, entry);
    if (applied) {
      appended_.push_back(entry);
      return Received::kApplied;
    }
    if (IsOurs(applied.error().fault)) return applied.error().While(NameOf(entry));
    LogError("applying another post's entry", applied.error(), {{"entry", NameOf(entry)}});
    *reason = Word(applied.error().fault);
  }
  if (auto held = Hold(db, entry, *reason, clock_.Now()); !held) return held.error();
  return Received::kHeld;
}

Result<std::vector<HeldEntry>> Journal::Held(Database& db) {
  auto rows = db.Ask("SELECT * FROM local_quarantine ORDER BY post, at, epoch, seq");
  if (!rows) return rows.error();
  std::vector<HeldEntry> held;
  for (const Row& row : *rows) {
    auto json = ParseJson(row.Text("entry"));
    auto entry = json ? EntryFromJson(*json) : Result<Entry>(json.error());
    if (!entry) return entry.error();
    held.push_back({std::move(*entry), row.Text("reason"),
                    Instant(std::chrono::milliseconds(row.Integer("at")))});
  }
  return held;
}

Result<int> Journal::TryHeldAgain() {
  return Write<int>([&](Database& db) -> Result<int> {
    auto held = Held(db);
    if (!held) return held.error();
    int applied = 0;
    for (const HeldEntry& each : *held) {
      const Entry& entry = each.entry;
      // A whole chain has a tail here; what a feed brought has none.
      auto tail = TailOf(db, entry.post, entry.epoch);
      if (!tail) return tail.error();
      auto reason = WhyHeld(db, entry, tail->seq > 0 ? Chain::kWhole : Chain::kPicked);
      if (!reason) return reason.error();
      if (!reason->empty()) continue;
      auto done = ApplyReceived(db, entry);
      if (!done && IsOurs(done.error().fault)) return done.error();
      if (!done) continue;
      auto freed = db.Run("DELETE FROM local_quarantine WHERE post=? AND epoch=? AND seq=?",
                          {entry.post, entry.epoch, entry.seq});
      if (!freed) return freed.error();
      appended_.push_back(entry);
      ++applied;
    }
    return applied;
  });
}

Result<std::vector<Entry>> Journal::OwnEntries(Database& db, int64_t after, int limit) const {
  auto rows = db.Ask("SELECT * FROM entry WHERE post=? AND epoch=? AND seq>? ORDER BY seq LIMIT ?",
                     {post_, epoch_, after, int64_t{limit}});
  if (!rows) return rows.error();
  std::vector<Entry> entries;
  for (const Row& row : *rows) entries.push_back(EntryFromRow(row));
  return entries;
}

Json EntryJson(const Entry& entry) {
  return {{"post", entry.post},
          {"epoch", entry.epoch},
          {"seq", entry.seq},
          {"id", entry.id},
          {"kind", entry.kind},
          {"version", entry.version},
          {"at", entry.at.time_since_epoch().count()},
          {"boot", entry.boot},
          {"monotonic_ms", entry.monotonic_ms},
          {"author", entry.author},
          {"subject", entry.subject},
          {"body", entry.body},
          {"prev", entry.prev},
          {"hash", entry.hash}};
}

Result<Entry> EntryFromJson(const Json& json) {
  constexpr size_t kLongestName = 200;
  Error wrong{Fault::kBadRequest, "not an entry"};
  if (!json.is_object()) return wrong;
  for (const char* text :
       {"post", "epoch", "id", "kind", "boot", "author", "subject", "prev", "hash"}) {
    if (!json.contains(text) || !json[text].is_string()) return wrong;
    if (json[text].get_ref<const std::string&>().size() > kLongestName) return wrong;
  }
  for (const char* number : {"seq", "version", "at", "monotonic_ms"}) {
    if (!json.contains(number) || !json[number].is_number_integer()) return wrong;
  }
  Entry entry;
  entry.post = TextOr(json, "post");
  entry.epoch = TextOr(json, "epoch");
  entry.seq = IntegerOr(json, "seq");
  entry.id = TextOr(json, "id");
  entry.kind = TextOr(json, "kind");
  entry.version = static_cast<int>(IntegerOr(json, "version"));
  entry.at = Instant(std::chrono::milliseconds(IntegerOr(json, "at")));
  entry.boot = TextOr(json, "boot");
  entry.monotonic_ms = IntegerOr(json, "monotonic_ms");
  entry.author = TextOr(json, "author");
  entry.subject = TextOr(json, "subject");
  entry.body = json.value("body", Json());
  entry.prev = TextOr(json, "prev");
  entry.hash = TextOr(json, "hash");
  if (!entry.body.is_object() || entry.seq < 1) return wrong;
  return entry;
}

}  // namespace piket
