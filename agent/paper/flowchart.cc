#include "agent/paper/flowchart.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "agent/core/text.h"
#include "agent/paper/canvas.h"
#include "agent/paper/flow_route.h"

namespace piket {
namespace {

constexpr double kEdge = 9;
constexpr double kPad = 1;
constexpr double kTitle = 13;  // height of the block above the table
constexpr double kHead = 13;   // of the table's head
constexpr double kFoot = 7;
constexpr double kLeastRow = 15;
constexpr double kHighestRow = 60;
constexpr double kConnectorRow = 11;
constexpr double kSymbolHeight = 7.5;
constexpr double kLine = 0.25;
constexpr TextStyle kCell{.size = 7.5, .smallest = 6};
constexpr TextStyle kHeadCell{
    .size = 7.5, .smallest = 5.5, .bold = true, .align = Align::kCentre, .in_middle = true};
constexpr TextStyle kLabel{.size = 6.5, .smallest = 5};

std::string WithMark(const FlowText& text) {
  if (text.mark == FlowMark::kAssumed) return text.text + " *";
  if (text.mark == FlowMark::kRepaired) return text.text + " †";
  return text.text;
}

TextStyle StyleOf(const FlowText& text) {
  TextStyle style = kCell;
  style.italic = text.mark == FlowMark::kAssumed;
  return style;
}

// The table's columns, left to right; `lanes` are the edges of the actors' columns.
struct Columns {
  double no, activity, needs, limit, makes, note, end;
  std::vector<double> lanes;
};

Columns ColumnsOf(const FlowchartPaper& paper, double width) {
  double inner = width - 2 * kEdge;
  double lane = std::min(24.0, inner * 0.42 / static_cast<double>(paper.columns.size()));
  double texts = inner - 7 - lane * static_cast<double>(paper.columns.size());
  Columns c{};
  c.no = kEdge;
  c.activity = c.no + 7;
  double x = c.activity + texts * 0.34;
  for (size_t i = 0; i <= paper.columns.size(); ++i) {
    c.lanes.push_back(x + lane * static_cast<double>(i));
  }
  c.needs = c.lanes.back();
  c.limit = c.needs + texts * 0.22;
  c.makes = c.limit + texts * 0.09;
  c.note = c.makes + texts * 0.18;
  c.end = kEdge + inner;
  return c;
}

double ListHeight(Canvas& canvas, const std::vector<FlowText>& texts, double width) {
  double height = 0;
  for (const FlowText& each : texts) {
    height += canvas.TextHeight(WithMark(each), width - 2 * kPad, StyleOf(each)) + 0.5;
  }
  return height;
}

double RowHeight(Canvas& canvas, const FlowRow& row, const Columns& c) {
  TextStyle note = kCell;
  note.size = 6.5;
  double height =
      std::max({kLeastRow - 2 * kPad, ListHeight(canvas, {row.activity}, c.lanes[0] - c.activity),
                ListHeight(canvas, row.needs, c.limit - c.needs),
                ListHeight(canvas, {row.limit}, c.makes - c.limit),
                ListHeight(canvas, row.makes, c.note - c.makes),
                canvas.TextHeight(row.note, c.end - c.note - 2 * kPad, note)});
  return std::min(height + 2 * kPad, kHighestRow);
}

void DrawList(Canvas& canvas, const Box& cell, const std::vector<FlowText>& texts) {
  double y = cell.y + kPad;
  double bottom = cell.y + cell.height - kPad / 2;
  for (const FlowText& each : texts) {
    y += canvas.Text({cell.x + kPad, y, cell.width - 2 * kPad, bottom - y}, WithMark(each),
                     StyleOf(each)) +
         0.5;
  }
}

// The rows of one page: first and behind the last.
struct Stretch {
  size_t begin = 0;
  size_t end = 0;
};

std::vector<Stretch> Pages(const std::vector<double>& heights, double room) {
  std::vector<Stretch> pages;
  size_t begin = 0;
  double used = 0;
  for (size_t i = 0; i < heights.size(); ++i) {
    if (i > begin && used + heights[i] > room) {
      pages.push_back({begin, i});
      begin = i;
      used = 0;
    }
    used += heights[i];
  }
  pages.push_back({begin, heights.size()});
  return pages;
}

class Chart {
 public:
  Chart(Canvas& canvas, const FlowchartPaper& paper, double width)
      : canvas_(canvas), paper_(paper), columns_(ColumnsOf(paper, width)) {
    for (const FlowRow& row : paper.rows) heights_.push_back(RowHeight(canvas, row, columns_));
  }

  const std::vector<double>& heights() const { return heights_; }

