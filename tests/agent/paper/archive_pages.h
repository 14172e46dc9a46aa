// Pages for the archive's tests: small pictures of every coding, and readings of known words.
#ifndef PIKET_TESTS_AGENT_PAPER_ARCHIVE_PAGES_H_
#define PIKET_TESTS_AGENT_PAPER_ARCHIVE_PAGES_H_

#include <filesystem>
#include <vector>

#include "agent/paper/archive_pdf.h"
#include "agent/paper/page.h"

namespace piket {

// Each writes a picture of something page-like and returns its path.
std::filesystem::path GrayJpeg(const std::filesystem::path& path);  // A4, 100 dpi
std::filesystem::path ColourJpeg(const std::filesystem::path& path);
std::filesystem::path LargeGrayJpeg(const std::filesystem::path& path);  // noise, 0.5 MB
std::filesystem::path MonoTiff(const std::filesystem::path& path);       // one group 4 strip
// PNG gray, colour, palette, one bit, with alpha; TIFF with LZW, in many group 4 strips.
std::vector<std::filesystem::path> LosslessPictures(const std::filesystem::path& folder);

bool SamePixels(const std::filesystem::path& a, const std::filesystem::path& b);

// A letter of one page, A4, not read.
ArchivePlan OnePage(const std::filesystem::path& original);

// An A4 page that lay turned and skewed on the scanner, with words of every kind on it.
PageReading Reading(int turn, double skew);

// Where a box of the view stands on the original picture after turning: what a PDF reader shows.
Box ShownBox(const PageView& view, const Box& box);

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_PAPER_ARCHIVE_PAGES_H_
