// How a batch is divided into documents, and what an officer may change about its pages.
#include <algorithm>

#include "agent/core/log.h"
#include "agent/desk/scan.h"

namespace piket {
namespace {

// Appends the division `change` makes of the batch's documents.
Result<void> Redivide(
    Desk& desk, const Id& batch, const std::string& officer,
    const std::function<Result<void>(Database&, std::vector<Document>&)>& change) {
  return desk.journal.Write<void>([&](Database& db) -> Result<void> {
    auto documents = DocumentsOfBatch(db, batch);
    if (!documents) return documents.error();
    Json before = DivisionBody(*documents);
    if (auto changed = change(db, *documents); !changed) return changed;
    std::erase_if(*documents,
                  [](const Document& d) { return d.pages.empty() && d.letter.empty(); });
    Json body = DivisionBody(*documents);
    if (body == before) return {};
    auto appended = desk.journal.Append(db, {"batch.divided", officer, batch, body});
    if (!appended) return appended.error();
    return {};
  });
}

Result<Document> DocumentNamed(Desk& desk, const Id& id) {
  return desk.database().Read([&](Database& db) { return FindDocument(db, id); });
}

auto PlaceOf(std::vector<Document>& documents, const Id& id) {
  return std::find_if(documents.begin(), documents.end(),
                      [&](const Document& document) { return document.id == id; });
}

}  // namespace

Result<void> Split(Desk& desk, const Id& id, const Id& before, const std::string& officer) {
  auto document = DocumentNamed(desk, id);
  if (!document) return document.error();
  return Redivide(
      desk, document->batch, officer,
      [&](Database&, std::vector<Document>& documents) -> Result<void> {
        auto place = PlaceOf(documents, id);
        if (place == documents.end() || !place->letter.empty()) {
          return Error{Fault::kConflict, "the letter is entered already"};
        }
        auto page = std::find(place->pages.begin(), place->pages.end(), before);
        if (page == place->pages.end()) return Error{Fault::kNotFound, "page"};
        if (page == place->pages.begin()) return {};
        Document second{NewId(desk.Now()), place->batch, 0, "", {page, place->pages.end()}};
        place->pages.erase(page, place->pages.end());
        documents.insert(place + 1, second);
        return {};
      });
}

Result<void> JoinToPrevious(Desk& desk, const Id& id, const std::string& officer) {
  auto document = DocumentNamed(desk, id);
  if (!document) return document.error();
  return Redivide(desk, document->batch, officer,
                  [&](Database&, std::vector<Document>& documents) -> Result<void> {
                    auto place = PlaceOf(documents, id);
                    if (place == documents.end() || place == documents.begin() ||
                        !place->letter.empty() || !(place - 1)->letter.empty()) {
                      return Error{Fault::kConflict, "nothing to join to"};
                    }
                    auto& previous = (place - 1)->pages;
                    previous.insert(previous.end(), place->pages.begin(), place->pages.end());
                    documents.erase(place);
                    return {};
                  });
}

Result<void> DivideAtSeparators(Desk& desk, const Id& batch) {
  return Redivide(desk, batch, kAgentAuthor,
                  [&](Database& db, std::vector<Document>& documents) -> Result<void> {
                    auto pages = PagesOfBatch(db, batch);
                    if (!pages) return pages.error();
                    // A document ends where the sheet after one of its pages is a separator.
                    std::vector<Document> divided;
                    for (const Document& document : documents) {
                      if (!document.letter.empty()) {
                        divided.push_back(document);
                        continue;
                      }
                      Document part{document.id, document.batch, 0, "", {}};
                      bool separated = false;
                      for (const Page& page : *pages) {
                        if (page.removed || page.document != document.id) continue;
                        bool separates =
                            page.separator ||
                            (desk.settings.divide_at_blank_sheets && page.blank &&
                             std::none_of(pages->begin(), pages->end(), [&](const Page& p) {
                               return p.sheet == page.sheet && !p.blank && !p.removed;
                             }));
                        if (separates) {
                          separated = separated || !part.pages.empty();
                          // A blank dividing sheet stays with the letter before it: nothing scanned
                          // vanishes.
                          if (!page.separator && !part.pages.empty()) part.pages.push_back(page.id);
                          continue;
                        }
                        if (separated) {
                          divided.push_back(std::exchange(
                              part, Document{NewId(desk.Now()), document.batch, 0, "", {}}));
                          separated = false;
                        }
                        part.pages.push_back(page.id);
                      }
                      divided.push_back(part);
                    }
                    documents = std::move(divided);
                    return {};
                  });
}

Result<Page> ChangePage(Desk& desk, const Id& id, const Json& change, const std::string& officer) {
  Json body = {{"page", id}};
  for (const char* key : {"hidden", "removed", "separator", "read_again"}) {
    if (change.contains(key) && change[key].is_boolean()) body[key] = change[key];
  }
  if (change.contains("turn")) {
    int64_t turn = IntegerOr(change, "turn", -1);
    if (turn != 0 && turn != 90 && turn != 180 && turn != 270) {
      return Error{Fault::kBadRequest, "turn"};
    }
    body["turn"] = turn;
  }
  auto page = desk.journal.Write<Page>([&](Database& db) -> Result<Page> {
    auto found = FindPage(db, id);
    if (!found) return found;
    if (found->sealed) return Error{Fault::kConflict, "the page is sealed"};
    auto document = FindDocument(db, found->document);
    if (document && !document->letter.empty() &&
        (body.contains("removed") || body.contains("separator"))) {
      return Error{Fault::kConflict, "the letter is entered already"};
    }
    auto appended = desk.journal.Append(db, {"page.changed", officer, found->batch, body});
    if (!appended) return appended.error();
    return FindPage(db, id);
  });
  if (page && body.contains("separator")) {
    if (auto divided = DivideAtSeparators(desk, page->batch); !divided) return divided.error();
  }
  return page;
}

Result<void> Expect(Desk& desk, const Id& batch, std::optional<int> sheets,
                    const std::string& officer) {
  if (sheets && (*sheets < 1 || *sheets > 5000)) return Error{Fault::kBadRequest, "sheets"};
  return desk.journal.Write<void>([&](Database& db) -> Result<void> {
    if (auto found = FindBatch(db, batch); !found) return found.error();
    auto appended = desk.journal.Append(
        db, {"batch.expected", officer, batch, {{"sheets", sheets ? Json(*sheets) : Json()}}});
    if (!appended) return appended.error();
    return {};
  });
}

Result<void> CloseBatch(Desk& desk, const Id& batch, const std::string& officer) {
  return desk.journal.Write<void>([&](Database& db) -> Result<void> {
    auto found = FindBatch(db, batch);
    if (!found) return found.error();
    auto pages = PagesOfBatch(db, batch);
    if (!pages) return pages.error();
    auto documents = DocumentsOfBatch(db, batch);
    if (!documents) return documents.error();
    bool stays = found->state == "scanning";
    for (const Document& document : *documents) {
      stays = stays || (document.letter.empty() && !document.pages.empty());
    }
    if (stays) return Error{Fault::kConflict, "pages are waiting to be entered"};
    auto appended = desk.journal.Append(db, {"batch.state", officer, batch, {{"state", "closed"}}});
    if (!appended) return appended.error();
    return {};
  });
}

}  // namespace piket
