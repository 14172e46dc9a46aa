#include "agent/office/calendar_change.h"

#include <algorithm>
#include <set>

#include "agent/core/text.h"
#include "agent/office/step_due.h"
#include "agent/paper/office_list.h"
#include "agent/procedure/case.h"

namespace piket {
namespace {

constexpr size_t kMostHolidays = 366;

const CalendarYear* Find(const Calendar& calendar, int year) {
  for (const CalendarYear& each : calendar.years()) {
    if (each.year == year) return &each;
  }
  return nullptr;
}

// The hours to go on with: the year's own, or the newest year's before it without its exceptions.
Result<CalendarYear> YearToChange(const Calendar& current, int number) {
  if (const CalendarYear* own = Find(current, number)) return *own;
  const CalendarYear* before = nullptr;
  for (const CalendarYear& each : current.years()) {
    if (each.year < number) before = &each;
  }
  if (before == nullptr || number > before->year + 5) return Error{Fault::kBadRequest, "year"};
  CalendarYear year = *before;
  year.year = number;
  year.version = std::to_string(number) + "-0";
  year.valid_until = Date(std::chrono::year(number), std::chrono::December, std::chrono::day(31));
  year.overrides.clear();
  return year;
}

std::string NextVersion(const CalendarYear& year) {
  return std::to_string(year.year) + "-" + std::to_string(std::stoi(year.version.substr(5)) + 1);
}

// "" or what is wrong with the row.
std::string Mistake(const std::vector<std::string>& fields, int year, Holiday* holiday) {
  if (fields.size() != 4) return "harus empat kolom";
  auto date = DateFromIso(Trimmed(fields[0]));
  if (!date || static_cast<int>(date->year()) != year) return "tanggal";
  *holiday = {*date, Trimmed(fields[1]), Trimmed(fields[2]), Trimmed(fields[3])};
  if (holiday->name.empty() || holiday->name.size() > 200) return "nama";
  for (const char* kind : {"nasional", "cuti_bersama", "lokal", "pemilu"}) {
    if (holiday->kind == kind) {
      return holiday->source.empty() || holiday->source.size() > 500 ? "sumber" : "";
    }
  }
  return "jenis";
}

Json MsOrNull(const std::optional<Instant>& at) {
  return at ? Json(at->time_since_epoch().count()) : Json();
}

// One open step whose due time is another by this calendar.
struct Move {
  MovedDue moved;
  int run = 0;
  std::string calendar_before;
  CaseDue due;
};

Result<std::vector<Move>> Moves(const OfficeWork& office, Database& db, const Calendar& calendar) {
  std::vector<Move> moves;
  // Of a stopped case the due time is counted anew when it goes on.
  auto rows =
      db.Ask("SELECT id FROM office_case WHERE ended_at IS NULL AND state='berjalan' ORDER BY id");
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    auto c = FindCase(db, row.Text("id"));
    if (!c) return c.error();
    auto procedure = office.procedures.Version(c->procedure, c->version);
    const Step* step = procedure ? (*procedure)->FindStep(c->step) : nullptr;
    if (step == nullptr) continue;
    auto runs = RunsOfCase(db, c->id);
    auto stops = StopsOfCase(db, c->id);
    if (!runs || !stops) return runs ? stops.error() : runs.error();
    auto run = std::find_if(runs->begin(), runs->end(),
                            [&](const CaseRun& each) { return each.run == c->run; });
    if (run == runs->end()) continue;
    CaseDue due = DueOf(office, calendar, *step, *c, run->arrived_at, *stops, office.Now());
    if (due.at == c->due_at && due.fault == c->due_fault) continue;
    moves.push_back({{c->id, c->step, c->due_at, due.at, due.fault}, c->run, run->calendar, due});
  }
  return moves;
}

Result<std::vector<MovedDue>> AppendMoves(OfficeWork& office, Database& db,
                                          const Calendar& calendar, const std::string& author) {
  auto moves = Moves(office, db, calendar);
  if (!moves) return moves.error();
  std::vector<MovedDue> moved;
  for (const Move& move : *moves) {
    auto appended = office.journal.Append(db, {"case.due",
                                               author,
                                               move.moved.case_id,
                                               {{"run", move.run},
                                                {"due_at", MsOrNull(move.due.at)},
                                                {"due_fault", move.due.fault},
                                                {"calendar", move.due.calendar},
                                                {"before", MsOrNull(move.moved.before)},
                                                {"calendar_before", move.calendar_before}}});
    if (!appended) return appended.error();
    moved.push_back(move.moved);
  }
  return moved;
}

}  // namespace

