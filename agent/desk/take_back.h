// Takes back disposition sheets with ink on them: a scanned page that carries the code of a sheet
// of ours goes to that sheet's letter instead of becoming a letter. Its paper, both sides,
// is a document of its own that is entered already, so it holds no batch open and gets no agenda
// number. What is written on it is entered later (agent/office/dispose.h).
#ifndef PIKET_AGENT_DESK_TAKE_BACK_H_
#define PIKET_AGENT_DESK_TAKE_BACK_H_

#include <vector>

#include "agent/desk/desk.h"
#include "agent/letters/returned_sheet.h"
#include "agent/paper/page.h"

namespace piket {

// Looks at the codes of a page just read. A foreign code is nothing; one that says it is ours and
// was not signed by us, or names a letter nobody knows, is noted for an officer and the page stays
// where it was. Whether the page was taken. Takes the database's turn.
Result<bool> TakeBackSheet(Desk& desk, const Id& page, const std::vector<PageCode>& codes);

// An officer says whose sheet it is: by the letter's id, its receipt number, or its agenda number
// ("123/2026"; without a year: this year's). kNotFound; kConflict when the page is of an entered
// letter, or what is on it was entered. Takes the database's turn.
Result<ReturnedSheet> AttachSheet(Desk& desk, const Id& page, const std::string& letter,
                                  const std::string& officer);

// Closes a batch that no longer feeds when everything in it is entered. Inside Write.
Result<void> CloseWhenDone(Desk& desk, Database& db, const Id& batch, const std::string& author);

}  // namespace piket

#endif  // PIKET_AGENT_DESK_TAKE_BACK_H_
