// Pages of the agenda book: one ruled table, rows as high as their texts, numbers never broken from
// their rows; void rows stay in print, struck through.
#include <algorithm>
#include <string>
#include <utility>

#include "agent/core/text.h"
#include "agent/paper/canvas.h"
#include "agent/paper/paper_parts.h"
#include "agent/paper/printed_papers.h"

namespace piket {
namespace {

constexpr double kEdge = 8;
constexpr double kPad = 0.9;
constexpr double kHeadRow = 8;
constexpr double kLeastRow = 8;
constexpr double kHighestRow = 24;
constexpr TextStyle kCell{.size = 7.5, .smallest = 6};

// A column shows one thing and below it another.
using Texts = std::pair<std::string, std::string>;
struct Column {
  const char* name;
  double share;  // of the table's width
  Texts (*texts)(const AgendaRow& row, const Zone& zone);
};

Texts ReceivedTexts(const AgendaRow& row, const Zone& zone) {
  if (!row.received_at) return {};
  LocalTime local = ToLocal(*row.received_at, zone);
  return {IndonesianText(local.date),
          Format("pukul %02d.%02d ", local.hour, local.minute) + zone.name};
}

Texts ForwardedTexts(const AgendaRow& row, const Zone& zone) {
  if (!row.forwarded_at) return {row.forwarded_to, ""};
  return {row.forwarded_to, IndonesianText(ToLocal(*row.forwarded_at, zone).date)};
}

Texts NoteTexts(const AgendaRow& row, const Zone&) {
  return {row.is_void ? "BATAL: " + row.note : row.note, ""};
}

const Column kColumns[] = {
    {"No. agenda", 0.055,
     [](const AgendaRow& row, const Zone&) {
       return Texts{row.agenda_number, ""};
     }},
    {"Diterima tanggal, jam", 0.085, ReceivedTexts},
    {"Pengirim, alamat", 0.15,
     [](const AgendaRow& row, const Zone&) {
       return Texts{row.sender, row.address};
     }},
    {"Nomor dan tanggal surat", 0.12,
     [](const AgendaRow& row, const Zone&) {
       return Texts{row.number, row.date ? IndonesianText(*row.date) : ""};
     }},
    {"Perihal / isi ringkas", 0.165,
     [](const AgendaRow& row, const Zone&) {
       return Texts{PrintedSubject(row.subject, row.security), ""};
     }},
    {"Lampiran, halaman", 0.07,
     [](const AgendaRow& row, const Zone&) {
       return Texts{row.attachments, std::to_string(row.page_count) + " halaman"};
     }},
    {"Kode, indeks", 0.065,
     [](const AgendaRow& row, const Zone&) {
       return Texts{row.classification, row.file_index};
     }},
    {"Derajat, keamanan", 0.06,
     [](const AgendaRow& row, const Zone&) {
       return Texts{row.urgency, row.security};
     }},
    {"Diteruskan kepada, tanggal", 0.095, ForwardedTexts},
    {"Penerima, paraf", 0.06,
     [](const AgendaRow& row, const Zone&) {
       return Texts{row.officer, ""};
     }},
    {"Keterangan", 0.075, NoteTexts}};

class AgendaDrawing {
 public:
  AgendaDrawing(Canvas& canvas, const AgendaPaper& paper, const PaperConfig& config)
      : canvas_(canvas), paper_(paper), config_(config), size_(config.agenda.size) {}

  void Draw();

 private:
  double Width() const { return size_.width - 2 * kEdge; }
  double TableTop() const { return kEdge + 15; }
  double TableBottom() const { return size_.height - kEdge - 7; }

  double RowHeight(const AgendaRow& row);
  void DrawPage(size_t number, size_t pages, size_t first, size_t end,
                const std::vector<double>& heights);
  void DrawHead();
  void DrawFoot(size_t number, size_t pages);
  void DrawColumnNames();
  void DrawRow(const AgendaRow& row, double top, double height);

