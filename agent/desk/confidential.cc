#include "agent/desk/confidential.h"

#include "agent/core/file.h"
#include "agent/core/log.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

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
    auto sealed = PutSealed(desk.safe(), letter, *plain);
    if (!sealed) return sealed.error();
    body[name] = *sealed;
  }
  return body;
}

}  // namespace

Result<void> SealPages(Desk& desk, const Id& id) {
  auto pages = desk.database().Read([&](Database& db) -> Result<std::vector<Page>> {
    auto letter = FindLetter(db, id);
    if (!letter) return letter.error();
    if (!IsConfidential(letter->particulars)) return std::vector<Page>();
    return PagesToSeal(db, id);
  });
  if (!pages) return pages.error();
  if (pages->empty()) return {};
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
  return GetSealed(desk.safe(), (*letter)->id, page.blob);
}

bool IsConfidentialPaper(const Desk& desk, const Print& print) {
  if (BoolOr(print.detail, "confidential")) return true;
  if (print.letter.empty()) return false;
  auto letter = desk.database().Read([&](Database& db) { return FindLetter(db, print.letter); });
  return !letter || IsConfidential(letter->particulars);
}

}  // namespace piket
