// A page's picture as the archive stores it: compressed bytes taken from the original file as they
// are wherever PDF/A knows their coding, otherwise the same pixels coded again without loss.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_PICTURE_H_
#define PIKET_AGENT_PAPER_ARCHIVE_PICTURE_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/core/result.h"

namespace piket {

struct ArchivePicture {
  enum class Coding {
    kJpeg,  // baseline or progressive, 8 bit
    kFax,   // CCITT group 4
    kPng,   // deflate with PNG's row filters
  };
  enum class Colour { kGray, kRgb, kPalette };

  Coding coding = Coding::kJpeg;
  Colour colour = Colour::kGray;
  int width = 0;  // pixels
  int height = 0;
  int bits = 8;                // per sample
  std::string palette;         // kPalette: three bytes a colour
  bool plain_rgb = false;      // kJpeg: samples are red, green, blue, not luminance and colour
  bool ones_are_black = true;  // kFax: what the coding calls black is black
  double dpi_x = 0;            // as the file says; 0: it does not
  double dpi_y = 0;
  bool whole_file = false;  // `bytes` is the file itself
  std::string bytes;
};

// Whether a size in pixels is that of a sheet of paper (up to A0 at 600 dpi), not of a damaged or
// hostile file that would take all memory.
bool Sensible(int width, int height);

// Reads one picture: `frame` counts from 0 in a TIFF of many.
//  JPEG                       as it is
//  TIFF, group 4, one strip   as it is (bits reversed when the file has them the wrong way round)
//  PNG, no alpha, no interlace  its deflate data as it is
//  other PNG and TIFF         the same pixels: black and white in group 4, the rest in deflate;
//                             alpha laid on white, 16 bits brought to 8
// kNotFound, kStorage; kDamagedPage for an empty, cut or broken file or one of another format;
// kColourNotArchivable for CMYK.
Result<ArchivePicture> ReadPicture(const std::filesystem::path& path, int frame = 0);

// The same from memory; `doing` names the file in errors.
Result<ArchivePicture> PictureFromJpeg(std::string bytes, const std::string& doing);
Result<ArchivePicture> PictureFromPng(std::string_view bytes, const std::string& doing);
Result<ArchivePicture> PictureFromTiff(std::string_view bytes, int frame, const std::string& doing);
// Decodes and codes again without loss.
Result<ArchivePicture> PictureFromPixels(std::string_view bytes, int frame,
                                         const std::string& doing);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_PICTURE_H_
