// QR and bar codes on a page, ours and others'. Used inside the page worker.
#ifndef PIKET_AGENT_PAPER_PAGE_CODE_H_
#define PIKET_AGENT_PAPER_PAGE_CODE_H_

#include <string_view>
#include <vector>

#include "agent/paper/page.h"

struct Pix;

namespace piket {

// The codes on the upright view (8 bits), places in mm. ZXing reads the page; where a square looks
// like a code that it could not read, ZBar tries that square.
std::vector<PageCode> FindCodes(Pix* gray, double dpi);

// Whether this is the text of a sheet that parts two letters in a stack: a paper code of kind `S`.
bool IsSeparatorCode(std::string_view text);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_CODE_H_
