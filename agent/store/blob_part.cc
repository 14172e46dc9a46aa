#include "agent/store/blob_part.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "agent/core/file.h"
#include "agent/core/log.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kSlice = 256 * 1024;
// The disk begins with what came while the rest still comes: the fsync at the end is short.
constexpr int64_t kWriteBack = 8 << 20;

}  // namespace

Result<std::unique_ptr<BlobPart>> BlobPart::Open(const Blobs& blobs, const std::string& sha256) {
  if (!IsBlobName(sha256)) return Error{Fault::kInternal, "not a blob name"};
  const fs::path path = blobs.PartOf(sha256);
  int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return StorageError("opening " + path.string(), errno);
  struct stat facts {};
  if (fstat(descriptor, &facts) != 0) {
    close(descriptor);
    return StorageError("looking at " + path.string(), errno);
  }
  return std::unique_ptr<BlobPart>(new BlobPart(blobs, sha256, descriptor, facts.st_size));
}

BlobPart::BlobPart(const Blobs& blobs, std::string sha256, int descriptor, int64_t size)
    : blobs_(blobs), sha256_(std::move(sha256)), descriptor_(descriptor), size_(size) {
  thread_ = std::thread([this] { CountHash(); });
}

BlobPart::~BlobPart() {
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  close(descriptor_);
}

int64_t BlobPart::size() const {
  std::lock_guard lock(mutex_);
  return size_;
}

Result<void> BlobPart::Append(std::string_view bytes) {
  int64_t at = size();
  Result<void> outcome;
  while (!bytes.empty() && outcome) {
    ssize_t wrote = pwrite(descriptor_, bytes.data(), bytes.size(), at);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      outcome = StorageError("writing a part", errno);
    } else {
      at += wrote;
      bytes.remove_prefix(static_cast<size_t>(wrote));
    }
  }
  {
    std::lock_guard lock(mutex_);
    size_ = at;
  }
  changed_.notify_all();
  return outcome;
}

Result<void> BlobPart::CutTo(int64_t size) {
  std::lock_guard lock(mutex_);
  if (size >= size_) return {};
  if (ftruncate(descriptor_, size) != 0) return StorageError("shortening a part", errno);
  size_ = size;
  again_ = true;
  changed_.notify_all();
  return {};
}

Result<int64_t> BlobPart::AddSlice(int64_t from, int64_t until) {
  slice_.resize(static_cast<size_t>(std::min(until - from, kSlice)));
  ssize_t got = pread(descriptor_, slice_.data(), slice_.size(), from);
  if (got < 0 && errno == EINTR) return int64_t{0};
  if (got < 0) return StorageError("reading a part back", errno);
  if (got == 0) return Error{Fault::kStorage, "a part became shorter"};
  hash_.Add(std::string_view(slice_).substr(0, static_cast<size_t>(got)));
  if (from / kWriteBack != (from + got) / kWriteBack) {
    (void)sync_file_range(descriptor_, 0, from + got, SYNC_FILE_RANGE_WRITE);
  }
  return int64_t{got};
}

void BlobPart::CountHash() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return ended_ || again_ || (read_ && hashed_ < size_); });
    if (ended_) return;
    if (again_) {
      hash_ = Sha256Stream();
      hashed_ = 0;
      again_ = false;
      read_ = {};
      continue;
    }
    int64_t from = hashed_;
    int64_t until = size_;
    lock.unlock();
    auto added = AddSlice(from, until);
    lock.lock();
    if (again_) continue;
    if (added) {
      hashed_ += *added;
    } else {
      read_ = added.error();
    }
    changed_.notify_all();
  }
}

Result<std::string> BlobPart::WholeHash() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !again_ && (!read_ || hashed_ == size_); });
    if (!read_) return read_.error();
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
  return Hex(hash_.Finish());
}

Result<void> BlobPart::Finish() {
  const fs::path part = blobs_.PartOf(sha256_);
  auto hash = WholeHash();
  Result<void> outcome = hash ? Result<void>() : hash.error();
  if (hash && *hash != sha256_) {
    outcome = Error{Fault::kBlobDamaged, "blob " + sha256_ + " came as " + *hash};
  }
  // After a failed fsync nobody knows what the disk holds: it comes again from the start.
  if (outcome) outcome = SyncFile(descriptor_);
  if (outcome) outcome = blobs_.Adopt(part, sha256_);
  if (!outcome) unlink(part.c_str());
  return outcome;
}

void SweepParts(const Blobs& blobs, std::chrono::hours age) {
  std::vector<fs::path> old;
  std::error_code error;
  const auto before = fs::file_time_type::clock::now() - age;
  for (fs::directory_iterator file(blobs.Incoming(), error), end; !error && file != end;
       file.increment(error)) {
    std::error_code gone;
    auto changed = fs::last_write_time(file->path(), gone);
    if (!gone && changed < before && !BlobOfPart(file->path()).empty()) old.push_back(file->path());
  }
  for (const fs::path& part : old) {
    LogLine("part swept", {{"blob", BlobOfPart(part)}});
    fs::remove(part, error);
  }
}

}  // namespace piket
