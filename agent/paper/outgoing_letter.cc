#include "agent/paper/outgoing_letter.h"

#include <algorithm>

#include "agent/core/text.h"
#include "agent/paper/archive_drawn.h"
#include "agent/paper/canvas.h"
#include "agent/paper/page_flow.h"
#include "agent/paper/paper_parts.h"

namespace piket {
namespace {

constexpr TextStyle kText{.size = 12, .justified = true};
constexpr TextStyle kPlain{.size = 12};
constexpr TextStyle kTable{.size = 11};
constexpr TextStyle kSmall{.size = 7.5, .smallest = 6, .gray = 0.25};
constexpr FlowEdges kEdges{.left = 25, .right = 20, .top = 27, .bottom = 18};
constexpr double kStampRoom = 22;  // between title and name, for signature and stamp
constexpr double kSlip = 62;       // the receipt to tear off
constexpr double kCodeSide = 24;

class LetterDrawing {
 public:
  LetterDrawing(Canvas& canvas, const OutgoingPaper& paper, const PaperConfig& config, int pages)
      : canvas_(canvas),
        paper_(paper),
        config_(config),
        size_(config.outgoing.size),
        pages_(pages),
        flow_(canvas, size_, kEdges, [this](int page) { DrawPage(page); }) {}

  // How many pages it took.
  Result<int> Draw();

 private:
  void DrawPage(int page);
  void DrawHead();
  void DrawTitle();
  void DrawAddressee();
  void DrawContent();
  void DrawData();
  void DrawReasons();
  double SignatoryHeight(const Signatory& signatory, double width);
  void DrawSignatory(const Box& box, const Signatory& signatory);
  void DrawClosing();
  void DrawCopies();
  Result<void> DrawCode(double x, double y);
  void DrawSlip();
  void Blank(const std::string& label, double x, double y, double width);

