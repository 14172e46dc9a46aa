#include "agent/sync/config_shelf.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/sync/membership.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "manifest.json";
constexpr size_t kLongestWhy = 500;

fs::path VersionFolder(const fs::path& folder, int64_t version) {
  return folder / std::to_string(version);
}

ConfigState ReadState(const fs::path& folder) {
  ConfigState state;
  auto text = ReadFile(folder / "state.json");
  auto json = text ? ParseJson(*text) : Result<Json>(text.error());
  if (!json || !json->is_object()) return state;
  state.version = IntegerOr(*json, "version");
  state.before = IntegerOr(*json, "before");
  state.next = IntegerOr(*json, "next");
  state.trial = BoolOr(*json, "trial");
  state.starts = static_cast<int>(IntegerOr(*json, "starts"));
  state.refused = IntegerOr(*json, "refused");
  state.fault = TextOr(*json, "fault");
  state.why = TextOr(*json, "why");
  return state;
}

// Whether the version lies here as the centre signed it.
Result<void> IsWhole(const fs::path& folder, int64_t version, const std::string& centre_key) {
  const fs::path at = VersionFolder(folder, version);
  auto text = ReadFile(at / kManifest);
  auto json = text ? ParseJson(*text) : Result<Json>(text.error());
  if (!json) return json.error();
  ConfigBundle bundle{TextOr(*json, "manifest"), TextOr(*json, "signature"), {}};
  auto named = FilesNamed(bundle.manifest);
  if (!named) return named.error();
  for (const auto& [name, hash] : *named) {
    auto bytes = ReadFile(at / name);
    if (!bytes) return bytes.error();
    bundle.files[name] = std::move(*bytes);
  }
  auto signed_version = CheckBundle(bundle, centre_key);
  if (!signed_version) return signed_version.error();
  if (*signed_version == version) return {};
  return Error{Fault::kConfiguration, "versi lain di tempatnya"};
}

// The files, fsynced, under a name that nothing reads.
Result<fs::path> WriteAside(const fs::path& folder, int64_t version, const ConfigBundle& bundle) {
  const fs::path part = folder / (std::to_string(version) + ".part");
  std::error_code error;
  fs::remove_all(part, error);
  fs::create_directories(part, error);
  if (error) return StorageError("making " + part.string(), error.value());
  for (const auto& [name, bytes] : bundle.files) {
    fs::create_directories((part / name).parent_path(), error);
    if (error) return StorageError("making " + part.string(), error.value());
    if (auto done = WriteFileDurably(part / name, bytes, 0644); !done) return done.error();
  }
  const Json manifest = {{"manifest", bundle.manifest}, {"signature", bundle.signature}};
  auto done = WriteFileDurably(part / kManifest, CanonicalText(manifest), 0644);
  if (!done) return done.error();
  return part;
}

Result<void> MoveInPlace(const fs::path& part, const fs::path& place) {
  std::error_code error;
  fs::remove_all(place, error);  // of an earlier start: state.json does not name it
  fs::rename(part, place, error);
  if (error) return StorageError("naming " + place.string(), error.value());
  return SyncFolder(place.parent_path());
}

// Trouble of this machine, which says nothing of the version.
bool IsOurs(Fault fault) { return fault == Fault::kDiskFull || fault == Fault::kStorage; }

}  // namespace

Json ToJson(const ConfigState& state) {
  return {{"version", state.version}, {"before", state.before}, {"next", state.next},
          {"trial", state.trial},     {"starts", state.starts}, {"refused", state.refused},
          {"fault", state.fault},     {"why", state.why}};
}

ConfigInForce ReadConfigInForce(const fs::path& data) {
  ConfigInForce in_force;
  auto membership = ReadMembership(data);
  if (!membership) return in_force;
  in_force.state = ReadState(data / "config");
  const int64_t version = in_force.state.version;
  if (version > 0 && IsWhole(data / "config", version, membership->centre_key)) {
    in_force.folder = VersionFolder(data / "config", version);
  }
  return in_force;
}

Result<std::unique_ptr<ConfigShelf>> ConfigShelf::Open(const fs::path& data) {
  const fs::path folder = data / "config";
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return StorageError("making " + folder.string(), error.value());
  fs::permissions(folder, fs::perms::owner_all, error);
  int lock = open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return StorageError("opening " + folder.string(), errno);
  std::unique_ptr<ConfigShelf> shelf(new ConfigShelf(folder, lock));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) return Error{Fault::kAnotherAgent, folder.string()};
  if (auto recovered = shelf->Recover(data); !recovered) return recovered.error();
  return shelf;
}

ConfigShelf::~ConfigShelf() { close(lock_); }

