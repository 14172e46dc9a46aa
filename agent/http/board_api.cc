// What waits: the inbox of a position, the board of the whole office.
#include <algorithm>
#include <map>

#include "agent/http/case_rows.h"
#include "agent/office/answer.h"
#include "agent/office/step_may.h"

namespace piket {
namespace {

constexpr int kCardsOfStep = 20;
constexpr int kInboxRows = 200;

std::string Marks(const std::vector<std::string>& texts, std::vector<SqlValue>& values) {
  std::string marks;
  for (const std::string& text : texts) {
    marks += marks.empty() ? "?" : ",?";
    values.emplace_back(text);
  }
  return marks;
}

// What a case's position says when one of these positions has the step: itself, its unit, the desk
// for the applicant.
std::vector<std::string> ActorsOf(const OfficeWork& office, const std::string& position,
                                  bool desk) {
  std::vector<std::string> actors = {position};
  for (const Unit& unit : office.positions.units) {
    const auto& all = unit.positions;
    if (std::find(all.begin(), all.end(), position) != all.end()) actors.push_back(unit.id);
  }
  if (desk) actors.emplace_back("opd");
  return actors;
}

struct Held {
  std::string id;
  std::vector<std::string> actors;
};

// The positions the viewer holds; who is at the desk stands in for the applicant.
std::vector<Held> HeldBy(const OfficeWork& office, const Actor& actor, const std::string& only) {
  std::vector<Held> held;
  for (const std::string& position : ViewOf(office, actor).own) {
    if (only.empty() || only == position) {
      held.push_back({position, ActorsOf(office, position, false)});
    }
  }
  if (IsAtDesk(office, actor) && (only.empty() || only == "opd")) held.push_back({"opd", {"opd"}});
  return held;
}

Json LetterBrief(const CaseRow& row) {
  return {{"id", row.c.letter},     {"display", row.display},   {"sender", row.sender},
          {"subject", row.subject}, {"urgency", row.c.urgency}, {"security", row.c.security},
          {"hidden", row.hidden}};
}

struct Reading {
  const OfficeWork& office;
  Database& db;
  const Actor& actor;
  View view;
  Calendar calendar;
};

Json InboxRow(const std::string& kind, const Json& case_json, const Json& letter,
              const std::string& position, Instant since) {
  return {{"kind", kind},         {"case", case_json},       {"letter", letter},
          {"position", position}, {"since", IsoText(since)}, {"due", nullptr},
          {"level", 0},           {"activity", ""},          {"from", ""},
          {"instruction", ""},    {"unread", false}};
}

Json CaseInboxRow(const Reading& reading, const std::string& kind, const CaseRow& row,
                  const std::string& position, Instant since) {
  Json brief = ToJson(reading.office, reading.calendar, row);
  Json json = InboxRow(kind, brief, LetterBrief(row), position, since);
  for (const char* field : {"due", "level", "activity"}) json[field] = brief[field];
  return json;
}

// Steps that wait for the position: those with a limit first, the nearest first.
Result<void> AddSteps(const Reading& reading, const Held& held, Json& rows) {
  for (const char* due : {"IS NOT NULL", "IS NULL"}) {
    std::vector<SqlValue> values;
    // Chosen by the index alone; only what is shown is read.
    std::string chosen =
        "c.rowid IN (SELECT c.rowid FROM office_case c WHERE c.ended_at IS NULL AND c.position IN "
        "(" +
        Marks(held.actors, values) + ") AND c.state='berjalan' AND c.due_at " + due;
    chosen += ShownCondition(reading.view, values);
    auto found =
        CaseRows(reading.office, reading.db, reading.view,
                 chosen + " ORDER BY c.due_at, c.rowid LIMIT " + std::to_string(kInboxRows) + ")",
                 values, "ORDER BY c.due_at, c.rowid");
    if (!found) return found.error();
    for (const CaseRow& row : *found) {
      rows.push_back(CaseInboxRow(reading, "langkah", row, held.id, row.arrived));
    }
  }
  return {};
}

// Dispositions the position has not read yet.
Result<void> AddDispositions(const Reading& reading, const Held& held, Json& rows) {
  auto found = reading.db.Ask(
      "SELECT d.id, d.letter, d.position, d.at, d.text, d.instructions, d.deadline, (SELECT c.id "
      "FROM office_case c WHERE c.letter=d.letter AND c.parent IS NULL LIMIT 1) AS case_id FROM "
      "disposition_recipient r JOIN disposition d ON d.id=r.disposition WHERE r.position=? AND "
      "r.read_at IS NULL AND (r.officer='' OR r.officer=?) AND d.recalled_at IS NULL ORDER BY d.at "
      "LIMIT 100",
      {held.id, reading.actor.officer.id});
  if (!found) return found.error();
  for (const Row& row : *found) {
    if (row.IsNull("case_id")) continue;
    auto cases =
        CaseRows(reading.office, reading.db, reading.view, "c.id=?", {row.Text("case_id")}, "");
    if (!cases) return cases.error();
    if (cases->empty()) continue;
    Instant at(std::chrono::milliseconds(row.Integer("at")));
    Json json = CaseInboxRow(reading, "disposisi", cases->front(), held.id, at);
    json["from"] = reading.office.positions.ActorName(row.Text("position"), reading.office.Today());
    std::vector<std::string> words;
    if (auto codes = ParseJson(row.Text("instructions"))) {
      for (const std::string& code : TextsOf(*codes)) {
        for (const TickChoice& choice : reading.office.papers.sheet.instructions) {
          if (choice.code == code) words.push_back(choice.name);
        }
      }
    }
    std::string instruction;
    for (const std::string& word : words) {
      instruction += (instruction.empty() ? "" : ", ") + word;
    }
    if (!row.Text("text").empty()) {
      instruction += (instruction.empty() ? "" : ". ") + row.Text("text");
    }
    json["instruction"] = cases->front().hidden ? "" : instruction;
    json["unread"] = true;
    json["disposition"] = row.Text("id");
    rows.push_back(json);
  }
  return {};
}

// Letters that wait for this officer's check or signature.
Result<void> AddOutgoing(const Reading& reading, Json& rows) {
  for (const auto& [state, verb, kind] : {std::tuple{"draf", "periksa", "periksa"},
                                          std::tuple{"diperiksa", "setujui", "tanda-tangan"}}) {
    auto letters = OutgoingIn(reading.db, state, 100);
    if (!letters) return letters.error();
    for (const OutgoingLetter& letter : *letters) {
      auto verbs = CanDo(reading.office, reading.db, reading.actor, letter);
      if (!verbs) return verbs.error();
      if (std::find(verbs->begin(), verbs->end(), verb) == verbs->end()) continue;
      auto cases =
          CaseRows(reading.office, reading.db, reading.view, "c.id=?", {letter.case_id}, "");
      if (!cases) return cases.error();
      if (cases->empty()) continue;
      Json json = CaseInboxRow(reading, kind, cases->front(), cases->front().c.position, letter.at);
      json["outgoing"] = letter.id;
      rows.push_back(json);
    }
  }
  return {};
}

Result<Json> CountOf(const Reading& reading, const Held& held) {
  std::vector<SqlValue> values = {int64_t{reading.office.Now().time_since_epoch().count()}};
  std::string where = "c.ended_at IS NULL AND c.state='berjalan' AND c.position IN (" +
                      Marks(held.actors, values) + ")";
  where += ShownCondition(reading.view, values);
  auto rows = reading.db.Ask(
      "SELECT count(*) AS n, ifnull(sum(c.due_at<?),0) AS late FROM office_case c WHERE " + where,
      values);
  if (!rows) return rows.error();
  return Json{{"id", held.id},
              {"name", reading.office.positions.ActorName(held.id, reading.office.Today())},
              {"count", rows->front().Integer("n")},
              {"late", rows->front().Integer("late")}};
}

// The most urgent first: what has a limit by that, then what came first.
void SortByUrgency(Json& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Json& left, const Json& right) {
    auto key = [](const Json& row) {
      bool limited = row["due"].is_string();
      return std::make_pair(limited ? 0 : 1, limited ? row["due"].get<std::string>()
                                                     : row["since"].get<std::string>());
    };
    return key(left) < key(right);
  });
}

