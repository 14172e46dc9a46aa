#include "agent/sync/blob_line.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/sync/body_hash.h"
#include "agent/sync/wire.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr int64_t kLeastPiece = 64 << 10;
constexpr int64_t kFirstPiece = 512 << 10;
constexpr int64_t kMostPiece = 4 << 20;
constexpr std::chrono::milliseconds kShort{500};
constexpr std::chrono::milliseconds kLong{2500};
constexpr std::chrono::seconds kPause{60};
constexpr int kListed = 500;

// A page's blobs leave when its letter is entered and is no secret; sealed ones have no page.
constexpr const char* kMayLeave =
    " FROM local_blob_to_send s LEFT JOIN page p ON p.id=s.page LEFT JOIN letter l ON "
    "l.document=p.document WHERE p.id IS NULL OR (p.sealed=0 AND l.security NOT IN ('R','SR'))";
constexpr const char* kSent = "DELETE FROM local_blob_to_send WHERE sha256=?";
constexpr const char* kBlobPath = "/v1/blobs/";

std::optional<int64_t> NumberIn(std::string_view text) {
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

std::string HeaderOf(const LineAnswer& answer, const std::string& name) {
  auto found = answer.headers.find(name);
  return found == answer.headers.end() ? "" : found->second;
}

// What an answer that is none of the expected says.
Error Refusal(const LineAnswer& answer, const std::string& doing) {
  auto json = ParseJson(answer.body);
  auto fault = json && json->is_object() ? FaultFromWord(TextOr(*json, "fault")) : std::nullopt;
  return {fault.value_or(answer.status == 404 ? Fault::kNotFound : Fault::kLineDown),
          doing + ": " + std::to_string(answer.status)};
}

Result<std::string> ReadPiece(const fs::path& path, int64_t offset, int64_t most) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return StorageError("opening a blob", errno);
  std::string piece(static_cast<size_t>(most), '\0');
  size_t done = 0;
  while (done < piece.size()) {
    ssize_t got =
        pread(file, piece.data() + done, piece.size() - done, offset + static_cast<int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  close(file);
  if (done < piece.size()) return Error{Fault::kStorage, "a blob is shorter than it was"};
  return piece;
}

Result<bool> ThenMore(const Result<void>& done) {
  if (!done) return done.error();
  return true;
}

// Whether our own file is what its name says; in little memory.
bool IsWhole(const fs::path& path, const std::string& sha256, int64_t size) {
  Sha256Stream hash;
  for (int64_t at = 0; at < size; at += kMostPiece) {
    auto piece = ReadPiece(path, at, std::min(kMostPiece, size - at));
    if (!piece) return false;
    hash.Add(*piece);
  }
  return Hex(hash.Finish()) == sha256;
}

Result<void> ListOwn(const BlobLinePlan& plan, Database& db, const Entry& entry, int64_t n) {
  // What is sealed may leave at once; anything else of a page waits for its letter.
  const std::string page = entry.kind == "page.sealed" ? "" : TextOr(entry.body, "page");
  for (const std::string& name : BlobsNamed(entry)) {
    if (!plan.blobs.Has(name)) continue;
    auto listed =
        db.Run("INSERT OR IGNORE INTO local_blob_to_send VALUES (?,?,?)", {name, page, n});
    if (!listed) return listed;
  }
  if (entry.kind == "page.sealed") {
    auto gone = db.Run("DELETE FROM local_blob_to_send WHERE page=?", {TextOr(entry.body, "page")});
    if (!gone) return gone;
  }
  std::error_code ignored;
  if (!IsId(entry.subject) || !fs::exists(plan.letter_keys / (entry.subject + ".key"), ignored)) {
    return {};
  }
  return db.Run("INSERT OR IGNORE INTO local_letter_key VALUES (?,0)", {entry.subject});
}

Result<void> ListOthers(const BlobLinePlan& plan, Database& db, const Entry& entry, int64_t n) {
  for (const std::string& name : BlobsNamed(entry)) {
    if (plan.blobs.Has(name)) continue;
    auto listed = db.Run("INSERT OR IGNORE INTO local_blob_to_fetch VALUES (?,?)", {name, n});
    if (!listed) return listed;
  }
  return {};
}

// The arrivals after the cursor, some of them; how many.
Result<int> ListSome(const BlobLinePlan& plan, Database& db) {
  auto rows = db.Ask(
      "SELECT a.n, e.* FROM arrival a JOIN entry e ON e.post=a.post AND e.epoch=a.epoch AND "
      "e.seq=a.seq WHERE a.n>coalesce((SELECT n FROM local_blob_cursor),0) ORDER BY a.n LIMIT ?",
      {int64_t{kListed}});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    Entry entry = EntryFromRow(row);
    int64_t n = row.Integer("n");
    auto listed = entry.post == plan.journal.post() ? ListOwn(plan, db, entry, n)
                                                    : ListOthers(plan, db, entry, n);
    if (!listed) return listed.error();
  }
  if (rows->empty()) return 0;
  auto moved =
      db.Run("INSERT OR REPLACE INTO local_blob_cursor VALUES (1,?)", {rows->back().Integer("n")});
  if (!moved) return moved.error();
  return static_cast<int>(rows->size());
}

}  // namespace

