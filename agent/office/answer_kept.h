// How the office's own letters are kept: those that answer a confidential letter lie sealed under
// its key (agent/letters/sealed.h), whatever is written in or about them.
#ifndef PIKET_AGENT_OFFICE_ANSWER_KEPT_H_
#define PIKET_AGENT_OFFICE_ANSWER_KEPT_H_

#include <string>

#include "agent/letters/letter.h"
#include "agent/letters/outgoing.h"
#include "agent/office/office.h"

namespace piket {

Error NotYours(const std::string& why);  // kNotYourStep
Result<void> AppendTo(OfficeWork& office, Database& db, const NewEntry& entry);
// kBadRequest.
Result<const OutgoingKind*> KindOf(const OfficeWork& office, const std::string& code);

// What the journal keeps of a letter's text, and of a file: its paper, its signature.
Result<Json> KeptText(const OfficeWork& office, const Letter& letter, const Json& text);
Result<std::string> PutBlob(const OfficeWork& office, const Letter& letter,
                            const std::string& bytes);
// kNotFound once the letter's key is destroyed.
Result<std::string> GetBlob(const OfficeWork& office, const Letter& letter,
                            const std::string& blob);

void Told(const char* what, const OutgoingLetter& outgoing);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_ANSWER_KEPT_H_
