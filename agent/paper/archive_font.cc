#include "agent/paper/archive_font.h"

#include <algorithm>
#include <utility>

#include "agent/core/text.h"
#include "agent/paper/big_endian.h"

namespace piket {
namespace {

constexpr char32_t kReplacement = 0xfffd;

int UsualWidth(char32_t c) {
  static constexpr std::u32string_view kNarrow = U"ijlI.,:;'|!`";
  static constexpr std::u32string_view kSlim = U"frt()[]{}-/\\\" ";
  static constexpr std::u32string_view kWide = U"mwMW@%";
  if (kNarrow.find(c) != kNarrow.npos) return 280;
  if (kSlim.find(c) != kSlim.npos) return 340;
  if (kWide.find(c) != kWide.npos) return 850;
  if (c >= U'A' && c <= U'Z') return 680;
  if (c >= 0x2e80) return 1000;  // ideographs
  return 540;
}

uint32_t Checksum(std::string_view table) {
  uint32_t sum = 0;
  for (size_t at = 0; at < table.size(); at += 4) sum += Get32(table, at);
  return sum;
}

std::string Head() {
  std::string table;
  Put32(&table, 0x00010000);
  Put32(&table, 0x00010000);
  Put32(&table, 0);  // the whole file's adjustment, put in at the end
  Put32(&table, 0x5f0f3cf5);
  Put16(&table, 0x000b);  // base line at 0, left side bearing at 0, integer scaling
  Put16(&table, 1000);    // units per em
  for (int i = 0; i < 4; ++i) Put32(&table, 0);  // no dates: the same characters, the same bytes
  Put16(&table, 0);
  Put16(&table, static_cast<uint32_t>(-ArchiveFont::kDescent));
  Put16(&table, 1000);
  Put16(&table, ArchiveFont::kAscent);
  Put16(&table, 0);  // plain
  Put16(&table, 3);  // smallest readable size
  Put16(&table, 2);  // left to right
  Put16(&table, 0);  // short offsets
  Put16(&table, 0);
  return table;
}

std::string HorizontalHeader(const std::vector<int>& widths) {
  std::string table;
  Put32(&table, 0x00010000);
  Put16(&table, ArchiveFont::kAscent);
  Put16(&table, static_cast<uint32_t>(-ArchiveFont::kDescent));
  Put16(&table, 0);
  Put16(&table, static_cast<uint32_t>(*std::max_element(widths.begin(), widths.end())));
  for (int i = 0; i < 3; ++i) Put16(&table, 0);  // bearings, extent: nothing is drawn
  Put16(&table, 1);                              // an upright caret
  for (int i = 0; i < 7; ++i) Put16(&table, 0);
  Put16(&table, static_cast<uint32_t>(widths.size()));
  return table;
}

std::string Profile(size_t glyphs) {
  std::string table;
  Put32(&table, 0x00010000);
  Put16(&table, static_cast<uint32_t>(glyphs));
  for (int i = 0; i < 4; ++i) Put16(&table, 0);  // points and contours
  Put16(&table, 1);                              // zones
  for (int i = 0; i < 8; ++i) Put16(&table, 0);  // no instructions, no components
  return table;
}

// A format 4 table with its closing segment only: a CID font needs no more.
std::string CharacterMap() {
  std::string table;
  for (uint32_t value : {0, 1, 3, 1}) Put16(&table, value);  // one table: Windows, Unicode
  Put32(&table, 12);
  for (uint32_t value : {4, 24, 0, 2, 2, 0, 0, 0xffff, 0, 0xffff, 1, 0}) Put16(&table, value);
  return table;
}

std::string Names() {
  static constexpr std::string_view kName = "PiketInvisible";
  std::string table;
  for (uint32_t value : {0, 1, 18}) Put16(&table, value);
  // Windows, Unicode, English: 6 is the PostScript name.
  for (uint32_t value : {3, 1, 0x409, 6, 2 * static_cast<int>(kName.size()), 0})
    Put16(&table, value);
  for (char c : kName) Put16(&table, static_cast<uint32_t>(c));
  return table;
}

std::string PostScript() {
  std::string table;
  Put32(&table, 0x00030000);
  table.append(28, '\0');
  return table;
}

std::string Assemble(const std::vector<std::pair<const char*, std::string>>& tables) {
  const uint32_t count = static_cast<uint32_t>(tables.size());
  uint32_t power = 1;
  uint32_t log = 0;
  for (; power * 2 <= count; power *= 2) ++log;
  std::string font;
  Put32(&font, 0x00010000);
  for (uint32_t value : {count, power * 16, log, (count - power) * 16}) Put16(&font, value);
  std::string body;
  size_t head_at = 0;
  for (const auto& [name, table] : tables) {
    const size_t at = 12 + 16 * tables.size() + body.size();
    if (std::string_view(name) == "head") head_at = at;
    font += name;
    Put32(&font, Checksum(table));
    Put32(&font, static_cast<uint32_t>(at));
    Put32(&font, static_cast<uint32_t>(table.size()));
    body += table;
    body.resize((body.size() + 3) / 4 * 4, '\0');
  }
  font += body;
  std::string adjustment;
  Put32(&adjustment, 0xb1b0afba - Checksum(font));
  return font.replace(head_at + 8, 4, adjustment);
}

}  // namespace

std::vector<char32_t> Characters(std::string_view utf8) {
  std::vector<char32_t> characters;
  for (size_t at = 0; at < utf8.size();) {
    const uint32_t first = Get8(utf8, at);
    const size_t size = first < 0x80       ? 1
                        : first >> 5 == 6  ? 2
                        : first >> 4 == 14 ? 3
                        : first >> 3 == 30 ? 4
                                           : 0;
    char32_t c = size == 1 ? first : size == 0 ? kReplacement : first & (0xff >> (size + 1));
    size_t used = 1;
    for (; used < size && (Get8(utf8, at + used) & 0xc0) == 0x80; ++used) {
      c = c << 6 | (Get8(utf8, at + used) & 0x3f);
    }
    static constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool whole = size != 0 && used == size && c >= kLeast[size];
    if (!whole || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || c == 0xfffe || c == 0xffff) {
      c = kReplacement;
    }
    if (c >= 0x20 && c != 0x7f && (c < 0x80 || c >= 0xa0)) characters.push_back(c);
    at += used;
  }
  return characters;
}

std::string Utf16BigEndian(const std::vector<char32_t>& characters) {
  std::string text;
  for (char32_t c : characters) {
    if (c < 0x10000) {
      Put16(&text, c);
    } else {
      Put16(&text, 0xd800 + ((c - 0x10000) >> 10));
      Put16(&text, 0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  }
  return text;
}

uint16_t ArchiveFont::Glyph(char32_t character) {
  auto known = glyphs_.find(character);
  if (known != glyphs_.end()) return known->second;
  if (characters_.size() > 0xffff) return 0;
  const auto glyph = static_cast<uint16_t>(characters_.size());
  glyphs_.emplace(character, glyph);
  characters_.push_back(character);
  widths_.push_back(UsualWidth(character));
  return glyph;
}

std::string ArchiveFont::TrueType() const {
  std::string metrics;
  for (int width : widths_) {
    Put16(&metrics, static_cast<uint32_t>(width));
    Put16(&metrics, 0);
  }
  const std::string no_outline(4, '\0');  // not empty: some readers refuse an empty table
  const std::string offsets(2 * (widths_.size() + 1), '\0');
  return Assemble({{"cmap", CharacterMap()},
                   {"glyf", no_outline},
                   {"head", Head()},
                   {"hhea", HorizontalHeader(widths_)},
                   {"hmtx", metrics},
                   {"loca", offsets},
                   {"maxp", Profile(widths_.size())},
                   {"name", Names()},
                   {"post", PostScript()}});
}

std::string ArchiveFont::ToUnicode() const {
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  constexpr size_t kMost = 100;  // lines one block may hold
  for (size_t from = 1; from < characters_.size(); from += kMost) {
    const size_t end = std::min(from + kMost, characters_.size());
    map += Format("%zu beginbfchar\n", end - from);
    for (size_t glyph = from; glyph < end; ++glyph) {
      map += Format("<%04zX> <", glyph);
      for (char byte : Utf16BigEndian({characters_[glyph]})) {
        map += Format("%02X", static_cast<unsigned>(static_cast<uint8_t>(byte)));
      }
      map += ">\n";
    }
    map += "endbfchar\n";
  }
  return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

}  // namespace piket
