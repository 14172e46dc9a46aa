// The disposition sheet. From the top: letterhead beside the first code, title with the agenda
// number, the letter's fields, boxes to tick, the chain of dispositions, and at the foot the second
// code, room for notes and the signature. On tall paper the notes get a block of their own.
#include <algorithm>
#include <cmath>

#include "agent/core/text.h"
#include "agent/paper/canvas.h"
#include "agent/paper/paper_parts.h"
#include "agent/paper/printed_papers.h"

namespace piket {
namespace {

constexpr double kEdge = 6;   // nothing stands nearer to the edge; printers need 5
constexpr double kMark = 4;   // side of a registration mark
constexpr double kCode = 26;  // a code with its quiet zone: its dark part is above 20 mm
constexpr double kTick = 4;   // side of a box to tick
constexpr double kTickRow = 5.6;
constexpr double kHeading = 4.6;
constexpr double kGap = 1.6;
constexpr double kChoiceGap = 3.5;
constexpr double kNarrow = 185;  // below, blocks stand one under the other
constexpr double kLeastChainRow = 6.4;
constexpr double kBestChainRow = 9.5;
constexpr double kLeastNotes = 24;  // below this height the notes share the foot
constexpr double kMostNotes = 70;
constexpr int kMostChainRows = 10;

struct ChainColumn {
  const char* id;
  const char* name;
  double share;
};
constexpr ChainColumn kChainColumns[] = {
    {"at", "Tanggal/jam", 0.13},        {"from", "Dari", 0.17},   {"to", "Kepada", 0.19},
    {"instruction", "Instruksi", 0.29}, {"limit", "Batas", 0.10}, {"initials", "Paraf", 0.12}};

class SheetDrawing {
 public:
  SheetDrawing(Canvas& canvas, const SheetPaper& paper, const PaperConfig& config)
      : canvas_(canvas), paper_(paper), config_(config), size_(config.sheet.size) {
    geometry_.size = size_;
    geometry_.code = paper.code;
  }

  Result<SheetGeometry> Draw();

 private:
  double Left() const { return kEdge + 1; }
  double Width() const { return size_.width - 2 * Left(); }
  double StripTop() const { return size_.height - kEdge - kCode; }
  bool Narrow() const { return size_.width < kNarrow; }

  void DrawMarks();
  void DrawCode(const Box& box, const QrModules& modules);
  void DrawTitle(double top);
  double DrawParticulars(double top);
  double DrawDegrees(double top);
  double DrawLists(double top);
  double DrawList(const Box& box, const std::string& heading, const std::string& prefix,
                  const std::vector<TickChoice>& choices);
  void DrawTick(Point at, const std::string& id);
  double DrawTicksInARow(Point at, const std::string& label, const std::string& prefix,
                         const std::vector<TickChoice>& choices);
  void DrawMiddle(double top);
  void DrawChain(double top, int rows, double row_height);
  void DrawNotes(const Box& box);
  void DrawStrip();
  void DrawSignature(const Box& box);
  bool Ticked(const std::string& id) const;
  void Area(const std::string& id, const Box& box) { geometry_.areas.push_back({id, box}); }

