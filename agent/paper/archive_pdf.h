// The archive of a letter: one PDF/A-2b with every page's original picture unchanged, invisible
// text over the words, and what the letter is called. Written on libqpdf; linearized; the same
// plan gives the same bytes.
//
// Rules: ISO 19005-2 (archive_check.h tests them on the finished file).
#ifndef PIKET_AGENT_PAPER_ARCHIVE_PDF_H_
#define PIKET_AGENT_PAPER_ARCHIVE_PDF_H_

#include <filesystem>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/result.h"
#include "agent/paper/page.h"

namespace piket {

struct ArchivePage {
  std::filesystem::path original;  // JPEG, PNG, TIFF, or the PDF that was imported
  int frame = 0;                   // which page of a TIFF or PDF of many, from 0
  // For a page of an imported PDF that is not just one scanned picture: the page rendered.
  std::filesystem::path rendered = {};
  double dpi = 0;       // of the original; 0: by the reading's size in mm, else as the file says
  PageReading reading;  // words and how the upright view came from the original
};

struct ArchivePlan {
  std::string title;                     // the letter's subject
  std::vector<std::string> identifiers;  // receipt number, agenda number
  std::string language = "id";
  Instant created;  // when the letter was scanned
  Instant modified;
  std::vector<ArchivePage> pages;  // all of them, hidden blank ones too
};

// Writes the file durably. Memory stays at about one page's picture, whatever the number of pages.
// kNoPages; kDamagedPage or kColourNotArchivable with the page's number; kDamagedFile for an
// imported PDF that cannot be read; kNotFound, kDiskFull, kStorage.
Result<void> WriteArchive(const ArchivePlan& plan, const std::filesystem::path& to);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_PDF_H_
