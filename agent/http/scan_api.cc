// Scanners, batches, pages and the documents they are divided into.
#include "agent/core/text.h"
#include "agent/desk/confidential.h"
#include "agent/http/screens.h"

namespace piket {
namespace {

constexpr size_t kMostFileBytes = 200u << 20;

Json ProposalsJson(const LetterReading& reading, const std::vector<Id>& pages) {
  Json json = ToJson(reading);
  for (auto& [field, proposal] : json.items()) {
    auto at = static_cast<size_t>(IntegerOr(proposal, "page"));
    proposal["page"] = at < pages.size() ? pages[at] : "";
  }
  return json;
}

Result<Json> DocumentJson(Screens& s, const Document& document, const Officer& viewer,
                          bool with_proposals) {
  Json json = {{"id", document.id},
               {"batch", document.batch},
               {"pages", document.pages},
               {"state", document.letter.empty() ? "open" : "entered"}};
  auto reading = s.reader.StillReading(document.id);
  if (!reading) return reading.error();
  json["reading"] = *reading;
  if (!document.letter.empty()) {
    auto letter =
        s.desk.database().Read([&](Database& db) { return FindLetter(db, document.letter); });
    if (!letter) return letter.error();
    json["letter"] = ToJson(s, *letter, viewer);
  }
  if (!with_proposals || !document.letter.empty()) return json;
  auto proposals = s.reader.Propose(document.id);
  if (!proposals) return proposals.error();
  json["proposals"] = ProposalsJson(*proposals, document.pages);
  auto duplicates = s.reader.Duplicates(document.id, *proposals);
  if (!duplicates) return duplicates.error();
  json["duplicates"] = Json::array();
  for (const Duplicate& duplicate : *duplicates) {
    Json letter = ToJson(s, duplicate.letter, viewer);
    json["duplicates"].push_back(
        {{"letter", letter}, {"why", duplicate.why}, {"thumbnail", letter["thumbnail"]}});
  }
  return json;
}

Result<Json> BatchJson(Screens& s, const Id& id, const Officer& viewer) {
  struct Parts {
    Batch batch;
    std::vector<Page> pages;
    std::vector<Document> documents;
  };
  auto parts = s.desk.database().Read([&](Database& db) -> Result<Parts> {
    auto batch = FindBatch(db, id);
    if (!batch) return batch.error();
    auto pages = PagesOfBatch(db, id);
    if (!pages) return pages.error();
    auto documents = DocumentsOfBatch(db, id);
    if (!documents) return documents.error();
    return Parts{*batch, *pages, *documents};
  });
  if (!parts) return parts.error();
  const Batch& batch = parts->batch;
  Json json = {{"id", batch.id},
               {"at", IsoText(batch.at)},
               {"state", batch.state},
               {"received_by", batch.received_by},
               {"expected_sheets", batch.expected_sheets ? Json(*batch.expected_sheets) : Json()},
               {"sheets", CountSheets(parts->pages)},
               {"settings", batch.settings},
               {"pages", Json::array()},
               {"documents", Json::array()}};
  if (auto fault = FaultFromWord(batch.fault)) {
    json["fault"] = batch.fault;
    json["sentence"] = Sentence(*fault);
  }
  for (const Page& page : parts->pages) {
    if (!page.removed) json["pages"].push_back(ToJson(s, page));
  }
  for (const Document& document : parts->documents) {
    auto each = DocumentJson(s, document, viewer, false);
    if (!each) return each.error();
    json["documents"].push_back(*each);
  }
  return json;
}

Answer BatchAnswer(Screens& s, const Id& id, const Call& call) {
  if (!ViewFor(s, call.officer).all) return Failed({Fault::kNotFound, ""}, call.language);
  auto json = BatchJson(s, id, call.officer);
  return json ? Ok(*json) : Failed(json.error(), call.language);
}

Answer ScannersAnswer(Screens& s) {
  Json scanners = Json::array();
  for (const ScannerEntry& entry : s.scan.Known()) scanners.push_back(ToJson(entry));
  return Ok({{"scanners", scanners}, {"settings", s.scan.DefaultSettings()}});
}

std::optional<int> OptionalSheets(const Json& json, const char* key) {
  if (!json.contains(key) || !json[key].is_number_integer()) return std::nullopt;
  return static_cast<int>(IntegerOr(json, key));
}

Answer PostBatches(Screens& s, Call& call) {
  BatchPlan plan;
  if (call.json.contains("settings")) plan.settings = call.json["settings"];
  if (!plan.settings.is_object()) return Failed({Fault::kBadRequest, "settings"}, call.language);
  plan.received_by = TextOr(call.json, "received_by", "langsung");
  plan.expected_sheets = OptionalSheets(call.json, "expected_sheets");
  plan.officer = call.officer.id;
  auto batch = s.scan.Open(plan);
  if (!batch) return Failed(batch.error(), call.language);
  if (BoolOr(call.json, "scan")) {
    if (auto begun = s.scan.Scan(batch->id, "", call.officer.id); !begun) {
      return Failed(begun.error(), call.language);
    }
  }
  return BatchAnswer(s, batch->id, call);
}

Answer GetBatches(Screens& s, Call& call) {
  if (!ViewFor(s, call.officer).all) return Ok(Json::array());
  auto batches = s.desk.database().Read([](Database& db) { return UnfinishedBatches(db); });
  if (!batches) return Failed(batches.error(), call.language);
  Json list = Json::array();
  for (const Batch& batch : *batches) {
    auto json = BatchJson(s, batch.id, call.officer);
    if (!json) return Failed(json.error(), call.language);
    list.push_back(*json);
  }
  return Ok(list);
}

Answer PostFile(Screens& s, Call& call) {
  if (call.body.size() > kMostFileBytes) return Failed({Fault::kTooLarge, ""}, call.language);
  auto added = s.scan.AddFile(call.parts[0], call.Query("name"), call.body, call.officer.id);
  if (!added) return Failed(added.error(), call.language);
  return BatchAnswer(s, call.parts[0], call);
}

Answer PostPage(Screens& s, Call& call) {
  auto page = ChangePage(s.desk, call.parts[0], call.json, call.officer.id);
  if (!page) return Failed(page.error(), call.language);
  if (page->state == "reading") s.reader.Read(*page);
  return Ok(ToJson(s, *page));
}

// A page of a confidential letter shows nothing to who may not see the letter.
Result<Page> PageToShow(Screens& s, const Call& call) {
  std::optional<Letter> letter;
  auto page = s.desk.database().Read([&](Database& db) -> Result<Page> {
    auto found = FindPage(db, call.parts[0]);
    if (!found) return found;
    auto of_page = LetterOfDocument(db, found->document);
    if (!of_page) return of_page.error();
    letter = *of_page;
    return found;
  });
  if (!page) return page;
  // What is no letter yet is the desk's own business.
  Sight sight = letter                         ? SightFor(s, *letter, call.officer)
                : ViewFor(s, call.officer).all ? Sight::kAll
                                               : Sight::kNothing;
  if (sight == Sight::kNothing) return Error{Fault::kNotFound, "page " + page->id};
  if (sight != Sight::kAll) return Error{Fault::kNotAllowed, "confidential"};
  return page;
}

// Of a sealed page there is only the original: it stands for every picture of it.
Answer SealedPicture(Screens& s, const Page& page, const Call& call) {
  auto picture = SealedOriginal(s.desk, page);
  if (!picture) return Failed(picture.error(), call.language);
  return Bytes(std::move(*picture), page.media_type);
}

Answer GetPicture(Screens& s, Call& call, const char* name) {
  auto page = PageToShow(s, call);
  if (!page) return Failed(page.error(), call.language);
  if (page->sealed) return SealedPicture(s, *page, call);
  auto path = s.reader.Picture(page->id, name);
  if (!path) return Failed(path.error(), call.language);
  Answer answer = File(*path, "image/jpeg");
  answer.headers.emplace_back("Cache-Control", "private, max-age=3600");
  return answer;
}

Answer GetOriginal(Screens& s, Call& call) {
  auto page = PageToShow(s, call);
  if (!page) return Failed(page.error(), call.language);
  if (page->sealed) return SealedPicture(s, *page, call);
  return File(s.desk.blobs.PathOf(page->blob), page->media_type);
}

Answer GetDocument(Screens& s, Call& call) {
  if (!ViewFor(s, call.officer).all) return Failed({Fault::kNotFound, ""}, call.language);
  auto document =
      s.desk.database().Read([&](Database& db) { return FindDocument(db, call.parts[0]); });
  if (!document) return Failed(document.error(), call.language);
  auto json = DocumentJson(s, *document, call.officer, true);
  return json ? Ok(*json) : Failed(json.error(), call.language);
}

}  // namespace

void AddScanRoutes(Routes& routes, Screens& s) {
  const std::string clerk = "loket|agendaris";
  routes.Add("GET", "/api/scanners", "any", [&s](Call&) { return ScannersAnswer(s); });
  routes.Add("POST", "/api/scanners/search", clerk, [&s](Call& call) {
    auto found = s.scan.Search();
    s.events.Tell("device", {{"id", "scanner"}});
    return found ? ScannersAnswer(s) : Failed(found.error(), call.language);
  });
  routes.Add("POST", "/api/batches", clerk, [&s](Call& call) { return PostBatches(s, call); });
  routes.Add("GET", "/api/batches", "any", [&s](Call& call) { return GetBatches(s, call); });
  routes.Add("GET", "/api/batches/{}", "any",
             [&s](Call& call) { return BatchAnswer(s, call.parts[0], call); });
  routes.Add("POST", "/api/batches/{}/scan", clerk, [&s](Call& call) {
    auto begun = s.scan.Scan(call.parts[0], TextOr(call.json, "replace"), call.officer.id);
    return begun ? BatchAnswer(s, call.parts[0], call) : Failed(begun.error(), call.language);
  });
  routes.Add("POST", "/api/batches/{}/stop", clerk, [&s](Call& call) {
    auto stopped = s.scan.Stop(call.parts[0]);
    return stopped ? BatchAnswer(s, call.parts[0], call) : Failed(stopped.error(), call.language);
  });
  routes.Add("POST", "/api/batches/{}/file", clerk, [&s](Call& call) { return PostFile(s, call); });
  routes.Add("POST", "/api/batches/{}/expected", clerk, [&s](Call& call) {
    auto done = Expect(s.desk, call.parts[0], OptionalSheets(call.json, "sheets"), call.officer.id);
    return done ? BatchAnswer(s, call.parts[0], call) : Failed(done.error(), call.language);
  });
  routes.Add("POST", "/api/batches/{}/close", clerk, [&s](Call& call) {
    auto done = CloseBatch(s.desk, call.parts[0], call.officer.id);
    return done ? BatchAnswer(s, call.parts[0], call) : Failed(done.error(), call.language);
  });
  routes.Add("POST", "/api/pages/{}", clerk, [&s](Call& call) { return PostPage(s, call); });
  routes.Add("GET", "/api/pages/{}/view.jpg", "any",
             [&s](Call& call) { return GetPicture(s, call, kViewName); });
  routes.Add("GET", "/api/pages/{}/thumbnail.jpg", "any",
             [&s](Call& call) { return GetPicture(s, call, kThumbnailName); });
  routes.Add("GET", "/api/pages/{}/original", "any",
             [&s](Call& call) { return GetOriginal(s, call); });
  routes.Add("GET", "/api/documents/{}", "any", [&s](Call& call) { return GetDocument(s, call); });
  routes.Add("POST", "/api/documents/{}/split", clerk, [&s](Call& call) {
    auto done = Split(s.desk, call.parts[0], TextOr(call.json, "before"), call.officer.id);
    return done ? GetDocument(s, call) : Failed(done.error(), call.language);
  });
  routes.Add("POST", "/api/documents/{}/join", clerk, [&s](Call& call) {
    auto document =
        s.desk.database().Read([&](Database& db) { return FindDocument(db, call.parts[0]); });
    if (!document) return Failed(document.error(), call.language);
    auto done = JoinToPrevious(s.desk, call.parts[0], call.officer.id);
    return done ? BatchAnswer(s, document->batch, call) : Failed(done.error(), call.language);
  });
}

}  // namespace piket
