#include "agent/paper/page_picture.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "agent/core/file.h"

namespace piket {
namespace {

constexpr double kA4LongInches = 297 / 25.4;

bool Plausible(double dpi, int width, int height) {
  // A photograph says 72 dpi whatever it shows; a page of a metre is no page.
  return dpi >= 60 && dpi <= 2400 && std::max(width, height) / dpi < 20 &&
         std::min(width, height) / dpi > 1;
}

double GuessedDpi(int width, int height) {
  constexpr std::array kUsual = {75.0, 100.0, 150.0, 200.0, 240.0, 300.0, 400.0, 600.0};
  double dpi = std::max(width, height) / kA4LongInches;
  for (double usual : kUsual) {
    if (std::abs(dpi - usual) < 0.08 * usual) return usual;
  }
  return std::clamp(dpi, 50.0, 1200.0);
}

Picture GrayOrColour(Picture picture) {
  if (pixGetColormap(picture.get()) != nullptr) {
    picture.reset(pixRemoveColormap(picture.get(), REMOVE_CMAP_BASED_ON_SRC));
  }
  if (!picture) return picture;
  int depth = pixGetDepth(picture.get());
  if (depth == 32 && pixGetSpp(picture.get()) == 4) {
    picture.reset(pixAlphaBlendUniform(picture.get(), 0xffffff00));
  } else if (depth != 8 && depth != 32) {
    picture.reset(pixConvertTo8(picture.get(), 0));
  }
  return picture;
}

}  // namespace

void PictureRelease::operator()(Pix* pix) const { pixDestroy(&pix); }

Result<PageScan> LoadPageFromBytes(std::string_view bytes, double given_dpi) {
  const auto* data = reinterpret_cast<const l_uint8*>(bytes.data());
  int format = 0;
  int width = 0;
  int height = 0;
  if (bytes.size() < 12 ||
      pixReadHeaderMem(data, bytes.size(), &format, &width, &height, nullptr, nullptr, nullptr)) {
    return Error{Fault::kDamagedPage, "not a picture"};
  }
  if (width < 1 || height < 1) return Error{Fault::kDamagedPage, "an empty picture"};
  if (static_cast<int64_t>(width) * height > kMostPixels) {
    return Error{Fault::kTooLarge, "a picture of too many points"};
  }
  PageScan scan;
  scan.picture.reset(pixReadMem(data, bytes.size()));
  if (!scan.picture && format == IFF_JFIF_JPEG) {
    // What the first half of a torn file shows is still worth showing.
    scan.damaged = true;
    scan.picture.reset(
        pixReadMemJpeg(data, bytes.size(), 0, 1, nullptr, L_JPEG_CONTINUE_WITH_BAD_DATA));
  }
  if (!scan.picture) return Error{Fault::kDamagedPage, "the picture cannot be decoded"};
  scan.dpi = pixGetXRes(scan.picture.get());
  width = pixGetWidth(scan.picture.get());
  height = pixGetHeight(scan.picture.get());
  if (!Plausible(scan.dpi, width, height)) scan.dpi = given_dpi;
  if (!Plausible(scan.dpi, width, height)) scan.dpi = GuessedDpi(width, height);
  scan.picture = GrayOrColour(std::move(scan.picture));
  if (!scan.picture) return Error{Fault::kDamagedPage, "the picture's colours cannot be read"};
  return scan;
}

Result<PageScan> LoadPage(const std::filesystem::path& path, double given_dpi) {
  auto bytes = ReadFile(path);
  if (!bytes) return bytes.error();
  return LoadPageFromBytes(*bytes, given_dpi);
}

}  // namespace piket
