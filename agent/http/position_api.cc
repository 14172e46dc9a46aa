// Positions and who holds them: the list, appointments, stand-ins.
#include "agent/http/screens.h"
#include "agent/office/dispose.h"

namespace piket {
namespace {

Result<Json> AppointmentJson(const OfficeWork& office, Database& db,
                             const Appointment& appointment) {
  const Date today = office.Today();
  const Date day = appointment.HoldsOn(today) ? today : appointment.from;
  auto title = SigningTitle(db, office.positions, appointment, day);
  if (!title) return title.error();
  auto officer = FindOfficer(db, appointment.officer);
  return Json{{"id", appointment.id},
              {"officer", {{"id", appointment.officer}, {"name", officer ? officer->name : ""}}},
              {"position", appointment.position},
              {"position_name", office.positions.ActorName(appointment.position, day)},
              {"as", appointment.as},
              {"title", *title},
              {"from", IsoText(appointment.from)},
              {"until", appointment.until ? Json(IsoText(*appointment.until)) : Json()},
              {"ended", appointment.ended}};
}

Result<Json> AppointmentsJson(const OfficeWork& office, Database& db,
                              const Result<std::vector<Appointment>>& appointments) {
  if (!appointments) return appointments.error();
  Json list = Json::array();
  for (const Appointment& each : *appointments) {
    auto json = AppointmentJson(office, db, each);
    if (!json) return json;
    list.push_back(*json);
  }
  return list;
}

Answer JsonAnswer(const Result<Json>& json, const Call& call) {
  return json ? Ok(*json) : Failed(json.error(), call.language);
}

Answer GetPositions(Call& call, OfficeWork& office) {
  const Date today = office.Today();
  return JsonAnswer(office.database().Read([&](Database& db) -> Result<Json> {
    Json list = Json::array();
    for (const Position& position : office.positions.positions) {
      auto holders = AppointmentsJson(office, db, HoldersOf(db, position.id, today));
      if (!holders) return holders;
      list.push_back({{"id", position.id},
                      {"name", position.Name(today)},
                      {"above", position.above},
                      {"role", position.role},
                      {"holders", *holders}});
    }
    return list;
  }),
                    call);
}

Answer GetAppointments(Call& call, OfficeWork& office) {
  return JsonAnswer(office.database().Read([&](Database& db) {
    return AppointmentsJson(office, db, AllAppointments(db));
  }),
                    call);
}

Answer AppointmentAnswer(const Result<Appointment>& made, const Call& call, OfficeWork& office) {
  if (!made) return Failed(made.error(), call.language);
  return JsonAnswer(
      office.database().Read([&](Database& db) { return AppointmentJson(office, db, *made); }),
      call);
}

Answer PostAppointment(Screens& s, Call& call, OfficeWork& office) {
  auto actor = ActorOfCall(s, call);
  if (!actor) return Failed(actor.error(), call.language);
  auto from = DateFromIso(TextOr(call.json, "from"));
  if (!from) return Failed({Fault::kBadRequest, "from"}, call.language);
  Appointment wanted;
  wanted.officer = TextOr(call.json, "officer");
  wanted.position = TextOr(call.json, "position");
  wanted.as = TextOr(call.json, "as", "definitif");
  wanted.from = *from;
  const std::string until = TextOr(call.json, "until");
  wanted.until = DateFromIso(until);
  if (!until.empty() && !wanted.until) return Failed({Fault::kBadRequest, "until"}, call.language);
  return AppointmentAnswer(Appoint(office, *actor, wanted), call, office);
}

Answer PostEnd(Screens& s, Call& call, OfficeWork& office) {
  auto actor = ActorOfCall(s, call);
  if (!actor) return Failed(actor.error(), call.language);
  auto until = DateFromIso(TextOr(call.json, "until"));
  if (!until) return Failed({Fault::kBadRequest, "until"}, call.language);
  return AppointmentAnswer(EndAppointment(office, *actor, call.parts[0], *until), call, office);
}

}  // namespace

void AddPositionRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/positions", "any", InOffice(s, GetPositions));
  routes.Add("GET", "/api/appointments", "any", InOffice(s, GetAppointments));
  // An admin, or who holds the position: looked at closer in the office.
  routes.Add("POST", "/api/appointments", "any", InOffice(s, [&s](Call& call, OfficeWork& office) {
               return PostAppointment(s, call, office);
             }));
  routes.Add(
      "POST", "/api/appointments/{}/end", "any",
      InOffice(s, [&s](Call& call, OfficeWork& office) { return PostEnd(s, call, office); }));
}

}  // namespace piket
