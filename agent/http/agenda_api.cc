// The agenda book: by number, its first number, export, printing its pages.
#include "agent/desk/draw.h"
#include "agent/desk/enter.h"
#include "agent/http/letter_rows.h"

namespace piket {
namespace {

int ThisYear(const Screens& s) {
  return static_cast<int>(ToLocal(s.desk.Now(), s.desk.settings.zone).date.year());
}

Answer GetAgenda(Screens& s, Call& call) {
  int year = call.Number("year", ThisYear(s));
  int from = call.Number("from", 1);
  int limit = std::min(call.Number("limit", 200), 1000);
  const std::string& name = s.desk.settings.agenda_book;
  const LetterScope scope = ScopeOf(ViewFor(s, call.officer));
  struct Parts {
    std::optional<AgendaBook> book;
    std::vector<int> years;
    std::vector<Letter> rows;
  };
  auto parts = s.desk.database().Read([&](Database& db) -> Result<Parts> {
    auto book = FindBook(db, name, year);
    if (!book) return book.error();
    auto years = YearsOfBook(db, name);
    if (!years) return years.error();
    auto rows = AgendaRows(db, name, year, from, limit, scope);
    if (!rows) return rows.error();
    return Parts{*book, *years, *rows};
  });
  if (!parts) return Failed(parts.error(), call.language);
  const Json rows = ToJson(s, parts->rows, call.officer);
  if (std::find(parts->years.begin(), parts->years.end(), year) == parts->years.end()) {
    parts->years.insert(parts->years.begin(), year);
  }
  return Ok({{"book", name},
             {"year", year},
             {"years", parts->years},
             {"first", parts->book ? Json(parts->book->first) : Json(1)},
             {"last", parts->book ? Json(parts->book->last) : Json(0)},
             {"rows", rows}});
}

Answer PostFirst(Screens& s, Call& call) {
  int year = call.parts[0].size() == 4 ? atoi(call.parts[0].c_str()) : 0;
  auto book =
      OpenBook(s.desk, year, static_cast<int>(IntegerOr(call.json, "number")), call.officer.id);
  if (!book) return Failed(book.error(), call.language);
  return Ok({{"book", book->book}, {"year", book->year}, {"first", book->first}});
}

Answer GetCsv(Screens& s, Call& call) {
  int year = call.Number("year", ThisYear(s));
  const View view = ViewFor(s, call.officer);
  auto csv = AgendaCsv(s.desk, year, view.confidential, ScopeOf(view));
  if (!csv) return Failed(csv.error(), call.language);
  Answer answer;
  answer.type = "text/csv; charset=utf-8";
  answer.body = *csv;
  answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"buku-agenda-" +
                                                         std::to_string(year) + ".csv\"");
  return answer;
}

Answer GetPdf(Screens& s, Call& call) {
  int year = call.Number("year", ThisYear(s));
  const View view = ViewFor(s, call.officer);
  auto pdf = AgendaPdf(s.desk, year, call.Number("from", 1), call.Number("to", 999999),
                       view.confidential, ScopeOf(view));
  if (!pdf) return Failed(pdf.error(), call.language);
  Answer answer;
  answer.type = "application/pdf";
  answer.body = *pdf;
  return answer;
}

}  // namespace

void AddAgendaRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/agenda", "any", [&s](Call& call) { return GetAgenda(s, call); });
  routes.Add("POST", "/api/agenda/{}/first", "agendaris",
             [&s](Call& call) { return PostFirst(s, call); });
  routes.Add("GET", "/api/agenda.csv", "any", [&s](Call& call) { return GetCsv(s, call); });
  routes.Add("GET", "/api/agenda.pdf", "any", [&s](Call& call) { return GetPdf(s, call); });
  routes.Add("POST", "/api/agenda/print", "loket|agendaris", [&s](Call& call) {
    auto print = s.print.OrderAgendaPages(static_cast<int>(IntegerOr(call.json, "year")),
                                          static_cast<int>(IntegerOr(call.json, "from", 1)),
                                          static_cast<int>(IntegerOr(call.json, "to")),
                                          call.officer.May("agendaris"), call.officer.id);
    return print ? Ok(ToJson(s, *print, call.language)) : Failed(print.error(), call.language);
  });
}

}  // namespace piket
