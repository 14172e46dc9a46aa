// Calendars that came after the shipped files: proposed by one person, adopted by another, kept in
// the journal. Subject: "calendar/<year>"; home: the office (centre).
#ifndef PIKET_AGENT_PROCEDURE_CALENDAR_ENTRY_H_
#define PIKET_AGENT_PROCEDURE_CALENDAR_ENTRY_H_

#include <optional>
#include <string>

#include "agent/procedure/calendar.h"
#include "agent/store/journal.h"

namespace piket {

struct CalendarProposal {
  Id id;
  CalendarYear year;
  std::string proposed_by;
  Instant proposed_at;
  std::optional<Instant> adopted_at;
};

// calendar.proposed {id, year: the whole year}; calendar.adopted {id}.
void AddCalendarKinds(KindTable& kinds);
std::string CalendarSubject(int year);  // "calendar/2027"

// Inside Read or Write. kNotFound.
Result<CalendarProposal> FindProposal(Database& db, const Id& id);
// The shipped years with the newest adopted one of each year in their place.
Result<Calendar> CalendarInForce(Database& db, const Calendar& shipped);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_CALENDAR_ENTRY_H_
