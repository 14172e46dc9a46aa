// A printed paper as it comes back to the desk: somebody wrote on it with a pen, and it lies a
// little askew on the scanner.
#ifndef PIKET_TESTS_FLOW_INKED_SHEET_H_
#define PIKET_TESTS_FLOW_INKED_SHEET_H_

#include <filesystem>
#include <string>
#include <vector>

#include "agent/core/result.h"

namespace piket {

// A stroke of blue ink, in mm from the paper's upper left corner.
struct InkStroke {
  double x0 = 0;
  double y0 = 0;
  double x1 = 0;
  double y1 = 0;
};
// A tick, a line of scribbled words of this length, a signature; from this corner on.
std::vector<InkStroke> InkTick(double x, double y);
std::vector<InkStroke> InkWords(double x, double y, double length);

// Writes the first page of the paper at `pdf` with the strokes on it to `jpeg`, 300 dpi, `skew`
// degrees askew. Needs pdftoppm. kStorage, kInternal.
Result<void> WriteInkedSheet(const std::filesystem::path& pdf,
                             const std::vector<InkStroke>& strokes, double skew,
                             const std::filesystem::path& jpeg);

}  // namespace piket

#endif  // PIKET_TESTS_FLOW_INKED_SHEET_H_
