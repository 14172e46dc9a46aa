#include "agent/paper/paper_parts.h"

#include <algorithm>

namespace piket {
namespace {

constexpr double kRuleGray = 0.6;
constexpr double kBulletIndent = 4.2;
constexpr double kBulletGap = 0.7;
constexpr double kBulletTop = 6.2;  // the heading and a gap

struct KopLine {
  std::string text;
  TextStyle style;
};

std::vector<KopLine> KopLines(const Letterhead& head, double scale) {
  auto style = [scale](double size, bool bold, double spacing) {
    return TextStyle{.size = size * scale,
                     .smallest = 5,
                     .bold = bold,
                     .align = Align::kCentre,
                     .spacing = spacing};
  };
  std::vector<KopLine> lines = {{head.government, style(10, false, 0.4)},
                                {head.office, style(11.5, true, 0)},
                                {head.address, style(7.5, false, 0)}};
  if (!head.contact.empty()) lines.push_back({head.contact, style(7.5, false, 0)});
  return lines;
}

constexpr double kKopGap = 0.2;

double KopHeight(Canvas& canvas, double width, const std::vector<KopLine>& lines) {
  double height = 0;
  for (const KopLine& line : lines) {
    height += canvas.TextHeight(line.text, width, line.style) + kKopGap;
  }
  return height;
}

}  // namespace

void DrawLetterhead(Canvas& canvas, const Box& box, const Letterhead& head, double scale) {
  Box lines = box;
  lines.height -= 1.2;
  if (!head.logo_png.empty()) {
    Box logo{box.x, box.y, lines.height - 0.8, lines.height - 0.8};
    // A damaged logo was refused when the configuration was read.
    if (canvas.Picture(logo, head.logo_png).ok()) {
      lines.x += logo.width + 2;
      lines.width -= logo.width + 2;
    }
  }
  const double smallest = scale * 0.7;
  while (scale > smallest && KopHeight(canvas, lines.width, KopLines(head, scale)) > lines.height) {
    scale -= 0.05;
  }
  double spare = lines.height - KopHeight(canvas, lines.width, KopLines(head, scale));
  double y = lines.y + std::max(0.0, spare / 2);
  for (const KopLine& line : KopLines(head, scale)) {
    double height =
        std::min(canvas.TextHeight(line.text, lines.width, line.style), lines.y + lines.height - y);
    y += canvas.Text({lines.x, y, lines.width, height}, line.text, line.style) + kKopGap;
  }
  double bottom = box.y + box.height;
  canvas.Line({box.x, bottom - 0.9}, {box.x + box.width, bottom - 0.9}, 0.7);
  canvas.Line({box.x, bottom - 0.1}, {box.x + box.width, bottom - 0.1}, 0.2);
}

double FieldsHeight(const std::vector<Field>& fields) {
  double height = 0;
  for (const Field& field : fields) height += field.height;
  return height;
}

double DrawFields(Canvas& canvas, Point top, double width, double label_width,
                  const std::vector<Field>& fields) {
  constexpr double kPad = 1.2;
  TextStyle label{.size = 7.5, .smallest = 6, .gray = 0.3, .in_middle = true};
  TextStyle value{.size = 8.75, .smallest = 6.5, .in_middle = true};
  double y = top.y;
  for (const Field& field : fields) {
    canvas.Text({top.x + kPad, y, label_width - kPad, field.height}, field.label, label);
    Box place{top.x + label_width + kPad, y + 0.3, width - label_width - 2 * kPad,
              field.height - 0.6};
    canvas.Text(place, field.value.empty() ? "-" : field.value, value);
    y += field.height;
    if (&field != &fields.back()) canvas.Line({top.x, y}, {top.x + width, y}, 0.1, kRuleGray);
  }
  return y - top.y;
}

void DrawHeading(Canvas& canvas, const Box& box, const std::string& text) {
  canvas.Fill(box, 0.9);
  TextStyle style{.size = 7.5, .smallest = 6, .bold = true, .in_middle = true, .spacing = 0.3};
  canvas.Text({box.x + 1.5, box.y, box.width - 3, box.height}, text, style);
}

double BulletSize(Canvas& canvas, const Box& box, const std::vector<std::string>& texts) {
  TextStyle style{.size = 9};
  auto total = [&] {
    double height = 0;
    for (const std::string& text : texts) {
      height += canvas.TextHeight(text, box.width - kBulletIndent - 1, style) + kBulletGap;
    }
    return height;
  };
  while (style.size > 6.5 && total() > box.height - kBulletTop) style.size -= 0.25;
  return style.size;
}

void DrawBullets(Canvas& canvas, const Box& box, const std::string& heading,
                 const std::vector<std::string>& texts, double size) {
  DrawHeading(canvas, {box.x, box.y, box.width, 5}, heading);
  double y = box.y + kBulletTop, bottom = box.y + box.height;
  double width = box.width - kBulletIndent - 1;
  TextStyle style{.size = size, .smallest = 6};
  for (const std::string& text : texts) {
    double height = std::min(canvas.TextHeight(text, width, style), bottom - y);
    double line = canvas.LineHeight(style);
    if (height < line * 0.95) return;
    canvas.Fill({box.x + 1.8, y + line / 2 - 0.45, 0.9, 0.9}, 0.2);
    y += canvas.Text({box.x + kBulletIndent, y, width, height}, text, style) + kBulletGap;
  }
}

void DrawDuplicateMark(Canvas& canvas, const Box& box, int copy) {
  canvas.Frame(box, 0.6);
  TextStyle style{
      .size = 9, .smallest = 6, .bold = true, .align = Align::kCentre, .in_middle = true};
  canvas.Text({box.x + 1, box.y, box.width - 2, box.height},
              "DUPLIKAT · salinan " + std::to_string(copy), style);
}

bool IsConfidential(const std::string& security) { return security == "R" || security == "SR"; }

std::string PrintedSubject(const std::string& subject, const std::string& security) {
  if (!IsConfidential(security)) return subject;
  return "(tidak dicetak: klasifikasi keamanan " + security + ")";
}

std::string PrintedAttachments(const std::string& attachments, int page_count) {
  std::string scanned =
      page_count > 0 ? "dipindai " + std::to_string(page_count) + " halaman" : "tidak dipindai";
  const bool none = attachments.find_first_not_of("- ") == std::string::npos;
  return (none ? "tidak ada" : attachments) + " · " + scanned;
}

}  // namespace piket
