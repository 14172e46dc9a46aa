#include "agent/central/blob_store.h"

#include <array>
#include <istream>
#include <vector>

#include "agent/central/admit.h"
#include "agent/core/file.h"
#include "agent/core/id.h"
#include "agent/core/log.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr int64_t kStep = 64 * 1024;
constexpr std::chrono::hours kPartLife{7 * 24};
constexpr std::chrono::minutes kIdle{10};
constexpr size_t kMostOpen = 64;
constexpr size_t kKeyBytes = 32;

Error CutOff() { return {Fault::kBadRequest, "the piece was cut off"}; }

}  // namespace

// A part that somebody sends to. Its hash is counted as long as it stays open.
struct BlobStore::Upload {
  std::mutex mutex;
  std::unique_ptr<BlobPart> part;  // none once it is finished
  uint64_t turn = 0;               // of who writes; a later one has taken over
  // Under the store's mutex.
  steady_clock::time_point used = steady_clock::now();
};

Result<void> BlobStore::MayKnow(const std::string& post, const std::string& sha256) {
  if (!IsBlobName(sha256)) return Error{Fault::kNotFound, "not a blob name"};
  auto rows = centre_.journal.database().Read([&](Database& db) {
    return db.Ask("SELECT 1 FROM local_blob_known WHERE sha256=? AND post=?", {sha256, post});
  });
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "post " + post + " may not know " + sha256};
  return {};
}

void BlobStore::CloseIdle() {
  const auto now = steady_clock::now();
  for (auto it = uploads_.begin(); it != uploads_.end();) {
    bool idle = it->second.use_count() == 1 &&
                (uploads_.size() > kMostOpen || now - it->second->used > kIdle);
    it = idle ? uploads_.erase(it) : std::next(it);
  }
}

Result<std::shared_ptr<BlobStore::Upload>> BlobStore::Open(const std::string& sha256) {
  std::lock_guard lock(mutex_);
  CloseIdle();
  auto found = uploads_.find(sha256);
  if (found != uploads_.end()) {
    found->second->used = steady_clock::now();
    return found->second;
  }
  auto part = BlobPart::Open(centre_.blobs, sha256);
  if (!part) return part.error();
  auto upload = std::make_shared<Upload>();
  upload->part = std::move(*part);
  uploads_[sha256] = upload;
  return upload;
}

void BlobStore::Close(const std::string& sha256, const std::shared_ptr<Upload>& upload) {
  {
    std::lock_guard lock(upload->mutex);
    if (upload->part != nullptr) return;
  }
  std::lock_guard lock(mutex_);
  auto found = uploads_.find(sha256);
  if (found != uploads_.end() && found->second == upload) uploads_.erase(found);
}

Result<BlobStanding> BlobStore::Look(const std::string& post, const std::string& sha256) {
  if (auto known = MayKnow(post, sha256); !known) return known.error();
  std::shared_ptr<Upload> upload;
  {
    std::lock_guard lock(mutex_);
    auto found = uploads_.find(sha256);
    if (found != uploads_.end()) upload = found->second;
  }
  BlobStanding standing;
  if (upload != nullptr) {
    // Waits for one that is being finished.
    std::lock_guard lock(upload->mutex);
    if (upload->part != nullptr) standing.offset = upload->part->size();
  }
  std::error_code absent;
  auto whole = fs::file_size(centre_.blobs.PathOf(sha256), absent);
  if (!absent) return BlobStanding{true, static_cast<int64_t>(whole), true};
  if (upload != nullptr) return standing;
  auto part = fs::file_size(centre_.blobs.PartOf(sha256), absent);
  if (!absent) standing.offset = static_cast<int64_t>(part);
  return standing;
}

Result<void> BlobStore::CheckRoom(int64_t bytes) const {
  std::error_code error;
  auto space = fs::space(centre_.blobs.Incoming(), error);
  if (error) return StorageError("looking for room", error.value());
  auto reserve = static_cast<uintmax_t>(centre_.settings.disk_reserve_mib) << 20;
  if (space.available < reserve + static_cast<uintmax_t>(bytes)) {
    return Error{Fault::kDiskFull, "no room for " + std::to_string(bytes) + " bytes of a blob"};
  }
  return {};
}

Result<BlobStanding> BlobStore::Receive(Upload& upload, uint64_t turn, const BlobChunk& chunk,
                                        std::istream& body) {
  Sha256Stream hash;
  std::vector<char> step(static_cast<size_t>(kStep));
  for (int64_t left = chunk.length; left > 0;) {
    body.read(step.data(), std::min(left, kStep));
    const std::string_view bytes(step.data(), static_cast<size_t>(body.gcount()));
    left -= body.gcount();
    hash.Add(bytes);
    std::lock_guard lock(upload.mutex);
    if (upload.turn != turn || upload.part == nullptr) {
      return BlobStanding{false, upload.part == nullptr ? 0 : upload.part->size(), false};
    }
    if (auto written = upload.part->Append(bytes); !written) return written.error();
    if (!body && left > 0) return CutOff();
  }
  std::lock_guard lock(upload.mutex);
  if (upload.turn != turn || upload.part == nullptr) {
    return BlobStanding{false, upload.part == nullptr ? 0 : upload.part->size(), false};
  }
  if (Hex(hash.Finish()) != chunk.hash) {
    if (auto cut = upload.part->CutTo(chunk.offset); !cut) return cut.error();
    return Error{Fault::kBadRequest, "the piece is not what its hash says"};
  }
  if (upload.part->size() < chunk.total) return BlobStanding{false, upload.part->size(), true};
  auto finished = upload.part->Finish();
  upload.part = nullptr;
  if (!finished) return finished.error();
  return BlobStanding{true, chunk.total, true};
}

