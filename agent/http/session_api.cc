// People: signing in with a PIN, locking, officers, the audit.
#include "agent/core/version.h"
#include "agent/desk/people.h"
#include "agent/http/screens.h"

namespace piket {
namespace {

std::vector<std::string> Texts(const Json& json, const char* key) {
  std::vector<std::string> texts;
  for (const Json& item : json.value(key, Json::array())) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

Answer SessionAnswer(Screens& screens, const Session& session, const Json& officer) {
  const Settings& settings = screens.desk.settings;
  Answer answer = Ok({{"officer", officer},
                      {"token", session.token},
                      {"idle_lock_seconds", settings.idle_lock_seconds},
                      {"office", {{"name", settings.office}, {"zone", settings.zone.name}}},
                      {"post", settings.post},
                      {"version", kProgramVersion},
                      {"set_up", AnyOfficer(screens.desk)}});
  const char* secure = settings.screen_tls == "none" ? "" : "; Secure";
  answer.headers.emplace_back(
      "Set-Cookie", "piket=" + session.key + "; Path=/; HttpOnly; SameSite=Strict" + secure);
  return answer;
}

Answer GetSession(Screens& screens, Call& call) {
  Session session = screens.sessions.Open(call.session);
  Json officer = call.officer.id.empty() ? Json() : ToJson(screens, call.officer);
  return SessionAnswer(screens, session, officer);
}

Answer PostSession(Screens& screens, Call& call) {
  auto officer = SignIn(screens.desk, TextOr(call.json, "officer"), TextOr(call.json, "pin"));
  if (!officer) return Failed(officer.error(), call.language);
  Session session = screens.sessions.SignIn(call.session, officer->id);
  officer = screens.desk.database().Read(
      [&](Database& db) { return OfficerWithPositions(screens, db, session.officer); });
  if (!officer) return Failed(officer.error(), call.language);
  return SessionAnswer(screens, session, ToJson(screens, *officer));
}

Answer DeleteSession(Screens& screens, Call& call) {
  if (!call.officer.id.empty()) NoteSignedOut(screens.desk, call.officer.id, "locked");
  screens.sessions.SignOut(call.session);
  return SessionAnswer(screens, screens.sessions.Open(""), Json());
}

// Who is not signed in only sees whom to choose from.
Json ChoiceJson(const Screens& screens, const Officer& officer) {
  Json json = {{"id", officer.id},
               {"name", officer.name},
               {"title", officer.title},
               {"active", true},
               {"locked_until", nullptr}};
  if (auto until = LockedUntil(screens.desk, officer.id)) json["locked_until"] = IsoText(*until);
  return json;
}

Answer GetOfficers(Screens& screens, Call& call) {
  auto officers = screens.desk.database().Read([](Database& db) { return AllOfficers(db); });
  if (!officers) return Failed(officers.error(), call.language);
  auto here = WithPinHere(screens.desk);
  if (!here) return Failed(here.error(), call.language);
  Json list = Json::array();
  for (const Officer& officer : *officers) {
    if (call.officer.id.empty()) {
      if (officer.active && here->count(officer.id) != 0)
        list.push_back(ChoiceJson(screens, officer));
      continue;
    }
    if (!officer.active && !call.officer.May("admin")) continue;
    list.push_back(ToJson(screens, officer));
    if (call.officer.May("admin")) list.back()["email"] = officer.email;
  }
  return Ok(list);
}

Answer PostOfficers(Screens& screens, Call& call) {
  bool first = !AnyOfficer(screens.desk);
  if (!first && call.officer.id.empty()) {
    return Failed({Fault::kNotSignedIn, ""}, call.language);
  }
  if (!first && !call.officer.May("admin")) return Failed({Fault::kNotAllowed, ""}, call.language);
  Officer officer{
      "",   TextOr(call.json, "name"),  TextOr(call.json, "title"), Texts(call.json, "roles"),
      true, TextOr(call.json, "email"), TextOr(call.json, "rank"),  TextOr(call.json, "nip")};
  auto added = AddOfficer(screens.desk, officer, TextOr(call.json, "pin"), call.officer.id);
  if (!added) return Failed(added.error(), call.language);
  return Ok(ToJson(screens, *added));
}

Answer PostOfficer(Screens& screens, Call& call) {
  const Id& id = call.parts[0];
  OfficerChange change;
  const Json& json = call.json;
  if (json.contains("pin")) change.pin = TextOr(json, "pin");
  if (!call.officer.May("admin")) {
    // Anybody may change the own PIN by proving the old one; nothing else.
    if (id != call.officer.id || !change.pin)
      return Failed({Fault::kNotAllowed, ""}, call.language);
    auto proved = SignIn(screens.desk, id, TextOr(json, "old_pin"));
    if (!proved) return Failed(proved.error(), call.language);
  } else {
    if (json.contains("name")) change.name = TextOr(json, "name");
    if (json.contains("title")) change.title = TextOr(json, "title");
    if (json.contains("rank")) change.rank = TextOr(json, "rank");
    if (json.contains("nip")) change.nip = TextOr(json, "nip");
    if (json.contains("roles")) change.roles = Texts(json, "roles");
    if (json.contains("email")) change.email = TextOr(json, "email");
    if (json.contains("active")) change.active = BoolOr(json, "active", true);
    change.unlock = BoolOr(json, "unlock");
  }
  auto changed = ChangeOfficer(screens.desk, id, change, call.officer.id);
  if (!changed) return Failed(changed.error(), call.language);
  bool others = id != call.officer.id;
  if ((change.pin && others) || !changed->active) screens.sessions.SignOutEverywhere(id);
  return Ok(ToJson(screens, *changed));
}

Answer GetAudit(Screens& screens, Call& call) {
  auto rows = Audit(screens.desk, 200);
  if (!rows) return Failed(rows.error(), call.language);
  Json list = Json::array();
  for (const AuditRow& row : *rows) {
    list.push_back({{"at", IsoText(row.at)},
                    {"officer", row.officer},
                    {"what", row.what},
                    {"about", row.about}});
  }
  return Ok(list);
}

}  // namespace

void AddSessionRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/session", "", [&s](Call& call) { return GetSession(s, call); });
  routes.Add("POST", "/api/session", "", [&s](Call& call) { return PostSession(s, call); });
  routes.Add("DELETE", "/api/session", "", [&s](Call& call) { return DeleteSession(s, call); });
  routes.Add("GET", "/api/officers", "", [&s](Call& call) { return GetOfficers(s, call); });
  routes.Add("POST", "/api/officers", "", [&s](Call& call) { return PostOfficers(s, call); });
  routes.Add("POST", "/api/officers/{}", "any", [&s](Call& call) { return PostOfficer(s, call); });
  routes.Add("GET", "/api/audit", "admin|auditor", [&s](Call& call) { return GetAudit(s, call); });
}

}  // namespace piket