  Canvas& canvas_;
  const OutgoingPaper& paper_;
  const PaperConfig& config_;
  PaperSize size_;
  int pages_;
  PageFlow flow_;
};

std::string Dotted(const std::string& text) { return text.empty() ? "…………………………" : text; }

void LetterDrawing::DrawPage(int page) {
  if (paper_.draft) canvas_.Watermark("KONSEP");
  double right = size_.width - kEdges.right;
  if (page > 1) {
    TextStyle style{.size = 9, .smallest = 7, .gray = 0.2};
    double width = right - kEdges.left;
    std::string number = paper_.number.empty() ? "Konsep" : "Nomor " + paper_.number;
    canvas_.Text({kEdges.left, 14, width * 0.7, 4.5}, paper_.name + " · " + number, style);
    style.align = Align::kRight;
    canvas_.Text({kEdges.left + width * 0.7, 14, width * 0.3, 4.5},
                 Format("Halaman %d dari %d", page, std::max(page, pages_)), style);
    canvas_.Line({kEdges.left, 19.5}, {right, 19.5}, 0.2, 0.4);
  }
}

void LetterDrawing::DrawHead() {
  constexpr double kHeadTop = 11;
  constexpr double kHeadHeight = 28;
  DrawLetterhead(canvas_, {kEdges.left - 5, kHeadTop, size_.width - kEdges.left - 10, kHeadHeight},
                 config_.letterhead, 1.35);
  flow_.y = kHeadTop + kHeadHeight + 6;
}

// Number, nature, attachments and subject at the left, place and date at the right.
void LetterDrawing::DrawAddressee() {
  std::string date = paper_.date ? IndonesianText(*paper_.date) : "………………………";
  TextStyle right = kPlain;
  right.align = Align::kRight;
  double wide = flow_.width();
  canvas_.Text({flow_.left() + wide * 0.5, flow_.y, wide * 0.5, 5.5},
               config_.outgoing.place + ", " + date, right);
  flow_.y += 8;
  constexpr double kLabel = 24;
  flow_.Pair("Nomor", paper_.number.empty() ? "(diberikan saat disetujui)" : paper_.number, kLabel,
             kPlain);
  flow_.Pair("Sifat", paper_.nature, kLabel, kPlain);
  flow_.Pair("Lampiran", paper_.attachments, kLabel, kPlain);
  TextStyle subject = kPlain;
  subject.bold = true;
  flow_.Pair("Hal", paper_.subject, kLabel, subject);
  flow_.y += 6;
  flow_.Paragraph("Yth. " + paper_.to, kPlain);
  if (!paper_.address.empty()) {
    flow_.Paragraphs(paper_.address, kPlain, 0);
  } else {
    flow_.Paragraph("di Tempat", kPlain);
  }
  flow_.y += 6;
}

void LetterDrawing::DrawTitle() {
  std::string title;
  for (char c : paper_.name) title += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  TextStyle heading{.size = 14, .bold = true, .align = Align::kCentre, .spacing = 0.4};
  TextStyle centred = kPlain;
  centred.align = Align::kCentre;
  flow_.Paragraph(title, heading);
  flow_.Paragraph(
      "Nomor: " + (paper_.number.empty() ? "(diberikan saat disetujui)" : paper_.number), centred);
  flow_.y += 2;
  if (paper_.form != "slip") flow_.Paragraph(paper_.subject, centred);
  flow_.y += 3;
  if (paper_.form != "slip") return;
  constexpr double kLabel = 48;
  flow_.Pair("Dikembalikan kepada", paper_.to, kLabel, kPlain);
  flow_.Pair("Hal", paper_.subject, kLabel, kPlain);
  flow_.Pair("Tanggal", paper_.date ? IndonesianText(*paper_.date) : "", kLabel, kPlain);
  flow_.y += 4;
}

void LetterDrawing::DrawData() {
  if (paper_.data.empty()) return;
  flow_.y += 1;
  std::string group;
  std::vector<std::vector<std::string>> rows;
  auto flush = [&] {
    if (rows.empty()) return;
    if (!group.empty()) {
      TextStyle heading = kPlain;
      heading.bold = true;
      flow_.Keep(24);
      flow_.Paragraph(group, heading);
      flow_.y += 1;
    }
    flow_.Table({{"Uraian", 0.36}, {"Data", 0.64}}, rows, kTable);
    flow_.y += 3;
    rows.clear();
  };
  for (const OutgoingDatum& datum : paper_.data) {
    if (datum.group != group) flush();
    group = datum.group;
    rows.push_back({datum.name, datum.value.empty() ? "-" : datum.value});
  }
  flush();
}

void LetterDrawing::DrawReasons() {
  if (paper_.reasons.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const OutgoingReason& reason : paper_.reasons) {
    rows.push_back({std::to_string(rows.size() + 1), reason.item, reason.reason});
  }
  flow_.y += 1;
  flow_.Table(
      {{"No.", 0.08, Align::kCentre}, {"Kelengkapan", 0.36}, {"Yang perlu diperbaiki", 0.56}}, rows,
      kTable);
  flow_.y += 3;
}

void LetterDrawing::DrawContent() {
  TextStyle text = kText;
  if (paper_.form == "surat") text.indent = 12;
  flow_.Paragraphs(paper_.opening, text, 2);
  for (const std::string& paragraph : paper_.body) flow_.Paragraphs(paragraph, text, 2);
  DrawData();
  DrawReasons();
  if (!paper_.deadline.empty()) flow_.Paragraphs(paper_.deadline, text, 2);
  if (!paper_.contact.empty()) flow_.Paragraphs(paper_.contact, text, 2);
}

double LetterDrawing::SignatoryHeight(const Signatory& signatory, double width) {
  double height = kStampRoom;
  for (const std::string& line : Split(signatory.title, '\n')) {
    height += canvas_.TextHeight(line.empty() ? "X" : line, width, kPlain);
  }
  height += canvas_.TextHeight(Dotted(signatory.name), width, kPlain);
  return height + 2 * canvas_.LineHeight(kPlain);
}

// Title in full, room for signature and stamp, name underlined, rank, NIP.
void LetterDrawing::DrawSignatory(const Box& box, const Signatory& signatory) {
  double y = box.y;
  auto line = [&](const std::string& text, const TextStyle& style) {
    double height = canvas_.TextHeight(text, box.width, style);
    y += canvas_.Text({box.x, y, box.width, height}, text, style);
  };
  for (const std::string& title : Split(signatory.title, '\n')) line(title, kPlain);
  y += kStampRoom;
  TextStyle name = kPlain;
  name.bold = !signatory.name.empty();
  name.underlined = !signatory.name.empty();
  line(Dotted(signatory.name), name);
  if (!signatory.rank.empty()) line(signatory.rank, kPlain);
  line("NIP " + Dotted(signatory.nip), kPlain);
}

// The closing sentence and the signature stay on one page.
void LetterDrawing::DrawClosing() {
  bool two = paper_.form == "berita-acara";
  TextStyle text = kText;
  if (paper_.form == "surat") text.indent = 12;
  double half = flow_.width() / 2;
  double block = SignatoryHeight(paper_.signatory, half - 4);
  if (two) block = std::max(block, SignatoryHeight(paper_.other_party, half - 4));
  block = std::min(block, flow_.bottom() - kEdges.top - 20);
  double closing = canvas_.TextHeight(paper_.closing, flow_.width(), text);
  flow_.Keep(std::min(closing, 60.0) + 6 + block);
  flow_.Paragraphs(paper_.closing, text, 2);
  flow_.Keep(block + 4);
  flow_.y += 4;
  DrawSignatory({flow_.left() + half + 4, flow_.y, half - 4, block}, paper_.signatory);
  if (two) DrawSignatory({flow_.left(), flow_.y, half - 4, block}, paper_.other_party);
  flow_.y += block;
}

void LetterDrawing::DrawCopies() {
  if (paper_.copies.empty()) return;
  TextStyle style{.size = 9.5};
  flow_.y += 4;
  flow_.Keep(std::min(60.0, 6.0 + 4.6 * static_cast<double>(paper_.copies.size())));
  flow_.Paragraph("Tembusan:", style);
  for (size_t i = 0; i < paper_.copies.size(); ++i) {
    // One of several ends with a semicolon, the last with a full stop, as they are written.
    bool last = i + 1 == paper_.copies.size();
    flow_.Paragraph(Format("%zu. ", i + 1) + paper_.copies[i] + (last ? "." : ";"), style);
  }
}

Result<void> LetterDrawing::DrawCode(double x, double y) {
  if (paper_.code.empty()) return {};
  auto modules = MakeQr(paper_.code);
  if (!modules) return modules.error();
  canvas_.Qr({x, y, kCodeSide, kCodeSide}, *modules);
  // An unsigned print must not look like a signed letter because it has a code.
  canvas_.Text({x, y + kCodeSide + 0.5, 62, 9.5},
               "Kode berkas surat, bukan tanda tangan. Keaslian dapat diperiksa di loket " +
                   config_.letterhead.short_name +
                   "; surat sah bila ditandatangani dan berstempel.",
               kSmall);
  return {};
}

void LetterDrawing::Blank(const std::string& label, double x, double y, double width) {
  TextStyle style{.size = 9, .smallest = 7};
  canvas_.Text({x, y, 32, 4.2}, label, style);
  canvas_.DottedLine({x + 33, y + 3.3}, {x + width, y + 3.3});
}

// At the foot of the last page: who took the letter back signs here.
void LetterDrawing::DrawSlip() {
  flow_.Keep(kSlip + 4);
  double top = flow_.bottom() - kSlip + 8;
  double left = flow_.left();
  double width = flow_.width();
  canvas_.DottedLine({8, top}, {size_.width - 8, top});
  TextStyle hint = kSmall;
  hint.align = Align::kCentre;
  canvas_.Fill({size_.width / 2 - 22, top - 2, 44, 4}, 1);
  canvas_.Text({size_.width / 2 - 22, top - 1.6, 44, 3.6}, "gunting di sini · untuk kantor", hint);
  TextStyle title{.size = 11, .smallest = 9, .bold = true};
  canvas_.Text({left, top + 4, width, 5}, "TANDA TERIMA PENGEMBALIAN SURAT", title);
  TextStyle line{.size = 9, .smallest = 6.5};
  double half = width * 0.6;
  canvas_.Text({left, top + 10, half, 4.2},
               "Nomor slip: " + (paper_.number.empty() ? "-" : paper_.number), line);
  canvas_.Text({left, top + 14.4, half, 8.4}, "Dikembalikan kepada: " + paper_.to, line);
  canvas_.Text({left, top + 23, half, 8.4}, "Hal: " + paper_.subject, line);
  Blank("Diterima oleh", left, top + 32, half);
  Blank("Jabatan / telepon", left, top + 38.5, half);
  Blank("Tanggal dan jam", left, top + 45, half);
  Box sign{left + half + 6, top + 10, width - half - 6, 38};
  canvas_.Frame(sign, 0.3);
  canvas_.Text({sign.x + 1.5, sign.y + 1, sign.width - 3, 4}, "Tanda tangan penerima", kSmall);
  flow_.y = flow_.bottom();
}

Result<int> LetterDrawing::Draw() {
  DrawHead();
  if (paper_.form == "surat") {
    DrawAddressee();
  } else {
    DrawTitle();
  }
  DrawContent();
  DrawClosing();
  if (paper_.form != "berita-acara") {
    // Beside the signature, in the empty half.
    auto coded = DrawCode(flow_.left(), flow_.y - kCodeSide - 12);
    if (!coded) return coded.error();
  } else if (!paper_.code.empty()) {
    flow_.Keep(kCodeSide + 14);
    auto coded = DrawCode(flow_.left(), flow_.y + 3);
    if (!coded) return coded.error();
    flow_.y += kCodeSide + 14;
  }
  DrawCopies();
  if (paper_.form == "slip") DrawSlip();
  return flow_.page();
}

// PDF/A wants a title.
std::string FileTitle(const OutgoingPaper& paper) {
  return Trimmed(paper.file_title).empty() ? "Surat keluar" : paper.file_title;
}

struct Drawn {
  std::string pdf;
  int pages = 1;
};

Result<Drawn> DrawOnce(const OutgoingPaper& paper, const PaperConfig& config, int pages) {
  auto canvas = Canvas::Make(config.outgoing.size, FileTitle(paper), paper.made);
  if (!canvas) return canvas.error();
  auto drawn = LetterDrawing(**canvas, paper, config, pages).Draw();
  if (!drawn) return drawn.error();
  auto pdf = (*canvas)->Finish();
  if (!pdf) return pdf.error();
  return Drawn{std::move(*pdf), *drawn};
}

}  // namespace

Result<std::string> DrawOutgoing(const OutgoingPaper& paper, const PaperConfig& config) {
  auto drawn = DrawOnce(paper, config, 1);
  // Page 2 says how many there are.
  if (drawn && drawn->pages > 1) drawn = DrawOnce(paper, config, drawn->pages);
  if (!drawn) return drawn.error();
  return ArchiveOfDrawing(drawn->pdf,
                          {FileTitle(paper), paper.identifiers, "id", paper.made, paper.made});
}

}  // namespace piket
