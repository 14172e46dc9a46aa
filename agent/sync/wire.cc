#include "agent/sync/wire.h"

#include <algorithm>

#include "agent/core/text.h"
#include "agent/store/blobs.h"

namespace piket {
namespace {

constexpr int kDeepest = 64;
constexpr size_t kLongestText = 512;
constexpr size_t kLongestReport = 64u << 10;
constexpr int64_t kLastYear = 253402300799999;  // 9999-12-31, milliseconds

Error Wrong(const char* what) { return {Fault::kBadRequest, what}; }

// Takes the members of one object apart and remembers the first that is not as it must be.
class Members {
 public:
  explicit Members(const Json& json) : json_(json) {
    if (!json.is_object()) wrong_ = "object";
  }
  void Text(const char* key, std::string& place, size_t longest = kLongestText) {
    const Json* member = Find(key);
    if (member == nullptr || !member->is_string()) return Refuse(key);
    if (member->get_ref<const std::string&>().size() > longest) return Refuse(key);
    place = member->get<std::string>();
  }
  // 64 hexadecimal digits.
  void Hash(const char* key, std::string& place) {
    Text(key, place);
    if (wrong_ == nullptr && !IsBlobName(place)) Refuse(key);
  }
  void Number(const char* key, int64_t& place, int64_t least = 0) {
    const Json* member = Find(key);
    if (member == nullptr || !member->is_number_integer()) return Refuse(key);
    bool too_large =
        member->is_number_unsigned() && member->get<uint64_t>() > static_cast<uint64_t>(kLastYear);
    int64_t number = too_large ? 0 : member->get<int64_t>();
    if (too_large || number < least || number > kLastYear) return Refuse(key);
    place = number;
  }
  void Flag(const char* key, bool& place) {
    const Json* member = Find(key);
    if (member == nullptr || !member->is_boolean()) return Refuse(key);
    place = member->get<bool>();
  }
  const Json& Array(const char* key, size_t most) {
    static const Json kNone = Json::array();
    const Json* member = Find(key);
    if (member == nullptr || !member->is_array() || member->size() > most) {
      Refuse(key);
      return kNone;
    }
    return *member;
  }
  const Json& Object(const char* key) {
    static const Json kNone = Json::object();
    const Json* member = Find(key);
    if (member == nullptr || !member->is_object()) {
      Refuse(key);
      return kNone;
    }
    return *member;
  }
  void Refuse(const char* key) {
    if (wrong_ == nullptr) wrong_ = key;
  }
  bool fine() const { return wrong_ == nullptr; }
  Error error() const { return Wrong(wrong_); }

 private:
  const Json* Find(const char* key) const {
    if (!json_.is_object()) return nullptr;
    auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }
  const Json& json_;
  const char* wrong_ = nullptr;
};

Result<Entry> EntryFromWire(const Json& json) {
  Members members(json);
  int64_t number = 0;
  std::string hash;
  members.Number("at", number);
  members.Number("version", number, 1);
  if (number > 100000) members.Refuse("version");
  members.Number("monotonic_ms", number);
  members.Number("seq", number, 1);
  members.Hash("prev", hash);
  members.Hash("hash", hash);
  if (!members.fine()) return members.error();
  return EntryFromJson(json);
}

void AddBlobs(const Json& value, std::vector<std::string>& names) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (IsBlobName(text)) names.push_back(text);
  } else if (value.is_structured()) {
    for (const Json& member : value) AddBlobs(member, names);
  }
}

}  // namespace

std::string FeedHash(const std::string& before, int64_t n, const std::string& entry_hash) {
  return Hex(Sha256(before + "/" + std::to_string(n) + "/" + entry_hash));
}

Digest FeedDigest(const std::string& post, const std::string& hash) {
  return Sha256(post + "/" + hash);
}

bool IsWhole(const FeedPiece& piece, const std::string& post, const std::string& public_key) {
  if (piece.items.empty()) return true;
  std::string hash = piece.before;
  int64_t n = piece.items.front().n;
  for (const FeedItem& item : piece.items) {
    if (item.n != n++ || HashOf(item.entry) != item.entry.hash) return false;
    hash = FeedHash(hash, item.n, item.entry.hash);
    if (hash != item.hash) return false;
  }
  auto signature = FromHex(piece.signature);
  return signature && VerifySignature(public_key, FeedDigest(post, hash), *signature);
}

Result<SignedHead> HeadOf(const std::vector<Entry>& entries, const SigningKey& key) {
  if (entries.empty()) return Error{Fault::kInternal, "no entries to sign"};
  auto signature = key.Sign(Sha256(entries.back().hash));
  if (!signature) return signature.error();
  return SignedHead{entries.back().seq, entries.back().hash, Hex(*signature)};
}

Result<Json> ReadWire(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) return Wrong("nested too deep");
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return ParseJson(text);
}

Json ToJson(const Hello& hello) {
  return {{"epoch", hello.epoch},
          {"seq", hello.seq},
          {"pulled", hello.pulled},
          {"pulled_hash", hello.pulled_hash},
          {"centre_epoch", hello.centre_epoch},
          {"centre_seq", hello.centre_seq},
          {"centre_hash", hello.centre_hash},
          {"report", hello.report}};
}

