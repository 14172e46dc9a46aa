// A centre and posts with real journals, keys and certificates, below the network.
#ifndef PIKET_TESTS_AGENT_CENTRAL_LINE_RIG_H_
#define PIKET_TESTS_AGENT_CENTRAL_LINE_RIG_H_

#include <gtest/gtest.h>

#include <map>

#include "agent/central/admit.h"
#include "agent/central/feeds.h"
#include "agent/central/inbox.h"
#include "agent/central/publish.h"
#include "agent/core/file.h"
#include "agent/sync/pulled.h"
#include "tests/fakes/fake_clock.h"

namespace piket {

// Notes, which posts write and the centre alone reads; orders, which the centre writes for the post
// named in them; rules, which the centre writes for every desk; names, which any desk writes for
// every desk.
inline KindTable LineKinds() {
  Apply apply = [](Database& db, const Entry& entry) {
    return db.Run("INSERT INTO line_note VALUES (?,?)",
                  {entry.subject, TextOr(entry.body, "text")});
  };
  Readers named = [](Database&, const Entry& entry) -> Result<Readership> {
    return Readership{false, {TextOr(entry.body, "post")}};
  };
  KindTable kinds = {{"note.written", {1, apply}},
                     {"order.made", {1, apply, Home::kCentre, named}},
                     {"rule.made", {1, apply, Home::kCentre, EveryDesk()}},
                     {"name.given", {1, apply, Home::kBeginner, EveryDesk()}}};
  AddPostKinds(kinds);
  AddConfigKinds(kinds);
  return kinds;
}

// One post's folder, opened: can be copied, thrown away and opened again.
class Site {
 public:
  Site(const std::string& post, const Clock& clock, std::filesystem::path folder,
       Durability durability = Durability::kPost)
      : post_(post), clock_(clock), folder_(std::move(folder)), durability_(durability) {
    std::filesystem::create_directories(folder_);
    key_ = std::move(*SigningKey::Generate());
    Open();
  }
  void Open() {
    Close();
    database_ = std::move(*Database::Open(folder_ / "piket.db", durability_));
    journal_ = std::move(*Journal::Open(*database_, clock_, LineKinds(), post_));
    EXPECT_TRUE(database_->RunScript("CREATE TABLE IF NOT EXISTS line_note (id TEXT, text TEXT)"));
    blobs_ = std::make_unique<Blobs>(*Blobs::Open(folder_ / "blobs"));
  }
  void Close() {
    journal_.reset();
    database_.reset();
  }
  // As it is now, to be put back later: a backup.
  void BackUp(const std::filesystem::path& to) {
    std::filesystem::remove(to);
    EXPECT_TRUE(database_->BackUpTo(to));
  }
  void Restore(const std::filesystem::path& from) {
    Close();
    for (const char* file : {"piket.db", "piket.db-wal", "piket.db-shm", "piket.db-journal"}) {
      std::filesystem::remove(folder_ / file);
    }
    std::filesystem::copy_file(from, folder_ / "piket.db");
    Open();
  }

  Entry Append(const std::string& kind, const std::string& subject, const Json& body) {
    auto entry = journal_->Write<Entry>([&](Database& db) {
      return journal_->Append(db, {kind, "piket", subject, body});
    });
    EXPECT_TRUE(entry) << (entry ? "" : entry.error().detail);
    return entry ? *entry : Entry{};
  }
  Entry Note(const std::string& text) {
    return Append("note.written", post_ + "-" + text, {{"text", text}});
  }
  std::vector<Entry> Own(int64_t after = 0, int limit = kMostEntries) {
    return *database_->Read([&](Database& db) { return journal_->OwnEntries(db, after, limit); });
  }
  PushBatch Batch(int64_t after = 0, int limit = kMostEntries) {
    PushBatch batch;
    batch.entries = Own(after, limit);
    batch.head = *HeadOf(batch.entries, *key_);
    return batch;
  }
  Hello Greeting(const std::string& centre = "P1") {
    return *database_->Read([&](Database& db) { return HelloOf(db, *journal_, centre); });
  }
  // "L1/<epoch>/3 note.written" of every entry of a post here, held ones too, by epoch and number.
  std::vector<std::string> EntriesOf(const std::string& post) {
    auto rows = *database_->Ask(
        "SELECT post||'/'||epoch||'/'||seq||' '||hash AS name FROM (SELECT post, epoch, seq, hash "
        "FROM entry UNION ALL SELECT post, epoch, seq, hash FROM local_quarantine) WHERE post=? "
        "ORDER BY epoch, seq, hash",
        {post});
    std::vector<std::string> names;
    for (const Row& row : rows) names.push_back(row.Text("name"));
    return names;
  }
  int64_t Count(const std::string& sql) { return database_->Ask(sql)->front().Integer("n"); }

