// What comes after: when one step slips, the projected time of every later step moves, and who
// waits for whom is said (R-27, the warning of the 2024 SOP: "a delay at one point delays the next
// points").
#ifndef PIKET_AGENT_PROCEDURE_FORECAST_H_
#define PIKET_AGENT_PROCEDURE_FORECAST_H_

#include <vector>

#include "agent/procedure/calendar.h"
#include "agent/procedure/procedure.h"

namespace piket {

struct Projection {
  int step = 0;
  std::string activity;
  std::string actor;         // who has it or will have it
  std::string waits_for;     // actor of the step before, "" for the one under way
  Instant from;              // when it is expected to begin
  Instant until;             // … and to end
  Instant planned;           // when it would have ended had nothing slipped
  bool provisional = false;  // beyond the calendar's horizon: counted in plain days
};

// Where the case stands. `began`: when the step under way arrived; `due`: its limit; `opened`: when
// the case's clock began (step 1). `facts` choose the ways; a decision not taken yet is taken as
// its first way.
struct Standing {
  int step = 1;
  Instant opened;
  Instant began;
  std::optional<Instant> due;
  std::string state = "berjalan";
  Json facts = Json::object();
  Limit urgency_limit;  // of steps that have the limit of the letter's urgency
};

// The step under way and every later one to the end, in order; none of a case that has ended. A
// step that is late ends `now` at the earliest; a stopped case begins again `now` at the earliest.
std::vector<Projection> Forecast(const Procedure& procedure, const Calendar& calendar,
                                 const Standing& standing, Instant now);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_FORECAST_H_
