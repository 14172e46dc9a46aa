// Full-text search over the letters: particulars and the text of every page, Indonesian affixes
// stripped, so that "pembuatan" finds "membuat". Confidential letters are found by their numbers
// only.
#ifndef PIKET_AGENT_DESK_SEARCH_H_
#define PIKET_AGENT_DESK_SEARCH_H_

#include <string>
#include <vector>

#include "agent/desk/desk.h"
#include "agent/desk/read.h"
#include "agent/letters/letter.h"

namespace piket {

struct Found {
  Letter letter;
  std::string snippet;  // words around the hit, hits between <b> and </b>; plain text, not markup
};

// Puts letters into the index whose text is not in it yet.
Result<void> IndexNewLetters(Desk& desk, PageReader& reader);

// Best first, or newest first when more than 2,000 letters have the words. Any words; numbers of
// receipt, tracking and agenda are found as written. `scope` shows those it reaches only.
Result<std::vector<Found>> Search(Desk& desk, const std::string& words, int from, int limit,
                                  const LetterScope& scope = {});

}  // namespace piket

#endif  // PIKET_AGENT_DESK_SEARCH_H_
