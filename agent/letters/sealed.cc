#include "agent/letters/sealed.h"

#include "agent/core/crypto.h"
#include "agent/core/file.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr size_t kKeyBytes = 32;
constexpr mode_t kSecret = 0400;
// What a sealed text begins with where a plain one would stand.
constexpr std::string_view kSealedMark = "sealed:";

fs::path KeyPath(const LetterSafe& safe, const Id& letter) { return safe.keys / (letter + ".key"); }

Result<void> MakeLetterKey(const LetterSafe& safe, const Id& letter) {
  const fs::path path = KeyPath(safe, letter);
  const fs::path folder = path.parent_path();
  std::error_code error;
  if (fs::exists(path, error)) return {};
  bool made = fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return StorageError("making " + folder.string(), error.value());
  if (made) {
    if (auto synced = SyncFolder(folder.parent_path()); !synced) return synced;
  }
  return WriteFileDurably(path, RandomBytes(kKeyBytes), kSecret);
}

bool IsDestroyed(const LetterSafe& safe, const Id& letter) {
  auto key = LetterKey(safe, letter);
  return !key && key.error().fault == Fault::kNotFound;
}

}  // namespace

LetterSafe SafeOf(const Blobs& blobs, const fs::path& data) {
  return {blobs, data / "keys" / "letters"};
}

Result<std::string> LetterKey(const LetterSafe& safe, const Id& letter) {
  auto key = ReadFile(KeyPath(safe, letter));
  if (key && key->size() != kKeyBytes) return Error{Fault::kStorage, "key of letter " + letter};
  return key;
}

Result<std::string> PutSealed(const LetterSafe& safe, const Id& letter, std::string_view plain) {
  auto key = LetterKey(safe, letter);
  if (!key) return key;
  return safe.blobs.Put(Seal(*key, plain));
}

Result<std::string> GetSealed(const LetterSafe& safe, const Id& letter, const std::string& blob) {
  auto key = LetterKey(safe, letter);
  if (!key) return key;
  auto sealed = safe.blobs.Get(blob);
  if (!sealed) return sealed;
  return Unseal(*key, *sealed);
}

Result<std::string> SealParticulars(const LetterSafe& safe, const Letter& letter) {
  if (auto made = MakeLetterKey(safe, letter.id); !made) return made.error();
  return PutSealed(safe, letter.id, CanonicalText(ToJson(letter.particulars)));
}

Result<Letter> Opened(const LetterSafe& safe, Letter letter) {
  if (letter.sealed.empty()) return letter;
  for (std::string* reason : {&letter.without_page_reason, &letter.void_reason}) {
    auto opened = OpenText(safe, letter.id, *reason);
    if (!opened) return opened.error();
    *reason = *opened;
  }
  if (IsDestroyed(safe, letter.id)) return letter;
  auto plain = GetSealed(safe, letter.id, letter.sealed);
  if (!plain) return plain.error();
  auto json = ParseJson(*plain);
  if (!json) return json.error();
  letter.particulars = ParticularsFromJson(*json);
  return letter;
}

Result<std::string> SealText(const LetterSafe& safe, const Id& letter, const std::string& plain) {
  if (plain.empty()) return plain;
  auto sealed = PutSealed(safe, letter, plain);
  if (!sealed) return sealed;
  return std::string(kSealedMark) + *sealed;
}

Result<std::string> KeptText(const LetterSafe& safe, const Letter& letter,
                             const std::string& plain) {
  return IsConfidential(letter.particulars) ? SealText(safe, letter.id, plain) : plain;
}

Result<std::string> OpenText(const LetterSafe& safe, const Id& letter, const std::string& kept) {
  if (kept.rfind(kSealedMark, 0) != 0) return kept;
  std::string blob = kept.substr(kSealedMark.size());
  if (!IsBlobName(blob)) return kept;
  if (IsDestroyed(safe, letter)) return std::string();
  return GetSealed(safe, letter, blob);
}

}  // namespace piket
