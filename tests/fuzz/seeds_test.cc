// The fuzz targets' seeds and deterministic mutations of them, in every build: a parser that breaks
// on a damaged file is found here first, and tests/fuzz/run looks deeper.
#include <gtest/gtest.h>

#include <random>

#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

// The same mutations on every machine: mt19937's numbers are fixed by the standard, the standard
// distributions are not.
class Mutations {
 public:
  explicit Mutations(std::vector<std::string> seeds) : seeds_(std::move(seeds)) {}

  std::string Next() {
    std::string text = Seed();
    for (size_t times = 1 + Below(4); times > 0; --times) Change(text);
    return text;
  }

 private:
  size_t Below(size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  const std::string& Seed() { return seeds_[Below(seeds_.size())]; }

  void Change(std::string& text) {
    static const std::vector<std::string> kWords = {
        "null", "[]",   "{}",       "-1",   "0",    "9223372036854775807", "1e308", "\"\"",
        "true", "\xFF", "\xE2\x80", "\xF0", "\r\n", std::string(3, '\0'),  "%2F",   "../../"};
    size_t at = Below(text.size() + 1);
    size_t length = Below(std::min<size_t>(text.size() - at, 64) + 1);
    const std::string& other = Seed();
    size_t from = Below(other.size() + 1);
    switch (Below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << Below(8)));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, kWords[Below(kWords.size())]);
        break;
      case 3:
        text.replace(at, length, kWords[Below(kWords.size())]);
        break;
      case 4:
        text.replace(at, length, other, from, Below(64));
        break;
      default:
        text.resize(at);
    }
  }

  const std::vector<std::string> seeds_;
  std::mt19937 random_{20260513};
};

class Seeds : public testing::TestWithParam<FuzzTarget> {};

TEST_P(Seeds, AreTakenOrRefusedButBreakNothing) {
  std::vector<std::string> seeds = GetParam().seeds();
  ASSERT_FALSE(seeds.empty());
  for (const std::string& seed : seeds) EXPECT_EQ(GetParam().feed(seed), 0);
  EXPECT_EQ(GetParam().feed(""), 0);
}

TEST_P(Seeds, DamagedAreTakenOrRefusedButBreakNothing) {
  Mutations mutations(GetParam().seeds());
  for (int i = 0; i < GetParam().mutations; ++i) {
    std::string text = mutations.Next();
    ASSERT_NO_THROW(GetParam().feed(text)) << "mutation " << i << ": " << text.substr(0, 2000);
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Seeds, testing::ValuesIn(FuzzTargets()),
                         [](const auto& target) { return std::string(target.param.noun); });

}  // namespace
}  // namespace piket
