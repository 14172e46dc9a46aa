#include "agent/paper/archive_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <vector>

#include "agent/core/text.h"

namespace piket {
namespace {

constexpr double kLeastWidth = 0.1;  // mm: a word or a space never vanishes
constexpr double kFlatWithin = 0.7;  // mm
constexpr double kRightAngle = std::numbers::pi / 2;
constexpr size_t kLongestWord = 500;  // characters; PDF/A bounds a string at 32,767 bytes

// A stretch of words drawn with one matrix, in the upright view.
struct Line {
  std::vector<const PageWord*> words;
  double top = 0;
  double bottom = 0;
};

void Add(const PageWord& word, Line* line) {
  line->top = line->words.empty() ? word.box.y : std::min(line->top, word.box.y);
  line->bottom = std::max(line->words.empty() ? 0 : line->bottom, word.box.y + word.box.height);
  line->words.push_back(&word);
}

// Words of one line share a height, so that a selection is an even band. Where they climb (a page
// that could not be straightened) the band would cover its neighbours: then each word stands alone.
bool Fits(const Line& line, const PageWord& word) {
  if (line.words.empty() || word.line != line.words.back()->line) return line.words.empty();
  double tallest = word.box.height;
  for (const PageWord* other : line.words) tallest = std::max(tallest, other->box.height);
  double top = std::min(line.top, word.box.y);
  double bottom = std::max(line.bottom, word.box.y + word.box.height);
  return bottom - top <= 1.6 * tallest;
}

std::vector<Line> Lines(const PageReading& reading) {
  std::vector<Line> lines;
  for (const PageWord& word : reading.words) {
    if (word.box.height <= 0 || word.box.width <= 0) continue;
    if (lines.empty() || !Fits(lines.back(), word)) lines.emplace_back();
    Add(word, &lines.back());
  }
  return lines;
}

class Drawing {
 public:
  Drawing(const PageView& view, double width, double height, ArchiveFont* font)
      : view_(view), width_(width), height_(height), font_(font) {}

  void Draw(const Line& line) {
    const double band = line.bottom - line.top;
    const double base = line.top + band * ArchiveFont::kAscent / 1000;
    const Point origin = OnPage({0, base});
    const Point along = OnPage({100, base});
    const Point down = OnPage({0, base + 100});
    points_per_mm_ = std::hypot(along.x - origin.x, along.y - origin.y) / 100;
    size_ = std::max(band * std::hypot(down.x - origin.x, down.y - origin.y) / 100, 1.0);
    const double angle = std::atan2(along.y - origin.y, along.x - origin.x);
    const double flat = std::round(angle / kRightAngle) * kRightAngle;
    drawing_ += "/F1 " + PdfNumber(size_) + " Tf\n";
    if (std::abs(angle - flat) < 1e-4) {
      DrawStraight(line, base, flat);
    } else {
      DrawSkewed(line, base, angle, flat);
    }
  }

  const std::string& drawing() const { return drawing_; }

 private:
  void DrawStraight(const Line& line, double base, double angle) {
    double at = line.words.front()->box.x;
    SetMatrix(OnPage({at, base}), angle);
    for (size_t i = 0; i < line.words.size(); ++i) {
      const Box& box = line.words[i]->box;
      if (i > 0) drawing_ += PdfNumber((box.x - at) * points_per_mm_, 3) + " 0 Td ";
      at = box.x;
      ShowWord(line, i);
    }
  }

  // Readers that take text apart by its height on the page (poppler, so most desktops' search)
  // split a slanted word where it has sunk far enough. So a word lies flat, centred on its place,
  // as long as its ends stay within kFlatWithin of it, and follows the slant when they would not.
  void DrawSkewed(const Line& line, double base, double angle, double flat) {
    for (size_t i = 0; i < line.words.size(); ++i) {
      const Box& box = line.words[i]->box;
      if (box.width / 2 * std::abs(std::sin(angle - flat)) > kFlatWithin) {
        SetMatrix(OnPage({box.x, base}), angle);
      } else {
        const Point middle = OnPage({box.x + box.width / 2, base});
        const double half = box.width / 2 * points_per_mm_;
        SetMatrix({middle.x - half * std::cos(flat), middle.y - half * std::sin(flat)}, flat);
      }
      ShowWord(line, i);
    }
  }

  void SetMatrix(Point at, double angle) {
    const std::string cosine = PdfNumber(std::cos(angle), 5);
    const std::string sine = PdfNumber(std::sin(angle), 5);
    const std::string minus_sine = PdfNumber(-std::sin(angle), 5);
    drawing_ += Join({cosine, sine, minus_sine, cosine, PdfNumber(at.x), PdfNumber(at.y)}, " ");
    drawing_ += " Tm ";
  }

  // The word and the space up to the next one of its line.
  void ShowWord(const Line& line, size_t i) {
    const Box& box = line.words[i]->box;
    Show(Characters(line.words[i]->text), box.width);
    if (i + 1 < line.words.size()) Show({U' '}, line.words[i + 1]->box.x - box.x - box.width);
    drawing_ += '\n';
  }

  // From the view in mm to the page in points; the page's origin is at its lower left.
  Point OnPage(Point in_view) const {
    const Point mm = ToOriginal(view_, in_view);
    return {mm.x * width_ / view_.original_width, height_ - mm.y * height_ / view_.original_height};
  }

  // Shows characters stretched to `width` mm.
  void Show(std::vector<char32_t> characters, double width) {
    if (characters.size() > kLongestWord) characters.resize(kLongestWord);
    double natural = 0;
    std::string codes;
    for (char32_t character : characters) {
      const uint16_t glyph = font_->Glyph(character);
      if (glyph == 0) continue;
      natural += font_->Width(glyph) * size_ / 1000;
      codes += Format("%04X", unsigned{glyph});
    }
    if (codes.empty()) return;
    const double percent = 100 * std::max(width, kLeastWidth) * points_per_mm_ / natural;
    drawing_ += PdfNumber(percent, 3) + " Tz <" + codes + "> Tj ";
  }

  const PageView& view_;
  const double width_;
  const double height_;
  ArchiveFont* font_;  // not owned
  double size_ = 1;
  double points_per_mm_ = 1;
  std::string drawing_;
};

}  // namespace

std::string PdfNumber(double value, int digits) {
  if (!std::isfinite(value)) return "0";
  char buffer[64];
  const double bounded = std::clamp(value, -1e7, 1e7);
  auto end =
      std::to_chars(buffer, buffer + sizeof buffer, bounded, std::chars_format::fixed, digits);
  std::string text(buffer, end.ptr);
  if (text.find('.') != text.npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

std::string InvisibleText(const PageReading& reading, double width, double height,
                          ArchiveFont* font) {
  if (!reading.read || reading.view.original_width <= 0 || reading.view.original_height <= 0) {
    return "";
  }
  Drawing drawing(reading.view, width, height, font);
  for (const Line& line : Lines(reading)) drawing.Draw(line);
  if (drawing.drawing().empty()) return "";
  return "BT\n3 Tr\n" + drawing.drawing() + "ET\n";
}

}  // namespace piket
