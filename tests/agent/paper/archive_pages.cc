#include "tests/agent/paper/archive_pages.h"

#include <allheaders.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace piket {
namespace {

namespace fs = std::filesystem;

struct DropPix {
  void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using OwnedPix = std::unique_ptr<Pix, DropPix>;

void Demand(bool fact) {
  if (!fact) std::abort();
}

// Bars of many tones, so that every reader must agree about every value.
OwnedPix Drawn(int width, int height, int depth) {
  OwnedPix pix(pixCreate(width, height, depth));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto tone = static_cast<l_uint32>((x / 3 * 7 + y / 5 * 11) % 256);
      const l_uint32 value = depth == 32  ? (tone << 24 | (255 - tone) << 16 | (tone / 2) << 8)
                             : depth == 1 ? static_cast<l_uint32>(tone > 200)
                                          : tone;
      pixSetPixel(pix.get(), x, y, value);
    }
  }
  pixSetResolution(pix.get(), 200, 200);
  return pix;
}

fs::path WriteAs(const fs::path& path, Pix* pix, int format) {
  Demand(pixWrite(path.c_str(), pix, format) == 0);
  return path;
}

fs::path ManyStrips(const fs::path& path) {
  OwnedPix pix = Drawn(300, 200, 1);
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  Demand(tiff != nullptr);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 300);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 200);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 64);
  std::vector<unsigned char> row(38);
  for (int y = 0; y < 200; ++y) {
    std::fill(row.begin(), row.end(), 0);
    for (int x = 0; x < 300; ++x) {
      l_uint32 value = 0;
      pixGetPixel(pix.get(), x, y, &value);
      if (value != 0) row[static_cast<size_t>(x / 8)] |= static_cast<unsigned char>(0x80 >> x % 8);
    }
    Demand(TIFFWriteScanline(tiff, row.data(), static_cast<uint32_t>(y), 0) == 1);
  }
  TIFFClose(tiff);
  return path;
}

OwnedPix AsColour(const fs::path& path) {
  OwnedPix pix(pixRead(path.c_str()));
  Demand(pix != nullptr);
  if (pixGetSpp(pix.get()) == 4) pix.reset(pixAlphaBlendUniform(pix.get(), 0xffffff00));
  pix.reset(pixConvertTo32(pix.get()));
  pixSetSpp(pix.get(), 3);
  return pix;
}

}  // namespace

fs::path GrayJpeg(const fs::path& path) {
  OwnedPix pix = Drawn(827, 1169, 8);
  pixSetResolution(pix.get(), 100, 100);
  return WriteAs(path, pix.get(), IFF_JFIF_JPEG);
}

fs::path ColourJpeg(const fs::path& path) {
  return WriteAs(path, Drawn(400, 300, 32).get(), IFF_JFIF_JPEG);
}

fs::path LargeGrayJpeg(const fs::path& path) {
  OwnedPix pix(pixCreate(1000, 1000, 8));
  uint32_t state = 1;
  for (int y = 0; y < 1000; ++y) {
    for (int x = 0; x < 1000; ++x) {
      state = state * 1664525 + 1013904223;
      pixSetPixel(pix.get(), x, y, state >> 24);
    }
  }
  return WriteAs(path, pix.get(), IFF_JFIF_JPEG);
}

fs::path MonoTiff(const fs::path& path) {
  return WriteAs(path, Drawn(1654, 2339, 1).get(), IFF_TIFF_G4);
}

std::vector<fs::path> LosslessPictures(const fs::path& folder) {
  OwnedPix alpha = Drawn(300, 200, 32);
  pixSetSpp(alpha.get(), 4);
  OwnedPix mask = Drawn(300, 200, 8);
  pixSetRGBComponent(alpha.get(), mask.get(), L_ALPHA_CHANNEL);
  OwnedPix palette(pixOctreeQuantNumColors(Drawn(300, 200, 32).get(), 64, 0));
  return {WriteAs(folder / "gray.png", Drawn(300, 200, 8).get(), IFF_PNG),
          WriteAs(folder / "colour.png", Drawn(300, 200, 32).get(), IFF_PNG),
          WriteAs(folder / "palette.png", palette.get(), IFF_PNG),
          WriteAs(folder / "mono.png", Drawn(301, 200, 1).get(), IFF_PNG),
          WriteAs(folder / "alpha.png", alpha.get(), IFF_PNG),
          WriteAs(folder / "lzw.tif", Drawn(300, 200, 32).get(), IFF_TIFF_LZW),
          ManyStrips(folder / "strips.tif")};
}

bool SamePixels(const fs::path& a, const fs::path& b) {
  l_int32 same = 0;
  pixEqual(AsColour(a).get(), AsColour(b).get(), &same);
  return same != 0;
}

ArchivePlan OnePage(const fs::path& original) {
  ArchivePlan plan;
  plan.title = "Permohonan Subdomain";
  plan.identifiers = {"L1-000123-K", "45/2026"};
  plan.created = Instant(std::chrono::milliseconds(1795323301250));
  plan.modified = plan.created + std::chrono::minutes(3);
  ArchivePage page;
  page.original = original;
  plan.pages.push_back(page);
  return plan;
}

PageReading Reading(int turn, double skew) {
  PageReading reading;
  reading.read = true;
  reading.view.turn = turn;
  reading.view.skew = skew;
  reading.view.original_width = 210;
  reading.view.original_height = 297;
  const bool upright = turn % 180 == 0;
  reading.view.left = 4;
  reading.view.top = 6;
  reading.view.width = (upright ? 210 : 297) - 8;
  reading.view.height = (upright ? 297 : 210) - 12;
  reading.words = {
      {"Perihal", {20, 30, 13, 4}, 0.9, 0, 0},    {":", {50, 31, 1, 3}, 0.9, 0, 0},
      {"Permohonan", {54, 30, 25, 4}, 0.9, 0, 0}, {"Subdomain", {82, 30, 21, 3.2}, 0.9, 0, 0},
      {"dengan", {20, 60, 15, 4.1}, 0.9, 1, 0},   {"hormat", {36.2, 60, 14, 3.2}, 0.9, 1, 0},
      {"ﬁle", {52, 60, 8, 4}, 0.9, 1, 0},         {"日本", {62, 60, 9, 4}, 0.9, 1, 0},
      {"𝄞", {73, 60, 4, 4}, 0.9, 1, 0},           {"KECIL", {20, 180, 6, 1.8}, 0.5, 2, 1},
      {"BESAR", {120, 176, 60, 9}, 0.5, 3, 1},
  };
  return reading;
}

Box ShownBox(const PageView& view, const Box& box) {
  auto shown = [&view](double x, double y) -> Point {
    const Point p = ToOriginal(view, {x, y});
    switch (view.turn) {
      case 90:
        return {view.original_height - p.y, p.x};
      case 180:
        return {view.original_width - p.x, view.original_height - p.y};
      case 270:
        return {p.y, view.original_width - p.x};
      default:
        return p;
    }
  };
  const Point corners[] = {shown(box.x, box.y), shown(box.x + box.width, box.y),
                           shown(box.x, box.y + box.height),
                           shown(box.x + box.width, box.y + box.height)};
  auto [left, right] = std::minmax_element(std::begin(corners), std::end(corners),
                                           [](Point a, Point b) { return a.x < b.x; });
  auto [top, bottom] = std::minmax_element(std::begin(corners), std::end(corners),
                                           [](Point a, Point b) { return a.y < b.y; });
  return {left->x, top->y, right->x - left->x, bottom->y - top->y};
}

}  // namespace piket
