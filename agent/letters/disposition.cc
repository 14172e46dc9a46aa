#include "agent/letters/disposition.h"

#include "agent/letters/letter.h"

namespace piket {
namespace {

std::optional<Instant> InstantOf(const Row& row, const char* column) {
  if (row.IsNull(column)) return std::nullopt;
  return Instant(std::chrono::milliseconds(row.Integer(column)));
}

int64_t Ms(Instant at) { return at.time_since_epoch().count(); }

std::string IsoOrEmpty(const std::optional<Date>& date) { return date ? IsoText(*date) : ""; }

Json RecipientsJson(const Disposition& disposition) {
  Json list = Json::array();
  for (const Recipient& to : disposition.to) {
    list.push_back({{"position", to.position},
                    {"officer", to.officer},
                    {"responsible", to.responsible},
                    {"informed", to.informed}});
  }
  return list;
}

Result<Disposition> DispositionFromRow(Database& db, const Row& row) {
  Disposition disposition;
  disposition.id = row.Text("id");
  disposition.letter = row.Text("letter");
  disposition.case_id = row.Text("case_id");
  disposition.position = row.Text("position");
  disposition.officer = row.Text("officer");
  disposition.as = row.Text("acts_as");
  if (auto codes = ParseJson(row.Text("instructions"))) disposition.instructions = TextsOf(*codes);
  disposition.text = row.Text("text");
  disposition.sealed = row.Text("sealed");
  disposition.deadline = DateFromIso(row.Text("deadline"));
  disposition.at = Instant(std::chrono::milliseconds(row.Integer("at")));
  disposition.typist = row.Text("typist");
  disposition.sheet = row.Text("sheet");
  disposition.amends = row.Text("amends");
  disposition.recalled_at = InstantOf(row, "recalled_at");
  auto recipients = db.Ask(
      "SELECT * FROM disposition_recipient WHERE disposition=? "
      "ORDER BY responsible DESC, informed, position, officer",
      {disposition.id});
  if (!recipients) return recipients.error();
  for (const Row& to : *recipients) {
    disposition.to.push_back({to.Text("position"), to.Text("officer"),
                              to.Integer("responsible") != 0, to.Integer("informed") != 0,
                              InstantOf(to, "read_at")});
  }
  return disposition;
}

// Who has the letter: those it was handed on to and not taken back, and who handed it on.
Result<void> WriteReach(Database& db, const Id& letter) {
  auto gone = db.Run("DELETE FROM letter_reach WHERE letter=? AND by_step=0", {letter});
  if (!gone) return gone;
  return db.Run(
      "INSERT OR IGNORE INTO letter_reach "
      "SELECT letter, position, 0 FROM disposition WHERE letter=?1 AND recalled_at IS NULL UNION "
      "SELECT d.letter, r.position, 0 FROM disposition d JOIN disposition_recipient r "
      "ON r.disposition=d.id WHERE d.letter=?1 AND d.recalled_at IS NULL",
      {letter});
}

Result<void> ApplyMade(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  const Id letter = TextOr(body, "letter");
  auto run = db.Run("INSERT INTO disposition VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL)",
                    {entry.subject, letter, TextOr(body, "case"), TextOr(body, "position"),
                     TextOr(body, "officer"), TextOr(body, "as"),
                     CanonicalText(body.value("instructions", Json::array())), TextOr(body, "text"),
                     TextOr(body, "sealed"), TextOr(body, "deadline"), IntegerOr(body, "at"),
                     TextOr(body, "typist"), TextOr(body, "sheet"), TextOr(body, "amends")});
  if (!run) return run;
  for (const Json& to : body.value("to", Json::array())) {
    run = db.Run("INSERT INTO disposition_recipient VALUES (?,?,?,?,?,NULL)",
                 {entry.subject, TextOr(to, "position"), TextOr(to, "officer"),
                  int64_t{BoolOr(to, "responsible")}, int64_t{BoolOr(to, "informed")}});
    if (!run) return run;
  }
  return WriteReach(db, letter);
}

Result<void> ApplyRead(Database& db, const Entry& entry) {
  return db.Run(
      "UPDATE disposition_recipient SET read_at=? WHERE disposition=? AND position=? AND "
      "officer=? AND read_at IS NULL",
      {Ms(entry.at), entry.subject, TextOr(entry.body, "position"), TextOr(entry.body, "officer")});
}

Result<void> ApplyRecalled(Database& db, const Entry& entry) {
  auto run =
      db.Run("UPDATE disposition SET recalled_at=? WHERE id=?", {Ms(entry.at), entry.subject});
  if (!run) return run;
  auto rows = db.Ask("SELECT letter FROM disposition WHERE id=?", {entry.subject});
  if (!rows) return rows.error();
  return rows->empty() ? Result<void>() : WriteReach(db, rows->front().Text("letter"));
}

// The desk of its letter prints the chain.
Result<Readership> DeskOfDisposition(Database& db, const Entry& entry) {
  auto rows = db.Ask("SELECT letter FROM disposition WHERE id=?", {entry.subject});
  if (!rows) return rows.error();
  return rows->empty() ? Readership() : DeskOfLetter(db, rows->front().Text("letter"));
}

}  // namespace

void AddDispositionKinds(KindTable& kinds) {
  kinds["disposition.made"] = {1, ApplyMade, Home::kCentre, DeskOfDisposition};
  kinds["disposition.read"] = {1, ApplyRead, Home::kCentre, DeskOfDisposition};
  kinds["disposition.recalled"] = {1, ApplyRecalled, Home::kCentre, DeskOfDisposition};
}

Json MadeBody(const Disposition& disposition) {
  return {{"letter", disposition.letter},
          {"case", disposition.case_id},
          {"position", disposition.position},
          {"officer", disposition.officer},
          {"as", disposition.as},
          {"to", RecipientsJson(disposition)},
          {"instructions", disposition.instructions},
          {"text", disposition.text},
          {"sealed", disposition.sealed},
          {"deadline", IsoOrEmpty(disposition.deadline)},
          {"at", Ms(disposition.at)},
          {"typist", disposition.typist},
          {"sheet", disposition.sheet},
          {"amends", disposition.amends}};
}

Json ToJson(const Disposition& disposition) {
  Json json = MadeBody(disposition);
  json.erase("sealed");
  json["id"] = disposition.id;
  json["at"] = IsoText(disposition.at);
  json["recalled_at"] = disposition.recalled_at ? Json(IsoText(*disposition.recalled_at)) : Json();
  if (!disposition.deadline) json["deadline"] = nullptr;
  for (size_t i = 0; i < disposition.to.size(); ++i) {
    const auto& read_at = disposition.to[i].read_at;
    json["to"][i]["read_at"] = read_at ? Json(IsoText(*read_at)) : Json();
  }
  return json;
}

Result<Disposition> FindDisposition(Database& db, const Id& id) {
  auto rows = db.Ask("SELECT * FROM disposition WHERE id=?", {id});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "disposition " + id};
  return DispositionFromRow(db, rows->front());
}