  Canvas& canvas_;
  const SheetPaper& paper_;
  const PaperConfig& config_;
  PaperSize size_;
  SheetGeometry geometry_;
  bool notes_in_strip_ = true;
};

Result<SheetGeometry> SheetDrawing::Draw() {
  auto modules = MakeQr(paper_.code);
  if (!modules) return modules.error();
  DrawMarks();
  double code_left = size_.width - kEdge - kMark - 1.5 - kCode;
  DrawCode({code_left, kEdge, kCode, kCode}, *modules);
  DrawLetterhead(canvas_, {kEdge + kMark + 2, kEdge, code_left - kEdge - kMark - 4, 17},
                 config_.letterhead);
  DrawTitle(kEdge + 18.5);
  double y = DrawParticulars(kEdge + kCode + 0.6);
  y = DrawLists(y + kGap);
  double least_chain = kHeading + 2 * kLeastChainRow;
  if (y + kGap + least_chain > StripTop()) {
    return Error{
        Fault::kConfiguration,
        "lembar-disposisi.toml: daftar centang terlalu panjang untuk kertas " + size_.word};
  }
  DrawMiddle(y + kGap);
  DrawCode({kEdge + kMark + 1.5, StripTop(), kCode, kCode}, *modules);
  DrawStrip();
  return geometry_;
}

void SheetDrawing::DrawMarks() {
  double right = size_.width - kEdge - kMark, bottom = size_.height - kEdge - kMark;
  geometry_.marks = {{kEdge, kEdge, kMark, kMark},
                     {right, kEdge, kMark, kMark},
                     {kEdge, bottom, kMark, kMark},
                     {right, bottom, kMark, kMark}};
  for (const Box& mark : geometry_.marks) canvas_.Fill(mark, 0);
}

void SheetDrawing::DrawCode(const Box& box, const QrModules& modules) {
  canvas_.Qr(box, modules);
  double quiet = box.width * kQuietModules / (modules.side + 2 * kQuietModules);
  geometry_.codes.push_back(
      {box.x + quiet, box.y + quiet, box.width - 2 * quiet, box.height - 2 * quiet});
}

void SheetDrawing::DrawTitle(double top) {
  double right = size_.width - kEdge - kMark - 1.5 - kCode - 2;
  double number_width = Narrow() ? 44 : 62;
  TextStyle title{.size = 13, .smallest = 9, .bold = true, .in_middle = true, .spacing = 0.8};
  canvas_.Text({Left(), top, right - number_width - Left() - 2, 7}, "LEMBAR DISPOSISI", title);
  if (paper_.copy > 1) {
    double x = Left() + canvas_.TextWidth("LEMBAR DISPOSISI", title) + 3;
    double width = std::min(44.0, right - number_width - 3 - x);
    // On narrow paper the mark stands under the registration mark, left of the letterhead's rule.
    if (width >= 24) {
      DrawDuplicateMark(canvas_, {x, top + 0.8, width, 5.4}, paper_.copy);
    } else {
      DrawDuplicateMark(canvas_, {right - number_width + 6, top - 0.6, number_width - 6, 4},
                        paper_.copy);
      top += 2;
    }
  }
  TextStyle label{.size = 7.5, .smallest = 6, .gray = 0.3, .in_middle = true};
  TextStyle number{
      .size = 14, .smallest = 8, .bold = true, .align = Align::kRight, .in_middle = true};
  std::string shown = paper_.agenda_number.empty() ? "menyusul" : paper_.agenda_number;
  double label_width = canvas_.TextWidth("No. agenda", label) + 1;
  double width = std::min(canvas_.TextWidth(shown, number) + 0.5, number_width - label_width - 2);
  canvas_.Text({right - width, top, width, 7}, shown, number);
  canvas_.Text({right - width - 2 - label_width, top + 0.7, label_width, 7}, "No. agenda", label);
}

double SheetDrawing::DrawParticulars(double top) {
  const ServiceTexts& service = config_.Service(paper_.service);
  double row = size_.height < 160 ? 4.3 : 4.7;
  std::string letter_date = paper_.date ? IndonesianText(*paper_.date) : "";
  std::string due = paper_.due ? IndonesianText(*paper_.due, paper_.zone) : paper_.limit;
  std::vector<Field> letter = {
      {"Surat dari", paper_.sender, row},
      {"Nomor surat", paper_.number, row},
      {"Tanggal surat", letter_date, row},
      {"Hal", PrintedSubject(paper_.subject, paper_.security), (Narrow() ? 2 : 3) * row}};
  std::vector<Field> handling = {
      {"Diterima", IndonesianText(paper_.received_at, paper_.zone), row},
      {"Klasifikasi", paper_.classification, row},
      {"Lampiran", PrintedAttachments(paper_.attachments, paper_.page_count), row},
      {"Layanan", service.name, row},
      {"Nomor SOP", service.sop, row},
      {"Batas waktu", due, row}};
  constexpr double kLabel = 22;
  double y = top;
  if (Narrow()) {
    y += DrawFields(canvas_, {Left(), y}, Width(), kLabel, letter);
    canvas_.Line({Left(), y}, {Left() + Width(), y}, 0.1, 0.6);
    y += DrawFields(canvas_, {Left(), y}, Width(), kLabel, handling);
  } else {
    double half = std::floor(Width() * 0.53);
    DrawFields(canvas_, {Left(), y}, half, kLabel, letter);
    y += DrawFields(canvas_, {Left() + half, y}, Width() - half, kLabel - 1, handling);
    canvas_.Line({Left() + half, top}, {Left() + half, y}, 0.1, 0.4);
  }
  canvas_.Line({Left(), y}, {Left() + Width(), y}, 0.2);
  double bottom = DrawDegrees(y);
  canvas_.Frame({Left(), top, Width(), bottom - top}, 0.3);
  return bottom;
}

double SheetDrawing::DrawDegrees(double top) {
  std::vector<TickChoice> urgencies;
  for (const UrgencyChoice& choice : config_.sheet.urgencies) {
    urgencies.push_back({choice.code, choice.name});
  }
  double y = top + (6 - kTick) / 2;
  double x = DrawTicksInARow({Left() + 1.2, y}, "Derajat", "urgency:", urgencies);
  double second = std::max(Left() + std::floor(Width() * 0.53), x + 2);
  constexpr double kSecurityWidth = 68;
  if (second + kSecurityWidth > Left() + Width()) {
    y += kTickRow;
    DrawTicksInARow({Left() + 1.2, y}, "Keamanan", "security:", config_.sheet.securities);
    return top + 6 + kTickRow;
  }
  DrawTicksInARow({second + 1.2, y}, "Keamanan", "security:", config_.sheet.securities);
  return top + 6;
}

// Gives where the row ends.
double SheetDrawing::DrawTicksInARow(Point at, const std::string& label, const std::string& prefix,
                                     const std::vector<TickChoice>& choices) {
  TextStyle label_style{.size = 7.5, .smallest = 6, .gray = 0.3, .in_middle = true};
  TextStyle name_style{.size = 8.5, .smallest = 6, .in_middle = true};
  canvas_.Text({at.x, at.y, 20, kTick}, label, label_style);
  double x = at.x + 22;
  for (const TickChoice& choice : choices) {
    DrawTick({x, at.y}, prefix + choice.code);
    double width = canvas_.TextWidth(choice.name, name_style) + 0.5;
    canvas_.Text({x + kTick + 1.2, at.y, width, kTick}, choice.name, name_style);
    x += kTick + 1.2 + width + kChoiceGap;
  }
  return x - kChoiceGap;
}

bool SheetDrawing::Ticked(const std::string& id) const {
  return id == "urgency:" + LowerAscii(paper_.urgency) || id == "security:" + paper_.security ||
         std::find(paper_.ticked.begin(), paper_.ticked.end(), id) != paper_.ticked.end();
}

void SheetDrawing::DrawTick(Point at, const std::string& id) {
  Box box{at.x, at.y, kTick, kTick};
  canvas_.TickBox(box, Ticked(id));
  geometry_.ticks.push_back({id, box});
  if (Ticked(id)) geometry_.printed_ticks.push_back(id);
}

double SheetDrawing::DrawLists(double top) {
  const SheetConfig& sheet = config_.sheet;
  if (Narrow()) {
    double y =
        top + DrawList({Left(), top, Width(), 0}, "DITERUSKAN KEPADA", "to:", sheet.recipients);
    return y + 1 +
           DrawList({Left(), y + 1, Width(), 0}, "DENGAN HORMAT HARAP", "do:", sheet.instructions);
  }
  double half = std::floor(Width() * 0.53);
  double left =
      DrawList({Left(), top, half - 0.8, 0}, "DITERUSKAN KEPADA", "to:", sheet.recipients);
  double right = DrawList({Left() + half + 0.8, top, Width() - half - 0.8, 0},
                          "DENGAN HORMAT HARAP", "do:", sheet.instructions);
  return top + std::max(left, right);
}

// Two columns, read downwards; the last place is an empty line to write on. Gives the height.
double SheetDrawing::DrawList(const Box& box, const std::string& heading, const std::string& prefix,
                              const std::vector<TickChoice>& choices) {
  DrawHeading(canvas_, {box.x, box.y, box.width, kHeading}, heading);
  std::vector<TickChoice> all = choices;
  all.push_back({"lain", ""});
  size_t rows = (all.size() + 1) / 2;
  double column = box.width / 2;
  TextStyle style{.size = 8.5, .smallest = 6, .in_middle = true};
  for (size_t i = 0; i < all.size(); ++i) {
    double x = box.x + 1.2 + (i < rows ? 0 : column);
    double y = box.y + kHeading + 0.9 + static_cast<double>(i % rows) * kTickRow;
    DrawTick({x, y}, prefix + all[i].code);
    Box text{x + kTick + 1.3, y, column - kTick - 3, kTick};
    if (all[i].name.empty()) {
      canvas_.DottedLine({text.x, y + kTick}, {text.x + text.width, y + kTick});
      Area(prefix + all[i].code, text);
    } else {
      canvas_.Text(text, all[i].name, style);
    }
  }
  return kHeading + 0.9 + static_cast<double>(rows) * kTickRow;
}

// Chain and, on tall paper, notes share what is left above the foot; what the notes do not need
// becomes more rows of the chain.
void SheetDrawing::DrawMiddle(double top) {
  double height = StripTop() - kGap - top;
  int rows = config_.sheet.chain_rows;
  while (rows > 2 && kHeading + rows * kLeastChainRow > height) --rows;
  double chain = kHeading + rows * kBestChainRow;
  notes_in_strip_ = height - chain < kLeastNotes;
  if (!notes_in_strip_) {
    while (height - chain - kGap > kMostNotes && rows < kMostChainRows) {
      ++rows;
      chain += kBestChainRow;
    }
    double notes = height - chain - kGap;
    DrawNotes({Left(), top, Width(), notes});
    top += notes + kGap;
    height = chain;
  }
  DrawChain(top, rows, (height - kHeading) / rows);
}

void SheetDrawing::DrawChain(double top, int rows, double row_height) {
  canvas_.Fill({Left(), top, Width(), kHeading}, 0.9);
  double height = kHeading + rows * row_height;
  TextStyle head{
      .size = 7.5, .smallest = 6, .bold = true, .align = Align::kCentre, .in_middle = true};
  TextStyle text{.size = 8, .smallest = 6, .in_middle = true};
  // A chain longer than the sheet shows its newest links.
  auto first = std::max<std::ptrdiff_t>(0, std::ssize(paper_.chain) - rows);
  double x = Left();
  for (const ChainColumn& column : kChainColumns) {
    double width = Width() * column.share;
    canvas_.Text({x + 0.5, top, width - 1, kHeading}, column.name, head);
    if (x > Left()) canvas_.Line({x, top}, {x, top + height}, 0.15, 0.3);
    for (int row = 0; row < rows; ++row) {
      Box cell{x, top + kHeading + row * row_height, width, row_height};
      Area("chain:" + std::to_string(row + 1) + ":" + column.id, cell);
      if (row + first >= std::ssize(paper_.chain)) continue;
      const ChainLink& link = paper_.chain[static_cast<size_t>(row + first)];
      const std::string* values[] = {&link.at,          &link.from,  &link.to,
                                     &link.instruction, &link.limit, nullptr};
      const std::string* value = values[&column - kChainColumns];
      Box inner{cell.x + 0.8, cell.y + 0.4, cell.width - 1.6, cell.height - 0.8};
      if (value != nullptr) canvas_.Text(inner, *value, text);
    }
    x += width;
  }
  for (int row = 0; row < rows; ++row) {
    double y = top + kHeading + row * row_height;
    canvas_.Line({Left(), y}, {Left() + Width(), y}, 0.15, 0.3);
  }
  canvas_.Frame({Left(), top, Width(), height}, 0.3);
}

void SheetDrawing::DrawNotes(const Box& box) {
  canvas_.Frame(box, 0.3);
  TextStyle label{.size = 7.5, .smallest = 6, .gray = 0.3};
  canvas_.Text({box.x + 1.5, box.y + 0.8, 30, 3.4}, "Catatan", label);
  Area("notes", box);
  TextStyle text{.size = 9, .smallest = 6};
  canvas_.Text({box.x + 2, box.y + 4.6, box.width - 4, box.height - 5.4}, paper_.notes, text);
}

void SheetDrawing::DrawStrip() {
  double left = kEdge + kMark + 1.5 + kCode + 1.5;
  double right = size_.width - kEdge - kMark - 2;
  double top = StripTop(), bottom = size_.height - kEdge;
  TextStyle foot{.size = 6, .smallest = 5, .gray = 0.35};
  std::string printed = "Dicetak " + IndonesianText(paper_.printed_at, paper_.zone) +
                        " · salinan " + std::to_string(paper_.copy) + " · " +
                        config_.letterhead.short_name;
  canvas_.Text({left, bottom - 2.6, right - left, 2.6}, printed, foot);
  double height = bottom - 3.4 - top;
  double signature = std::clamp((right - left) * 0.42, 44.0, 62.0);
  DrawSignature({right - signature, top, signature, height});
  Box rest{left, top, right - signature - 2 - left, height};
  if (notes_in_strip_) {
    DrawNotes(rest);
    return;
  }
  TextStyle label{.size = 7.5, .smallest = 6, .gray = 0.3};
  canvas_.Text({rest.x, rest.y + 1, rest.width, 3.4}, "Tanggal penyelesaian", label);
  canvas_.DottedLine({rest.x, rest.y + 12}, {rest.x + std::min(rest.width, 60.0), rest.y + 12});
  Area("finished", {rest.x, rest.y + 4.6, std::min(rest.width, 60.0), 7.4});
}

void SheetDrawing::DrawSignature(const Box& box) {
  const Signatory& who = paper_.signatory ? *paper_.signatory : config_.sheet.signatory;
  TextStyle title{.size = 8.5, .smallest = 6, .align = Align::kCentre};
  TextStyle name{.size = 8.5, .smallest = 6, .bold = true, .align = Align::kCentre};
  TextStyle small{.size = 7, .smallest = 5.5, .align = Align::kCentre};
  double used = canvas_.Text({box.x, box.y, box.width, 7}, who.title + ",", title);
  double name_y = box.y + box.height - 7.4;
  Area("signature", {box.x, box.y + used, box.width, name_y - box.y - used});
  if (who.name.empty()) {
    canvas_.DottedLine({box.x + 4, name_y + 3.2}, {box.x + box.width - 4, name_y + 3.2});
  } else {
    canvas_.Text({box.x, name_y, box.width, 3.8}, who.name, name);
  }
  std::string nip = "NIP " + (who.nip.empty() ? std::string("…………………………") : who.nip);
  canvas_.Text({box.x, name_y + 4.3, box.width, 3.1},
               who.rank.empty() ? nip : who.rank + " · " + nip, small);
}

}  // namespace

Result<PrintedSheet> DrawDispositionSheet(const SheetPaper& paper, const PaperConfig& config) {
  auto canvas =
      Canvas::Make(config.sheet.size, "Lembar disposisi " + paper.agenda_number, paper.printed_at);
  if (!canvas) return canvas.error();
  auto geometry = SheetDrawing(**canvas, paper, config).Draw();
  if (!geometry) return geometry.error().While("drawing a disposition sheet");
  auto pdf = (*canvas)->Finish();
  if (!pdf) return pdf.error();
  return PrintedSheet{std::move(*pdf), std::move(*geometry)};
}

}  // namespace piket
