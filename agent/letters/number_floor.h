// The numbers of a post that was restored from a backup (design.md §4): what the lost computer gave
// out since is not known here, so none is given until the centre, or an officer reading the last
// number on paper, says where they stand. They then go on above it.
#ifndef PIKET_AGENT_LETTERS_NUMBER_FLOOR_H_
#define PIKET_AGENT_LETTERS_NUMBER_FLOOR_H_

#include <string>
#include <vector>

#include "agent/letters/letter.h"

namespace piket {

struct NumberFloor {
  int receipt = 0;                // the last counter of this post's receipts
  std::vector<AgendaBook> books;  // the last numbers of its books
};
Json ToJson(const NumberFloor& floor);
Result<NumberFloor> NumberFloorFromJson(const Json& json);  // kBadRequest

// numbers.held, numbers.floored; subject: "numbers/<post>". AddLetterKinds has them too.
void AddNumberKinds(KindTable& kinds);
std::string NumbersSubject(const std::string& post);

// Whether no number may be given. Inside Read or Write.
Result<bool> AreNumbersHeld(Database& db, const std::string& post);
// What was said to be the last receipt counter; 0 when nobody had to.
Result<int> ReceiptFloor(Database& db, const std::string& post);
// From now on none. Inside Write.
Result<void> HoldNumbers(Journal& journal, Database& in_write);
// Numbers go on above these and above what is here. False when they were not held.
Result<bool> SetNumberFloor(Journal& journal, const NumberFloor& floor, const std::string& author);

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_NUMBER_FLOOR_H_
