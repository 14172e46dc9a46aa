// Our own test whether a PDF is a PDF/A-2b as Piket writes them: the rules of ISO 19005-2 that can
// be told from a file's structure, by clause, and those we hold beyond it ("piket"): no annotation,
// no transparency, no JBIG2 (its lossy form swaps digits), no JPEG 2000, pictures that decode.
//
// Not tested: the insides of fonts other than widths of CID TrueType fonts, and the meaning of
// colours inside foreign content.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_CHECK_H_
#define PIKET_AGENT_PAPER_ARCHIVE_CHECK_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace piket {

// Every rule that is broken, as "clause: what, where"; empty when none is. Technical English: the
// officer sees the sentence of the command, not this.
std::vector<std::string> CheckArchive(const std::filesystem::path& path);
std::vector<std::string> CheckArchiveBytes(std::string_view bytes);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_CHECK_H_
