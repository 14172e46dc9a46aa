// Draws the paper of a print order from what the journal knows at that moment.
#ifndef PIKET_AGENT_DESK_DRAW_H_
#define PIKET_AGENT_DESK_DRAW_H_

#include <string>

#include "agent/desk/desk.h"
#include "agent/letters/letter.h"
#include "agent/letters/print.h"

namespace piket {

struct DrawnPaper {
  std::string pdf;
  std::string media;  // PWG name of the sheet, "iso_a5_148x210mm"
};

Result<DrawnPaper> Draw(Desk& desk, const Print& order);

// The agenda book's rows from number `from` to `to` as a PDF, and all of a year as CSV (RFC 4180).
// Without `confidential` letters marked R or SR show their numbers only.
Result<std::string> AgendaPdf(Desk& desk, int year, int from, int to, bool confidential = false,
                              const LetterScope& scope = {});
Result<std::string> AgendaCsv(Desk& desk, int year, bool confidential = false,
                              const LetterScope& scope = {});

}  // namespace piket

#endif  // PIKET_AGENT_DESK_DRAW_H_
