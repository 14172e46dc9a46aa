#include "agent/core/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace piket {

namespace fs = std::filesystem;

Error StorageError(const std::string& doing, int error_number) {
  Fault fault =
      error_number == ENOSPC || error_number == EDQUOT ? Fault::kDiskFull : Fault::kStorage;
  return {fault, doing + ": " + strerror(error_number)};
}

Result<std::string> ReadFile(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return Error{Fault::kNotFound, path.string()};
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return Error{Fault::kStorage, "reading " + path.string()};
  return std::move(bytes).str();
}

Result<void> SyncFile(int descriptor) {
  if (fsync(descriptor) != 0) return StorageError("fsync", errno);
  return {};
}

Result<void> SyncFolder(const fs::path& folder) {
  int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return StorageError("opening " + folder.string(), errno);
  Result<void> synced = SyncFile(descriptor);
  close(descriptor);
  return synced;
}

Result<void> MoveFileDurably(const fs::path& part, const fs::path& path) {
  if (rename(part.c_str(), path.c_str()) != 0) {
    return StorageError("renaming to " + path.string(), errno);
  }
  return SyncFolder(path.parent_path());
}

Result<void> WriteFileDurably(const fs::path& path, std::string_view bytes, mode_t mode) {
  // Two threads may write the same content-addressed name at once: each has its own part.
  fs::path part = path;
  part += "." + std::to_string(gettid()) + ".part";
  int descriptor = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (descriptor < 0) return StorageError("creating " + part.string(), errno);
  Result<void> outcome;
  size_t done = 0;
  while (done < bytes.size() && outcome) {
    ssize_t wrote = write(descriptor, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      outcome = StorageError("writing " + part.string(), errno);
    } else {
      done += static_cast<size_t>(wrote);
    }
  }
  if (outcome) outcome = SyncFile(descriptor);
  if (close(descriptor) != 0 && outcome) outcome = StorageError("closing " + part.string(), errno);
  if (outcome) outcome = MoveFileDurably(part, path);
  if (!outcome) unlink(part.c_str());
  return outcome;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "piket-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace piket
