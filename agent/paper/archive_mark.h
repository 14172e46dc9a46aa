// What makes a PDF say that it is a PDF/A-2b: Info and XMP, output intent, the file's form. Speaks
// qpdf's types, so only .cc files of the archive include it. Throws what qpdf throws.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_MARK_H_
#define PIKET_AGENT_PAPER_ARCHIVE_MARK_H_

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>
#include <string>

#include "agent/paper/archive_metadata.h"

namespace piket {

std::string Deflated(const std::string& bytes);
void MarkAsArchive(QPDF& pdf, const ArchiveMetadata& metadata);
// Linearized, no object streams, the ID by the content.
void SetArchiveForm(QPDFWriter& writer);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_MARK_H_
