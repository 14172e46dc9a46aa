#include "agent/sync/office_config.h"

#include "agent/core/file.h"
#include "agent/core/text.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostFiles = 300;
constexpr size_t kMostFileBytes = 1u << 20;
constexpr size_t kMostBytes = 4u << 20;
// No other thing the centre signs begins so and ends as JSON does.
constexpr const char* kSigned = "piket-config-1\n";

Error Wrong(const std::string& detail) { return {Fault::kConfiguration, detail}; }

bool IsPlainName(std::string_view name) {
  if (name.empty() || name.size() > 100 || name.front() == '.') return false;
  return name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
         std::string_view::npos;
}

Result<Json> ManifestFrom(const std::string& text) {
  auto json = ParseJson(text);
  bool right = json && json->is_object() && IntegerOr(*json, "version") > 0 &&
               json->contains("files") && (*json)["files"].is_object();
  return right ? json : Result<Json>(Wrong("manifest"));
}

Result<void> AddFile(const fs::path& folder, const std::string& name, size_t& bytes,
                     ConfigFiles& files) {
  if (!IsConfigPath(name)) {
    return Wrong(name +
                 ": bukan bagian konfigurasi (pos.toml, offices.csv, positions.toml, "
                 "papers/*.toml, sop/*.toml, calendar/*.toml)");
  }
  std::error_code error;
  auto size = fs::file_size(folder / name, error);
  if (!error && size > kMostFileBytes) return Wrong(name + ": terlalu besar");
  auto text = ReadFile(folder / name);
  if (!text) return text.error();
  bytes += text->size();
  if (bytes > kMostBytes || files.size() >= kMostFiles) return Wrong(name + ": terlalu banyak");
  files[name] = std::move(*text);
  return {};
}

}  // namespace

bool IsConfigPath(const std::string& path) {
  if (path == kOfficeSettingsFile || path == "offices.csv" || path == "positions.toml") return true;
  auto parts = Split(path, '/');
  if (parts.size() != 2 || !IsPlainName(parts[1]) || !parts[1].ends_with(".toml")) return false;
  return parts[0] == "papers" || parts[0] == "sop" || parts[0] == "calendar";
}

Result<ConfigFiles> ReadConfigFolder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return Error{Fault::kNotFound, folder.string()};
  ConfigFiles files;
  size_t bytes = 0;
  for (fs::recursive_directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    if (each->is_directory(error)) continue;
    const std::string name = fs::relative(each->path(), folder, error).generic_string();
    if (auto added = AddFile(folder, name, bytes, files); !added) return added.error();
  }
  if (error) return StorageError("reading " + folder.string(), error.value());
  if (files.empty()) return Wrong(folder.string() + ": kosong");
  return files;
}

Result<ConfigBundle> MakeBundle(int64_t version, Instant now, ConfigFiles files,
                                const SigningKey& key) {
  Json hashes = Json::object();
  for (const auto& [name, bytes] : files) hashes[name] = Hex(Sha256(bytes));
  ConfigBundle bundle;
  bundle.manifest =
      CanonicalText({{"version", version}, {"made_at", IsoText(now)}, {"files", hashes}});
  auto signature = key.Sign(Sha256(kSigned + bundle.manifest));
  if (!signature) return signature.error();
  bundle.signature = Hex(*signature);
  bundle.files = std::move(files);
  return bundle;
}

Result<int64_t> CheckManifest(const std::string& manifest, const std::string& signature,
                              const std::string& public_key) {
  auto bytes = FromHex(signature);
  if (!bytes || !VerifySignature(public_key, Sha256(kSigned + manifest), *bytes)) {
    return Error{Fault::kNotTrusted, "tanda tangan konfigurasi bukan dari pusat"};
  }
  auto json = ManifestFrom(manifest);
  if (!json) return json.error();
  return IntegerOr(*json, "version");
}

Result<std::map<std::string, std::string>> FilesNamed(const std::string& manifest) {
  auto json = ManifestFrom(manifest);
  if (!json) return json.error();
  std::map<std::string, std::string> files;
  for (const auto& [name, hash] : (*json)["files"].items()) {
    if (!IsConfigPath(name) || !hash.is_string()) return Wrong(name);
    files[name] = hash.get<std::string>();
  }
  if (files.empty() || files.size() > kMostFiles) return Wrong("files");
  return files;
}

Result<int64_t> CheckBundle(const ConfigBundle& bundle, const std::string& public_key) {
  auto version = CheckManifest(bundle.manifest, bundle.signature, public_key);
  if (!version) return version;
  auto named = FilesNamed(bundle.manifest);
  if (!named) return named.error();
  for (const auto& [name, hash] : *named) {
    auto found = bundle.files.find(name);
    if (found == bundle.files.end()) return Wrong(name + ": tidak ikut terkirim");
    if (Hex(Sha256(found->second)) != hash) return Wrong(name + ": isinya rusak");
  }
  if (bundle.files.size() != named->size()) return Wrong("ada berkas yang tidak tertulis");
  return version;
}

Json ToJson(const ConfigBundle& bundle) {
  Json files = Json::object();
  for (const auto& [name, bytes] : bundle.files) files[name] = Base64(bytes);
  return {{"manifest", bundle.manifest}, {"signature", bundle.signature}, {"files", files}};
}

Result<ConfigBundle> ConfigBundleFromJson(const Json& json) {
  const Error wrong{Fault::kBadRequest, "configuration"};
  if (!json.is_object() || !json.contains("files") || !json["files"].is_object()) return wrong;
  if (json["files"].size() > kMostFiles) return wrong;
  ConfigBundle bundle{TextOr(json, "manifest"), TextOr(json, "signature"), {}};
  size_t total = 0;
  for (const auto& [name, text] : json["files"].items()) {
    auto bytes = text.is_string() ? FromBase64(text.get_ref<const std::string&>())
                                  : Result<std::string>(wrong);
    if (!bytes || !IsConfigPath(name)) return wrong;
    total += bytes->size();
    if (total > kMostBytes) return wrong;
    bundle.files[name] = std::move(*bytes);
  }
  return bundle;
}

}  // namespace piket
