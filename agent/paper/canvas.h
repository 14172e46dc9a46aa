// The sheet we draw our printed papers on: a PDF of one exact page size, text that always stays
// within its box, lines, tick boxes, codes. Lengths in millimetres from the top left, type sizes in
// points. The same calls give the same bytes. One thread per canvas; canvases of several threads
// draw one after the other.
#ifndef PIKET_AGENT_PAPER_CANVAS_H_
#define PIKET_AGENT_PAPER_CANVAS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/result.h"
#include "agent/paper/page.h"
#include "agent/paper/paper_size.h"
#include "agent/paper/qr.h"

namespace piket {

enum class Align { kLeft, kCentre, kRight };
enum class Face { kSans, kSerif, kMono };

struct TextStyle {
  double size = 8.5;    // points
  double smallest = 6;  // it shrinks down to this, then ends in "…"
  bool bold = false;
  bool italic = false;
  Align align = Align::kLeft;
  Face face = Face::kSans;
  double gray = 0;         // 0 black … 1 white
  bool in_middle = false;  // set in the middle of the box's height, else at its top
  double spacing = 0;      // added between letters, points
  bool struck = false;     // struck through
  bool underlined = false;
  bool justified = false;  // both edges even, but for the last line
  double indent = 0;       // of the first line, millimetres
};

// How far a text that runs on over several boxes has come.
struct TextRun {
  size_t lines = 0;   // in all
  size_t next = 0;    // the first one not drawn yet; `lines` at the end
  double height = 0;  // used in this box
};

class Canvas {
 public:
  // `made` is the date inside the PDF. kInternal when no font can be loaded.
  static Result<std::unique_ptr<Canvas>> Make(const PaperSize& size, const std::string& title,
                                              Instant made);
  // One SVG picture for the screen instead of a PDF; letters are drawn as outlines.
  static Result<std::unique_ptr<Canvas>> MakeSvg(const PaperSize& size);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // Draws `text` within `box`, on as many lines as the box's height holds: first smaller, then cut
  // with "…". Line ends become spaces, what is no UTF-8 becomes "?". Gives the height used.
  double Text(const Box& box, std::string_view text, const TextStyle& style);
  // Draws the lines of `text` from line `first` on, at full size, as many whole ones as the box's
  // height holds: for texts that go on in the next box or on the next page.
  TextRun TextLines(const Box& box, std::string_view text, const TextStyle& style, size_t first);
  // The height `text` takes at its full size in this width.
  double TextHeight(std::string_view text, double width, const TextStyle& style);
  // The width `text` takes on one line at its full size.
  double TextWidth(std::string_view text, const TextStyle& style);
  double LineHeight(const TextStyle& style);

  void Line(Point from, Point to, double thickness = 0.2, double gray = 0);
  void DottedLine(Point from, Point to);  // to write on
  // A line through all the points.
  void Path(const std::vector<Point>& points, double thickness, bool dashed);
  // The head of an arrow that comes from `from`, its tip at `tip`.
  void ArrowHead(Point from, Point tip);
  // Outlines, filled with `fill` (gray).
  void Polygon(const std::vector<Point>& corners, double thickness, double fill, bool dashed);
  void Capsule(const Box& box, double thickness, double fill, bool dashed);
  void Frame(const Box& box, double thickness = 0.2, double gray = 0);
  void Fill(const Box& box, double gray);
  // A square to tick, with a cross when it is ticked already.
  void TickBox(const Box& box, bool ticked);
  // `box` is the code with its quiet zone; it must be square.
  void Qr(const Box& box, const QrModules& modules);
  // A PNG, as large as fits in the middle of `box`. kDamagedFile.
  Result<void> Picture(const Box& box, std::string_view png);
  // A word in light gray from corner to corner, for the paper's other things to stand on.
  void Watermark(std::string_view word);
  void NextPage();

  // The PDF; the canvas is of no more use after it.
  Result<std::string> Finish();

 private:
  struct State;
  explicit Canvas(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Loads the fonts now instead of at the first paper. Any thread; may be called more than once.
void WarmUpPapers();

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_CANVAS_H_
