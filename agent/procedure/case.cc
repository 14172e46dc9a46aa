#include "agent/procedure/case.h"

namespace piket {
namespace {

constexpr int64_t kNone = INT64_MIN;

SqlValue NullWhenEmpty(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

// An instant of a body, in milliseconds; NULL when the body has none.
SqlValue TimeOf(const Json& body, const char* key) {
  int64_t ms = IntegerOr(body, key, kNone);
  if (ms == kNone) return nullptr;
  return ms;
}

// Who did it, when the entry's author only noticed.
std::string ByWhom(const Entry& entry) {
  std::string by = TextOr(entry.body, "by");
  return by.empty() ? entry.author : by;
}

std::optional<Instant> TimeOf(const Row& row, const char* column) {
  if (row.IsNull(column)) return std::nullopt;
  return Instant(std::chrono::milliseconds(row.Integer(column)));
}

Instant At(const Row& row, const char* column) {
  return Instant(std::chrono::milliseconds(row.Integer(column)));
}

Json ObjectOf(const Row& row, const char* column) {
  auto json = ParseJson(row.Text(column));
  return json && json->is_object() ? *json : Json::object();
}

std::vector<std::string> ListOf(const Row& row, const char* column) {
  auto json = ParseJson(row.Text(column));
  return json ? TextsOf(*json) : std::vector<std::string>();
}

Case CaseFromRow(const Row& row) {
  Case c;
  c.id = row.Text("id");
  c.letter = row.Text("letter");
  c.procedure = row.Text("procedure");
  c.version = row.Text("version");
  c.state = row.Text("state");
  c.step = static_cast<int>(row.Integer("step"));
  c.run = static_cast<int>(row.Integer("run"));
  c.opened_at = At(row, "opened_at");
  c.ended_at = TimeOf(row, "ended_at");
  c.due_at = TimeOf(row, "due_at");
  c.due_fault = row.Text("due_fault");
  c.position = row.Text("position");
  c.facts = ObjectOf(row, "facts");
  c.parent = row.Text("parent");
  c.improves = row.Text("improves");
  c.outside = row.Integer("outside") != 0;
  c.procedure_changed = row.Integer("procedure_changed") != 0;
  c.urgency = row.Text("urgency");
  c.security = row.Text("security");
  return c;
}

CaseRun RunFromRow(const Row& row) {
  CaseRun run;
  run.case_id = row.Text("case_id");
  run.run = static_cast<int>(row.Integer("run"));
  run.step = static_cast<int>(row.Integer("step"));
  run.arrived_at = At(row, "arrived_at");
  run.due_at = TimeOf(row, "due_at");
  run.calendar = row.Text("calendar");
  run.started_at = TimeOf(row, "started_at");
  run.finished_at = TimeOf(row, "finished_at");
  run.started_by = row.Text("started_by");
  run.finished_by = row.Text("finished_by");
  run.position = row.Text("position");
  run.outcome = row.Text("outcome");
  run.reason = row.Text("reason");
  run.reviewed_with = ListOf(row, "reviewed_with");
  run.return_items = ListOf(row, "return_items");
  return run;
}

CaseItem ItemFromRow(const Row& row) {
  CaseItem item;
  item.case_id = row.Text("case_id");
  item.item = row.Text("item");
  item.state = row.Text("state");
  item.proof = row.Text("proof");
  item.reference = row.Text("reference");
  item.note = row.Text("note");
  item.officer = row.Text("officer");
  item.at = At(row, "at");
  item.run = static_cast<int>(row.Integer("run"));
  return item;
}

CaseStop StopFromRow(const Row& row) {
  return {row.Text("case_id"),     row.Text("state"),  At(row, "from_at"),
          TimeOf(row, "until_at"), row.Text("reason"), row.Text("officer")};
}

CaseRecord RecordFromRow(const Row& row) {
  return {row.Text("id"),        row.Text("case_id"), row.Text("kind"),    row.Text("text"),
          ObjectOf(row, "data"), row.Text("blob"),    row.Text("officer"), At(row, "at")};
}

template <class T>
Result<std::vector<T>> AskAll(Database& db, const std::string& sql,
                              const std::vector<SqlValue>& values, T (*from_row)(const Row&)) {
  auto rows = db.Ask(sql, values);
  if (!rows) return rows.error();
  std::vector<T> all;
  all.reserve(rows->size());
  for (const Row& row : *rows) all.push_back(from_row(row));
  return all;
}

Result<void> ApplyOpened(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run(
      "INSERT INTO office_case VALUES (?,?,?,?,'berjalan',0,0,?,NULL,NULL,'','',?,?,?,0,0,?,?)",
      {entry.subject, TextOr(body, "letter"), TextOr(body, "procedure"), TextOr(body, "version"),
       IntegerOr(body, "opened_at"), CanonicalText(body.value("facts", Json::object())),
       NullWhenEmpty(TextOr(body, "parent")), NullWhenEmpty(TextOr(body, "improves")),
       TextOr(body, "urgency"), TextOr(body, "security")});
}

Result<void> ApplyArrived(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  auto run = db.Run("INSERT INTO case_run VALUES (?,?,?,?,?,?,NULL,NULL,'','','','','','[]','[]')",
                    {entry.subject, IntegerOr(body, "run"), IntegerOr(body, "step"),
                     IntegerOr(body, "at"), TimeOf(body, "due_at"), TextOr(body, "calendar")});
  if (!run) return run;
  auto moved = db.Run(
      "UPDATE office_case SET step=?, run=?, due_at=?, due_fault=?, position=?, state='berjalan' "
      "WHERE id=?",
      {IntegerOr(body, "step"), IntegerOr(body, "run"), TimeOf(body, "due_at"),
       TextOr(body, "due_fault"), TextOr(body, "position"), entry.subject});
  if (!moved) return moved;
  // Whose step it is sees the letter; a confidential one has to be handed on.
  return db.Run(
      "INSERT OR IGNORE INTO letter_reach SELECT letter, position, 1 FROM office_case "
      "WHERE id=? AND position<>'' AND security IN ('B','T')",
      {entry.subject});
}

Result<void> ApplyStarted(Database& db, const Entry& entry) {
  return db.Run(
      "UPDATE case_run SET started_at=?, started_by=? WHERE case_id=? AND run=?",
      {IntegerOr(entry.body, "at"), entry.author, entry.subject, IntegerOr(entry.body, "run")});
}

Result<void> ApplyFinished(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  auto run = db.Run(
      "UPDATE case_run SET finished_at=?, finished_by=?, position=?, outcome=?, reason=?, "
      "reviewed_with=?, return_items=? WHERE case_id=? AND run=?",
      {IntegerOr(body, "at"), ByWhom(entry), TextOr(body, "position"), TextOr(body, "outcome"),
       TextOr(body, "reason"), CanonicalText(body.value("reviewed_with", Json::array())),
       CanonicalText(body.value("return_items", Json::array())), entry.subject,
       IntegerOr(body, "run")});
  if (!run || !BoolOr(body, "outside")) return run;
  return db.Run("UPDATE office_case SET outside=1 WHERE id=?", {entry.subject});
}

Result<void> ApplyItem(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run("INSERT OR REPLACE INTO case_item VALUES (?,?,?,?,?,?,?,?,?)",
                {entry.subject, TextOr(body, "item"), TextOr(body, "state"), TextOr(body, "proof"),
                 TextOr(body, "reference"), TextOr(body, "note"), entry.author,
                 int64_t{entry.at.time_since_epoch().count()}, IntegerOr(body, "run")});
}

Result<void> ApplyStopped(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  // Twice within one millisecond is one stretch.
  auto stop = db.Run("INSERT OR REPLACE INTO case_stop VALUES (?,?,?,NULL,?,?)",
                     {entry.subject, IntegerOr(body, "at"), TextOr(body, "state"),
                      TextOr(body, "reason"), entry.author});
  if (!stop) return stop;
  return db.Run("UPDATE office_case SET state=?, due_at=NULL WHERE id=?",
                {TextOr(body, "state"), entry.subject});
}

Result<void> ApplyDue(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  auto run = db.Run(
      "UPDATE case_run SET due_at=?, calendar=? WHERE case_id=? AND run=?",
      {TimeOf(body, "due_at"), TextOr(body, "calendar"), entry.subject, IntegerOr(body, "run")});
  if (!run) return run;
  // A stopped case has no due date: what it stood at waits in its run.
  return db.Run(
      "UPDATE office_case SET due_at=CASE state WHEN 'berjalan' THEN ?2 END, due_fault=?3 "
      "WHERE id=?1",
      {entry.subject, TimeOf(body, "due_at"), TextOr(body, "due_fault")});
}

Result<void> ApplyResumed(Database& db, const Entry& entry) {
  auto stop = db.Run("UPDATE case_stop SET until_at=? WHERE case_id=? AND until_at IS NULL",
                     {IntegerOr(entry.body, "at"), entry.subject});
  if (!stop) return stop;
  auto state = db.Run("UPDATE office_case SET state='berjalan' WHERE id=?", {entry.subject});
  return state ? ApplyDue(db, entry) : state;
}

Result<void> ApplyFacts(Database& db, const Entry& entry) {
  return db.Run("UPDATE office_case SET facts=? WHERE id=?",
                {CanonicalText(entry.body.value("facts", Json::object())), entry.subject});
}

Result<void> ApplyRecorded(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run("INSERT INTO case_record VALUES (?,?,?,?,?,?,?,?)",
                {TextOr(body, "id"), entry.subject, TextOr(body, "kind"), TextOr(body, "text"),
                 CanonicalText(body.value("data", Json::object())), TextOr(body, "blob"),
                 entry.author, int64_t{entry.at.time_since_epoch().count()}});
}

Result<void> ApplyHanded(Database& db, const Entry& entry) {
  return db.Run("UPDATE office_case SET position=? WHERE id=?",
                {TextOr(entry.body, "position"), entry.subject});
}

Result<void> ApplyProcedure(Database& db, const Entry& entry) {
  return db.Run("UPDATE office_case SET procedure=?, version=?, procedure_changed=1 WHERE id=?",
                {TextOr(entry.body, "procedure"), TextOr(entry.body, "version"), entry.subject});
}

Result<void> ApplyEnded(Database& db, const Entry& entry) {
  int64_t at = IntegerOr(entry.body, "at");
  auto stop = db.Run("UPDATE case_stop SET until_at=? WHERE case_id=? AND until_at IS NULL",
                     {at, entry.subject});
  if (!stop) return stop;
  return db.Run("UPDATE office_case SET state=?, ended_at=?, due_at=NULL, due_fault='' WHERE id=?",
                {TextOr(entry.body, "state"), at, entry.subject});
}

}  // namespace

bool IsStoppedState(const std::string& state) {
  return state == "menunggu_pemohon" || state == "menunggu_perangkat" ||
         state == "menunggu_pengadaan_opd" || state == "menunggu_layanan_terkait" ||
         state == "dikembalikan";
}

void AddCaseKinds(KindTable& kinds) {
  kinds["case.opened"] = {1, ApplyOpened, Home::kCentre};
  kinds["case.arrived"] = {1, ApplyArrived, Home::kCentre};
  kinds["case.started"] = {1, ApplyStarted, Home::kCentre};
  kinds["case.finished"] = {1, ApplyFinished, Home::kCentre};
  kinds["case.item"] = {1, ApplyItem, Home::kCentre};
  kinds["case.stopped"] = {1, ApplyStopped, Home::kCentre};
  kinds["case.resumed"] = {1, ApplyResumed, Home::kCentre};
  kinds["case.facts"] = {1, ApplyFacts, Home::kCentre};
  kinds["case.recorded"] = {1, ApplyRecorded, Home::kCentre};
  kinds["case.handed"] = {1, ApplyHanded, Home::kCentre};
  kinds["case.procedure"] = {1, ApplyProcedure, Home::kCentre};
  kinds["case.due"] = {1, ApplyDue, Home::kCentre};
  kinds["case.ended"] = {1, ApplyEnded, Home::kCentre};
}

Result<Case> FindCase(Database& db, const Id& id) {
  auto cases = AskAll(db, "SELECT * FROM office_case WHERE id=?", {id}, CaseFromRow);
  if (!cases) return cases.error();
  if (cases->empty()) return Error{Fault::kNotFound, "case " + id};
  return cases->front();
}

Result<std::vector<Case>> CasesOfLetter(Database& db, const Id& letter) {
  return AskAll(db, "SELECT * FROM office_case WHERE letter=? ORDER BY opened_at, id", {letter},
                CaseFromRow);
}

Result<std::vector<Case>> LinkedCases(Database& db, const Id& parent) {
  return AskAll(db, "SELECT * FROM office_case WHERE parent=? ORDER BY opened_at, id", {parent},
                CaseFromRow);
}

Result<std::vector<CaseRun>> RunsOfCase(Database& db, const Id& id) {
  return AskAll(db, "SELECT * FROM case_run WHERE case_id=? ORDER BY run", {id}, RunFromRow);
}

Result<std::vector<CaseItem>> ItemsOfCase(Database& db, const Id& id) {
  return AskAll(db, "SELECT * FROM case_item WHERE case_id=? ORDER BY item", {id}, ItemFromRow);
}

Result<std::vector<CaseStop>> StopsOfCase(Database& db, const Id& id) {
  return AskAll(db, "SELECT * FROM case_stop WHERE case_id=? ORDER BY from_at", {id}, StopFromRow);
}

Result<std::vector<CaseRecord>> RecordsOfCase(Database& db, const Id& id) {
  return AskAll(db, "SELECT * FROM case_record WHERE case_id=? ORDER BY at, id", {id},
                RecordFromRow);
}

}  // namespace piket
