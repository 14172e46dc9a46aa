// Files written so that a power cut leaves either the old file or the new one, never a piece.
#ifndef PIKET_AGENT_CORE_FILE_H_
#define PIKET_AGENT_CORE_FILE_H_

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/core/result.h"

namespace piket {

// kNotFound, kStorage
Result<std::string> ReadFile(const std::filesystem::path& path);

// `.part` beside it, fsync, rename, fsync of the folder. kDiskFull, kStorage.
Result<void> WriteFileDurably(const std::filesystem::path& path, std::string_view bytes,
                              mode_t mode = 0600);
// Makes a finished `.part` (already fsynced) the file `path`, durably.
Result<void> MoveFileDurably(const std::filesystem::path& part, const std::filesystem::path& path);
Result<void> SyncFile(int descriptor);
Result<void> SyncFolder(const std::filesystem::path& folder);

// The error for a failed system call, by errno: kDiskFull or kStorage.
Error StorageError(const std::string& doing, int error_number);

// A folder of its own under the system's temporary folder, removed with all it holds at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace piket

#endif  // PIKET_AGENT_CORE_FILE_H_