  Journal& journal() { return *journal_; }
  Database& database() { return *database_; }
  const Blobs& blobs() { return *blobs_; }
  const SigningKey& key() const { return *key_; }
  const std::string& post() const { return post_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  const std::string post_;
  const Clock& clock_;
  const std::filesystem::path folder_;
  const Durability durability_;
  std::unique_ptr<SigningKey> key_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Blobs> blobs_;
};

class LineRig : public testing::Test {
 protected:
  void SetUp() override {
    authority_ = std::move(*Authority::Open(folder_.path() / "keys", "Dinas", clock_));
    site_ = std::make_unique<Site>("P1", clock_, folder_.path() / "P1", Durability::kCentre);
    Gather();
  }
  // After the centre's journal was opened anew.
  void Gather() {
    feeds_.reset();
    centre_.reset(new Centre{site_->journal(), site_->blobs(), site_->key(), *authority_, settings_,
                             folder_.path() / "letter-keys", Json::array(), "127.0.0.1:8471"});
    feeds_ = std::make_unique<Feeds>(*centre_);
  }
  void RestoreCentre(const std::filesystem::path& backup) {
    feeds_.reset();
    centre_.reset();
    site_->Restore(backup);
    Gather();
  }

  // Invited, asked, accepted.
  Site& Join(const std::string& code, const std::vector<std::string>& roles = {"desk"}) {
    auto& site = posts_[code];
    if (site == nullptr) site = std::make_unique<Site>(code, clock_, folder_.path() / code);
    auto invitation = Invite(*centre_, {code, roles}, "admin");
    EXPECT_TRUE(invitation) << invitation.error().detail;
    EnrolRequest request;
    request.token = invitation->token;
    request.code = code;
    request.roles = roles;
    request.request = *MakeRequest(site->key(), code);
    request.public_key = site->key().PublicPem();
    request.signature = Hex(*site->key().Sign(Sha256(request.token + request.request)));
    auto asked = Asked(*centre_, request);
    EXPECT_TRUE(asked) << asked.error().detail;
    EXPECT_TRUE(Accept(*centre_, code, "admin"));
    return *site;
  }
  PostRecord Record(const std::string& code) {
    return *site_->database().Read([&](Database& db) { return FindPost(db, code); });
  }
  Result<PushAnswer> Push(Site& post, const PushBatch& batch) {
    return TakeEntries(*centre_, Record(post.post()), batch);
  }
  // Everything the post has that the centre lacks.
  void PushAll(Site& post) {
    auto have = HaveOf(*centre_, post.post(), post.journal().epoch());
    ASSERT_TRUE(have);
    PushBatch batch;
    batch.entries = post.Own(*have);
    if (batch.entries.empty()) return;
    batch.head = *HeadOf(batch.entries, post.key());
    auto answer = Push(post, batch);
    ASSERT_TRUE(answer) << answer.error().detail;
  }
  void PullAll(Site& post) {
    ASSERT_TRUE(feeds_->Fill());
    for (;;) {
      auto piece = feeds_->Read(post.post(), post.Greeting().pulled, kMostItems, {});
      ASSERT_TRUE(piece) << piece.error().detail;
      if (piece->items.empty()) return;
      auto taken = TakePiece(post.journal(), *piece, site_->key().PublicPem());
      ASSERT_TRUE(taken) << taken.error().detail;
    }
  }
  Result<Welcome> Meet(Site& post) {
    return Greet(*centre_, Record(post.post()), post.Greeting(), "00");
  }
  // What a post does when the centre says it was restored.
  void ReturnAll(Site& post, const Welcome& welcome) {
    ASSERT_TRUE(welcome.restored);
    auto known =
        post.database().Read([&](Database& db) { return PulledHash(db, welcome.return_after); });
    int64_t after = *known == welcome.return_hash ? welcome.return_after : 0;
    while (after < post.Greeting().pulled) {
      auto piece = post.database().Read([&](Database& db) { return PieceToReturn(db, after); });
      ASSERT_TRUE(piece);
      auto answer = feeds_->TakeReturned(Record(post.post()), *piece);
      ASSERT_TRUE(answer) << answer.error().detail;
      after = answer->have;
    }
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  Settings settings_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Site> site_;
  std::unique_ptr<Centre> centre_;
  std::unique_ptr<Feeds> feeds_;
  std::map<std::string, std::unique_ptr<Site>> posts_;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_CENTRAL_LINE_RIG_H_
