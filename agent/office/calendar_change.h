// A new working calendar: read from a CSV list of holidays, shown with what it would move, put in
// force by a second person. PreviewCalendar and AdoptCalendar stand in remind.h.
#ifndef PIKET_AGENT_OFFICE_CALENDAR_CHANGE_H_
#define PIKET_AGENT_OFFICE_CALENDAR_CHANGE_H_

#include <string>
#include <vector>

#include "agent/office/remind.h"
#include "agent/procedure/calendar_entry.h"

namespace piket {

// That year with the holidays of the list, header exactly `tanggal,nama,jenis,sumber`; hours and
// overrides of the year in force, or the hours of the newest year before it. kBadRequest "csv" or
// "year" in the detail's first word, then what is wrong with which row.
Result<CalendarYear> YearFromCsv(const Calendar& current, int year, const std::string& csv);
// The calendar with this year in place of its own.
Result<Calendar> CalendarWith(const Calendar& current, const CalendarYear& year);

Result<Id> ProposeCalendar(OfficeWork& office, const CalendarYear& year, const std::string& author);
// kNotAllowed for who proposed it, kConflict when it was adopted already or the year has changed
// since.
Result<std::vector<MovedDue>> AdoptProposal(OfficeWork& office, const Id& proposal,
                                            const std::string& author);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_CALENDAR_CHANGE_H_
