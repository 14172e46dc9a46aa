// Letters that came as files, by e-mail or on a stick: PDF, JPEG, PNG, TIFF of one or many pages.
// The file itself is never changed; where it holds many pages, each gets a picture for reading.
// Foreign files are opened only in child processes with bounds on memory and time (poppler's
// pdftoppm for PDF, `piket worker split` for TIFF): a hostile file ends those, not the agent.
#ifndef PIKET_AGENT_PAPER_PDF_IMPORT_H_
#define PIKET_AGENT_PAPER_PDF_IMPORT_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/core/result.h"

namespace piket {

constexpr int kMostImportedPages = 300;
constexpr int64_t kMostImportedBytes = 200LL << 20;

struct ImportedPage {
  std::filesystem::path picture;  // the file itself where it is one picture, else in the folder
  std::string media_type;         // "image/jpeg", "image/png", "image/tiff"
  double dpi = 0;                 // 0 where the file does not say
};

// The pages in order; pictures made for them go to `folder`, which must exist and is the caller's.
// `binary` is our own ("": OwnBinary()). Blocks while pages are rendered (a second or so each).
// kDamagedFile when it is none of these, damaged or locked with a password; kTooLarge; kNotFound,
// kStorage.
Result<std::vector<ImportedPage>> ImportPages(const std::filesystem::path& file,
                                              const std::filesystem::path& folder,
                                              const std::string& binary = "");

// `piket worker split FILE FOLDER`: the pages of a TIFF, one picture each (G4 where mono, else
// PNG); one JSON line {"picture","media_type","dpi"} per page.
int RunSplitWorker(int argc, char** argv);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PDF_IMPORT_H_
