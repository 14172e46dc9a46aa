// Makes a scanned page upright: finds the paper on the picture, the turn, the skew, and judges
// whether anything stands on it. Pure functions over pictures; used inside the page worker.
#ifndef PIKET_AGENT_PAPER_PAGE_CLEAN_H_
#define PIKET_AGENT_PAPER_PAGE_CLEAN_H_

#include <optional>

#include "agent/paper/page.h"
#include "agent/paper/page_picture.h"

namespace piket {

// A page ready for reading.
struct CleanPage {
  Picture gray;  // the upright view, 8 bits
  double dpi = 0;
  PageView view;
  bool blank = false;
  std::optional<Fault> fault;  // kBlackPage, kUnreadablePage: nothing to read on it
};

// `turn` fixes the orientation (an officer's choice, or what a second try found); without it the
// turn is found from the letters' shapes, and 0 where these say nothing.
CleanPage Clean(const PageScan& scan, std::optional<int> turn = std::nullopt);

// The view of `scan` for the screen, about `dpi` dots per inch, in colour where the scan is.
Picture ViewPicture(const PageScan& scan, const CleanPage& page, double dpi);

// 64 bits that stay nearly the same when the same paper is scanned again: which neighbour of 8 × 9
// fields holds more ink.
uint64_t Likeness(const CleanPage& page);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_CLEAN_H_
