// The sample letters are what the demo and other tests stand on, so they must be as promised.
#include "tests/virtual/sample_letters.h"

#include <gtest/gtest.h>

#include <set>

#include "agent/core/file.h"
#include "agent/core/json.h"

namespace piket {
namespace {

TEST(SampleLetters, CoverEveryServiceAndUrgency) {
  std::set<std::string> services, urgencies, numbers;
  for (const SampleLetter& letter : SampleLetters()) {
    services.insert(letter.service);
    urgencies.insert(letter.urgency);
    numbers.insert(letter.number);
  }
  EXPECT_EQ(services.size(), 6u);
  EXPECT_EQ(urgencies.size(), 4u);
  EXPECT_EQ(numbers.size(), SampleLetters().size());
}

TEST(SampleLetters, AreWrittenAsPagesWithTheirTruth) {
  TemporaryFolder folder;
  auto written = WriteSampleLetters(folder.path(), 2);
  ASSERT_TRUE(written.ok()) << written.error().detail;
  for (size_t i : {0u, 1u}) {
    SampleLetter letter = SampleLetters()[i];
    std::filesystem::path of_letter = folder.path() / ("00" + std::to_string(i + 1));
    auto truth = ParseJson(*ReadFile(of_letter / "truth.json"));
    ASSERT_TRUE(truth.ok());
    EXPECT_EQ(TextOr(*truth, "number"), letter.number);
    size_t pages = 1 + letter.annexes.size();
    EXPECT_EQ(IntegerOr(*truth, "pages"), static_cast<int64_t>(pages));
    ASSERT_EQ((*truth)["text"].size(), pages);
    EXPECT_NE((*truth)["text"][0].get<std::string>().find(letter.subject), std::string::npos);
    for (size_t page = 1; page <= pages; ++page) {
      auto jpeg = ReadFile(of_letter / ("0" + std::to_string(page) + ".jpg"));
      ASSERT_TRUE(jpeg.ok());
      EXPECT_EQ(jpeg->substr(0, 2), "\xff\xd8");
      EXPECT_GT(jpeg->size(), 100'000u);
    }
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "003"));
}

}  // namespace
}  // namespace piket
