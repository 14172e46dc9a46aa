// A sheet of paper drawn for a test, and what happens to sheets on their way through a scanner.
// Lengths in mm. Every change is repeatable: the noise has a fixed seed.
#ifndef PIKET_TESTS_AGENT_PAPER_DRAWN_PAGE_H_
#define PIKET_TESTS_AGENT_PAPER_DRAWN_PAGE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agent/paper/page_picture.h"

namespace piket {

class DrawnPage {
 public:
  explicit DrawnPage(double dpi = 200, double width = 210, double height = 297);

  void Text(const std::string& text, double x, double y, double size = 4.2, double gray = 0);
  void Letter(const std::string& number = "600/25/DISDIK/IX/2026");  // a whole page of text
  void Stamp(double x, double y);                                    // violet ring, 25 mm
  void Disc(double x, double y, double diameter, double gray = 0);
  void Fill(double gray);
  void Code(const std::string& text, double x, double y, double size);  // a QR code

  void Grain(int strength);      // the scanner's noise, ± gray values
  void Noise(int grain_points);  // nothing but black and white grains
  void Turn(int degrees);        // clockwise
  void Skew(double degrees);     // clockwise, same size
  // The sheet lies on a larger glass of this gray, its corner at (x, y).
  void Lay(double width, double height, double x, double y, int gray);
  void Mono();  // 1 bit

  // By the name's end: .jpg, .png, .tif (G4 when mono).
  std::filesystem::path Save(const std::filesystem::path& path) const;
  // One more page of a TIFF.
  void AppendTo(const std::filesystem::path& tiff) const;
  // A PDF of this page and those after it.
  void SavePdf(const std::filesystem::path& path, std::vector<const DrawnPage*> after = {}) const;

 private:
  double dpi_;
  Picture picture_;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_PAPER_DRAWN_PAGE_H_
