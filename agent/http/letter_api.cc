// Letters: entering, finding, voiding; the archive PDF.
#include "agent/core/text.h"
#include "agent/desk/confidential.h"
#include "agent/desk/enter.h"
#include "agent/desk/search.h"
#include "agent/http/letter_rows.h"

namespace piket {
namespace {

Answer EnterAnswer(Screens& s, Call& call, const Id& document) {
  EnterPlan plan;
  plan.document = document;
  plan.particulars = ParticularsFromJson(call.json);
  plan.without_page_reason = TextOr(call.json, "without_page_reason");
  plan.replaces = TextOr(call.json, "replaces");
  plan.officer = call.officer.id;
  if (call.json.contains("hand")) {
    if (!call.officer.May("agendaris") && !call.officer.May("kasubbag")) {
      return Failed({Fault::kNotAllowed, ""}, call.language);
    }
    const Json& hand = call.json["hand"];
    auto received = InstantFromIso(TextOr(hand, "received_at"));
    if (!received) return Failed({Fault::kBadRequest, "received_at"}, call.language);
    plan.hand = HandEntry{static_cast<int>(IntegerOr(hand, "agenda_number")), *received,
                          TextOr(hand, "reason", plan.without_page_reason)};
  }
  auto letter = Enter(s.desk, plan);
  if (!letter) return Failed(letter.error(), call.language);
  s.print.Knock();
  s.archivist.Knock();
  return Ok(ToJson(s, *letter, call.officer));
}

Answer GetLetters(Screens& s, Call& call) {
  int from = call.Number("from", 0);
  int limit = std::min(call.Number("limit", 30), 200);
  const LetterScope scope = ScopeOf(ViewFor(s, call.officer));
  Json list;
  if (Trimmed(call.Query("q")).empty()) {
    auto letters = s.desk.database().Read(
        [&](Database& db) { return NewestLetters(db, from, limit + 1, scope); });
    if (!letters) return Failed(letters.error(), call.language);
    list = ToJson(s, *letters, call.officer);
  } else {
    auto found = Search(s.desk, call.Query("q"), from, limit + 1, scope);
    if (!found) return Failed(found.error(), call.language);
    std::vector<Letter> letters;
    for (const Found& each : *found) letters.push_back(each.letter);
    list = ToJson(s, letters, call.officer);
    for (size_t i = 0; i < letters.size(); ++i) {
      if (!list[i].contains("hidden")) list[i]["snippet"] = (*found)[i].snippet;
    }
  }
  bool more = static_cast<int>(list.size()) > limit;
  if (more) list.erase(list.size() - 1);
  return Ok({{"letters", list}, {"more", more}});
}

Answer GetLetter(Screens& s, Call& call) {
  struct Parts {
    Letter letter;
    std::vector<Print> prints;
    std::vector<Page> pages;
  };
  auto parts = s.desk.database().Read([&](Database& db) -> Result<Parts> {
    auto letter = FindLetter(db, call.parts[0]);
    if (!letter) return letter.error();
    auto prints = PrintsOfLetter(db, letter->id);
    if (!prints) return prints.error();
    Parts all{*letter, *prints, {}};
    for (const Id& id : letter->pages) {
      auto page = FindPage(db, id);
      if (!page) return page.error();
      all.pages.push_back(*page);
    }
    return all;
  });
  if (!parts) return Failed(parts.error(), call.language);
  const Sight sight = SightFor(s, parts->letter, call.officer);
  if (sight == Sight::kNothing) return Failed({Fault::kNotFound, ""}, call.language);
  Json json = ToJson(s, parts->letter, call.officer);
  json["prints"] = Json::array();
  for (const Print& print : parts->prints)
    json["prints"].push_back(ToJson(s, print, call.language));
  json["pages"] = Json::array();
  if (sight == Sight::kAll) {
    for (const Page& page : parts->pages) json["pages"].push_back(ToJson(s, page));
  }
  return Ok(json);
}

Answer GetArchive(Screens& s, Call& call) {
  auto letter = s.desk.database().Read([&](Database& db) { return FindLetter(db, call.parts[0]); });
  if (!letter) return Failed(letter.error(), call.language);
  const Sight sight = SightFor(s, *letter, call.officer);
  if (sight == Sight::kNothing) return Failed({Fault::kNotFound, ""}, call.language);
  if (sight != Sight::kAll) return Failed({Fault::kNotAllowed, ""}, call.language);
  if (letter->archive.empty()) return Failed({Fault::kNotFound, "not archived yet"}, call.language);
  Answer answer = File(s.desk.blobs.PathOf(letter->archive), "application/pdf");
  if (IsConfidential(letter->particulars)) {
    auto pdf = GetSealed(s.desk.safe(), letter->id, letter->archive);
    if (!pdf) return Failed(pdf.error(), call.language);
    answer = Bytes(std::move(*pdf), "application/pdf");
  }
  answer.headers.emplace_back("Content-Disposition",
                              "inline; filename=\"" + letter->receipt_number + ".pdf\"");
  return answer;
}

Answer PostVoid(Screens& s, Call& call) {
  auto letter = Void(s.desk, call.parts[0], TextOr(call.json, "reason"), call.officer.id);
  return letter ? Ok(ToJson(s, *letter, call.officer)) : Failed(letter.error(), call.language);
}

Answer GetOffices(Screens& s) {
  Json list = Json::array();
  for (const Office& office : s.desk.offices) {
    list.push_back({{"name", office.name}, {"code", office.code}});
  }
  return Ok(list);
}

}  // namespace

void AddLetterRoutes(Routes& routes, Screens& s) {
  const std::string enters = "loket|agendaris|kasubbag";
  routes.Add("POST", "/api/documents/{}/enter", enters,
             [&s](Call& call) { return EnterAnswer(s, call, call.parts[0]); });
  routes.Add("POST", "/api/letters", enters, [&s](Call& call) { return EnterAnswer(s, call, ""); });
  routes.Add("GET", "/api/letters", "any", [&s](Call& call) { return GetLetters(s, call); });
  routes.Add("GET", "/api/letters/{}", "any", [&s](Call& call) { return GetLetter(s, call); });
  routes.Add("GET", "/api/letters/{}/document.pdf", "any",
             [&s](Call& call) { return GetArchive(s, call); });
  routes.Add("POST", "/api/letters/{}/void", "agendaris",
             [&s](Call& call) { return PostVoid(s, call); });
  routes.Add("GET", "/api/offices", "any", [&s](Call&) { return GetOffices(s); });
}

}  // namespace piket
