// What the centre sets for the office's posts (trust.md §5): papers, offices, positions, SOPs,
// calendars and a few settings, as files under one signed and numbered list. Never keys, roles,
// a post's code, devices or its folders: those are the post's own.
#ifndef PIKET_AGENT_SYNC_OFFICE_CONFIG_H_
#define PIKET_AGENT_SYNC_OFFICE_CONFIG_H_

#include <filesystem>
#include <map>
#include <string>

#include "agent/core/clock.h"
#include "agent/core/crypto.h"
#include "agent/core/json.h"

namespace piket {

// "papers/kop.toml" → its bytes.
using ConfigFiles = std::map<std::string, std::string>;

// The settings among the files: agent/office_settings.h.
inline constexpr const char* kOfficeSettingsFile = "pos.toml";

// pos.toml, offices.csv, positions.toml, and *.toml of papers/, sop/ and calendar/.
bool IsConfigPath(const std::string& path);
// kConfiguration names what does not belong there, is too large or is too much; kNotFound.
Result<ConfigFiles> ReadConfigFolder(const std::filesystem::path& folder);

// One version, as it goes over the line.
struct ConfigBundle {
  std::string manifest;   // canonical JSON: {"version", "made_at", "files": {path: SHA-256}}
  std::string signature;  // hexadecimal DER, of the centre's key
  ConfigFiles files;
};
Result<ConfigBundle> MakeBundle(int64_t version, Instant now, ConfigFiles files,
                                const SigningKey& key);
// Its version, once signature (kNotTrusted) and every file's hash fit, and there is none more and
// none less (kConfiguration).
Result<int64_t> CheckBundle(const ConfigBundle& bundle, const std::string& public_key);
// The same without the files.
Result<int64_t> CheckManifest(const std::string& manifest, const std::string& signature,
                              const std::string& public_key);
// The files a manifest names, each with its SHA-256. kConfiguration.
Result<std::map<std::string, std::string>> FilesNamed(const std::string& manifest);

Json ToJson(const ConfigBundle& bundle);
Result<ConfigBundle> ConfigBundleFromJson(const Json& json);  // kBadRequest

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_OFFICE_CONFIG_H_
