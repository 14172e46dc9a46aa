#include "agent/store/blobs.h"

#include <vector>

#include "agent/core/crypto.h"
#include "agent/core/file.h"

namespace piket {

namespace fs = std::filesystem;

bool IsBlobName(std::string_view name) {
  return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string BlobOfPart(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::string blob = name.size() == 72 ? name.substr(3, 64) : "";
  return IsBlobName(blob) && name == "up-" + blob + ".part" ? blob : "";
}

Result<Blobs> Blobs::Open(const fs::path& folder) {
  Blobs blobs(folder);
  std::error_code error;
  fs::create_directories(blobs.Incoming(), error);
  if (error) return StorageError("making " + folder.string(), error.value());
  std::vector<fs::path> left;
  for (fs::directory_iterator file(blobs.Incoming(), error), end; !error && file != end;
       file.increment(error)) {
    if (BlobOfPart(file->path()).empty()) left.push_back(file->path());
  }
  // What lay here was never named by an entry: its scan was cut off and is repeated.
  for (const fs::path& file : left) fs::remove_all(file, error);
  if (error) return StorageError("making " + folder.string(), error.value());
  return blobs;
}

fs::path Blobs::PathOf(const std::string& sha256) const {
  return folder_ / sha256.substr(0, 2) / sha256;
}

bool Blobs::Has(const std::string& sha256) const {
  std::error_code ignored;
  return IsBlobName(sha256) && fs::exists(PathOf(sha256), ignored);
}

Result<std::string> Blobs::Put(std::string_view bytes) const {
  std::string name = Hex(Sha256(bytes));
  if (Has(name)) return name;
  std::error_code error;
  fs::path path = PathOf(name);
  if (fs::create_directory(path.parent_path(), error)) {
    if (auto synced = SyncFolder(folder_); !synced) return synced.error();
  }
  if (auto written = WriteFileDurably(path, bytes, 0600); !written) return written.error();
  return name;
}

Result<void> Blobs::Adopt(const fs::path& part, const std::string& sha256) const {
  if (!IsBlobName(sha256)) return Error{Fault::kInternal, "not a blob name: " + sha256};
  std::error_code error;
  // What is there stays: the part came from outside, its name is only what it was told to be.
  if (Has(sha256)) {
    fs::remove(part, error);
    return {};
  }
  fs::path path = PathOf(sha256);
  if (fs::create_directory(path.parent_path(), error)) {
    if (auto synced = SyncFolder(folder_); !synced) return synced;
  }
  return MoveFileDurably(part, path);
}

Result<std::string> Blobs::Get(const std::string& sha256) const {
  if (!IsBlobName(sha256)) return Error{Fault::kNotFound, "not a blob name"};
  auto bytes = ReadFile(PathOf(sha256));
  if (!bytes) return bytes;
  if (Hex(Sha256(*bytes)) != sha256)
    return Error{Fault::kStorage, "blob " + sha256 + " was changed"};
  return bytes;
}

Result<void> Blobs::Remove(const std::string& sha256) const {
  std::error_code error;
  fs::remove(PathOf(sha256), error);
  if (error) return StorageError("removing a blob", error.value());
  return SyncFolder(PathOf(sha256).parent_path());
}

}  // namespace piket
