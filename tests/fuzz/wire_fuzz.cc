// What comes over the line between posts and centre: whatever is taken can be given again.
#include "agent/core/text.h"
#include "agent/sync/wire.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

Entry SomeEntry() {
  Entry entry;
  entry.post = "L1";
  entry.epoch = "0f3a";
  entry.seq = 1;
  entry.id = "0192e4d0-0000-7000-8000-000000000001";
  entry.kind = "letter.entered";
  entry.at = *InstantFromIso("2026-05-13T02:00:00.000Z");
  entry.author = "piket";
  entry.subject = "l1";
  entry.body = {{"blob", std::string(64, 'a')}, {"pages", {1, 2}}};
  entry.prev = std::string(64, '0');
  entry.hash = HashOf(entry);
  return entry;
}

// Reading, writing and reading again gives the same.
template <class T>
void DemandSame(const Json& json, Result<T> (*read)(const Json&)) {
  auto first = read(json);
  if (!first) return;
  auto second = read(ToJson(*first));
  Demand(second.ok(), "what was read can be read again");
  Demand(CanonicalText(ToJson(*second)) == CanonicalText(ToJson(*first)), "nothing changes");
}

}  // namespace

std::vector<std::string> WireSeeds() {
  Entry entry = SomeEntry();
  SignedHead head{1, entry.hash, "3045"};
  FeedPiece piece{
      std::string(64, '0'), {{1, FeedHash(std::string(64, '0'), 1, entry.hash), entry}}, "3045"};
  Welcome welcome;
  welcome.return_hash = std::string(64, '0');
  std::vector<Json> good = {ToJson(Hello{"0f3a",
                                         7,
                                         3,
                                         std::string(64, 'b'),
                                         "9c",
                                         2,
                                         std::string(64, 'c'),
                                         {{"version", "0.1.0"}}}),
                            ToJson(welcome), ToJson(PushBatch{{entry}, head}),
                            ToJson(PushAnswer{9, {{4, "not_its_home"}}}), ToJson(piece)};
  std::vector<std::string> seeds = {std::string(100, '[')};
  for (const Json& each : good) {
    seeds.push_back(CanonicalText(each));
    for (const Json& odd : OddOnes(each)) seeds.push_back(CanonicalText(odd));
  }
  return seeds;
}

int FuzzWire(std::string_view bytes) {
  auto json = ReadWire(bytes);
  if (!json) return 0;
  DemandSame<Hello>(*json, HelloFromJson);
  DemandSame<Welcome>(*json, WelcomeFromJson);
  DemandSame<PushBatch>(*json, PushBatchFromJson);
  DemandSame<PushAnswer>(*json, PushAnswerFromJson);
  DemandSame<FeedPiece>(*json, FeedPieceFromJson);
  auto batch = PushBatchFromJson(*json);
  if (batch) {
    for (const Entry& entry : batch->entries) {
      HashOf(entry);
      for (const std::string& name : BlobsNamed(entry)) Demand(name.size() == 64, "a blob's name");
    }
  }
  auto piece = FeedPieceFromJson(*json);
  if (piece) (void)IsWhole(*piece, "L1", "");
  return 0;
}

}  // namespace piket
