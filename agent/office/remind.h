// Reminders at 75, 100 and 150 per cent of a limit, only in office hours, on the position's
// screen and by e-mail where configured; and the applicant's notice when a step changes.
#ifndef PIKET_AGENT_OFFICE_REMIND_H_
#define PIKET_AGENT_OFFICE_REMIND_H_

#include <string>
#include <vector>

#include "agent/office/office.h"

namespace piket {

struct Reminder {
  Id case_id;
  int run = 0;
  int level = 0;  // 75, 100, 150
  std::string position;
  Instant at;
};

// Gives every reminder that is due now and not given yet; none outside office hours or while the
// calendar does not know today. The new ones.
Result<std::vector<Reminder>> RemindNow(OfficeWork& office);

// The two halves of it, so that the database's turn is not held while thousands of cases are
// judged.
struct ReachedLevel {
  Id case_id;
  int run = 0;
  Instant due;
  int level = 0;
};
// The running cases that reached a level nothing was given for. Takes the database's turn to read.
Result<std::vector<ReachedLevel>> LevelsReached(const OfficeWork& office);
// Gives those that still stand: not of a case that ended, moved on or got another due date since,
// nor what was given meanwhile. Takes the database's turn in short stretches.
Result<std::vector<Reminder>> GiveReminders(OfficeWork& office,
                                            const std::vector<ReachedLevel>& reached);

// Sends waiting mail through the configured server; a failure is tried again later, longer each
// time. Nothing of a letter's content is in a mail.
Result<int> SendWaitingMail(OfficeWork& office);

// What a changed calendar moves: open due dates before and after.
struct MovedDue {
  Id case_id;
  int step = 0;
  std::optional<Instant> before;
  std::optional<Instant> after;
  std::string fault;  // "kalender_tidak_dimuat"
};
Result<std::vector<MovedDue>> PreviewCalendar(OfficeWork& office, const Calendar& calendar);
// Puts the calendar in force and appends case.due for each that moves.
Result<std::vector<MovedDue>> AdoptCalendar(OfficeWork& office, const Calendar& calendar,
                                            const std::string& author);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_REMIND_H_
