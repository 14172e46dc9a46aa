#include "agent/paper/archive_metadata.h"

#include "agent/core/text.h"
#include "agent/paper/archive_font.h"

namespace piket {
namespace {

std::string Utf8(char32_t c) {
  std::string text;
  auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
  }
  if (c >= 0x80) put(0x80 | (c & 0x3f));
  return text;
}

std::string Escaped(std::string_view text) {
  std::string xml;
  for (char c : text) {
    switch (c) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      default:
        xml += c;
    }
  }
  return xml;
}

// To the second, in UTC: what both places can hold.
std::string XmpDate(Instant instant) { return IsoText(instant).substr(0, 19) + "Z"; }

std::string Element(const char* name, const std::string& text) {
  return Format("   <%s>%s</%s>\n", name, Escaped(text).c_str(), name);
}

}  // namespace

std::string CleanText(std::string_view utf8) {
  std::string spaced(utf8);
  for (char& c : spaced) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  std::string clean;
  for (char32_t c : Characters(spaced)) clean += Utf8(c);
  return clean;
}

std::string Keywords(const ArchiveMetadata& metadata) {
  return CleanText(Join(metadata.identifiers, ", "));
}

std::string PdfDate(Instant instant) {
  std::string date = "D:";
  for (char c : XmpDate(instant)) {
    if (c != '-' && c != ':' && c != 'T') date += c;
  }
  return date;
}

std::string XmpPacket(const ArchiveMetadata& metadata) {
  const std::string created = XmpDate(metadata.created);
  const std::string modified = XmpDate(metadata.modified);
  std::string identifiers;
  for (const std::string& identifier : metadata.identifiers) {
    identifiers += "<rdf:li>" + Escaped(CleanText(identifier)) + "</rdf:li>";
  }
  std::string xmp =
      "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
      " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "  <rdf:Description rdf:about=\"\"\n"
      "    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
      "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
      "    xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"\n"
      "    xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n";
  xmp += Element("pdfaid:part", "2") + Element("pdfaid:conformance", "B");
  xmp += Element("dc:format", "application/pdf");
  xmp += "   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         Escaped(CleanText(metadata.title)) + "</rdf:li></rdf:Alt></dc:title>\n";
  xmp += "   <dc:language><rdf:Bag><rdf:li>" + Escaped(CleanText(metadata.language)) +
         "</rdf:li></rdf:Bag></dc:language>\n";
  if (!identifiers.empty()) {
    xmp += "   <xmp:Identifier><rdf:Bag>" + identifiers + "</rdf:Bag></xmp:Identifier>\n";
    xmp += Element("pdf:Keywords", Keywords(metadata));
  }
  xmp += Element("xmp:CreateDate", created) + Element("xmp:ModifyDate", modified);
  xmp += Element("xmp:MetadataDate", modified) + Element("xmp:CreatorTool", kArchiveCreator);
  xmp += Element("pdf:Producer", kArchiveCreator);
  return xmp + "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n";
}

}  // namespace piket
