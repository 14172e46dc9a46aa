// What goes over the line between a post and the centre (trust.md §5), as values and JSON. Every
// body travels with its length and SHA-256, because Poco reports a body cut short as a clean end.
//
//   POST /v1/session               Hello → Welcome         what each knows; the centre's signed
//   time
//
//   POST /v1/entries               PushBatch → PushAnswer  a post's own entries, in order
//
//   GET /v1/feed?after=N&wait=25   → FeedPiece             its share of the centre's journal
//
//   POST /v1/returned              FeedPiece → PushAnswer  to a centre restored from a backup
//
//   GET /v1/config/{version}       → ConfigBundle          agent/sync/office_config.h
//
//   HEAD, PATCH, GET /v1/blobs/{sha256}                    agent/sync/blob_line.h
//
//   PUT /v1/letter-keys/{letter}                           a confidential letter's key, 32 bytes
//
//   POST /v1/enrol, POST /v1/renew                         agent/sync/enrol.h
#ifndef PIKET_AGENT_SYNC_WIRE_H_
#define PIKET_AGENT_SYNC_WIRE_H_

#include <string>
#include <vector>

#include "agent/store/journal.h"
#include "agent/sync/body_hash.h"

namespace piket {

constexpr int kMostEntries = 500;
constexpr size_t kMostBatchBytes = 1u << 20;

// A signature of the post's key over the hash its chain has come to.
struct SignedHead {
  int64_t seq = 0;
  std::string hash;
  std::string signature;  // hexadecimal DER over SHA-256 of `hash`, as Journal::SignHead
};

struct Hello {
  std::string epoch;
  int64_t seq = 0;     // the post's newest entry
  int64_t pulled = 0;  // the last number of its feed that is in
  std::string pulled_hash;
  // The newest entry of the centre itself that its feed brought; seq 0 for none.
  std::string centre_epoch;
  int64_t centre_seq = 0;
  std::string centre_hash;
  Json report = Json::object();  // what the fleet screen shows: agent/sync/report.h
};

struct Welcome {
  std::string post;  // the code under which the centre knows it
  int64_t have = 0;  // the centre's cursor: entries of this epoch up to here are durable
  int64_t now = 0;   // the centre's clock, milliseconds since 1970
  std::string
      signature;  // of the centre's key over "<nonce of the request>/<now>", against old answers
  // The centre's feed is not the one the post holds: it was restored from a backup. The post
  // returns what its feed brought after this number when it has this hash there, else everything.
  bool restored = false;
  int64_t return_after = 0;
  std::string return_hash;
  int64_t config_version = 0;  // the newest configuration for this post
  // The last numbers this post gave out, as far as the centre knows: {"receipt", "books"}; for one
  // that was restored from a backup (agent/letters/number_floor.h).
  Json numbers = Json::object();
};

struct PushBatch {
  std::vector<Entry> entries;  // of one post and epoch, without gaps
  SignedHead head;             // of the last entry of the batch
};

struct HeldNotice {
  int64_t seq = 0;
  std::string reason;
};

struct PushAnswer {
  int64_t have = 0;              // durable up to here
  std::vector<HeldNotice> held;  // taken in, not applied
};

struct FeedItem {
  int64_t n = 0;
  std::string hash;  // FeedHash over the item before
  Entry entry;
};

struct FeedPiece {
  std::string before;  // the hash before the first item
  std::vector<FeedItem> items;
  std::string signature;  // of the centre's key over the post and the last hash; "" for none
};

// SHA-256 of "<hash before>/<n>/<entry's hash>"; before the first stand 64 zeros.
std::string FeedHash(const std::string& before, int64_t n, const std::string& entry_hash);

// Whether the items follow `before` and each other, and this key (PEM) signed them for this post.
bool IsWhole(const FeedPiece& piece, const std::string& post, const std::string& public_key);
// What the centre signs of a feed.
Digest FeedDigest(const std::string& post, const std::string& hash);
// The one signature of a batch's last entry, in place of one an entry.
Result<SignedHead> HeadOf(const std::vector<Entry>& entries, const SigningKey& key);

// JSON from outside, nested no deeper than an entry is: our stacks are small. kBadRequest.
Result<Json> ReadWire(std::string_view text);
Json ToJson(const Hello& hello);
Json ToJson(const Welcome& welcome);
Json ToJson(const PushBatch& batch);
Json ToJson(const PushAnswer& answer);
Json ToJson(const FeedPiece& piece);
// kBadRequest with what does not fit: the bytes come from outside.
Result<Hello> HelloFromJson(const Json& json);
Result<Welcome> WelcomeFromJson(const Json& json);
Result<PushBatch> PushBatchFromJson(const Json& json);
Result<PushAnswer> PushAnswerFromJson(const Json& json);
Result<FeedPiece> FeedPieceFromJson(const Json& json);

// The blobs an entry names: every text of its body that is a blob's name.
std::vector<std::string> BlobsNamed(const Entry& entry);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_WIRE_H_
