#include "agent/letters/batch.h"

#include <set>

namespace piket {
namespace {

SqlValue OptionalInteger(const Json& body, const char* key) {
  if (!body.contains(key) || !body[key].is_number_integer()) return nullptr;
  return body[key].get<int64_t>();
}

SqlValue OptionalText(const Json& body, const char* key) {
  if (!body.contains(key) || !body[key].is_string()) return nullptr;
  return body[key].get<std::string>();
}

Result<void> ApplyOpened(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run("INSERT INTO batch VALUES (?,?,?,?,?,?,'waiting',NULL,?)",
                {entry.subject, int64_t{entry.at.time_since_epoch().count()}, entry.author,
                 TextOr(body, "received_by"), CanonicalText(body.value("settings", Json::object())),
                 OptionalInteger(body, "expected_sheets"), entry.post});
}

Result<void> ApplyState(Database& db, const Entry& entry) {
  return db.Run("UPDATE batch SET state=?, fault=? WHERE id=?",
                {TextOr(entry.body, "state"), OptionalText(entry.body, "fault"), entry.subject});
}

Result<void> ApplyExpected(Database& db, const Entry& entry) {
  return db.Run("UPDATE batch SET expected_sheets=? WHERE id=?",
                {OptionalInteger(entry.body, "sheets"), entry.subject});
}

Result<void> ApplyPageAdded(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  std::string replaces = TextOr(body, "replaces");
  if (!replaces.empty()) {
    auto run =
        db.Run("UPDATE page SET removed=1 WHERE id=? AND batch=?", {replaces, entry.subject});
    if (!run) return run;
  }
  auto run = db.Run(
      "INSERT INTO document SELECT ?,?,(SELECT count(*)+1 FROM document WHERE batch=?),NULL "
      "WHERE NOT EXISTS (SELECT 1 FROM document WHERE id=?)",
      {TextOr(body, "document"), entry.subject, entry.subject, TextOr(body, "document")});
  if (!run) return run;
  return db.Run(
      "INSERT INTO page (id,batch,document,position,blob,media_type,resolution,sheet,side,origin,"
      "state) VALUES (?,?,?,?,?,?,?,?,?,?,'reading')",
      {TextOr(body, "page"), entry.subject, TextOr(body, "document"), IntegerOr(body, "position"),
       TextOr(body, "blob"), TextOr(body, "media_type"), IntegerOr(body, "resolution"),
       IntegerOr(body, "sheet"), IntegerOr(body, "side"), TextOr(body, "origin")});
}

Result<void> ApplyPageRead(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  // A blank or separator page is hidden once, when read; the officer's later word stands.
  return db.Run(
      "UPDATE page SET state=?, fault=?, reading=?, blank=?, separator=max(separator,?), "
      "hidden=CASE WHEN state='reading' AND reading IS NULL THEN ? ELSE hidden END, "
      "width=?, height=?, likeness=? WHERE id=? AND batch=?",
      {TextOr(body, "state"), OptionalText(body, "fault"), OptionalText(body, "reading"),
       int64_t{BoolOr(body, "blank")}, int64_t{BoolOr(body, "separator")},
       int64_t{BoolOr(body, "blank") || BoolOr(body, "separator")}, NumberOr(body, "width"),
       NumberOr(body, "height"), TextOr(body, "likeness"), TextOr(body, "page"), entry.subject});
}

Result<void> ApplyPageChanged(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  for (const char* flag : {"hidden", "removed", "separator"}) {
    if (!body.contains(flag)) continue;
    auto run = db.Run(std::string("UPDATE page SET ") + flag + "=? WHERE id=? AND batch=?",
                      {int64_t{BoolOr(body, flag)}, TextOr(body, "page"), entry.subject});
    if (!run) return run;
  }
  if (body.contains("turn") || BoolOr(body, "read_again")) {
    return db.Run(
        "UPDATE page SET turn=ifnull(?,turn), state='reading', fault=NULL WHERE id=? "
        "AND batch=?",
        {OptionalInteger(body, "turn"), TextOr(body, "page"), entry.subject});
  }
  return {};
}

// Nothing of a sealed page is read any more, whatever state it was in.
Result<void> ApplyPageSealed(Database& db, const Entry& entry) {
  return db.Run(
      "UPDATE page SET blob=?, reading=NULL, sealed=1, state=CASE state WHEN 'reading' THEN "
      "'unread' ELSE state END WHERE id=? AND batch=?",
      {TextOr(entry.body, "blob"), TextOr(entry.body, "page"), entry.subject});
}

Result<void> ApplyDivided(Database& db, const Entry& entry) {
  auto run = db.Run("DELETE FROM document WHERE batch=? AND letter IS NULL", {entry.subject});
  if (!run) return run;
  int64_t position = 0;
  for (const Json& document : entry.body.value("documents", Json::array())) {
    std::string id = TextOr(document, "id");
    run = db.Run(
        "INSERT INTO document VALUES (?,?,?,NULL) ON CONFLICT (id) DO UPDATE SET "
        "position=excluded.position",
        {id, entry.subject, ++position});
    if (!run) return run;
    for (const std::string& page : TextsOf(document.value("pages", Json::array()))) {
      run = db.Run("UPDATE page SET document=? WHERE id=? AND batch=?", {id, page, entry.subject});
      if (!run) return run;
    }
  }
  return {};
}

Result<void> ApplyDocumentEntered(Database& db, const Entry& entry) {
  return db.Run("UPDATE document SET letter=? WHERE id=? AND batch=?",
                {TextOr(entry.body, "letter"), TextOr(entry.body, "document"), entry.subject});
}

Batch BatchFromRow(const Row& row) {
  Batch batch;
  batch.id = row.Text("id");
  batch.at = Instant(std::chrono::milliseconds(row.Integer("at")));
  batch.officer = row.Text("officer");
  batch.received_by = row.Text("received_by");
  if (auto settings = ParseJson(row.Text("settings"))) batch.settings = *settings;
  if (!row.IsNull("expected_sheets")) {
    batch.expected_sheets = static_cast<int>(row.Integer("expected_sheets"));
  }
  batch.state = row.Text("state");
  batch.fault = row.Text("fault");
  return batch;
}

Page PageFromRow(const Row& row) {
  Page page;
  page.id = row.Text("id");
  page.batch = row.Text("batch");
  page.document = row.Text("document");
  page.position = static_cast<int>(row.Integer("position"));
  page.blob = row.Text("blob");
  page.media_type = row.Text("media_type");
  page.resolution = static_cast<int>(row.Integer("resolution"));
  page.sheet = static_cast<int>(row.Integer("sheet"));
  page.side = static_cast<int>(row.Integer("side"));
  page.origin = row.Text("origin");
  page.removed = row.Integer("removed") != 0;
  page.hidden = row.Integer("hidden") != 0;
  page.separator = row.Integer("separator") != 0;
  page.blank = row.Integer("blank") != 0;
  if (!row.IsNull("turn")) page.turn = static_cast<int>(row.Integer("turn"));
  page.state = row.Text("state");
  page.fault = row.Text("fault");
  page.reading = row.Text("reading");
  page.width = row.Number("width");
  page.height = row.Number("height");
  page.likeness = row.Text("likeness");
  page.sealed = row.Integer("sealed") != 0;
  return page;
}

Result<std::vector<Page>> AskPages(Database& db, const std::string& where,
                                   const std::vector<SqlValue>& values) {
  auto rows = db.Ask("SELECT * FROM page WHERE " + where + " ORDER BY batch, position, id", values);
  if (!rows) return rows.error();
  std::vector<Page> pages;
  for (const Row& row : *rows) pages.push_back(PageFromRow(row));
  return pages;
}

Result<std::vector<Document>> AskDocuments(Database& db, const std::string& where,
                                           const std::vector<SqlValue>& values) {
  auto rows = db.Ask("SELECT * FROM document WHERE " + where + " ORDER BY position", values);
  if (!rows) return rows.error();
  std::vector<Document> documents;
  for (const Row& row : *rows) {
    Document document{row.Text("id"),
                      row.Text("batch"),
                      static_cast<int>(row.Integer("position")),
                      row.Text("letter"),
                      {}};
    auto pages = PagesOfDocument(db, document.id);
    if (!pages) return pages.error();
    for (const Page& page : *pages) document.pages.push_back(page.id);
    documents.push_back(std::move(document));
  }
  return documents;
}

}  // namespace

void AddBatchKinds(KindTable& kinds) {
  kinds["batch.opened"] = {1, ApplyOpened};
  kinds["batch.state"] = {1, ApplyState};
  kinds["batch.expected"] = {1, ApplyExpected};
  kinds["batch.divided"] = {1, ApplyDivided};
  kinds["document.entered"] = {1, ApplyDocumentEntered};
  kinds["page.added"] = {1, ApplyPageAdded};
  kinds["page.read"] = {1, ApplyPageRead};
  kinds["page.changed"] = {1, ApplyPageChanged};
  kinds["page.sealed"] = {1, ApplyPageSealed};
}

Result<Batch> FindBatch(Database& db, const Id& id) {
  auto rows = db.Ask("SELECT * FROM batch WHERE id=?", {id});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "batch " + id};
  return BatchFromRow(rows->front());
}

