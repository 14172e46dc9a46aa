#include "agent/sync/wire.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

const std::string kNone(64, '0');

Entry EntryOf(int64_t seq, const std::string& prev, const Json& body = {{"a", 1}}) {
  Entry entry;
  entry.post = "L1";
  entry.epoch = "e1";
  entry.seq = seq;
  entry.id = "id-" + std::to_string(seq);
  entry.kind = "note.written";
  entry.at = *InstantFromIso("2026-05-13T02:00:00.000Z");
  entry.author = "piket";
  entry.subject = "note";
  entry.body = body;
  entry.prev = prev;
  entry.hash = HashOf(entry);
  return entry;
}

PushBatch BatchOf(const SigningKey& key, int64_t first, int64_t last) {
  PushBatch batch;
  std::string prev = kNone;
  for (int64_t seq = first; seq <= last; ++seq) {
    batch.entries.push_back(EntryOf(seq, prev));
    prev = batch.entries.back().hash;
  }
  batch.head = *HeadOf(batch.entries, key);
  return batch;
}

TEST(Wire, CarriesABatchUnchanged) {
  auto key = SigningKey::Generate();
  PushBatch batch = BatchOf(**key, 3, 5);
  auto json = ReadWire(CanonicalText(ToJson(batch)));
  ASSERT_TRUE(json);
  auto again = PushBatchFromJson(*json);
  ASSERT_TRUE(again);
  ASSERT_EQ(again->entries.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(again->entries[i].hash, batch.entries[i].hash);
    EXPECT_EQ(HashOf(again->entries[i]), batch.entries[i].hash);
  }
  EXPECT_EQ(again->head.signature, batch.head.signature);
}

TEST(Wire, RefusesABatchWithAGapASwapOrAnotherHead) {
  auto key = SigningKey::Generate();
  const PushBatch good = BatchOf(**key, 1, 3);
  PushBatch gap = good;
  gap.entries.erase(gap.entries.begin() + 1);
  PushBatch swapped = good;
  std::swap(swapped.entries[0], swapped.entries[1]);
  PushBatch mixed = good;
  mixed.entries[0].epoch = "e2";
  PushBatch other = good;
  other.head.hash = kNone;
  PushBatch none = good;
  none.entries.clear();
  for (const PushBatch& wrong : {gap, swapped, mixed, other, none}) {
    EXPECT_EQ(PushBatchFromJson(ToJson(wrong)).error().fault, Fault::kBadRequest);
  }
}

TEST(Wire, RefusesWhatIsNestedTooDeepOrOutOfTime) {
  EXPECT_FALSE(ReadWire(std::string(100, '[') + std::string(100, ']')));
  EXPECT_TRUE(ReadWire("[\"" + std::string(100, '[') + "\"]"));
  Json batch = ToJson(BatchOf(**SigningKey::Generate(), 1, 1));
  for (const Json& at : {Json(INT64_MAX), Json(UINT64_MAX), Json(INT64_MIN), Json("x"), Json(-1)}) {
    batch["entries"][0]["at"] = at;
    EXPECT_FALSE(PushBatchFromJson(batch)) << at;
  }
}

TEST(Wire, KnowsAWholePieceOfAFeedFromAChangedOne) {
  auto key = SigningKey::Generate();
  FeedPiece piece;
  piece.before = Hex(Sha256("sebelumnya"));
  std::string hash = piece.before;
  for (int64_t n = 8; n <= 10; ++n) {
    FeedItem item{n, "", EntryOf(n * 3, kNone)};
    item.hash = hash = FeedHash(hash, n, item.entry.hash);
    piece.items.push_back(item);
  }
  piece.signature = Hex(*(*key)->Sign(FeedDigest("L1", hash)));
  const std::string pem = (*key)->PublicPem();
  EXPECT_TRUE(IsWhole(*FeedPieceFromJson(ToJson(piece)), "L1", pem));
  EXPECT_FALSE(IsWhole(piece, "L2", pem));
  FeedPiece changed = piece;
  changed.items[1].entry.body["a"] = 2;
  EXPECT_FALSE(IsWhole(changed, "L1", pem));
  changed = piece;
  changed.items.erase(changed.items.begin() + 1);
  EXPECT_FALSE(IsWhole(changed, "L1", pem));
  changed = piece;
  changed.before = kNone;
  EXPECT_FALSE(IsWhole(changed, "L1", pem));
  EXPECT_FALSE(IsWhole(piece, "L1", (*SigningKey::Generate())->PublicPem()));
}

TEST(Wire, FindsTheBlobsAnEntryNames) {
  std::string one(64, 'a');
  std::string two(64, 'b');
  Entry entry = EntryOf(1, kNone, {{"pages", {{{"blob", two}}, one, one}}, {"text", "abc"}});
  EXPECT_EQ(BlobsNamed(entry), (std::vector<std::string>{one, two}));
}

}  // namespace
}  // namespace piket
