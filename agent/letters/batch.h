// Paper on its way to being a letter. A batch is what was laid into the feeder at once (or a file
// that came by e-mail): resumable, each page durable before the next. Its pages are divided into
// documents, one for each letter.
#ifndef PIKET_AGENT_LETTERS_BATCH_H_
#define PIKET_AGENT_LETTERS_BATCH_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

struct Page {
  Id id;
  Id batch;
  Id document;
  int position = 0;  // from 1 in the batch
  std::string blob;
  std::string media_type;
  int resolution = 300;
  int sheet = 1;
  int side = 1;
  std::string origin = "scan";
  bool removed = false;
  bool hidden = false;
  bool separator = false;
  bool blank = false;
  std::optional<int> turn;
  std::string state = "reading";  // reading, read, unread
  std::string fault;
  std::string reading;  // blob
  double width = 0;     // mm, of the upright view
  double height = 0;
  std::string likeness;
  bool sealed = false;  // of a confidential letter: `blob` is sealed, there is no reading
};

struct Document {
  Id id;
  Id batch;
  int position = 0;
  std::string letter;     // "" while open
  std::vector<Id> pages;  // without removed ones and separators
};

struct Batch {
  Id id;
  Instant at;
  std::string officer;
  std::string received_by = "langsung";
  Json settings;
  std::optional<int> expected_sheets;
  std::string state = "waiting";
  std::string fault;
};

// batch.opened, batch.state, batch.expected, batch.divided, document.entered, page.added,
// page.read, page.changed, page.sealed. Subject of all of them: the batch.
void AddBatchKinds(KindTable& kinds);

// Inside Read or Write. kNotFound.
Result<Batch> FindBatch(Database& db, const Id& id);
Result<std::vector<Batch>> UnfinishedBatches(Database& db);             // this post's, newest first
Result<std::vector<Page>> PagesOfBatch(Database& db, const Id& batch);  // with removed ones
Result<std::vector<Page>> PagesOfDocument(Database& db,
                                          const Id& document);  // only those that stay
// All that is left of the letter's paper and not sealed: returned sheets, removed pages and
// separators too.
Result<std::vector<Page>> PagesToSeal(Database& db, const Id& letter);
Result<Page> FindPage(Database& db, const Id& id);
Result<Document> FindDocument(Database& db, const Id& id);
Result<std::vector<Document>> DocumentsOfBatch(Database& db, const Id& batch);
Result<std::vector<Page>> PagesStillToRead(Database& db);  // this post's

// Sheets of paper with a page that stays; separators do not count.
int CountSheets(const std::vector<Page>& pages);

// The body of batch.divided: each document with its pages.
Json DivisionBody(const std::vector<Document>& documents);
// The body of page.added.
Json PageBody(const Page& page);

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_BATCH_H_
