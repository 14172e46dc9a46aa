// The device board: `piket doctor` on screen.
#include "agent/http/health.h"
#include "agent/http/screens.h"

namespace piket {

void AddDeviceRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/devices", "any", [&s](Call&) { return Ok(ToJson(ExamineAll(s))); });
}

}  // namespace piket
