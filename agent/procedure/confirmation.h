// What the office has confirmed of a definition: each assumption, with its value as it stood. A
// value that changes wants confirming again.
#ifndef PIKET_AGENT_PROCEDURE_CONFIRMATION_H_
#define PIKET_AGENT_PROCEDURE_CONFIRMATION_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/procedure/procedure.h"
#include "agent/store/journal.h"

namespace piket {

// One value of a definition that is marked asumsi.
struct Assumption {
  std::string place;  // "langkah/5/waktu", the same as long as the value stands there
  std::string name;   // "Langkah 5: waktu"
  std::string value;  // as a person reads it
  std::string source;
  std::string note;
};
// In the order of the file.
std::vector<Assumption> AssumptionsOf(const Procedure& procedure);

struct Confirmation {
  std::string procedure;
  std::string place;
  std::string value;
  std::string officer;
  Instant at;
};

// procedure.confirmed. Subject: "sop/<procedure>"; home: the office.
void AddProcedureKinds(KindTable& kinds);
NewEntry ConfirmedEntry(const std::string& procedure, const Assumption& assumption,
                        const Id& officer);

// Inside Read or Write. By place; also of values that have changed since.
Result<std::vector<Confirmation>> ConfirmationsOf(Database& db, const std::string& procedure);
// The confirmation of this very value, if there is one.
std::optional<Confirmation> ConfirmationOf(const std::vector<Confirmation>& confirmations,
                                           const Assumption& assumption);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_CONFIRMATION_H_
