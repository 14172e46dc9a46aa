#include "agent/http/screens.h"

#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/desk/confidential.h"
#include "agent/desk/people.h"

namespace piket {
namespace {

bool Holds(const Officer& officer, const std::string& needs) {
  if (needs == "any") return true;
  for (const std::string& role : Split(needs, '|')) {
    if (officer.May(role)) return true;
  }
  return false;
}

// Puts the signed-in officer into the call; what is missing for this route, if anything.
std::optional<Fault> Admit(Screens& screens, const Route& route, Call& call) {
  bool changes = call.method != "GET" && call.method != "HEAD";
  // The event stream is open all day: listening alone does not keep a screen awake.
  bool touches = route.pattern != "/api/events" && call.Query("quiet").empty();
  auto session = screens.sessions.Find(call.session, touches);
  if (changes && (!session || !EqualInConstantTime(session->token, call.token))) {
    return Fault::kNotSignedIn;
  }
  if (session && !session->officer.empty()) {
    auto officer = screens.desk.database().Read(
        [&](Database& db) { return OfficerWithPositions(screens, db, session->officer); });
    if (officer && officer->active) call.officer = *officer;
  }
  if (route.needs.empty()) return std::nullopt;
  if (call.officer.id.empty()) return Fault::kNotSignedIn;
  if (!Holds(call.officer, route.needs)) return Fault::kNotAllowed;
  return std::nullopt;
}

}  // namespace

Result<Officer> OfficerWithPositions(const Screens& screens, Database& db, const Id& id) {
  auto officer = FindOfficer(db, id);
  if (!officer || screens.office == nullptr) return officer;
  auto roles = RolesOf(*screens.office, db, id);
  if (!roles) return roles.error();
  officer->roles.insert(officer->roles.end(), roles->begin(), roles->end());
  return officer;
}

Routes AllRoutes(Screens& screens) {
  Routes routes;
  AddSessionRoutes(routes, screens);
  AddScanRoutes(routes, screens);
  AddLetterRoutes(routes, screens);
  AddAgendaRoutes(routes, screens);
  AddPrintRoutes(routes, screens);
  AddDeviceRoutes(routes, screens);
  AddCalendarRoutes(routes, screens);
  AddStatusRoutes(routes, screens);
  return routes;
}

Answer Serve(const Routes& routes, Screens& screens, Call& call) {
  const Route* route = routes.Find(call);
  if (route == nullptr) return Failed({Fault::kNotFound, call.path}, call.language);
  if (auto fault = Admit(screens, *route, call)) return Failed({*fault, ""}, call.language);
  return route->handle(call);
}

bool MaySee(const Letter& letter, const Officer& viewer) {
  return !IsConfidential(letter.particulars) || viewer.May("agendaris");
}

Json ToJson(const Screens& screens, const Letter& letter, const Officer& viewer) {
  const Desk& desk = screens.desk;
  Json json = ToJson(letter.particulars);
  if (!letter.sealed.empty() && MaySee(letter, viewer)) {
    if (auto opened = Opened(desk.safe(), letter)) {
      json = ToJson(opened->particulars);
    } else {
      LogError("opening a confidential letter", opened.error(), {{"letter", letter.id}});
    }
  }
  if (!MaySee(letter, viewer)) {
    for (const char* field : {"sender", "sender_code", "number", "date", "attachments", "subject",
                              "contact", "telephone", "note", "classification"}) {
      json[field] = "";
    }
    json["hidden"] = true;
  }
  json["id"] = letter.id;
  json["receipt_number"] = letter.receipt_number;
  json["tracking_code"] = letter.tracking_code;
  if (letter.agenda) {
    json["agenda"] = {
        {"book", letter.agenda->book},
        {"year", letter.agenda->year},
        {"number", letter.agenda->number},
        {"display", AgendaDisplay(desk.settings, letter.agenda->number, letter.agenda->year)}};
  } else {
    json["agenda"] = nullptr;
  }
  json["received_at"] = IsoText(letter.received_at);
  json["received_by"] = letter.received_by;
  auto officer =
      screens.desk.database().Read([&](Database& db) { return FindOfficer(db, letter.officer); });
  json["officer"] = officer ? officer->name : "";
  json["status"] = letter.void_at ? "batal" : "aktif";
  if (letter.void_at) json["void_reason"] = letter.void_reason;
  json["page_count"] = letter.page_count;
  json["document"] = letter.document;
  json["archived"] = !letter.archive.empty();
  bool shown = MaySee(letter, viewer) && !letter.pages.empty();
  json["thumbnail"] = shown ? "/api/pages/" + letter.pages.front() + "/thumbnail.jpg" : "";
  return json;
}

Json ToJson(const Screens& screens, const Page& page) {
  std::string base = "/api/pages/" + page.id;
  // Pictures change when a page is turned or read again: the version keeps caches honest.
  std::string version = "?v=" + (page.reading.empty() ? page.state : page.reading.substr(0, 8)) +
                        (page.turn ? std::to_string(*page.turn) : "");
  Json json = {{"id", page.id},
               {"batch", page.batch},
               {"document", page.document},
               {"position", page.position},
               {"state", page.state},
               {"hidden", page.hidden},
               {"blank", page.blank},
               {"separator", page.separator},
               {"removed", page.removed},
               {"sealed", page.sealed},
               {"sheet", page.sheet},
               {"origin", page.origin},
               {"turn", page.turn.value_or(0)},
               {"width", page.width},
               {"height", page.height},
               {"view", nullptr},
               {"thumbnail", nullptr},
               {"original", base + "/original"}};
  std::error_code ignored;
  if (page.state != "reading" ||
      std::filesystem::exists(screens.desk.PictureFolder(page.id) / kThumbnailName, ignored)) {
    json["view"] = base + "/view.jpg" + version;
    json["thumbnail"] = base + "/thumbnail.jpg" + version;
  }
  if (!page.fault.empty()) {
    json["fault"] = page.fault;
    if (auto fault = FaultFromWord(page.fault)) json["sentence"] = Sentence(*fault);
  }
  return json;
}

Json ToJson(const Screens& screens, const Officer& officer) {
  Json json = {{"id", officer.id},       {"name", officer.name},     {"title", officer.title},
               {"roles", officer.roles}, {"active", officer.active}, {"locked_until", nullptr}};
  if (auto until = LockedUntil(screens.desk, officer.id)) json["locked_until"] = IsoText(*until);
  json["positions"] = Json::array();
  if (screens.office == nullptr) return json;
  auto actor = screens.desk.database().Read(
      [&](Database& db) { return ActorOf(*screens.office, db, officer); });
  if (!actor) return json;
  for (const Appointment& held : actor->positions) {
    json["positions"].push_back(
        {{"id", held.position},
         {"name", screens.office->positions.ActorName(held.position, screens.office->Today())},
         {"as", held.as}});
  }
  return json;
}

}  // namespace piket