struct BlobLine::Sending {
  std::string name;
  int64_t size = 0;
  int64_t offset = 0;
};

struct BlobLine::Fetching {
  std::string name;
  std::unique_ptr<BlobPart> part;
};

BlobLine::BlobLine(BlobLinePlan plan) : plan_(std::move(plan)), piece_(kFirstPiece) {}
BlobLine::~BlobLine() = default;

Result<void> BlobLine::ListNew() {
  auto behind = plan_.journal.database().Read([](Database& db) {
    return db.Ask(
        "SELECT 1 WHERE (SELECT max(n) FROM arrival)>coalesce((SELECT n FROM "
        "local_blob_cursor),0)");
  });
  if (!behind) return behind.error();
  if (behind->empty()) return {};
  while (true) {
    auto listed =
        plan_.journal.database().Write<int>([&](Database& db) { return ListSome(plan_, db); });
    if (!listed) return listed.error().While("listing blobs");
    if (*listed < kListed) return {};
  }
}

Result<std::string> BlobLine::Next(const std::string& sql) {
  auto rows = plan_.journal.database().Read([&](Database& db) { return db.Ask(sql); });
  if (!rows) return rows.error();
  const auto now = steady_clock::now();
  std::erase_if(set_aside_, [&](const auto& each) { return each.second <= now; });
  for (const Row& row : *rows) {
    if (set_aside_.count(row.Text("name")) == 0) return row.Text("name");
  }
  return std::string();
}

Result<void> BlobLine::Strike(const std::string& sql, const std::string& name) {
  return plan_.journal.database().Write<void>([&](Database& db) { return db.Run(sql, {name}); });
}

void BlobLine::SetAside(const std::string& name) {
  set_aside_[name] = steady_clock::now() + kPause;
}

Result<LineAnswer> BlobLine::Timed(Line& line, const LineRequest& request) {
  const auto begun = steady_clock::now();
  auto answer = line.Ask(request);
  const auto took = steady_clock::now() - begun;
  if (answer && took < kShort) piece_ = std::min(piece_ * 2, kMostPiece);
  if (!answer || took > kLong) piece_ = std::max(piece_ / 2, kLeastPiece);
  return answer;
}

Result<bool> BlobLine::Send(Line& line) {
  if (auto listed = ListNew(); !listed) return listed.error();
  auto key = SendKey(line);
  if (!key || *key) return key;
  if (sending_ == nullptr) {
    auto begun = BeginSending(line);
    if (!begun || sending_ == nullptr) return begun;
  }
  if (auto sent = SendPiece(line); !sent) {
    sending_.reset();
    return sent.error();
  }
  return true;
}

// The keys go before any blob: whoever gets a sealed one can read it.
Result<bool> BlobLine::SendKey(Line& line) {
  auto letter = Next("SELECT letter AS name FROM local_letter_key WHERE sent=0 ORDER BY letter");
  if (!letter) return letter.error();
  if (letter->empty()) return false;
  const char* strike = "UPDATE local_letter_key SET sent=1 WHERE letter=?";
  auto key = ReadFile(plan_.letter_keys / (*letter + ".key"));
  if (!key && key.error().fault != Fault::kNotFound) return key.error();
  if (key) {
    LineRequest request{.method = "PUT",
                        .path = "/v1/letter-keys/" + *letter,
                        .body = *key,
                        .type = "application/octet-stream"};
    auto answer = line.Ask(request);
    if (!answer) return answer.error();
    Error refused = Refusal(*answer, "sending a letter's key");
    if (answer->status == 409) {
      LogError("letter key refused", refused, {{"letter", *letter}});
    } else if (answer->status == 404) {
      // Its entry has not been taken in yet.
      SetAside(*letter);
      return true;
    } else if (answer->status / 100 != 2) {
      return refused;
    }
  }
  if (auto struck = Strike(strike, *letter); !struck) return struck.error();
  return true;
}

