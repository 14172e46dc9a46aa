#include "agent/central/inbox.h"

#include "tests/agent/central/line_rig.h"

namespace piket {
namespace {

using Inbox = LineRig;

TEST_F(Inbox, TakesABatchOnceHoweverOftenItComes) {
  Site& post = Join("L1");
  for (const char* text : {"a", "b", "c"}) post.Note(text);
  for (int i = 0; i < 3; ++i) {
    auto answer = Push(post, post.Batch());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->have, 3);
    EXPECT_TRUE(answer->held.empty());
  }
  EXPECT_EQ(site_->EntriesOf("L1"), post.EntriesOf("L1"));
  EXPECT_EQ(site_->Count("SELECT count(*) AS n FROM line_note"), 3);
  EXPECT_TRUE(site_->journal().Verify().problems.empty());
}

TEST_F(Inbox, TakesTheRestOfABatchItHasHalfOf) {
  Site& post = Join("L1");
  for (const char* text : {"a", "b", "c", "d"}) post.Note(text);
  ASSERT_TRUE(Push(post, post.Batch(0, 2)));
  EXPECT_EQ(Push(post, post.Batch(1, 3))->have, 4);
  EXPECT_EQ(site_->EntriesOf("L1"), post.EntriesOf("L1"));
}

TEST_F(Inbox, TakesNothingOfABatchWithAGapBeforeIt) {
  Site& post = Join("L1");
  for (const char* text : {"a", "b", "c"}) post.Note(text);
  EXPECT_EQ(Push(post, post.Batch(1)).error().fault, Fault::kJournalGap);
  EXPECT_TRUE(site_->EntriesOf("L1").empty());
  EXPECT_EQ(*HaveOf(*centre_, "L1", post.journal().epoch()), 0);
}

TEST_F(Inbox, TakesReorderedBatchesOnlyInTheirOrder) {
  Site& post = Join("L1");
  for (int i = 0; i < 9; ++i) post.Note(std::to_string(i));
  EXPECT_EQ(Push(post, post.Batch(6, 3)).error().fault, Fault::kJournalGap);
  EXPECT_EQ(Push(post, post.Batch(0, 3))->have, 3);
  EXPECT_EQ(Push(post, post.Batch(6, 3)).error().fault, Fault::kJournalGap);
  EXPECT_EQ(Push(post, post.Batch(3, 3))->have, 6);
  EXPECT_EQ(Push(post, post.Batch(0, 3))->have, 6);
  EXPECT_EQ(Push(post, post.Batch(6, 3))->have, 9);
  EXPECT_EQ(site_->EntriesOf("L1"), post.EntriesOf("L1"));
}

TEST_F(Inbox, StoresNothingThatThePostDidNotSign) {
  Site& post = Join("L1");
  Site& other = Join("L2");
  post.Note("a");
  PushBatch batch = post.Batch();
  batch.head = *HeadOf(batch.entries, other.key());
  EXPECT_EQ(Push(post, batch).error().fault, Fault::kBadRequest);
  // In the name of another post, although well signed by this one.
  EXPECT_EQ(TakeEntries(*centre_, Record("L2"), post.Batch()).error().fault, Fault::kBadRequest);
  EXPECT_TRUE(site_->EntriesOf("L1").empty());
}

TEST_F(Inbox, RefusesAChangedEntryAndTheWholeBatchWithIt) {
  Site& post = Join("L1");
  for (const char* text : {"a", "b"}) post.Note(text);
  PushBatch batch = post.Batch();
  batch.entries[0].body["text"] = "x";
  EXPECT_EQ(Push(post, batch).error().fault, Fault::kJournalBroken);
  EXPECT_TRUE(site_->EntriesOf("L1").empty());
}

TEST_F(Inbox, RaisesTheAlarmWhenAJournalForks) {
  Site& post = Join("L1");
  post.Note("a");
  post.BackUp(folder_.path() / "copy.db");
  post.Note("b");
  PushAll(post);
  post.Restore(folder_.path() / "copy.db");
  post.Note("c");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Push(post, post.Batch()).error().fault, Fault::kJournalForked);
  }
  EXPECT_EQ(Record("L1").alarm, "klon");
  EXPECT_EQ(site_->Count("SELECT count(*) AS n FROM entry WHERE kind='post.alarmed'"), 1);
}

TEST_F(Inbox, HoldsWhatIsNotThePostsToSayAndLetsTheRestFlow) {
  Site& post = Join("L1");
  post.Note("a");
  post.Append("order.made", "order-1", {{"post", "L1"}});
  post.Note("b");
  auto answer = Push(post, post.Batch());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->have, 3);
  ASSERT_EQ(answer->held.size(), 1u);
  EXPECT_EQ(answer->held[0].seq, 2);
  EXPECT_EQ(answer->held[0].reason, "not_its_home");
  EXPECT_EQ(site_->Count("SELECT count(*) AS n FROM line_note"), 2);
}

TEST_F(Inbox, NotesWhichBlobsThePostMaySend) {
  Site& post = Join("L1");
  const std::string blob = Hex(Sha256("halaman"));
  post.Append("note.written", "n", {{"text", "a"}, {"pages", {{{"blob", blob}}}}});
  PushAll(post);
  EXPECT_EQ(site_->Count("SELECT count(*) AS n FROM local_blob_known WHERE post='L1' AND sha256='" +
                         blob + "'"),
            1);
}

TEST_F(Inbox, GreetsWithItsCursorAndItsSignedTime) {
  Site& post = Join("L1");
  post.Note("a");
  PushAll(post);
  post.Note("b");
  auto welcome = Greet(*centre_, Record("L1"), post.Greeting(), "abcd");
  ASSERT_TRUE(welcome);
  EXPECT_EQ(welcome->have, 1);
  EXPECT_FALSE(welcome->restored);
  EXPECT_EQ(welcome->now, clock_.Now().time_since_epoch().count());
  EXPECT_TRUE(VerifySignature(site_->key().PublicPem(),
                              Sha256("abcd/" + std::to_string(welcome->now)),
                              *FromHex(welcome->signature)));
}

}  // namespace
}  // namespace piket
