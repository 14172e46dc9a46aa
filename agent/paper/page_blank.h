// What stands on a page, before anything is read: paper and ink, and the pages not worth reading.
#ifndef PIKET_AGENT_PAPER_PAGE_BLANK_H_
#define PIKET_AGENT_PAPER_PAGE_BLANK_H_

#include "agent/paper/page_picture.h"

namespace piket {

// The gray of the bare paper, 0 … 255: what most bright points have. `gray` has 8 bits.
int PaperLevel(Pix* gray);

// Points clearly darker than the paper, 1 bit. The other side shining through is not.
Picture Ink(Pix* gray, int paper_level);

// The lamp was off, or the lid's dark side was scanned.
bool IsBlack(Pix* gray, int paper_level);

// Nothing but specks, punch holes and scanner streaks. Judged by tiles, because a page with one
// small stamp is as empty by the share of its ink as a dusty blank one.
bool IsBlank(Pix* ink, double dpi);

// A page of grains without shapes: no text, and hours of work for a reader.
bool IsNoise(Pix* ink);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_BLANK_H_
