// The TIFF part of archive_picture.h: one group 4 strip is taken as it is.
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "agent/paper/archive_picture.h"

namespace piket {
namespace {

// A TIFF file in memory as libtiff wants to see it.
struct Memory {
  std::string_view bytes;
  size_t at = 0;
};

tmsize_t Read(thandle_t handle, void* to, tmsize_t size) {
  auto* memory = static_cast<Memory*>(handle);
  if (size <= 0 || memory->at >= memory->bytes.size()) return 0;
  size_t count = std::min(static_cast<size_t>(size), memory->bytes.size() - memory->at);
  std::memcpy(to, memory->bytes.data() + memory->at, count);
  memory->at += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t Write(thandle_t, void*, tmsize_t) { return -1; }

toff_t Seek(thandle_t handle, toff_t offset, int whence) {
  auto* memory = static_cast<Memory*>(handle);
  const size_t from = whence == SEEK_CUR   ? memory->at
                      : whence == SEEK_END ? memory->bytes.size()
                                           : 0;
  memory->at = from + offset;
  return memory->at;
}

int Close(thandle_t) { return 0; }
toff_t Size(thandle_t handle) { return static_cast<Memory*>(handle)->bytes.size(); }
int Quiet(TIFF*, void*, const char*, const char*, va_list) { return 1; }

struct CloseTiff {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using OwnedTiff = std::unique_ptr<TIFF, CloseTiff>;

OwnedTiff Open(Memory* memory) {
  std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                           TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), Quiet, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), Quiet, nullptr);
  return OwnedTiff(TIFFClientOpenExt("page", "rm", memory, Read, Write, Seek, Close, Size, nullptr,
                                     nullptr, options.get()));
}

template <class T>
T Field(TIFF* tiff, uint32_t tag) {
  T value = 0;
  TIFFGetFieldDefaulted(tiff, tag, &value);
  return value;
}

void ReadResolution(TIFF* tiff, ArchivePicture* picture) {
  float x = 0;
  float y = 0;
  if (!TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x) ||
      !TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y)) {
    return;
  }
  const auto unit = Field<uint16_t>(tiff, TIFFTAG_RESOLUTIONUNIT);
  const double inches = unit == RESUNIT_CENTIMETER ? 2.54 : unit == RESUNIT_INCH ? 1 : 0;
  picture->dpi_x = double{x} * inches;
  picture->dpi_y = double{y} * inches;
}

void ReverseBits(std::string* bytes) {
  TIFFReverseBits(reinterpret_cast<uint8_t*>(bytes->data()), static_cast<tmsize_t>(bytes->size()));
}

bool OneFaxStrip(TIFF* tiff) {
  return Field<uint16_t>(tiff, TIFFTAG_COMPRESSION) == COMPRESSION_CCITTFAX4 &&
         Field<uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE) == 1 &&
         Field<uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL) == 1 && !TIFFIsTiled(tiff) &&
         TIFFNumberOfStrips(tiff) == 1;
}

// libtiff stops at the first code that is not one: a broken strip is found before it is archived.
bool Decodes(TIFF* tiff) {
  std::string rows(static_cast<size_t>(TIFFStripSize(tiff)), '\0');
  const auto size = static_cast<tmsize_t>(rows.size());
  return TIFFReadEncodedStrip(tiff, 0, rows.data(), size) == size;
}

}  // namespace

Result<ArchivePicture> PictureFromTiff(std::string_view bytes, int frame,
                                       const std::string& doing) {
  Memory memory{bytes};
  const Error damaged{Fault::kDamagedPage, doing + ": TIFF is cut or broken"};
  OwnedTiff tiff = Open(&memory);
  if (!tiff || !TIFFSetDirectory(tiff.get(), static_cast<tdir_t>(frame))) return damaged;
  const auto photometric = Field<uint16_t>(tiff.get(), TIFFTAG_PHOTOMETRIC);
  if (photometric == PHOTOMETRIC_SEPARATED) {
    return Error{Fault::kColourNotArchivable, doing + ": four colours"};
  }
  if (!OneFaxStrip(tiff.get())) return PictureFromPixels(bytes, frame, doing);

  ArchivePicture picture;
  picture.coding = ArchivePicture::Coding::kFax;
  picture.bits = 1;
  picture.width = static_cast<int>(Field<uint32_t>(tiff.get(), TIFFTAG_IMAGEWIDTH));
  picture.height = static_cast<int>(Field<uint32_t>(tiff.get(), TIFFTAG_IMAGELENGTH));
  picture.ones_are_black = photometric == PHOTOMETRIC_MINISWHITE;
  ReadResolution(tiff.get(), &picture);
  const tmsize_t size = TIFFRawStripSize(tiff.get(), 0);
  if (!Sensible(picture.width, picture.height) || size <= 0 ||
      static_cast<size_t>(size) > bytes.size() || !Decodes(tiff.get())) {
    return damaged;
  }
  picture.bytes.resize(static_cast<size_t>(size));
  if (TIFFReadRawStrip(tiff.get(), 0, picture.bytes.data(), size) != size) return damaged;
  if (Field<uint16_t>(tiff.get(), TIFFTAG_FILLORDER) == FILLORDER_LSB2MSB) {
    ReverseBits(&picture.bytes);
  }
  return picture;
}

}  // namespace piket