Json ToJson(const Welcome& welcome) {
  return {{"post", welcome.post},
          {"have", welcome.have},
          {"now", welcome.now},
          {"signature", welcome.signature},
          {"restored", welcome.restored},
          {"return_after", welcome.return_after},
          {"return_hash", welcome.return_hash},
          {"config_version", welcome.config_version},
          {"numbers", welcome.numbers}};
}

Json ToJson(const PushBatch& batch) {
  Json entries = Json::array();
  for (const Entry& entry : batch.entries) entries.push_back(EntryJson(entry));
  return {
      {"entries", entries},
      {"head",
       {{"seq", batch.head.seq}, {"hash", batch.head.hash}, {"signature", batch.head.signature}}}};
}

Json ToJson(const PushAnswer& answer) {
  Json held = Json::array();
  for (const HeldNotice& each : answer.held) {
    held.push_back({{"seq", each.seq}, {"reason", each.reason}});
  }
  return {{"have", answer.have}, {"held", held}};
}

Json ToJson(const FeedPiece& piece) {
  Json items = Json::array();
  for (const FeedItem& item : piece.items) {
    items.push_back({{"n", item.n}, {"hash", item.hash}, {"entry", EntryJson(item.entry)}});
  }
  return {{"before", piece.before}, {"items", items}, {"signature", piece.signature}};
}

Result<Hello> HelloFromJson(const Json& json) {
  Hello hello;
  Members members(json);
  members.Text("epoch", hello.epoch);
  members.Number("seq", hello.seq);
  members.Number("pulled", hello.pulled);
  members.Hash("pulled_hash", hello.pulled_hash);
  members.Text("centre_epoch", hello.centre_epoch);
  members.Number("centre_seq", hello.centre_seq);
  members.Text("centre_hash", hello.centre_hash);
  hello.report = members.Object("report");
  if (!members.fine()) return members.error();
  if (CanonicalText(hello.report).size() > kLongestReport) return Wrong("report");
  return hello;
}

Result<Welcome> WelcomeFromJson(const Json& json) {
  Welcome welcome;
  Members members(json);
  members.Text("post", welcome.post);
  members.Number("have", welcome.have);
  members.Number("now", welcome.now);
  members.Text("signature", welcome.signature);
  members.Flag("restored", welcome.restored);
  members.Number("return_after", welcome.return_after);
  members.Hash("return_hash", welcome.return_hash);
  members.Number("config_version", welcome.config_version);
  welcome.numbers = members.Object("numbers");
  if (!members.fine()) return members.error();
  return welcome;
}

Result<PushBatch> PushBatchFromJson(const Json& json) {
  PushBatch batch;
  Members members(json);
  const Json& entries = members.Array("entries", kMostEntries);
  Members head(members.Object("head"));
  if (!members.fine()) return members.error();
  head.Number("seq", batch.head.seq, 1);
  head.Hash("hash", batch.head.hash);
  head.Text("signature", batch.head.signature);
  if (!head.fine()) return head.error();
  if (entries.empty()) return Wrong("entries");
  for (const Json& each : entries) {
    auto entry = EntryFromWire(each);
    if (!entry) return entry.error();
    batch.entries.push_back(std::move(*entry));
  }
  for (size_t i = 1; i < batch.entries.size(); ++i) {
    const Entry& before = batch.entries[i - 1];
    const Entry& entry = batch.entries[i];
    if (entry.post != before.post || entry.epoch != before.epoch || entry.seq != before.seq + 1) {
      return Wrong("entries");
    }
  }
  const Entry& last = batch.entries.back();
  if (batch.head.seq != last.seq || batch.head.hash != last.hash) return Wrong("head");
  return batch;
}

Result<PushAnswer> PushAnswerFromJson(const Json& json) {
  PushAnswer answer;
  Members members(json);
  members.Number("have", answer.have);
  const Json& held = members.Array("held", kMostEntries);
  if (!members.fine()) return members.error();
  for (const Json& each : held) {
    HeldNotice notice;
    Members one(each);
    one.Number("seq", notice.seq, 1);
    one.Text("reason", notice.reason);
    if (!one.fine()) return one.error();
    answer.held.push_back(std::move(notice));
  }
  return answer;
}

Result<FeedPiece> FeedPieceFromJson(const Json& json) {
  FeedPiece piece;
  Members members(json);
  members.Hash("before", piece.before);
  members.Text("signature", piece.signature);
  const Json& items = members.Array("items", kMostEntries);
  if (!members.fine()) return members.error();
  for (const Json& each : items) {
    FeedItem item;
    Members one(each);
    one.Number("n", item.n, 1);
    one.Hash("hash", item.hash);
    const Json& json_entry = one.Object("entry");
    if (!one.fine()) return one.error();
    auto entry = EntryFromWire(json_entry);
    if (!entry) return entry.error();
    item.entry = std::move(*entry);
    piece.items.push_back(std::move(item));
  }
  return piece;
}

std::vector<std::string> BlobsNamed(const Entry& entry) {
  std::vector<std::string> names;
  AddBlobs(entry.body, names);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace piket