Result<BlobStanding> BlobStore::Take(const std::string& post, const std::string& sha256,
                                     const BlobChunk& chunk, std::istream& body) {
  auto begun = steady_clock::now();
  if (auto known = MayKnow(post, sha256); !known) return known.error();
  if (chunk.offset < 0 || chunk.length < 0 || chunk.total < 0) return Error{Fault::kBadRequest, ""};
  if (chunk.length > kMostChunkBytes || chunk.total > kMostBlobBytes) {
    return Error{Fault::kTooLarge, "a piece of " + std::to_string(chunk.length) + " bytes"};
  }
  if (chunk.offset > chunk.total - chunk.length) return Error{Fault::kBadRequest, "past its end"};
  Sweep();
  if (centre_.blobs.Has(sha256)) return BlobStanding{true, chunk.total, true};
  if (auto room = CheckRoom(chunk.total - chunk.offset); !room) return room.error();
  auto opened = Open(sha256);
  if (!opened) return opened.error();
  std::shared_ptr<Upload> upload = std::move(*opened);
  uint64_t turn = 0;
  {
    std::lock_guard lock(upload->mutex);
    // Finished while we waited: what it became is asked again.
    if (upload->part == nullptr) return BlobStanding{false, 0, false};
    // Longer than the whole: whoever began it sent something else.
    if (upload->part->size() > chunk.total) {
      if (auto cut = upload->part->CutTo(0); !cut) return cut.error();
    }
    if (upload->part->size() != chunk.offset) {
      return BlobStanding{false, upload->part->size(), false};
    }
    turn = ++upload->turn;
  }
  auto standing = Receive(*upload, turn, chunk, body);
  Close(sha256, upload);
  if (standing && standing->complete) {
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun);
    LogLine("blob in", {{"blob", sha256},
                        {"post", post},
                        {"bytes", std::to_string(chunk.total)},
                        {"ms", std::to_string(took.count())}});
  }
  return standing;
}

Result<fs::path> BlobStore::Find(const std::string& post, const std::string& sha256) {
  if (auto known = MayKnow(post, sha256); !known) return known.error();
  if (!centre_.blobs.Has(sha256)) return Error{Fault::kNotFound, "blob " + sha256};
  return centre_.blobs.PathOf(sha256);
}

void BlobStore::Sweep() {
  std::lock_guard lock(mutex_);
  const auto now = steady_clock::now();
  if (swept_ != steady_clock::time_point() && now - swept_ < std::chrono::hours(1)) return;
  swept_ = now;
  CloseIdle();
  SweepParts(centre_.blobs, kPartLife);
}

Result<void> BlobStore::KeepLetterKey(const std::string& post, const std::string& letter,
                                      const std::string& key) {
  if (!IsId(letter)) return Error{Fault::kNotFound, "not a letter"};
  if (key.size() != kKeyBytes) return Error{Fault::kBadRequest, "a key has 32 bytes"};
  // Its home is where it began: the first entry about it.
  auto home = centre_.journal.database().Read([&](Database& db) {
    return db.Ask(
        "SELECT e.post FROM entry e JOIN arrival a ON a.post=e.post AND a.epoch=e.epoch AND "
        "a.seq=e.seq WHERE e.subject=? AND e.kind='letter.entered' ORDER BY a.n LIMIT 1",
        {letter});
  });
  if (!home) return home.error();
  if (home->empty() || home->front().Text("post") != post) {
    return Error{Fault::kNotFound, "letter " + letter + " is not of post " + post};
  }
  std::lock_guard lock(key_mutex_);
  const fs::path path = centre_.letter_keys / (letter + ".key");
  auto kept = ReadFile(path);
  if (kept && EqualInConstantTime(*kept, key)) return {};
  if (kept) {
    Error other{Fault::kConflict, "another key for letter " + letter};
    LogError("letter key refused", other, {{"post", post}});
    auto alarmed = RaiseCloneAlarm(centre_, post, "another key for letter " + letter);
    if (!alarmed) LogError("clone alarm", alarmed.error(), {{"post", post}});
    return other;
  }
  if (kept.error().fault != Fault::kNotFound) return kept.error();
  std::error_code error;
  bool made = fs::create_directories(centre_.letter_keys, error);
  if (!error) fs::permissions(centre_.letter_keys, fs::perms::owner_all, error);
  if (error) return StorageError("making the folder of keys", error.value());
  if (made) {
    if (auto synced = SyncFolder(centre_.letter_keys.parent_path()); !synced) return synced;
  }
  return WriteFileDurably(path, key, 0400);
}

}  // namespace piket
