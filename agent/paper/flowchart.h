// The flowchart of an SOP in the form of PermenPAN-RB 35/2012: one column per actor, five symbols
// (kapsul, kotak, belah ketupat, anak panah, segilima where a page ends), mutu baku beside it.
// Drawn from plain values as one tall SVG for the screen or as pages of a PDF. What is assumed is
// printed slanted with "*" and its arrows are dashed; what was repaired carries "†". Any thread may
// draw.
#ifndef PIKET_AGENT_PAPER_FLOWCHART_H_
#define PIKET_AGENT_PAPER_FLOWCHART_H_

#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/result.h"
#include "agent/paper/paper_size.h"

namespace piket {

enum class FlowShape { kCapsule, kBox, kDiamond };
enum class FlowMark { kWritten, kRepaired, kAssumed };

struct FlowText {
  std::string text;
  FlowMark mark = FlowMark::kWritten;
};

// An arrow to another row (by number); `label` stands at its beginning.
struct FlowArrow {
  int to = 0;
  std::string label;
  FlowMark mark = FlowMark::kWritten;
};

struct FlowRow {
  int no = 0;
  FlowText activity;
  FlowShape shape = FlowShape::kBox;
  size_t column = 0;  // of the actor
  FlowMark actor_mark = FlowMark::kWritten;
  std::vector<FlowText> needs;
  FlowText limit;
  std::vector<FlowText> makes;
  std::string note;
  std::vector<FlowArrow> arrows;
};

struct FlowchartPaper {
  std::string title;
  std::string number;     // "" when lost
  std::string effective;  // "3 Januari 2022"
  std::string office;
  std::vector<std::string> columns;
  std::vector<FlowRow> rows;  // numbered 1, 2, 3 …
  int under_way = 0;          // the row to mark, 0 none
  Instant printed_at;
};

// On "a4-mendatar" or "f4-mendatar", as many pages as it takes.
Result<std::string> DrawFlowchartPdf(const FlowchartPaper& paper, const PaperSize& size);
Result<std::string> DrawFlowchartSvg(const FlowchartPaper& paper);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_FLOWCHART_H_
