#include "agent/desk/confidential.h"

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "agent/core/log.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr size_t kKeyBytes = 32;
constexpr mode_t kSecret = 0400;

fs::path KeyPath(const Desk& desk, const Id& letter) {
  return desk.settings.data / "keys" / "letters" / (letter + ".key");
}

Result<void> MakeLetterKey(const Desk& desk, const Id& letter) {
  const fs::path path = KeyPath(desk, letter);
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

// Every blob the journal ever named for the page: its picture, and each of its readings.
Result<std::vector<std::string>> NamedBlobs(Database& db, const Id& page) {
  auto rows = db.Ask(
      "SELECT e.body FROM page p JOIN entry e ON e.subject=p.batch WHERE p.id=? AND "
      "e.kind IN ('page.added','page.read') AND json_extract(e.body,'$.page')=p.id",
      {page});
  if (!rows) return rows.error();
  std::vector<std::string> blobs;
  for (const Row& row : *rows) {
    auto body = ParseJson(row.Text("body"));
    if (!body) return body.error();
    for (const char* name : {"blob", "reading"}) blobs.push_back(TextOr(*body, name));
  }
  return blobs;
}

Result<void> RemoveBlob(Desk& desk, Database& db, const std::string& blob) {
  if (!desk.blobs.Has(blob)) return {};
  auto others =
      db.Ask("SELECT 1 FROM page WHERE sealed=0 AND (blob=?1 OR reading=?1) LIMIT 1", {blob});
  if (!others) return others.error();
  return others->empty() ? desk.blobs.Remove(blob) : Result<void>();
}

// The body of page.sealed.
Result<Json> SealPage(Desk& desk, const Id& letter, const Page& page) {
  Json body = {{"page", page.id}};
  for (const auto& [name, blob] : {std::pair{"blob", &page.blob}, {"reading", &page.reading}}) {
    if (blob->empty()) continue;
    auto plain = desk.blobs.Get(*blob);
    if (!plain) return plain.error();
    auto sealed = PutSealed(desk, letter, *plain);
    if (!sealed) return sealed.error();
    body[name] = *sealed;
  }
  return body;
}

}  // namespace

Result<std::string> LetterKey(const Desk& desk, const Id& letter) {
  auto key = ReadFile(KeyPath(desk, letter));
  if (key && key->size() != kKeyBytes) return Error{Fault::kStorage, "key of letter " + letter};
  return key;
}

Result<std::string> PutSealed(const Desk& desk, const Id& letter, std::string_view plain) {
  auto key = LetterKey(desk, letter);
  if (!key) return key;
  return desk.blobs.Put(Seal(*key, plain));
}

Result<std::string> GetSealed(const Desk& desk, const Id& letter, const std::string& blob) {
  auto key = LetterKey(desk, letter);
  if (!key) return key;
  auto sealed = desk.blobs.Get(blob);
  if (!sealed) return sealed;
  return Unseal(*key, *sealed);
}

Result<std::string> SealParticulars(const Desk& desk, const Letter& letter) {
  if (auto made = MakeLetterKey(desk, letter.id); !made) return made.error();
  return PutSealed(desk, letter.id, CanonicalText(ToJson(letter.particulars)));
}

Result<Letter> Opened(const Desk& desk, Letter letter) {
  if (letter.sealed.empty()) return letter;
  if (auto key = LetterKey(desk, letter.id); !key && key.error().fault == Fault::kNotFound) {
    return letter;
  }
  auto plain = GetSealed(desk, letter.id, letter.sealed);
  if (!plain) return plain.error();
  auto json = ParseJson(*plain);
  if (!json) return json.error();
  letter.particulars = ParticularsFromJson(*json);
  return letter;
}

Result<void> SealPages(Desk& desk, const Id& id) {
  auto letter = desk.database().Read([&](Database& db) { return FindLetter(db, id); });
  if (!letter) return letter.error();
  if (!IsConfidential(letter->particulars) || letter->document.empty()) return {};
  auto pages =
      desk.database().Read([&](Database& db) { return PagesToSeal(db, letter->document); });
  if (!pages) return pages.error();
  std::vector<NewEntry> entries;
  for (const Page& page : *pages) {
    auto body = SealPage(desk, id, page);
    if (!body) return body.error();
    entries.push_back({"page.sealed", kAgentAuthor, page.batch, std::move(*body)});
  }
  auto sealed = desk.journal.Write<void>([&](Database& db) -> Result<void> {
    for (const NewEntry& entry : entries) {
      auto appended = desk.journal.Append(db, entry);
      if (!appended) return appended.error();
    }
    return {};
  });
  if (!sealed) return sealed;
  for (const Page& page : *pages) {
    if (auto removed = RemovePlainPage(desk, page.id); !removed) return removed;
  }
  LogLine("letter sealed", {{"letter", id}, {"pages", std::to_string(pages->size())}});
  return {};
}

Result<void> RemovePlainPages(Desk& desk) {
  auto pages = desk.database().Read(
      [](Database& db) { return db.Ask("SELECT id FROM page WHERE sealed=1"); });
  if (!pages) return pages.error();
  for (const Row& page : *pages) {
    if (auto removed = RemovePlainPage(desk, page.Text("id")); !removed) return removed;
  }
  return {};
}

Result<void> RemovePlainPage(Desk& desk, const Id& page, const std::vector<std::string>& also) {
  // In the database's turn, so that no other page comes to name a blob between look and removal.
  auto removed = desk.database().Read([&](Database& db) -> Result<void> {
    auto blobs = NamedBlobs(db, page);
    if (!blobs) return blobs.error();
    blobs->insert(blobs->end(), also.begin(), also.end());
    for (const std::string& blob : *blobs) {
      if (auto gone = RemoveBlob(desk, db, blob); !gone) return gone;
    }
    return {};
  });
  if (!removed) return removed;
  std::error_code error;
  fs::remove_all(desk.PictureFolder(page), error);
  if (error) return StorageError("removing a page's pictures", error.value());
  return {};
}

Result<std::string> SealedOriginal(const Desk& desk, const Page& page) {
  auto letter =
      desk.database().Read([&](Database& db) { return LetterOfDocument(db, page.document); });
  if (!letter) return letter.error();
  if (!letter->has_value()) return Error{Fault::kNotFound, "the sealed page's letter"};
  return GetSealed(desk, (*letter)->id, page.blob);
}

bool IsConfidentialPaper(const Desk& desk, const Print& print) {
  if (BoolOr(print.detail, "confidential")) return true;
  if (print.letter.empty()) return false;
  auto letter = desk.database().Read([&](Database& db) { return FindLetter(db, print.letter); });
  return !letter || IsConfidential(letter->particulars);
}

}  // namespace piket
