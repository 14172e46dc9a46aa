#include "tests/flow/inked_sheet.h"

#include <leptonica/allheaders.h>

#include <cmath>
#include <memory>

#include "agent/core/file.h"
#include "agent/core/process.h"

namespace piket {
namespace {

constexpr int kDpi = 300;
constexpr double kPenMm = 0.6;

struct PixFree {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
};
using PixPtr = std::unique_ptr<PIX, PixFree>;

int Points(double mm) { return static_cast<int>(std::lround(mm * kDpi / 25.4)); }

}  // namespace

std::vector<InkStroke> InkTick(double x, double y) {
  return {{x, y + 2, x + 1.5, y + 4}, {x + 1.5, y + 4, x + 5, y - 1}};
}

std::vector<InkStroke> InkWords(double x, double y, double length) {
  std::vector<InkStroke> strokes;
  double before = y;
  for (double at = 0; at < length; at += 1.2) {
    double next = y + 2 * std::sin(at * 2.1) * std::cos(at * 0.6);
    strokes.push_back({x + at, before, x + at + 1.2, next});
    before = next;
  }
  return strokes;
}

Result<void> WriteInkedSheet(const std::filesystem::path& pdf,
                             const std::vector<InkStroke>& strokes, double skew,
                             const std::filesystem::path& jpeg) {
  TemporaryFolder folder;
  const std::filesystem::path drawn = folder.path() / "paper";
  auto rendered = RunCommand({.argv = {"pdftoppm", "-r", std::to_string(kDpi), "-png",
                                       "-singlefile", pdf.string(), drawn.string()}},
                             std::chrono::seconds(60));
  if (!rendered) return rendered.error().While("rendering a paper");
  PixPtr read(pixRead((drawn.string() + ".png").c_str()));
  PixPtr paper(read ? pixConvertTo32(read.get()) : nullptr);
  if (!paper) return Error{Fault::kInternal, "no picture of " + pdf.string()};
  for (const InkStroke& stroke : strokes) {
    pixRenderLineArb(paper.get(), Points(stroke.x0), Points(stroke.y0), Points(stroke.x1),
                     Points(stroke.y1), Points(kPenMm), 20, 30, 150);
  }
  PixPtr askew(pixRotate(paper.get(), static_cast<l_float32>(skew * M_PI / 180), L_ROTATE_AREA_MAP,
                         L_BRING_IN_WHITE, 0, 0));
  if (!askew) return Error{Fault::kInternal, "turning a picture"};
  pixSetResolution(askew.get(), kDpi, kDpi);
  if (pixWriteJpeg(jpeg.c_str(), askew.get(), 85, 0) != 0) {
    return Error{Fault::kStorage, jpeg.string()};
  }
  return {};
}

}  // namespace piket
