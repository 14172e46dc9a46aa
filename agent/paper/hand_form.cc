// The form for a day without the desk: the agenda book's columns, numbered rows to write on.
#include <algorithm>
#include <string>
#include <vector>

#include "agent/paper/canvas.h"
#include "agent/paper/printed_papers.h"

namespace piket {
namespace {

constexpr double kEdge = 10;
constexpr double kHead = 25;  // title and note
constexpr double kColumnNames = 10;
constexpr double kRow = 12;
constexpr double kFoot = 7;

struct FormColumn {
  const char* name;
  double share;  // of the table's width
};
constexpr FormColumn kColumns[] = {{"No.", 0.035},
                                   {"Nomor agenda", 0.07},
                                   {"Diterima tanggal, jam", 0.095},
                                   {"Pengirim", 0.16},
                                   {"Nomor dan tanggal surat", 0.15},
                                   {"Perihal", 0.2},
                                   {"Lampiran, lembar", 0.07},
                                   {"Derajat, keamanan", 0.07},
                                   {"Cara terima", 0.06},
                                   {"Petugas, paraf", 0.09}};

void DrawTop(Canvas& canvas, const PaperConfig& config, double width) {
  TextStyle office{.size = 8, .smallest = 6, .gray = 0.2};
  TextStyle title{.size = 14, .smallest = 10, .bold = true, .spacing = 0.4};
  TextStyle note{.size = 8.5, .smallest = 6.5};
  canvas.Text({kEdge, kEdge, width, 4}, config.letterhead.office, office);
  canvas.Text({kEdge, kEdge + 4.4, width, 6.5}, config.hand_form.title, title);
  canvas.Text({kEdge, kEdge + 11.4, width - 62, 12}, config.hand_form.note, note);
  TextStyle line{.size = 9, .smallest = 7};
  double x = kEdge + width - 58;
  canvas.Text({x, kEdge + 12, 22, 4.2}, "Tanggal", line);
  canvas.DottedLine({x + 16, kEdge + 15.2}, {x + 58, kEdge + 15.2});
  canvas.Text({x, kEdge + 18, 22, 4.2}, "Sebab", line);
  canvas.DottedLine({x + 16, kEdge + 21.2}, {x + 58, kEdge + 21.2});
}

void DrawTable(Canvas& canvas, double width, int first, int rows) {
  double top = kEdge + kHead, bottom = top + kColumnNames + kRow * rows;
  canvas.Fill({kEdge, top, width, kColumnNames}, 0.9);
  TextStyle name{
      .size = 8, .smallest = 6, .bold = true, .align = Align::kCentre, .in_middle = true};
  TextStyle number{.size = 9, .smallest = 6, .align = Align::kCentre, .in_middle = true};
  double x = kEdge;
  for (const FormColumn& column : kColumns) {
    double wide = width * column.share;
    canvas.Text({x + 0.5, top, wide - 1, kColumnNames}, column.name, name);
    if (x > kEdge) canvas.Line({x, top}, {x, bottom}, 0.15, 0.4);
    x += wide;
  }
  for (int row = 0; row < rows; ++row) {
    double y = top + kColumnNames + kRow * row;
    canvas.Line({kEdge, y}, {kEdge + width, y}, row == 0 ? 0.3 : 0.15, 0.3);
    canvas.Text({kEdge, y, width * kColumns[0].share, kRow}, std::to_string(first + row), number);
  }
  canvas.Frame({kEdge, top, width, bottom - top}, 0.3);
}

}  // namespace

Result<std::string> DrawHandForm(const HandFormPaper& paper, const PaperConfig& config) {
  const PaperSize& size = config.hand_form.size;
  auto made = Canvas::Make(size, "Formulir catat tangan", paper.printed_at);
  if (!made) return made.error();
  Canvas& canvas = **made;
  double width = size.width - 2 * kEdge;
  double room = size.height - 2 * kEdge - kHead - kColumnNames - kFoot;
  int on_page = std::max(1, static_cast<int>(room / kRow));
  int pages = (paper.rows + on_page - 1) / on_page;
  for (int page = 0; page < pages; ++page) {
    if (page > 0) canvas.NextPage();
    DrawTop(canvas, config, width);
    DrawTable(canvas, width, page * on_page + 1, std::min(on_page, paper.rows - page * on_page));
    TextStyle foot{.size = 7, .smallest = 5, .gray = 0.25};
    canvas.Text({kEdge, size.height - kEdge - 3.6, width * 0.7, 3.6},
                "Dicetak " + IndonesianText(paper.printed_at, paper.zone), foot);
    foot.align = Align::kRight;
    canvas.Text({kEdge + width * 0.7, size.height - kEdge - 3.6, width * 0.3, 3.6},
                "Halaman " + std::to_string(page + 1) + " dari " + std::to_string(pages), foot);
  }
  return canvas.Finish();
}

}  // namespace piket
