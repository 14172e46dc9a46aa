#include "agent/paper/page_clean.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "agent/paper/page_blank.h"
#include "agent/paper/page_edges.h"

namespace piket {
namespace {

// Letters of 2 mm are read as well from 200 dpi as from 300, in half the time (measured).
constexpr double kReadingDpi = 200;
constexpr double kMmPerInch = 25.4;

Picture Gray(const PageScan& scan) {
  Pix* from = scan.picture.get();
  if (pixGetDepth(from) == 8) return Picture(pixClone(from));
  return Picture(pixConvertRGBToLuminance(from));
}

Picture Scaled(Picture gray, double factor) {
  if (factor > 0.95) return gray;
  auto scale = static_cast<float>(factor);
  return Picture(factor >= 0.5 ? pixScaleGrayLI(gray.get(), scale, scale)
                               : pixScaleAreaMap(gray.get(), scale, scale));
}

// Clockwise quarters of the turn that brings the page upright, from the letters' ascenders and
// descenders; 0 where these do not speak clearly (tables, handwriting, few words).
int FoundTurn(Pix* ink) {
  float up = 0;
  float left = 0;
  // Nearly every page stands upright; asking that alone first saves half the work.
  constexpr float kSurelyUpright = 15;
  if (pixUpDownDetect(ink, &up, 0, 0, 0) == 0 && up > kSurelyUpright) return 0;
  if (pixOrientDetect(ink, &up, &left, 0, 0) != 0) return 0;
  int orientation = L_TEXT_ORIENT_UNKNOWN;
  makeOrientDecision(up, left, 0, 0, &orientation, 0);
  switch (orientation) {
    case L_TEXT_ORIENT_LEFT:
      return 90;
    case L_TEXT_ORIENT_DOWN:
      return 180;
    case L_TEXT_ORIENT_RIGHT:
      return 270;
    default:
      return 0;
  }
}

// Degrees clockwise; 0 on low confidence: a page left askew is better than one turned wrongly.
double FoundSkew(Pix* ink) {
  constexpr float kLeastConfidence = 3;
  constexpr float kLeastAngle = 0.1f;
  float angle = 0;
  float confidence = 0;
  if (pixFindSkewSweepAndSearch(ink, &angle, &confidence, 4, 2, 7, 1, 0.03f) != 0) return 0;
  return confidence < kLeastConfidence || std::abs(angle) < kLeastAngle ? 0 : angle;
}

Picture Turned(Picture picture, int turn) {
  if (turn == 0) return picture;
  return Picture(pixRotateOrth(picture.get(), turn / 90));
}

Picture Rotated(Picture picture, double degrees, bool dark_around) {
  if (degrees == 0) return picture;
  auto radians = static_cast<float>(degrees * std::numbers::pi / 180);
  Pix* from = picture.get();
  if (pixGetDepth(from) == 32) {
    return Picture(pixRotateAMColor(from, radians, dark_around ? 0 : 0xffffff00));
  }
  return Picture(pixRotateAMGray(from, radians, dark_around ? 0 : 255));
}

Picture Cropped(Picture picture, const PaperPlace& place) {
  int width = pixGetWidth(picture.get());
  int height = pixGetHeight(picture.get());
  if (place.left <= 0 && place.top <= 0 && place.right >= 1 && place.bottom >= 1) return picture;
  auto x = static_cast<int>(std::lround(place.left * width));
  auto y = static_cast<int>(std::lround(place.top * height));
  BOX* box = boxCreate(x, y, static_cast<int>(std::lround(place.right * width)) - x,
                       static_cast<int>(std::lround(place.bottom * height)) - y);
  Picture cropped(pixClipRectangle(picture.get(), box, nullptr));
  boxDestroy(&box);
  return cropped ? std::move(cropped) : std::move(picture);
}

PaperPlace PlaceOf(const PageView& view) {
  bool upright = view.turn % 180 == 0;
  double width = upright ? view.original_width : view.original_height;
  double height = upright ? view.original_height : view.original_width;
  return {view.left / width, view.top / height, (view.left + view.width) / width,
          (view.top + view.height) / height, false};
}

void SetPlace(PageView* view, const PaperPlace& place, double width, double height) {
  view->left = place.left * width;
  view->top = place.top * height;
  view->width = (place.right - place.left) * width;
  view->height = (place.bottom - place.top) * height;
}

}  // namespace

CleanPage Clean(const PageScan& scan, std::optional<int> turn) {
  CleanPage page;
  double factor = std::min(1.0, kReadingDpi / scan.dpi);
  if (factor > 0.95) factor = 1;
  page.dpi = scan.dpi * factor;
  page.gray = Scaled(Gray(scan), factor);
  double mm = kMmPerInch / scan.dpi;
  page.view.original_width = pixGetWidth(scan.picture.get()) * mm;
  page.view.original_height = pixGetHeight(scan.picture.get()) * mm;
  if (!page.gray) {
    page.fault = Fault::kDamagedPage;
    return page;
  }

  PaperPlace place = FindPaper(page.gray.get(), page.dpi);
  Picture paper = Cropped(Picture(pixClone(page.gray.get())), place);
  int level = PaperLevel(paper.get());
  Picture ink = Ink(paper.get(), level);
  if (IsBlack(paper.get(), level)) {
    page.fault = Fault::kBlackPage;
  } else if (IsBlank(ink.get(), page.dpi)) {
    page.blank = true;
  } else if (IsNoise(ink.get())) {
    page.fault = Fault::kUnreadablePage;
  }
  bool readable = !page.blank && !page.fault;
  page.view.turn = turn ? *turn : readable ? FoundTurn(ink.get()) : 0;
  ink = Turned(std::move(ink), page.view.turn);
  page.view.skew = readable ? FoundSkew(ink.get()) : 0;

  page.gray = Turned(std::move(page.gray), page.view.turn);
  if (page.view.turn != 0 || page.view.skew != 0) {
    page.gray = Rotated(std::move(page.gray), page.view.skew, place.dark_around);
    place = FindPaper(page.gray.get(), page.dpi);
  }
  bool upright = page.view.turn % 180 == 0;
  SetPlace(&page.view, place, upright ? page.view.original_width : page.view.original_height,
           upright ? page.view.original_height : page.view.original_width);
  page.gray = Cropped(std::move(page.gray), place);
  return page;
}

Picture ViewPicture(const PageScan& scan, const CleanPage& page, double dpi) {
  bool colour = pixGetDepth(scan.picture.get()) == 32;
  if (!colour) {
    // Exact halving costs a quarter of any other scale.
    constexpr double kNearEnough = 0.85;
    if (page.dpi / 2 > kNearEnough * dpi) return Picture(pixScaleAreaMap2(page.gray.get()));
    auto factor = static_cast<float>(std::min(1.0, dpi / page.dpi));
    return Picture(pixScaleAreaMap(page.gray.get(), factor, factor));
  }
  auto factor = static_cast<float>(std::min(1.0, dpi / scan.dpi));
  Picture picture(pixScaleAreaMap(scan.picture.get(), factor, factor));
  picture = Turned(std::move(picture), page.view.turn);
  picture = Rotated(std::move(picture), page.view.skew, false);
  return Cropped(std::move(picture), PlaceOf(page.view));
}

uint64_t Likeness(const CleanPage& page) {
  constexpr int kColumns = 9;
  constexpr int kRows = 8;
  constexpr int kLeastDifference = 2;  // below this, two fields of paper are the same
  Picture small(pixScaleAreaMap2(page.gray.get()));
  if (small) small.reset(pixScaleAreaMap2(small.get()));
  Picture fields(small ? pixScaleAreaMapToSize(small.get(), kColumns, kRows) : nullptr);
  if (!fields) return 0;
  uint64_t bits = 0;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column + 1 < kColumns; ++column) {
      uint32_t here = 0;
      uint32_t next = 0;
      pixGetPixel(fields.get(), column, row, &here);
      pixGetPixel(fields.get(), column + 1, row, &next);
      bits = bits << 1 | (next + kLeastDifference <= here ? 1 : 0);
    }
  }
  return bits;
}

}  // namespace piket
