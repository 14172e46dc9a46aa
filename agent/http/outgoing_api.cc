// The office's own letters: drafts, checking, approving, sending, numbers for letters by hand.
#include <algorithm>

#include "agent/core/crypto.h"
#include "agent/core/text.h"
#include "agent/http/screens.h"
#include "agent/office/answer.h"
#include "agent/procedure/case.h"

namespace piket {
namespace {

constexpr const char* kOffice = "kadis|sekretaris|kasubbag|kabid|sub_koordinator|staf|petugas_noc";
constexpr const char* kReaders =
    "kadis|sekretaris|kasubbag|kabid|sub_koordinator|staf|petugas_noc|loket|agendaris|arsiparis|"
    "auditor";

std::string NameOf(Database& db, const Id& id) {
  auto officer = FindOfficer(db, id);
  return officer ? officer->name : "";
}

Json ExpeditionJson(const std::optional<Expedition>& expedition) {
  if (!expedition) return nullptr;
  return {{"sent_at", IsoText(expedition->sent_at)},
          {"by", expedition->by},
          {"receiver", expedition->receiver},
          {"note", expedition->note},
          {"signed", !expedition->signature.empty()}};
}

// The title the letter is signed with, or would be signed with today.
std::string TitleOf(const OfficeWork& office, Database& db, const OutgoingLetter& outgoing) {
  const OutgoingKind* kind = office.papers.outgoing.Find(outgoing.kind);
  std::string position = outgoing.position;
  if (position.empty() && kind != nullptr) position = kind->signer;
  Date day = outgoing.approved_at ? ToLocal(*outgoing.approved_at, office.settings.zone).date
                                  : office.Today();
  auto holders = HoldersOf(db, position, day);
  if (holders) {
    for (const Appointment& each : *holders) {
      if (!outgoing.approved_by.empty() && each.officer != outgoing.approved_by) continue;
      auto title = SigningTitle(db, office.positions, each, day);
      if (title) return *title;
    }
  }
  return office.positions.ActorName(position, day);
}

struct Shown {
  OutgoingLetter outgoing;
  Sight sight = Sight::kNothing;
  Json json;
};

// Inside Read. What the viewer may not see is left out.
Result<Shown> Show(const OfficeWork& office, Database& db, const Actor& actor,
                   const OutgoingLetter& outgoing) {
  auto letter = FindLetter(db, outgoing.letter);
  if (!letter) return letter.error();
  auto sight = SightOf(office, db, actor, outgoing.letter, letter->particulars.security);
  if (!sight) return sight.error();
  // Who is to sign sees what.
  const OutgoingKind* kind = office.papers.outgoing.Find(outgoing.kind);
  if (kind != nullptr && actor.SignsIn({kind->signer}) != nullptr) *sight = Sight::kAll;
  Shown shown{outgoing, *sight, {}};
  if (*sight == Sight::kNothing) return shown;
  auto can = CanDo(office, db, actor, outgoing);
  if (!can) return can.error();
  auto expedition = OpenedExpedition(office, db, outgoing);
  if (!expedition) return expedition.error();
  auto void_reason = OpenedVoidReason(office, outgoing);
  if (!void_reason) return void_reason.error();
  bool all = *sight == Sight::kAll;
  Json text = Json::object();
  if (all) {
    auto opened = OpenedText(office, outgoing);
    if (!opened) return opened.error();
    text = *opened;
  }
  shown.json = {
      {"id", outgoing.id},
      {"kind", outgoing.kind},
      {"kind_name", kind != nullptr ? kind->name : outgoing.kind},
      {"case", outgoing.case_id},
      {"letter", outgoing.letter},
      {"state", outgoing.state},
      {"text", text},
      {"author", NameOf(db, outgoing.author)},
      {"checked_by", NameOf(db, outgoing.checked_by)},
      {"approved_by", NameOf(db, outgoing.approved_by)},
      {"title", TitleOf(office, db, outgoing)},
      {"number", outgoing.number},
      {"approved_at", outgoing.approved_at ? Json(IsoText(*outgoing.approved_at)) : Json(nullptr)},
      {"void_reason", all ? *void_reason : ""},
      {"at", IsoText(outgoing.at)},
      {"paper", all ? "/api/outgoing/" + outgoing.id + "/paper.pdf" : ""},
      {"expedition", all ? ExpeditionJson(*expedition) : Json(nullptr)},
      {"can", *can}};
  if (!all) shown.json["hidden"] = true;
  return shown;
}

}  // namespace

Result<Json> OutgoingJson(const OfficeWork& office, Database& db, const Actor& actor,
                          const OutgoingLetter& outgoing) {
  auto shown = Show(office, db, actor, outgoing);
  if (!shown) return shown.error();
  if (shown->sight == Sight::kNothing) return Json();
  shown->json["print"] = nullptr;
  return shown->json;
}

namespace {

Json WithPrint(Screens& s, Shown shown, Language language) {
  shown.json["print"] = nullptr;
  if (shown.outgoing.print.empty()) return shown.json;
  auto print =
      s.desk.database().Read([&](Database& db) { return FindPrint(db, shown.outgoing.print); });
  if (print) shown.json["print"] = ToJson(s, *print, language);
  return shown.json;
}

Result<Actor> Caller(Screens& s, const Call& call) {
  return s.desk.database().Read([&](Database& db) { return ActorOf(*s.office, db, call.officer); });
}

Answer OneAnswer(Screens& s, const Call& call, const Actor& actor,
                 const Result<OutgoingLetter>& outgoing) {
  if (!outgoing) return Failed(outgoing.error(), call.language);
  auto shown =
      s.desk.database().Read([&](Database& db) { return Show(*s.office, db, actor, *outgoing); });
  if (!shown) return Failed(shown.error(), call.language);
  if (shown->sight == Sight::kNothing) return Failed({Fault::kNotFound, ""}, call.language);
  return Ok(WithPrint(s, std::move(*shown), call.language));
}

// Runs `handle` for who is in the office; 404 without it.
using Handle = std::function<Answer(Screens&, Call&, const Actor&)>;
std::function<Answer(Call&)> InOffice(Screens& s, Handle handle) {
  return [&s, handle = std::move(handle)](Call& call) {
    if (s.office == nullptr) return Failed({Fault::kNotFound, "no office here"}, call.language);
    auto actor = Caller(s, call);
    if (!actor) return Failed(actor.error(), call.language);
    return handle(s, call, *actor);
  };
}

// The letter of the call, for who may see all of it.
Result<OutgoingLetter> Seen(Screens& s, const Call& call, const Actor& actor) {
  return s.desk.database().Read([&](Database& db) -> Result<OutgoingLetter> {
    auto outgoing = FindOutgoing(db, call.parts[0]);
    if (!outgoing) return outgoing;
    auto shown = Show(*s.office, db, actor, *outgoing);
    if (!shown) return shown.error();
    if (shown->sight != Sight::kAll) return Error{Fault::kNotFound, "outgoing letter"};
    return outgoing;
  });
}

Answer GetList(Screens& s, Call& call, const Actor& actor) {
  auto list = s.desk.database().Read([&](Database& db) -> Result<std::vector<Shown>> {
    auto letters = OutgoingIn(db, call.Query("state"), 500);
    if (!letters) return letters.error();
    std::vector<Shown> all;
    for (const OutgoingLetter& each : *letters) {
      auto shown = Show(*s.office, db, actor, each);
      if (!shown) return shown.error();
      if (shown->sight != Sight::kNothing) all.push_back(std::move(*shown));
    }
    return all;
  });
  if (!list) return Failed(list.error(), call.language);
  Json json = Json::array();
  for (Shown& shown : *list) json.push_back(WithPrint(s, std::move(shown), call.language));
  return Ok(json);
}

// The items of the step under way that a letter of this kind makes.
std::vector<std::string> ItemsMadeBy(const Step& step, const Procedure& procedure,
                                     const std::string& kind) {
  std::vector<std::string> made;
  for (const Product& product : step.makes) made.push_back(product.item);
  for (const Way& way : step.ways) made.insert(made.end(), way.makes.begin(), way.makes.end());
  std::vector<std::string> items;
  for (const std::string& id : made) {
    const Item* item = procedure.FindItem(id);
    if (item == nullptr || item->proof != "surat-keluar") continue;
    bool will_do =
        std::find(item->letters.begin(), item->letters.end(), kind) != item->letters.end();
    if (will_do) items.push_back(item->id);
  }
  return items;
}

Answer GetKinds(Screens& s, Call& call, const Actor& actor) {
  std::string procedure;
  std::shared_ptr<const Procedure> definition;
  const Step* step = nullptr;
  if (!call.Query("case").empty()) {
    auto of_case = s.desk.database().Read([&](Database& db) -> Result<Case> {
      auto found = FindCase(db, call.Query("case"));
      if (!found) return found;
      auto sight = SightOf(*s.office, db, actor, found->letter, found->security);
      if (!sight) return sight.error();
      if (*sight != Sight::kAll) return Error{Fault::kNotFound, "case"};
      return found;
    });
    if (!of_case) return Failed(of_case.error(), call.language);
    procedure = of_case->procedure;
    auto pinned = s.office->procedures.Version(of_case->procedure, of_case->version);
    if (!pinned) return Failed(pinned.error(), call.language);
    definition = *pinned;
    step = definition->FindStep(of_case->step);
  }
  Json kinds = Json::array();
  Json others = Json::array();
  for (const OutgoingKind& kind : s.office->papers.outgoing.kinds) {
    if (!procedure.empty() && !kind.Serves(procedure)) continue;
    Json decisions = Json::array();
    for (const OutgoingDecision& each : kind.decisions) {
      decisions.push_back({{"code", each.code}, {"name", each.name}});
    }
    auto items =
        step == nullptr ? std::vector<std::string>() : ItemsMadeBy(*step, *definition, kind.code);
    Json json = {
        {"kind", kind.code}, {"name", kind.name}, {"decisions", decisions}, {"items", items}};
    // What the step owes comes first.
    (items.empty() ? others : kinds).push_back(json);
  }
  for (const Json& other : others) kinds.push_back(other);
  return Ok(kinds);
}

Answer GetPaper(Screens& s, Call& call, const Actor& actor) {
  auto outgoing = Seen(s, call, actor);
  if (!outgoing) return Failed(outgoing.error(), call.language);
  auto pdf = OutgoingPdf(*s.office, outgoing->id);
  if (!pdf) return Failed(pdf.error(), call.language);
  Answer answer = Bytes(std::move(*pdf), "application/pdf");
  answer.headers.emplace_back("Content-Disposition", "inline; filename=\"surat-keluar.pdf\"");
  return answer;
}

Answer PostDraft(Screens& s, Call& call, const Actor& actor) {
  Json text = call.json.value("text", Json::object());
  return OneAnswer(s, call, actor,
                   Draft(*s.office, actor, call.parts[0], TextOr(call.json, "kind"), text));
}

Answer PostChange(Screens& s, Call& call, const Actor& actor) {
  auto seen = Seen(s, call, actor);
  if (!seen) return Failed(seen.error(), call.language);
  return OneAnswer(s, call, actor,
                   Redraft(*s.office, actor, seen->id, call.json.value("text", Json::object())));
}

Answer PostCheck(Screens& s, Call& call, const Actor& actor) {
  auto seen = Seen(s, call, actor);
  if (!seen) return Failed(seen.error(), call.language);
  return OneAnswer(s, call, actor, Check(*s.office, actor, seen->id));
}

Answer PostApprove(Screens& s, Call& call, const Actor& actor) {
  auto seen = Seen(s, call, actor);
  if (!seen) return Failed(seen.error(), call.language);
  auto approved = Approve(*s.office, actor, seen->id);
  if (approved) s.print.Knock();
  return OneAnswer(s, call, actor, approved);
}

Answer PostSend(Screens& s, Call& call, const Actor& actor) {
  const Json& json = call.json;
  auto wrong = NotTexts(json, {"by", "receiver", "note", "sent_at", "signature"});
  if (!wrong.empty()) return Failed({Fault::kBadRequest, Join(wrong, ",")}, call.language);
  Expedition expedition;
  expedition.by = TextOr(json, "by");
  expedition.receiver = TextOr(json, "receiver");
  expedition.note = TextOr(json, "note");
  if (std::string at = TextOr(json, "sent_at"); !at.empty()) {
    auto sent = InstantFromIso(at);
    if (!sent) return Failed({Fault::kBadRequest, "sent_at"}, call.language);
    expedition.sent_at = *sent;
  }
  if (std::string picture = TextOr(json, "signature"); !picture.empty()) {
    auto png =
        FromBase64(picture.substr(picture.find(',') == picture.npos ? 0 : picture.find(',') + 1));
    if (!png) return Failed({Fault::kBadRequest, "signature"}, call.language);
    expedition.signature = *png;
  }
  return OneAnswer(s, call, actor, Send(*s.office, actor, call.parts[0], expedition));
}

Answer PostVoid(Screens& s, Call& call, const Actor& actor) {
  auto seen = Seen(s, call, actor);
  if (!seen) return Failed(seen.error(), call.language);
  auto voided = VoidOutgoing(*s.office, actor, seen->id, TextOr(call.json, "reason"));
  // A paper that has not come out yet need not.
  if (voided && !voided->print.empty()) {
    auto print = s.desk.database().Read([&](Database& db) { return FindPrint(db, voided->print); });
    if (print && print->state == "waiting") (void)s.print.Cancel(print->id, call.officer.id);
  }
  return OneAnswer(s, call, actor, voided);
}

Answer PostNumber(Screens& s, Call& call, const Actor& actor) {
  auto number =
      ReserveNumber(*s.office, actor, TextOr(call.json, "kind"), TextOr(call.json, "note"));
  return number ? Ok({{"number", *number}}) : Failed(number.error(), call.language);
}

}  // namespace

void AddOutgoingRoutes(Routes& routes, Screens& s) {
  const std::string heads = "kadis|sekretaris|kasubbag|kabid|sub_koordinator";
  const std::string desk = "loket|agendaris|kasubbag";
  auto add = [&](const char* method, const char* pattern, const std::string& needs, Handle handle) {
    routes.Add(method, pattern, needs, InOffice(s, handle));
  };
  add("POST", "/api/cases/{}/outgoing", kOffice, PostDraft);
  add("GET", "/api/outgoing", kReaders, GetList);
  add("GET", "/api/outgoing/kinds", kReaders, GetKinds);
  add("GET", "/api/outgoing/{}", kReaders, [](Screens& on, Call& call, const Actor& actor) {
    auto outgoing =
        on.desk.database().Read([&](Database& db) { return FindOutgoing(db, call.parts[0]); });
    return OneAnswer(on, call, actor, outgoing);
  });
  add("POST", "/api/outgoing/{}", kOffice, PostChange);
  add("POST", "/api/outgoing/{}/check", heads, PostCheck);
  // Also by who only signs in the position's name: the letter decides.
  add("POST", "/api/outgoing/{}/approve", "any", PostApprove);
  add("POST", "/api/outgoing/{}/send", desk, PostSend);
  add("POST", "/api/outgoing/{}/void", "any", PostVoid);
  add("GET", "/api/outgoing/{}/paper.pdf", kReaders, GetPaper);
  add("POST", "/api/numbers", "agendaris|kasubbag", PostNumber);
}

}  // namespace piket