Result<Json> Inbox(const OfficeWork& office, Database& db, const Officer& officer,
                   const std::string& only) {
  auto actor = ActorOf(office, db, officer);
  if (!actor) return actor.error();
  Reading reading{office, db, *actor, ViewOf(office, *actor), office.calendar.Now()};
  Json positions = Json::array();
  for (const Held& held : HeldBy(office, *actor, "")) {
    auto count = CountOf(reading, held);
    if (!count) return count.error();
    positions.push_back(*count);
  }
  Json rows = Json::array();
  auto held_now = HeldBy(office, *actor, only);
  for (const Held& held : held_now) {
    if (auto added = AddSteps(reading, held, rows); !added) return added.error();
    if (auto added = AddDispositions(reading, held, rows); !added) return added.error();
  }
  if (auto added = AddOutgoing(reading, rows); !added) return added.error();
  SortByUrgency(rows);
  return Json{{"positions", positions}, {"rows", rows}};
}

// The cards of one procedure by step, the most urgent first: what has a limit by that, then what
// came first.
Result<std::map<int, Json>> CardsOf(const Reading& reading, const std::string& procedure) {
  std::vector<SqlValue> values = {procedure};
  std::string shown = ShownCondition(reading.view, values);
  values.emplace_back(int64_t{kCardsOfStep});
  // Chosen by the index alone; only what is shown is read.
  auto rows = CaseRows(
      reading.office, reading.db, reading.view,
      "c.rowid IN (SELECT row FROM (SELECT c.rowid AS row, row_number() OVER (PARTITION BY c.step "
      "ORDER BY c.due_at IS NULL, c.due_at, c.rowid) AS place FROM office_case c WHERE c.ended_at "
      "IS NULL AND c.procedure=?" +
          shown + ") WHERE place<=?)",
      values, "ORDER BY c.step, c.due_at IS NULL, c.due_at, c.rowid");
  if (!rows) return rows.error();
  std::map<int, Json> cards;
  for (const CaseRow& row : *rows) {
    auto step = cards.try_emplace(row.c.step, Json::array()).first;
    step->second.push_back(ToJson(reading.office, reading.calendar, row));
  }
  return cards;
}

