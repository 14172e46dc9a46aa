#include "agent/letters/print.h"

#include "agent/letters/letter.h"

namespace piket {
namespace {

Print PrintFromRow(const Row& row) {
  Print order;
  order.id = row.Text("id");
  order.kind = row.Text("kind");
  order.letter = row.Text("letter");
  order.at = Instant(std::chrono::milliseconds(row.Integer("at")));
  order.officer = row.Text("officer");
  order.state = row.Text("state");
  if (auto reasons = ParseJson(row.Text("reasons"))) {
    order.reasons = TextsOf(*reasons);
  }
  order.printer = row.Text("printer");
  order.copy = static_cast<int>(row.Integer("copy"));
  order.again_of = row.Text("again_of");
  order.paper = row.Text("paper");
  if (auto detail = ParseJson(row.Text("detail"))) order.detail = *detail;
  order.withdrawn = row.Integer("withdrawn") != 0;
  order.post = row.Text("post");
  return order;
}

Result<std::vector<Print>> AskPrints(Database& db, const std::string& where,
                                     const std::vector<SqlValue>& values) {
  auto rows = db.Ask("SELECT * FROM print " + where, values);
  if (!rows) return rows.error();
  std::vector<Print> orders;
  for (const Row& row : *rows) orders.push_back(PrintFromRow(row));
  return orders;
}

SqlValue NullWhenEmpty(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

Result<void> Insert(Database& db, const Entry& entry, const char* state, const std::string& post) {
  const Json& body = entry.body;
  return db.Run("INSERT INTO print VALUES (?,?,?,?,?,?,'[]',NULL,?,?,NULL,?,0,?)",
                {entry.subject, TextOr(body, "kind"), NullWhenEmpty(TextOr(body, "letter")),
                 int64_t{entry.at.time_since_epoch().count()}, entry.author, state,
                 IntegerOr(body, "copy", 1), NullWhenEmpty(TextOr(body, "again_of")),
                 CanonicalText(body.value("detail", Json::object())), post});
}

Result<void> ApplyAsked(Database& db, const Entry& entry) {
  return Insert(db, entry, "asked", TextOr(entry.body, "post"));
}

// The desk's own order, or its taking one that the centre asked for.
Result<void> ApplyOrdered(Database& db, const Entry& entry) {
  auto taken =
      db.Run("UPDATE print SET state='waiting' WHERE id=? AND state='asked'", {entry.subject});
  if (!taken) return taken;
  if (db.ChangedRows() > 0) return {};
  return Insert(db, entry, "waiting", entry.post);
}

Result<Readership> DeskAsked(Database&, const Entry& entry) {
  return Readership{false, {TextOr(entry.body, "post")}};
}

Result<Readership> DeskOfPrint(Database& db, const Entry& entry) {
  auto rows = db.Ask("SELECT post FROM print WHERE id=?", {entry.subject});
  if (!rows) return rows.error();
  Readership readers;
  for (const Row& row : *rows) readers.posts.push_back(row.Text("post"));
  return readers;
}

Result<void> ApplyDrawn(Database& db, const Entry& entry) {
  return db.Run(
      "UPDATE print SET paper=?, detail=json_set(detail,'$.media',?) WHERE id=?",
      {NullWhenEmpty(TextOr(entry.body, "paper")), TextOr(entry.body, "media"), entry.subject});
}

Result<void> ApplyState(Database& db, const Entry& entry) {
  return db.Run(
      "UPDATE print SET state=?, reasons=?, printer=ifnull(?,printer) WHERE id=?",
      {TextOr(entry.body, "state"), CanonicalText(entry.body.value("reasons", Json::array())),
       NullWhenEmpty(TextOr(entry.body, "printer")), entry.subject});
}

Result<void> ApplyWithdrawn(Database& db, const Entry& entry) {
  return db.Run("UPDATE print SET withdrawn=1 WHERE id=?", {entry.subject});
}

}  // namespace

void AddPrintKinds(KindTable& kinds) {
  kinds["print.asked"] = {1, ApplyAsked, Home::kCentre, DeskAsked};
  kinds["print.ordered"] = {1, ApplyOrdered};
  kinds["print.drawn"] = {1, ApplyDrawn};
  kinds["print.withdrawn"] = {1, ApplyWithdrawn, Home::kBeginnerAndCentre, DeskOfPrint};
  kinds["print.state"] = {1, ApplyState};
}

Json OrderedBody(const Print& order) {
  return {{"kind", order.kind},
          {"letter", order.letter},
          {"copy", order.copy},
          {"again_of", order.again_of},
          {"detail", order.detail}};
}

Result<void> OrderAtDesk(Journal& journal, Database& db, const Print& order,
                         const std::string& author) {
  NewEntry entry{"print.ordered", author, order.id, OrderedBody(order)};
  auto desk = DeskOfLetter(db, order.letter);
  if (!desk) return desk.error();
  if (!desk->posts.empty() && desk->posts.front() != journal.post()) {
    entry.kind = "print.asked";
    entry.body["post"] = desk->posts.front();
  }
  auto appended = journal.Append(db, entry);
  if (!appended) return appended.error();
  return {};
}

Json PrintStateBody(const std::string& state, const std::vector<std::string>& reasons,
                    const std::string& printer) {
  return {{"state", state}, {"reasons", reasons}, {"printer", printer}};
}

Result<Print> FindPrint(Database& db, const Id& id) {
  auto orders = AskPrints(db, "WHERE id=?", {id});
  if (!orders) return orders.error();
  if (orders->empty()) return Error{Fault::kNotFound, "print order " + id};
  return orders->front();
}

Result<std::vector<Print>> OpenPrints(Database& db) {
  return AskPrints(db,
                   std::string("WHERE state IN ('waiting','printing') AND post=") + kOwnPost +
                       " ORDER BY at, rowid",
                   {});
}

Result<std::vector<Print>> AskedPrints(Database& db) {
  return AskPrints(
      db, std::string("WHERE state='asked' AND post=") + kOwnPost + " ORDER BY at, rowid", {});
}

Result<std::vector<Print>> NewestPrints(Database& db, bool only_open, int limit) {
  return AskPrints(db,
                   only_open ? "WHERE state IN ('asked','waiting','printing','unknown','failed') "
                               "ORDER BY at DESC, rowid DESC LIMIT ?"
                             : "ORDER BY at DESC, rowid DESC LIMIT ?",
                   {int64_t{limit}});
}

Result<std::vector<Print>> PrintsOfLetter(Database& db, const Id& letter) {
  return AskPrints(db, "WHERE letter=? ORDER BY at, rowid", {letter});
}

Result<int> CopiesOrdered(Database& db, const Id& letter, const std::string& kind) {
  auto rows = db.Ask("SELECT count(*) AS n FROM print WHERE letter=? AND kind=?", {letter, kind});
  if (!rows) return rows.error();
  return static_cast<int>(rows->front().Integer("n"));
}

}  // namespace piket
