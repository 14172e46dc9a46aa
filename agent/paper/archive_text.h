// The archive's invisible text: the words of a page as PDF drawing, laid over the picture exactly
// where they stand on it, however the page lay on the scanner.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_TEXT_H_
#define PIKET_AGENT_PAPER_ARCHIVE_TEXT_H_

#include <string>

#include "agent/paper/archive_font.h"
#include "agent/paper/page.h"

namespace piket {

// A number as PDF writes it, in any locale: at most `digits` after the point.
std::string PdfNumber(double value, int digits = 2);

// Drawing operators with the font named /F1. `width` and `height` are the size in points of the
// picture as it is stored, before turning. Empty when the page has no words.
std::string InvisibleText(const PageReading& reading, double width, double height,
                          ArchiveFont* font);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_TEXT_H_
