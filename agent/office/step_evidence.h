// What proves that a kelengkapan or an output is there, and who has a step: read from the office's
// own papers, dispositions and registers. Inside Read or Write.
#ifndef PIKET_AGENT_OFFICE_STEP_EVIDENCE_H_
#define PIKET_AGENT_OFFICE_STEP_EVIDENCE_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/office/office.h"
#include "agent/office/step.h"
#include "agent/procedure/case.h"

namespace piket {

// One link of a letter's chain of dispositions that was not recalled.
struct Handed {
  Id disposition;
  std::string from;  // position
  Id officer;        // who made it
  std::string to;    // position
  bool responsible = false;
  Instant at;
};
Result<std::vector<Handed>> HandedOn(Database& db, const Id& letter);  // oldest first

// The positions that may do a step of this case; "opd" as itself.
Result<std::vector<std::string>> PositionsOfStep(const OfficeWork& office, Database& db,
                                                 const Case& c, const Step& step);
// Who has the step, as Case.position: its first actor.
Result<std::string> LeaderOf(const OfficeWork& office, Database& db, const Case& c,
                             const Step& step);
// The disposition that ends a step of these positions: their own, or one by which somebody above
// gave the letter straight to somebody below them. Null when there is none.
const Handed* HandedOnBy(const OfficeWork& office, const std::vector<Handed>& chain,
                         const std::vector<std::string>& positions);

// What an officer put there or waived, or what the office's own records show. `making`: the step
// whose output it is to be, null when it is a kelengkapan. nullopt: nothing proves it.
Result<std::optional<CaseItem>> EvidenceOf(const OfficeWork& office, Database& db, const Case& c,
                                           const Procedure& procedure, const Item& item,
                                           const Step* making);

// An outgoing letter of the case of one of these kinds (any when empty), approved or sent. The
// newest; id, kind, state, when.
struct Approved {
  Id id;
  std::string kind;
  bool sent = false;
  std::string officer;
  Instant at;       // approved
  Instant sent_at;  // when sent
};
Result<std::optional<Approved>> ApprovedLetter(Database& db, const Id& case_id,
                                               const std::vector<std::string>& kinds);
// The kinds that answer the applicant, and the return slip.
const std::vector<std::string>& ReplyKinds();
inline constexpr const char* kReturnSlip = "slip-pengembalian";
// The gate of a close that a linked case still holds shut.
inline constexpr const char* kLinkedGate = "layanan-terkait";

// What is missing of the step's start, of its end by this way, of the case's close. `facts` as they
// will stand then.
Result<std::vector<Missing>> MissingOfStart(const OfficeWork& office, Database& db, const Case& c,
                                            const Procedure& procedure, const Step& step);
Result<std::vector<Missing>> MissingOfEnd(const OfficeWork& office, Database& db, const Case& c,
                                          const Procedure& procedure, const Step& step,
                                          const Way& way, const Json& facts);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_STEP_EVIDENCE_H_
