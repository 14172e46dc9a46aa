#include "tests/agent/paper/printed_paper_reading.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "agent/core/text.h"

namespace piket {
namespace {

constexpr double kMillimetresPerPoint = 25.4 / 72;

// Runs `command` with the PDF's path put for "PDF", and gives its output.
std::string Run(const std::string& pdf, std::vector<std::string> command) {
  TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "paper.pdf";
  EXPECT_TRUE(WriteFileDurably(path, pdf).ok());
  std::replace(command.begin(), command.end(), std::string("PDF"), path.string());
  ProcessPlan plan;
  plan.argv = std::move(command);
  auto output = RunCommand(plan, std::chrono::seconds(60));
  EXPECT_TRUE(output.ok()) << (output.ok() ? "" : output.error().detail);
  return output.ok() ? *output : "";
}

}  // namespace

double GrayPicture::Ink(const Box& box) const {
  double scale = dpi / 25.4;
  int left = std::max(0, static_cast<int>(box.x * scale));
  int top = std::max(0, static_cast<int>(box.y * scale));
  int right = std::min(width, static_cast<int>((box.x + box.width) * scale));
  int bottom = std::min(height, static_cast<int>((box.y + box.height) * scale));
  int dark = 0, all = 0;
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x, ++all) {
      dark += pixels[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)] <
              160;
    }
  }
  return all == 0 ? 0 : static_cast<double>(dark) / all;
}

GrayPicture Rasterised(const std::string& pdf, int dpi, int page) {
  std::string number = std::to_string(page);
  std::string pgm =
      Run(pdf, {"pdftoppm", "-r", std::to_string(dpi), "-gray", "-f", number, "-l", number, "PDF"});
  GrayPicture picture;
  int length = 0, highest = 0;
  if (std::sscanf(pgm.c_str(), "P5 %d %d %d%n", &picture.width, &picture.height, &highest,
                  &length) != 3) {
    ADD_FAILURE() << "no picture";
    return {};
  }
  picture.dpi = dpi;
  picture.pixels.assign(pgm.begin() + length + 1, pgm.end());
  EXPECT_EQ(picture.pixels.size(),
            static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height));
  return picture;
}

std::string PngOf(const std::string& pdf, int dpi) {
  return Run(pdf, {"pdftoppm", "-r", std::to_string(dpi), "-png", "-l", "1", "PDF"});
}

std::string PrintedText(const std::string& pdf) {
  return Run(pdf, {"pdftotext", "-layout", "PDF", "-"});
}

std::string PdfProperties(const std::string& pdf) { return Run(pdf, {"pdfinfo", "PDF"}); }

std::vector<PageWord> PrintedWords(const std::string& pdf) {
  std::string html = Run(pdf, {"pdftotext", "-bbox", "-f", "1", "-l", "1", "PDF", "-"});
  std::vector<PageWord> words;
  for (const std::string& line : Split(html, '\n')) {
    double left = 0, top = 0, right = 0, bottom = 0;
    int text = 0;
    std::sscanf(line.c_str(), " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">%n",
                &left, &top, &right, &bottom, &text);
    if (text == 0) continue;
    PageWord word;
    word.text = line.substr(static_cast<size_t>(text), line.rfind('<') - static_cast<size_t>(text));
    word.box = {left * kMillimetresPerPoint, top * kMillimetresPerPoint,
                (right - left) * kMillimetresPerPoint, (bottom - top) * kMillimetresPerPoint};
    words.push_back(word);
  }
  return words;
}

}  // namespace piket