Result<std::vector<Disposition>> DispositionsOfLetter(Database& db, const Id& letter) {
  auto rows = db.Ask("SELECT * FROM disposition WHERE letter=? ORDER BY at, rowid", {letter});
  if (!rows) return rows.error();
  std::vector<Disposition> dispositions;
  for (const Row& row : *rows) {
    auto disposition = DispositionFromRow(db, row);
    if (!disposition) return disposition.error();
    dispositions.push_back(std::move(*disposition));
  }
  return dispositions;
}

Result<Id> NewestDisposition(Database& db, const Id& letter) {
  auto rows =
      db.Ask("SELECT id FROM disposition WHERE letter=? ORDER BY rowid DESC LIMIT 1", {letter});
  if (!rows) return rows.error();
  return rows->empty() ? Id() : rows->front().Text("id");
}

Result<std::vector<std::string>> PositionsWithLetter(Database& db, const Id& letter) {
  auto rows = db.Ask("SELECT DISTINCT position FROM letter_reach WHERE letter=? ORDER BY position",
                     {letter});
  if (!rows) return rows.error();
  std::vector<std::string> positions;
  for (const Row& row : *rows) positions.push_back(row.Text("position"));
  return positions;
}

Result<std::string> OpenedText(const LetterSafe& safe, const Disposition& disposition) {
  if (disposition.sealed.empty()) return disposition.text;
  auto key = LetterKey(safe, disposition.letter);
  if (!key && key.error().fault == Fault::kNotFound) return std::string();
  return GetSealed(safe, disposition.letter, disposition.sealed);
}

}  // namespace piket
