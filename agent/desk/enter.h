// Enters a letter in the agenda book: one transaction gives it its receipt number, tracking code
// and agenda number and orders its receipt and disposition sheet.
#ifndef PIKET_AGENT_DESK_ENTER_H_
#define PIKET_AGENT_DESK_ENTER_H_

#include <optional>

#include "agent/desk/desk.h"
#include "agent/letters/letter.h"

namespace piket {

// A letter that got its agenda number by hand, while the desk could not be used.
struct HandEntry {
  int agenda_number = 0;
  Instant received_at;
  std::string reason;
};

struct EnterPlan {
  Id document = {};  // "" for a letter without a scan
  Particulars particulars;
  std::string without_page_reason = {};
  Id replaces = {};  // an earlier letter this one improves
  std::string officer;
  std::optional<HandEntry> hand = {};
};

// Entering the same document again gives the same letter. The particulars of a confidential letter
// come back sealed (agent/desk/confidential.h). kBadRequest with the fields' names as
// detail, kNoPages, kSheetCountDiffers, kScannerBusy while its batch still feeds, kNotFound. With
// `hand` the number is taken as given: kNumberTaken, kNumberGap while one before it is
// missing, kReasonMissing, kBadRequest for a time to come.
Result<Letter> Enter(Desk& desk, const EnterPlan& plan);

// Voids the letter's agenda number; the row stays in the book. kReasonMissing.
Result<Letter> Void(Desk& desk, const Id& letter, const std::string& reason,
                    const std::string& officer);

// Sets the first number of a book that has none yet, from the paper book; after a restore the next
// one (agent/letters/number_floor.h). kNumberTaken when it has numbers.
Result<AgendaBook> OpenBook(Desk& desk, int year, int first, const std::string& officer);

}  // namespace piket

#endif  // PIKET_AGENT_DESK_ENTER_H_
