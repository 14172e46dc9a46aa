// A disposition sheet that came back with ink on it: a scanned page, attached to its letter by its
// paper code, or by an officer when the code cannot be read; it waits until what is written on it
// is entered as a disposition. Subject of its entries: the batch the page came in.
#ifndef PIKET_AGENT_LETTERS_RETURNED_SHEET_H_
#define PIKET_AGENT_LETTERS_RETURNED_SHEET_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/letters/batch.h"
#include "agent/store/journal.h"

namespace piket {

struct ReturnedSheet {
  Id page;
  Id batch;
  Id letter;                // "" while nobody could say whose it is
  bool code_valid = false;  // its code was printed by this office: the MAC is right
  std::string fault;        // "bad_code": it looks like ours and is not
  std::string blob;         // the picture, sealed when the letter is confidential
  Instant at;
  Id disposition;  // what was entered from it; "" while it waits
};

// sheet.returned {page, letter, code_valid, fault}, sheet.entered {page, disposition}.
void AddReturnedSheetKinds(KindTable& kinds);

// Inside Read or Write.
Result<std::optional<ReturnedSheet>> ReturnedSheetOf(Database& db, const Id& page);
Result<std::vector<ReturnedSheet>> WaitingReturnedSheets(Database& db);  // oldest first
// What a disposition was entered from.
Result<std::optional<ReturnedSheet>> ReturnedSheetOfDisposition(Database& db,
                                                                const Id& disposition);
// The one of this letter with this picture that waits.
Result<std::optional<ReturnedSheet>> ReturnedSheetOfBlob(Database& db, const Id& letter,
                                                         const std::string& blob);

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_RETURNED_SHEET_H_