Result<std::vector<Batch>> UnfinishedBatches(Database& db) {
  auto rows = db.Ask(std::string("SELECT * FROM batch WHERE state<>'closed' AND post=") + kOwnPost +
                     " ORDER BY at DESC");
  if (!rows) return rows.error();
  std::vector<Batch> batches;
  for (const Row& row : *rows) batches.push_back(BatchFromRow(row));
  return batches;
}

Result<std::vector<Page>> PagesOfBatch(Database& db, const Id& batch) {
  return AskPages(db, "batch=?", {batch});
}

Result<std::vector<Page>> PagesOfDocument(Database& db, const Id& document) {
  return AskPages(db, "document=? AND removed=0 AND separator=0", {document});
}

Result<std::vector<Page>> PagesStillToRead(Database& db) {
  return AskPages(db,
                  std::string("state='reading' AND removed=0 AND batch IN (SELECT id FROM batch "
                              "WHERE post=") +
                      kOwnPost + ")",
                  {});
}

Result<std::vector<Page>> PagesToSeal(Database& db, const Id& letter) {
  return AskPages(db, "document IN (SELECT id FROM document WHERE letter=?) AND sealed=0",
                  {letter});
}

Result<Page> FindPage(Database& db, const Id& id) {
  auto pages = AskPages(db, "id=?", {id});
  if (!pages) return pages.error();
  if (pages->empty()) return Error{Fault::kNotFound, "page " + id};
  return pages->front();
}

Result<Document> FindDocument(Database& db, const Id& id) {
  auto documents = AskDocuments(db, "id=?", {id});
  if (!documents) return documents.error();
  if (documents->empty()) return Error{Fault::kNotFound, "document " + id};
  return documents->front();
}

Result<std::vector<Document>> DocumentsOfBatch(Database& db, const Id& batch) {
  return AskDocuments(db, "batch=?", {batch});
}

int CountSheets(const std::vector<Page>& pages) {
  std::set<int> sheets;
  for (const Page& page : pages) {
    if (!page.removed && !page.separator) sheets.insert(page.sheet);
  }
  return static_cast<int>(sheets.size());
}

Json DivisionBody(const std::vector<Document>& documents) {
  Json list = Json::array();
  for (const Document& document : documents) {
    list.push_back({{"id", document.id}, {"pages", document.pages}});
  }
  return {{"documents", list}};
}

Json PageBody(const Page& page) {
  return {{"page", page.id},
          {"document", page.document},
          {"position", page.position},
          {"blob", page.blob},
          {"media_type", page.media_type},
          {"resolution", page.resolution},
          {"sheet", page.sheet},
          {"side", page.side},
          {"origin", page.origin}};
}

}  // namespace piket
