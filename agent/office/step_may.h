// Who may move a case. Inside Read or Write.
#ifndef PIKET_AGENT_OFFICE_STEP_MAY_H_
#define PIKET_AGENT_OFFICE_STEP_MAY_H_

#include <string>

#include "agent/office/step_move.h"

namespace piket {

// In which position the actor may do the case's step today, acting too: "opd" for who acts on the
// applicant's behalf at the desk (loket, agendaris, kasubbag). kNotYourStep; kNotAllowed for an
// auditor, who only reads.
Result<std::string> PositionFor(const CaseMove& move, const Actor& actor);
// The same of any step of the procedure: who may bring items and records. The desk may too.
Result<void> MayHelp(const CaseMove& move, const Actor& actor);
bool IsAtDesk(const OfficeWork& office, const Actor& actor);
// Holds a position of this role of positions.toml.
bool HoldsRole(const OfficeWork& office, const Actor& actor, const std::string& role);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_STEP_MAY_H_
