#include "agent/paper/office_list.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace piket {
namespace {

TEST(OfficeList, TheShippedOneIsTheFileInTheProject) {
  auto offices = ReadOffices(std::filesystem::path(PIKET_SOURCE_DIR) / "config/offices.csv");
  ASSERT_TRUE(offices) << offices.error().detail;
  ASSERT_EQ(offices->size(), ShippedOffices().size());
  EXPECT_EQ(offices->at(0).name, "Dinas Perpustakaan dan Kearsipan");
  EXPECT_EQ(offices->at(0).code, "DPK");
}

TEST(OfficeList, QuotedFieldsMayHoldCommasQuotesAndLineEnds) {
  auto offices = ParseOffices("name,code\r\n\"Dinas \"\"A\"\", B\",AB\r\nDinas C,C\r\n");
  ASSERT_TRUE(offices) << offices.error().detail;
  ASSERT_EQ(offices->size(), 2u);
  EXPECT_EQ(offices->at(0).name, "Dinas \"A\", B");
  auto rows = ParseCsv("a,\"b\nc\"\n,\n");
  ASSERT_TRUE(rows);
  EXPECT_EQ(*rows, (std::vector<std::vector<std::string>>{{"a", "b\nc"}, {"", ""}}));
}

TEST(OfficeList, RefusesWhatIsNotOneAndNamesTheLine) {
  struct Bad {
    const char* text;
    const char* line;
  };
  for (const Bad& bad :
       {Bad{"", "line 1"}, Bad{"nama,kode\n", "line 1"}, Bad{"name,code\nDinas A\n", "line 2"},
        Bad{"name,code\nDinas A,\n", "line 2"}, Bad{"name,code\nA,B,C\n", "line 2"},
        Bad{"name,code\nDinas A,A\nDinas A,B\n", "line 3"},
        Bad{"name,code\nDinas A,A\nDinas B,a\n", "line 3"},
        Bad{"name,code\nDinas A,\"A\n", "line 2"}, Bad{"name,code\nDinas \"A\",A\n", "line 2"},
        Bad{"name,code\n\"Dinas A\"x,A\n", "line 2"}}) {
    auto offices = ParseOffices(bad.text);
    ASSERT_FALSE(offices) << bad.text;
    EXPECT_EQ(offices.error().fault, Fault::kConfiguration);
    EXPECT_NE(offices.error().detail.find(bad.line), std::string::npos) << offices.error().detail;
  }
}

}  // namespace
}  // namespace piket
