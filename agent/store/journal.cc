#include "agent/store/journal.h"

#include <algorithm>

#include "agent/core/text.h"
#include "agent/store/schema.h"

namespace piket {
namespace {

const std::string kNoHash(64, '0');

// What of the chain's tail and its signature does not fit.
void VerifyHead(Database& database,
                const std::map<std::string, std::pair<int64_t, std::string>>& tails,
                const std::string& public_key_pem, JournalReport& report) {
  auto heads = database.Ask("SELECT * FROM local_head");
  if (!heads) return;
  for (const Row& head : *heads) {
    std::string chain = head.Text("post") + "/" + head.Text("epoch");
    auto tail = tails.find(chain);
    if (tail == tails.end() || tail->second.first < head.Integer("seq")) {
      report.problems.push_back(
          Format("%s: entries after %lld are missing (signed up to %lld)", chain.c_str(),
                 static_cast<long long>(tail == tails.end() ? 0 : tail->second.first),
                 static_cast<long long>(head.Integer("seq"))));
      continue;
    }
    report.unsigned_entries += tail->second.first - head.Integer("seq");
    auto signed_entry = database.Ask("SELECT hash FROM entry WHERE post=? AND epoch=? AND seq=?",
                                     {head.Text("post"), head.Text("epoch"), head.Integer("seq")});
    bool same = signed_entry && !signed_entry->empty() &&
                signed_entry->front().Text("hash") == head.Text("hash");
    auto signature = FromHex(head.Text("signature"));
    bool verified =
        public_key_pem.empty() ||
        (signature && VerifySignature(public_key_pem, Sha256(head.Text("hash")), *signature));
    if (!same || !verified) {
      report.problems.push_back(Format("%s/%lld: the signature does not fit the entry",
                                       chain.c_str(), static_cast<long long>(head.Integer("seq"))));
    }
  }
}

// Tables made by Apply: all but the journal's own and the local ones.
Result<std::vector<std::string>> AppliedTables(Database& database) {
  auto rows = database.Ask(
      "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'local\\_%' ESCAPE '\\' "
      "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN ('meta','entry','arrival') "
      "ORDER BY name");
  if (!rows) return rows.error();
  std::vector<std::string> names;
  for (const Row& row : *rows) names.push_back(row.Text("name"));
  return names;
}

// What does not fit between an entry and the one before it of its chain; "" when all does. Entries
// held in quarantine are links too; a post has only some of the centre's entries, those its feed
// names.
std::string BrokenLink(Database& db, const std::string& own, const Entry& entry, int64_t last_seq,
                       std::string last_hash) {
  if (entry.post != own) {
    auto picked = db.Ask(
        "SELECT 1 AS one FROM local_pulled WHERE entry_post=? AND entry_epoch=? AND entry_seq=?",
        {entry.post, entry.epoch, entry.seq});
    if (picked && !picked->empty()) return "";
    auto held = db.Ask(
        "SELECT seq, hash FROM local_quarantine WHERE post=? AND epoch=? AND seq>? AND seq<? "
        "ORDER BY seq",
        {entry.post, entry.epoch, last_seq, entry.seq});
    if (!held) return held.error().detail;
    for (const Row& row : *held) {
      if (row.Integer("seq") != last_seq + 1) break;
      ++last_seq;
      last_hash = row.Text("hash");
    }
  }
  // What came back after a restore need not follow what is here: Journal::Lost tells what is
  // missing.
  if (entry.post == own && (entry.seq != last_seq + 1 || entry.prev != last_hash)) {
    auto closed = db.Ask("SELECT seq FROM local_epoch WHERE epoch=?", {entry.epoch});
    if (!closed) return closed.error().detail;
    int64_t seq = closed->empty() ? INT64_MAX : closed->front().Integer("seq");
    if (seq < entry.seq && (entry.seq > last_seq + 1 || entry.seq == seq + 1)) return "";
  }
  if (entry.seq != last_seq + 1) {
    return NameOf(entry) +
           Format(": entry %lld before it is missing", static_cast<long long>(last_seq + 1));
  }
  return entry.prev == last_hash ? "" : NameOf(entry) + ": does not follow the entry before it";
}

// The columns of a table's primary key, all of them where it has none: an order that needs no
// sorting where there is an index.
Result<std::string> OrderOfTable(Database& database, const std::string& table) {
  auto rows = database.Ask("SELECT name, pk FROM pragma_table_info(?) ORDER BY pk, cid", {table});
  if (!rows) return rows.error();
  std::vector<std::string> key;
  std::vector<std::string> all;
  for (const Row& row : *rows) {
    all.push_back('"' + row.Text("name") + '"');
    if (row.Integer("pk") > 0) key.push_back(all.back());
  }
  return Join(key.empty() ? all : key, ",");
}

// The hash of all rows of a table, whatever order they lie in; never more than a piece of it in
// memory.
Result<std::string> HashOfTable(Database& database, const std::string& table) {
  constexpr size_t kPiece = 1 << 16;
  auto order = OrderOfTable(database, table);
  if (!order) return order.error();
  std::string piece;
  auto hashed = database.Each(
      "SELECT * FROM " + table + " ORDER BY " + *order, {}, [&](const Row& row) -> Result<void> {
        Json line = Json::array();
        for (const SqlValue& value : row.values()) {
          std::visit([&](const auto& held) { line.push_back(held); }, value);
        }
        piece += CanonicalText(line) + "\n";
        if (piece.size() > kPiece) piece = Hex(Sha256(piece));
        return {};
      });
  if (!hashed) return hashed.error();
  return Hex(Sha256(piece));
}

}  // namespace

std::string NameOf(const Entry& entry) {
  return Format("%s/%s/%lld %s", entry.post.c_str(), entry.epoch.c_str(),
                static_cast<long long>(entry.seq), entry.kind.c_str());
}

Entry EntryFromRow(const Row& row) {
  Entry entry;
  entry.post = row.Text("post");
  entry.epoch = row.Text("epoch");
  entry.seq = row.Integer("seq");
  entry.id = row.Text("id");
  entry.kind = row.Text("kind");
  entry.version = static_cast<int>(row.Integer("version"));
  entry.at = Instant(std::chrono::milliseconds(row.Integer("at")));
  entry.boot = row.Text("boot");
  entry.monotonic_ms = row.Integer("monotonic_ms");
  entry.author = row.Text("author");
  entry.subject = row.Text("subject");
  auto body = ParseJson(row.Text("body"));
  if (body) entry.body = *body;
  entry.prev = row.Text("prev");
  entry.hash = row.Text("hash");
  return entry;
}

std::string HashOf(const Entry& entry) {
  Json all = {
      {"post", entry.post},      {"epoch", entry.epoch},     {"seq", entry.seq},
      {"id", entry.id},          {"kind", entry.kind},       {"version", entry.version},
      {"at", IsoText(entry.at)}, {"boot", entry.boot},       {"monotonic_ms", entry.monotonic_ms},
      {"author", entry.author},  {"subject", entry.subject}, {"body", entry.body},
      {"prev", entry.prev}};
  return Hex(Sha256(CanonicalText(all)));
}

int SchemaVersion() { return static_cast<int>(kSchema.size()); }

Result<void> ApplySchema(Database& database) {
  return database.Read([](Database& db) -> Result<void> {
    auto version = db.Ask("PRAGMA user_version");
    if (!version) return version.error();
    int64_t at = version->front().Integer("user_version");
    if (at > SchemaVersion()) {
      return Error{Fault::kNewerDatabase, Format("schema %lld, this program knows %d",
                                                 static_cast<long long>(at), SchemaVersion())};
    }
    for (; at < SchemaVersion(); ++at) {
      const auto& [name, sql] = kSchema[static_cast<size_t>(at)];
      auto applied =
          db.RunScript("BEGIN IMMEDIATE;" + std::string(sql) +
                       Format("PRAGMA user_version=%lld; COMMIT;", static_cast<long long>(at + 1)));
      if (!applied) {
        (void)db.Run("ROLLBACK");
        return applied.error().While("schema " + std::string(name));
      }
    }
    return {};
  });
}

Result<std::unique_ptr<Journal>> Journal::Open(Database& database, const Clock& clock,
                                               KindTable kinds, const std::string& post) {
  if (auto applied = ApplySchema(database); !applied) return applied.error();
  std::unique_ptr<Journal> journal(new Journal(database, clock, std::move(kinds), post));
  if (auto read = journal->ReadHead(); !read) return read.error();
  return journal;
}

Result<void> Journal::ReadHead() {
  auto rows = database_.Read([](Database& db) {
    return db.Ask("SELECT key, value FROM meta WHERE key IN ('post','epoch')");
  });
  if (!rows) return rows.error();
  std::map<std::string, std::string> meta;
  for (const Row& row : *rows) meta[row.Text("key")] = row.Text("value");
  if (meta.empty()) {
    auto made = database_.Write<void>([&](Database& db) -> Result<void> {
      meta = {{"post", post_}, {"epoch", Hex(RandomBytes(8))}};
      for (const auto& [key, value] : meta) {
        if (auto run = db.Run("INSERT INTO meta VALUES (?,?)", {key, value}); !run) return run;
      }
      return {};
    });
    if (!made) return made;
  }
  if (meta["post"] != post_) {
    return Error{Fault::kConfiguration, "data pos " + meta["post"] + ", konfigurasi pos " + post_};
  }
  epoch_ = meta["epoch"];
  return {};
}

Result<Entry> Journal::Append(Database& db, const NewEntry& fresh) {
  auto kind = kinds_.find(fresh.kind);
  if (kind == kinds_.end()) return Error{Fault::kInternal, "unknown kind " + fresh.kind};
  auto last =
      db.Ask("SELECT seq, hash FROM entry WHERE post=? AND epoch=? ORDER BY seq DESC LIMIT 1",
             {post_, epoch_});
  if (!last) return last.error();
  if (kind->second.home == Home::kBeginner) {
    auto home = IsHome(db, post_, fresh.subject);
    if (!home) return home.error();
    if (!*home) return Error{Fault::kNotHere, fresh.kind};
  }
  Entry entry;
  entry.post = post_;
  entry.epoch = epoch_;
  entry.seq = last->empty() ? 1 : last->front().Integer("seq") + 1;
  entry.prev = last->empty() ? kNoHash : last->front().Text("hash");
  entry.at = clock_.Now();
  entry.id = NewId(entry.at);
  entry.kind = fresh.kind;
  entry.version = kind->second.version;
  entry.boot = clock_.BootId();
  entry.monotonic_ms = clock_.MonotonicMs();
  entry.author = fresh.author;
  entry.subject = fresh.subject;
  // What Apply and the hash see is what a later reader of the stored bytes will see.
  std::string body = CanonicalText(fresh.body);
  auto stored = ParseJson(body);
  if (!stored) return stored.error();
  entry.body = *stored;
  entry.hash = HashOf(entry);
  if (auto stored_here = Store(db, entry); !stored_here) return stored_here.error();
  if (auto applied = ApplyTo(db, kind->second, entry); !applied) {
    return applied.error().While("applying " + NameOf(entry));
  }
  appended_.push_back(entry);
  return entry;
}

// Bodies come from other posts and from a file somebody may have changed: one that Apply cannot
// make sense of is refused, not the end of the agent.
Result<void> Journal::ApplyTo(Database& db, const Kind& kind, const Entry& entry) {
  if (!entry.body.is_object()) return Error{Fault::kBadRequest, "a body is a JSON object"};
  try {
    return kind.apply(db, entry);
  } catch (const Json::exception& exception) {
    return Error{Fault::kBadRequest, exception.what()};
  }
}

Result<void> Journal::Store(Database& db, const Entry& entry) {
  auto run =
      db.Run("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
             {entry.post, entry.epoch, entry.seq, entry.id, entry.kind, int64_t{entry.version},
              int64_t{entry.at.time_since_epoch().count()}, entry.boot, entry.monotonic_ms,
              entry.author, entry.subject, CanonicalText(entry.body), entry.prev, entry.hash});
  if (!run) return run;
  return db.Run("INSERT INTO arrival (post, epoch, seq) VALUES (?,?,?)",
                {entry.post, entry.epoch, entry.seq});
}

Result<void> Journal::AppendAlone(const NewEntry& entry) {
  return Write<void>([&](Database& db) -> Result<void> {
    auto appended = Append(db, entry);
    if (!appended) return appended.error();
    return {};
  });
}

Result<void> Journal::SignHead(const SigningKey& key) {
  auto moved = database_.Read([this](Database& db) {
    return db.Ask(
        "SELECT e.seq, e.hash FROM entry e LEFT JOIN local_head h USING (post, epoch) "
        "WHERE e.post=? AND e.epoch=? AND e.seq > ifnull(h.seq,0) ORDER BY e.seq DESC LIMIT 1",
        {post_, epoch_});
  });
  if (!moved) return moved.error();
  if (moved->empty()) return {};
  int64_t seq = moved->front().Integer("seq");
  std::string hash = moved->front().Text("hash");
  auto signature = key.Sign(Sha256(hash));
  if (!signature) return signature.error();
  return database_.Write<void>([&](Database& db) {
    return db.Run("INSERT OR REPLACE INTO local_head VALUES (?,?,?,?,?)",
                  {post_, epoch_, seq, hash, Hex(*signature)});
  });
}

JournalReport Journal::Verify(const std::string& public_key_pem) {
  JournalReport report;
  database_.Read([&](Database& db) {
    // Read in slices: a journal of years must not be held in memory.
    std::map<std::string, std::pair<int64_t, std::string>> tails;
    std::string post, epoch;
    int64_t seq = 0;
    for (;;) {
      auto rows = db.Ask(
          "SELECT * FROM entry WHERE (post, epoch, seq) > (?,?,?) ORDER BY post, epoch, seq LIMIT "
          "1000",
          {post, epoch, seq});
      if (!rows) {
        report.problems.push_back(rows.error().detail);
        return;
      }
      if (rows->empty()) break;
      for (const Row& row : *rows) {
        Entry entry = EntryFromRow(row);
        ++report.entries;
        auto& [last_seq, last_hash] =
            tails.try_emplace(entry.post + "/" + entry.epoch, 0, kNoHash).first->second;
        if (std::string broken = BrokenLink(db, post_, entry, last_seq, last_hash);
            !broken.empty()) {
          report.problems.push_back(broken);
        }
        if (HashOf(entry) != entry.hash || CanonicalText(entry.body) != row.Text("body")) {
          report.problems.push_back(NameOf(entry) + ": was changed");
        }
        last_seq = entry.seq;
        last_hash = entry.hash;
        post = entry.post;
        epoch = entry.epoch;
        seq = entry.seq;
      }
    }
    auto orphans = db.Ask(
        "SELECT e.post, e.epoch, e.seq FROM entry e LEFT JOIN arrival a USING (post, epoch, seq) "
        "WHERE a.n IS NULL");
    if (orphans) {
      for (const Row& row : *orphans) {
        report.problems.push_back(Format("%s/%s/%lld: has no arrival", row.Text("post").c_str(),
                                         row.Text("epoch").c_str(),
                                         static_cast<long long>(row.Integer("seq"))));
      }
    }
    // What waited in quarantine arrives late, but never out of its subject's order.
    auto reordered = db.Ask(
        "SELECT post, epoch, seq FROM (SELECT e.post, e.epoch, e.seq, a.n, "
        "lead(a.n) OVER (PARTITION BY e.post, e.epoch, CASE WHEN e.post=?1 AND NOT EXISTS "
        "(SELECT 1 FROM local_epoch l WHERE l.epoch=e.epoch AND l.seq<e.seq) THEN '' ELSE "
        "e.subject "
        "END ORDER BY e.seq) AS following FROM entry e JOIN arrival a USING (post, epoch, seq)) "
        "WHERE following < n",
        {post_});
    if (reordered) {
      for (const Row& row : *reordered) {
        report.problems.push_back(Format("%s/%s/%lld: arrived out of order",
                                         row.Text("post").c_str(), row.Text("epoch").c_str(),
                                         static_cast<long long>(row.Integer("seq"))));
      }
    }
    VerifyHead(db, tails, public_key_pem, report);
    auto lost = Lost(db, post_);
    if (!lost) return;
    for (const Gap& gap : *lost) {
      report.notes.push_back(Format(
          "%s/%s/%lld-%lld: lost before a restore, no post has them", post_.c_str(),
          gap.epoch.c_str(), static_cast<long long>(gap.from), static_cast<long long>(gap.to)));
    }
  });
  return report;
}

Result<int64_t> Journal::ApplyAll(Database& from, Database& fresh) {
  constexpr int64_t kTogether = 10000;
  int64_t applied = 0;
  if (auto begun = fresh.Run("BEGIN"); !begun) return begun.error();
  auto done =
      from.Each("SELECT e.* FROM arrival a JOIN entry e USING (post, epoch, seq) ORDER BY a.n", {},
                [&](const Row& row) -> Result<void> {
                  Entry entry = EntryFromRow(row);
                  auto kind = kinds_.find(entry.kind);
                  if (kind == kinds_.end()) {
                    return Error{Fault::kJournalBroken, NameOf(entry) + ": unknown kind"};
                  }
                  if (auto outcome = ApplyTo(fresh, kind->second, entry); !outcome) {
                    return outcome.error().While("replaying " + NameOf(entry));
                  }
                  if (++applied % kTogether != 0) return {};
                  auto committed = fresh.Run("COMMIT");
                  return committed ? fresh.Run("BEGIN") : committed;
                });
  if (!done) return done.error();
  if (auto committed = fresh.Run("COMMIT"); !committed) return committed.error();
  return applied;
}

Result<std::vector<std::string>> Journal::Replay() {
  auto fresh = Database::Open("", Durability::kScratch);
  if (!fresh) return fresh.error();
  if (auto applied = ApplySchema(**fresh); !applied) return applied.error();
  return database_.Read([&](Database& db) -> Result<std::vector<std::string>> {
    auto applied = ApplyAll(db, **fresh);
    if (!applied) return applied.error();
    auto tables = AppliedTables(db);
    if (!tables) return tables.error();
    std::vector<std::string> different;
    for (const std::string& table : *tables) {
      auto ours = HashOfTable(db, table);
      auto theirs = HashOfTable(**fresh, table);
      if (!ours) return ours.error();
      if (!theirs) return theirs.error();
      if (*ours != *theirs) different.push_back(table);
    }
    return different;
  });
}

}  // namespace piket