  void Page(const Stretch& rows, size_t page, const std::vector<Stretch>& pages, double height) {
    page_of_ = [&pages](int no) {
      for (size_t i = 0; i < pages.size(); ++i) {
        if (static_cast<size_t>(no) > pages[i].begin && static_cast<size_t>(no) <= pages[i].end) {
          return i;
        }
      }
      return size_t{0};
    };
    nodes_.clear();
    links_.clear();
    tops_.clear();
    connectors_.clear();
    row_node_.clear();
    Title();
    double y = Head(kEdge + kTitle);
    double table_top = y;
    y = Incoming(rows, page, y);
    for (size_t i = rows.begin; i < rows.end; ++i) y = Row(i, y);
    y = Outgoing(rows, page, y);
    Rules(table_top, y);
    Arrows(rows, page);
    Symbols(rows);
    Foot(page, pages.size(), height);
  }

 private:
  struct Connector {
    size_t node;
    std::string text;
  };

  void Title() {
    double width = columns_.end - kEdge;
    TextStyle title{.size = 12, .smallest = 8, .bold = true};
    TextStyle small{.size = 8, .smallest = 6};
    canvas_.Text({kEdge, kEdge - 1, width, 5.5}, "SOP " + paper_.title, title);
    std::string number = paper_.number.empty() ? "nomor tidak diketahui" : "Nomor " + paper_.number;
    canvas_.Text({kEdge, kEdge + 5, width, 4},
                 paper_.office + " · " + number + " · berlaku sejak " + paper_.effective, small);
  }

  // The two lines of the table's head; gives where the rows begin.
  double Head(double y) {
    const Columns& c = columns_;
    canvas_.Fill({c.no, y, c.end - c.no, kHead}, 0.93);
    double half = y + kHead * 0.4;
    auto tall = [&](double x, double until, const char* text) {
      canvas_.Text({x + 0.5, y + 0.5, until - x - 1, kHead - 1}, text, kHeadCell);
    };
    tall(c.no, c.activity, "No");
    tall(c.activity, c.lanes[0], "Kegiatan");
    tall(c.note, c.end, "Keterangan");
    canvas_.Text({c.lanes[0], y, c.needs - c.lanes[0], half - y}, "Pelaksana", kHeadCell);
    canvas_.Text({c.needs, y, c.note - c.needs, half - y}, "Mutu Baku", kHeadCell);
    auto low = [&](double x, double until, const std::string& text) {
      canvas_.Text({x + 0.5, half + 0.3, until - x - 1, y + kHead - half - 0.6}, text, kHeadCell);
    };
    for (size_t i = 0; i < paper_.columns.size(); ++i) {
      low(c.lanes[i], c.lanes[i + 1], paper_.columns[i]);
    }
    low(c.needs, c.limit, "Kelengkapan");
    low(c.limit, c.makes, "Waktu");
    low(c.makes, c.note, "Output");
    canvas_.Line({c.lanes[0], half}, {c.note, half}, kLine);
    canvas_.Line({c.no, y}, {c.end, y}, 0.4);
    head_top_ = y;
    head_half_ = half;
    return y + kHead;
  }

  Box SymbolBox(size_t column, double top, double height, double symbol_height) const {
    double left = columns_.lanes[column];
    double width = columns_.lanes[column + 1] - left;
    double symbol = std::clamp(width - 10.5, width * 0.45, 15.0);
    return {left + (width - symbol) / 2, top + (height - symbol_height) / 2 + 0.8, symbol,
            symbol_height};
  }

  size_t AddNode(const Box& box) {
    nodes_.push_back({box, tops_.size() - 1});
    return nodes_.size() - 1;
  }

  double Row(size_t index, double y) {
    const FlowRow& row = paper_.rows[index];
    const Columns& c = columns_;
    double height = heights_[index];
    if (row.no == paper_.under_way) canvas_.Fill({c.no, y, c.end - c.no, height}, 0.88);
    TextStyle number = kCell;
    number.align = Align::kCentre;
    canvas_.Text({c.no, y + kPad, c.activity - c.no, height}, std::to_string(row.no), number);
    DrawList(canvas_, {c.activity, y, c.lanes[0] - c.activity, height}, {row.activity});
    DrawList(canvas_, {c.needs, y, c.limit - c.needs, height}, row.needs);
    DrawList(canvas_, {c.limit, y, c.makes - c.limit, height}, {row.limit});
    DrawList(canvas_, {c.makes, y, c.note - c.makes, height}, row.makes);
    TextStyle note = kCell;
    note.size = 6.5;
    canvas_.Text({c.note + kPad, y + kPad, c.end - c.note - 2 * kPad, height - 1.5 * kPad},
                 row.note, note);
    tops_.push_back(y);
    double symbol = row.shape == FlowShape::kDiamond ? kSymbolHeight + 1.5 : kSymbolHeight;
    row_node_[row.no] = AddNode(SymbolBox(row.column, y, height, symbol));
    return y + height;
  }

