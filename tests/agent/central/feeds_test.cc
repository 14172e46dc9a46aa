#include "agent/central/feeds.h"

#include <thread>

#include "tests/agent/central/line_rig.h"

namespace piket {
namespace {

using FeedsTest = LineRig;

int64_t Brought(Site& post, const std::string& subject) {
  return post.Count("SELECT count(*) AS n FROM line_note WHERE id='" + subject + "'");
}

TEST_F(FeedsTest, BringEachPostItsShareAndNothingElse) {
  Site& one = Join("L1");
  Site& two = Join("L2");
  Site& room = Join("S1", {"room"});
  site_->Append("order.made", "order-1", {{"post", "L1"}});
  site_->Append("rule.made", "rule-1", {{"text", "x"}});
  site_->Note("secret");
  one.Append("name.given", "name-1", {{"text", "Ani"}});
  PushAll(one);
  for (Site* post : {&one, &two, &room}) PullAll(*post);
  EXPECT_EQ(Brought(one, "order-1"), 1);
  EXPECT_EQ(Brought(two, "order-1"), 0);
  EXPECT_EQ(Brought(two, "rule-1"), 1);
  EXPECT_EQ(Brought(two, "name-1"), 1);
  EXPECT_EQ(Brought(one, "name-1"), 1);  // its own, not twice
  EXPECT_EQ(Brought(two, "P1-secret"), 0);
  EXPECT_EQ(room.Greeting().pulled, 0);
  for (Site* post : {&one, &two}) EXPECT_TRUE(post->journal().Verify().problems.empty());
}

TEST_F(FeedsTest, BringANewDeskWhatEveryDeskHas) {
  Site& one = Join("L1");
  for (int i = 0; i < 5000; ++i) site_->Note(std::to_string(i));
  site_->Append("rule.made", "rule-1", {{"text", "x"}});
  one.Append("name.given", "name-1", {{"text", "Ani"}});
  PushAll(one);
  PullAll(one);
  Site& late = Join("L9");
  site_->Append("rule.made", "rule-2", {{"text", "y"}});
  PullAll(late);
  auto subjects = *late.database().Ask(
      "SELECT e.subject FROM local_pulled p JOIN entry e ON e.post=p.entry_post AND "
      "e.epoch=p.entry_epoch AND e.seq=p.entry_seq ORDER BY p.n");
  ASSERT_EQ(subjects.size(), 3u);
  EXPECT_EQ(subjects[0].Text("subject"), "rule-1");
  EXPECT_EQ(subjects[1].Text("subject"), "name-1");
  EXPECT_EQ(subjects[2].Text("subject"), "rule-2");
}

TEST_F(FeedsTest, GiveNothingTwiceAfterARestart) {
  Site& one = Join("L1");
  for (int i = 0; i < 5; ++i) site_->Append("rule.made", "r" + std::to_string(i), {{"text", "x"}});
  ASSERT_TRUE(feeds_->Fill());
  ASSERT_TRUE(site_->database().RunScript("UPDATE local_feed_cursor SET n=0"));
  Gather();
  PullAll(one);
  EXPECT_EQ(one.Greeting().pulled, 5);
}

TEST_F(FeedsTest, WakeWhoWaitsAsSoonAsThereIsSomething) {
  Join("L1");
  feeds_->Start();
  site_->journal().OnAppended([&](const Entry&) { feeds_->Knock(); });
  auto begun = std::chrono::steady_clock::now();
  Result<FeedPiece> piece = Error{Fault::kInternal, ""};
  std::thread waiting([&] { piece = feeds_->Read("L1", 0, kMostItems, std::chrono::seconds(30)); });
  site_->Append("order.made", "order-1", {{"post", "L1"}});
  waiting.join();
  ASSERT_TRUE(piece);
  EXPECT_EQ(piece->items.size(), 1u);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

TEST_F(FeedsTest, EndWaitingWhenTheyClose) {
  Join("L1");
  std::thread waiting(
      [&] { EXPECT_TRUE(feeds_->Read("L1", 0, kMostItems, std::chrono::seconds(60))); });
  feeds_->Close();
  waiting.join();
}

TEST_F(FeedsTest, AreTakenOnlyWholeSignedAndInOrder) {
  Site& one = Join("L1");
  for (int i = 0; i < 3; ++i) site_->Append("rule.made", "r" + std::to_string(i), {{"text", "x"}});
  ASSERT_TRUE(feeds_->Fill());
  auto piece = feeds_->Read("L1", 0, kMostItems, {});
  ASSERT_TRUE(piece);
  const std::string key = site_->key().PublicPem();
  auto refused = [&](const FeedPiece& wrong, const std::string& pem) {
    auto taken = TakePiece(one.journal(), wrong, pem);
    return !taken && taken.error().fault == Fault::kConflict && one.Greeting().pulled == 0;
  };
  EXPECT_TRUE(refused(*piece, one.key().PublicPem()));
  FeedPiece wrong = *piece;
  wrong.items[1].entry.body["text"] = "y";
  EXPECT_TRUE(refused(wrong, key));
  wrong = *piece;
  wrong.items.pop_back();
  EXPECT_TRUE(refused(wrong, key));
  EXPECT_TRUE(refused(*feeds_->Read("L1", 1, kMostItems, {}), key));
  EXPECT_TRUE(TakePiece(one.journal(), *piece, key));
  EXPECT_EQ(one.Greeting().pulled, 3);
  EXPECT_EQ(TakePiece(one.journal(), *piece, key).error().fault, Fault::kConflict);
}

// The centre's data of a day ago, while the posts went on.
class RestoredCentre : public LineRig {
 protected:
  void SetUp() override {
    LineRig::SetUp();
    one_ = &Join("L1");
    two_ = &Join("L2");
    for (Site* post : {one_, two_}) post->Note("old");
    Order("L1", "old-1");
    Exchange();
    site_->BackUp(backup_);
    for (Site* post : {one_, two_}) post->Note("new");
    Order("L1", "new-1");
    site_->Note("nobody");  // stays at the centre: nobody can give it back
    site_->Note("nobody-2");
    Order("L2", "new-2");
    one_->Append("name.given", "name-1", {{"text", "Ani"}});
    Exchange();
    Order("L1", "new-3");
    Exchange();
    lost_epoch_ = site_->journal().epoch();
  }
  void Order(const std::string& post, const std::string& name) {
    site_->Append("order.made", "order-" + name, {{"post", post}, {"text", name}});
  }
  void Exchange() {
    for (Site* post : {one_, two_}) PushAll(*post);
    for (Site* post : {one_, two_}) PullAll(*post);
  }
  void Heal(Site& post) {
    auto welcome = Meet(post);
    ASSERT_TRUE(welcome);
    if (welcome->restored) ReturnAll(post, *welcome);
    PushAll(post);
  }
  // Both ends hold the same entries of every post, and the same feed.
  void ExpectHealed() {
    for (Site* post : {one_, two_}) {
      PullAll(*post);
      EXPECT_FALSE(Meet(*post)->restored);
      EXPECT_EQ(site_->EntriesOf(post->post()), post->EntriesOf(post->post()));
      auto theirs = post->EntriesOf("P1");
      auto ours = site_->EntriesOf("P1");
      for (const std::string& name : theirs) {
        EXPECT_TRUE(std::count(ours.begin(), ours.end(), name)) << name;
      }
      EXPECT_TRUE(post->journal().Verify().problems.empty());
    }
    auto report = site_->journal().Verify();
    EXPECT_TRUE(report.problems.empty()) << report.problems[0];
  }

  const std::filesystem::path backup_ = folder_.path() / "backup.db";
  Site* one_ = nullptr;
  Site* two_ = nullptr;
  std::string lost_epoch_;
};

TEST_F(RestoredCentre, IsRefilledByItsPostsAndListsWhatNobodyHolds) {
  RestoreCentre(backup_);
  for (Site* post : {one_, two_}) Heal(*post);
  EXPECT_NE(site_->journal().epoch(), lost_epoch_);
  for (const char* name : {"order-old-1", "order-new-1", "order-new-2", "order-new-3"}) {
    EXPECT_EQ(Brought(*site_, name), 1) << name;
  }
  Order("L1", "after");
  ExpectHealed();
  EXPECT_EQ(Brought(*one_, "order-after"), 1);
  auto lost = *site_->database().Read([&](Database& db) { return Journal::Lost(db, "P1"); });
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].epoch, lost_epoch_);
  EXPECT_EQ(lost[0].to - lost[0].from, 1);
  EXPECT_EQ(site_->journal().Verify().notes.size(), 1u);
}

TEST_F(RestoredCentre, OpensOneNewEpochHoweverManyPostsReturn) {
  RestoreCentre(backup_);
  for (Site* post : {one_, two_, one_}) Heal(*post);
  const std::string epoch = site_->journal().epoch();
  for (Site* post : {two_, one_}) Heal(*post);
  EXPECT_EQ(site_->journal().epoch(), epoch);
  EXPECT_EQ(site_->Count("SELECT count(*) AS n FROM local_epoch"), 1);
}

TEST_F(RestoredCentre, KeepsWhatItDidBeforeAPostToldItOfTheLoss) {
  RestoreCentre(backup_);
  Order("L1", "meanwhile-1");
  Order("L2", "meanwhile-2");
  ASSERT_TRUE(feeds_->Fill());
  for (Site* post : {one_, two_}) Heal(*post);
  ExpectHealed();
  EXPECT_EQ(Brought(*site_, "order-meanwhile-1"), 1);
  EXPECT_EQ(Brought(*site_, "order-new-3"), 1);
  // Numbers used twice are held for people to look at, on both sides; nothing is dropped.
  EXPECT_GE(site_->Count("SELECT count(*) AS n FROM local_quarantine"), 1);
}

TEST_F(RestoredCentre, StandsAReturnThatIsCutOffAndRepeated) {
  RestoreCentre(backup_);
  auto welcome = Meet(*one_);
  ASSERT_TRUE(welcome->restored);
  auto first = one_->database().Read([&](Database& db) { return PieceToReturn(db, 0); });
  FeedPiece part = *first;
  ASSERT_GT(part.items.size(), 1u);
  ASSERT_TRUE(feeds_->TakeReturned(Record("L1"), part));
  ASSERT_TRUE(feeds_->TakeReturned(Record("L1"), part));
  ASSERT_TRUE(feeds_->Fill());
  for (Site* post : {one_, two_, one_}) Heal(*post);
  ExpectHealed();
}

TEST_F(RestoredCentre, BelievesNobodyWhatItDidNotSign) {
  RestoreCentre(backup_);
  auto piece = *one_->database().Read([&](Database& db) { return PieceToReturn(db, 0); });
  FeedPiece wrong = piece;
  wrong.signature = Hex(*one_->key().Sign(FeedDigest("L1", piece.items.back().hash)));
  EXPECT_EQ(feeds_->TakeReturned(Record("L1"), wrong).error().fault, Fault::kBadRequest);
  wrong = piece;
  wrong.items[0].entry.body["text"] = "lain";
  wrong.items[0].entry.hash = HashOf(wrong.items[0].entry);
  EXPECT_EQ(feeds_->TakeReturned(Record("L1"), wrong).error().fault, Fault::kBadRequest);
  EXPECT_EQ(feeds_->TakeReturned(Record("L2"), piece).error().fault, Fault::kBadRequest);
  EXPECT_EQ(Brought(*site_, "order-new-1"), 0);
}

}  // namespace
}  // namespace piket
