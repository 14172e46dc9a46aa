// The picture of an imported PDF's page, when the page is nothing but one scanned picture.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_PICTURE_PDF_H_
#define PIKET_AGENT_PAPER_ARCHIVE_PICTURE_PDF_H_

#include <filesystem>
#include <optional>

#include "agent/paper/archive_picture.h"

namespace piket {

// The page's one JPEG or group 4 picture, unchanged, with the resolution it has on the page; the
// invisible text of another program is left behind. nullopt when the page must be rendered: it
// shows anything else (drawing, visible text, stamps, masks), is turned or cut, or its picture is
// of a coding or colour the archive does not take.
// kNotFound; kDamagedFile when the PDF cannot be read, is locked, or has no such page.
Result<std::optional<ArchivePicture>> PictureFromPdf(const std::filesystem::path& path, int page);

bool IsPdf(const std::filesystem::path& path);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_PICTURE_PDF_H_
