#include "agent/paper/letter_reading.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "agent/paper/letter_words.h"
#include "tests/agent/paper/letter_art.h"
#include "tests/agent/paper/letter_cases.h"

namespace piket {
namespace {

const std::vector<Office>& ShippedOffices() {
  static const std::vector<Office> kOffices =
      *ReadOffices(std::filesystem::path(PIKET_SOURCE_DIR) / "config/offices.csv");
  return kOffices;
}

std::vector<PageReading> PagesOf(const LetterCase& letter) {
  std::vector<PageReading> pages;
  for (const std::string& art : letter.pages) pages.push_back(PageFromArt(art));
  return pages;
}

std::string Value(const LetterReading& reading, std::string_view field) {
  auto found = reading.find(field);
  return found == reading.end() ? "" : found->second.value;
}

class AnyLetter : public testing::TestWithParam<LetterCase> {};

TEST_P(AnyLetter, IsReadAsItsWriterMeantIt) {
  const LetterCase& letter = GetParam();
  LetterReading reading = ReadLetter(PagesOf(letter), ShippedOffices());
  EXPECT_EQ(Value(reading, "sender"), letter.sender);
  EXPECT_EQ(reading.at("sender").office_code, letter.code);
  EXPECT_EQ(Value(reading, "number"), letter.number);
  EXPECT_EQ(Value(reading, "date"), letter.date);
  EXPECT_EQ(Value(reading, "urgency"), letter.urgency);
  EXPECT_EQ(Value(reading, "subject"), letter.subject);
  EXPECT_EQ(Value(reading, "service"), letter.service);
  auto expect_if_given = [&](std::string_view field, const std::string& value) {
    if (!value.empty()) {
      EXPECT_EQ(Value(reading, field), value);
    }
  };
  expect_if_given("attachments", letter.attachments);
  expect_if_given("contact", letter.contact);
  expect_if_given("telephone", letter.telephone);
}

INSTANTIATE_TEST_SUITE_P(OfOurCases, AnyLetter, testing::ValuesIn(LetterCases()),
                         [](const auto& letter) { return letter.param.name; });

// Right and sure fields of all cases, their pages damaged at `rate`.
struct Tally {
  int all = 0;
  int right = 0;
  int sure = 0;
  int sure_right = 0;
};

Tally ReadDamaged(double rate, unsigned seeds, bool show) {
  Tally tally;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    for (const LetterCase& letter : LetterCases()) {
      std::vector<PageReading> pages = PagesOf(letter);
      for (PageReading& page : pages) page = Damaged(std::move(page), rate, seed);
      LetterReading reading = ReadLetter(pages, ShippedOffices());
      const std::pair<const char*, std::string> kTruth[] = {
          {"sender", letter.sender},   {"number", letter.number},   {"date", letter.date},
          {"urgency", letter.urgency}, {"subject", letter.subject}, {"service", letter.service}};
      for (const auto& [field, truth] : kTruth) {
        const Proposal& proposal = reading.at(field);
        bool right = LettersAndDigits(proposal.value) == LettersAndDigits(truth);
        ++tally.all;
        tally.right += right;
        tally.sure += !proposal.unsure;
        tally.sure_right += !proposal.unsure && right;
        if (show && !right && !proposal.unsure) {
          std::printf("%s/%u %s %.2f: \"%s\", meant \"%s\"\n", letter.name.c_str(), seed, field,
                      proposal.confidence, proposal.value.c_str(), truth.c_str());
        }
      }
    }
  }
  std::printf("damage %.3f: %d of %d right; sure %d, of them right %d\n", rate, tally.right,
              tally.all, tally.sure, tally.sure_right);
  return tally;
}

TEST(LetterReading, KnowsWhereDamageMadeItWrong) {
  for (double rate : {0.0, 0.01, 0.03}) {
    Tally tally = ReadDamaged(rate, 6, true);
    EXPECT_GE(tally.sure_right * 100, tally.sure * 97) << rate;
    EXPECT_GE(tally.right * 100, tally.all * (rate < 0.02 ? 95 : 85)) << rate;
    EXPECT_GE(tally.sure * 100, tally.all * (rate < 0.02 ? 80 : 60)) << rate;
  }
}

}  // namespace
}  // namespace piket
