// Reads an XMP packet: enough XML to find out whether it is well formed, and its properties.
#ifndef PIKET_AGENT_PAPER_XMP_PACKET_H_
#define PIKET_AGENT_PAPER_XMP_PACKET_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/result.h"

namespace piket {

struct XmpProperty {
  std::vector<std::string> values;  // one, or the items of an array
  std::string container;            // "Alt", "Bag", "Seq", or "" for a plain value
};

// By prefix and name ("dc:title"), whatever prefix the packet uses for the schemas PDF/A names; a
// property of another schema stands under its namespace in braces. kDamagedFile with the reason
// when the packet is not well-formed XML around one rdf:RDF.
Result<std::map<std::string, XmpProperty>> ReadXmp(std::string_view packet);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_XMP_PACKET_H_
