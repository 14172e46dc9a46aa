// Letters as the screens' lists show them.
#ifndef PIKET_AGENT_HTTP_LETTER_ROWS_H_
#define PIKET_AGENT_HTTP_LETTER_ROWS_H_

#include <span>

#include "agent/http/screens.h"

namespace piket {

// One of each letter, in order, as ToJson of screens.h gives it; takes the database's turn once for
// all of them.
Json ToJson(const Screens& screens, std::span<const Letter> letters, const Officer& viewer);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_LETTER_ROWS_H_
