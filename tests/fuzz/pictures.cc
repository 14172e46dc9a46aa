#include "tests/fuzz/pictures.h"

#include <leptonica/allheaders.h>

#include <memory>

#include "agent/paper/page_picture.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

// Stripes like lines of text, with a frame.
Picture Stripes(int depth) {
  constexpr int kWidth = 96;
  constexpr int kHeight = 120;
  Picture pix(pixCreate(kWidth, kHeight, depth));
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      bool ink = x < 2 || y < 2 || (y % 12 < 5 && x > 10 && x < 85 && (x * 7 + y / 12) % 5 < 3);
      l_uint32 value = depth == 1 ? ink : ink ? 20 : 250 - static_cast<l_uint32>(x / 8);
      pixSetPixel(pix.get(), x, y, depth == 32 ? value << 24 | value << 16 | value << 8 : value);
    }
  }
  pixSetResolution(pix.get(), 75, 75);
  return pix;
}

std::string Written(Pix* pix, int format) {
  l_uint8* data = nullptr;
  size_t size = 0;
  Demand(pixWriteMem(&data, &size, pix, format) == 0, "a seed picture is written");
  std::string bytes(reinterpret_cast<char*>(data), size);
  lept_free(data);
  return bytes;
}

}  // namespace

void QuietPictures() { setMsgSeverity(L_SEVERITY_NONE); }

std::vector<std::string> SmallPictures() {
  QuietPictures();
  Picture mono = Stripes(1);
  Picture gray = Stripes(8);
  Picture colour = Stripes(32);
  Picture palette(pixOctreeQuantNumColors(colour.get(), 16, 0));
  return {Written(gray.get(), IFF_JFIF_JPEG), Written(colour.get(), IFF_JFIF_JPEG),
          Written(gray.get(), IFF_PNG),       Written(colour.get(), IFF_PNG),
          Written(palette.get(), IFF_PNG),    Written(mono.get(), IFF_PNG),
          Written(mono.get(), IFF_TIFF_G4),   Written(mono.get(), IFF_TIFF_PACKBITS),
          Written(gray.get(), IFF_TIFF),      Written(colour.get(), IFF_TIFF_LZW)};
}

}  // namespace piket
