// The separator sheet: its code large at the top and at the bottom, so that either end may lead.
#include "agent/paper/canvas.h"
#include "agent/paper/printed_papers.h"

namespace piket {

Result<std::string> DrawSeparator(const SeparatorPaper& paper, const PaperConfig& config) {
  const PaperSize& size = config.separator.size;
  auto modules = MakeQr(paper.code);
  if (!modules) return modules.error();
  auto made = Canvas::Make(size, "Lembar pemisah", paper.printed_at);
  if (!made) return made.error();
  Canvas& canvas = **made;
  double code = size.height * 0.26, x = (size.width - code) / 2, edge = 12;
  canvas.Qr({x, edge, code, code}, *modules);
  canvas.Qr({x, size.height - edge - code, code, code}, *modules);
  double middle = size.height / 2, left = 20, width = size.width - 2 * left;
  TextStyle title{.size = 34,
                  .smallest = 14,
                  .bold = true,
                  .align = Align::kCentre,
                  .in_middle = true,
                  .spacing = 2};
  TextStyle warning{.size = 20, .smallest = 10, .align = Align::kCentre, .in_middle = true};
  TextStyle note{.size = 11, .smallest = 8, .align = Align::kCentre, .gray = 0.25};
  canvas.Line({left, middle - 24}, {size.width - left, middle - 24}, 0.8);
  canvas.Text({left, middle - 20, width, 16}, "LEMBAR PEMISAH", title);
  canvas.Text({left, middle - 3, width, 9}, "jangan dibuang", warning);
  canvas.Text({left, middle + 9.5, width, 12}, config.separator.note, note);
  canvas.Line({left, middle + 24}, {size.width - left, middle + 24}, 0.8);
  return canvas.Finish();
}

}  // namespace piket
