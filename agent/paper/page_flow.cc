#include "agent/paper/page_flow.h"

#include <algorithm>

#include "agent/core/text.h"

namespace piket {
namespace {

constexpr double kPad = 1.2;         // in a table's cell
constexpr double kRule = 0.2;        // thickness
constexpr double kSplitAbove = 40;   // a row higher than this may go on on the next page
constexpr double kLeastLines = 2.2;  // lines that must fit before a text begins on a page

}  // namespace

PageFlow::PageFlow(Canvas& canvas, const PaperSize& size, const FlowEdges& edges,
                   std::function<void(int page)> on_page)
    : y(edges.top), canvas_(canvas), size_(size), edges_(edges), on_page_(std::move(on_page)) {
  on_page_(1);
}

void PageFlow::NextPage() {
  canvas_.NextPage();
  ++page_;
  y = edges_.top;
  on_page_(page_);
}

void PageFlow::Keep(double height) {
  if (room() < height && y > edges_.top) NextPage();
}

void PageFlow::Paragraph(const std::string& text, const TextStyle& style, double indent) {
  if (text.empty()) return;
  double line = canvas_.LineHeight(style);
  double needed = canvas_.TextHeight(text, width() - indent, style);
  Keep(std::min(needed, kLeastLines * line));
  for (size_t next = 0;;) {
    Box box{edges_.left + indent, y, width() - indent, room() + 0.2};
    TextRun run = canvas_.TextLines(box, text, style, next);
    y += run.height;
    if (run.next >= run.lines) return;
    // A page that holds not even one line would hold none for ever.
    if (run.next == next && y <= edges_.top) return;
    next = run.next;
    NextPage();
  }
}

void PageFlow::Paragraphs(const std::string& text, const TextStyle& style, double gap) {
  for (const std::string& paragraph : Split(text, '\n')) {
    std::string one = Trimmed(paragraph);
    if (one.empty()) continue;
    Paragraph(one, style);
    y += gap;
  }
}

void PageFlow::Pair(const std::string& label, const std::string& value, double label_width,
                    const TextStyle& style) {
  constexpr double kColon = 3.5;
  TextStyle label_style = style;
  label_style.justified = false;
  label_style.indent = 0;
  double line = canvas_.LineHeight(label_style);
  double label_height = canvas_.TextHeight(label, label_width - 1, label_style);
  Keep(std::max(std::min(label_height, bottom() - edges_.top), line));
  double begin = y;
  int on = page_;
  canvas_.Text({edges_.left, y, label_width - 1, std::min(label_height, room())}, label,
               label_style);
  canvas_.Text({edges_.left + label_width, y, kColon, line}, ":", label_style);
  Paragraph(value.empty() ? "-" : value, label_style, label_width + kColon);
  if (page_ == on) y = std::max(y, begin + label_height);
}

void PageFlow::TableHead(const std::vector<FlowColumn>& columns, const TextStyle& style) {
  TextStyle head = style;
  head.bold = true;
  head.align = Align::kCentre;
  head.struck = false;
  double height = 0;
  for (const FlowColumn& column : columns) {
    height =
        std::max(height, canvas_.TextHeight(column.name, width() * column.share - 2 * kPad, head));
  }
  height += 2 * kPad;
  canvas_.Fill({edges_.left, y, width(), height}, 0.92);
  double x = edges_.left;
  head.in_middle = true;
  for (const FlowColumn& column : columns) {
    double wide = width() * column.share;
    canvas_.Text({x + kPad, y, wide - 2 * kPad, height}, column.name, head);
    canvas_.Frame({x, y, wide, height}, kRule);
    x += wide;
  }
  y += height;
}

void PageFlow::TableRow(const std::vector<FlowColumn>& columns,
                        const std::vector<std::string>& cells, const TextStyle& style,
                        const TextStyle& head) {
  std::vector<size_t> next(columns.size(), 0);
  for (bool more = true; more;) {
    more = false;
    bool moved = false;
    double height = canvas_.LineHeight(style) + 2 * kPad;
    double x = edges_.left;
    for (size_t i = 0; i < columns.size(); ++i) {
      double wide = width() * columns[i].share;
      TextStyle cell = style;
      cell.align = columns[i].align;
      const std::string& text = i < cells.size() ? cells[i] : "";
      TextRun run =
          canvas_.TextLines({x + kPad, y + kPad, wide - 2 * kPad, std::max(0.0, room() - 2 * kPad)},
                            text, cell, next[i]);
      moved = moved || run.next > next[i];
      more = more || run.next < run.lines;
      next[i] = run.next;
      height = std::max(height, run.height + 2 * kPad);
      x += wide;
    }
    x = edges_.left;
    for (const FlowColumn& column : columns) {
      canvas_.Frame({x, y, width() * column.share, height}, kRule);
      x += width() * column.share;
    }
    y += height;
    if (!more) return;
    if (!moved && y <= edges_.top + 60) return;  // no page holds a line of it
    NextPage();
    TableHead(columns, head);
  }
}

void PageFlow::Table(const std::vector<FlowColumn>& columns,
                     const std::vector<std::vector<std::string>>& rows, const TextStyle& style,
                     const std::function<bool(size_t row)>& struck) {
  double line = canvas_.LineHeight(style) + 2 * kPad;
  Keep(4 * line);
  TableHead(columns, style);
  for (size_t row = 0; row < rows.size(); ++row) {
    double height = line;
    for (size_t i = 0; i < columns.size() && i < rows[row].size(); ++i) {
      height = std::max(
          height, canvas_.TextHeight(rows[row][i], width() * columns[i].share - 2 * kPad, style) +
                      2 * kPad);
    }
    if (height > room() && (height <= kSplitAbove || room() < 3 * line)) {
      NextPage();
      TableHead(columns, style);
    }
    TextStyle cell = style;
    cell.struck = struck && struck(row);
    TableRow(columns, rows[row], cell, style);
  }
}

}  // namespace piket
