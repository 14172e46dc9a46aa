#include "agent/paper/xmp_packet.h"

#include <gtest/gtest.h>

#include "agent/paper/archive_metadata.h"

namespace piket {
namespace {

TEST(XmpPacket, ReadsWhatTheArchiveWrites) {
  ArchiveMetadata metadata;
  metadata.title = "A & B <c> \"d\" é";
  metadata.identifiers = {"L1-000123-K", "45/2026"};
  metadata.language = "id";
  metadata.created = *InstantFromIso("2026-11-22T04:55:01.250Z");
  metadata.modified = *InstantFromIso("2026-11-22T05:00:00.000Z");
  auto properties = ReadXmp(XmpPacket(metadata));
  ASSERT_TRUE(properties.ok()) << properties.error().detail;
  EXPECT_EQ(properties->at("dc:title").values, std::vector<std::string>{metadata.title});
  EXPECT_EQ(properties->at("dc:title").container, "Alt");
  EXPECT_EQ(properties->at("xmp:Identifier").values, metadata.identifiers);
  EXPECT_EQ(properties->at("xmp:CreateDate").values.front(), "2026-11-22T04:55:01Z");
  EXPECT_EQ(properties->at("pdfaid:part").values.front(), "2");
}

TEST(XmpPacket, ReadsPropertiesWrittenAsAttributesUnderAnyPrefix) {
  auto properties = ReadXmp(
      "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description r:about=''"
      " xmlns:a='http://www.aiim.org/pdfa/ns/id/' a:part='2' a:conformance='U'/></r:RDF>");
  ASSERT_TRUE(properties.ok()) << properties.error().detail;
  EXPECT_EQ(properties->at("pdfaid:part").values.front(), "2");
  EXPECT_EQ(properties->at("pdfaid:conformance").values.front(), "U");
}

TEST(XmpPacket, RefusesWhatIsNotWellFormed) {
  for (const char* packet : {"", "words", "<a>", "<a></b>", "<a b></a>", "<a b=c></a>",
                             "<a>&nbsp;</a>", "<a b='1' b='2'/>", "<x:a/>", "<a/>words",
                             "<a><!-- </a>", "<a", "<a b='", "<a>\x01</a>", "<a/>"}) {
    EXPECT_FALSE(ReadXmp(packet).ok()) << packet;
  }
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  EXPECT_FALSE(ReadXmp(deep).ok());
}

}  // namespace
}  // namespace piket