  // Pentagons of arrows that go to another page, or come from one, side by side in their columns.
  double Connectors(const std::map<int, std::string>& targets, double y, bool incoming) {
    if (targets.empty()) return y;
    tops_.push_back(y);
    std::map<size_t, int> in_column;
    for (const auto& [no, text] : targets) {
      size_t column = paper_.rows[static_cast<size_t>(no) - 1].column;
      Box box = SymbolBox(column, y, kConnectorRow, 7);
      box.x += box.width / 2 - 4 + 9 * in_column[column]++;
      box.width = 8;
      size_t node = AddNode(box);
      connectors_.push_back({node, text});
      (incoming ? in_ : out_)[no] = node;
    }
    return y + kConnectorRow;
  }

  double Incoming(const Stretch& rows, size_t page, double y) {
    std::map<int, std::string> targets;
    for (const FlowRow& row : paper_.rows) {
      for (const FlowArrow& arrow : row.arrows) {
        if (arrow.to > 0 && page_of_(arrow.to) == page && page_of_(row.no) != page) {
          targets[arrow.to] = std::to_string(arrow.to);
        }
      }
    }
    (void)rows;
    in_.clear();
    return Connectors(targets, y, true);
  }

  double Outgoing(const Stretch& rows, size_t page, double y) {
    std::map<int, std::string> targets;
    for (size_t i = rows.begin; i < rows.end; ++i) {
      for (const FlowArrow& arrow : paper_.rows[i].arrows) {
        if (arrow.to > 0 && page_of_(arrow.to) != page) {
          targets[arrow.to] = std::to_string(arrow.to);
        }
      }
    }
    out_.clear();
    return Connectors(targets, y, false);
  }

  void Rules(double top, double bottom) {
    const Columns& c = columns_;
    for (double y : tops_) canvas_.Line({c.no, y}, {c.end, y}, kLine, y == top ? 0 : 0.45);
    canvas_.Line({c.no, bottom}, {c.end, bottom}, 0.4);
    for (double x : {c.no, c.activity, c.lanes[0], c.needs, c.note, c.end}) {
      canvas_.Line({x, head_top_}, {x, bottom}, kLine);
    }
    for (double x : {c.limit, c.makes}) canvas_.Line({x, head_half_}, {x, bottom}, kLine);
    for (size_t i = 1; i + 1 < c.lanes.size(); ++i) {
      canvas_.Line({c.lanes[i], head_half_}, {c.lanes[i], bottom}, kLine, 0.6);
    }
  }

  void Arrows(const Stretch& rows, size_t page) {
    for (size_t i = rows.begin; i < rows.end; ++i) {
      const FlowRow& row = paper_.rows[i];
      for (const FlowArrow& arrow : row.arrows) {
        if (arrow.to <= 0) continue;
        size_t to = page_of_(arrow.to) == page ? row_node_[arrow.to] : out_[arrow.to];
        links_.push_back({row_node_[row.no], to, arrow.label, arrow.mark == FlowMark::kAssumed});
      }
    }
    for (const auto& [no, node] : in_) links_.push_back({node, row_node_[no], "", false});
    std::vector<FlowPath> paths = RouteFlow(nodes_, links_, columns_.lanes, tops_);
    for (size_t i = 0; i < paths.size(); ++i) {
      canvas_.Path(paths[i].points, 0.3, links_[i].dashed);
      canvas_.ArrowHead(paths[i].points[paths[i].points.size() - 2], paths[i].points.back());
    }
    // Labels last, on white: no line stands behind a letter.
    for (size_t i = 0; i < paths.size(); ++i) {
      if (paths[i].label.width > 0) Label(paths[i], links_[i].label);
    }
  }

  void Label(const FlowPath& path, const std::string& text) {
    Box box = path.label;
    double width = std::min(canvas_.TextWidth(text, kLabel) + 0.6, box.width);
    if (path.label_right) box.x += box.width - width;
    box.width = width;
    canvas_.Text(box, text, kLabel);
  }

