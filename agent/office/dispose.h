// Handing letters on: on screen, and from the sheet that came back with ink on it (R-11 … R-16).
// Each is one transaction; the paper it owes is ordered in it.
#ifndef PIKET_AGENT_OFFICE_DISPOSE_H_
#define PIKET_AGENT_OFFICE_DISPOSE_H_

#include <string>
#include <vector>

#include "agent/letters/disposition.h"
#include "agent/office/office.h"

namespace piket {

struct DisposePlan {
  Id letter;
  std::string position;  // whose disposition
  std::vector<Recipient> to;
  std::vector<std::string> instructions;
  std::string text;
  std::optional<Date> deadline;
  Id amends;
  // Seen on the screen: the newest disposition of the letter, "" for none. When there is a newer
  // one: kConflict, so that two who decide at once do not both hand it on.
  Id after;
};

// The actor must hold `position` that day, and the letter must be there: the head's, or handed on
// to it. Orders the sheet with the whole chain at the desk. kBadRequest with the fields: to
// (nobody, no or two responsible, a position nobody has in the list, not below), instructions,
// deadline.
Result<Disposition> Dispose(OfficeWork& office, const Actor& actor, const DisposePlan& plan);
// From the scanned sheet: `writer` held `position` when it was written; the actor is the typist
// (loket, agendaris, kasubbag). `sheet` is the picture's blob.
Result<Disposition> DisposeFromSheet(OfficeWork& office, const Actor& typist,
                                     const DisposePlan& plan, const Id& writer, Instant written,
                                     const std::string& sheet);
Result<Disposition> MarkRead(OfficeWork& office, const Actor& actor, const Id& disposition);
// kConflict once a recipient has read it.
Result<Disposition> Recall(OfficeWork& office, const Actor& actor, const Id& disposition);

// The absent officer sets who acts in the meantime (Plh.), or an admin any appointment.
Result<Appointment> Appoint(OfficeWork& office, const Actor& actor, Appointment appointment);
Result<Appointment> EndAppointment(OfficeWork& office, const Actor& actor, const Id& appointment,
                                   const Date& last_day);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_DISPOSE_H_
