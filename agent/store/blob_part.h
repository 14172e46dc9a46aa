// A blob on its way in from another post: a file that grows at its end and outlives a restart
// (Blobs::PartOf). Its hash is counted beside, on a thread of its own that reads what was written:
// from the start when the part lay there before.
#ifndef PIKET_AGENT_STORE_BLOB_PART_H_
#define PIKET_AGENT_STORE_BLOB_PART_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "agent/core/crypto.h"
#include "agent/store/blobs.h"

namespace piket {

// One thread at a time. Destroying it leaves the part as it is.
class BlobPart {
 public:
  // Goes on with what lies there. kStorage, kDiskFull.
  static Result<std::unique_ptr<BlobPart>> Open(const Blobs& blobs, const std::string& sha256);
  ~BlobPart();
  BlobPart(const BlobPart&) = delete;
  BlobPart& operator=(const BlobPart&) = delete;

  int64_t size() const;
  // kDiskFull, kStorage; what could be written counts.
  Result<void> Append(std::string_view bytes);
  // Takes back what was appended after `size`.
  Result<void> CutTo(int64_t size);
  // It is whole: checks the hash, makes it durable, puts it among the blobs. Call nothing after.
  // kBlobDamaged: the content is not what the name says, the part is gone. kStorage: gone too when
  // the disk did not take it.
  Result<void> Finish();

 private:
  BlobPart(const Blobs& blobs, std::string sha256, int descriptor, int64_t size);
  void CountHash();
  // Bytes added to the hash, or the failure to read them back.
  Result<int64_t> AddSlice(int64_t from, int64_t until);
  Result<std::string> WholeHash();

  const Blobs blobs_;
  const std::string sha256_;
  const int descriptor_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int64_t size_;        // guarded
  int64_t hashed_ = 0;  // guarded
  bool again_ = false;  // guarded: what was hashed does not count any more
  bool ended_ = false;  // guarded
  Result<void> read_;   // guarded: whether it could be read back
  Sha256Stream hash_;   // the thread's
  std::string slice_;   // the thread's
  std::thread thread_;
};

// Removes a part nobody goes on with: older than this.
void SweepParts(const Blobs& blobs, std::chrono::hours age);

}  // namespace piket

#endif  // PIKET_AGENT_STORE_BLOB_PART_H_
