// Who may do what with the office's own letters (agent/office/answer.h). Inside Read or Write.
#ifndef PIKET_AGENT_OFFICE_ANSWER_RIGHTS_H_
#define PIKET_AGENT_OFFICE_ANSWER_RIGHTS_H_

#include "agent/letters/outgoing.h"
#include "agent/office/office.h"
#include "agent/procedure/case.h"

namespace piket {

// Whoever has the case, or holds a position that a step of it names as its actor.
Result<bool> WorksOn(const OfficeWork& office, Database& db, const Actor& actor,
                     const Case& of_case);
// A head of a section who may see the letter it answers.
Result<bool> MayCheck(const OfficeWork& office, Database& db, const Actor& actor,
                      const OutgoingLetter& outgoing);
bool KeepsTheBooks(const OfficeWork& office, const Actor& actor);
bool MaySend(const OfficeWork& office, const Actor& actor);
// Its signer, its author, and who keeps the books.
bool MayVoid(const OfficeWork& office, const Actor& actor, const OutgoingLetter& outgoing);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_ANSWER_RIGHTS_H_
