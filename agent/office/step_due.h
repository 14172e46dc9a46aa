// When the step under way is due: its limit counted in office time, moved by the stretches the
// clock stood still.
#ifndef PIKET_AGENT_OFFICE_STEP_DUE_H_
#define PIKET_AGENT_OFFICE_STEP_DUE_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/office/office.h"
#include "agent/procedure/case.h"

namespace piket {

struct CaseDue {
  std::optional<Instant> at;  // none: not judged, no limit, or not known
  std::string fault;          // "kalender_tidak_dimuat" when it cannot be known
  std::string calendar;       // version it was counted with
};

// `arrived`: when the step began; `stops`: every stretch of the case, an open one stands still up
// to `now`. Of a step with limit_by_urgency the preset counts from the case's opening.
CaseDue DueOf(const OfficeWork& office, const Calendar& calendar, const Step& step, const Case& c,
              Instant arrived, const std::vector<CaseStop>& stops, Instant now);

// Office milliseconds from `from` to `until` without the stretches the clock stood still.
// kCalendarNotLoaded.
Result<int64_t> WorkedMs(const Calendar& calendar, const std::vector<CaseStop>& stops, Instant from,
                         Instant until);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_STEP_DUE_H_
