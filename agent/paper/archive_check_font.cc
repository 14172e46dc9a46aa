// The part of archive_check.h about fonts: embedded, and as wide as the PDF says.
#include <cmath>
#include <map>

#include "agent/core/text.h"
#include "agent/paper/archive_rules.h"
#include "agent/paper/big_endian.h"

namespace piket {
namespace {

using Pdf = QPDFObjectHandle;

bool IsEmbedded(Pdf descriptor) {
  if (!descriptor.isDictionary()) return false;
  for (const char* key : {"/FontFile", "/FontFile2", "/FontFile3"}) {
    if (descriptor.getKey(key).isStream()) return true;
  }
  return false;
}

// The glyphs' widths in thousandths, from a TrueType file; empty when it has none.
std::vector<double> TrueTypeWidths(std::string_view font) {
  std::map<std::string, std::string_view> tables;
  for (size_t i = 0; i < Get16(font, 4); ++i) {
    const size_t entry = 12 + 16 * i;
    const size_t at = Get32(font, entry + 8);
    if (entry + 16 > font.size() || at > font.size()) return {};
    tables[std::string(font.substr(entry, 4))] = font.substr(at, Get32(font, entry + 12));
  }
  const double units = Get16(tables["head"], 18);
  const size_t metrics = Get16(tables["hhea"], 34);
  const size_t glyphs = Get16(tables["maxp"], 4);
  if (units == 0 || metrics == 0 || tables["hmtx"].size() < 4 * metrics) return {};
  std::vector<double> widths;
  for (size_t glyph = 0; glyph < glyphs; ++glyph) {
    widths.push_back(Get16(tables["hmtx"], 4 * std::min(glyph, metrics - 1)) * 1000 / units);
  }
  return widths;
}

// The /W array: glyph → width.
std::map<long long, double> StatedWidths(Pdf array) {
  std::map<long long, double> widths;
  std::vector<Pdf> items = array.isArray() ? array.getArrayAsVector() : std::vector<Pdf>();
  for (size_t i = 0; i + 1 < items.size();) {
    if (!items[i].isInteger()) break;
    Pdf next = items[i + 1];
    long long glyph = items[i].getIntValue();
    if (next.isArray()) {
      for (Pdf width : next.getArrayAsVector()) {
        if (width.isNumber()) widths[glyph++] = width.getNumericValue();
      }
      i += 2;
    } else if (i + 2 < items.size() && next.isInteger() && items[i + 2].isNumber()) {
      const long long last = std::min(next.getIntValue(), glyph + 65535);
      for (; glyph <= last; ++glyph) widths[glyph] = items[i + 2].getNumericValue();
      i += 3;
    } else {
      break;
    }
  }
  return widths;
}

void CheckWidths(Pdf font, const std::string& where, Violations* wrong) {
  std::string file;
  if (!DecodedData(font.getKey("/FontDescriptor").getKey("/FontFile2"), &file, wrong)) return;
  const std::vector<double> real = TrueTypeWidths(file);
  if (real.empty()) return wrong->push_back("6.2.11.4: the embedded font is damaged" + where);
  const std::map<long long, double> stated = StatedWidths(font.getKey("/W"));
  const double usual = font.getKey("/DW").isNumber() ? font.getKey("/DW").getNumericValue() : 1000;
  for (size_t glyph = 1; glyph < real.size(); ++glyph) {
    auto found = stated.find(static_cast<long long>(glyph));
    const double width = found == stated.end() ? usual : found->second;
    if (std::abs(width - real[glyph]) > 1) {
      return wrong->push_back(
          Format("6.2.11.5: glyph %zu is %.0f wide in the font, %.0f in the PDF", glyph,
                 real[glyph], width) +
          where);
    }
  }
}

void CheckDescendant(Pdf font, const std::string& where, Violations* wrong) {
  if (!font.isDictionary()) return wrong->push_back("6.2.11.2: a font without descendant" + where);
  if (!IsEmbedded(font.getKey("/FontDescriptor"))) {
    return wrong->push_back("6.2.11.4: a font is not embedded" + where);
  }
  if (NameOf(font.getKey("/Subtype")) != "CIDFontType2") return;
  Pdf map = font.getKey("/CIDToGIDMap");
  const bool same = NameOf(map) == "Identity";
  if (!same && !map.isStream()) wrong->push_back("6.2.11.3.2: a font without CIDToGIDMap" + where);
  if (same && font.getKey("/FontDescriptor").getKey("/FontFile2").isStream()) {
    CheckWidths(font, where, wrong);
  }
}

void CheckSimple(Pdf font, const std::string& where, Violations* wrong) {
  if (!IsEmbedded(font.getKey("/FontDescriptor"))) {
    wrong->push_back("6.2.11.4: a font is not embedded" + where);
  }
  Pdf first = font.getKey("/FirstChar");
  Pdf last = font.getKey("/LastChar");
  Pdf widths = font.getKey("/Widths");
  if (!first.isInteger() || !last.isInteger() || !widths.isArray() ||
      widths.getArrayNItems() < last.getIntValue() - first.getIntValue() + 1) {
    wrong->push_back("6.2.11.5: a font without its widths" + where);
  }
}

}  // namespace

void CheckFont(QPDFObjectHandle font, Violations* wrong) {
  const std::string subtype = NameOf(font.getKey("/Subtype"));
  const std::string where = " (font " + NameOf(font.getKey("/BaseFont")) + ")";
  if (subtype == "Type0") {
    Pdf encoding = font.getKey("/Encoding");
    const std::string name = NameOf(encoding);
    if (!encoding.isStream() && name != "Identity-H" && name != "Identity-V") {
      wrong->push_back("6.2.11.3.3: a font's CMap is not embedded" + where);
    }
    if (!font.getKey("/ToUnicode").isStream()) {
      wrong->push_back("piket: a font without ToUnicode cannot be searched" + where);
    }
    Pdf descendants = font.getKey("/DescendantFonts");
    CheckDescendant(descendants.isArray() ? descendants.getArrayItem(0) : Pdf::newNull(), where,
                    wrong);
  } else if (subtype == "Type1" || subtype == "MMType1" || subtype == "TrueType") {
    CheckSimple(font, where, wrong);
  } else if (subtype != "Type3" && subtype != "CIDFontType0" && subtype != "CIDFontType2") {
    wrong->push_back("6.2.11.2: a font of kind " + subtype + where);
  }
}

}  // namespace piket
