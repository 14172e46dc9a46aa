#include "agent/office/reports.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "agent/core/text.h"
#include "agent/office/step_due.h"
#include "agent/procedure/case.h"

namespace piket {
namespace {

constexpr int kFewest = 5;  // runs before a limit is judged

Instant At(const Row& row, const char* column) {
  return Instant(std::chrono::milliseconds(row.Integer(column)));
}

// Office minutes without those the clock stood still; the plain time where no calendar knows
// the days (R-33 judges, this only counts).
double Minutes(const Calendar& calendar, Instant from, Instant until,
               const std::vector<CaseStop>& stops = {}) {
  auto office = WorkedMs(calendar, stops, from, until);
  double ms = office ? static_cast<double>(*office) : static_cast<double>((until - from).count());
  return std::max(0.0, ms / 60000);
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

struct Measured {
  std::vector<double> touch, wait;
  int late = 0;
};

// "12 menit", "3 jam 20 menit" of office time.
std::string MinutesText(double minutes) {
  long whole = std::lround(minutes);
  if (whole < 60) return Format("%ld menit", whole);
  return Format("%ld jam %ld menit", whole / 60, whole % 60);
}

// A limit most cases miss although the work itself is quick is no limit but a wish.
std::string Proposal(const Step& step, const StepTime& time) {
  if (!step.judged || step.limit.unit == Limit::Unit::kNone || time.count < kFewest ||
      time.late_percent < 50) {
    return "";
  }
  double real = time.touch_median_minutes + time.wait_median_minutes;
  return "Tinjau waktu baku: " + std::to_string(time.late_percent) +
         "% terlambat, nyatanya sekitar " + MinutesText(real) + " (pengerjaan " +
         MinutesText(time.touch_median_minutes) + ").";
}

StepTime TimeOf(const Step& step, const Measured& measured) {
  StepTime time;
  time.no = step.no;
  time.activity = step.activity;
  time.limit = LimitText(step.limit);
  time.count = static_cast<int>(measured.wait.size());
  time.touch_median_minutes = Median(measured.touch);
  time.wait_median_minutes = Median(measured.wait);
  time.late_percent = time.count == 0 ? 0 : measured.late * 100 / time.count;
  time.proposal = Proposal(step, time);
  return time;
}

Result<std::vector<StopTime>> StopsOf(const OfficeWork& office, Database& db,
                                      const std::string& procedure, Instant from, Instant until) {
  auto rows = db.Ask(
      "SELECT s.state, s.from_at, s.until_at FROM case_stop s JOIN office_case c ON c.id=s.case_id "
      "WHERE c.procedure=? AND s.from_at>=? AND s.from_at<?",
      {procedure, int64_t{from.time_since_epoch().count()},
       int64_t{until.time_since_epoch().count()}});
  if (!rows) return rows.error();
  Calendar calendar = office.calendar.Now();
  std::map<std::string, std::vector<double>> by_state;
  for (const Row& row : *rows) {
    Instant end = row.IsNull("until_at") ? office.Now() : At(row, "until_at");
    by_state[row.Text("state")].push_back(Minutes(calendar, At(row, "from_at"), end));
  }
  std::vector<StopTime> stops;
  for (const auto& [state, minutes] : by_state) {
    stops.push_back({state, static_cast<int>(minutes.size()), Median(minutes)});
  }
  return stops;
}

Result<ProcedureTime> TimesOf(const OfficeWork& office, Database& db, const Procedure& procedure,
                              Instant from, Instant until) {
  ProcedureTime time{procedure.id, procedure.name, 0, {}, {}};
  auto rows = db.Ask(
      "SELECT r.case_id, r.step, r.arrived_at, r.started_at, r.finished_at, r.due_at FROM case_run "
      "r JOIN office_case c ON c.id=r.case_id WHERE c.procedure=? AND r.finished_at>=? AND "
      "r.finished_at<?",
      {procedure.id, int64_t{from.time_since_epoch().count()},
       int64_t{until.time_since_epoch().count()}});
  if (!rows) return rows.error();
  Calendar calendar = office.calendar.Now();
  std::map<int64_t, Measured> steps;
  std::map<Id, std::vector<CaseStop>> stops_of;
  for (const Row& row : *rows) {
    auto [stops, is_new] = stops_of.try_emplace(row.Text("case_id"));
    if (is_new) {
      auto of_case = StopsOfCase(db, row.Text("case_id"));
      if (!of_case) return of_case.error();
      stops->second = std::move(*of_case);
    }
    Measured& measured = steps[row.Integer("step")];
    Instant finished = At(row, "finished_at");
    bool started = !row.IsNull("started_at");
    Instant begun = started ? At(row, "started_at") : finished;
    measured.wait.push_back(Minutes(calendar, At(row, "arrived_at"), begun, stops->second));
    if (started) measured.touch.push_back(Minutes(calendar, begun, finished, stops->second));
    if (!row.IsNull("due_at") && finished > At(row, "due_at")) ++measured.late;
  }
  time.cases = static_cast<int>(stops_of.size());
  for (const Step& step : procedure.steps) time.steps.push_back(TimeOf(step, steps[step.no]));
  auto stops = StopsOf(office, db, procedure.id, from, until);
  if (!stops) return stops.error();
  time.stops = *stops;
  return time;
}

// How many rows the query counts between two instants for each month of the year.
Result<std::vector<int>> CountByMonth(const OfficeWork& office, Database& db,
                                      const std::string& sql, int year,
                                      const std::string& service) {
  auto start = [&](int y, int m) {
    LocalTime local;
    local.date = Date(std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                      std::chrono::day(1));
    return int64_t{FromLocal(local, office.settings.zone).time_since_epoch().count()};
  };
  std::vector<int> counts;
  for (int month = 1; month <= 12; ++month) {
    int64_t until = month == 12 ? start(year + 1, 1) : start(year, month + 1);
    auto rows = db.Ask(sql, {start(year, month), until, service});
    if (!rows) return rows.error();
    counts.push_back(static_cast<int>(rows->front().Integer("n")));
  }
  return counts;
}

}  // namespace

Result<std::vector<ProcedureTime>> TimeReport(const OfficeWork& office, Instant from, Instant until,
                                              const std::string& service) {
  return office.database().Read([&](Database& db) -> Result<std::vector<ProcedureTime>> {
    std::vector<ProcedureTime> times;
    std::set<std::string> seen;
    for (const auto& procedure : office.procedures.All()) {
      if (!service.empty() && procedure->id != service) continue;
      auto in_force = office.procedures.InForce(procedure->id, office.Today());
      if (!in_force || !seen.insert(procedure->id).second) continue;
      auto time = TimesOf(office, db, **in_force, from, until);
      if (!time) return time.error();
      times.push_back(*time);
    }
    return times;
  });
}

Result<std::vector<MonthCount>> Months(const OfficeWork& office, int year,
                                       const std::string& service) {
  return office.database().Read([&](Database& db) -> Result<std::vector<MonthCount>> {
    std::vector<MonthCount> months(12);
    struct Counted {
      int MonthCount::*place;
      const char* sql;
    };
    const Counted kCounted[] = {
        {&MonthCount::in,
         "SELECT count(*) AS n FROM letter WHERE received_at>=?1 AND received_at<?2 AND (?3='' OR "
         "service=?3)"},
        {&MonthCount::out,
         "SELECT count(*) AS n FROM expedition e JOIN outgoing o ON o.id=e.outgoing JOIN "
         "office_case c ON c.id=o.case_id WHERE e.sent_at>=?1 AND e.sent_at<?2 AND (?3='' OR "
         "c.procedure=?3)"},
        {&MonthCount::done,
         "SELECT count(*) AS n FROM office_case WHERE state='selesai' AND ended_at>=?1 AND "
         "ended_at<?2 AND (?3='' OR procedure=?3)"},
        {&MonthCount::late,
         "SELECT count(*) AS n FROM case_run r JOIN office_case c ON c.id=r.case_id WHERE "
         "r.finished_at>=?1 AND r.finished_at<?2 AND r.finished_at>r.due_at AND (?3='' OR "
         "c.procedure=?3)"}};
    for (const Counted& each : kCounted) {
      auto counts = CountByMonth(office, db, each.sql, year, service);
      if (!counts) return counts.error();
      for (size_t i = 0; i < 12; ++i) months[i].*each.place = (*counts)[i];
    }
    for (size_t i = 0; i < 12; ++i) months[i].month = Format("%04d-%02zu", year, i + 1);
    return months;
  });
}

Result<void> MonthlyRecap(const OfficeWork& office, int year, const std::string& service,
                          Book& book) {
  book.title = "REKAP BULANAN";
  book.period = "Tahun " + std::to_string(year);
  book.columns = {{"bulan", "Bulan", 0.2},
                  {"masuk", "Surat masuk", 0.2},
                  {"keluar", "Surat keluar", 0.2},
                  {"selesai", "Layanan selesai", 0.2},
                  {"terlambat", "Langkah terlambat", 0.2}};
  auto months = Months(office, year, service);
  if (!months) return months.error();
  MonthCount all;
  for (const MonthCount& month : *months) {
    book.rows.push_back({month.month, std::to_string(month.in), std::to_string(month.out),
                         std::to_string(month.done), std::to_string(month.late)});
    all.in += month.in;
    all.out += month.out;
    all.done += month.done;
    all.late += month.late;
  }
  book.rows.push_back({"Jumlah", std::to_string(all.in), std::to_string(all.out),
                       std::to_string(all.done), std::to_string(all.late)});
  return {};
}

Result<void> TimeBook(const OfficeWork& office, Instant from, Instant until,
                      const std::string& service, Book& book) {
  book.title = "LAPORAN WAKTU LAYANAN";
  book.columns = {{"layanan", "Layanan", 0.14},
                  {"langkah", "Langkah", 0.05},
                  {"kegiatan", "Kegiatan", 0.25},
                  {"baku", "Waktu baku", 0.08},
                  {"jumlah", "Jumlah", 0.05},
                  {"pengerjaan", "Median pengerjaan", 0.1},
                  {"menunggu", "Median menunggu", 0.1},
                  {"terlambat", "Terlambat", 0.06},
                  {"usul", "Sebab berhenti, usul", 0.17}};
  auto times = TimeReport(office, from, until, service);
  if (!times) return times.error();
  for (const ProcedureTime& procedure : *times) {
    for (const StepTime& step : procedure.steps) {
      bool any = step.count > 0;
      book.rows.push_back({procedure.name, std::to_string(step.no), step.activity, step.limit,
                           std::to_string(step.count),
                           any ? MinutesText(step.touch_median_minutes) : "-",
                           any ? MinutesText(step.wait_median_minutes) : "-",
                           any ? std::to_string(step.late_percent) + "%" : "-", step.proposal});
    }
    for (const StopTime& stop : procedure.stops) {
      std::string state = stop.state;
      std::replace(state.begin(), state.end(), '_', ' ');
      book.rows.push_back({procedure.name, "", "Berhenti: " + state, "", std::to_string(stop.count),
                           "", MinutesText(stop.median_minutes), "", ""});
    }
  }
  return {};
}

}  // namespace piket
