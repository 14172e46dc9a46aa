// How the tests look at a printed paper: as poppler shows it, in pixels and in words.
#ifndef PIKET_TESTS_AGENT_PAPER_PRINTED_PAPER_READING_H_
#define PIKET_TESTS_AGENT_PAPER_PRINTED_PAPER_READING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "agent/paper/page.h"

namespace piket {

struct GrayPicture {
  int width = 0;
  int height = 0;
  double dpi = 0;
  std::vector<uint8_t> pixels;
  // The share of dark pixels within `box` (mm).
  double Ink(const Box& box) const;
};

// All of these fail the running test and give something empty when poppler cannot read the PDF.
GrayPicture Rasterised(const std::string& pdf, int dpi, int page = 1);
std::string PngOf(const std::string& pdf, int dpi);
std::string PrintedText(const std::string& pdf);
std::string PdfProperties(const std::string& pdf);  // what pdfinfo says
std::vector<PageWord> PrintedWords(const std::string& pdf);

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_PAPER_PRINTED_PAPER_READING_H_
