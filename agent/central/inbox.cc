#include "agent/central/inbox.h"

#include "agent/central/admit.h"
#include "agent/central/publish.h"
#include "agent/core/log.h"
#include "agent/core/text.h"

namespace piket {
namespace {

const std::string kNoHash(64, '0');

int64_t Milliseconds(Instant instant) { return instant.time_since_epoch().count(); }

bool IsSignedBy(const PushBatch& batch, const PostRecord& post) {
  auto signature = FromHex(batch.head.signature);
  return signature && VerifySignature(post.public_key, Sha256(batch.head.hash), *signature);
}

Result<void> NoteBlobs(Database& db, const std::string& post, const Entry& entry) {
  for (const std::string& name : BlobsNamed(entry)) {
    auto noted = db.Run("INSERT OR IGNORE INTO local_blob_known VALUES (?,?)", {name, post});
    if (!noted) return noted;
  }
  return {};
}

// Whether what the post pulled is what its feed here says; where to return from, if not.
Result<void> CompareFeeds(Database& db, const PostRecord& post, const Hello& hello,
                          Welcome& welcome) {
  auto at = [&](int64_t n) -> Result<std::string> {
    if (n == 0) return kNoHash;
    auto rows = db.Ask("SELECT hash FROM local_feed WHERE post=? AND n=?", {post.code, n});
    if (!rows) return rows.error();
    return rows->empty() ? std::string() : rows->front().Text("hash");
  };
  auto here = at(hello.pulled);
  if (!here) return here.error();
  welcome.return_hash = kNoHash;
  if (*here == hello.pulled_hash) return {};
  auto top = db.Ask("SELECT ifnull(max(n),0) AS n FROM local_feed WHERE post=? AND n<?",
                    {post.code, hello.pulled});
  if (!top) return top.error();
  welcome.restored = true;
  welcome.return_after = top->front().Integer("n");
  auto hash = at(welcome.return_after);
  if (!hash) return hash.error();
  welcome.return_hash = *hash;
  return {};
}

// The last numbers the post gave out, as far as its entries are here.
Result<Json> NumbersOf(Database& db, const std::string& post) {
  Json numbers = {{"receipt", 0}, {"books", Json::array()}};
  auto receipt = db.Ask("SELECT max(receipt_counter) AS last FROM letter WHERE post=?", {post});
  if (!receipt) return receipt.error();
  numbers["receipt"] = receipt->front().Integer("last");
  auto books = db.Ask("SELECT book, year, last FROM book WHERE last>=first");
  if (!books) return books.error();
  for (const Row& row : *books) {
    // The book's keeper alone numbers it.
    const std::string subject =
        "agenda/" + row.Text("book") + "/" + std::to_string(row.Integer("year"));
    auto kept =
        db.Ask("SELECT 1 AS one FROM entry WHERE subject=? AND post=? LIMIT 1", {subject, post});
    if (!kept) return kept.error();
    if (kept->empty()) continue;
    numbers["books"].push_back(
        {{"book", row.Text("book")}, {"year", row.Integer("year")}, {"last", row.Integer("last")}});
  }
  return numbers;
}

}  // namespace

Result<PushAnswer> TakeEntries(Centre& centre, const PostRecord& post, const PushBatch& batch) {
  if (batch.entries.empty() || batch.entries.front().post != post.code) {
    return Error{Fault::kBadRequest, "entries"};
  }
  if (!IsSignedBy(batch, post)) return Error{Fault::kBadRequest, "head"};
  PushAnswer answer;
  auto taken = centre.together->Write([&](Database& db) -> Result<void> {
    answer = {};
    for (const Entry& entry : batch.entries) {
      auto received = centre.journal.Receive(db, entry, Chain::kWhole);
      if (!received) return received.error();
      if (*received == Received::kKnown) continue;
      if (auto noted = NoteBlobs(db, post.code, entry); !noted) return noted;
    }
    auto tail = Journal::TailOf(db, post.code, batch.entries.front().epoch);
    if (!tail) return tail.error();
    answer.have = tail->seq;
    auto held = db.Ask(
        "SELECT seq, reason FROM local_quarantine WHERE post=? AND epoch=? AND seq BETWEEN ? AND ? "
        "ORDER BY seq",
        {post.code, batch.entries.front().epoch, batch.entries.front().seq,
         batch.entries.back().seq});
    if (!held) return held.error();
    for (const Row& row : *held) answer.held.push_back({row.Integer("seq"), row.Text("reason")});
    return {};
  });
  if (!taken) {
    if (taken.error().fault == Fault::kJournalForked) {
      auto raised = RaiseCloneAlarm(centre, post.code, "journal_forked", post.serial);
      if (!raised) LogError("raising the alarm", raised.error(), {{"post", post.code}});
    }
    return taken.error();
  }
  return answer;
}

Result<int64_t> HaveOf(Centre& centre, const std::string& post, const std::string& epoch) {
  auto tail = centre.journal.database().Read(
      [&](Database& db) { return Journal::TailOf(db, post, epoch); });
  if (!tail) return tail.error();
  return tail->seq;
}

Result<Welcome> Greet(Centre& centre, const PostRecord& post, const Hello& hello,
                      const std::string& nonce) {
  Journal& journal = centre.journal;
  Welcome welcome;
  bool lost = false;
  auto compared = centre.together->Write([&](Database& db) -> Result<void> {
    welcome = {};
    welcome.post = post.code;
    auto tail = Journal::TailOf(db, post.code, hello.epoch);
    if (!tail) return tail.error();
    welcome.have = tail->seq;
    if (auto done = CompareFeeds(db, post, hello, welcome); !done) return done;
    auto newest = journal.IsLost(db, hello.centre_epoch, hello.centre_seq, hello.centre_hash);
    if (!newest) return newest.error();
    lost = *newest;
    auto config = NewestConfig(db);
    if (!config) return config.error();
    welcome.config_version = *config;
    auto numbers = NumbersOf(db, post.code);
    if (!numbers) return numbers.error();
    welcome.numbers = *numbers;
    return db.Run("INSERT OR REPLACE INTO local_post_report VALUES (?,?,?)",
                  {post.code, Milliseconds(journal.Now()), CanonicalText(hello.report)});
  });
  if (!compared) return compared.error();
  if (welcome.restored) {
    LogWarning("the centre was restored", {{"post", post.code},
                                           {"pulled", std::to_string(hello.pulled)},
                                           {"feed", std::to_string(welcome.return_after)}});
  }
  if (lost) {
    if (auto opened = journal.OpenEpoch(); !opened) return opened.error();
  }
  welcome.now = Milliseconds(journal.Now());
  auto signature = centre.key.Sign(Sha256(nonce + "/" + std::to_string(welcome.now)));
  if (!signature) return signature.error();
  welcome.signature = Hex(*signature);
  return welcome;
}

}  // namespace piket
