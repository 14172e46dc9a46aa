// What makes a PDF say that it is a PDF/A-2b: Info and XMP, output intent, the file's form. For
// the archive's own .cc files. Throws what qpdf throws.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_MARK_H_
#define PIKET_AGENT_PAPER_ARCHIVE_MARK_H_

#include <string>

#include "agent/paper/archive_metadata.h"

class QPDF;
class QPDFWriter;

namespace piket {

std::string Deflated(const std::string& bytes);
void MarkAsArchive(QPDF& pdf, const ArchiveMetadata& metadata);
// Linearized, no object streams, the ID by the content.
void SetArchiveForm(QPDFWriter& writer);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_MARK_H_
