// A picture in memory, and a page's picture read from its file. Plain handles over leptonica, whose
// headers stay in the .cc files. Not thread-safe; used inside the page worker only.
#ifndef PIKET_AGENT_PAPER_PAGE_PICTURE_H_
#define PIKET_AGENT_PAPER_PAGE_PICTURE_H_

#include <filesystem>
#include <memory>
#include <string_view>

#include "agent/core/result.h"

struct Pix;

namespace piket {

struct PictureRelease {
  void operator()(Pix* pix) const;
};
using Picture = std::unique_ptr<Pix, PictureRelease>;

// The scan of one page: 8 bits gray or 32 bits colour.
struct PageScan {
  Picture picture;
  double dpi = 0;
  bool damaged = false;  // part of the file could be shown, but not all of it
};

constexpr int kMostPixels = 150'000'000;  // an A3 page at 800 dpi; what is larger is an attack

// JPEG, PNG, TIFF (its first page) and whatever else leptonica reads. The resolution is the file's,
// else `given_dpi`, else guessed from the size as if the page were A4.
// kDamagedPage when nothing of it can be shown; kTooLarge; kNotFound.
Result<PageScan> LoadPage(const std::filesystem::path& path, double given_dpi);
Result<PageScan> LoadPageFromBytes(std::string_view bytes, double given_dpi);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_PICTURE_H_
