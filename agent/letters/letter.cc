#include "agent/letters/letter.h"

#include <algorithm>

#include "agent/core/text.h"
#include "agent/letters/number_floor.h"

namespace piket {
namespace {

constexpr const char* kSelectLetter =
    "SELECT l.*, a.book, a.year, a.number AS agenda_number, a.void_reason, a.void_officer, "
    "a.void_at FROM letter l LEFT JOIN agenda_row a ON a.letter = l.id ";

bool IsOneOf(const std::string& value, std::initializer_list<const char*> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

Letter LetterFromRow(const Row& row) {
  Letter letter;
  letter.id = row.Text("id");
  letter.post = row.Text("post");
  letter.document = row.Text("document");
  Particulars& particulars = letter.particulars;
  particulars = {row.Text("sender"),      row.Text("sender_code"), row.Text("number"),
                 row.Text("date"),        row.Text("urgency"),     row.Text("security"),
                 row.Text("attachments"), row.Text("subject"),     row.Text("contact"),
                 row.Text("telephone"),   row.Text("service"),     row.Text("classification"),
                 row.Text("note")};
  letter.receipt_counter = static_cast<int>(row.Integer("receipt_counter"));
  letter.receipt_number = row.Text("receipt_number");
  letter.tracking_code = row.Text("tracking_code");
  if (!row.IsNull("agenda_number")) {
    letter.agenda = AgendaNumber{row.Text("book"), static_cast<int>(row.Integer("year")),
                                 static_cast<int>(row.Integer("agenda_number"))};
  }
  letter.received_at = Instant(std::chrono::milliseconds(row.Integer("received_at")));
  letter.received_by = row.Text("received_by");
  letter.entered_at = Instant(std::chrono::milliseconds(row.Integer("entered_at")));
  letter.officer = row.Text("officer");
  letter.page_count = static_cast<int>(row.Integer("page_count"));
  if (auto pages = ParseJson(row.Text("pages"))) letter.pages = TextsOf(*pages);
  letter.without_page_reason = row.Text("without_page_reason");
  letter.replaces = row.Text("replaces");
  letter.archive = row.Text("archive");
  letter.sealed = row.Text("sealed");
  letter.void_reason = row.Text("void_reason");
  letter.void_officer = row.Text("void_officer");
  if (!row.IsNull("void_at")) {
    letter.void_at = Instant(std::chrono::milliseconds(row.Integer("void_at")));
  }
  return letter;
}

// Takes whether all are meant, and the positions.
constexpr const char* kInScope =
    "WHERE (? OR EXISTS (SELECT 1 FROM letter_reach r WHERE r.letter=l.id AND r.position IN "
    "(SELECT value FROM json_each(?)))) ";

Result<std::vector<Letter>> AskLetters(Database& db, const std::string& where,
                                       const std::vector<SqlValue>& values) {
  auto rows = db.Ask(kSelectLetter + where, values);
  if (!rows) return rows.error();
  std::vector<Letter> letters;
  for (const Row& row : *rows) letters.push_back(LetterFromRow(row));
  return letters;
}

SqlValue NullWhenEmpty(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

Result<void> ApplyEntered(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  Json particulars = body.value("particulars", Json::object());
  Particulars p = ParticularsFromJson(particulars);
  std::string sealed = TextOr(particulars, "sealed");
  // No key of sealed particulars: a second copy of a confidential letter is not found by its
  // number.
  std::string same_key = sealed.empty() ? SameKey(p) : "";
  return db.Run(
      "INSERT INTO letter VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,?,?)",
      {entry.subject,
       NullWhenEmpty(TextOr(body, "document")),
       IntegerOr(body, "receipt_counter"),
       TextOr(body, "receipt_number"),
       TextOr(body, "tracking_code"),
       IntegerOr(body, "received_at"),
       TextOr(body, "received_by"),
       int64_t{entry.at.time_since_epoch().count()},
       entry.author,
       p.sender,
       p.sender_code,
       p.number,
       p.date,
       p.urgency,
       p.security,
       p.attachments,
       p.subject,
       p.contact,
       p.telephone,
       p.service,
       p.classification,
       p.note,
       same_key,
       IntegerOr(body, "page_count"),
       CanonicalText(body.value("pages", Json::array())),
       TextOr(body, "without_page_reason"),
       NullWhenEmpty(TextOr(body, "replaces")),
       NullWhenEmpty(sealed),
       entry.post});
}

Result<void> ApplyArchived(Database& db, const Entry& entry) {
  return db.Run("UPDATE letter SET archive=? WHERE id=?",
                {TextOr(entry.body, "blob"), entry.subject});
}

Result<void> ApplyBookOpened(Database& db, const Entry& entry) {
  int64_t first = IntegerOr(entry.body, "first", 1);
  return db.Run(
      "INSERT INTO book VALUES (?,?,?,?) ON CONFLICT (book, year) DO UPDATE SET "
      "first=excluded.first, last=excluded.last",
      {TextOr(entry.body, "book"), IntegerOr(entry.body, "year"), first, first - 1});
}

Result<void> ApplyNumbered(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  std::vector<SqlValue> place = {TextOr(body, "book"), IntegerOr(body, "year"),
                                 IntegerOr(body, "number")};
  auto run = db.Run("UPDATE book SET last=?3 WHERE book=?1 AND year=?2", place);
  if (!run) return run;
  place.push_back(TextOr(body, "letter"));
  return db.Run("INSERT INTO agenda_row (book, year, number, letter) VALUES (?,?,?,?)", place);
}

Result<void> ApplyVoided(Database& db, const Entry& entry) {
  return db.Run("UPDATE agenda_row SET void_reason=?, void_officer=?, void_at=? WHERE letter=?",
                {TextOr(entry.body, "reason"), entry.author,
                 int64_t{entry.at.time_since_epoch().count()}, TextOr(entry.body, "letter")});
}

}  // namespace

Json ToJson(const Particulars& p) {
  return {{"sender", p.sender},
          {"sender_code", p.sender_code},
          {"number", p.number},
          {"date", p.date},
          {"urgency", p.urgency},
          {"security", p.security},
          {"attachments", p.attachments},
          {"subject", p.subject},
          {"contact", p.contact},
          {"telephone", p.telephone},
          {"service", p.service},
          {"classification", p.classification},
          {"note", p.note}};
}

Particulars ParticularsFromJson(const Json& json) {
  Particulars p;
  p.sender = Trimmed(TextOr(json, "sender"));
  p.sender_code = TextOr(json, "sender_code");
  p.number = Trimmed(TextOr(json, "number"));
  p.date = TextOr(json, "date");
  p.urgency = TextOr(json, "urgency", p.urgency);
  p.security = TextOr(json, "security", p.security);
  p.attachments = Trimmed(TextOr(json, "attachments"));
  p.subject = Trimmed(TextOr(json, "subject"));
  p.contact = Trimmed(TextOr(json, "contact"));
  p.telephone = Trimmed(TextOr(json, "telephone"));
  p.service = TextOr(json, "service", p.service);
  p.classification = Trimmed(TextOr(json, "classification"));
  p.note = Trimmed(TextOr(json, "note"));
  return p;
}

std::vector<std::string> WrongFields(const Particulars& p) {
  std::vector<std::string> wrong;
  if (p.sender.empty()) wrong.emplace_back("sender");
  if (p.subject.empty()) wrong.emplace_back("subject");
  if (!p.date.empty() && !DateFromIso(p.date)) wrong.emplace_back("date");
  if (!IsOneOf(p.urgency, {"biasa", "penting", "segera", "sangat segera"})) {
    wrong.emplace_back("urgency");
  }
  if (!IsOneOf(p.security, {"B", "T", "R", "SR"})) wrong.emplace_back("security");
  if (!IsOneOf(p.service, {"website", "konsultasi-aplikasi", "subdomain", "colocation",
                           "hosting-subdomain", "lainnya"})) {
    wrong.emplace_back("service");
  }
  for (const auto& [name, value] : {std::pair{"sender", &p.sender},
                                    {"number", &p.number},
                                    {"subject", &p.subject},
                                    {"attachments", &p.attachments},
                                    {"note", &p.note}}) {
    if (value->size() > 4000) wrong.emplace_back(name);
  }
  return wrong;
}

bool IsConfidential(const Particulars& p) { return p.security == "R" || p.security == "SR"; }

std::string SameKey(const Particulars& p) {
  std::string key;
  for (const std::string* part : {&p.sender, &p.number, &p.date}) {
    for (char c : LowerAscii(*part)) {
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
    }
    key += '/';
  }
  return key;
}

Json EnteredBody(const Letter& letter) {
  const Particulars& p = letter.particulars;
  Json particulars = ToJson(p);
  if (!letter.sealed.empty()) {
    particulars = {{"security", p.security},
                   {"urgency", p.urgency},
                   {"service", p.service},
                   {"sealed", letter.sealed}};
  }
  return {{"document", letter.document},
          {"particulars", particulars},
          {"receipt_counter", letter.receipt_counter},
          {"receipt_number", letter.receipt_number},
          {"tracking_code", letter.tracking_code},
          {"received_at", letter.received_at.time_since_epoch().count()},
          {"received_by", letter.received_by},
          {"page_count", letter.page_count},
          {"pages", letter.pages},
          {"without_page_reason", letter.without_page_reason},
          {"replaces", letter.replaces}};
}

std::string ReceiptNumber(const std::string& post, int counter) {
  std::string text = Format("%s-%06d", post.c_str(), counter);
  return text + "-" + CheckCharacter(text);
}

void AddLetterKinds(KindTable& kinds) {
  kinds["letter.entered"] = {1, ApplyEntered};
  kinds["letter.archived"] = {1, ApplyArchived};
  kinds["agenda.opened"] = {1, ApplyBookOpened};
  kinds["agenda.numbered"] = {1, ApplyNumbered};
  kinds["agenda.voided"] = {1, ApplyVoided};
  AddNumberKinds(kinds);
}

Result<Letter> FindLetter(Database& db, const Id& id) {
  auto letters = AskLetters(db, "WHERE l.id=?", {id});
  if (!letters) return letters.error();
  if (letters->empty()) return Error{Fault::kNotFound, "letter " + id};
  return letters->front();
}

Result<std::optional<Letter>> LetterOfDocument(Database& db, const Id& document) {
  // A returned sheet's document has a letter that was scanned as another one.
  auto letters = AskLetters(
      db, "WHERE l.document=?1 OR l.id=(SELECT letter FROM document WHERE id=?1)", {document});
  if (!letters) return letters.error();
  if (letters->empty()) return std::optional<Letter>();
  return std::optional(letters->front());
}

Result<std::vector<Letter>> NewestLetters(Database& db, int from, int limit,
                                          const LetterScope& scope) {
  return AskLetters(db, std::string(kInScope) + "ORDER BY l.receipt_counter DESC LIMIT ? OFFSET ?",
                    {int64_t{scope.all}, scope.PositionsText(), int64_t{limit}, int64_t{from}});
}

Result<std::vector<Letter>> LettersWithSameKey(Database& db, const std::string& same_key) {
  return AskLetters(db, "WHERE l.same_key=? ORDER BY l.receipt_counter", {same_key});
}

Result<std::vector<Letter>> LettersWithoutArchive(Database& db) {
  return AskLetters(db,
                    std::string("WHERE l.archive IS NULL AND l.page_count>0 AND l.post=") +
                        kOwnPost + " ORDER BY l.receipt_counter",
                    {});
}

Result<std::vector<Letter>> LettersToSeal(Database& db) {
  return AskLetters(
      db,
      std::string("WHERE l.post=") + kOwnPost +
          " AND l.security IN ('R','SR') AND (l.archive IS NOT NULL OR l.page_count=0) "
          "AND EXISTS (SELECT 1 FROM document d JOIN page p ON p.document=d.id WHERE "
          "d.letter=l.id AND p.sealed=0) "
          "AND NOT EXISTS (SELECT 1 FROM document d JOIN page p ON p.document=d.id WHERE "
          "d.letter=l.id AND p.removed=0 AND p.state='reading') "
          "ORDER BY l.receipt_counter",
      {});
}

Result<Readership> DeskOfLetter(Database& db, const Id& letter) {
  auto rows = db.Ask("SELECT post FROM letter WHERE id=?", {letter});
  if (!rows) return rows.error();
  Readership readers;
  for (const Row& row : *rows) readers.posts.push_back(row.Text("post"));
  return readers;
}

Result<int> LastReceiptCounter(Database& db) {
  auto rows =
      db.Ask(std::string("SELECT ifnull(max(receipt_counter),0) AS last FROM letter WHERE post=") +
             kOwnPost);
  if (!rows) return rows.error();
  return static_cast<int>(rows->front().Integer("last"));
}

std::string AgendaSubject(const std::string& book, int year) {
  return "agenda/" + book + "/" + std::to_string(year);
}

Result<std::optional<AgendaBook>> FindBook(Database& db, const std::string& book, int year) {
  auto rows = db.Ask("SELECT * FROM book WHERE book=? AND year=?", {book, int64_t{year}});
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<AgendaBook>();
  const Row& row = rows->front();
  return std::optional(AgendaBook{book, year, static_cast<int>(row.Integer("first")),
                                  static_cast<int>(row.Integer("last"))});
}

Result<std::vector<int>> YearsOfBook(Database& db, const std::string& book) {
  auto rows = db.Ask("SELECT year FROM book WHERE book=? ORDER BY year DESC", {book});
  if (!rows) return rows.error();
  std::vector<int> years;
  for (const Row& row : *rows) years.push_back(static_cast<int>(row.Integer("year")));
  return years;
}

Result<std::vector<Letter>> AgendaRows(Database& db, const std::string& book, int year, int from,
                                       int limit, const LetterScope& scope) {
  return AskLetters(
      db,
      std::string(kInScope) + "AND a.book=? AND a.year=? AND a.number>=? ORDER BY a.number LIMIT ?",
      {int64_t{scope.all}, scope.PositionsText(), book, int64_t{year}, int64_t{from},
       int64_t{limit}});
}

}  // namespace piket