// A procedure of the board without cards; `counts` its rows of (step, n, late, stopped).
Json BoardOf(const Procedure& procedure, const std::vector<const Row*>& counts) {
  Json json = {{"id", procedure.id}, {"name", procedure.name}, {"open", 0},
               {"late", 0},          {"stopped", 0},           {"steps", Json::array()}};
  int64_t open = 0, late = 0, stopped = 0;
  for (const Step& step : procedure.steps) {
    Json column = {{"no", step.no},
                   {"activity", step.activity},
                   {"actor", procedure.ActorName(step)},
                   {"count", 0},
                   {"late", 0},
                   {"cases", Json::array()}};
    for (const Row* row : counts) {
      if (row->Integer("step") != step.no) continue;
      column["count"] = row->Integer("n");
      column["late"] = row->Integer("late");
      open += row->Integer("n");
      late += row->Integer("late");
      stopped += row->Integer("stopped");
    }
    json["steps"].push_back(column);
  }
  json["open"] = open;
  json["late"] = late;
  json["stopped"] = stopped;
  return json;
}

// Every procedure with its counts. The columns are those of the text in force; a case of an older
// one stands at its number.
Result<Json> Counts(const Reading& reading) {
  const OfficeWork& office = reading.office;
  std::vector<SqlValue> values = {int64_t{office.Now().time_since_epoch().count()}};
  std::string shown = ShownCondition(reading.view, values);
  auto counts = reading.db.Ask(
      "SELECT c.procedure, c.step, count(*) AS n, ifnull(sum(c.due_at<?),0) AS late, "
      "sum(c.state<>'berjalan') AS stopped FROM office_case c WHERE c.ended_at IS NULL" +
          shown + " GROUP BY c.procedure, c.step",
      values);
  if (!counts) return counts.error();
  Json procedures = Json::array();
  std::vector<std::string> done;
  for (const auto& listed : office.procedures.All()) {
    if (std::find(done.begin(), done.end(), listed->id) != done.end()) continue;
    done.push_back(listed->id);
    auto in_force = office.procedures.InForce(listed->id, office.Today());
    std::vector<const Row*> own;
    for (const Row& row : *counts) {
      if (row.Text("procedure") == listed->id) own.push_back(&row);
    }
    procedures.push_back(BoardOf(in_force ? **in_force : *listed, own));
  }
  return procedures;
}

// The procedure whose cards are shown: the one asked for, else the one with most that is late.
Json* Picked(Json& procedures, const std::string& service) {
  Json* picked = nullptr;
  auto rank = [](const Json& one) { return std::make_pair(one["late"], one["open"]); };
  for (Json& one : procedures) {
    if (one["id"] == service) return &one;
    if (picked == nullptr || rank(*picked) < rank(one)) picked = &one;
  }
  return picked;
}

Result<Json> Board(const OfficeWork& office, Database& db, const Officer& officer,
                   const std::string& service) {
  auto actor = ActorOf(office, db, officer);
  if (!actor) return actor.error();
  Reading reading{office, db, *actor, ViewOf(office, *actor), office.calendar.Now()};
  auto procedures = Counts(reading);
  if (!procedures) return procedures.error();
  Json board = {{"at", IsoText(office.Now())}, {"service", ""}};
  if (Json* picked = Picked(*procedures, service)) {
    board["service"] = (*picked)["id"];
    auto cards = CardsOf(reading, (*picked)["id"]);
    if (!cards) return cards.error();
    for (Json& step : (*picked)["steps"]) {
      auto own = cards->find(step["no"].get<int>());
      if (own != cards->end()) step["cases"] = std::move(own->second);
    }
  }
  board["procedures"] = std::move(*procedures);
  return board;
}

Answer AnswerOf(const Result<Json>& json, const Call& call) {
  return json ? Ok(*json) : Failed(json.error(), call.language);
}

}  // namespace

void AddBoardRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/inbox", "any", InOffice(s, [](Call& call, OfficeWork& office) {
               return AnswerOf(office.database().Read([&](Database& db) {
                 return Inbox(office, db, call.officer, call.Query("position"));
               }),
                               call);
             }));
  routes.Add("GET", "/api/board", "any", InOffice(s, [](Call& call, OfficeWork& office) {
               return AnswerOf(office.database().Read([&](Database& db) {
                 return Board(office, db, call.officer, call.Query("service"));
               }),
                               call);
             }));
}

}  // namespace piket
