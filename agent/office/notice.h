// The applicant's side: what may be shown of a letter's way to who has its tracking code, and the
// mail when a step changes. No name, nothing of a letter's content; of a confidential letter its
// state alone.
#ifndef PIKET_AGENT_OFFICE_NOTICE_H_
#define PIKET_AGENT_OFFICE_NOTICE_H_

#include <optional>
#include <string>

#include "agent/letters/letter.h"
#include "agent/office/office.h"
#include "agent/procedure/case.h"

namespace piket {

struct Progress {
  Letter letter;
  std::optional<Case> c;                       // the newest of the letter
  std::shared_ptr<const Procedure> procedure;  // of the case; null without
  std::string state_name;                      // "Sedang diproses"

  const Step* step() const { return procedure ? procedure->FindStep(c->step) : nullptr; }
};
// Inside Read or Write. kNotFound.
Result<Progress> ProgressOf(const OfficeWork& office, Database& db, const Id& letter);
// By tracking code, in any case, with or without spaces and hyphens.
Result<Progress> ProgressOfCode(const OfficeWork& office, Database& db, const std::string& code);

// A mail to that address from now on whenever a step changes. kBadRequest "email" for what is no
// address or one too many (three a letter); kNotFound without a mail server.
Result<void> AskForNotice(OfficeWork& office, const Letter& letter, const std::string& email);
// Puts the mail of every change since the last call into the queue; how many. Inside Write.
Result<int> TellApplicants(const OfficeWork& office, Database& db);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_NOTICE_H_
