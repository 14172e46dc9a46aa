#include <gtest/gtest.h>

#include <set>

#include "agent/core/clock.h"
#include "agent/core/fault.h"
#include "agent/core/file.h"
#include "agent/core/json.h"
#include "agent/core/process.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Fault, TellsThePersonWhatToDoInEveryLanguageUnderItsOwnWord) {
  std::set<std::string_view> words;
  for (Fault fault : AllFaults()) {
    EXPECT_TRUE(words.insert(Word(fault)).second) << Word(fault);
    EXPECT_EQ(FaultFromWord(Word(fault)), fault);
    for (Language language : {Language::kIndonesian, Language::kEnglish}) {
      std::string_view sentence = Sentence(fault, language);
      EXPECT_GT(sentence.size(), 12u) << Word(fault);
      EXPECT_EQ(sentence.back(), '.') << Word(fault);
    }
  }
}

TEST(Clock, WritesDatesAsTheOfficeDoes) {
  Zone wita = *ZoneFromName("WITA");
  Instant instant = *InstantFromIso("2026-12-31T16:05:00.000Z");
  EXPECT_EQ(IndonesianText(instant, wita), "1 Januari 2027 pukul 00.05 WITA");
  EXPECT_EQ(IsoText(instant), "2026-12-31T16:05:00.000Z");
  EXPECT_EQ(FromLocal(ToLocal(instant, wita), wita), instant);
  EXPECT_EQ(IndonesianWeekday(*DateFromIso("2026-11-22")), "Minggu");
}

TEST(Json, GivesOnlyTheTextsOfAnArray) {
  EXPECT_EQ(TextsOf({"a", 7, nullptr, "b"}), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(TextsOf("a").empty());
}

TEST(Clock, RefusesDaysThatDoNotExist) {
  EXPECT_EQ(DateFromIso("2026-02-30"), std::nullopt);
  EXPECT_EQ(DateFromIso("2026-2"), std::nullopt);
  EXPECT_EQ(InstantFromIso("yesterday"), std::nullopt);
  // What sscanf is content with is not yet the one form a day has.
  for (const char* other : {"2026-2-3", "+026-02-03", " 026-02-03", "2026-02- 3", "2026--2-03"}) {
    EXPECT_EQ(DateFromIso(other), std::nullopt) << other;
  }
  for (const char* other : {"2026-02-03T25:00:00.000Z", "2026-02-03T01:00:00.000Zebra",
                            "2026-02-03T-1:00:00.000Z", "2026-02-03T01:00:00.000"}) {
    EXPECT_EQ(InstantFromIso(other), std::nullopt) << other;
  }
}

TEST(Json, GivesEqualBytesForEqualValues) {
  EXPECT_EQ(CanonicalText(*ParseJson(R"({ "b": 1, "a": [true] })")), R"({"a":[true],"b":1})");
  EXPECT_EQ(ParseJson("{").error().fault, Fault::kBadRequest);
}

TEST(File, IsWrittenWholeOrNotAtAll) {
  TemporaryFolder folder;
  auto path = folder.path() / "a";
  ASSERT_TRUE(WriteFileDurably(path, "one"));
  ASSERT_TRUE(WriteFileDurably(path, "two"));
  EXPECT_EQ(*ReadFile(path), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  EXPECT_EQ(WriteFileDurably(folder.path() / "no" / "a", "x").error().fault, Fault::kStorage);
}

TEST(File, SaysSoWhenTheDiskIsFull) {
  EXPECT_EQ(StorageError("writing", ENOSPC).fault, Fault::kDiskFull);
  EXPECT_EQ(StorageError("writing", EIO).fault, Fault::kStorage);
}

TEST(Process, SpeaksInLinesWithItsChild) {
  auto cat = Process::Start({.argv = {"cat"}});
  ASSERT_TRUE(cat);
  ASSERT_TRUE((*cat)->WriteLine("satu"));
  EXPECT_EQ(**(*cat)->ReadLine(seconds(5)), "satu");
  EXPECT_EQ((*cat)->ReadLine(milliseconds(20)).error().fault, Fault::kTimedOut);
  (*cat)->CloseInput();
  EXPECT_EQ(*(*cat)->ReadLine(seconds(5)), std::nullopt);
  EXPECT_EQ(*(*cat)->Wait(seconds(5)), 0);
}

TEST(Process, IsReapedWhenItsOwnerLetsGo) {
  pid_t pid = 0;
  {
    auto sleeper = Process::Start({.argv = {"sleep", "1000"}});
    ASSERT_TRUE(sleeper);
    pid = (*sleeper)->pid();
    EXPECT_TRUE((*sleeper)->Running());
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST(Process, TellsWhatACommandSaidWhenItFailed) {
  auto outcome =
      RunCommand({.argv = {"sh", "-c", "echo no >&2; exit 3"}, .read_errors = true}, seconds(5));
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().detail.find("status 3: no"), std::string::npos);
}

}  // namespace
}  // namespace piket
