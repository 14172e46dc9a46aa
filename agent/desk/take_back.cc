#include "agent/desk/take_back.h"

#include <algorithm>

#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/letters/batch.h"
#include "agent/letters/letter.h"

namespace piket {
namespace {

constexpr std::string_view kSheetCode = "PK1/D/";

Result<void> AppendTo(Journal& journal, Database& db, const NewEntry& entry) {
  auto appended = journal.Append(db, entry);
  if (!appended) return appended.error();
  return {};
}

// The batch's documents with the page's paper, both sides, in one of its own; the pages before and
// after it part. The new document's id.
Result<Id> PartFrom(Desk& desk, Database& db, const Page& page, const std::string& author) {
  auto documents = DocumentsOfBatch(db, page.batch);
  if (!documents) return documents.error();
  auto pages = PagesOfBatch(db, page.batch);
  if (!pages) return pages.error();
  auto of_paper = [&](const Id& id) {
    return std::any_of(pages->begin(), pages->end(), [&](const Page& other) {
      return other.id == id && other.sheet == page.sheet;
    });
  };
  auto from = std::find_if(documents->begin(), documents->end(),
                           [&](const Document& each) { return each.id == page.document; });
  if (from == documents->end()) return Error{Fault::kNotFound, "the page's document"};
  if (!from->letter.empty()) return Error{Fault::kConflict, "the letter is entered already"};
  Document sheet{NewId(desk.Now()), page.batch, 0, "", {}};
  Document before{from->id, page.batch, 0, "", {}};
  Document after{NewId(desk.Now()), page.batch, 0, "", {}};
  for (const Id& id : from->pages) {
    Document& place = of_paper(id) || id == page.id ? sheet : sheet.pages.empty() ? before : after;
    place.pages.push_back(id);
  }
  if (before.pages.empty()) std::swap(before.id, after.id);
  *from = sheet;
  if (!after.pages.empty()) from = documents->insert(from + 1, after) - 1;
  if (!before.pages.empty()) documents->insert(from, before);
  auto done =
      AppendTo(desk.journal, db, {"batch.divided", author, page.batch, DivisionBody(*documents)});
  if (!done) return done.error();
  return sheet.id;
}

Result<void> GiveToLetter(Desk& desk, Database& db, const Page& page, const Id& letter,
                          bool code_valid, const std::string& author) {
  auto already = ReturnedSheetOf(db, page.id);
  if (!already) return already.error();
  bool waits = already->has_value() && !(*already)->letter.empty();
  if (waits && !(*already)->disposition.empty()) {
    return Error{Fault::kConflict, "what is on the sheet was entered"};
  }
  if (waits && page.sealed && (*already)->letter != letter) {
    return Error{Fault::kConflict, "sealed under another letter's key"};
  }
  Id document = page.document;
  if (!waits) {
    auto parted = PartFrom(desk, db, page, author);
    if (!parted) return parted.error();
    document = *parted;
  }
  auto done = AppendTo(
      desk.journal, db,
      {"document.entered", author, page.batch, {{"document", document}, {"letter", letter}}});
  if (!done) return done;
  done = AppendTo(desk.journal, db,
                  {"sheet.returned",
                   author,
                   page.batch,
                   {{"page", page.id}, {"letter", letter}, {"code_valid", code_valid}}});
  if (!done) return done;
  LogLine("sheet taken back", {{"page", page.id}, {"letter", letter}});
  return CloseWhenDone(desk, db, page.batch, author);
}

// A sheet that says it is ours and cannot be: an officer looks at it.
Result<void> NoteBadCode(Desk& desk, Database& db, const Page& page, bool code_valid, Fault fault) {
  auto already = ReturnedSheetOf(db, page.id);
  if (!already) return already.error();
  if (already->has_value()) return {};
  LogLine("sheet not known", {{"page", page.id}, {"fault", std::string(Word(fault))}});
  return AppendTo(desk.journal, db,
                  {"sheet.returned",
                   kAgentAuthor,
                   page.batch,
                   {{"page", page.id}, {"code_valid", code_valid}, {"fault", Word(fault)}}});
}

Result<Id> LetterNamed(const Desk& desk, Database& db, const std::string& text) {
  const std::string name = Trimmed(text);
  if (IsId(name)) {
    auto letter = FindLetter(db, name);
    if (!letter) return letter.error();
    return letter->id;
  }
  auto rows = db.Ask("SELECT id FROM letter WHERE receipt_number=upper(?)", {name});
  if (!rows) return rows.error();
  if (rows->empty()) {
    auto parts = Split(name, '/');
    auto whole = [](const std::string& part) {
      bool digits = !part.empty() && part.size() <= 6 &&
                    part.find_first_not_of("0123456789") == std::string::npos;
      return digits ? std::stoi(part) : 0;
    };
    int year = parts.size() > 1
                   ? whole(parts.back())
                   : static_cast<int>(ToLocal(desk.Now(), desk.settings.zone).date.year());
    rows = db.Ask("SELECT letter AS id FROM agenda_row WHERE book=? AND year=? AND number=?",
                  {desk.settings.agenda_book, int64_t{year}, int64_t{whole(parts.front())}});
    if (!rows) return rows.error();
  }
  if (rows->empty()) return Error{Fault::kNotFound, "no such letter"};
  return rows->front().Text("id");
}

}  // namespace

Result<void> CloseWhenDone(Desk& desk, Database& db, const Id& id, const std::string& author) {
  auto batch = FindBatch(db, id);
  if (!batch) return batch.error();
  if (batch->state != "waiting") return {};
  auto documents = DocumentsOfBatch(db, id);
  if (!documents) return documents.error();
  if (documents->empty()) return {};
  for (const Document& document : *documents) {
    if (document.letter.empty() && !document.pages.empty()) return {};
  }
  return AppendTo(desk.journal, db, {"batch.state", author, id, {{"state", "closed"}}});
}

Result<bool> TakeBackSheet(Desk& desk, const Id& id, const std::vector<PageCode>& codes) {
  for (const PageCode& code : codes) {
    if (Trimmed(code.text).rfind(kSheetCode, 0) != 0) continue;
    auto known = ReadPaperCode(code.text, desk.paper_keys);
    return desk.journal.Write<bool>([&](Database& db) -> Result<bool> {
      auto page = FindPage(db, id);
      if (!page) return page.error();
      auto document = FindDocument(db, page->document);
      // Read once more, or of a letter that was entered with its sheet: nothing to take.
      if (!document || !document->letter.empty() || page->removed) return false;
      if (!known) {
        auto noted = NoteBadCode(desk, db, *page, false, Fault::kBadCode);
        return noted ? Result<bool>(false) : Result<bool>(noted.error());
      }
      auto letter = FindLetter(db, known->id);
      if (!letter) {
        auto noted = NoteBadCode(desk, db, *page, true, Fault::kNotFound);
        return noted ? Result<bool>(false) : Result<bool>(noted.error());
      }
      auto given = GiveToLetter(desk, db, *page, letter->id, true, kAgentAuthor);
      return given ? Result<bool>(true) : Result<bool>(given.error());
    });
  }
  return false;
}

Result<ReturnedSheet> AttachSheet(Desk& desk, const Id& id, const std::string& name,
                                  const std::string& officer) {
  return desk.journal.Write<ReturnedSheet>([&](Database& db) -> Result<ReturnedSheet> {
    auto page = FindPage(db, id);
    if (!page) return page.error();
    if (page->removed) return Error{Fault::kConflict, "the page was taken out"};
    auto letter = LetterNamed(desk, db, name);
    if (!letter) return letter.error();
    if (auto given = GiveToLetter(desk, db, *page, *letter, false, officer); !given) {
      return given.error();
    }
    auto sheet = ReturnedSheetOf(db, id);
    if (!sheet) return sheet.error();
    if (!sheet->has_value()) return Error{Fault::kInternal, "no returned sheet"};
    return **sheet;
  });
}

}  // namespace piket