Result<bool> BlobLine::BeginSending(Line& line) {
  auto name = Next("SELECT s.sha256 AS name" + std::string(kMayLeave) +
                   " GROUP BY s.sha256 ORDER BY min(s.n) LIMIT 1000");
  if (!name) return name.error();
  if (name->empty()) return false;
  std::error_code gone;
  const auto size = static_cast<int64_t>(fs::file_size(plan_.blobs.PathOf(*name), gone));
  // Sealed or evicted meanwhile.
  if (gone) return ThenMore(Strike(kSent, *name));
  sending_ = std::make_unique<Sending>(Sending{*name, size, 0});
  // A small one is sent at once: asking first would cost as much.
  if (size <= kFirstPiece) return true;
  auto asked = AskHowMuch(line);
  if (!asked) sending_.reset();
  return ThenMore(asked);
}

Result<void> BlobLine::AskHowMuch(Line& line) {
  const std::string name = sending_->name;
  auto answer = line.Ask({.method = "HEAD", .path = kBlobPath + name});
  if (!answer) return answer.error();
  if (answer->status != 200) {
    SetAside(name);
    sending_.reset();
    return answer->status == 404 ? Result<void>() : Refusal(*answer, "asking for a blob");
  }
  if (HeaderOf(*answer, "upload-complete") == "?1") {
    sending_.reset();
    return Strike(kSent, name);
  }
  auto offset = NumberIn(HeaderOf(*answer, "upload-offset"));
  if (!offset) return Error{Fault::kLineDown, "an answer without Upload-Offset"};
  // More than there is: somebody sent something else; an empty piece makes the centre drop it.
  sending_->offset = std::min(*offset, sending_->size);
  return {};
}

Result<void> BlobLine::SendPiece(Line& line) {
  auto piece = ReadPiece(plan_.blobs.PathOf(sending_->name), sending_->offset,
                         std::min(piece_, sending_->size - sending_->offset));
  if (!piece) {
    SetAside(sending_->name);
    return piece.error();
  }
  LineRequest request{.method = "PATCH",
                      .path = kBlobPath + sending_->name,
                      .body = std::move(*piece),
                      .type = "application/offset+octet-stream",
                      .headers = {{"Upload-Offset", std::to_string(sending_->offset)},
                                  {"Upload-Length", std::to_string(sending_->size)}}};
  auto answer = Timed(line, request);
  if (!answer) return answer.error();
  return Advance(*answer);
}

Result<void> BlobLine::Advance(const LineAnswer& answer) {
  if (answer.status == 200 || answer.status == 409) {
    auto json = ParseJson(answer.body);
    if (!json || !json->is_object()) return Error{Fault::kLineDown, "an answer that is not JSON"};
    if (BoolOr(*json, "complete")) {
      auto struck = Strike(kSent, sending_->name);
      LogLine("blob sent", {{"blob", sending_->name}, {"bytes", std::to_string(sending_->size)}});
      sending_.reset();
      return struck;
    }
    sending_->offset = std::clamp(IntegerOr(*json, "offset"), int64_t{0}, sending_->size);
    return {};
  }
  SetAside(sending_->name);
  Error refused = Refusal(answer, "sending blob " + sending_->name);
  if (refused.fault == Fault::kBlobDamaged &&
      !IsWhole(plan_.blobs.PathOf(sending_->name), sending_->name, sending_->size)) {
    refused = {Fault::kStorage, "blob " + sending_->name + " was changed on this disk"};
  }
  if (answer.status != 404 && refused.fault != Fault::kStorage &&
      refused.fault != Fault::kBlobDamaged) {
    return refused;
  }
  LogError("blob not sent", refused);
  sending_.reset();
  return {};
}

Result<bool> BlobLine::Fetch(Line& line) {
  if (auto listed = ListNew(); !listed) return listed.error();
  if (fetching_ == nullptr) {
    if (auto begun = BeginFetching(); !begun) return begun.error();
    if (fetching_ == nullptr) return false;
  }
  if (auto fetched = FetchPiece(line); !fetched) {
    fetching_.reset();
    return fetched.error();
  }
  return true;
}

