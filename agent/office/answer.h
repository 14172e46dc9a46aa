// Outgoing letters from draft to the receiver's signature. Each is one
// transaction; approving gives the number, draws the PDF/A and orders the print at the desk. Who is
// not the one to do it gets kNotYourStep.
#ifndef PIKET_AGENT_OFFICE_ANSWER_H_
#define PIKET_AGENT_OFFICE_ANSWER_H_

#include <string>
#include <vector>

#include "agent/letters/outgoing.h"
#include "agent/office/office.h"

namespace piket {

// A draft with the template's words filled in from the case; by who holds a position of its
// procedure. `text` overwrites. kBadRequest with the fields' names.
Result<OutgoingLetter> Draft(OfficeWork& office, const Actor& actor, const Id& case_id,
                             const std::string& kind, const Json& text);
// kConflict once approved. What was checked wants checking again.
Result<OutgoingLetter> Redraft(OfficeWork& office, const Actor& actor, const Id& id,
                               const Json& text);
// By a head of a section. kBadRequest with the fields that are still empty: a refusal names its
// reasons, a return slip the reason of each item.
Result<OutgoingLetter> Check(OfficeWork& office, const Actor& actor, const Id& id);
// By who holds the kind's signing position that day. kConflict when somebody else was first, or the
// letter was changed since it was checked; kGateClosed while its gate is shut.
Result<OutgoingLetter> Approve(OfficeWork& office, const Actor& actor, const Id& id);
// `expedition.sent_at` 0: now. Its signature is a PNG's bytes. By loket, agendaris, kasubbag.
Result<OutgoingLetter> Send(OfficeWork& office, const Actor& actor, const Id& id,
                            const Expedition& expedition);
// Its number stays in the book. kReasonMissing.
Result<OutgoingLetter> VoidOutgoing(OfficeWork& office, const Actor& actor, const Id& id,
                                    const std::string& reason);
// The next number for a letter made by hand: shown in the book, never given twice. The note says
// what it is for: kReasonMissing.
Result<std::string> ReserveNumber(OfficeWork& office, const Actor& actor, const std::string& kind,
                                  const std::string& note);
// Drafts with the word KONSEP across, approved ones as they are. Takes the database's turn.
Result<std::string> OutgoingPdf(OfficeWork& office, const Id& id);

// What it says, why it is void, how it went out: also when they lie sealed, for who may see them.
// Empty once the key is destroyed.
Result<Json> OpenedText(const OfficeWork& office, const OutgoingLetter& outgoing);
Result<std::string> OpenedVoidReason(const OfficeWork& office, const OutgoingLetter& outgoing);
// Inside Read or Write.
Result<std::optional<Expedition>> OpenedExpedition(const OfficeWork& office, Database& db,
                                                   const OutgoingLetter& outgoing);
// Verbs this officer may use now: ubah, periksa, setujui, kirim, batalkan. Inside Read or Write.
Result<std::vector<std::string>> CanDo(const OfficeWork& office, Database& db, const Actor& actor,
                                       const OutgoingLetter& outgoing);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_ANSWER_H_
