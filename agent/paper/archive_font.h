// The font of the archive's invisible text: a TrueType font made here, whose glyphs draw nothing
// and only have widths. It knows exactly the characters given to it, so it is small, always
// embedded, and its widths in the PDF are those in the font.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_FONT_H_
#define PIKET_AGENT_PAPER_ARCHIVE_FONT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace piket {

// Invalid UTF-8 gives U+FFFD; control characters are left out.
std::vector<char32_t> Characters(std::string_view utf8);
std::string Utf16BigEndian(const std::vector<char32_t>& characters);

// One document's font. Glyph 0 is the missing glyph and never used. Not thread-safe.
class ArchiveFont {
 public:
  // Heights above and below the base line in thousandths of the size; together 1000.
  static constexpr int kAscent = 800;
  static constexpr int kDescent = 200;

  // The glyph for a character, made when it is new; 0 when the font is full (65,535 glyphs).
  uint16_t Glyph(char32_t character);
  // Thousandths of the font's size: roughly the letter's usual share of a word, so that a part of
  // a word found by search is highlighted where it stands.
  int Width(uint16_t glyph) const { return widths_[glyph]; }

  const std::vector<int>& widths() const { return widths_; }  // by glyph
  std::string TrueType() const;
  std::string ToUnicode() const;  // the CMap from glyphs to text

 private:
  std::map<char32_t, uint16_t> glyphs_;
  std::vector<char32_t> characters_{0};
  std::vector<int> widths_{500};
};

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_FONT_H_
