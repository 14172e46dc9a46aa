#include "agent/paper/archive_picture.h"

#include <allheaders.h>
#include <zlib.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "agent/core/file.h"
#include "agent/paper/big_endian.h"

namespace piket {
namespace {

Error Damaged(const std::string& doing, const std::string& why) {
  return {Fault::kDamagedPage, doing + ": " + why};
}

// --- JPEG

struct JpegWalk {
  ArchivePicture picture;
  bool frame = false;
  bool scan = false;
  bool jfif = false;
  int adobe_transform = -1;  // -1: no Adobe marker
  std::string component_ids;
};

// The segment's payload lies in `bytes` from `at` to `end`.
Result<void> ReadSegment(uint32_t marker, std::string_view bytes, size_t at, size_t end,
                         const std::string& doing, JpegWalk* walk) {
  ArchivePicture& picture = walk->picture;
  std::string_view payload = bytes.substr(at, end - at);
  if (marker == 0xe0 && payload.substr(0, 5) == std::string_view("JFIF\0", 5)) {
    walk->jfif = true;
    const double unit = Get8(payload, 7) == 1 ? 1 : Get8(payload, 7) == 2 ? 2.54 : 0;
    picture.dpi_x = Get16(payload, 8) * unit;
    picture.dpi_y = Get16(payload, 10) * unit;
  } else if (marker == 0xee && payload.substr(0, 5) == "Adobe") {
    walk->adobe_transform = static_cast<int>(Get8(payload, 11));
  } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
             marker != 0xcc) {
    const uint32_t components = Get8(payload, 5);
    picture.height = static_cast<int>(Get16(payload, 1));
    picture.width = static_cast<int>(Get16(payload, 3));
    if (walk->frame || marker > 0xc2 || Get8(payload, 0) != 8 ||
        payload.size() < 6 + 3 * components) {
      return Damaged(doing, "a JPEG coding the archive does not take");
    }
    if (!Sensible(picture.width, picture.height)) return Damaged(doing, "no size");
    if (components == 4) return Error{Fault::kColourNotArchivable, doing + ": four colours"};
    if (components != 1 && components != 3) return Damaged(doing, "odd number of colours");
    walk->frame = true;
    picture.colour = components == 1 ? ArchivePicture::Colour::kGray : ArchivePicture::Colour::kRgb;
    for (uint32_t i = 0; i < components; ++i) walk->component_ids += payload[6 + 3 * i];
  }
  return {};
}

// Where the next marker's 0xff stands after coded data, or npos.
size_t EndOfScan(std::string_view bytes, size_t at) {
  for (at = bytes.find('\xff', at); at != bytes.npos; at = bytes.find('\xff', at + 1)) {
    const uint32_t next = Get8(bytes, at + 1);
    if (at + 1 < bytes.size() && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
      return at;
    }
  }
  return bytes.npos;
}

// --- PNG

struct PngParts {
  ArchivePicture picture;
  bool takes_as_is = true;
  bool ended = false;
};

void ReadHeader(std::string_view data, PngParts* parts) {
  ArchivePicture& picture = parts->picture;
  picture.width = static_cast<int>(Get32(data, 0) & 0x7fffffff);
  picture.height = static_cast<int>(Get32(data, 4) & 0x7fffffff);
  picture.bits = static_cast<int>(Get8(data, 8));
  const uint32_t colour = Get8(data, 9);
  picture.colour = colour == 2   ? ArchivePicture::Colour::kRgb
                   : colour == 3 ? ArchivePicture::Colour::kPalette
                                 : ArchivePicture::Colour::kGray;
  // Alpha and interlacing PDF cannot show; one-bit pages are smaller in group 4.
  parts->takes_as_is = colour < 4 && Get8(data, 12) == 0 && picture.bits != 1;
}

Result<PngParts> ReadPng(std::string_view bytes, const std::string& doing) {
  PngParts parts;
  parts.picture.coding = ArchivePicture::Coding::kPng;
  for (size_t at = 8; at < bytes.size() && !parts.ended;) {
    const size_t size = Get32(bytes, at);
    if (size > bytes.size() || at + 12 + size > bytes.size()) return Damaged(doing, "PNG is cut");
    std::string_view name = bytes.substr(at + 4, 4);
    std::string_view data = bytes.substr(at + 8, size);
    const auto* checked = reinterpret_cast<const Bytef*>(bytes.data() + at + 4);
    if (crc32(0, checked, static_cast<uInt>(size + 4)) != Get32(bytes, at + 8 + size)) {
      return Damaged(doing, "PNG chunk has a wrong checksum");
    }
    if (name == "IHDR") ReadHeader(data, &parts);
    if (name == "PLTE") parts.picture.palette = std::string(data);
    if (name == "tRNS") parts.takes_as_is = false;
    if (name == "IDAT") parts.picture.bytes += data;
    if (name == "IEND") parts.ended = true;
    if (name == "pHYs" && Get8(data, 8) == 1) {
      parts.picture.dpi_x = Get32(data, 0) * 0.0254;
      parts.picture.dpi_y = Get32(data, 4) * 0.0254;
    }
    at += 12 + size;
  }
  if (!parts.ended || parts.picture.bytes.empty() ||
      !Sensible(parts.picture.width, parts.picture.height)) {
    return Damaged(doing, "PNG is cut");
  }
  return parts;
}

// --- pixels

struct DropPix {
  void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using OwnedPix = std::unique_ptr<Pix, DropPix>;

struct Free {
  void operator()(l_uint8* bytes) const { std::free(bytes); }
};

// Without colour maps, alpha and 16-bit samples.
OwnedPix Plain(OwnedPix pix) {
  if (pixGetDepth(pix.get()) == 1 && !pixGetColormap(pix.get())) return pix;
  if (pixGetColormap(pix.get())) {
    pix.reset(pixRemoveColormap(pix.get(), REMOVE_CMAP_BASED_ON_SRC));
  }
  if (pix && pixGetSpp(pix.get()) == 4) pix.reset(pixAlphaBlendUniform(pix.get(), 0xffffff00));
  if (pix && pixGetSpp(pix.get()) == 4) pixSetSpp(pix.get(), 3);
  if (pix && pixGetDepth(pix.get()) == 16) pix.reset(pixConvert16To8(pix.get(), L_MS_BYTE));
  return pix;
}

}  // namespace

bool Sensible(int width, int height) {
  return width > 0 && height > 0 && width <= 65500 && height <= 65500 &&
         int64_t{width} * height <= 600'000'000;
}

Result<ArchivePicture> PictureFromJpeg(std::string bytes, const std::string& doing) {
  JpegWalk walk;
  bool ended = false;
  for (size_t at = 2; !ended;) {
    if (at + 1 >= bytes.size() || bytes[at] != '\xff')
      return Damaged(doing, "JPEG is cut or broken");
    const uint32_t marker = Get8(bytes, at + 1);
    if (marker == 0xff) {  // fill byte
      ++at;
      continue;
    }
    if (marker == 0xd9) break;
    const size_t end = at + 2 + Get16(bytes, at + 2);
    if (end < at + 4 || end > bytes.size()) return Damaged(doing, "JPEG is cut");
    auto read = ReadSegment(marker, bytes, at + 4, end, doing, &walk);
    if (!read) return read.error();
    at = end;
    if (marker == 0xda) {
      if (!walk.frame) return Damaged(doing, "JPEG scan before its frame");
      walk.scan = true;
      at = EndOfScan(bytes, end);
      if (at == std::string::npos) return Damaged(doing, "JPEG is cut in its picture");
    }
  }
  if (!walk.frame || !walk.scan) return Damaged(doing, "JPEG without picture");
  ArchivePicture picture = std::move(walk.picture);
  picture.plain_rgb = walk.adobe_transform == 0 ||
                      (walk.adobe_transform < 0 && !walk.jfif && walk.component_ids == "RGB");
  picture.bytes = std::move(bytes);
  return picture;
}

Result<ArchivePicture> PictureFromPng(std::string_view bytes, const std::string& doing) {
  auto parts = ReadPng(bytes, doing);
  if (!parts) return parts.error();
  if (!parts->takes_as_is) return PictureFromPixels(bytes, 0, doing);
  ArchivePicture picture = std::move(parts->picture);
  if (picture.colour != ArchivePicture::Colour::kPalette) picture.palette.clear();
  if (picture.colour == ArchivePicture::Colour::kPalette &&
      (picture.palette.empty() || picture.palette.size() % 3 != 0)) {
    return Damaged(doing, "PNG without its palette");
  }
  return picture;
}

Result<ArchivePicture> PictureFromPixels(std::string_view bytes, int frame,
                                         const std::string& doing) {
  const auto* data = reinterpret_cast<const l_uint8*>(bytes.data());
  setMsgSeverity(L_SEVERITY_NONE);
  const bool tiff = bytes.substr(0, 2) == "II" || bytes.substr(0, 2) == "MM";
  OwnedPix read(tiff ? pixReadMemTiff(data, bytes.size(), frame) : pixReadMem(data, bytes.size()));
  if (!read) return Damaged(doing, "its pixels cannot be read");
  const double dpi_x = pixGetXRes(read.get());
  const double dpi_y = pixGetYRes(read.get());
  OwnedPix pix = Plain(std::move(read));
  if (!pix) return Damaged(doing, "its pixels cannot be brought to gray or colour");
  const bool mono = pixGetDepth(pix.get()) == 1;
  l_uint8* coded = nullptr;
  size_t size = 0;
  const int failed = mono ? pixWriteMemTiff(&coded, &size, pix.get(), IFF_TIFF_G4)
                          : pixWriteMemPng(&coded, &size, pix.get(), 0);
  std::unique_ptr<l_uint8, Free> owner(coded);
  if (failed != 0 || coded == nullptr) return Damaged(doing, "its pixels cannot be coded");
  std::string_view text(reinterpret_cast<const char*>(coded), size);
  auto picture = mono ? PictureFromTiff(text, 0, doing) : PictureFromPng(text, doing);
  if (!picture) return picture;
  picture->dpi_x = dpi_x;
  picture->dpi_y = dpi_y;
  return picture;
}

Result<ArchivePicture> ReadPicture(const std::filesystem::path& path, int frame) {
  auto bytes = ReadFile(path);
  if (!bytes) return bytes.error();
  const std::string doing = path.filename().string();
  std::string_view start(*bytes);
  start = start.substr(0, 4);
  if (start.substr(0, 3) == "\xff\xd8\xff") {
    auto picture = PictureFromJpeg(std::move(*bytes), doing);
    if (picture) picture->whole_file = true;
    return picture;
  }
  if (start == "\x89PNG") return PictureFromPng(*bytes, doing);
  if (start == std::string_view("II*\0", 4) || start == std::string_view("MM\0*", 4)) {
    return PictureFromTiff(*bytes, frame, doing);
  }
  return Damaged(doing, "neither JPEG, PNG nor TIFF");
}

}  // namespace piket
