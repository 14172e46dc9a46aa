// The officers who use the screens, and what each may do. PINs are not here: they are
// secrets and never enter the journal.
#ifndef PIKET_AGENT_LETTERS_OFFICER_H_
#define PIKET_AGENT_LETTERS_OFFICER_H_

#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

struct Officer {
  Id id;
  std::string name;
  std::string title;               // the post held, in full
  std::vector<std::string> roles;  // loket, agendaris, arsiparis, auditor, admin
  bool active = true;
  std::string email = {};  // reminders go there; "" for none
  std::string rank = {};   // pangkat, golongan; "" when not known: left to write on
  std::string nip = {};

  bool May(const std::string& role) const;
};

bool IsRole(const std::string& role);
std::vector<std::string> AllRoles();

// officer.added, officer.changed, officer.signed (signing in, lock-outs: the audit). Subject: the
// officer.
void AddOfficerKinds(KindTable& kinds);
Json OfficerBody(const Officer& officer);

Result<Officer> FindOfficer(Database& db, const Id& id);
Result<std::vector<Officer>> AllOfficers(Database& db);  // by name

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_OFFICER_H_
