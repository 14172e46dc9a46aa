// Where the arrows of a flowchart run: through the columns of the actors only, around the symbols,
// crossing each other as little as may be. Millimetres.
#ifndef PIKET_AGENT_PAPER_FLOW_ROUTE_H_
#define PIKET_AGENT_PAPER_FLOW_ROUTE_H_

#include <string>
#include <vector>

#include "agent/paper/page.h"

namespace piket {

// A symbol in its row.
struct FlowNode {
  Box box;
  size_t row = 0;  // of the page
  Point Middle() const { return {box.x + box.width / 2, box.y + box.height / 2}; }
};

struct FlowLink {
  size_t from = 0;  // nodes
  size_t to = 0;
  std::string label;
  bool dashed = false;
};

struct FlowPath {
  std::vector<Point> points;  // the last one is the arrow's tip
  Box label;                  // where the label may stand; no width without one
  bool label_right = false;   // set at the box's right end
};

// `lanes`: the columns' edges, left to right; `tops`: the rows' upper edges.
std::vector<FlowPath> RouteFlow(const std::vector<FlowNode>& nodes,
                                const std::vector<FlowLink>& links,
                                const std::vector<double>& lanes, const std::vector<double>& tops);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_FLOW_ROUTE_H_
