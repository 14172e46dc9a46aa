// How the working calendar is, as `piket doctor` says it.
#ifndef PIKET_AGENT_HTTP_CALENDAR_HEALTH_H_
#define PIKET_AGENT_HTTP_CALENDAR_HEALTH_H_

#include "agent/desk/doctor.h"
#include "agent/procedure/calendar.h"

namespace piket {

// A fault when today is in no loaded year; a warning from 1 October on while the next year is not
// loaded, and while this year is only an estimate.
PartHealth CalendarHealth(const Calendar& calendar, const Date& today);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_CALENDAR_HEALTH_H_
