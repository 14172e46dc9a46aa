#include "agent/procedure/procedure.h"

#include <algorithm>

#include "agent/procedure/procedure_file.h"

namespace piket {
namespace {

std::string ShapeWord(Shape shape) {
  switch (shape) {
    case Shape::kStart:
      return "mulai";
    case Shape::kDecision:
      return "keputusan";
    case Shape::kEnd:
      return "selesai";
    case Shape::kProcess:
      break;
  }
  return "proses";
}

// Of `base`, with mark, source and note behind.
Json Marked(Json base, const Provenance& provenance) {
  base["mark"] = MarkWord(provenance.mark);
  base["source"] = provenance.source;
  base["note"] = provenance.note;
  return base;
}

std::string ItemName(const Procedure& procedure, const std::string& id) {
  const Item* item = procedure.FindItem(id);
  return item == nullptr ? id : item->name;
}

Json NeedsJson(const Procedure& procedure, const Step& step) {
  Json list = Json::array();
  for (const Need& need : step.needs) {
    list.push_back(Marked({{"item", need.item},
                           {"name", ItemName(procedure, need.item)},
                           {"origin", OriginWord(need.origin)},
                           {"optional", need.optional},
                           {"when", need.when}},
                          need.provenance));
  }
  return list;
}

Json MakesJson(const Procedure& procedure, const Step& step) {
  Json list = Json::array();
  for (const Product& product : step.makes) {
    list.push_back(Marked({{"item", product.item},
                           {"name", ItemName(procedure, product.item)},
                           {"when", product.when}},
                          product.provenance));
  }
  return list;
}

Json NextJson(const Step& step) {
  Json list = Json::array();
  for (const Way& way : step.ways) {
    list.push_back(Marked({{"outcome", way.outcome},
                           {"name", way.name},
                           {"to", way.to},
                           {"when", way.when},
                           {"state", way.state},
                           {"returns", way.returns},
                           {"outside", way.outside},
                           {"opens", way.opens},
                           {"opens_when", way.opens_when},
                           {"sets", way.sets},
                           {"makes", way.makes},
                           {"gates", way.gates}},
                          way.provenance));
  }
  return list;
}

Json StepJson(const Procedure& procedure, const Step& step) {
  Json limit = {{"value", step.limit_by_urgency ? "menurut derajat" : LimitText(step.limit)}};
  return Marked({{"no", step.no},
                 {"activity", step.activity},
                 {"actor", procedure.ActorName(step)},
                 {"limit", Marked(limit, step.limit_provenance)},
                 {"needs", NeedsJson(procedure, step)},
                 {"makes", MakesJson(procedure, step)},
                 {"next", NextJson(step)},
                 {"shape", ShapeWord(step.shape)},
                 {"actors", step.actors},
                 {"actor_mark", MarkWord(step.actor_provenance.mark)},
                 {"ends_by", step.ends_by},
                 {"judged", step.judged},
                 {"asks", step.asks},
                 {"gates", step.gates}},
                step.provenance);
}

Json FactsJson(const Procedure& procedure) {
  Json list = Json::array();
  for (const Fact& fact : procedure.facts) {
    list.push_back(
        Marked({{"id", fact.id}, {"name", fact.name}, {"values", fact.values}}, fact.provenance));
  }
  return list;
}

Json HeaderJson(const Procedure& procedure) {
  Json list = Json::array();
  for (const HeaderLine& line : procedure.header) {
    list.push_back(Marked({{"name", line.name}, {"values", line.values}}, line.provenance));
  }
  return list;
}

}  // namespace

std::string MarkWord(Mark mark) {
  switch (mark) {
    case Mark::kRepaired:
      return "diperbaiki";
    case Mark::kAssumed:
      return "asumsi";
    case Mark::kWritten:
      break;
  }
  return "tertulis";
}

std::string OriginWord(Origin origin) {
  switch (origin) {
    case Origin::kAttached:
      return "lampiran";
    case Origin::kMade:
      return "dibuat";
    case Origin::kEarlier:
      break;
  }
  return "sebelumnya";
}

const Step* Procedure::FindStep(int no) const {
  for (const Step& step : steps) {
    if (step.no == no) return &step;
  }
  return nullptr;
}

const Item* Procedure::FindItem(const std::string& item_id) const {
  for (const Item& item : items) {
    if (item.id == item_id) return &item;
  }
  return nullptr;
}

const Fact* Procedure::FindFact(const std::string& fact_id) const {
  for (const Fact& fact : facts) {
    if (fact.id == fact_id) return &fact;
  }
  return nullptr;
}

std::string Procedure::ActorName(const Step& step) const {
  if (step.actors.empty()) return "";
  for (const ActorColumn& column : columns) {
    const auto& actors = column.actors;
    if (std::find(actors.begin(), actors.end(), step.actors[0]) != actors.end()) return column.name;
  }
  return step.actors[0];
}

Condition ConditionFromText(const std::string& text) {
  size_t at = text.find('=');
  if (at == std::string::npos || at == 0) return {};
  bool negated = text[at - 1] == '!';
  return {text.substr(0, at - (negated ? 1 : 0)), text.substr(at + 1), negated};
}

std::pair<std::string, std::string> GateParts(const std::string& gate) {
  size_t at = gate.find(" when ");
  if (at == std::string::npos) return {gate, ""};
  return {gate.substr(0, at), gate.substr(at + 6)};
}

bool Holds(const std::string& when, const Json& facts) {
  if (when.empty()) return true;
  Condition condition = ConditionFromText(when);
  auto found = facts.is_object() ? facts.find(condition.fact) : facts.end();
  bool equal = facts.is_object() && found != facts.end() && found->is_string() &&
               found->get_ref<const std::string&>() == condition.value;
  return equal != condition.negated;
}

std::vector<std::string> GatesFor(const std::vector<std::string>& gates, const Json& facts) {
  std::vector<std::string> names;
  for (const std::string& gate : gates) {
    auto [name, when] = GateParts(gate);
    if (Holds(when, facts)) names.push_back(name);
  }
  return names;
}

Json ToJson(const Procedure& procedure) {
  Json steps = Json::array();
  for (const Step& step : procedure.steps) steps.push_back(StepJson(procedure, step));
  return {{"id", procedure.id},
          {"number", procedure.number},
          {"steps", steps},
          {"name", procedure.name},
          {"version", procedure.version},
          {"effective", IsoText(procedure.effective)},
          {"related", procedure.related},
          {"facts", FactsJson(procedure)},
          {"header", HeaderJson(procedure)},
          {"records", procedure.records},
          {"close_gates", procedure.close_gates},
          {"source_note", procedure.source_note}};
}

}  // namespace piket
