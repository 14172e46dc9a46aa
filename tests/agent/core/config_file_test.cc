#include "agent/core/config_file.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

// Reads a configuration of one text, one integer and one table, and gives what Finish says.
std::string ProblemsOf(const std::string& text) {
  auto file = ConfigFile::Parse(text, "p.toml");
  if (!file) return file.error().detail;
  std::string post = "L1";
  int port = 8470;
  std::string mode = "gray";
  ConfigTable root = file->Root();
  root.Text("post", post);
  ConfigTable http = root.Table("http");
  http.Integer("port", port, 1, 65535);
  http.Choice("mode", mode, {"gray", "mono"});
  auto finished = file->Finish();
  return finished ? "" : finished.error().detail;
}

TEST(ConfigFile, IsContentWithAllKeysKnownAndRight) {
  EXPECT_EQ(ProblemsOf("post = \"L2\"\n[http]\nport = 80\nmode = \"mono\"\n"), "");
  EXPECT_EQ(ProblemsOf(""), "");
}

TEST(ConfigFile, NamesThePlaceOfATableHeaderThatIsNone) {
  EXPECT_EQ(ProblemsOf("post = \"L2\"\n[!\n").rfind("p.toml:2:2: ", 0), 0u);
}

TEST(ConfigFile, NamesFileLineAndColumnOfAnUnknownKey) {
  EXPECT_EQ(ProblemsOf("post = \"L2\"\n\n[http]\n  prot = 80\n"),
            "p.toml:4:3: http.prot: kunci tidak dikenal");
}

TEST(ConfigFile, NamesFileLineAndColumnOfAWrongType) {
  EXPECT_EQ(ProblemsOf("post = 7\n"), "p.toml:1:8: post: harus teks, bukan bilangan bulat");
  EXPECT_EQ(ProblemsOf("[http]\nport = 0\n"), "p.toml:2:8: http.port: harus antara 1 dan 65535");
  EXPECT_EQ(ProblemsOf("http = 3\n"), "p.toml:1:8: http: harus tabel");
  EXPECT_EQ(ProblemsOf("[http]\nmode = \"x\"\n"),
            "p.toml:2:8: http.mode: harus salah satu dari gray, mono");
}

TEST(ConfigFile, NamesThePlaceWhereItStopsBeingToml) {
  EXPECT_EQ(ProblemsOf("post = \n").substr(0, 9), "p.toml:1:");
  for (const char* stray : {"\u00e9", "\u00a1", "\u1690", "\u2030"}) {
    EXPECT_EQ(ProblemsOf(std::string("post ") + stray + "= \"L2\"\n").substr(0, 9), "p.toml:1:")
        << stray;
  }
}

TEST(ConfigFile, TellsAllProblemsInTheOrderOfTheLines) {
  EXPECT_EQ(ProblemsOf("a = 1\npost = 2\nb = 3\n"),
            "p.toml:1:1: a: kunci tidak dikenal\n"
            "p.toml:2:8: post: harus teks, bukan bilangan bulat\n"
            "p.toml:3:1: b: kunci tidak dikenal");
}

}  // namespace
}  // namespace piket
