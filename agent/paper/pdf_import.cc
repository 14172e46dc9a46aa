#include "agent/paper/pdf_import.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>

#include "agent/core/json.h"
#include "agent/core/process.h"
#include "agent/core/text.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double kDpi = 300;
constexpr double kMostPoints = 60e6;  // a poster is rendered coarser, not refused
constexpr double kPointsPerInch = 72;

// Runs a command on a foreign file.
Result<std::string> RunOn(std::vector<std::string> command, seconds timeout) {
  ProcessPlan plan;
  plan.argv = std::move(command);
  plan.environment = {{"LC_ALL", "C"}};
  plan.read_errors = true;
  auto output = RunCommand(plan, timeout);
  if (!output) return Error{Fault::kDamagedFile, output.error().detail};
  return output;
}

// The same within bounds of memory and of what it writes.
Result<std::string> RunBounded(std::vector<std::string> command, seconds timeout) {
  std::vector<std::string> bounds = {"prlimit", "--as=3000000000", "--fsize=1000000000",
                                     "--core=0"};
  command.insert(command.begin(), bounds.begin(), bounds.end());
  return RunOn(std::move(command), timeout);
}

struct PdfPage {
  double dpi = kDpi;
};

// "Page    3 size: 595.3 x 841.9 pts (A4)"
double DpiFor(std::string_view line) {
  size_t at = line.find("size:");
  if (at == std::string_view::npos) return kDpi;
  std::string sizes(line.substr(at + 5));
  char* end = nullptr;
  double width = std::strtod(sizes.c_str(), &end) / kPointsPerInch;
  while (end != nullptr && (*end == ' ' || *end == 'x')) ++end;
  double height = end != nullptr ? std::strtod(end, nullptr) / kPointsPerInch : 0;
  if (!(width > 0.1) || !(height > 0.1)) return kDpi;
  return std::clamp(std::floor(std::sqrt(kMostPoints / (width * height))), 10.0, kDpi);
}

Result<std::vector<PdfPage>> PagesOfPdf(const fs::path& file) {
  auto text = RunBounded(
      {"pdfinfo", "-f", "1", "-l", std::to_string(kMostImportedPages), file.string()}, seconds(30));
  if (!text) return text.error().While("asking for the pages");
  long count = 0;
  std::vector<PdfPage> pages;
  for (const std::string& line : Split(*text, '\n')) {
    if (line.rfind("Pages:", 0) == 0) count = std::strtol(line.c_str() + 6, nullptr, 10);
    if (line.rfind("Page ", 0) == 0 && line.find(" size:") != std::string::npos) {
      pages.push_back({DpiFor(line)});
    }
  }
  if (count > kMostImportedPages) return Error{Fault::kTooLarge, "a PDF of too many pages"};
  if (count < 1) return Error{Fault::kDamagedFile, "a PDF without pages"};
  pages.resize(static_cast<size_t>(count));
  return pages;
}

// Pictures named "page-007.jpg" by their number.
std::map<long, fs::path> Rendered(const fs::path& folder) {
  std::map<long, fs::path> pictures;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    if (name.rfind("page-", 0) != 0 || entry.path().extension() != ".jpg") continue;
    if (fs::file_size(entry.path(), error) == 0) continue;
    pictures[std::strtol(name.c_str() + 5, nullptr, 10)] = entry.path();
  }
  return pictures;
}

