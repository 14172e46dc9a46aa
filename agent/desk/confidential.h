// Confidential letters (R, SR) at the desk: their pages are sealed once the letter is archived, and
// nothing of them stays in the clear (agent/letters/sealed.h has the key and the blobs).
//
// Functions that take the database's turn say so; all are thread-safe.
#ifndef PIKET_AGENT_DESK_CONFIDENTIAL_H_
#define PIKET_AGENT_DESK_CONFIDENTIAL_H_

#include <string>
#include <vector>

#include "agent/desk/desk.h"
#include "agent/letters/batch.h"
#include "agent/letters/letter.h"
#include "agent/letters/print.h"
#include "agent/letters/sealed.h"

namespace piket {

// Seals pictures and readings of all paper of an archived letter, and removes what lay there in
// the clear. Does what is left to do when it was cut off. Takes the database's turn.
Result<void> SealPages(Desk& desk, const Id& letter);
// Start-up: removes what sealed pages still have in the clear. Takes the database's turn.
Result<void> RemovePlainPages(Desk& desk);
// Of one sealed page: every blob the journal names for it, those of `also`, its pictures. A blob
// that another page has in the clear stays. Takes the database's turn.
Result<void> RemovePlainPage(Desk& desk, const Id& page, const std::vector<std::string>& also = {});

// The original picture of a sealed page. Takes the database's turn.
Result<std::string> SealedOriginal(const Desk& desk, const Page& page);

// Whether this paper shows what a confidential letter says: it is never a blob, but drawn anew each
// time it is wanted. Takes the database's turn.
bool IsConfidentialPaper(const Desk& desk, const Print& print);

}  // namespace piket

#endif  // PIKET_AGENT_DESK_CONFIDENTIAL_H_
