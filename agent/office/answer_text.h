// What a letter of the office says: the template's words filled in from the case, the draft's
// fields, the paper drawn from them. Helps answer.h; decides nothing.
#ifndef PIKET_AGENT_OFFICE_ANSWER_TEXT_H_
#define PIKET_AGENT_OFFICE_ANSWER_TEXT_H_

#include <string>
#include <vector>

#include "agent/letters/letter.h"
#include "agent/letters/outgoing.h"
#include "agent/office/office.h"
#include "agent/paper/outgoing_letter.h"
#include "agent/procedure/case.h"

namespace piket {

// What a draft is made from.
struct AnswerGround {
  Case of_case;
  Letter letter;  // with its particulars, also of a confidential one
};
// Inside Read or Write.
Result<AnswerGround> GroundOf(const OfficeWork& office, Database& db, const Id& case_id);

// The fields of a new draft (OutgoingLetter.text). Inside Read or Write.
Result<Json> TemplateText(const OfficeWork& office, Database& db, const AnswerGround& ground,
                          const OutgoingKind& kind, const std::string& decision);
// `base` with the fields of `given` in place of its own. kBadRequest with the names of fields that
// are unknown, of a wrong type or too long.
Result<Json> MergedText(Json base, const Json& given);
// What must be there before the letter can be checked; the names of the fields that are missing.
std::vector<std::string> MissingFields(const OutgoingKind& kind, const Json& text);

// The paper of a letter with its opened text; number, date, signatory and code are left to fill.
OutgoingPaper PaperOf(const OfficeWork& office, const OutgoingKind& kind, const Json& text,
                      const Letter& letter);
// Who signs, in full.
Result<Signatory> SignatoryOf(const OfficeWork& office, Database& db,
                              const Appointment& appointment);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_ANSWER_TEXT_H_