  void Symbols(const Stretch& rows) {
    for (size_t i = rows.begin; i < rows.end; ++i) {
      const FlowRow& row = paper_.rows[i];
      const Box& box = nodes_[row_node_[row.no]].box;
      double gray = row.no == paper_.under_way ? 0.65 : 1;
      double thickness = row.no == paper_.under_way ? 0.7 : 0.4;
      bool dashed = row.actor_mark == FlowMark::kAssumed;
      double right = box.x + box.width, bottom = box.y + box.height;
      double middle = box.x + box.width / 2, centre = box.y + box.height / 2;
      switch (row.shape) {
        case FlowShape::kCapsule:
          canvas_.Capsule(box, thickness, gray, dashed);
          break;
        case FlowShape::kDiamond:
          canvas_.Polygon({{middle, box.y}, {right, centre}, {middle, bottom}, {box.x, centre}},
                          thickness, gray, dashed);
          break;
        case FlowShape::kBox:
          canvas_.Polygon({{box.x, box.y}, {right, box.y}, {right, bottom}, {box.x, bottom}},
                          thickness, gray, dashed);
          break;
      }
    }
    for (const Connector& each : connectors_) {
      const Box& box = nodes_[each.node].box;
      double right = box.x + box.width, bottom = box.y + box.height;
      double shoulder = box.y + box.height * 0.6;
      canvas_.Polygon({{box.x, box.y},
                       {right, box.y},
                       {right, shoulder},
                       {box.x + box.width / 2, bottom},
                       {box.x, shoulder}},
                      0.4, 1, false);
      TextStyle style{.size = 7, .smallest = 5, .bold = true, .align = Align::kCentre};
      canvas_.Text({box.x, box.y + 0.7, box.width, 3.5}, each.text, style);
    }
  }

  void Foot(size_t page, size_t pages, double height) {
    TextStyle small{.size = 6.5, .smallest = 5.5};
    std::string legend =
        "* asumsi, belum ada dalam naskah (huruf miring; simbol dan panah putus-putus).   "
        "† diperbaiki dari naskah yang rusak.   Segilima: lanjutan langkah itu di halaman lain.";
    double y = height - kEdge - 2;
    canvas_.Text({kEdge, y, (columns_.end - kEdge) * 0.85, 4}, legend, small);
    small.align = Align::kRight;
    canvas_.Text({columns_.end - 40, y, 40, 4}, Format("Halaman %zu dari %zu", page + 1, pages),
                 small);
  }

  Canvas& canvas_;
  const FlowchartPaper& paper_;
  Columns columns_;
  std::vector<double> heights_;
  std::function<size_t(int)> page_of_;
  double head_top_ = 0;
  double head_half_ = 0;
  std::vector<FlowNode> nodes_;
  std::vector<FlowLink> links_;
  std::vector<double> tops_;
  std::vector<Connector> connectors_;
  std::map<int, size_t> row_node_;
  std::map<int, size_t> in_;
  std::map<int, size_t> out_;
};

Result<void> Check(const FlowchartPaper& paper) {
  bool good = !paper.rows.empty() && !paper.columns.empty() && paper.columns.size() <= 12;
  for (size_t i = 0; good && i < paper.rows.size(); ++i) {
    const FlowRow& row = paper.rows[i];
    good = row.no == static_cast<int>(i) + 1 && row.column < paper.columns.size();
    for (const FlowArrow& arrow : row.arrows) {
      good = good && arrow.to >= 0 && static_cast<size_t>(arrow.to) <= paper.rows.size() &&
             arrow.to != row.no;
    }
  }
  if (!good) return Error{Fault::kInternal, "a flowchart that cannot be drawn: " + paper.title};
  return {};
}

}  // namespace

Result<std::string> DrawFlowchartPdf(const FlowchartPaper& paper, const PaperSize& size) {
  if (auto good = Check(paper); !good) return good.error();
  auto canvas = Canvas::Make(size, "SOP " + paper.title, paper.printed_at);
  if (!canvas) return canvas.error();
  Chart chart(**canvas, paper, size.width);
  double room = size.height - 2 * kEdge - kTitle - kHead - kFoot - 2 * kConnectorRow;
  std::vector<Stretch> pages = Pages(chart.heights(), room);
  for (size_t i = 0; i < pages.size(); ++i) {
    if (i > 0) (*canvas)->NextPage();
    chart.Page(pages[i], i, pages, size.height);
  }
  return (*canvas)->Finish();
}

Result<std::string> DrawFlowchartSvg(const FlowchartPaper& paper) {
  if (auto good = Check(paper); !good) return good.error();
  PaperSize size{"", 297, 210};
  double height = 2 * kEdge + kTitle + kHead + kFoot;
  {
    auto measure = Canvas::Make(size, "", paper.printed_at);
    if (!measure) return measure.error();
    const Chart chart(**measure, paper, size.width);
    for (double each : chart.heights()) height += each;
  }
  size.height = height;
  auto canvas = Canvas::MakeSvg(size);
  if (!canvas) return canvas.error();
  Chart chart(**canvas, paper, size.width);
  std::vector<Stretch> pages = {{0, paper.rows.size()}};
  chart.Page(pages[0], 0, pages, size.height);
  return (*canvas)->Finish();
}

}  // namespace piket
