// What a post says of itself to the centre, for the screen of posts. How its line is the courier
// adds.
#ifndef PIKET_AGENT_REPORT_H_
#define PIKET_AGENT_REPORT_H_

#include "agent/core/json.h"
#include "agent/desk/doctor.h"

namespace piket {

// {"version","scanner":{"name","state"},"printers":[{"name","state","reasons","paper"}],
// "disk_free_mib","quarantine"}; `scanner` is null before the first search; `state` of a scanner:
// ok, fault word; of a printer: idle, printing, stopped, offline. Takes the database's turn.
Json ReportOf(Desk& desk, const DeviceFacts& devices);

}  // namespace piket

#endif  // PIKET_AGENT_REPORT_H_
