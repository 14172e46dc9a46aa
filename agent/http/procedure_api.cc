// SOPs on the screen: their steps, what of them is assumed, their flowcharts.
#include "agent/http/screens.h"
#include "agent/office/procedure_chart.h"
#include "agent/procedure/confirmation.h"

namespace piket {
namespace {

using ProcedurePtr = std::shared_ptr<const Procedure>;

// The version in force today, else the newest there is: a pending one may be read, too.
Result<ProcedurePtr> Shown(const OfficeWork& office, const std::string& id) {
  auto in_force = office.procedures.InForce(id, office.Today());
  if (in_force) return in_force;
  for (const ProcedurePtr& each : office.procedures.All()) {
    if (each->id == id) return each;
  }
  return in_force.error();
}

Answer NoOffice(const Call& call) { return Failed({Fault::kNotFound, call.path}, call.language); }

std::string NameOf(Database& db, const Id& officer) {
  auto found = FindOfficer(db, officer);
  return found ? found->name : officer;
}

Result<Json> Full(const OfficeWork& office, const Procedure& procedure) {
  return office.database().Read([&](Database& db) -> Result<Json> {
    auto confirmations = ConfirmationsOf(db, procedure.id);
    if (!confirmations) return confirmations.error();
    Json answer = ToJson(procedure);
    answer["assumptions"] = Json::array();
    for (const Assumption& each : AssumptionsOf(procedure)) {
      Json row = {{"place", each.place},   {"name", each.name}, {"value", each.value},
                  {"source", each.source}, {"note", each.note}, {"confirmed", nullptr}};
      if (auto found = ConfirmationOf(*confirmations, each)) {
        row["confirmed"] = {{"by", NameOf(db, found->officer)}, {"at", IsoText(found->at)}};
      }
      answer["assumptions"].push_back(std::move(row));
    }
    return answer;
  });
}

Answer GetProcedures(const OfficeWork& office, Call& call) {
  Json list = Json::array();
  std::string last;
  for (const ProcedurePtr& each : office.procedures.All()) {
    if (each->id == last) continue;
    last = each->id;
    auto shown = Shown(office, each->id);
    if (!shown) return Failed(shown.error(), call.language);
    auto full = Full(office, **shown);
    if (!full) return Failed(full.error(), call.language);
    size_t confirmed = 0;
    for (const Json& row : (*full)["assumptions"]) confirmed += row["confirmed"].is_null() ? 0 : 1;
    list.push_back({{"id", (*shown)->id},
                    {"number", (*shown)->number},
                    {"name", (*shown)->name},
                    {"effective", IsoText((*shown)->effective)},
                    {"version", (*shown)->version},
                    {"assumed", (*full)["assumptions"].size()},
                    {"confirmed", confirmed}});
  }
  return Ok(list);
}

Answer GetProcedure(const OfficeWork& office, Call& call) {
  auto shown = Shown(office, call.parts[0]);
  if (!shown) return Failed(shown.error(), call.language);
  auto full = Full(office, **shown);
  return full ? Ok(*full) : Failed(full.error(), call.language);
}

Answer ConfirmAssumption(OfficeWork& office, Call& call) {
  auto shown = Shown(office, call.parts[0]);
  if (!shown) return Failed(shown.error(), call.language);
  std::string place = TextOr(call.json, "place");
  for (const Assumption& each : AssumptionsOf(**shown)) {
    if (each.place != place) continue;
    auto done = office.journal.AppendAlone(ConfirmedEntry((*shown)->id, each, call.officer.id));
    if (!done) return Failed(done.error(), call.language);
    return GetProcedure(office, call);
  }
  return Failed({Fault::kBadRequest, "place"}, call.language);
}

Answer GetFlowchart(const OfficeWork& office, Call& call, bool pdf) {
  auto shown = Shown(office, call.parts[0]);
  if (!shown) return Failed(shown.error(), call.language);
  FlowchartPaper paper =
      ChartOf(**shown, office.papers.letterhead.short_name, call.Number("step", 0), office.Now());
  auto size = PaperSizeFromWord("f4-mendatar");
  auto drawn = pdf ? DrawFlowchartPdf(paper, size.value_or(PaperSize{"", 330, 215}))
                   : DrawFlowchartSvg(paper);
  if (!drawn) return Failed(drawn.error(), call.language);
  return Bytes(std::move(*drawn), pdf ? "application/pdf" : "image/svg+xml");
}

}  // namespace

void AddProcedureRoutes(Routes& routes, Screens& screens) {
  auto add = [&](const char* method, const char* pattern, const char* needs, auto handle) {
    routes.Add(method, pattern, needs, [&screens, handle](Call& call) {
      return screens.office == nullptr ? NoOffice(call) : handle(*screens.office, call);
    });
  };
  add("GET", "/api/procedures", "any", GetProcedures);
  add("GET", "/api/procedures/{}", "any", GetProcedure);
  add("POST", "/api/procedures/{}/confirm", "kadis|admin", ConfirmAssumption);
  add("GET", "/api/procedures/{}/flowchart.svg", "any",
      [](const OfficeWork& office, Call& call) { return GetFlowchart(office, call, false); });
  add("GET", "/api/procedures/{}/flowchart.pdf", "any",
      [](const OfficeWork& office, Call& call) { return GetFlowchart(office, call, true); });
}

}  // namespace piket