Result<CalendarYear> YearFromCsv(const Calendar& current, int number, const std::string& csv) {
  auto year = YearToChange(current, number);
  if (!year) return year.error();
  auto rows = ParseCsv(csv);
  if (!rows) return Error{Fault::kBadRequest, "csv " + rows.error().detail};
  const std::vector<std::string> header = {"tanggal", "nama", "jenis", "sumber"};
  if (rows->empty() || rows->front() != header) {
    return Error{Fault::kBadRequest, "csv baris 1: harus tanggal,nama,jenis,sumber"};
  }
  if (rows->size() < 2 || rows->size() > kMostHolidays + 1) {
    return Error{Fault::kBadRequest, "csv tanpa hari libur, atau terlalu banyak"};
  }
  year->holidays.clear();
  std::set<std::string> seen;
  std::vector<std::string> sources;
  for (size_t i = 1; i < rows->size(); ++i) {
    Holiday holiday;
    std::string mistake = Mistake((*rows)[i], number, &holiday);
    if (mistake.empty() && !seen.insert(IsoText(holiday.date) + holiday.name).second) {
      mistake = "sudah ada di atas";
    }
    if (!mistake.empty()) {
      return Error{Fault::kBadRequest, Format("csv baris %zu: ", i + 1) + mistake};
    }
    if (std::find(sources.begin(), sources.end(), holiday.source) == sources.end()) {
      sources.push_back(holiday.source);
    }
    year->holidays.push_back(std::move(holiday));
  }
  year->legal_basis = Join(sources, "; ");
  year->version = NextVersion(*year);
  return year;
}

Result<Calendar> CalendarWith(const Calendar& current, const CalendarYear& year) {
  std::vector<CalendarYear> years = current.years();
  std::erase_if(years, [&](const CalendarYear& each) { return each.year == year.year; });
  years.push_back(year);
  return Calendar::FromYears(std::move(years));
}

Result<Id> ProposeCalendar(OfficeWork& office, const CalendarYear& year,
                           const std::string& author) {
  Id id = NewId(office.Now());
  auto done = office.journal.AppendAlone({"calendar.proposed",
                                          author,
                                          CalendarSubject(year.year),
                                          {{"id", id}, {"year", ToJson(year)}}});
  if (!done) return done.error();
  return id;
}

Result<std::vector<MovedDue>> AdoptProposal(OfficeWork& office, const Id& id,
                                            const std::string& author) {
  std::optional<Calendar> changed;
  auto moved = office.journal.Write<std::vector<MovedDue>>(
      [&](Database& db) -> Result<std::vector<MovedDue>> {
        auto proposal = FindProposal(db, id);
        if (!proposal) return proposal.error();
        if (proposal->proposed_by == author) return Error{Fault::kNotAllowed, "the same person"};
        Calendar current = office.calendar.Now();
        auto base = YearToChange(current, proposal->year.year);
        bool is_next = base && NextVersion(*base) == proposal->year.version;
        if (proposal->adopted_at || !is_next) return Error{Fault::kConflict, "the year changed"};
        auto calendar = CalendarWith(current, proposal->year);
        if (!calendar) return calendar.error();
        auto adopted = office.journal.Append(
            db, {"calendar.adopted", author, CalendarSubject(proposal->year.year), {{"id", id}}});
        if (!adopted) return adopted.error();
        auto appended = AppendMoves(office, db, *calendar, author);
        if (appended) changed = *calendar;
        return appended;
      });
  if (moved && changed) office.calendar.Set(*changed);
  return moved;
}

Result<std::vector<MovedDue>> PreviewCalendar(OfficeWork& office, const Calendar& calendar) {
  auto moves = office.database().Read([&](Database& db) { return Moves(office, db, calendar); });
  if (!moves) return moves.error();
  std::vector<MovedDue> moved;
  for (const Move& move : *moves) moved.push_back(move.moved);
  return moved;
}

Result<std::vector<MovedDue>> AdoptCalendar(OfficeWork& office, const Calendar& calendar,
                                            const std::string& author) {
  auto moved = office.journal.Write<std::vector<MovedDue>>(
      [&](Database& db) { return AppendMoves(office, db, calendar, author); });
  if (moved) office.calendar.Set(calendar);
  return moved;
}

}  // namespace piket
