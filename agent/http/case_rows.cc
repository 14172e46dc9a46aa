#include "agent/http/case_rows.h"

#include <map>

#include "agent/core/log.h"
#include "agent/letters/letter.h"

namespace piket {
namespace {

std::string Marks(size_t count) {
  std::string marks;
  for (size_t i = 0; i < count; ++i) marks += i == 0 ? "?" : ",?";
  return marks;
}

// Whether the letter was handed on to one of the positions, as SQL.
std::string ReachedBy(const std::vector<std::string>& positions, std::vector<SqlValue>& values) {
  if (positions.empty()) return "0";
  for (const std::string& position : positions) values.emplace_back(position);
  return "EXISTS (SELECT 1 FROM letter_reach h WHERE h.letter=c.letter AND h.position IN (" +
         Marks(positions.size()) + "))";
}

std::optional<Instant> TimeOf(const Row& row, const char* column) {
  if (row.IsNull(column)) return std::nullopt;
  return Instant(std::chrono::milliseconds(row.Integer(column)));
}

Case CaseOf(const Row& row) {
  Case c;
  c.id = row.Text("id");
  c.letter = row.Text("letter");
  c.procedure = row.Text("procedure");
  c.version = row.Text("version");
  c.state = row.Text("state");
  c.step = static_cast<int>(row.Integer("step"));
  c.run = static_cast<int>(row.Integer("run"));
  c.opened_at = Instant(std::chrono::milliseconds(row.Integer("opened_at")));
  c.ended_at = TimeOf(row, "ended_at");
  c.due_at = TimeOf(row, "due_at");
  c.due_fault = row.Text("due_fault");
  c.position = row.Text("position");
  c.parent = row.Text("parent");
  c.outside = row.Integer("outside") != 0;
  c.urgency = row.Text("urgency");
  c.security = row.Text("security");
  return c;
}

// A confidential letter's particulars, for who may see them.
void OpenRow(const OfficeWork& office, Database& db, CaseRow& row) {
  auto letter = FindLetter(db, row.c.letter);
  if (!letter) return;
  auto opened = Opened(office.safe(), *letter);
  if (!opened) {
    LogError("opening a confidential letter", opened.error(), {{"letter", row.c.letter}});
    return;
  }
  row.sender = opened->particulars.sender;
  row.subject = opened->particulars.subject;
}

}  // namespace

std::string ShownCondition(const View& view, std::vector<SqlValue>& values) {
  if (view.all) return "";
  std::string condition = " AND (";
  // Who has the step stands in the case itself: asked first.
  if (!view.own.empty()) {
    for (const std::string& position : view.own) values.emplace_back(position);
    condition += "c.position IN (" + Marks(view.own.size()) + ") OR ";
  }
  return condition + ReachedBy(view.branch, values) + ")";
}

Result<std::vector<CaseRow>> CaseRows(const OfficeWork& office, Database& db, const View& view,
                                      const std::string& where, std::vector<SqlValue> values,
                                      const std::string& rest) {
  std::vector<SqlValue> all;
  std::string own = ReachedBy(view.own, all);
  std::string branch = view.all ? "1" : ReachedBy(view.branch, all);
  all.insert(all.end(), values.begin(), values.end());
  std::string shown = ShownCondition(view, all);
  auto rows = db.Ask(
      "SELECT c.*, l.receipt_number, l.sender, l.subject, l.sealed, a.year, "
      "a.number AS agenda_number, r.arrived_at, " +
          own + " AS own, " + branch +
          " AS shown FROM office_case c JOIN letter l ON l.id=c.letter LEFT JOIN "
          "agenda_row a ON a.letter=c.letter LEFT JOIN case_run r ON "
          "r.case_id=c.id AND r.run=c.run WHERE " +
          where + shown + " " + rest,
      all);
  if (!rows) return rows.error();
  std::vector<CaseRow> list;
  for (const Row& each : *rows) {
    CaseRow row{CaseOf(each), each.Text("receipt_number"), "", "", {}, false};
    row.arrived = TimeOf(each, "arrived_at").value_or(row.c.opened_at);
    if (!each.IsNull("agenda_number")) {
      row.display = AgendaDisplay(office.settings, static_cast<int>(each.Integer("agenda_number")),
                                  static_cast<int>(each.Integer("year")));
    }
    bool secret = row.c.security == "R" || row.c.security == "SR";
    row.hidden =
        secret ? !view.confidential && each.Integer("own") == 0 : each.Integer("shown") == 0;
    if (!row.hidden) {
      row.sender = each.Text("sender");
      row.subject = each.Text("subject");
      if (!each.IsNull("sealed")) OpenRow(office, db, row);
    }
    list.push_back(std::move(row));
  }
  return list;
}

int LevelOf(const Calendar& calendar, Instant arrived, const std::optional<Instant>& due,
            Instant now) {
  if (!due || now <= arrived) return 0;
  auto whole = calendar.OfficeMs(arrived, *due);
  auto used = calendar.OfficeMs(arrived, now);
  if (!whole || !used) return now >= *due ? 100 : 0;
  int64_t limit = std::max<int64_t>(*whole, 1);
  if (now >= *due) return *used * 100 >= limit * 150 ? 150 : 100;
  return *used * 100 >= limit * 75 ? 75 : 0;
}

std::string StateName(const std::string& state) {
  static const std::map<std::string, std::string> kNames = {
      {"berjalan", "Berjalan"},
      {"menunggu_pemohon", "Menunggu pemohon"},
      {"menunggu_perangkat", "Menunggu perangkat"},
      {"menunggu_pengadaan_opd", "Menunggu pengadaan OPD"},
      {"menunggu_layanan_terkait", "Menunggu layanan terkait"},
      {"dikembalikan", "Dikembalikan"},
      {"selesai", "Selesai"},
      {"batal", "Batal"}};
  auto name = kNames.find(state);
  return name == kNames.end() ? state : name->second;
}

Json TimeOrNull(const std::optional<Instant>& at) { return at ? Json(IsoText(*at)) : Json(); }

Json ToJson(const OfficeWork& office, const Calendar& calendar, const CaseRow& row) {
  const Case& c = row.c;
  Json json = {{"id", c.id},
               {"procedure", c.procedure},
               {"procedure_name", c.procedure},
               {"number", ""},
               {"state", c.state},
               {"state_name", StateName(c.state)},
               {"step", c.step},
               {"activity", ""},
               {"actor", ""},
               {"position", c.position},
               {"position_name", office.positions.ActorName(c.position, office.Today())},
               {"run", c.run},
               {"opened_at", IsoText(c.opened_at)},
               {"ended_at", TimeOrNull(c.ended_at)},
               {"due", TimeOrNull(c.due_at)},
               {"due_fault", c.due_fault},
               {"level", LevelOf(calendar, row.arrived, c.due_at, office.Now())},
               {"outside", c.outside}};
  json["letter"] = {{"id", c.letter},         {"display", row.display}, {"sender", row.sender},
                    {"subject", row.subject}, {"urgency", c.urgency},   {"security", c.security},
                    {"hidden", row.hidden}};
  if (auto procedure = office.procedures.Version(c.procedure, c.version)) {
    json["procedure_name"] = (*procedure)->name;
    json["number"] = (*procedure)->number;
    if (const Step* step = (*procedure)->FindStep(c.step)) {
      json["activity"] = step->activity;
      json["actor"] = (*procedure)->ActorName(*step);
    }
  }
  return json;
}

}  // namespace piket
