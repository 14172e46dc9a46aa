#include "agent/http/screens.h"

#include "agent/core/text.h"
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
  // Who audits reads everything and changes nothing, whatever else the officer may be. The
  // own PIN is no part of the office's work.
  if (changes && call.officer.May("auditor") && route.pattern != "/api/officers/{}") {
    return Fault::kNotAllowed;
  }
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
  AddBoardRoutes(routes, screens);
  AddCaseRoutes(routes, screens);
  AddScanRoutes(routes, screens);
  AddLetterRoutes(routes, screens);
  AddAgendaRoutes(routes, screens);
  AddPrintRoutes(routes, screens);
  AddDeviceRoutes(routes, screens);
  AddCalendarRoutes(routes, screens);
  AddStatusRoutes(routes, screens);
  AddPositionRoutes(routes, screens);
  AddDispositionRoutes(routes, screens);
  AddProcedureRoutes(routes, screens);
  AddOutgoingRoutes(routes, screens);
  AddBookRoutes(routes, screens);
  AddPostRoutes(routes, screens);
  return routes;
}

Answer Serve(const Routes& routes, Screens& screens, Call& call) {
  const Route* route = routes.Find(call);
  if (route == nullptr) return Failed({Fault::kNotFound, call.path}, call.language);
  if (auto fault = Admit(screens, *route, call)) return Failed({*fault, ""}, call.language);
  return route->handle(call);
}

Result<Actor> ActorOfCall(const Screens& screens, const Call& call) {
  return screens.desk.database().Read(
      [&](Database& db) { return ActorOf(*screens.office, db, call.officer); });
}

View ViewFor(const Screens& screens, const Officer& viewer) {
  if (screens.office == nullptr) return {true, viewer.May("agendaris"), {}, {}};
  auto actor = screens.desk.database().Read(
      [&](Database& db) { return ActorOf(*screens.office, db, viewer); });
  return actor ? ViewOf(*screens.office, *actor) : View();
}

LetterScope ScopeOf(const View& view) { return {view.all, view.branch}; }

bool MaySee(const Screens& screens, const Letter& letter, const Officer& viewer) {
  return SightFor(screens, letter, viewer) == Sight::kAll;
}

std::function<Answer(Call&)> InOffice(Screens& screens,
                                      std::function<Answer(Call&, OfficeWork&)> handle) {
  return [&screens, handle = std::move(handle)](Call& call) {
    if (screens.office == nullptr) return Failed({Fault::kNotFound, "no office"}, call.language);
    return handle(call, *screens.office);
  };
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
  Json json = {{"id", officer.id},         {"name", officer.name},   {"title", officer.title},
               {"rank", officer.rank},     {"nip", officer.nip},     {"roles", officer.roles},
               {"active", officer.active}, {"locked_until", nullptr}};
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
