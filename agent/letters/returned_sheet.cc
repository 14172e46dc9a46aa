#include "agent/letters/returned_sheet.h"

namespace piket {
namespace {

constexpr const char* kSelect =
    "SELECT s.*, p.blob FROM returned_sheet s JOIN page p ON p.id=s.page "
    "LEFT JOIN document d ON d.id=p.document ";

ReturnedSheet SheetFromRow(const Row& row) {
  return {row.Text("page"),
          row.Text("batch"),
          row.Text("letter"),
          row.Integer("code_valid") != 0,
          row.Text("fault"),
          row.Text("blob"),
          Instant(std::chrono::milliseconds(row.Integer("at"))),
          row.Text("disposition")};
}

Result<std::vector<ReturnedSheet>> AskSheets(Database& db, const std::string& where,
                                             const std::vector<SqlValue>& values) {
  auto rows = db.Ask(kSelect + where, values);
  if (!rows) return rows.error();
  std::vector<ReturnedSheet> sheets;
  for (const Row& row : *rows) sheets.push_back(SheetFromRow(row));
  return sheets;
}

std::optional<ReturnedSheet> FirstOf(const std::vector<ReturnedSheet>& sheets) {
  if (sheets.empty()) return std::nullopt;
  return sheets.front();
}

Result<void> ApplyReturned(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run(
      "INSERT INTO returned_sheet VALUES (?,?,?,?,?,'',?) ON CONFLICT (page) DO UPDATE SET "
      "letter=excluded.letter, code_valid=excluded.code_valid, fault=excluded.fault",
      {TextOr(body, "page"), entry.subject, TextOr(body, "letter"),
       int64_t{BoolOr(body, "code_valid")}, TextOr(body, "fault"),
       int64_t{entry.at.time_since_epoch().count()}});
}

Result<void> ApplyEntered(Database& db, const Entry& entry) {
  return db.Run("UPDATE returned_sheet SET disposition=? WHERE page=?",
                {TextOr(entry.body, "disposition"), TextOr(entry.body, "page")});
}

}  // namespace

void AddReturnedSheetKinds(KindTable& kinds) {
  kinds["sheet.returned"] = {1, ApplyReturned};
  kinds["sheet.entered"] = {1, ApplyEntered};
}

Result<std::optional<ReturnedSheet>> ReturnedSheetOf(Database& db, const Id& page) {
  auto sheets = AskSheets(db, "WHERE s.page=?", {page});
  if (!sheets) return sheets.error();
  return FirstOf(*sheets);
}

Result<std::vector<ReturnedSheet>> WaitingReturnedSheets(Database& db) {
  // One nobody could attach is gone once its page was entered as a letter of its own, or taken out.
  return AskSheets(db,
                   "WHERE s.disposition='' AND p.removed=0 AND (s.letter<>'' OR d.letter IS NULL) "
                   "ORDER BY s.at, s.page",
                   {});
}

Result<std::optional<ReturnedSheet>> ReturnedSheetOfDisposition(Database& db,
                                                                const Id& disposition) {
  auto sheets = AskSheets(db, "WHERE s.disposition=? LIMIT 1", {disposition});
  if (!sheets) return sheets.error();
  return FirstOf(*sheets);
}

Result<std::optional<ReturnedSheet>> ReturnedSheetOfBlob(Database& db, const Id& letter,
                                                         const std::string& blob) {
  auto sheets =
      AskSheets(db, "WHERE s.disposition='' AND s.letter=? AND p.blob=? LIMIT 1", {letter, blob});
  if (!sheets) return sheets.error();
  return FirstOf(*sheets);
}

}  // namespace piket
