#include "agent/letters/outgoing.h"

#include "agent/letters/letter.h"

namespace piket {
namespace {

Instant InstantOf(const Row& row, const char* column) {
  return Instant(std::chrono::milliseconds(row.Integer(column)));
}

int64_t Milliseconds(const Entry& entry) { return entry.at.time_since_epoch().count(); }

OutgoingLetter OutgoingFromRow(const Row& row) {
  OutgoingLetter letter;
  letter.id = row.Text("id");
  letter.kind = row.Text("kind");
  letter.case_id = row.Text("case_id");
  letter.letter = row.Text("letter");
  letter.state = row.Text("state");
  if (auto text = ParseJson(row.Text("text"))) letter.text = *text;
  letter.author = row.Text("author");
  letter.checked_by = row.Text("checked_by");
  letter.approved_by = row.Text("approved_by");
  letter.position = row.Text("position");
  letter.as = row.Text("acts_as");
  letter.number = row.Text("number");
  letter.scope = row.Text("scope");
  letter.counter = static_cast<int>(row.Integer("counter"));
  if (!row.IsNull("approved_at")) letter.approved_at = InstantOf(row, "approved_at");
  letter.paper = row.Text("paper");
  letter.print = row.Text("print");
  letter.void_reason = row.Text("void_reason");
  letter.at = InstantOf(row, "at");
  return letter;
}

Result<std::vector<OutgoingLetter>> AskOutgoing(Database& db, const std::string& where,
                                                const std::vector<SqlValue>& values) {
  auto rows = db.Ask("SELECT * FROM outgoing " + where, values);
  if (!rows) return rows.error();
  std::vector<OutgoingLetter> letters;
  for (const Row& row : *rows) letters.push_back(OutgoingFromRow(row));
  return letters;
}

Result<void> ApplyDrafted(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run(
      "INSERT INTO outgoing VALUES (?,?,?,?,'draf',?,?,'','','','','','',0,NULL,'','','',?)",
      {entry.subject, TextOr(body, "kind"), TextOr(body, "case"), TextOr(body, "letter"),
       CanonicalText(body.value("text", Json::object())), entry.author, Milliseconds(entry)});
}

// A changed draft wants checking again.
Result<void> ApplyChanged(Database& db, const Entry& entry) {
  return db.Run("UPDATE outgoing SET state='draf', checked_by='', text=? WHERE id=?",
                {CanonicalText(entry.body.value("text", Json::object())), entry.subject});
}

Result<void> ApplyChecked(Database& db, const Entry& entry) {
  return db.Run("UPDATE outgoing SET state='diperiksa', checked_by=? WHERE id=?",
                {entry.author, entry.subject});
}

// A number given twice is refused by the table's key, whoever appends it.
Result<void> GiveNumber(Database& db, const Entry& entry, const std::string& outgoing) {
  const Json& body = entry.body;
  return db.Run(
      "INSERT INTO outgoing_number VALUES (?,?,?,?,?,?,?,?)",
      {TextOr(body, "scope"), IntegerOr(body, "counter"), TextOr(body, "number"),
       TextOr(body, "kind"), outgoing, TextOr(body, "note"), entry.author, Milliseconds(entry)});
}

Result<void> ApplyApproved(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  if (auto given = GiveNumber(db, entry, entry.subject); !given) return given;
  return db.Run(
      "UPDATE outgoing SET state='disetujui', approved_by=?, position=?, acts_as=?, number=?, "
      "scope=?, counter=?, approved_at=?, paper=?, print=? WHERE id=?",
      {entry.author, TextOr(body, "position"), TextOr(body, "as"), TextOr(body, "number"),
       TextOr(body, "scope"), IntegerOr(body, "counter"), Milliseconds(entry),
       TextOr(body, "paper"), TextOr(body, "print"), entry.subject});
}

Result<void> ApplySent(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  auto run = db.Run(
      "INSERT INTO expedition VALUES (?,?,?,?,?,?,?)",
      {entry.subject, IntegerOr(body, "sent_at"), TextOr(body, "by"), TextOr(body, "receiver"),
       TextOr(body, "signature"), entry.author, TextOr(body, "note")});
  if (!run) return run;
  return db.Run("UPDATE outgoing SET state='dikirim' WHERE id=?", {entry.subject});
}

// Its number stays in the book.
Result<void> ApplyVoided(Database& db, const Entry& entry) {
  return db.Run("UPDATE outgoing SET state='batal', void_reason=? WHERE id=?",
                {TextOr(entry.body, "reason"), entry.subject});
}

Result<void> ApplyReserved(Database& db, const Entry& entry) { return GiveNumber(db, entry, ""); }

// The desk of its letter prints it and hands it out.
Result<Readership> DeskOfOutgoing(Database& db, const Entry& entry) {
  auto rows = db.Ask("SELECT letter FROM outgoing WHERE id=?", {entry.subject});
  if (!rows) return rows.error();
  return rows->empty() ? Readership() : DeskOfLetter(db, rows->front().Text("letter"));
}

}  // namespace

void AddOutgoingKinds(KindTable& kinds) {
  kinds["outgoing.drafted"] = {1, ApplyDrafted, Home::kCentre, DeskOfOutgoing};
  kinds["outgoing.changed"] = {1, ApplyChanged, Home::kCentre, DeskOfOutgoing};
  kinds["outgoing.checked"] = {1, ApplyChecked, Home::kCentre, DeskOfOutgoing};
  kinds["outgoing.approved"] = {1, ApplyApproved, Home::kCentre, DeskOfOutgoing};
  kinds["outgoing.sent"] = {1, ApplySent, Home::kCentre, DeskOfOutgoing};
  kinds["outgoing.voided"] = {1, ApplyVoided, Home::kCentre, DeskOfOutgoing};
  kinds["outgoing.reserved"] = {1, ApplyReserved, Home::kCentre};
}

Result<OutgoingLetter> FindOutgoing(Database& db, const Id& id) {
  auto letters = AskOutgoing(db, "WHERE id=?", {id});
  if (!letters) return letters.error();
  if (letters->empty()) return Error{Fault::kNotFound, "outgoing letter " + id};
  return letters->front();
}

Result<std::vector<OutgoingLetter>> OutgoingOfCase(Database& db, const Id& case_id) {
  return AskOutgoing(db, "WHERE case_id=? ORDER BY at, id", {case_id});
}

Result<std::vector<OutgoingLetter>> OutgoingIn(Database& db, const std::string& state, int limit) {
  if (state.empty()) return AskOutgoing(db, "ORDER BY at DESC, id DESC LIMIT ?", {int64_t{limit}});
  return AskOutgoing(db, "WHERE state=? ORDER BY at DESC, id DESC LIMIT ?",
                     {state, int64_t{limit}});
}

Result<std::optional<Expedition>> ExpeditionOf(Database& db, const Id& outgoing) {
  auto rows = db.Ask("SELECT * FROM expedition WHERE outgoing=?", {outgoing});
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<Expedition>();
  const Row& row = rows->front();
  return std::optional(Expedition{row.Text("outgoing"), InstantOf(row, "sent_at"),
                                  row.Text("sent_by"), row.Text("receiver"), row.Text("signature"),
                                  row.Text("officer"), row.Text("note")});
}

Result<int> LastOutgoingCounter(Database& db, const std::string& scope) {
  auto rows =
      db.Ask("SELECT ifnull(max(counter),0) AS last FROM outgoing_number WHERE scope=?", {scope});
  if (!rows) return rows.error();
  return static_cast<int>(rows->front().Integer("last"));
}

Result<std::vector<OutgoingNumber>> OutgoingNumbers(Database& db, Instant from, Instant until) {
  auto rows =
      db.Ask("SELECT * FROM outgoing_number WHERE at>=? AND at<? ORDER BY at, scope, counter",
             {int64_t{from.time_since_epoch().count()}, int64_t{until.time_since_epoch().count()}});
  if (!rows) return rows.error();
  std::vector<OutgoingNumber> numbers;
  for (const Row& row : *rows) {
    numbers.push_back({row.Text("scope"), static_cast<int>(row.Integer("counter")),
                       row.Text("number"), row.Text("kind"), row.Text("outgoing"), row.Text("note"),
                       row.Text("officer"), InstantOf(row, "at")});
  }
  return numbers;
}

}  // namespace piket
