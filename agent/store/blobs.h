// Files named by the SHA-256 of their content: page images, readings, papers, archives. A blob is
// durable before the entry that names it is written.
#ifndef PIKET_AGENT_STORE_BLOBS_H_
#define PIKET_AGENT_STORE_BLOBS_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/core/result.h"

namespace piket {

// Thread-safe. Layout: <folder>/ab/abcdef….
class Blobs {
 public:
  static Result<Blobs> Open(const std::filesystem::path& folder);
  // Beside a running agent: touches nothing.
  static Result<Blobs> OpenToRead(const std::filesystem::path& folder) { return Blobs(folder); }

  // Writes `bytes` durably and gives their hash; already there is fine.
  Result<std::string> Put(std::string_view bytes) const;
  // Takes over a finished, fsynced file on the same disk, whose hash is `sha256`, by renaming it.
  Result<void> Adopt(const std::filesystem::path& part, const std::string& sha256) const;
  // kNotFound; kStorage when the content no longer fits its name.
  Result<std::string> Get(const std::string& sha256) const;
  std::filesystem::path PathOf(const std::string& sha256) const;
  bool Has(const std::string& sha256) const;
  // Removes a blob that may not lie here in the clear any more.
  Result<void> Remove(const std::string& sha256) const;
  // A folder on the same disk for files on their way in; swept when opened.
  std::filesystem::path Incoming() const { return folder_ / "incoming"; }
  // What another post has sent so far of this blob; stays when opened (agent/store/blob_part.h).
  std::filesystem::path PartOf(const std::string& sha256) const {
    return Incoming() / ("up-" + sha256 + ".part");
  }

 private:
  explicit Blobs(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

// 64 lower-case hexadecimal digits: safe as a path.
bool IsBlobName(std::string_view name);
// The blob whose part this file is; "" for other files.
std::string BlobOfPart(const std::filesystem::path& file);

}  // namespace piket

#endif  // PIKET_AGENT_STORE_BLOBS_H_