  Canvas& canvas_;
  const AgendaPaper& paper_;
  const PaperConfig& config_;
  PaperSize size_;
};

double AgendaDrawing::RowHeight(const AgendaRow& row) {
  double height = kLeastRow;
  for (const Column& column : kColumns) {
    double width = Width() * column.share - 2 * kPad;
    auto [first, second] = column.texts(row, paper_.zone);
    double needed = 2 * kPad;
    if (!first.empty()) needed += canvas_.TextHeight(first, width, kCell);
    if (!second.empty()) needed += canvas_.TextHeight(second, width, kCell);
    height = std::max(height, needed);
  }
  return std::min(height, kHighestRow);
}

void AgendaDrawing::Draw() {
  std::vector<double> heights;
  std::vector<size_t> firsts = {0};  // the first row of each page
  double left = TableBottom() - TableTop() - kHeadRow;
  double used = 0;
  for (const AgendaRow& row : paper_.rows) {
    double height = RowHeight(row);
    if (used + height > left) {
      firsts.push_back(heights.size());
      used = 0;
    }
    used += height;
    heights.push_back(height);
  }
  for (size_t page = 0; page < firsts.size(); ++page) {
    size_t end = page + 1 < firsts.size() ? firsts[page + 1] : paper_.rows.size();
    if (page > 0) canvas_.NextPage();
    DrawPage(page + 1, firsts.size(), firsts[page], end, heights);
  }
}

void AgendaDrawing::DrawPage(size_t number, size_t pages, size_t first, size_t end,
                             const std::vector<double>& heights) {
  DrawHead();
  DrawColumnNames();
  double y = TableTop() + kHeadRow;
  for (size_t i = first; i < end; ++i) {
    DrawRow(paper_.rows[i], y, heights[i]);
    y += heights[i];
    canvas_.Line({kEdge, y}, {kEdge + Width(), y}, 0.15, 0.45);
  }
  double x = kEdge;
  for (const Column& column : kColumns) {
    if (x > kEdge) canvas_.Line({x, TableTop()}, {x, y}, 0.15, 0.45);
    x += Width() * column.share;
  }
  canvas_.Frame({kEdge, TableTop(), Width(), y - TableTop()}, 0.3);
  DrawFoot(number, pages);
}

void AgendaDrawing::DrawHead() {
  TextStyle office{.size = 8, .smallest = 6, .gray = 0.2};
  TextStyle title{.size = 14, .smallest = 9, .bold = true, .spacing = 0.6};
  TextStyle range{.size = 10, .smallest = 7, .align = Align::kRight};
  double half = Width() * 0.72;
  canvas_.Text({kEdge, kEdge, half, 4}, config_.letterhead.office, office);
  canvas_.Text({kEdge, kEdge + 4.6, half, 7},
               config_.agenda.title + " TAHUN " + std::to_string(paper_.year), title);
  std::string numbers = "Nomor " + paper_.from_number + " sampai " + paper_.to_number;
  if (paper_.rows.empty()) numbers = "Belum ada surat";
  canvas_.Text({kEdge + half, kEdge + 6, Width() - half, 5}, numbers, range);
}

void AgendaDrawing::DrawColumnNames() {
  canvas_.Fill({kEdge, TableTop(), Width(), kHeadRow}, 0.9);
  TextStyle style{
      .size = 7.5, .smallest = 6, .bold = true, .align = Align::kCentre, .in_middle = true};
  double x = kEdge;
  for (const Column& column : kColumns) {
    double width = Width() * column.share;
    canvas_.Text({x + 0.5, TableTop() + 0.4, width - 1, kHeadRow - 0.8}, column.name, style);
    x += width;
  }
  double y = TableTop() + kHeadRow;
  canvas_.Line({kEdge, y}, {kEdge + Width(), y}, 0.3);
}

void AgendaDrawing::DrawRow(const AgendaRow& row, double top, double height) {
  double x = kEdge;
  for (const Column& column : kColumns) {
    double width = Width() * column.share;
    Box cell{x + kPad, top + kPad, width - 2 * kPad, height - 2 * kPad};
    TextStyle style = kCell;
    style.bold = &column == &kColumns[0];
    if (style.bold) style.size = 9;
    // The reason of a void row is not struck through.
    style.struck = row.is_void && column.texts != NoteTexts;
    auto [first, second] = column.texts(row, paper_.zone);
    double below = second.empty() ? 0 : canvas_.TextHeight(second, cell.width, style);
    below = std::min(below, cell.height / 2);
    double used = canvas_.Text({cell.x, cell.y, cell.width, cell.height - below}, first, style);
    canvas_.Text({cell.x, cell.y + used, cell.width, below}, second, style);
    x += width;
  }
}

void AgendaDrawing::DrawFoot(size_t number, size_t pages) {
  double y = size_.height - kEdge - 4;
  TextStyle style{.size = 7, .smallest = 5, .gray = 0.25};
  std::string printed = "Dicetak " + IndonesianText(paper_.printed_at, paper_.zone);
  if (!paper_.journal_head.empty()) printed += " · kepala jurnal " + paper_.journal_head;
  canvas_.Text({kEdge, y, Width() * 0.8, 3.6}, printed, style);
  style.align = Align::kRight;
  canvas_.Text({kEdge + Width() * 0.8, y, Width() * 0.2, 3.6},
               "Halaman " + std::to_string(number) + " dari " + std::to_string(pages), style);
}

}  // namespace

Result<std::string> DrawAgendaPages(const AgendaPaper& paper, const PaperConfig& config) {
  auto canvas = Canvas::Make(config.agenda.size, "Buku agenda " + std::to_string(paper.year),
                             paper.printed_at);
  if (!canvas) return canvas.error();
  AgendaDrawing(**canvas, paper, config).Draw();
  return (*canvas)->Finish();
}

}  // namespace piket
