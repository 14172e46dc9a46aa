// The scanned letters beside the checkout, read by the real page work: how many fields are right,
// and whether the reading knows when it is not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

#include "agent/core/file.h"
#include "agent/paper/letter_command.h"
#include "agent/paper/letter_reading.h"
#include "agent/paper/letter_words.h"
#include "agent/paper/same_letter.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFields[] = {"sender", "number", "date", "urgency", "subject", "service"};

struct ScannedLetter {
  std::string name;
  Json truth;
  std::vector<fs::path> pictures;
  std::vector<PageReading> pages;
};

std::vector<ScannedLetter> Scanned(const fs::path& folder) {
  std::vector<ScannedLetter> letters;
  for (const auto& entry : fs::directory_iterator(folder)) {
    auto truth = ReadFile(entry.path() / "truth.json");
    if (!truth) continue;
    ScannedLetter letter;
    letter.name = entry.path().filename();
    letter.truth = *ParseJson(*truth);
    for (const auto& file : fs::directory_iterator(entry.path())) {
      if (file.path().extension() == ".jpg") letter.pictures.push_back(file.path());
    }
    std::sort(letter.pictures.begin(), letter.pictures.end());
    letters.push_back(std::move(letter));
  }
  std::sort(letters.begin(), letters.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return letters;
}

void ReadAll(std::vector<ScannedLetter>* letters) {
  PageWorkers::Settings settings;
  settings.binary = PIKET_BINARY;
  settings.count = 2;
  PageWorkers workers(settings);
  std::vector<fs::path> all;
  for (const auto& letter : *letters) {
    all.insert(all.end(), letter.pictures.begin(), letter.pictures.end());
  }
  std::vector<PageReading> pages = ReadPictures(all, &workers);
  auto next = pages.begin();
  for (auto& letter : *letters) {
    auto end = next + static_cast<long>(letter.pictures.size());
    letter.pages.assign(next, end);
    next = end;
  }
}

struct Tally {
  std::map<std::string, int> right;
  int all = 0;
  int all_right = 0;
  int sure = 0;
  int sure_right = 0;
  int wrong_unsure = 0;

  void Count(const ScannedLetter& letter, const LetterReading& reading) {
    for (const char* field : kFields) {
      const Proposal& proposal = reading.at(field);
      std::string truth = TextOr(letter.truth, field);
      bool is_right = LettersAndDigits(proposal.value) == LettersAndDigits(truth);
      ++all;
      all_right += is_right;
      right[field] += is_right;
      sure += !proposal.unsure;
      sure_right += !proposal.unsure && is_right;
      wrong_unsure += proposal.unsure && !is_right;
      if (is_right && !proposal.unsure) continue;
      std::printf("%s %s %s (%.2f): \"%s\", in truth \"%s\"\n", letter.name.c_str(), field,
                  is_right ? "unsure" : "wrong", proposal.confidence, proposal.value.c_str(),
                  truth.c_str());
    }
  }

  void Print(const char* what, size_t letters) const {
    for (const char* field : kFields) {
      std::printf("%s %-8s %2d of %zu\n", what, field, right.at(field), letters);
    }
    std::printf("%s: %d of %d right; sure %d, of them right %d; wrong %d, of them unsure %d\n",
                what, all_right, all, sure, sure_right, all - all_right, wrong_unsure);
  }
};

void Expect(const Tally& tally) {
  EXPECT_GE(tally.all_right * 100, tally.all * 95);
  EXPECT_GE(tally.sure_right * 100, tally.sure * 97);
  EXPECT_GE(tally.sure * 100, tally.all * 80) << "too timid: every field asks the officer";
}

// None of the letters may be taken for another: the same text on other numbers is common.
void ExpectAllDifferent(const std::vector<ScannedLetter>& letters) {
  std::vector<LetterTrace> traces;
  for (const ScannedLetter& letter : letters) {
    LetterReading reading = ReadLetter(letter.pages, ShippedOffices());
    traces.push_back(TraceOf(reading.at("sender").value, reading.at("number").value,
                             reading.at("date").value, letter.pages));
  }
  for (size_t i = 0; i < traces.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      EXPECT_TRUE(WhySame(traces[i], traces[k]).empty())
          << letters[i].name << " and " << letters[k].name;
    }
  }
}

TEST(LetterAccuracy, ReachesNineteenOfTwentyFieldsAndKnowsItsDoubts) {
  fs::path folder = fs::path(PIKET_SOURCE_DIR) / "../shared/letters";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no scanned letters beside the checkout";
  std::vector<ScannedLetter> letters = Scanned(folder);
  ASSERT_FALSE(letters.empty());
  ReadAll(&letters);
  Tally whole;
  Tally first_page;
  for (const ScannedLetter& letter : letters) {
    whole.Count(letter, ReadLetter(letter.pages, ShippedOffices()));
    first_page.Count(letter, ReadLetter({letter.pages[0]}, ShippedOffices()));
    auto written_on = std::count_if(letter.pages.begin(), letter.pages.end(),
                                    [](const PageReading& page) { return !page.blank; });
    EXPECT_EQ(written_on, IntegerOr(letter.truth, "pages")) << letter.name;
  }
  whole.Print("all pages", letters.size());
  first_page.Print("page 1 alone", letters.size());
  Expect(whole);
  Expect(first_page);
  ExpectAllDifferent(letters);
}

}  // namespace
}  // namespace piket
