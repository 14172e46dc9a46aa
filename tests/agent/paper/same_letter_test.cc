#include "agent/paper/same_letter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/agent/paper/letter_art.h"
#include "tests/agent/paper/letter_cases.h"

namespace piket {
namespace {

using Why = std::vector<std::string>;

PageReading Page(const LetterCase& letter, uint64_t likeness = 0x0f0f3c3c5a5a1234) {
  PageReading page = PageFromArt(letter.pages[0]);
  page.likeness = likeness;
  return page;
}

LetterTrace Trace(const LetterCase& letter, const PageReading& page) {
  return TraceOf(letter.sender, letter.number, letter.date, {page});
}

TEST(SameLetter, IsKnownByItsParticularsHoweverTheyAreWritten) {
  LetterTrace a = TraceOf("Dinas Kesehatan", "440/118/DINKES/III/2026", "2026-03-04", {});
  LetterTrace b = TraceOf("DINAS KESEHATAN", "440 / 118 / Dinkes / III / 2026", "2026-03-04", {});
  EXPECT_EQ(WhySame(a, b), Why{"same_number"});
  b.date = "2026-03-05";
  EXPECT_TRUE(WhySame(a, b).empty());
  b = TraceOf("Dinas Pendidikan", a.number, a.date, {});
  EXPECT_TRUE(WhySame(a, b).empty());
  a.number = b.number = "";
  b.sender = a.sender;
  EXPECT_TRUE(WhySame(a, b).empty()) << "letters without a number are not all one letter";
}

TEST(SameLetter, IsKnownByItsPageScannedAgain) {
  for (const LetterCase& letter : LetterCases()) {
    PageReading page = Page(letter);
    PageReading again = Damaged(page, 0.002, 7);
    again.likeness ^= 0x0101;  // as near as scans of one page lie
    LetterTrace first = Trace(letter, page);
    LetterTrace second = Trace(letter, again);
    second.sender = "";
    second.number = "";  // not read, or not yet
    if (first.words.size() < 12) continue;
    EXPECT_EQ(WhySame(first, second), Why{"same_pages"}) << letter.name;
  }
}

TEST(SameLetter, IsNotAnotherLetterOfTheSameOffice) {
  const std::vector<LetterCase>& letters = LetterCases();
  for (size_t i = 0; i < letters.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      EXPECT_TRUE(
          WhySame(Trace(letters[i], Page(letters[i])), Trace(letters[k], Page(letters[k]))).empty())
          << letters[i].name << " and " << letters[k].name;
    }
  }
  // The same text under another number is next month's report.
  LetterTrace january = Trace(letters[0], Page(letters[0]));
  LetterTrace february = january;
  february.number = "440/219/DINKES/IV/2026";
  EXPECT_TRUE(WhySame(january, february).empty());
}

TEST(SameLetter, APageThatLooksOtherwiseIsAnotherOne) {
  const LetterCase& letter = LetterCases()[0];
  PageReading page = Page(letter);
  PageReading other = Page(letter, ~page.likeness);
  EXPECT_EQ(LikenessDistance(page.likeness, other.likeness), 64);
  LetterTrace trace = Trace(letter, other);
  trace.number = "";
  EXPECT_TRUE(WhySame(Trace(letter, page), trace).empty());
}

TEST(SameLetter, BlankAndSeparatorSheetsLeaveNoTrace) {
  PageReading blank;
  blank.blank = true;
  PageReading page = Page(LetterCases()[0]);
  EXPECT_EQ(TraceOf("", "", "", {blank, page}).words, TraceOf("", "", "", {page}).words);
  EXPECT_TRUE(TraceOf("", "", "", {blank}).words.empty());
}

TEST(SameLetter, ASketchComesBackFromItsText) {
  LetterTrace trace = Trace(LetterCases()[0], Page(LetterCases()[0]));
  ASSERT_FALSE(trace.words.empty());
  EXPECT_EQ(LetterTrace::WordsFromText(trace.WordsText()), trace.words);
  EXPECT_DOUBLE_EQ(SharedWords(trace.words, trace.words), 1);
  EXPECT_TRUE(LetterTrace::WordsFromText("").empty());
}

}  // namespace
}  // namespace piket
