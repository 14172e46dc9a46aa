// Who sits at the desk: officers, their PINs (yescrypt, outside the journal), lock-out after wrong
// tries, and the audit of who signed in and what was done.
#ifndef PIKET_AGENT_DESK_PEOPLE_H_
#define PIKET_AGENT_DESK_PEOPLE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/desk/desk.h"
#include "agent/letters/officer.h"

namespace piket {

struct OfficerChange {
  std::optional<std::string> name = {};
  std::optional<std::string> title = {};
  std::optional<std::string> rank = {};
  std::optional<std::string> nip = {};
  std::optional<std::vector<std::string>> roles = {};
  std::optional<bool> active = {};
  std::optional<std::string> email = {};
  std::optional<std::string> pin = {};
  bool unlock = false;
};

// A PIN is 4 to 12 digits, not all the same and not a plain run. kBadRequest "pin".
Result<Officer> AddOfficer(Desk& desk, Officer officer, const std::string& pin,
                           const std::string& author);
// kConflict when no active admin would be left.
Result<Officer> ChangeOfficer(Desk& desk, const Id& officer, const OfficerChange& change,
                              const std::string& author);
// The officer, when the PIN is right. kWrongPin, kLockedOut, kNotFound. Every try is in the audit.
Result<Officer> SignIn(Desk& desk, const Id& officer, const std::string& pin);
void NoteSignedOut(Desk& desk, const Id& officer, const std::string& how);  // "locked", "idle"
std::optional<Instant> LockedUntil(const Desk& desk, const Id& officer);
// Whose PIN was set at this post: of the office's other officers only the names are known here.
Result<std::set<Id>> WithPinHere(const Desk& desk);
bool AnyOfficer(const Desk& desk);  // with a PIN here

struct AuditRow {
  Instant at;
  std::string officer;  // name, or "Piket" for what the agent did
  std::string what;     // the entry's kind
  std::string about;    // a letter's numbers, an officer's name, "Pos L2"; "" for what has none
};
// Newest first; nothing of a letter's content.
Result<std::vector<AuditRow>> Audit(Desk& desk, int limit);

}  // namespace piket

#endif  // PIKET_AGENT_DESK_PEOPLE_H_
