// A definition as the flowchart of agent/paper.
#ifndef PIKET_AGENT_OFFICE_PROCEDURE_CHART_H_
#define PIKET_AGENT_OFFICE_PROCEDURE_CHART_H_

#include "agent/paper/flowchart.h"
#include "agent/procedure/procedure.h"

namespace piket {

// `under_way`: the step to mark, 0 none.
FlowchartPaper ChartOf(const Procedure& procedure, const std::string& office, int under_way,
                       Instant printed_at);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_PROCEDURE_CHART_H_
