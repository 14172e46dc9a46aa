// Confidential letters (R, SR): what they say lies in blobs sealed under a key of the letter, one
// file of 32 bytes outside the journal (design.md §3). Who destroys the key destroys the letter
// (musnah): its numbers stay in the book, nothing else can be read again.
//
// A sealed blob is named by the hash of what lies on the disk. Functions that take the database's
// turn say so; all are thread-safe.
#ifndef PIKET_AGENT_DESK_CONFIDENTIAL_H_
#define PIKET_AGENT_DESK_CONFIDENTIAL_H_

#include <string>
#include <string_view>
#include <vector>

#include "agent/desk/desk.h"
#include "agent/letters/batch.h"
#include "agent/letters/letter.h"
#include "agent/letters/print.h"

namespace piket {

// kNotFound once it is destroyed.
Result<std::string> LetterKey(const Desk& desk, const Id& letter);

// Blobs under the letter's key. kNotFound without the key; Get also kBadCode when bytes changed.
Result<std::string> PutSealed(const Desk& desk, const Id& letter, std::string_view plain);
Result<std::string> GetSealed(const Desk& desk, const Id& letter, const std::string& blob);

// Makes the letter's key and the blob of its particulars, both durable before the entry that needs
// them. Without that entry neither harms. The blob's name.
Result<std::string> SealParticulars(const Desk& desk, const Letter& letter);

// The letter with its particulars, for who may see them. They stay empty when the key is destroyed.
Result<Letter> Opened(const Desk& desk, Letter letter);

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
