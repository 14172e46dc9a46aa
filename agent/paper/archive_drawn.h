// Makes a PDF we have drawn ourselves (canvas.h) into a PDF/A-2b: the paper of an outgoing letter
// is its archive, too.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_DRAWN_H_
#define PIKET_AGENT_PAPER_ARCHIVE_DRAWN_H_

#include <string>
#include <string_view>

#include "agent/core/result.h"
#include "agent/paper/archive_metadata.h"

namespace piket {

// The same drawing gives the same bytes. kInternal when it breaks a rule of archive_check.h all the
// same: a paper that is no archive must not leave the office as one.
Result<std::string> ArchiveOfDrawing(std::string_view pdf, const ArchiveMetadata& metadata);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_DRAWN_H_
