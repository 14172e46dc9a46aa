#include "agent/office/procedure_chart.h"

#include <algorithm>
#include <cctype>

#include "agent/core/text.h"

namespace piket {
namespace {

FlowMark MarkOf(const Provenance& provenance) {
  switch (provenance.mark) {
    case Mark::kAssumed:
      return FlowMark::kAssumed;
    case Mark::kRepaired:
      return FlowMark::kRepaired;
    case Mark::kWritten:
      break;
  }
  return FlowMark::kWritten;
}

FlowShape ShapeOf(Shape shape) {
  if (shape == Shape::kDecision) return FlowShape::kDiamond;
  return shape == Shape::kProcess ? FlowShape::kBox : FlowShape::kCapsule;
}

std::string NameOf(const Procedure& procedure, const std::string& item) {
  const Item* found = procedure.FindItem(item);
  return found == nullptr ? item : found->name;
}

// "tidak-dapat" as the arrow says it: "Tidak dapat".
std::string LabelOf(const std::string& outcome) {
  std::string label = outcome;
  std::replace(label.begin(), label.end(), '-', ' ');
  if (!label.empty()) label[0] = static_cast<char>(std::toupper(label[0]));
  return label;
}

// Ways to one step are one arrow with all their labels.
std::vector<FlowArrow> ArrowsOf(const Step& step) {
  std::vector<FlowArrow> arrows;
  for (const Way& way : step.ways) {
    if (way.to == 0) continue;
    std::string label = step.ways.size() > 1 ? LabelOf(way.outcome) : "";
    auto same = std::find_if(arrows.begin(), arrows.end(),
                             [&](const FlowArrow& arrow) { return arrow.to == way.to; });
    if (same == arrows.end()) {
      arrows.push_back({way.to, label, MarkOf(way.provenance)});
    } else if (!label.empty()) {
      same->label += (same->label.empty() ? "" : " / ") + label;
    }
  }
  return arrows;
}

// A thing named once, however many cases of it there are.
void AddText(std::vector<FlowText>& texts, const FlowText& text) {
  for (const FlowText& each : texts) {
    if (each.text == text.text) return;
  }
  texts.push_back(text);
}

std::string NoteOf(const Step& step) {
  std::vector<std::string> notes;
  for (const Way& way : step.ways) {
    if (way.state == "menunggu_perangkat") notes.push_back("menunggu perangkat");
    if (way.state == "menunggu_pengadaan_opd") notes.push_back("menunggu pengadaan OPD");
    if (!way.opens.empty()) notes.push_back("membuka SOP " + way.opens);
    if (way.outside) notes.push_back("tidak dapat: di luar alur SOP");
  }
  if (!step.judged) notes.push_back("waktu tidak dinilai");
  return Join(notes, "; ");
}

size_t ColumnOf(const Procedure& procedure, const Step& step) {
  for (size_t i = 0; i < procedure.columns.size(); ++i) {
    const auto& actors = procedure.columns[i].actors;
    if (!step.actors.empty() &&
        std::find(actors.begin(), actors.end(), step.actors[0]) != actors.end()) {
      return i;
    }
  }
  return 0;
}

FlowRow RowOf(const Procedure& procedure, const Step& step) {
  FlowRow row;
  row.no = step.no;
  row.activity = {step.activity, MarkOf(step.provenance)};
  row.shape = ShapeOf(step.shape);
  row.column = ColumnOf(procedure, step);
  row.actor_mark = MarkOf(step.actor_provenance);
  std::string limit = step.limit_by_urgency ? "menurut derajat" : LimitText(step.limit);
  if (step.limit.unit == Limit::Unit::kDays && step.limit.amount == 0) limit = "hari yang sama";
  row.limit = {limit.empty() ? "–" : limit, MarkOf(step.limit_provenance)};
  for (const Need& need : step.needs) {
    AddText(row.needs, {NameOf(procedure, need.item), MarkOf(need.provenance)});
  }
  for (const Product& product : step.makes) {
    AddText(row.makes, {NameOf(procedure, product.item), MarkOf(product.provenance)});
  }
  row.note = NoteOf(step);
  row.arrows = ArrowsOf(step);
  return row;
}

}  // namespace

FlowchartPaper ChartOf(const Procedure& procedure, const std::string& office, int under_way,
                       Instant printed_at) {
  FlowchartPaper paper;
  paper.title = procedure.name;
  paper.number = procedure.number;
  paper.effective = IndonesianText(procedure.effective);
  paper.office = office;
  for (const ActorColumn& column : procedure.columns) paper.columns.push_back(column.name);
  for (const Step& step : procedure.steps) paper.rows.push_back(RowOf(procedure, step));
  paper.under_way = under_way;
  paper.printed_at = printed_at;
  return paper;
}

}  // namespace piket
