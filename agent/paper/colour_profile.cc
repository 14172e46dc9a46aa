#include "agent/paper/colour_profile.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "agent/core/text.h"
#include "agent/paper/big_endian.h"

namespace piket {
namespace {

constexpr size_t kHeaderSize = 128;
constexpr int kCurvePoints = 1024;

uint32_t Fixed(double value) { return static_cast<uint32_t>(std::lround(value * 65536)); }

std::string Xyz(double x, double y, double z) {
  std::string tag("XYZ \0\0\0\0", 8);
  Put32(&tag, Fixed(x));
  Put32(&tag, Fixed(y));
  Put32(&tag, Fixed(z));
  return tag;
}

std::string Curve() {
  std::string tag("curv\0\0\0\0", 8);
  Put32(&tag, kCurvePoints);
  for (int i = 0; i < kCurvePoints; ++i) {
    double v = static_cast<double>(i) / (kCurvePoints - 1);
    double linear = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    Put16(&tag, static_cast<uint32_t>(std::lround(linear * 65535)));
  }
  return tag;
}

std::string Description(std::string_view text) {
  std::string tag("desc\0\0\0\0", 8);
  Put32(&tag, static_cast<uint32_t>(text.size() + 1));
  tag += text;
  tag += '\0';
  // No Unicode and no Macintosh form: two empty counts, a script code, its count, 67 bytes.
  tag.append(4 + 4 + 2 + 1 + 67, '\0');
  return tag;
}

std::string Copyright(std::string_view text) {
  std::string tag("text\0\0\0\0", 8);
  tag += text;
  tag += '\0';
  return tag;
}

std::string Header(uint32_t size) {
  std::string header;
  Put32(&header, size);
  Put32(&header, 0);           // no preferred colour module
  Put32(&header, 0x02100000);  // version 2.1
  header += "mntrRGB XYZ ";
  for (uint32_t part : {2026, 1, 1, 0, 0, 0}) Put16(&header, part);
  header += "acsp";
  header.append(28, '\0');     // platform, flags, maker, model, attributes, perceptual intent
  Put32(&header, 0x0000f6d6);  // the D50 illuminant, as the format prescribes it
  Put32(&header, 0x00010000);
  Put32(&header, 0x0000d32d);
  header.resize(kHeaderSize, '\0');
  return header;
}

}  // namespace

std::string SrgbProfile() {
  // The three curves are one: their entries point at the same bytes.
  const std::array<std::pair<const char*, std::string>, 9> tags = {{
      {"desc", Description("sRGB IEC61966-2.1")},
      {"cprt", Copyright("No rights reserved")},
      {"wtpt", Xyz(0.9642, 1.0, 0.8249)},
      {"rXYZ", Xyz(0.4360747, 0.2225045, 0.0139322)},
      {"gXYZ", Xyz(0.3850649, 0.7168786, 0.0971045)},
      {"bXYZ", Xyz(0.1430804, 0.0606169, 0.7141733)},
      {"rTRC", Curve()},
      {"gTRC", ""},
      {"bTRC", ""},
  }};
  std::string table;
  std::string data;
  const size_t data_at = kHeaderSize + 4 + tags.size() * 12;
  size_t at = 0;
  size_t size = 0;
  Put32(&table, static_cast<uint32_t>(tags.size()));
  for (const auto& [name, tag] : tags) {
    if (!tag.empty()) {
      at = data_at + data.size();
      size = tag.size();
      data += tag;
      data.resize((data.size() + 3) / 4 * 4, '\0');
    }
    table += name;
    Put32(&table, static_cast<uint32_t>(at));
    Put32(&table, static_cast<uint32_t>(size));
  }
  return Header(static_cast<uint32_t>(data_at + data.size())) + table + data;
}

std::vector<std::string> CheckColourProfile(std::string_view profile, int components) {
  std::vector<std::string> wrong;
  if (profile.size() < kHeaderSize + 4) return {"colour profile is too short"};
  if (Get32(profile, 0) != profile.size()) wrong.push_back("colour profile's size is not its own");
  if (profile.substr(36, 4) != "acsp") wrong.push_back("colour profile has no acsp signature");
  if (Get8(profile, 8) < 2 || Get8(profile, 8) > 4) {
    wrong.push_back(Format("colour profile is of version %u", Get8(profile, 8)));
  }
  std::string_view kind = profile.substr(12, 4);
  if (kind != "mntr" && kind != "prtr" && kind != "scnr" && kind != "spac") {
    wrong.push_back("colour profile is of class " + std::string(kind));
  }
  std::string_view space = profile.substr(16, 4);
  int expected = space == "GRAY"                      ? 1
                 : space == "RGB " || space == "Lab " ? 3
                 : space == "CMYK"                    ? 4
                                                      : 0;
  if (expected != components) {
    wrong.push_back(Format("colour profile is of space %s, not of %d components",
                           std::string(space).c_str(), components));
  }
  std::string names;
  const size_t count = Get32(profile, kHeaderSize);
  if (count > 200) return {"colour profile's tag table is damaged"};
  for (size_t i = 0; i < count; ++i) {
    const size_t entry = kHeaderSize + 4 + i * 12;
    const uint64_t end = uint64_t{Get32(profile, entry + 4)} + Get32(profile, entry + 8);
    if (entry + 12 > profile.size() || end > profile.size()) {
      wrong.push_back("colour profile's tag lies outside it");
      break;
    }
    names += std::string(profile.substr(entry, 4)) + " ";
  }
  auto has = [&names](const char* name) { return names.find(name) != std::string::npos; };
  if (!has("desc") || !has("cprt") || !has("wtpt")) {
    wrong.push_back("colour profile lacks its description, copyright or white point");
  }
  bool matrix =
      has("rXYZ") && has("gXYZ") && has("bXYZ") && has("rTRC") && has("gTRC") && has("bTRC");
  if (!has("A2B0") && !matrix && !(components == 1 && has("kTRC"))) {
    wrong.push_back("colour profile has neither a matrix with curves nor a table");
  }
  return wrong;
}

}  // namespace piket