Result<void> ConfigShelf::Recover(const fs::path& data) {
  state_ = ReadState(folder_);
  auto membership = ReadMembership(data);
  if (!membership) return {};  // nobody's, or read at the next start
  if (state_.next > 0) {
    if (auto adopted = Adopt(); !adopted) return adopted;
  }
  std::lock_guard lock(mutex_);
  ConfigState state = state_;
  Result<void> whole =
      state.version > 0 ? IsWhole(folder_, state.version, membership->centre_key) : Result<void>();
  if (!whole && whole.error().fault == Fault::kNotTrusted) {
    // Another centre's: this post was enrolled anew.
    state = {};
  } else if (!whole || (state.trial && state.starts >= kMostTrialStarts)) {
    state.refused = std::max(state.refused, state.version);
    state.fault = Word(whole ? Fault::kTimedOut : whole.error().fault);
    state.why = whole ? "Piket berkali-kali mulai lagi di bawah konfigurasi ini"
                      : whole.error().detail.substr(0, kLongestWhy);
    LogWarning("configuration taken back", {{"version", std::to_string(state.version)}});
    const bool fine =
        state.before > 0 && IsWhole(folder_, state.before, membership->centre_key).ok();
    state.version = fine ? state.before : 0;
    state.before = 0;
    state.trial = false;
  } else if (state.trial) {
    ++state.starts;
  }
  if (ToJson(state) != ToJson(state_)) {
    if (auto become = Become(state); !become) return become;
  }
  Sweep();
  return {};
}

void ConfigShelf::Sweep() {
  std::error_code error;
  std::vector<fs::path> swept;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory(error)) continue;
    const bool named = name == std::to_string(state_.version) ||
                       name == std::to_string(state_.before) || name == std::to_string(state_.next);
    if (!named) swept.push_back(entry.path());
  }
  for (const fs::path& folder : swept) fs::remove_all(folder, error);
}

ConfigState ConfigShelf::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

fs::path ConfigShelf::folder() const {
  std::lock_guard lock(mutex_);
  return state_.version > 0 ? VersionFolder(folder_, state_.version) : fs::path();
}

int64_t ConfigShelf::Known() const {
  std::lock_guard lock(mutex_);
  return std::max({state_.version, state_.next, state_.refused});
}

Result<void> ConfigShelf::Become(const ConfigState& state) {
  auto written = WriteFileDurably(folder_ / "state.json", CanonicalText(ToJson(state)));
  if (written) state_ = state;
  return written;
}

Result<void> ConfigShelf::Refuse(int64_t version, const Error& error) {
  if (IsOurs(error.fault)) return error;
  std::lock_guard lock(mutex_);
  ConfigState state = state_;
  state.refused = std::max(state.refused, version);
  state.fault = Word(error.fault);
  state.why = error.detail.substr(0, kLongestWhy);
  if (ToJson(state) == ToJson(state_)) return error;
  LogError("the centre's configuration", error, {{"version", std::to_string(version)}});
  if (auto become = Become(state); !become) return become;
  return error;
}

Result<void> ConfigShelf::Take(const ConfigBundle& bundle, const std::string& centre_key,
                               const Check& check) {
  auto version = CheckManifest(bundle.manifest, bundle.signature, centre_key);
  // Nobody knows which version that was: it is told, and asked for again.
  if (!version) return Refuse(0, version.error());
  if (*version <= Known()) return Error{Fault::kConflict, "versi lama"};
  if (auto whole = CheckBundle(bundle, centre_key); !whole) return Refuse(*version, whole.error());
  auto part = WriteAside(folder_, *version, bundle);
  if (!part) return Refuse(*version, part.error());
  if (auto fine = check(*part); !fine) {
    std::error_code ignored;
    fs::remove_all(*part, ignored);
    return Refuse(*version, fine.error());
  }
  auto moved = MoveInPlace(*part, VersionFolder(folder_, *version));
  if (!moved) return moved;
  std::lock_guard lock(mutex_);
  ConfigState state = state_;
  state.next = *version;
  auto become = Become(state);
  if (become) LogLine("configuration taken", {{"version", std::to_string(*version)}});
  return become;
}

Result<void> ConfigShelf::Adopt() {
  std::lock_guard lock(mutex_);
  if (state_.next == 0) return {};
  ConfigState state = state_;
  // One that is still on trial was never known to work: the way back stays.
  if (!state.trial) state.before = state.version;
  state.version = state.next;
  state.next = 0;
  state.trial = true;
  state.starts = 0;
  auto become = Become(state);
  if (become) LogLine("configuration on trial", {{"version", std::to_string(state.version)}});
  return become;
}

Result<bool> ConfigShelf::Confirm() {
  std::lock_guard lock(mutex_);
  if (!state_.trial) return false;
  ConfigState state = state_;
  state.trial = false;
  state.starts = 0;
  if (state.refused < state.version) state.fault = state.why = "";
  if (auto become = Become(state); !become) return become.error();
  LogLine("configuration in force", {{"version", std::to_string(state.version)}});
  return true;
}

Result<bool> ConfigShelf::TakeBack(const Error& why, bool only_on_trial) {
  std::lock_guard lock(mutex_);
  if (state_.version == 0 || (only_on_trial && !state_.trial)) return false;
  ConfigState state = state_;
  state.refused = std::max(state.refused, state.version);
  state.fault = Word(why.fault);
  state.why = why.detail.substr(0, kLongestWhy);
  state.version = state.before;
  state.before = 0;
  state.trial = false;
  state.starts = 0;
  if (auto become = Become(state); !become) return become.error();
  LogError("configuration taken back", why, {{"version", std::to_string(state.refused)}});
  return true;
}

}  // namespace piket
