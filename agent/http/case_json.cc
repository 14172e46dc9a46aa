// The whole case: its steps with what they need and make, its times, its papers, what comes next.
#include <algorithm>
#include <map>

#include "agent/http/case_rows.h"
#include "agent/letters/disposition.h"
#include "agent/letters/outgoing.h"
#include "agent/office/step.h"
#include "agent/office/step_due.h"
#include "agent/office/step_evidence.h"
#include "agent/procedure/case_texts.h"
#include "agent/procedure/forecast.h"
#include "agent/procedure/register.h"

namespace piket {
namespace {

// Everything the case's page is made of, read in one turn of the database.
struct Parts {
  const OfficeWork& office;
  Database& db;
  Actor actor;
  CaseRow row;
  std::shared_ptr<const Procedure> procedure;
  Calendar calendar;
  std::vector<CaseRun> runs;
  std::vector<CaseStop> stops;
  std::map<Id, std::string> names;  // of officers, as they are asked for
  bool secret = false;              // notes and records stay shut too

  // A text of the case, for who may see it.
  Result<std::string> Shown(const std::string& text) const {
    if (secret) return std::string();
    if (!IsConfidential(row.c)) return text;
    return OpenText(office.safe(), row.c.letter, text);
  }

  std::string NameOf(const Id& officer) {
    auto known = names.find(officer);
    if (known != names.end()) return known->second;
    auto found = FindOfficer(db, officer);
    return names[officer] = found ? found->name : (officer == "piket" ? "Piket" : "");
  }
};

std::string ShapeWord(Shape shape) {
  switch (shape) {
    case Shape::kStart:
      return "mulai";
    case Shape::kDecision:
      return "keputusan";
    case Shape::kEnd:
      return "selesai";
    default:
      return "proses";
  }
}

Result<Json> ItemJson(Parts& parts, const std::string& id, const std::string& origin, bool optional,
                      const Provenance& provenance, const Step* making) {
  const Item* item = parts.procedure->FindItem(id);
  if (item == nullptr) return Error{Fault::kNotFound, "item " + id};
  auto evidence = EvidenceOf(parts.office, parts.db, parts.row.c, *parts.procedure, *item, making);
  if (!evidence) return evidence.error();
  Json json = {{"item", item->id},
               {"name", item->name},
               {"kind", item->proof},
               {"record", item->record},
               {"origin", origin},
               {"optional", optional},
               {"state", "belum"},
               {"proof", item->proof},
               {"reference", ""},
               {"note", ""},
               {"officer", ""},
               {"at", nullptr},
               {"mark", MarkWord(provenance.mark)},
               {"source", provenance.source},
               {"file", ""}};
  if (!evidence->has_value()) return json;
  const CaseItem& there = **evidence;
  json["state"] = there.state;
  json["proof"] = there.proof;
  json["reference"] = there.proof == "berkas" ? "" : there.reference;
  auto note = parts.Shown(there.note);
  if (!note) return note.error();
  json["note"] = *note;
  json["officer"] = parts.NameOf(there.officer);
  json["at"] = IsoText(there.at);
  if (there.proof == "berkas" && !there.reference.empty() && !parts.secret) {
    json["file"] = "/api/cases/" + parts.row.c.id + "/items/" + item->id + "/file";
  }
  return json;
}

Result<Json> StepJson(Parts& parts, const Step& step) {
  const Case& c = parts.row.c;
  bool done = std::any_of(parts.runs.begin(), parts.runs.end(), [&](const CaseRun& run) {
    return run.step == step.no && run.finished_at;
  });
  bool now = step.no == c.step && !c.ended_at;
  Json json = {{"no", step.no},
               {"activity", step.activity},
               {"shape", ShapeWord(step.shape)},
               {"actors", Json::array()},
               {"position", step.actors.empty() ? "" : step.actors.front()},
               {"ends_by", step.ends_by},
               {"limit", step.limit_by_urgency ? "menurut derajat" : LimitText(step.limit)},
               {"mark", MarkWord(step.limit_provenance.mark)},
               {"source", step.limit_provenance.source},
               {"state", now    ? "berjalan"
                         : done ? "selesai"
                                : "nanti"},
               {"needs", Json::array()},
               {"makes", Json::array()},
               {"ways", Json::array()}};
  for (const std::string& actor : step.actors) {
    json["actors"].push_back(parts.office.positions.ActorName(actor, parts.office.Today()));
  }
  for (const Need& need : step.needs) {
    if (!Holds(need.when, c.facts)) continue;
    auto item = ItemJson(parts, need.item, OriginWord(need.origin), need.optional, need.provenance,
                         nullptr);
    if (!item) return item;
    json["needs"].push_back(*item);
  }
  for (const Product& product : step.makes) {
    if (!Holds(product.when, c.facts)) continue;
    auto item = ItemJson(parts, product.item, "dibuat", false, product.provenance, &step);
    if (!item) return item;
    json["makes"].push_back(*item);
  }
  for (const Way& way : step.ways) {
    if (!Holds(way.when, c.facts)) continue;
    json["ways"].push_back({{"outcome", way.outcome},
                            {"name", way.name},
                            {"to", way.to},
                            {"returns", way.returns},
                            {"reason", way.returns || way.outside || way.outcome == "tidak"}});
  }
  return json;
}

Json MinutesOrNull(const Result<int64_t>& ms) { return ms ? Json(*ms / 60000) : Json(); }

Json RunJson(Parts& parts, const CaseRun& run) {
  const Step* step = parts.procedure->FindStep(run.step);
  Instant end = run.finished_at.value_or(parts.row.c.ended_at.value_or(parts.office.Now()));
  Json json = {{"run", run.run},
               {"step", run.step},
               {"activity", step == nullptr ? "" : step->activity},
               {"arrived_at", IsoText(run.arrived_at)},
               {"due", TimeOrNull(run.due_at)},
               {"started_at", TimeOrNull(run.started_at)},
               {"finished_at", TimeOrNull(run.finished_at)},
               {"by", parts.NameOf(run.finished_by.empty() ? run.started_by : run.finished_by)},
               {"position", parts.office.positions.ActorName(run.position, parts.office.Today())},
               {"outcome", run.outcome},
               {"reason", run.reason},
               {"reviewed_with", Json::array()},
               {"touch_minutes", nullptr},
               {"late_minutes", 0}};
  for (const Id& officer : run.reviewed_with) {
    json["reviewed_with"].push_back(parts.NameOf(officer));
  }
  json["elapsed_minutes"] =
      MinutesOrNull(WorkedMs(parts.calendar, parts.stops, run.arrived_at, end));
  if (run.started_at) {
    json["touch_minutes"] =
        MinutesOrNull(WorkedMs(parts.calendar, parts.stops, *run.started_at, end));
  }
  if (run.due_at && end > *run.due_at) {
    json["late_minutes"] = MinutesOrNull(parts.calendar.OfficeMs(*run.due_at, end));
  }
  return json;
}

Json MissingJson(const std::vector<Missing>& missing) {
  Json list = Json::array();
  for (const Missing& each : missing) {
    list.push_back({{"item", each.item}, {"name", each.name}, {"what", each.what}});
  }
  return list;
}

Result<Json> AllMissing(Parts& parts) {
  const Case& c = parts.row.c;
  Json json = {{"start", Json::array()}, {"finish", Json::object()}};
  const Step* step = parts.procedure->FindStep(c.step);
  if (c.ended_at || step == nullptr) return json;
  auto start = MissingOfStart(parts.office, parts.db, c, *parts.procedure, *step);
  if (!start) return start.error();
  json["start"] = MissingJson(*start);
  for (const Way& way : step->ways) {
    if (!Holds(way.when, c.facts)) continue;
    auto missing = MissingToFinish(parts.office, parts.db, c, way.outcome);
    if (!missing) return missing.error();
    json["finish"][way.outcome] = MissingJson(*missing);
  }
  return json;
}

Json ForecastJson(const Parts& parts) {
  Json list = Json::array();
  const Case& c = parts.row.c;
  if (c.ended_at) return list;
  Standing standing{c.step, c.opened_at, parts.row.arrived, c.due_at, c.state, c.facts, {}};
  for (const UrgencyChoice& choice : parts.office.papers.sheet.urgencies) {
    if (choice.code != c.urgency) continue;
    standing.urgency_limit = LimitFromText(choice.limit).value_or(Limit{});
  }
  const Date today = parts.office.Today();
  for (const Projection& each :
       Forecast(*parts.procedure, parts.calendar, standing, parts.office.Now())) {
    auto late = each.until > each.planned ? parts.calendar.OfficeMs(each.planned, each.until)
                                          : Result<int64_t>(int64_t{0});
    list.push_back(
        {{"step", each.step},
         {"activity", each.activity},
         {"actor", parts.office.positions.ActorName(each.actor, today)},
         {"waits_for",
          each.waits_for.empty() ? "" : parts.office.positions.ActorName(each.waits_for, today)},
         {"from", IsoText(each.from)},
         {"until", IsoText(each.until)},
         {"planned", IsoText(each.planned)},
         {"late_minutes", MinutesOrNull(late)},
         {"provisional", each.provisional}});
  }
  return list;
}

Json AsksJson(const Parts& parts) {
  Json list = Json::array();
  const Step* step = parts.procedure->FindStep(parts.row.c.step);
  if (step == nullptr || parts.row.c.ended_at) return list;
  for (const std::string& id : step->asks) {
    const Fact* fact = parts.procedure->FindFact(id);
    if (fact == nullptr) continue;
    list.push_back({{"id", id},
                    {"name", fact->name},
                    {"values", fact->values},
                    {"value", parts.secret ? "" : TextOr(parts.row.c.facts, id.c_str())}});
  }
  return list;
}

Result<void> AddRecords(Parts& parts, Json& json) {
  auto records = RecordsOfCase(parts.db, parts.row.c.id);
  if (!parts.secret) records = AllOpened(parts.office.safe(), parts.row.c, records);
  if (!records) return records.error();
  json["records"] = Json::array();
  json["records_due"] = Json::array();
  for (const CaseRecord& record : *records) {
    if (parts.secret) break;
    json["records"].push_back({{"id", record.id},
                               {"kind", record.kind},
                               {"kind_name", RecordName(record.kind)},
                               {"text", record.text},
                               {"data", record.data},
                               {"by", parts.NameOf(record.officer)},
                               {"at", IsoText(record.at)}});
  }
  for (const std::string& kind : parts.procedure->records) {
    bool there = std::any_of(records->begin(), records->end(),
                             [&](const CaseRecord& record) { return record.kind == kind; });
    json["records_due"].push_back({{"kind", kind}, {"name", RecordName(kind)}, {"there", there}});
  }
  return {};
}

Result<void> AddPapers(Parts& parts, Json& json) {
  json["dispositions"] = Json::array();
  json["outgoing"] = Json::array();
  if (parts.row.hidden) return {};
  auto dispositions = DispositionsOfLetter(parts.db, parts.row.c.letter);
  if (!dispositions) return dispositions.error();
  for (const Disposition& disposition : *dispositions) {
    auto each = DispositionJson(parts.office, parts.db, parts.actor, disposition);
    if (!each) return each.error();
    json["dispositions"].push_back(*each);
  }
  auto letters = OutgoingOfCase(parts.db, parts.row.c.id);
  if (!letters) return letters.error();
  for (const OutgoingLetter& letter : *letters) {
    auto each = OutgoingJson(parts.office, parts.db, parts.actor, letter);
    if (!each) return each.error();
    if (!each->is_null()) json["outgoing"].push_back(*each);
  }
  return {};
}

Result<void> AddLinks(Parts& parts, Json& json) {
  json["links"] = Json::array();
  const View view = ViewOf(parts.office, parts.actor);
  const Case& c = parts.row.c;
  for (const auto& [relation, where, id] :
       {std::tuple{"induk", "c.id=?", c.parent}, std::tuple{"tautan", "c.parent=?", c.id},
        std::tuple{"perbaikan-dari", "c.id=?", c.improves},
        std::tuple{"diperbaiki-oleh", "c.improves=?", c.id}}) {
    if (id.empty()) continue;
    auto rows = CaseRows(parts.office, parts.db, view, where, {id}, "ORDER BY c.opened_at");
    if (!rows) return rows.error();
    for (const CaseRow& row : *rows) {
      json["links"].push_back(
          {{"case", ToJson(parts.office, parts.calendar, row)}, {"relation", relation}});
    }
  }
  return {};
}

Result<void> AddAddresses(Parts& parts, Json& json) {
  auto free = Addresses(parts.db, "bebas");
  auto own = AddressesOfCase(parts.db, parts.row.c.id);
  if (!free) return free.error();
  if (!own) return own.error();
  json["addresses"] = {{"free", free->size()}, {"own", Json::array()}};
  for (const PublicAddress& address : *own) json["addresses"]["own"].push_back(address.ip);
  return {};
}

Result<Json> Whole(Parts& parts) {
  const Case& c = parts.row.c;
  Json json = ToJson(parts.office, parts.calendar, parts.row);
  json["version"] = c.version;
  json["facts"] = parts.secret ? Json::object() : c.facts;
  json["asks"] = AsksJson(parts);
  json["steps"] = Json::array();
  for (const Step& step : parts.procedure->steps) {
    auto each = StepJson(parts, step);
    if (!each) return each;
    json["steps"].push_back(*each);
  }
  auto missing = AllMissing(parts);
  if (!missing) return missing;
  json["missing"] = *missing;
  json["runs"] = Json::array();
  for (const CaseRun& run : parts.runs) json["runs"].push_back(RunJson(parts, run));
  json["forecast"] = ForecastJson(parts);
  json["stops"] = Json::array();
  for (const CaseStop& stop : parts.stops) {
    json["stops"].push_back({{"state", stop.state},
                             {"from", IsoText(stop.from)},
                             {"until", TimeOrNull(stop.until)},
                             {"reason", stop.reason},
                             {"by", parts.NameOf(stop.officer)}});
  }
  for (auto add : {AddRecords, AddPapers, AddLinks, AddAddresses}) {
    if (auto added = add(parts, json); !added) return added.error();
  }
  auto verbs = CanDo(parts.office, parts.db, parts.actor, c);
  if (!verbs) return verbs.error();
  json["can"] = *verbs;
  return json;
}

Result<Json> ReadWhole(const OfficeWork& office, Database& db, const Officer& viewer,
                       const Id& id) {
  auto actor = ActorOf(office, db, viewer);
  if (!actor) return actor.error();
  auto rows = CaseRows(office, db, ViewOf(office, *actor), "c.id=?", {id}, "");
  if (!rows) return rows.error();
  if (rows->empty()) return Error{Fault::kNotFound, "case " + id};
  auto c = FindCase(db, id);
  if (!c) return c.error();
  auto procedure = office.procedures.Version(c->procedure, c->version);
  if (!procedure) return procedure.error();
  const bool secret = rows->front().hidden && IsConfidential(*c);
  auto runs = RunsOfCase(db, id);
  auto stops = StopsOfCase(db, id);
  if (secret) {
    if (runs)
      for (CaseRun& run : *runs) run.reason.clear();
    if (stops)
      for (CaseStop& stop : *stops) stop.reason.clear();
  } else {
    runs = AllOpened(office.safe(), *c, runs);
    stops = AllOpened(office.safe(), *c, stops);
  }
  if (!runs) return runs.error();
  if (!stops) return stops.error();
  rows->front().c = *c;
  Parts parts{office, db,     *actor, rows->front(), *procedure, office.calendar.Now(),
              *runs,  *stops, {},     secret};
  return Whole(parts);
}

}  // namespace

Result<Json> FullCase(Screens& screens, OfficeWork& office, const Officer& viewer, const Id& id) {
  struct Found {
    Json json;
    Letter letter;
  };
  auto found = office.database().Read([&](Database& db) -> Result<Found> {
    auto json = ReadWhole(office, db, viewer, id);
    if (!json) return json.error();
    auto letter = FindLetter(db, (*json)["letter"]["id"].get<std::string>());
    if (!letter) return letter.error();
    return Found{*json, *letter};
  });
  if (!found) return found.error();
  Json brief = found->json["letter"];
  // The letter as its own page shows it, with what a card needs of it.
  if (!brief["hidden"].get<bool>()) found->json["letter"] = ToJson(screens, found->letter, viewer);
  for (const auto& [name, value] : brief.items()) found->json["letter"][name] = value;
  return found->json;
}

}  // namespace piket
