#include "agent/sync/membership.h"

#include "agent/core/file.h"
#include "agent/core/json.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kSecret = 0400;

fs::path FileIn(const fs::path& data) { return data / "centre" / "membership.json"; }

}  // namespace

Result<Membership> ReadMembership(const fs::path& data) {
  auto text = ReadFile(FileIn(data));
  if (!text) return text.error();
  auto json = ParseJson(*text);
  if (!json || !json->is_object()) {
    return Error{Fault::kConfiguration, FileIn(data).string() + " is damaged"};
  }
  Membership membership;
  membership.centre = TextOr(*json, "centre");
  membership.server_name = TextOr(*json, "server_name");
  membership.post = TextOr(*json, "post");
  membership.authority = TextOr(*json, "authority");
  membership.centre_post = TextOr(*json, "centre_post");
  membership.centre_key = TextOr(*json, "centre_key");
  membership.identity.certificate = TextOr(*json, "certificate");
  membership.identity.key = TextOr(*json, "key");
  return membership;
}

// One file, so that no power cut leaves a certificate beside another's key.
Result<void> WriteMembership(const fs::path& data, const Membership& membership) {
  std::error_code error;
  const fs::path folder = FileIn(data).parent_path();
  fs::create_directories(folder, error);
  if (error) return StorageError("making " + folder.string(), error.value());
  fs::permissions(folder, fs::perms::owner_all, error);
  const Json json = {{"centre", membership.centre},
                     {"server_name", membership.server_name},
                     {"post", membership.post},
                     {"authority", membership.authority},
                     {"centre_post", membership.centre_post},
                     {"centre_key", membership.centre_key},
                     {"certificate", membership.identity.certificate},
                     {"key", membership.identity.key}};
  return WriteFileDurably(FileIn(data), CanonicalText(json), kSecret);
}

}  // namespace piket
