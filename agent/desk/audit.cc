// The activity log: what officers did, newest first, each with the number or the name of what it
// was about instead of the journal's id.
#include "agent/core/text.h"
#include "agent/desk/people.h"

namespace piket {
namespace {

// The letter an entry is about in any way: itself, its print, case, disposition, answer, number.
constexpr const char* kNewest =
    "WITH newest AS (SELECT a.n, e.at, e.kind, e.subject, e.body, e.author FROM arrival a "
    "JOIN entry e USING (post, epoch, seq) WHERE e.author<>'piket' ORDER BY a.n DESC LIMIT ?), "
    "about AS (SELECT newest.*, coalesce("
    "(SELECT letter FROM print WHERE id=subject), (SELECT letter FROM office_case WHERE "
    "id=subject), "
    "(SELECT letter FROM disposition WHERE id=subject), "
    "(SELECT nullif(letter,'') FROM outgoing WHERE id=subject), json_extract(body,'$.letter'), "
    "subject) "
    "AS letter_id FROM newest) "
    "SELECT about.at, about.kind, about.subject, about.body, ifnull(o.name,'Piket') AS name, "
    "ifnull(l.receipt_number,'') AS receipt, ifnull(r.number,0) AS number, ifnull(r.year,0) AS "
    "year, "
    "coalesce((SELECT name FROM officer WHERE id=about.subject), (SELECT p.name FROM appointment m "
    "JOIN officer p ON p.id=m.officer WHERE m.id=about.subject), '') AS person, "
    "ifnull((SELECT number FROM outgoing WHERE id=about.subject),'') AS outgoing, "
    "ifnull((SELECT at FROM batch WHERE id=about.subject),0) AS batch_at "
    "FROM about LEFT JOIN officer o ON o.id=about.author LEFT JOIN letter l ON l.id=letter_id "
    "LEFT JOIN agenda_row r ON r.letter=letter_id ORDER BY about.n DESC";

std::string AboutOf(const Row& row, const Settings& settings) {
  const std::string subject = row.Text("subject");
  if (const std::string number = row.Text("outgoing"); !number.empty()) return number;
  if (const std::string receipt = row.Text("receipt"); !receipt.empty()) {
    const auto number = static_cast<int>(row.Integer("number"));
    const auto year = static_cast<int>(row.Integer("year"));
    return number == 0 ? receipt : receipt + " · agenda " + AgendaDisplay(settings, number, year);
  }
  if (const std::string person = row.Text("person"); !person.empty()) return person;
  if (const int64_t at = row.Integer("batch_at"); at > 0) {
    return "Tumpukan " + IndonesianText(Instant(std::chrono::milliseconds(at)), settings.zone);
  }
  if (subject.rfind("post/", 0) == 0) return "Pos " + subject.substr(5);
  return IsId(subject) ? "" : subject;
}

}  // namespace

Result<std::vector<AuditRow>> Audit(Desk& desk, int limit) {
  return desk.database().Read([&](Database& db) -> Result<std::vector<AuditRow>> {
    auto rows = db.Ask(kNewest, {int64_t{limit}});
    if (!rows) return rows.error();
    std::vector<AuditRow> audit;
    for (const Row& row : *rows) {
      std::string what = row.Text("kind");
      if (what == "officer.signed") {
        auto body = ParseJson(row.Text("body"));
        if (body) what += ": " + TextOr(*body, "how");
      }
      audit.push_back({Instant(std::chrono::milliseconds(row.Integer("at"))), row.Text("name"),
                       what, AboutOf(row, desk.settings)});
    }
    return audit;
  });
}

}  // namespace piket
