// Who may include whom: the layers of the house, held against the #include lines.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

// folder → the folders it may include besides itself; a layer reaches whatever its arrows reach.
const std::map<std::string, std::vector<std::string>> kArrows = {
    {"agent/core", {}},
    {"agent/store", {"agent/core"}},
    {"agent/paper", {"agent/core"}},
    {"drivers/scanner", {"agent/core"}},
    {"drivers/printer", {"agent/core"}},
    {"agent/letters", {"agent/store"}},
    {"agent/desk", {"agent/letters", "agent/paper", "drivers/scanner", "drivers/printer"}},
    {"agent/procedure", {"agent/letters"}},
    {"agent/office", {"agent/procedure", "agent/paper"}},
    {"agent/sync/tls", {"agent/core"}},
    {"agent/sync", {"agent/sync/tls", "agent/store"}},
    {"agent/central", {"agent/sync"}},
    {"agent/http", {"agent/desk", "agent/office", "agent/central"}},
};

std::set<std::string> Reach(const std::string& folder) {
  std::set<std::string> reach = {folder};
  for (const std::string& next : kArrows.at(folder)) {
    auto further = Reach(next);
    reach.insert(further.begin(), further.end());
  }
  return reach;
}

std::vector<fs::path> Sources() {
  std::vector<fs::path> sources;
  for (const char* top : {"agent", "drivers"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(PIKET_SOURCE_DIR) / top)) {
      auto ending = entry.path().extension();
      if (ending == ".h" || ending == ".cc" || ending == ".inc") sources.push_back(entry.path());
    }
  }
  return sources;
}

std::string FolderOf(const fs::path& path) {
  return fs::relative(path.parent_path(), PIKET_SOURCE_DIR).string();
}

// The includes of a file: "agent/core/id.h" with its mark, '"' or '<'.
std::vector<std::pair<char, std::string>> IncludesOf(const fs::path& path) {
  std::vector<std::pair<char, std::string>> includes;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind("#include ", 0) != 0) continue;
    char mark = line[9];
    size_t end = line.find(mark == '<' ? '>' : '"', 10);
    includes.emplace_back(mark, line.substr(10, end - 10));
  }
  return includes;
}

TEST(Layers, IncludeOnlyWhatTheirArrowsReach) {
  for (const fs::path& source : Sources()) {
    std::string folder = FolderOf(source);
    if (folder == "agent") continue;  // main wires: it may include everything
    ASSERT_TRUE(kArrows.count(folder)) << folder << " is not in the table of layers";
    auto reach = Reach(folder);
    for (const auto& [mark, name] : IncludesOf(source)) {
      if (mark != '"') continue;
      std::string included = fs::path(name).parent_path().string();
      EXPECT_TRUE(reach.count(included)) << source << " includes " << name;
    }
  }
}

TEST(Layers, SeeOnlyTheInterfacesOfDrivers) {
  for (const fs::path& source : Sources()) {
    std::string folder = FolderOf(source);
    if (folder == "agent" || folder.rfind("drivers", 0) == 0) continue;
    for (const auto& [mark, name] : IncludesOf(source)) {
      if (name.rfind("drivers/", 0) != 0) continue;
      EXPECT_TRUE(name == "drivers/scanner/scanner.h" || name == "drivers/printer/printer.h")
          << source << " includes " << name;
    }
  }
}

TEST(Layers, KeepMbedTlsInsideCryptoAndTls) {
  for (const fs::path& source : Sources()) {
    for (const auto& [mark, name] : IncludesOf(source)) {
      if (name.rfind("mbedtls/", 0) != 0) continue;
      std::string relative = fs::relative(source, PIKET_SOURCE_DIR).string();
      EXPECT_TRUE(relative == "agent/core/crypto.cc" || relative.rfind("agent/sync/tls", 0) == 0)
          << relative << " includes " << name;
    }
  }
}

TEST(Layers, HideVendorsFromOurHeaders) {
  // Standard and system headers have no folder, or one of these.
  const std::set<std::string> system = {"sys", "netinet", "arpa", "nlohmann", "gtest"};
  // Shared by the checker's own four files and included by nobody else (below).
  const std::string checker = "agent/paper/archive_rules.h";
  // The same of the files that write X.509.
  const std::string writer = "agent/sync/tls/der_writer.h";
  // Sockets are what agent/sync/tls gives and agent/http serves: their headers name Poco's.
  const std::set<std::string> sockets = {"Poco", "Poco/Net"};
  for (const fs::path& source : Sources()) {
    bool of_checker = source.stem().string().rfind("archive_check", 0) == 0;
    for (const auto& [mark, name] : IncludesOf(source)) {
      EXPECT_TRUE(name != checker || of_checker) << source << " includes " << name;
      bool in_tls = FolderOf(source) == "agent/sync/tls" && source.extension() == ".cc";
      EXPECT_TRUE(name != writer || in_tls) << source << " includes " << name;
    }
    const std::string own = fs::relative(source, PIKET_SOURCE_DIR).string();
    if (source.extension() != ".h" || own == checker || own == writer) continue;
    for (const auto& [mark, name] : IncludesOf(source)) {
      if (mark != '<') continue;
      std::string folder = fs::path(name).parent_path().string();
      const std::string room = FolderOf(source);
      bool of_sockets = (room == "agent/sync/tls" || room == "agent/http") && sockets.count(folder);
      EXPECT_TRUE(folder.empty() || of_sockets || system.count(folder))
          << source << " includes <" << name << ">";
      EXPECT_TRUE(name != "sqlite3.h" && name != "cairo.h" && name != "jpeglib.h" &&
                  name != "tiffio.h")
          << source << " includes <" << name << ">";
    }
  }
}

TEST(Layers, LeaveFakesAndVirtualDevicesOutOfTheProduct) {
  for (const fs::path& source : Sources()) {
    for (const auto& [mark, name] : IncludesOf(source)) {
      EXPECT_NE(name.rfind("tests/", 0), 0u) << source << " includes " << name;
      if (source.stem().string().find("_fake") == std::string::npos) {
        EXPECT_EQ(name.find("_fake"), std::string::npos) << source << " includes " << name;
      }
    }
  }
}

}  // namespace
