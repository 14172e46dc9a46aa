#include "agent/paper/page_code.h"

// First: ZXing has a macro with the name of a ZBar class.
#include <zbar.h>

#define ZX_USE_UTF8 1  // ZXing 1.4: text() gives UTF-8, as it does from 2.0 on
#include <ZXing/ReadBarcode.h>
#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <exception>

#include "agent/paper/page_picture.h"

namespace piket {
namespace {

#if __has_include(<ZXing/ReaderOptions.h>)
using Options = ZXing::ReaderOptions;
#else
using Options = ZXing::DecodeHints;
#endif

constexpr double kMmPerInch = 25.4;
constexpr size_t kMostCodes = 32;

// The picture's bytes without leptonica's word order and padding.
std::vector<uint8_t> Bytes(Pix* gray) {
  auto width = static_cast<size_t>(pixGetWidth(gray));
  auto height = static_cast<size_t>(pixGetHeight(gray));
  std::vector<uint8_t> bytes(width * height);
  for (size_t y = 0; y < height; ++y) {
    const l_uint32* line = pixGetData(gray) + y * static_cast<size_t>(pixGetWpl(gray));
    for (size_t x = 0; x < width; ++x) bytes[y * width + x] = GET_DATA_BYTE(line, x);
  }
  return bytes;
}

PageCode CodeAt(std::string text, double left, double top, double right, double bottom,
                double dpi) {
  double mm = kMmPerInch / dpi;
  return {std::move(text), {left * mm, top * mm, (right - left) * mm, (bottom - top) * mm}};
}

std::vector<PageCode> ReadWithZxing(Pix* gray, double dpi) {
  std::vector<PageCode> codes;
  try {
    std::vector<uint8_t> bytes = Bytes(gray);
    Options options;
    options.setFormats(ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::DataMatrix |
                       ZXing::BarcodeFormat::Code128 | ZXing::BarcodeFormat::Code39 |
                       ZXing::BarcodeFormat::EAN13);
    options.setTryHarder(true);
    options.setTryRotate(false);  // the view is upright; a QR code is read in any turn
    ZXing::ImageView view(bytes.data(), pixGetWidth(gray), pixGetHeight(gray),
                          ZXing::ImageFormat::Lum);
    for (const auto& found : ZXing::ReadBarcodes(view, options)) {
      std::string text = found.text();
      if (!found.isValid() || text.empty() || codes.size() == kMostCodes) continue;
      auto at = found.position();
      auto [left, right] = std::minmax({at[0].x, at[1].x, at[2].x, at[3].x});
      auto [top, bottom] = std::minmax({at[0].y, at[1].y, at[2].y, at[3].y});
      codes.push_back(CodeAt(text, left, top, right, bottom, dpi));
    }
  } catch (const std::exception&) {
    // A picture that confuses the reader holds no code we can use.
  }
  return codes;
}

std::vector<PageCode> ReadWithZbar(Pix* gray, double dpi) {
  std::vector<PageCode> codes;
  try {
    std::vector<uint8_t> bytes = Bytes(gray);
    zbar::ImageScanner scanner;
    scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
    scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
    zbar::Image image(static_cast<unsigned>(pixGetWidth(gray)),
                      static_cast<unsigned>(pixGetHeight(gray)), "Y800", bytes.data(),
                      bytes.size());
    scanner.scan(image);
    for (auto symbol = image.symbol_begin(); symbol != image.symbol_end(); ++symbol) {
      double left = 1e9, top = 1e9, right = 0, bottom = 0;
      for (int i = 0; i < symbol->get_location_size(); ++i) {
        double x = symbol->get_location_x(static_cast<unsigned>(i));
        double y = symbol->get_location_y(static_cast<unsigned>(i));
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
      }
      codes.push_back(CodeAt(symbol->get_data(), left, top, right, bottom, dpi));
    }
  } catch (const std::exception&) {
    // As above.
  }
  return codes;
}

bool Overlap(const piket::Box& a, const piket::Box& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

// Squares of 12 to 60 mm, densely covered: what a QR code looks like from afar. Stamps and logos
// do too; trying them is cheap.
std::vector<piket::Box> LikeCodes(Pix* gray, double dpi) {
  std::vector<piket::Box> squares;
  Picture small(pixScaleAreaMap2(gray));
  if (small) small.reset(pixScaleAreaMap2(small.get()));
  Picture ink(small ? pixThresholdToBinary(small.get(), 150) : nullptr);
  double points_per_mm = dpi / 4 / kMmPerInch;
  auto reach = std::max(2, static_cast<int>(std::lround(2 * points_per_mm)));
  Picture joined(ink ? pixCloseSafeBrick(nullptr, ink.get(), reach, reach) : nullptr);
  if (!joined) return squares;
  BOXA* boxes = pixConnCompBB(joined.get(), 4);
  for (int i = 0; i < boxaGetCount(boxes); ++i) {
    int x = 0, y = 0, width = 0, height = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
    double w = width / points_per_mm;
    double h = height / points_per_mm;
    if (w < 12 || h < 12 || w > 60 || h > 60 || w > 1.3 * h || h > 1.3 * w) continue;
    BOX* box = boxCreate(x, y, width, height);
    Picture piece(pixClipRectangle(joined.get(), box, nullptr));
    boxDestroy(&box);
    int count = 0;
    if (piece) pixCountPixels(piece.get(), &count, nullptr);
    if (count > 0.75 * width * height) {
      squares.push_back({x / points_per_mm, y / points_per_mm, w, h});
    }
  }
  boxaDestroy(&boxes);
  return squares;
}

// The part with a quiet zone around it, and where its corner lies in mm.
Picture Piece(Pix* gray, double dpi, piket::Box* place) {
  constexpr double kQuietMm = 4;
  double points = dpi / kMmPerInch;
  BOX* box = boxCreate(static_cast<int>((place->x - kQuietMm) * points),
                       static_cast<int>((place->y - kQuietMm) * points),
                       static_cast<int>((place->width + 2 * kQuietMm) * points),
                       static_cast<int>((place->height + 2 * kQuietMm) * points));
  BOX* clipped = nullptr;
  Picture piece(pixClipRectangle(gray, box, &clipped));
  if (clipped != nullptr) {
    place->x = clipped->x / points;
    place->y = clipped->y / points;
  }
  boxDestroy(&box);
  boxDestroy(&clipped);
  return piece;
}

}  // namespace

std::vector<PageCode> FindCodes(Pix* gray, double dpi) {
  std::vector<PageCode> codes = ReadWithZxing(gray, dpi);
  for (piket::Box square : LikeCodes(gray, dpi)) {
    auto known = [&](const PageCode& code) { return Overlap(code.box, square); };
    if (codes.size() >= kMostCodes) break;
    if (std::any_of(codes.begin(), codes.end(), known)) continue;
    Picture piece = Piece(gray, dpi, &square);
    if (!piece) continue;
    for (PageCode& code : ReadWithZbar(piece.get(), dpi)) {
      code.box.x += square.x;
      code.box.y += square.y;
      codes.push_back(std::move(code));
    }
  }
  return codes;
}

bool IsSeparatorCode(std::string_view text) { return text.substr(0, 6) == "PK1/S/"; }

}  // namespace piket
