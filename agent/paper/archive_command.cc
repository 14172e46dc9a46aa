#include "agent/paper/archive_command.h"

#include <cstdio>
#include <string_view>

#include "agent/core/json.h"
#include "agent/paper/archive_check.h"

namespace piket {

int ArchiveCheckCommand(int argc, char** argv) {
  bool json = false;
  std::vector<std::string> files;
  for (int i = 0; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--json") {
      json = true;
    } else {
      files.emplace_back(argv[i]);
    }
  }
  if (files.empty()) {
    std::fputs("Sebutkan berkas PDF yang diperiksa: piket archive check BERKAS… [--json]\n",
               stderr);
    return 2;
  }
  bool all_good = true;
  for (const std::string& file : files) {
    const std::vector<std::string> violations = CheckArchive(file);
    all_good = all_good && violations.empty();
    if (json) {
      const Json line = {{"file", file}, {"ok", violations.empty()}, {"violations", violations}};
      std::printf("%s\n", CanonicalText(line).c_str());
      continue;
    }
    std::printf("%s: %s\n", file.c_str(),
                violations.empty() ? "memenuhi PDF/A-2b."
                                   : "tidak memenuhi PDF/A-2b. Arsipkan ulang suratnya.");
    for (const std::string& violation : violations) std::printf("  %s\n", violation.c_str());
  }
  return all_good ? 0 : 1;
}

}  // namespace piket