Result<void> BlobLine::BeginFetching() {
  while (true) {
    auto name = Next("SELECT sha256 AS name FROM local_blob_to_fetch ORDER BY n LIMIT 1000");
    if (!name) return name.error();
    if (name->empty()) return {};
    if (plan_.blobs.Has(*name)) {
      auto struck = Strike("DELETE FROM local_blob_to_fetch WHERE sha256=?", *name);
      if (!struck) return struck;
      continue;
    }
    auto part = BlobPart::Open(plan_.blobs, *name);
    if (!part) return part.error();
    fetching_ = std::make_unique<Fetching>(Fetching{*name, std::move(*part)});
    return {};
  }
}

Result<void> BlobLine::FetchPiece(Line& line) {
  std::error_code error;
  auto space = fs::space(plan_.blobs.Incoming(), error);
  if (error) return StorageError("looking for room", error.value());
  if (space.available < static_cast<uintmax_t>(plan_.reserve_bytes + kMostPiece)) {
    SetAside(fetching_->name);
    return Error{Fault::kDiskFull, "no room for blob " + fetching_->name};
  }
  const int64_t from = fetching_->part->size();
  auto answer = Timed(line, {.method = "GET",
                             .path = kBlobPath + fetching_->name,
                             .headers = {{"Range", "bytes=" + std::to_string(from) + "-" +
                                                       std::to_string(from + piece_ - 1)}}});
  if (!answer) return answer.error();
  if (answer->status == 206 || answer->status == 416) return TakePiece(*answer);
  SetAside(fetching_->name);
  if (answer->status != 404) return Refusal(*answer, "fetching blob " + fetching_->name);
  fetching_.reset();
  return {};
}

// "bytes 0-99/1000" with the piece, "bytes */1000" when there is nothing at that place.
Result<void> BlobLine::TakePiece(const LineAnswer& answer) {
  const int64_t from = fetching_->part->size();
  const std::string range = HeaderOf(answer, "content-range");
  const size_t slash = range.find('/');
  auto total = NumberIn(slash == std::string::npos ? "" : range.substr(slash + 1));
  if (!total) return Error{Fault::kLineDown, "an answer without Content-Range"};
  if (answer.status == 416) {
    if (from == *total) return FinishFetching();
    return fetching_->part->CutTo(0);
  }
  const auto size = static_cast<int64_t>(answer.body.size());
  if (range.substr(0, slash) !=
          "bytes " + std::to_string(from) + "-" + std::to_string(from + size - 1) ||
      size == 0) {
    return Error{Fault::kLineDown, "an answer for another place of the blob"};
  }
  if (auto written = fetching_->part->Append(answer.body); !written) {
    SetAside(fetching_->name);
    return written;
  }
  return from + size >= *total ? FinishFetching() : Result<void>();
}

Result<void> BlobLine::FinishFetching() {
  auto finished = fetching_->part->Finish();
  const std::string name = fetching_->name;
  fetching_.reset();
  if (finished) {
    LogLine("blob fetched", {{"blob", name}});
    return Strike("DELETE FROM local_blob_to_fetch WHERE sha256=?", name);
  }
  SetAside(name);
  LogError("fetching a blob", finished.error());
  return finished.error().fault == Fault::kBlobDamaged ? Result<void>() : finished;
}

Result<int64_t> BlobLine::Waiting(Database& db) {
  auto rows = db.Ask("SELECT (SELECT count(DISTINCT s.sha256)" + std::string(kMayLeave) +
                     ") + (SELECT count(*) FROM local_letter_key WHERE sent=0) AS waiting");
  if (!rows) return rows.error();
  return rows->front().Integer("waiting");
}

Result<void> BlobLine::ListAgain(const Journal& journal, Database& in_write, int64_t seq) {
  auto moved = in_write.Run(
      "UPDATE local_blob_cursor SET n=min(n, coalesce((SELECT min(n)-1 FROM arrival WHERE post=? "
      "AND epoch=? AND seq>?), n))",
      {journal.post(), journal.epoch(), seq});
  if (!moved) return moved;
  return in_write.Run("UPDATE local_letter_key SET sent=0");
}

}  // namespace piket
