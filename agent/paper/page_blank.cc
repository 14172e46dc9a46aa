#include "agent/paper/page_blank.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <vector>

namespace piket {
namespace {

constexpr int kGrays = 256;

// The share of points with a gray of at least `level`.
double ShareFrom(Pix* gray, int level) {
  NUMA* histogram = pixGetGrayHistogram(gray, 4);
  double above = 0;
  double all = 0;
  for (int i = 0; i < kGrays; ++i) {
    float count = 0;
    numaGetFValue(histogram, i, &count);
    all += count;
    if (i >= level) above += count;
  }
  numaDestroy(&histogram);
  return all > 0 ? above / all : 0;
}

int64_t Points(Pix* ink) {
  int count = 0;
  pixCountPixels(ink, &count, nullptr);
  return count;
}

struct Place {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

// Dust is smaller than a full stop; a streak of dirt on the feeder's glass runs along the whole
// sheet; a punch hole is a full disc near the edge.
bool IsNothing(Pix* ink, const Place& part, double dpi) {
  double mm = 25.4 / dpi;
  double width = part.width * mm;
  double height = part.height * mm;
  if (width < 0.7 && height < 0.7) return true;
  int page_width = pixGetWidth(ink);
  int page_height = pixGetHeight(ink);
  if (part.height > 0.8 * page_height && width < 3) return true;
  if (part.width > 0.8 * page_width && height < 3) return true;
  double from_edge = std::min({part.x, part.y, page_width - part.x - part.width,
                               page_height - part.y - part.height}) *
                     mm;
  if (from_edge < 3 && (width < 12 || height < 12)) return true;  // the sheet's own edge, a staple
  bool disc = width > 3 && width < 9 && height > 3 && height < 9 && from_edge < 20;
  if (!disc) return false;
  BOX* box = boxCreate(part.x, part.y, part.width, part.height);
  Picture piece(pixClipRectangle(ink, box, nullptr));
  boxDestroy(&box);
  return piece && Points(piece.get()) > 0.6 * part.width * part.height;
}

}  // namespace

int PaperLevel(Pix* gray) {
  NUMA* histogram = pixGetGrayHistogram(gray, 4);
  double best = -1;
  int level = kGrays - 1;
  // The brightest of the common grays: the paper, also where a photograph fills half the page.
  for (int i = 0; i < kGrays; ++i) {
    double near = 0;
    for (int j = std::max(0, i - 2); j <= std::min(kGrays - 1, i + 2); ++j) {
      float count = 0;
      numaGetFValue(histogram, j, &count);
      near += count;
    }
    near *= 0.5 + i / 255.0;
    if (near >= best) {
      best = near;
      level = i;
    }
  }
  numaDestroy(&histogram);
  return level;
}

Picture Ink(Pix* gray, int paper_level) {
  int contrast = std::max(40, paper_level / 4);
  return Picture(pixThresholdToBinary(gray, std::max(1, paper_level - contrast)));
}

bool IsBlack(Pix* gray, int paper_level) {
  constexpr int kDarkPaper = 60;
  constexpr double kLeastLight = 0.01;
  return paper_level < kDarkPaper && ShareFrom(gray, 2 * kDarkPaper) < kLeastLight;
}

bool IsBlank(Pix* ink, double dpi) {
  if (ink == nullptr) return false;
  constexpr double kSurelyFull = 0.03;  // of the points; text covers 3 to 8 in a hundred
  double area = static_cast<double>(pixGetWidth(ink)) * pixGetHeight(ink);
  if (static_cast<double>(Points(ink)) > kSurelyFull * area) return false;
  // Half the resolution is enough to judge by, at a quarter of the cost.
  Picture half(pixReduceRankBinary2(ink, 1, nullptr));
  if (!half) return false;
  ink = half.get();
  dpi /= 2;
  // Joins the dots of a printed line or stamp to one part, not the dust of a page.
  auto reach = std::max(1, static_cast<int>(dpi / 60));
  Picture joined(pixCloseSafeBrick(nullptr, ink, reach, reach));
  if (!joined) return false;
  BOXA* boxes = pixConnCompBB(joined.get(), 8);
  constexpr double kTileMm = 5;
  constexpr double kLeastInkMm2 = 1.2;
  double tile = kTileMm * dpi / 25.4;
  auto columns = static_cast<size_t>(pixGetWidth(ink) / tile) + 1;
  auto rows = static_cast<size_t>(pixGetHeight(ink) / tile) + 1;
  std::vector<double> tiles(columns * rows);
  double fullest = 0;
  for (int i = 0; i < boxaGetCount(boxes); ++i) {
    Place part;
    boxaGetBoxGeometry(boxes, i, &part.x, &part.y, &part.width, &part.height);
    if (IsNothing(joined.get(), part, dpi)) continue;
    auto column = static_cast<size_t>((part.x + part.width / 2) / tile);
    auto row = static_cast<size_t>((part.y + part.height / 2) / tile);
    // A part's extent stands for its ink: a thin signature counts as the space it takes.
    double mm2 = part.width * part.height * (25.4 / dpi) * (25.4 / dpi);
    fullest = std::max(fullest, tiles[row * columns + column] += mm2);
  }
  boxaDestroy(&boxes);
  return fullest < kLeastInkMm2;
}

bool IsNoise(Pix* ink) {
  if (ink == nullptr) return false;
  constexpr double kLeastShare = 0.04;
  constexpr double kMostKept = 0.25;  // letters keep most of their points
  double area = static_cast<double>(pixGetWidth(ink)) * pixGetHeight(ink);
  auto all = static_cast<double>(Points(ink));
  if (all < kLeastShare * area) return false;
  Picture opened(pixOpenBrick(nullptr, ink, 2, 2));
  return opened && static_cast<double>(Points(opened.get())) < kMostKept * all;
}

}  // namespace piket
