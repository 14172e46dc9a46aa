// A case while it is moved: inside one Write, by agent/office/step*.cc only. Every entry told here
// is applied at once, so that `c` and `run` always say how the case stands.
#ifndef PIKET_AGENT_OFFICE_STEP_MOVE_H_
#define PIKET_AGENT_OFFICE_STEP_MOVE_H_

#include <memory>
#include <string>
#include <vector>

#include "agent/office/office.h"
#include "agent/procedure/case.h"

namespace piket {

// The author of what the office's own clockwork does.
inline constexpr const char* kOfficeAuthor = "piket";

struct CaseMove {
  const OfficeWork& office;
  Database& db;
  std::shared_ptr<const Procedure> procedure;
  std::string author;
  Case c;
  CaseRun run;

  const Step& step() const { return *procedure->FindStep(c.step); }
};

// kNotFound also when the pinned definition is gone from its folder.
Result<CaseMove> MoveOf(const OfficeWork& office, Database& db, const Id& id,
                        const std::string& author);
// Appends an entry of the case, its texts sealed when the letter is confidential, and reads the
// case again.
Result<void> Tell(CaseMove& move, const std::string& kind, const Json& body);

struct OpenPlan {
  Id letter;
  std::string procedure;  // id
  Instant opened_at;      // when the letter was received; the clock begins
  Date agenda_day;        // decides the version
  std::string urgency;
  std::string security;
  Id parent;
  Id improves;
};
// Opens the case at its first step and ends what ends by itself. kNotFound when no version of the
// procedure is in force on that day.
Result<Case> OpenCase(const OfficeWork& office, Database& db, const OpenPlan& plan,
                      const std::string& author);
// The day of the letter's agenda number.
Result<Date> AgendaDay(const OfficeWork& office, Database& db, const Id& letter);

// How a run ended.
struct Finished {
  Instant at;
  std::string by;  // officer, when it is not the author
  std::string position;
  std::string outcome;
  std::string reason;
  std::vector<std::string> reviewed_with;
  std::vector<std::string> return_items;
  bool outside = false;
};
// Ends the run under way; starts it first when nobody did, at `started`.
Result<void> FinishRun(CaseMove& move, const Finished& finished, Instant started);
// The case goes this way: to its next step, into waiting, back to the sender, to its end. Opens the
// linked case the way asks for.
Result<void> GoOn(CaseMove& move, const Way& way, Instant at, const std::string& reason);
// Puts the case at a step that begins `at`.
Result<void> Arrive(CaseMove& move, int step, Instant at);
// Ends every step that ends by itself, as far as what they wait for has happened. Whether any did.
Result<bool> EndByItself(CaseMove& move);

// Which way an officer's outcome means, "" when none was named. `facts` are the case's with those
// just stated. kBadRequest "outcome".
Result<const Way*> WayOf(const Step& step, const Json& facts, const std::string& outcome);
// The facts with what going this way states.
Json FactsBy(const Way& way, Json facts);

Result<void> Stop(CaseMove& move, const std::string& state, Instant at, const std::string& reason);
Result<void> Resume(CaseMove& move, Instant at, const std::string& reason);
// state: selesai, dikembalikan, batal. Frees or takes the addresses, wakes the parent.
Result<void> EndCase(CaseMove& move, const std::string& state, Instant at,
                     const std::string& reason);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_STEP_MOVE_H_
