// The centre's end of /v1/blobs: takes in the posts' blobs piece by piece, resumably, and gives
// posts those they may have. What a post may not know is absent to it (trust.md §5).
#ifndef PIKET_AGENT_CENTRAL_BLOB_STORE_H_
#define PIKET_AGENT_CENTRAL_BLOB_STORE_H_

#include <chrono>
#include <iosfwd>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "agent/central/centre.h"
#include "agent/store/blob_part.h"

namespace piket {

constexpr int64_t kMostChunkBytes = 4 << 20;
constexpr int64_t kMostBlobBytes = int64_t{4} << 30;

// How far a blob is in here.
struct BlobStanding {
  bool complete = false;
  int64_t offset = 0;  // complete: its whole length
  bool fits = true;    // false: the piece was not for this offset, nothing of it was taken
};

struct BlobChunk {
  int64_t offset = 0;
  int64_t length = 0;
  int64_t total = 0;  // of the blob
  std::string hash;   // hexadecimal SHA-256 of the piece
};

// Any thread.
class BlobStore {
 public:
  explicit BlobStore(Centre& centre) : centre_(centre) {}

  // kNotFound for what the post may not know, whether it is here or not; so for all below.
  Result<BlobStanding> Look(const std::string& post, const std::string& sha256);
  // Reads one piece from `body` into the part; the last one makes it a blob, durably, before the
  // answer. A piece at the right offset takes over from one that hangs. kBadRequest (cut off: what
  // came is kept; hash of the piece: nothing of it is), kTooLarge, kDiskFull, kBlobDamaged (the
  // whole is not what its name says: it starts anew).
  Result<BlobStanding> Take(const std::string& post, const std::string& sha256,
                            const BlobChunk& chunk, std::istream& body);
  // Where it lies, for a post that may have it.
  Result<std::filesystem::path> Find(const std::string& post, const std::string& sha256);
  // The key of a confidential letter: 32 bytes, from the desk where the letter began, once; the
  // same again is fine. kConflict for another one (also the post's alarm), kNotFound for a letter
  // that is not this post's.
  Result<void> KeepLetterKey(const std::string& post, const std::string& letter,
                             const std::string& key);
  // Removes parts that nobody went on with for a week. Take does it once an hour.
  void Sweep();

 private:
  struct Upload;
  Result<void> MayKnow(const std::string& post, const std::string& sha256);
  Result<std::shared_ptr<Upload>> Open(const std::string& sha256);
  // Forgets one that is finished.
  void Close(const std::string& sha256, const std::shared_ptr<Upload>& upload);
  void CloseIdle();  // holding mutex_
  Result<void> CheckRoom(int64_t bytes) const;
  Result<BlobStanding> Receive(Upload& upload, uint64_t turn, const BlobChunk& chunk,
                               std::istream& body);

  Centre& centre_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Upload>> uploads_;
  std::chrono::steady_clock::time_point swept_{};
  std::mutex key_mutex_;
};

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_BLOB_STORE_H_
