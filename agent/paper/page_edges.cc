#include "agent/paper/page_edges.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "agent/paper/page_picture.h"

namespace piket {
namespace {

constexpr int kDark = 90;
constexpr int kPadding = 254;          // paper is never as white as a padded margin
constexpr double kLeastPaperMm = 40;   // smaller is not a sheet but a misjudged edge
constexpr double kLeastMarginMm = 4;   // less is not worth cutting
constexpr double kTileMm = 25.4 / 25;  // eight points of 200 dpi

struct Tiles {
  int width = 0;
  int height = 0;
  std::vector<int> mean;
  int At(int x, int y) const { return mean[static_cast<size_t>(y * width + x)]; }
};

Tiles TilesOf(Pix* gray, double dpi) {
  Picture small(pixClone(gray));
  for (double left = dpi; left > 37 && small; left /= 2) {
    small.reset(pixScaleAreaMap2(small.get()));
  }
  Tiles tiles;
  if (!small) return tiles;
  tiles.width = pixGetWidth(small.get());
  tiles.height = pixGetHeight(small.get());
  for (int y = 0; y < tiles.height; ++y) {
    const l_uint32* line = pixGetData(small.get()) + y * pixGetWpl(small.get());
    for (int x = 0; x < tiles.width; ++x) tiles.mean.push_back(GET_DATA_BYTE(line, x));
  }
  return tiles;
}

struct Span {
  int first = 0;
  int end = 0;
};

// Share of the tiles of column or row `index` within `across` for which `is` holds.
double Share(const Tiles& tiles, bool column, int index, Span across,
             const std::function<bool(int)>& is) {
  int count = 0;
  for (int i = across.first; i < across.end; ++i) {
    count += is(column ? tiles.At(index, i) : tiles.At(i, index)) ? 1 : 0;
  }
  return across.end > across.first ? static_cast<double>(count) / (across.end - across.first) : 0;
}

// Cuts from both ends while at least `share` of a column (or row) is background, but only from an
// end whose outermost line is background nearly throughout.
Span Trimmed(const Tiles& tiles, bool column, Span along, Span across, double share,
             const std::function<bool(int)>& background) {
  constexpr double kNearlyAll = 0.9;
  auto at = [&](int index) { return Share(tiles, column, index, across, background); };
  if (along.first < along.end && at(along.first) >= kNearlyAll) {
    while (along.first < along.end && at(along.first) >= share) ++along.first;
  }
  if (along.end > along.first && at(along.end - 1) >= kNearlyAll) {
    while (along.end > along.first && at(along.end - 1) >= share) --along.end;
  }
  return along;
}

PaperPlace PlaceOf(const Tiles& tiles, Span columns, Span rows, bool dark) {
  PaperPlace whole;
  whole.dark_around = dark;
  double width_mm = (columns.end - columns.first) * kTileMm;
  double height_mm = (rows.end - rows.first) * kTileMm;
  if (width_mm < kLeastPaperMm || height_mm < kLeastPaperMm) return whole;
  PaperPlace place = whole;
  int least = static_cast<int>(kLeastMarginMm / kTileMm);
  // A dark edge is cut however thin it is; a white one only where it is a margin.
  auto cut = [&](int tiles_cut) { return dark ? tiles_cut > 0 : tiles_cut >= least; };
  if (cut(columns.first)) place.left = static_cast<double>(columns.first) / tiles.width;
  if (cut(tiles.width - columns.end)) place.right = static_cast<double>(columns.end) / tiles.width;
  if (cut(rows.first)) place.top = static_cast<double>(rows.first) / tiles.height;
  if (cut(tiles.height - rows.end)) place.bottom = static_cast<double>(rows.end) / tiles.height;
  return place;
}

PaperPlace Cut(const Tiles& tiles, double share, bool dark,
               const std::function<bool(int)>& background) {
  Span columns{0, tiles.width};
  Span rows{0, tiles.height};
  // Twice, because the paper's rows are only half as full while its columns are not yet cut.
  for (int round = 0; round < 2; ++round) {
    columns = Trimmed(tiles, true, columns, rows, share, background);
    rows = Trimmed(tiles, false, rows, columns, share, background);
  }
  return PlaceOf(tiles, columns, rows, dark);
}

double ShareOfPadding(const Tiles& tiles, const PaperPlace& place) {
  int count = 0;
  int all = 0;
  for (int y = 0; y < tiles.height; ++y) {
    for (int x = 0; x < tiles.width; ++x) {
      if (x < place.left * tiles.width || x >= place.right * tiles.width ||
          y < place.top * tiles.height || y >= place.bottom * tiles.height) {
        continue;
      }
      ++all;
      count += tiles.At(x, y) >= kPadding ? 1 : 0;
    }
  }
  return all > 0 ? static_cast<double>(count) / all : 1;
}

}  // namespace

PaperPlace FindPaper(Pix* gray, double dpi) {
  Tiles tiles = TilesOf(gray, dpi);
  if (tiles.width < 8 || tiles.height < 8) return {};
  PaperPlace dark = Cut(tiles, 0.5, true, [](int mean) { return mean < kDark; });
  bool found_dark = dark.left > 0 || dark.top > 0 || dark.right < 1 || dark.bottom < 1;
  if (found_dark) return dark;
  PaperPlace white = Cut(tiles, 1, false, [](int mean) { return mean >= kPadding; });
  // On paper as white as the padding the edge cannot be seen: half a page without text is not
  // padding.
  constexpr double kMostWhite = 0.3;
  return ShareOfPadding(tiles, white) < kMostWhite ? white : PaperPlace();
}

}  // namespace piket
