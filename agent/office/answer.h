// Outgoing letters from draft to the receiver's signature. Each is one
// transaction; approving gives the number, draws the PDF/A and orders the print at the desk.
#ifndef PIKET_AGENT_OFFICE_ANSWER_H_
#define PIKET_AGENT_OFFICE_ANSWER_H_

#include <string>

#include "agent/letters/outgoing.h"
#include "agent/office/office.h"

namespace piket {

// A draft with the template's words filled in from the case. `text` overwrites.
Result<OutgoingLetter> Draft(OfficeWork& office, const Actor& actor, const Id& case_id,
                             const std::string& kind, const Json& text);
// kConflict once approved.
Result<OutgoingLetter> Redraft(OfficeWork& office, const Actor& actor, const Id& id,
                               const Json& text);
Result<OutgoingLetter> Check(OfficeWork& office, const Actor& actor, const Id& id);
// By who holds the kind's signing position that day. kConflict when somebody else was first,
// kGateClosed while its gate is shut.
Result<OutgoingLetter> Approve(OfficeWork& office, const Actor& actor, const Id& id);
Result<OutgoingLetter> Send(OfficeWork& office, const Actor& actor, const Id& id,
                            const Expedition& expedition);
Result<OutgoingLetter> VoidOutgoing(OfficeWork& office, const Actor& actor, const Id& id,
                                    const std::string& reason);
// The next number for a letter made by hand: shown in the book, never given twice.
Result<std::string> ReserveNumber(OfficeWork& office, const Actor& actor, const std::string& kind,
                                  const std::string& note);
// Drafts with the word KONSEP across, approved ones as they are. Takes the database's turn.
Result<std::string> OutgoingPdf(OfficeWork& office, const Id& id);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_ANSWER_H_