Result<std::vector<ImportedPage>> ImportPdf(const fs::path& file, const fs::path& folder) {
  auto pages = PagesOfPdf(file);
  if (!pages) return pages.error();
  // One command for each run of pages of the same resolution: nearly always one for all.
  for (size_t first = 0; first < pages->size();) {
    size_t end = first + 1;
    while (end < pages->size() && (*pages)[end].dpi == (*pages)[first].dpi) ++end;
    auto done = RunBounded({"pdftoppm", "-q", "-jpeg", "-jpegopt", "quality=90", "-r",
                            Format("%.0f", (*pages)[first].dpi), "-f", std::to_string(first + 1),
                            "-l", std::to_string(end), file.string(), (folder / "page").string()},
                           seconds(30 + 10 * static_cast<int64_t>(end - first)));
    if (!done) return done.error().While("rendering pages");
    first = end;
  }
  std::map<long, fs::path> pictures = Rendered(folder);
  std::vector<ImportedPage> imported;
  for (size_t i = 0; i < pages->size(); ++i) {
    auto picture = pictures.find(static_cast<long>(i) + 1);
    if (picture == pictures.end()) {
      return Error{Fault::kDamagedFile, "page " + std::to_string(i + 1) + " cannot be rendered"};
    }
    imported.push_back({picture->second, "image/jpeg", (*pages)[i].dpi});
  }
  return imported;
}

// What the worker says, when it is a page it may have made: the worker decoded a foreign file and
// may be that file's by now, and the agent would read and keep whatever it names.
std::optional<ImportedPage> PageFrom(const Json& json, const fs::path& file,
                                     const fs::path& folder) {
  ImportedPage page{TextOr(json, "picture"), TextOr(json, "media_type"), NumberOr(json, "dpi")};
  fs::path name = page.picture.filename();
  bool made = page.picture == folder / name && name.string().rfind("page-", 0) == 0;
  bool picture = page.media_type == "image/png" || page.media_type == "image/tiff";
  if (!picture || !(made || page.picture == file)) return std::nullopt;
  if (!(page.dpi >= 0 && page.dpi < 100'000)) page.dpi = 0;
  return page;
}

Result<std::vector<ImportedPage>> ImportTiff(const fs::path& file, const fs::path& folder,
                                             const std::string& binary) {
  auto lines = RunOn(
      {binary.empty() ? OwnBinary() : binary, "worker", "split", file.string(), folder.string()},
      seconds(300));
  if (!lines) return lines.error().While("taking a TIFF apart");
  std::vector<ImportedPage> pages;
  for (const std::string& line : Split(*lines, '\n')) {
    auto json = ParseJson(line);
    if (!json || !json->is_object()) continue;  // libtiff's warnings
    if (json->contains("fault")) {
      return Error{FaultFromWord(TextOr(*json, "fault")).value_or(Fault::kDamagedFile), "TIFF"};
    }
    auto page = PageFrom(*json, file, folder);
    if (!page) return Error{Fault::kDamagedFile, "TIFF: the worker names no page of it"};
    pages.push_back(*page);
  }
  if (pages.empty()) return Error{Fault::kDamagedFile, "a TIFF without pages"};
  return pages;
}

bool Begins(const std::string& head, std::string_view with) {
  return std::string_view(head).substr(0, with.size()) == with;
}

}  // namespace

Result<std::vector<ImportedPage>> ImportPages(const fs::path& file, const fs::path& folder,
                                              const std::string& binary) {
  std::error_code error;
  auto size = fs::file_size(file, error);
  if (error) return Error{Fault::kNotFound, "the imported file: " + error.message()};
  if (size > static_cast<uintmax_t>(kMostImportedBytes)) {
    return Error{Fault::kTooLarge, "an imported file of " + std::to_string(size) + " bytes"};
  }
  std::string head(1024, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(stream.gcount()));
  using namespace std::string_view_literals;
  if (Begins(head, "\xFF\xD8\xFF")) return std::vector<ImportedPage>{{file, "image/jpeg", 0}};
  if (Begins(head, "\x89PNG\r\n\x1A\n")) return std::vector<ImportedPage>{{file, "image/png", 0}};
  if (Begins(head, "II*\0"sv) || Begins(head, "MM\0*"sv)) return ImportTiff(file, folder, binary);
  // Mail programs put bytes before the mark; readers accept it within the first 1024.
  if (head.find("%PDF-") != std::string::npos) return ImportPdf(file, folder);
  return Error{Fault::kDamagedFile, "neither PDF, JPEG, PNG nor TIFF"};
}

}  // namespace piket
