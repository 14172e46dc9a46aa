// Where the paper lies on its picture: a flatbed gives the whole glass, a network scanner pads the
// sheet to the size asked for, a feeder shows its dark roller around the paper.
#ifndef PIKET_AGENT_PAPER_PAGE_EDGES_H_
#define PIKET_AGENT_PAPER_PAGE_EDGES_H_

struct Pix;

namespace piket {

// Fractions of the picture's width and height.
struct PaperPlace {
  double left = 0;
  double top = 0;
  double right = 1;
  double bottom = 1;
  bool dark_around = false;  // the scanner's background is dark
};

// `gray` has 8 bits. The whole picture when no edge can be told from the paper.
PaperPlace FindPaper(Pix* gray, double dpi);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_EDGES_H_
