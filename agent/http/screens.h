// What the screens' handlers work with, and the routes of each noun. One file per noun adds its
// own.
#ifndef PIKET_AGENT_HTTP_SCREENS_H_
#define PIKET_AGENT_HTTP_SCREENS_H_

#include <functional>
#include <optional>

#include "agent/central/centre.h"
#include "agent/desk/archive.h"
#include "agent/desk/desk.h"
#include "agent/desk/print.h"
#include "agent/desk/read.h"
#include "agent/desk/scan.h"
#include "agent/http/call.h"
#include "agent/http/events.h"
#include "agent/http/sessions.h"
#include "agent/letters/disposition.h"
#include "agent/letters/outgoing.h"
#include "agent/office/office.h"
#include "agent/sync/courier.h"

namespace piket {

// Made by main; every part is thread-safe and outlives the server.
struct Screens {
  Desk& desk;
  ScanStation& scan;
  PageReader& reader;
  Archivist& archivist;
  PrintStation& print;
  EventBoard& events;
  Sessions& sessions;
  OfficeWork* office = nullptr;  // null without the role "central"
  Centre* centre = nullptr;      // the same
  // How the line to the centre is; nothing for a post that has none. Thread-safe and cheap.
  std::function<std::optional<LineState>()> line = nullptr;
};

void AddSessionRoutes(Routes& routes, Screens& screens);
void AddBoardRoutes(Routes& routes, Screens& screens);
void AddCaseRoutes(Routes& routes, Screens& screens);
void AddScanRoutes(Routes& routes, Screens& screens);
void AddLetterRoutes(Routes& routes, Screens& screens);
void AddAgendaRoutes(Routes& routes, Screens& screens);
void AddPrintRoutes(Routes& routes, Screens& screens);
void AddDeviceRoutes(Routes& routes, Screens& screens);
void AddCalendarRoutes(Routes& routes, Screens& screens);
void AddStatusRoutes(Routes& routes, Screens& screens);
void AddPositionRoutes(Routes& routes, Screens& screens);
void AddDispositionRoutes(Routes& routes, Screens& screens);
void AddProcedureRoutes(Routes& routes, Screens& screens);
void AddOutgoingRoutes(Routes& routes, Screens& screens);
void AddBookRoutes(Routes& routes, Screens& screens);
void AddPostRoutes(Routes& routes, Screens& screens);
Routes AllRoutes(Screens& screens);

// The answer to a call: finds the route, checks session, token and right, runs the handler.
Answer Serve(const Routes& routes, Screens& screens, Call& call);

// The officer with the roles of the positions held today. Inside Read or Write.
Result<Officer> OfficerWithPositions(const Screens& screens, Database& db, const Id& id);

// As agent/http/README.md says; what a viewer may not see of a confidential letter is left out
//
Json ToJson(const Screens& screens, const Letter& letter, const Officer& viewer);
Json ToJson(const Screens& screens, const Page& page);
Json ToJson(const Screens& screens, const Print& print, Language language);
Json ToJson(const Screens& screens, const Officer& officer);
// What the viewer may see of the letter. Without an office nobody stands above
// another: everybody sees ordinary letters, only the agendaris confidential ones. Takes the
// database's turn.
Sight SightFor(const Screens& screens, const Letter& letter, const Officer& viewer);
bool MaySee(const Screens& screens, const Letter& letter, const Officer& viewer);  // kAll
// What of all letters the viewer's lists show. Takes the database's turn.
View ViewFor(const Screens& screens, const Officer& viewer);
LetterScope ScopeOf(const View& view);
// 404 for every call when the post has no office.
std::function<Answer(Call&)> InOffice(Screens& screens,
                                      std::function<Answer(Call&, OfficeWork&)> handle);
// As agent/http/README.md says, its text opened: only for who may see the letter. Inside Read.
Result<Json> DispositionJson(const OfficeWork& office, Database& db, const Actor& actor,
                             const Disposition& disposition);
// An outgoing letter without its print order; null for who may not know of it. Inside Read.
Result<Json> OutgoingJson(const OfficeWork& office, Database& db, const Actor& actor,
                          const OutgoingLetter& outgoing);
// The officer of the call with the positions held. Takes the database's turn.
Result<Actor> ActorOfCall(const Screens& screens, const Call& call);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_SCREENS_H_
