// The device board: `piket doctor` on screen.
#include "agent/desk/doctor.h"
#include "agent/http/screens.h"

namespace piket {

void AddDeviceRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/devices", "any", [&s](Call&) {
    DeviceFacts facts{s.scan.Known(), s.scan.SearchFault(), s.print.Printers()};
    return Ok(ToJson(Examine(s.desk, facts)));
  });
}

}  // namespace piket
