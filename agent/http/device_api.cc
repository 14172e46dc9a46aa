// The device board: `piket doctor` on screen.
#include "agent/desk/doctor.h"
#include "agent/http/calendar_health.h"
#include "agent/http/screens.h"

namespace piket {

void AddDeviceRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/devices", "any", [&s](Call&) {
    DeviceFacts facts{s.scan.Known(), s.scan.SearchFault(), s.print.Printers()};
    auto parts = Examine(s.desk, facts);
    if (s.office != nullptr) {
      parts.push_back(CalendarHealth(s.office->calendar.Now(), s.office->Today()));
    }
    return Ok(ToJson(parts));
  });
}

}  // namespace piket
