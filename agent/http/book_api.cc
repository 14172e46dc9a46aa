// Books, reports and the registers kept by hand.
#include <algorithm>

#include "agent/core/text.h"
#include "agent/http/screens.h"
#include "agent/office/books.h"
#include "agent/office/reports.h"
#include "agent/procedure/case.h"
#include "agent/procedure/register.h"

namespace piket {
namespace {

constexpr const char* kReaders =
    "kadis|sekretaris|kasubbag|kabid|sub_koordinator|staf|petugas_noc|loket|agendaris|arsiparis|"
    "auditor";

Answer NoOffice(const Call& call) {
  return Failed({Fault::kNotFound, "no office here"}, call.language);
}

Result<Book> Asked(Screens& s, const Call& call, const std::string& name) {
  auto actor =
      s.desk.database().Read([&](Database& db) { return ActorOf(*s.office, db, call.officer); });
  if (!actor) return actor.error();
  // What was asked for and is no number is no period either: never silently another one.
  auto asked = [&](const char* period) {
    return call.Query(period).empty() ? 0 : call.Number(period, -1);
  };
  BookQuery query{asked("year"), asked("month"), call.Query("service")};
  return BookOf(*s.office, *actor, name, query);
}

Answer Attached(std::string bytes, const std::string& type, const std::string& file) {
  Answer answer = Bytes(std::move(bytes), type);
  answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file + "\"");
  return answer;
}

// "agenda", "agenda.pdf" or "agenda.csv".
Answer GetBook(Screens& s, Call& call) {
  if (s.office == nullptr) return NoOffice(call);
  std::string name = call.parts[0];
  std::string ending;
  if (name.ends_with(".pdf") || name.ends_with(".csv")) {
    ending = name.substr(name.size() - 3);
    name.resize(name.size() - 4);
  }
  auto book = Asked(s, call, name);
  if (!book) return Failed(book.error(), call.language);
  if (ending == "csv") {
    return Attached(BookCsv(*book), "text/csv; charset=utf-8", "buku-" + name + ".csv");
  }
  if (ending == "pdf") {
    auto pdf = BookPdf(*s.office, *book);
    if (!pdf) return Failed(pdf.error(), call.language);
    return Bytes(std::move(*pdf), "application/pdf");
  }
  Json columns = Json::array();
  for (const BookColumn& column : book->columns) {
    columns.push_back({{"id", column.id}, {"name", column.name}});
  }
  return Ok({{"title", book->title},
             {"period", book->period},
             {"columns", columns},
             {"rows", book->rows},
             {"void", book->void_rows}});
}

Json ProcedureJson(const ProcedureTime& procedure) {
  Json steps = Json::array();
  for (const StepTime& step : procedure.steps) {
    steps.push_back({{"no", step.no},
                     {"activity", step.activity},
                     {"limit", step.limit},
                     {"count", step.count},
                     {"touch_median_minutes", step.touch_median_minutes},
                     {"wait_median_minutes", step.wait_median_minutes},
                     {"late_percent", step.late_percent},
                     {"proposal", step.proposal}});
  }
  Json stops = Json::array();
  for (const StopTime& stop : procedure.stops) {
    std::string name = stop.state;
    for (char& c : name) c = c == '_' ? ' ' : c;
    stops.push_back({{"state", stop.state},
                     {"name", name},
                     {"count", stop.count},
                     {"median_minutes", stop.median_minutes}});
  }
  return {{"id", procedure.id},
          {"name", procedure.name},
          {"cases", procedure.cases},
          {"steps", steps},
          {"stops", stops}};
}

// The first instant of an ISO day at the office; the next day's with `after`.
std::optional<Instant> DayStart(const Screens& s, const std::string& iso, bool after) {
  auto date = DateFromIso(iso);
  if (!date) return std::nullopt;
  LocalTime local;
  local.date = Date(std::chrono::sys_days(*date) + std::chrono::days(after ? 1 : 0));
  return FromLocal(local, s.desk.settings.zone);
}

Answer GetTimes(Screens& s, Call& call) {
  if (s.office == nullptr) return NoOffice(call);
  int year = static_cast<int>(s.office->Today().year());
  std::string from = call.Query("from");
  std::string until = call.Query("until");
  auto begin = DayStart(s, from.empty() ? Format("%04d-01-01", year) : from, false);
  auto end = DayStart(s, until.empty() ? IsoText(s.office->Today()) : until, true);
  if (!begin) return Failed({Fault::kBadRequest, "from"}, call.language);
  if (!end || *end <= *begin) return Failed({Fault::kBadRequest, "until"}, call.language);
  if (!IsService(*s.office, call.Query("service"))) {
    return Failed({Fault::kBadRequest, "service"}, call.language);
  }
  auto times = TimeReport(*s.office, *begin, *end, call.Query("service"));
  if (!times) return Failed(times.error(), call.language);
  int of_year = static_cast<int>(ToLocal(*begin, s.desk.settings.zone).date.year());
  auto months = Months(*s.office, of_year, call.Query("service"));
  if (!months) return Failed(months.error(), call.language);
  Json procedures = Json::array();
  for (const ProcedureTime& each : *times) procedures.push_back(ProcedureJson(each));
  Json counts = Json::array();
  for (const MonthCount& each : *months) {
    counts.push_back({{"month", each.month},
                      {"in", each.in},
                      {"out", each.out},
                      {"done", each.done},
                      {"late", each.late}});
  }
  return Ok({{"procedures", procedures}, {"months", counts}});
}

bool IsCase(Screens& s, const std::string& id) {
  return bool(s.desk.database().Read([&](Database& db) { return FindCase(db, id); }));
}

// Appends the row when its fields are right; the row as it stands then. `wrong`: the fields that
// were not even of the right type.
template <class Row>
Answer SetRow(Screens& s, const Call& call, const Row& row, std::vector<std::string> wrong,
              const NewEntry& entry, Json shown) {
  if (s.office == nullptr) return NoOffice(call);
  for (const std::string& field : WrongFields(row)) {
    if (std::find(wrong.begin(), wrong.end(), field) == wrong.end()) wrong.push_back(field);
  }
  if (!wrong.empty()) return Failed({Fault::kBadRequest, Join(wrong, ",")}, call.language);
  auto done = s.office->journal.AppendAlone(entry);
  if (!done) return Failed(done.error(), call.language);
  shown["officer"] = call.officer.name;
  return Ok(shown);
}

Answer PostAddress(Screens& s, Call& call) {
  const Json& json = call.json;
  PublicAddress row;
  row.ip = CanonicalIp(TextOr(json, "ip"));
  row.state = TextOr(json, "state");
  row.note = Trimmed(TextOr(json, "note"));
  if (row.state != "bebas") {
    row.case_id = TextOr(json, "case");
    auto before = s.desk.database().Read([&](Database& db) { return FindAddress(db, row.ip); });
    if (row.case_id.empty() && before && *before) row.case_id = (*before)->case_id;
  }
  auto wrong = NotTexts(json, {"ip", "state", "note", "case"});
  if (!TextOr(json, "case").empty() && !IsCase(s, TextOr(json, "case"))) wrong.emplace_back("case");
  NewEntry entry = AddressEntry(row, call.officer.id);
  return SetRow(s, call, row, wrong, entry, entry.body);
}

Answer PostSubdomain(Screens& s, Call& call) {
  const Json& json = call.json;
  Subdomain row;
  row.name = LowerAscii(Trimmed(TextOr(json, "name")));
  row.target = LowerAscii(Trimmed(TextOr(json, "target")));
  row.owner = Trimmed(TextOr(json, "owner"));
  row.manager = Trimmed(TextOr(json, "manager"));
  row.state = TextOr(json, "state");
  row.case_id = TextOr(json, "case");
  auto before = s.desk.database().Read([&](Database& db) { return FindSubdomain(db, row.name); });
  if (row.case_id.empty() && before && *before) row.case_id = (*before)->case_id;
  auto wrong = NotTexts(json, {"name", "target", "owner", "manager", "state", "case"});
  if (!TextOr(json, "case").empty() && !IsCase(s, TextOr(json, "case"))) wrong.emplace_back("case");
  NewEntry entry = SubdomainEntry(row, call.officer.id);
  return SetRow(s, call, row, wrong, entry, entry.body);
}

Answer PostServer(Screens& s, Call& call) {
  const Json& json = call.json;
  auto whole = [&](const char* field) {
    // What no int can hold is wrong anyway.
    return static_cast<int>(std::clamp<int64_t>(IntegerOr(json, field), -1, 2000000000));
  };
  HostingServer row;
  row.name = Trimmed(TextOr(json, "name"));
  row.ip = Trimmed(TextOr(json, "ip"));
  if (std::string usual = CanonicalIp(row.ip); !usual.empty()) row.ip = usual;
  row.disk_gb = whole("disk_gb");
  row.disk_used_gb = whole("disk_used_gb");
  row.bandwidth_mbps = whole("bandwidth_mbps");
  row.bandwidth_used_mbps = whole("bandwidth_used_mbps");
  row.note = Trimmed(TextOr(json, "note"));
  auto wrong = NotTexts(json, {"name", "ip", "note"});
  for (const std::string& field :
       NotIntegers(json, {"disk_gb", "disk_used_gb", "bandwidth_mbps", "bandwidth_used_mbps"})) {
    wrong.push_back(field);
  }
  NewEntry entry = ServerEntry(row, call.officer.id);
  return SetRow(s, call, row, wrong, entry, entry.body);
}

}  // namespace

void AddBookRoutes(Routes& routes, Screens& s) {
  const std::string keepers = "petugas_noc|sub_koordinator|kabid|admin";
  routes.Add("GET", "/api/books/{}", kReaders, [&s](Call& call) { return GetBook(s, call); });
  routes.Add("GET", "/api/reports/time", kReaders, [&s](Call& call) { return GetTimes(s, call); });
  routes.Add("POST", "/api/registers/alamat", keepers,
             [&s](Call& call) { return PostAddress(s, call); });
  routes.Add("POST", "/api/registers/subdomain", keepers,
             [&s](Call& call) { return PostSubdomain(s, call); });
  routes.Add("POST", "/api/registers/server-hosting", keepers,
             [&s](Call& call) { return PostServer(s, call); });
}

}  // namespace piket
