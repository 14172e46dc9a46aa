// Dispositions: handing on, reading, taking back; sheets that came back with ink on them.
#include "agent/desk/confidential.h"
#include "agent/desk/take_back.h"
#include "agent/http/screens.h"
#include "agent/letters/returned_sheet.h"
#include "agent/office/dispose.h"

namespace piket {
namespace {

std::string NameOf(Database& db, const Id& id) {
  if (id.empty()) return "";
  auto officer = FindOfficer(db, id);
  return officer ? officer->name : "";
}

Json InstructionsJson(const OfficeWork& office, const std::vector<std::string>* chosen) {
  Json list = Json::array();
  for (const TickChoice& choice : office.papers.sheet.instructions) {
    if (chosen != nullptr &&
        std::find(chosen->begin(), chosen->end(), choice.code) == chosen->end())
      continue;
    list.push_back({{"code", choice.code}, {"name", choice.name}});
  }
  return list;
}

}  // namespace

Result<Json> DispositionJson(const OfficeWork& office, Database& db, const Actor& actor,
                             const Disposition& disposition) {
  const Date day = ToLocal(disposition.at, office.settings.zone).date;
  Json json = ToJson(disposition);
  auto text = OpenedText(office.safe(), disposition);
  if (!text) return text.error();
  json["text"] = *text;
  json["position_name"] = office.positions.ActorName(disposition.position, day);
  json["officer"] = NameOf(db, disposition.officer);
  Appointment as{
      "", disposition.officer, disposition.position, disposition.as, day, std::nullopt, "", false};
  auto title = SigningTitle(db, office.positions, as, day);
  if (!title) return title.error();
  json["title"] = *title;
  for (Json& to : json["to"]) {
    to["name"] = office.positions.ActorName(TextOr(to, "position"), day);
    to["officer"] = NameOf(db, TextOr(to, "officer"));
  }
  json["instructions"] = InstructionsJson(office, &disposition.instructions);
  json["typist"] = NameOf(db, disposition.typist);
  json["sheet"] = "";
  auto sheet = ReturnedSheetOfDisposition(db, disposition.id);
  if (!sheet) return sheet.error();
  if (sheet->has_value()) json["sheet"] = "/api/pages/" + (*sheet)->page + "/view.jpg";
  json["can_recall"] = MayRecall(actor, disposition);
  return json;
}

namespace {

Answer DispositionAnswer(Screens& s, const Result<Disposition>& disposition, const Actor& actor,
                         const Call& call, OfficeWork& office) {
  if (!disposition) return Failed(disposition.error(), call.language);
  s.print.Knock();
  auto json = office.database().Read(
      [&](Database& db) { return DispositionJson(office, db, actor, *disposition); });
  if (!json) return Failed(json.error(), call.language);
  // Who typed it or takes it back need not be one who may read it.
  auto letter =
      office.database().Read([&](Database& db) { return FindLetter(db, disposition->letter); });
  if (!letter || !MaySee(s, *letter, call.officer)) (*json)["text"] = "";
  return Ok(*json);
}

// The positions from which the actor may hand this letter on, and to whom.
Result<Json> MayJson(const OfficeWork& office, Database& db, const Actor& actor, const Id& letter) {
  const Date today = office.Today();
  auto with = PositionsWithLetter(db, letter);
  if (!with) return with.error();
  Json may = Json::array();
  for (const Position& position : office.positions.positions) {
    bool there =
        position.above.empty() || std::find(with->begin(), with->end(), position.id) != with->end();
    if (!there || actor.SignsIn({position.id}) == nullptr) continue;
    Json below = Json::array();
    for (const std::string& id : office.positions.BranchOf(position.id)) {
      if (id == position.id) continue;
      auto holders = HoldersOf(db, id, today);
      if (!holders) return holders.error();
      Json names = Json::array();
      Json officers = Json::array();
      for (const Appointment& held : *holders) {
        if (held.OnlySigns()) continue;
        names.push_back(NameOf(db, held.officer));
        officers.push_back({{"id", held.officer}, {"name", NameOf(db, held.officer)}});
      }
      below.push_back({{"position", id},
                       {"name", office.positions.ActorName(id, today)},
                       {"holders", names},
                       {"officers", officers}});
    }
    may.push_back({{"position", position.id}, {"name", position.Name(today)}, {"below", below}});
  }
  return may;
}

// kNotFound when not even the letter may be known, kNotAllowed when only its numbers.
Result<Letter> LetterToShow(Screens& s, const Call& call, const Id& id) {
  auto letter = s.desk.database().Read([&](Database& db) { return FindLetter(db, id); });
  if (!letter) return letter;
  Sight sight = SightFor(s, *letter, call.officer);
  if (sight == Sight::kNothing) return Error{Fault::kNotFound, "letter " + id};
  if (sight != Sight::kAll) return Error{Fault::kNotAllowed, "confidential"};
  return letter;
}

Answer GetDispositions(Screens& s, Call& call, OfficeWork& office) {
  const Id& id = call.parts[0];
  auto letter = LetterToShow(s, call, id);
  if (!letter) return Failed(letter.error(), call.language);
  auto json = office.database().Read([&](Database& db) -> Result<Json> {
    auto actor = ActorOf(office, db, call.officer);
    if (!actor) return actor.error();
    auto dispositions = DispositionsOfLetter(db, id);
    if (!dispositions) return dispositions.error();
    Json list = Json::array();
    for (const Disposition& disposition : *dispositions) {
      auto each = DispositionJson(office, db, *actor, disposition);
      if (!each) return each;
      list.push_back(*each);
    }
    auto may = MayJson(office, db, *actor, id);
    if (!may) return may;
    auto after = NewestDisposition(db, id);
    if (!after) return after.error();
    return Json{{"dispositions", list},
                {"may", *may},
                {"instructions", InstructionsJson(office, nullptr)},
                {"after", *after}};
  });
  return json ? Ok(*json) : Failed(json.error(), call.language);
}

Result<DisposePlan> PlanOf(const Call& call) {
  const Json& json = call.json;
  DisposePlan plan;
  plan.letter = call.parts[0];
  plan.position = TextOr(json, "position");
  if (!json.contains("to") || !json["to"].is_array()) return Error{Fault::kBadRequest, "to"};
  for (const Json& to : json["to"]) {
    Recipient recipient;
    recipient.position = TextOr(to, "position");
    recipient.officer = TextOr(to, "officer");
    recipient.responsible = BoolOr(to, "responsible");
    recipient.informed = BoolOr(to, "informed");
    plan.to.push_back(recipient);
  }
  if (json.contains("instructions")) plan.instructions = TextsOf(json["instructions"]);
  plan.text = TextOr(json, "text");
  const std::string deadline = TextOr(json, "deadline");
  plan.deadline = DateFromIso(deadline);
  if (!deadline.empty() && !plan.deadline) return Error{Fault::kBadRequest, "deadline"};
  plan.amends = TextOr(json, "amends");
  plan.after = TextOr(json, "after");
  return plan;
}

Answer PostDisposition(Screens& s, Call& call, OfficeWork& office) {
  auto actor = ActorOfCall(s, call);
  if (!actor) return Failed(actor.error(), call.language);
  // Before anything is said about the words: whether the letter is there for this officer at all.
  if (auto letter = LetterToShow(s, call, call.parts[0]); !letter) {
    return Failed(letter.error(), call.language);
  }
  auto plan = PlanOf(call);
  if (!plan) return Failed(plan.error(), call.language);
  return DispositionAnswer(s, Dispose(office, *actor, *plan), *actor, call, office);
}

// When it was written: an instant, or only its day (then noon, never later than now).
std::optional<Instant> WrittenAt(const OfficeWork& office, const std::string& text) {
  if (auto at = InstantFromIso(text)) return at;
  auto day = DateFromIso(text);
  if (!day) return std::nullopt;
  return std::min(FromLocal({*day, 12, 0, 0}, office.settings.zone), office.Now());
}

Answer PostReturnedSheet(Screens& s, Call& call, OfficeWork& office) {
  auto actor = ActorOfCall(s, call);
  if (!actor) return Failed(actor.error(), call.language);
  if (auto letter = LetterToShow(s, call, call.parts[0]); !letter) {
    return Failed(letter.error(), call.language);
  }
  auto plan = PlanOf(call);
  if (!plan) return Failed(plan.error(), call.language);
  auto written = WrittenAt(office, TextOr(call.json, "written_at"));
  if (!written) return Failed({Fault::kBadRequest, "written_at"}, call.language);
  // Of a confidential letter the sheet is sealed before anything is made of it.
  if (auto sealed = SealPages(s.desk, plan->letter); !sealed) {
    return Failed(sealed.error(), call.language);
  }
  const Id page = TextOr(call.json, "page");
  auto sheet = office.database().Read([&](Database& db) { return ReturnedSheetOf(db, page); });
  if (!sheet) return Failed(sheet.error(), call.language);
  if (!sheet->has_value() || (*sheet)->letter != plan->letter) {
    return Failed({Fault::kBadRequest, "page"}, call.language);
  }
  if (!(*sheet)->disposition.empty()) {
    return Failed({Fault::kConflict, "entered already"}, call.language);
  }
  auto made = DisposeFromSheet(office, *actor, *plan, TextOr(call.json, "writer"), *written,
                               (*sheet)->blob);
  return DispositionAnswer(s, made, *actor, call, office);
}

Json SheetJson(Screens& s, const ReturnedSheet& sheet, const Call& call) {
  const std::string base = "/api/pages/" + sheet.page;
  Json json = {
      {"page", sheet.page}, {"thumbnail", base + "/thumbnail.jpg"}, {"view", base + "/view.jpg"},
      {"letter", nullptr},  {"code_valid", sheet.code_valid},       {"at", IsoText(sheet.at)}};
  if (auto fault = FaultFromWord(sheet.fault)) {
    json["fault"] = sheet.fault;
    json["sentence"] = Sentence(*fault, call.language);
  }
  if (sheet.letter.empty()) return json;
  auto letter = s.desk.database().Read([&](Database& db) { return FindLetter(db, sheet.letter); });
  if (letter) json["letter"] = ToJson(s, *letter, call.officer);
  return json;
}

Answer GetReturnedSheets(Screens& s, Call& call) {
  auto sheets = s.desk.database().Read([](Database& db) { return WaitingReturnedSheets(db); });
  if (!sheets) return Failed(sheets.error(), call.language);
  Json list = Json::array();
  for (const ReturnedSheet& sheet : *sheets) list.push_back(SheetJson(s, sheet, call));
  return Ok(list);
}

Answer PostAttach(Screens& s, Call& call) {
  auto sheet = AttachSheet(s.desk, call.parts[0], TextOr(call.json, "letter"), call.officer.id);
  if (!sheet) return Failed(sheet.error(), call.language);
  s.archivist.Knock();
  return Ok(SheetJson(s, *sheet, call));
}

}  // namespace

void AddDispositionRoutes(Routes& routes, Screens& s) {
  const std::string clerk = "loket|agendaris|kasubbag";
  routes.Add("GET", "/api/letters/{}/dispositions", "any",
             InOffice(s, [&s](Call& call, OfficeWork& office) {
               return GetDispositions(s, call, office);
             }));
  routes.Add("POST", "/api/letters/{}/dispositions", "any",
             InOffice(s, [&s](Call& call, OfficeWork& office) {
               return PostDisposition(s, call, office);
             }));
  routes.Add(
      "POST", "/api/dispositions/{}/read", "any", InOffice(s, [&s](Call& call, OfficeWork& office) {
        auto actor = ActorOfCall(s, call);
        if (!actor) return Failed(actor.error(), call.language);
        return DispositionAnswer(s, MarkRead(office, *actor, call.parts[0]), *actor, call, office);
      }));
  routes.Add("POST", "/api/dispositions/{}/recall", "any",
             InOffice(s, [&s](Call& call, OfficeWork& office) {
               auto actor = ActorOfCall(s, call);
               if (!actor) return Failed(actor.error(), call.language);
               return DispositionAnswer(s, Recall(office, *actor, call.parts[0]), *actor, call,
                                        office);
             }));
  routes.Add("POST", "/api/letters/{}/returned-sheet", clerk,
             InOffice(s, [&s](Call& call, OfficeWork& office) {
               return PostReturnedSheet(s, call, office);
             }));
  routes.Add("GET", "/api/returned-sheets", clerk,
             InOffice(s, [&s](Call& call, OfficeWork&) { return GetReturnedSheets(s, call); }));
  routes.Add("POST", "/api/pages/{}/attach", clerk,
             InOffice(s, [&s](Call& call, OfficeWork&) { return PostAttach(s, call); }));
}

}  // namespace piket
