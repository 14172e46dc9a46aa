// What every doing in the office works with. Made by main when the post has the role "central",
// lives as long as the agent; the parts are thread-safe.
#ifndef PIKET_AGENT_OFFICE_OFFICE_H_
#define PIKET_AGENT_OFFICE_OFFICE_H_

#include <vector>

#include "agent/core/settings.h"
#include "agent/letters/officer.h"
#include "agent/letters/position.h"
#include "agent/letters/sealed.h"
#include "agent/paper/office_list.h"
#include "agent/paper/paper_code.h"
#include "agent/paper/paper_config.h"
#include "agent/procedure/calendar.h"
#include "agent/procedure/procedure.h"
#include "agent/store/blobs.h"
#include "agent/store/journal.h"

namespace piket {

struct OfficeWork {
  Journal& journal;
  Blobs blobs;
  Settings settings;
  PaperConfig papers;
  std::vector<Office> offices;
  PositionList positions;
  ProcedureShelf& procedures;
  CalendarShelf& calendar;
  std::vector<PaperKey> paper_keys;

  Database& database() const { return journal.database(); }
  Instant Now() const { return journal.Now(); }
  LetterSafe safe() const { return SafeOf(blobs, settings.data); }
  Date Today() const { return ToLocal(Now(), settings.zone).date; }
};

// Who does something in the office: the officer and the positions held that day. Made once per
// request.
struct Actor {
  Officer officer;
  std::vector<Appointment> positions;

  // In one of these positions; null when in none. Not by who only signs for the holder (an, ub).
  const Appointment* In(const std::vector<std::string>& wanted) const;
  // The same, signing included: an a.n. signs in the position's name.
  const Appointment* SignsIn(const std::vector<std::string>& wanted) const;
  // Reads everything, changes nothing (auditor).
  bool ReadsAll() const { return officer.May("auditor"); }
};
// Inside Read or Write.
Result<Actor> ActorOf(const OfficeWork& office, Database& db, const Officer& officer);

// The office's part of the officer's roles: those of the positions held. Inside Read or
// Write.
Result<std::vector<std::string>> RolesOf(const OfficeWork& office, Database& db, const Id& officer);

// What this officer may see of a letter. kNothing: not even that it exists. kNumbers:
// agenda and receipt number, security, state. kAll: everything.
enum class Sight { kNothing, kNumbers, kAll };
// Ordinary letters: loket, agendaris, kasubbag, arsiparis, auditor and kadis see all; a position
// below sees what was handed on to it or to anybody in its branch. Confidential ones: agendaris,
// kasubbag, the head, and the positions they were handed on to; the rest of those who would see
// them see the numbers. Inside Read or Write.
// What of all letters an actor's lists show, known before any letter is: all, or those handed on to
// one of `branch`.
struct View {
  bool all = false;                 // of the ordinary ones
  bool confidential = false;        // what every confidential letter says, too
  std::vector<std::string> branch;  // every position held and what stands under it
  std::vector<std::string> own;     // the positions held: what a confidential letter is opened to
};
View ViewOf(const OfficeWork& office, const Actor& actor);
Result<Sight> SightOf(const OfficeWork& office, Database& db, const Actor& actor, const Id& letter,
                      const std::string& security);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_OFFICE_H_
