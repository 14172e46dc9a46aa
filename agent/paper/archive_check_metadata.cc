// The part of archive_check.h about metadata and the output intent.
#include <cctype>
#include <map>

#include "agent/core/text.h"
#include "agent/paper/archive_rules.h"
#include "agent/paper/colour_profile.h"
#include "agent/paper/xmp_packet.h"

namespace piket {
namespace {

using Pdf = QPDFObjectHandle;
using Properties = std::map<std::string, XmpProperty>;

std::string Value(const Properties& properties, const char* name) {
  auto found = properties.find(name);
  return found == properties.end() || found->second.values.empty() ? ""
                                                                   : found->second.values.front();
}

// "D:20261122045501+08'00'" and "2026-11-22T04:55:01+08:00" both as "20261122045501+0800".
std::string PlainDate(const std::string& text) {
  std::string plain;
  std::string zone;
  for (char c : text) {
    if (c == 'Z' || c == '+' || (c == '-' && plain.size() >= 14)) {
      zone = c == 'Z' ? '+' : c;
    } else if (std::isdigit(static_cast<unsigned char>(c))) {
      (zone.empty() ? plain : zone) += c;
    } else if (c == '.') {
      break;  // PDF's dates end at the second
    }
  }
  if (zone == "-0000") zone = "+";
  zone.resize(5, '0');
  if (zone.front() == '0') zone = "local";
  return plain + zone;
}

void CheckSame(Pdf info, const char* key, const Properties& properties, const char* name, bool date,
               Violations* wrong) {
  if (!info.getKey(key).isString()) return;
  std::string here = info.getKey(key).getUTF8Value();
  std::string there = Value(properties, name);
  if (date) {
    here = PlainDate(here);
    there = PlainDate(there);
  }
  if (here != there) {
    wrong->push_back(Format("piket: Info %s and XMP %s differ", key + 1, name));
  }
}

void CheckPacket(const std::string& packet, Violations* wrong) {
  const size_t end = packet.find("?>");
  const std::string header = packet.substr(0, end == packet.npos ? 0 : end);
  if (!header.starts_with("<?xpacket ")) {
    wrong->push_back("6.6.2.1: the XMP has no xpacket header");
  }
  if (header.find("bytes=") != header.npos || header.find("encoding=") != header.npos) {
    wrong->push_back("6.6.2.1: the xpacket header has bytes or encoding");
  }
}

void CheckContainers(const Properties& properties, Violations* wrong) {
  static const std::map<std::string, std::string> kContainers = {
      {"dc:title", "Alt"},   {"dc:description", "Alt"}, {"dc:creator", "Seq"},
      {"dc:subject", "Bag"}, {"dc:language", "Bag"},    {"xmp:Identifier", "Bag"}};
  for (const auto& [name, property] : properties) {
    auto expected = kContainers.find(name);
    const std::string wanted = expected == kContainers.end() ? "" : expected->second;
    if (wanted != property.container && (!wanted.empty() || name.starts_with("xmp:") ||
                                         name.starts_with("pdf:") || name.starts_with("pdfaid:"))) {
      wrong->push_back("6.6.2.3: XMP " + name + " has the wrong kind of value");
    }
    const bool extended = properties.count("pdfaExtension:schemas") != 0;
    if (name.starts_with("{") && !extended) {
      wrong->push_back("6.6.2.3: XMP property of a schema PDF/A does not know: " + name);
    }
  }
}

}  // namespace

void CheckMetadata(QPDF& pdf, Violations* wrong) {
  Pdf stream = pdf.getRoot().getKey("/Metadata");
  if (!stream.isStream()) return wrong->push_back("6.6.2.1: the catalog has no metadata");
  Pdf dictionary = stream.getDict();
  if (NameOf(dictionary.getKey("/Type")) != "Metadata" ||
      NameOf(dictionary.getKey("/Subtype")) != "XML") {
    wrong->push_back("6.6.2.1: the metadata stream does not say that it is XML");
  }
  if (dictionary.hasKey("/Filter")) wrong->push_back("piket: the metadata is compressed");
  std::string packet;
  if (!DecodedData(stream, &packet, wrong)) return;
  CheckPacket(packet, wrong);
  auto properties = ReadXmp(packet);
  if (!properties) return wrong->push_back("6.6.2.1: XMP: " + properties.error().detail);
  if (Value(*properties, "pdfaid:part") != "2") wrong->push_back("6.6.4: pdfaid:part is not 2");
  const std::string conformance = Value(*properties, "pdfaid:conformance");
  if (conformance != "B" && conformance != "U" && conformance != "A") {
    wrong->push_back("6.6.4: pdfaid:conformance is not B, U or A");
  }
  if (Value(*properties, "dc:title").empty()) wrong->push_back("piket: no title");
  CheckContainers(*properties, wrong);
  Pdf info = pdf.getTrailer().getKey("/Info");
  if (!info.isDictionary()) return;
  CheckSame(info, "/Title", *properties, "dc:title", false, wrong);
  CheckSame(info, "/Author", *properties, "dc:creator", false, wrong);
  CheckSame(info, "/Subject", *properties, "dc:description", false, wrong);
  CheckSame(info, "/Keywords", *properties, "pdf:Keywords", false, wrong);
  CheckSame(info, "/Creator", *properties, "xmp:CreatorTool", false, wrong);
  CheckSame(info, "/Producer", *properties, "pdf:Producer", false, wrong);
  CheckSame(info, "/CreationDate", *properties, "xmp:CreateDate", true, wrong);
  CheckSame(info, "/ModDate", *properties, "xmp:ModifyDate", true, wrong);
}

void CheckOutputIntent(QPDF& pdf, Violations* wrong) {
  Pdf intents = pdf.getRoot().getKey("/OutputIntents");
  int found = 0;
  for (int i = 0; intents.isArray() && i < intents.getArrayNItems(); ++i) {
    Pdf intent = intents.getArrayItem(i);
    if (!intent.isDictionary() || NameOf(intent.getKey("/S")) != "GTS_PDFA1") continue;
    ++found;
    if (!intent.getKey("/OutputConditionIdentifier").isString()) {
      wrong->push_back("6.2.3: the output intent does not name its condition");
    }
    Pdf profile = intent.getKey("/DestOutputProfile");
    if (!profile.isStream()) {
      wrong->push_back("6.2.3: the output intent has no colour profile");
      continue;
    }
    Pdf count = profile.getDict().getKey("/N");
    // Pictures are gray or RGB, which only a profile of three colours covers.
    if (!count.isInteger() || count.getIntValue() != 3) {
      wrong->push_back("6.2.3: the output intent's profile is not of three colours");
    }
    std::string data;
    if (!DecodedData(profile, &data, wrong)) continue;
    for (const std::string& problem : CheckColourProfile(data, 3)) {
      wrong->push_back("6.2.3: " + problem);
    }
  }
  if (found == 0) wrong->push_back("6.2.3: no PDF/A output intent");
  if (found > 1) wrong->push_back("piket: more than one PDF/A output intent");
}

}  // namespace piket
