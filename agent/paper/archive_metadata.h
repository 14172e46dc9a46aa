// What an archive says about itself, twice: in the PDF's Info dictionary and in its XMP packet,
// which PDF/A wants to be equal.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_METADATA_H_
#define PIKET_AGENT_PAPER_ARCHIVE_METADATA_H_

#include <string>
#include <vector>

#include "agent/core/clock.h"

namespace piket {

struct ArchiveMetadata {
  std::string title;
  std::vector<std::string> identifiers;
  std::string language;
  Instant created;
  Instant modified;
};

inline constexpr char kArchiveCreator[] = "Piket";

// Valid UTF-8 without control characters: what both places can hold.
std::string CleanText(std::string_view utf8);
std::string Keywords(const ArchiveMetadata& metadata);  // the identifiers in one line
std::string PdfDate(Instant instant);                   // "D:20261122045501Z"
std::string XmpPacket(const ArchiveMetadata& metadata);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_METADATA_H_
