// The working calendar: what is in force, a new year's holidays, who is reminded of what.
#include <algorithm>

#include "agent/http/calendar_health.h"
#include "agent/http/screens.h"
#include "agent/office/calendar_change.h"
#include "agent/procedure/case.h"

namespace piket {
namespace {

Json CalendarJson(const OfficeWork& office) {
  Calendar calendar = office.calendar.Now();
  Json years = Json::array();
  for (const CalendarYear& year : calendar.years()) {
    years.push_back(ToJson(year));
  }
  auto horizon = calendar.Horizon(office.Today());
  PartHealth health = CalendarHealth(calendar, office.Today());
  return {{"version", calendar.version()},
          {"years", years},
          {"horizon", horizon ? Json(IsoText(*horizon)) : Json()},
          {"warning", health.state == "ok" ? "" : health.sentence + " " + health.next}};
}

Json TimeOrNull(const std::optional<Instant>& at) { return at ? Json(IsoText(*at)) : Json(); }

Json MovesJson(OfficeWork& office, const std::vector<MovedDue>& moves) {
  return office.database().Read([&](Database& db) {
    Json list = Json::array();
    for (const MovedDue& move : moves) {
      auto c = FindCase(db, move.case_id);
      auto letter = c ? FindLetter(db, c->letter) : Result<Letter>(c.error());
      list.push_back({{"case", move.case_id},
                      {"display", letter ? letter->receipt_number : ""},
                      {"step", move.step},
                      {"before", TimeOrNull(move.before)},
                      {"after", TimeOrNull(move.after)},
                      {"fault", move.fault}});
    }
    return list;
  });
}

// A wrong list, with what is wrong in which row.
Answer WrongCsv(const Error& error, Language language) {
  bool is_year = error.detail == "year";
  Answer answer = Failed({Fault::kBadRequest, is_year ? "year" : "csv"}, language);
  Json json = *ParseJson(answer.body);
  json["problem"] = error.detail;
  answer.body = CanonicalText(json);
  return answer;
}

Answer PostPreview(OfficeWork& office, const Call& call) {
  Calendar current = office.calendar.Now();
  // What no year can be is none, whatever is left of it in an int.
  int64_t asked = std::clamp<int64_t>(IntegerOr(call.json, "year"), 0, 9999);
  auto year = YearFromCsv(current, static_cast<int>(asked), TextOr(call.json, "csv"));
  if (!year) return WrongCsv(year.error(), call.language);
  auto calendar = CalendarWith(current, *year);
  if (!calendar) return Failed(calendar.error(), call.language);
  auto moves = PreviewCalendar(office, *calendar);
  if (!moves) return Failed(moves.error(), call.language);
  auto proposal = ProposeCalendar(office, *year, call.officer.id);
  if (!proposal) return Failed(proposal.error(), call.language);
  return Ok({{"proposal", *proposal},
             {"version", year->version},
             {"holidays", year->holidays.size()},
             {"moves", MovesJson(office, *moves)}});
}

Answer PostAdopt(OfficeWork& office, const Call& call) {
  auto moved = AdoptProposal(office, call.parts[0], call.officer.id);
  if (!moved) return Failed(moved.error(), call.language);
  Json json = CalendarJson(office);
  json["moves"] = MovesJson(office, *moved);
  return Ok(json);
}

// Proposals that wait for a second person, newest first.
Answer GetProposals(OfficeWork& office, const Call& call) {
  auto list = office.database().Read([&](Database& db) -> Result<Json> {
    auto rows = db.Ask(
        "SELECT id FROM calendar_proposal WHERE adopted_at IS NULL ORDER BY proposed_at DESC "
        "LIMIT 20");
    if (!rows) return rows.error();
    Json all = Json::array();
    for (const Row& row : *rows) {
      auto proposal = FindProposal(db, row.Text("id"));
      if (!proposal) return proposal.error();
      auto officer = FindOfficer(db, proposal->proposed_by);
      all.push_back({{"id", proposal->id},
                     {"year", ToJson(proposal->year)},
                     {"by", officer ? officer->name : ""},
                     {"at", IsoText(proposal->proposed_at)},
                     {"can_adopt", proposal->proposed_by != call.officer.id}});
    }
    return all;
  });
  return list ? Ok(*list) : Failed(list.error(), call.language);
}

bool Reaches(const Row& row, const Actor& actor) {
  if (row.Integer("unheld") != 0 && actor.officer.May("admin")) return true;
  auto positions = ParseJson(row.Text("positions"));
  return positions && actor.In(TextsOf(*positions)) != nullptr;
}

Result<Json> RemindersJson(const OfficeWork& office, Database& db, const Officer& viewer) {
  auto actor = ActorOf(office, db, viewer);
  auto rows = db.Ask(
      "SELECT m.* FROM local_reminder m JOIN office_case c ON c.id=m.case_id AND c.run=m.run WHERE "
      "m.seen_at IS NULL AND c.ended_at IS NULL ORDER BY m.level DESC, m.at");
  if (!actor || !rows) return actor ? rows.error() : actor.error();
  Json list = Json::array();
  for (const Row& row : *rows) {
    if (!Reaches(row, *actor)) continue;
    auto c = FindCase(db, row.Text("case_id"));
    if (!c) return c.error();
    auto letter = FindLetter(db, c->letter);
    if (!letter) return letter.error();
    auto procedure = office.procedures.Version(c->procedure, c->version);
    const Step* step = procedure ? (*procedure)->FindStep(c->step) : nullptr;
    list.push_back({{"case",
                     {{"id", c->id},
                      {"procedure", c->procedure},
                      {"procedure_name", procedure ? (*procedure)->name : ""},
                      {"step", c->step},
                      {"activity", step == nullptr ? "" : step->activity},
                      {"position", c->position},
                      {"position_name", office.positions.ActorName(c->position, office.Today())},
                      {"due", TimeOrNull(c->due_at)},
                      {"level", row.Integer("level")},
                      {"letter", {{"id", letter->id}, {"display", letter->receipt_number}}}}},
                    {"level", row.Integer("level")},
                    {"unheld", row.Integer("unheld") != 0},
                    {"at", IsoText(Instant(std::chrono::milliseconds(row.Integer("at"))))}});
  }
  return list;
}

Answer GetReminders(OfficeWork& office, const Call& call) {
  auto list =
      office.database().Read([&](Database& db) { return RemindersJson(office, db, call.officer); });
  return list ? Ok(*list) : Failed(list.error(), call.language);
}

Answer PostSeen(OfficeWork& office, const Call& call) {
  auto done = office.database().Write<void>([&](Database& db) -> Result<void> {
    auto actor = ActorOf(office, db, call.officer);
    auto rows = db.Ask("SELECT * FROM local_reminder WHERE case_id=?", {call.parts[0]});
    if (!actor || !rows) return actor ? rows.error() : actor.error();
    bool reaches = std::any_of(rows->begin(), rows->end(),
                               [&](const Row& row) { return Reaches(row, *actor); });
    if (!reaches) return Error{Fault::kNotFound, "no reminder of the viewer's"};
    return db.Run("UPDATE local_reminder SET seen_at=? WHERE case_id=? AND seen_at IS NULL",
                  {office.Now().time_since_epoch().count(), call.parts[0]});
  });
  return done ? Ok({{"ok", true}}) : Failed(done.error(), call.language);
}

}  // namespace

PartHealth CalendarHealth(const Calendar& calendar, const Date& today) {
  int year = static_cast<int>(today.year());
  const std::string next = "Muat hari libur dari SKB di layar Kalender.";
  auto missing = [&](int which) { return "Kalender " + std::to_string(which) + " belum dimuat."; };
  auto horizon = calendar.Horizon(today);
  if (!horizon) return {"calendar", "fault", missing(year), next};
  if (today.month() >= std::chrono::October && !calendar.Knows(year + 1)) {
    return {"calendar", "warning", missing(year + 1), next};
  }
  for (const CalendarYear& each : calendar.years()) {
    if (each.year != year || each.status != "perkiraan") continue;
    return {"calendar", "warning", "Kalender " + std::to_string(year) + " masih perkiraan.", next};
  }
  return {"calendar", "ok", "Dikenal sampai " + IndonesianText(*horizon) + ".", ""};
}

void AddCalendarRoutes(Routes& routes, Screens& s) {
  auto add = [&](const char* method, const char* pattern, const char* needs, const auto& handle) {
    routes.Add(method, pattern, needs, [&s, handle](Call& call) {
      if (s.office == nullptr) return Failed({Fault::kNotFound, ""}, call.language);
      return handle(*s.office, call);
    });
  };
  add("GET", "/api/calendar", "any",
      [](OfficeWork& office, const Call&) { return Ok(CalendarJson(office)); });
  add("GET", "/api/calendar/proposals", "admin|kasubbag", GetProposals);
  add("POST", "/api/calendar/preview", "admin|kasubbag", PostPreview);
  add("POST", "/api/calendar/{}/adopt", "admin|kasubbag", PostAdopt);
  add("GET", "/api/reminders", "any", GetReminders);
  add("POST", "/api/reminders/{}/seen", "any", PostSeen);
}

}  // namespace piket
