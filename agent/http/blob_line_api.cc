#include "agent/http/blob_line_api.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <istream>
#include <optional>

#include "agent/core/log.h"
#include "agent/sync/wire.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBlobPath = "/v1/blobs/";
constexpr std::string_view kKeyPath = "/v1/letter-keys/";
constexpr const char* kBytes = "application/octet-stream";
constexpr int64_t kKeyBytes = 32;

int StatusOf(Fault fault) {
  switch (fault) {
    case Fault::kBadRequest:
      return 400;
    case Fault::kNotFound:
      return 404;
    case Fault::kConflict:
      return 409;
    case Fault::kTooLarge:
      return 413;
    case Fault::kBlobDamaged:
      return 422;
    case Fault::kDiskFull:
      return 507;
    default:
      return 503;
  }
}

Answer Refusal(const Error& error) {
  if (error.fault != Fault::kNotFound) LogError("blob", error);
  Answer answer;
  answer.status = StatusOf(error.fault);
  answer.body = CanonicalText({{"fault", Word(error.fault)}});
  return answer;
}

std::string HeaderOf(const BlobCall& call, const std::string& name) {
  auto found = call.headers.find(name);
  return found == call.headers.end() ? "" : found->second;
}

std::optional<int64_t> NumberIn(std::string_view text) {
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

Answer StandingAnswer(const BlobStanding& standing) {
  Answer answer;
  answer.status = standing.fits ? 200 : 409;
  answer.body = CanonicalText({{"complete", standing.complete}, {"offset", standing.offset}});
  return answer;
}

Answer Head(BlobStore& store, const BlobCall& call, const std::string& sha256) {
  auto standing = store.Look(call.post, sha256);
  Answer answer;
  if (!standing) {
    answer = Refusal(standing.error());
    answer.body.clear();
    return answer;
  }
  answer.headers = {{"Upload-Offset", std::to_string(standing->offset)},
                    {"Upload-Complete", standing->complete ? "?1" : "?0"}};
  return answer;
}

Answer Patch(BlobStore& store, const BlobCall& call, const std::string& sha256,
             std::istream& body) {
  auto offset = NumberIn(HeaderOf(call, "upload-offset"));
  auto total = NumberIn(HeaderOf(call, "upload-length"));
  const std::string hash = HeaderOf(call, "x-piket-sha256");
  if (!offset || !total || call.length < 0 || !IsBlobName(hash)) {
    return Refusal({Fault::kBadRequest, "a piece without offset, length or hash"});
  }
  auto standing = store.Take(call.post, sha256, {*offset, call.length, *total, hash}, body);
  return standing ? StandingAnswer(*standing) : Refusal(standing.error());
}

// "bytes=A-B" or "bytes=A-": first and last byte of a blob of that size, at most a chunk; nullopt
// for what is not there.
std::optional<std::pair<int64_t, int64_t>> ReadRange(std::string_view text, int64_t size) {
  if (text.substr(0, 6) != "bytes=") return std::nullopt;
  text.remove_prefix(6);
  size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  auto first = NumberIn(text.substr(0, dash));
  if (!first || *first >= size) return std::nullopt;
  int64_t last = size - 1;
  if (dash + 1 < text.size()) {
    auto asked = NumberIn(text.substr(dash + 1));
    if (!asked || *asked < *first) return std::nullopt;
    last = std::min(last, *asked);
  }
  return std::pair(*first, std::min(last, *first + kMostChunkBytes - 1));
}

Answer Get(BlobStore& store, const BlobCall& call, const std::string& sha256) {
  auto path = store.Find(call.post, sha256);
  if (!path) return Refusal(path.error());
  const std::string asked = HeaderOf(call, "range");
  if (asked.empty()) {
    Answer whole;
    whole.type = kBytes;
    whole.file = *path;
    whole.headers = {{kBodyHash, sha256}};
    return whole;
  }
  std::error_code error;
  const auto size = static_cast<int64_t>(fs::file_size(*path, error));
  if (error) return Refusal({Fault::kStorage, "looking at a blob: " + error.message()});
  auto range = ReadRange(asked, size);
  if (!range) {
    Answer none;
    none.status = 416;
    none.headers = {{"Content-Range", "bytes */" + std::to_string(size)}};
    return none;
  }
  std::string piece(static_cast<size_t>(range->second - range->first + 1), '\0');
  std::ifstream file(*path, std::ios::binary);
  file.seekg(range->first);
  file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
  if (!file) return Refusal({Fault::kStorage, "reading blob " + sha256});
  Answer answer;
  answer.status = 206;
  answer.type = kBytes;
  answer.body = std::move(piece);
  answer.headers = {{"Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                          std::to_string(range->second) + "/" +
                                          std::to_string(size)}};
  return answer;
}

Answer PutKey(BlobStore& store, const BlobCall& call, const std::string& letter,
              std::istream& body) {
  if (call.length != kKeyBytes) return Refusal({Fault::kBadRequest, "a key has 32 bytes"});
  std::string key(static_cast<size_t>(kKeyBytes), '\0');
  body.read(key.data(), kKeyBytes);
  if (body.gcount() != kKeyBytes || HeaderOf(call, "x-piket-sha256") != Hex(Sha256(key))) {
    return Refusal({Fault::kBadRequest, "a key that was cut off"});
  }
  if (auto kept = store.KeepLetterKey(call.post, letter, key); !kept) return Refusal(kept.error());
  Answer answer;
  answer.status = 204;
  return answer;
}

Answer AnswerTo(BlobStore& store, const BlobCall& call, std::istream& body) {
  if (call.path.rfind(kKeyPath, 0) == 0) {
    if (call.method == "PUT") {
      return PutKey(store, call, call.path.substr(kKeyPath.size()), body);
    }
  } else {
    const std::string sha256 = call.path.substr(std::min(call.path.size(), kBlobPath.size()));
    if (call.method == "HEAD") return Head(store, call, sha256);
    if (call.method == "GET") return Get(store, call, sha256);
    if (call.method == "PATCH") return Patch(store, call, sha256, body);
  }
  return Refusal({Fault::kNotFound, call.method});
}

// Counts what a handler reads of the body.
class CountedBody : public std::streambuf {
 public:
  explicit CountedBody(std::istream& body) : body_(body) {}
  int64_t count() const { return count_; }

 protected:
  std::streamsize xsgetn(char* to, std::streamsize most) override {
    body_.read(to, most);
    count_ += body_.gcount();
    return body_.gcount();
  }

 private:
  std::istream& body_;
  int64_t count_ = 0;
};

// Reads the rest of a body that nobody wanted, so that the connection can go on.
bool ReadRest(std::istream& body, int64_t left) {
  std::array<char, 16 * 1024> waste;
  if (left < 0 || left > kMostChunkBytes) return false;
  while (left > 0 && body) {
    body.read(waste.data(), std::min(left, static_cast<int64_t>(waste.size())));
    left -= body.gcount();
  }
  return left == 0;
}

}  // namespace

bool IsBlobPath(const std::string& path) {
  return path.rfind(kBlobPath, 0) == 0 || path.rfind(kKeyPath, 0) == 0;
}

BlobAnswer ServeBlob(BlobStore& store, const BlobCall& call, std::istream& body) {
  CountedBody counted(body);
  std::istream read(&counted);
  BlobAnswer served{AnswerTo(store, call, read)};
  const bool has_body = call.method == "PATCH" || call.method == "PUT" || call.length > 0;
  if (has_body) {
    served.close = call.length < 0 || !ReadRest(body, call.length - counted.count());
  }
  return served;
}

}  // namespace piket
