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

// The actor must hold `position` that day, or sign for it (a.n.), and the letter must be there: the
// head's, or handed on to it (else kNotFound: not even that it exists is told). Orders the sheet
// with the whole chain at the desk. A recipient without an officer is whoever holds the position;
// when nobody does, it is handed on all the same. kBadRequest with the fields: to (nobody, no or
// two responsible unless all are only informed, a position that is not below, an officer who does
// not hold it), instructions, text, deadline, amends.
Result<Disposition> Dispose(OfficeWork& office, const Actor& actor, const DisposePlan& plan);
// From the scanned sheet: `writer` held `position` when it was written; the actor is the typist
// (loket, agendaris, kasubbag). `sheet` is the picture's blob; a returned sheet with it waits no
// longer. kBadRequest with writer, written_at, page, too.
Result<Disposition> DisposeFromSheet(OfficeWork& office, const Actor& typist,
                                     const DisposePlan& plan, const Id& writer, Instant written,
                                     const std::string& sheet);
// By the officer it was handed to, who stands in for him, or who holds the position after him.
Result<Disposition> MarkRead(OfficeWork& office, const Actor& actor, const Id& disposition);
// Its writer, who holds the writer's position, and of one typed from paper the typist and the
// agendaris, as long as no recipient has read it.
bool MayRecall(const Actor& actor, const Disposition& disposition);
// kConflict once a recipient has read it. Its sheet is withdrawn while it is still on its way out
// of the printer: knock at the print station.
Result<Disposition> Recall(OfficeWork& office, const Actor& actor, const Id& disposition);

// The absent officer sets who acts in the meantime (Plh., a.n., u.b.), or an admin any appointment
// . kConflict when a head's position would have two definitive holders on one day.
Result<Appointment> Appoint(OfficeWork& office, const Actor& actor, Appointment appointment);
Result<Appointment> EndAppointment(OfficeWork& office, const Actor& actor, const Id& appointment,
                                   const Date& last_day);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_DISPOSE_H_
