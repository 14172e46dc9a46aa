#include "agent/procedure/calendar_entry.h"

#include <map>

namespace piket {
namespace {

int64_t Ms(Instant at) { return at.time_since_epoch().count(); }

Result<void> ApplyProposed(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run("INSERT INTO calendar_proposal VALUES (?,?,?,?,?,NULL,'')",
                {TextOr(body, "id"), entry.subject,
                 CanonicalText(body.value("year", Json::object())), entry.author, Ms(entry.at)});
}

Result<void> ApplyAdopted(Database& db, const Entry& entry) {
  return db.Run("UPDATE calendar_proposal SET adopted_at=?, adopted_by=? WHERE id=?",
                {Ms(entry.at), entry.author, TextOr(entry.body, "id")});
}

Result<CalendarYear> YearOf(const Row& row) {
  auto json = ParseJson(row.Text("year"));
  if (!json) return json.error();
  return CalendarYearFromJson(*json);
}

}  // namespace

void AddCalendarKinds(KindTable& kinds) {
  kinds["calendar.proposed"] = {1, ApplyProposed, Home::kCentre};
  kinds["calendar.adopted"] = {1, ApplyAdopted, Home::kCentre};
}

std::string CalendarSubject(int year) { return "calendar/" + std::to_string(year); }

Result<CalendarProposal> FindProposal(Database& db, const Id& id) {
  auto rows = db.Ask("SELECT * FROM calendar_proposal WHERE id=?", {id});
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "calendar proposal " + id};
  const Row& row = rows->front();
  auto year = YearOf(row);
  if (!year) return year.error();
  CalendarProposal proposal{id, std::move(*year), row.Text("proposed_by"), {}, std::nullopt};
  proposal.proposed_at = Instant(std::chrono::milliseconds(row.Integer("proposed_at")));
  if (!row.IsNull("adopted_at")) {
    proposal.adopted_at = Instant(std::chrono::milliseconds(row.Integer("adopted_at")));
  }
  return proposal;
}

Result<Calendar> CalendarInForce(Database& db, const Calendar& shipped) {
  auto rows = db.Ask(
      "SELECT year FROM calendar_proposal WHERE adopted_at IS NOT NULL ORDER BY adopted_at, id");
  if (!rows) return rows.error();
  std::map<int, CalendarYear> years;
  for (const CalendarYear& year : shipped.years()) years[year.year] = year;
  for (const Row& row : *rows) {
    auto year = YearOf(row);
    if (!year) return year.error();
    years[year->year] = *year;
  }
  std::vector<CalendarYear> all;
  for (const auto& [number, year] : years) all.push_back(year);
  return Calendar::FromYears(std::move(all));
}

}  // namespace piket
