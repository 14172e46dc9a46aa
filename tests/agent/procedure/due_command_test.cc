#include "agent/procedure/due_command.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "agent/core/json.h"

namespace piket {
namespace {

struct Said {
  int status = 0;
  std::string out;
};

Said Due(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  testing::internal::CaptureStdout();
  Said said;
  said.status = RunDue(static_cast<int>(argv.size()), argv.data());
  std::fflush(stdout);
  said.out = testing::internal::GetCapturedStdout();
  return said;
}

const std::string kShipped = std::string(PIKET_SOURCE_DIR) + "/config/calendar";

TEST(DueCommand, SaysWhenALimitIsOver) {
  Said said = Due({"2026-05-13 15:59", "2 Menit", "--calendar", kShipped});
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(said.out, "2026-05-18 07:31\n");
}

TEST(DueCommand, FindsTheShippedCalendarByItself) {
  EXPECT_EQ(Due({"2026-06-10 15:00", "3 Hari"}).out, "2026-06-15 16:00\n");
}

TEST(DueCommand, FailsOverAYearThatIsNotLoaded) {
  Said said = Due({"2026-12-31 15:59", "3 Menit", "--calendar", kShipped});
  EXPECT_EQ(said.status, 1);
  EXPECT_EQ(said.out, "kalender_tidak_dimuat\n");
}

TEST(DueCommand, SpeaksJson) {
  auto json = ParseJson(Due({"--json", "2026-05-13 15:59", "2 Menit", "--calendar", kShipped}).out);
  ASSERT_TRUE(json);
  EXPECT_EQ(TextOr(*json, "due"), "2026-05-18 07:31");
  EXPECT_EQ(TextOr(*json, "calendar"), "2026-1");
  Said late = Due({"2027-12-31 15:59", "3 Menit", "--json", "--calendar", kShipped});
  EXPECT_EQ(late.status, 1);
  EXPECT_EQ(TextOr(*ParseJson(late.out), "fault"), "kalender_tidak_dimuat");
}

TEST(DueCommand, RefusesWordsThatMakeNoSense) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"2026-05-13 15:59"},
                                             {"2026-02-29 10:00", "2 Menit"},
                                             {"2026-05-13 24:00", "2 Menit"},
                                             {"2026-05-13 -1:00", "2 Menit"},
                                             {"2026-05-13 15:59", "2 Jam"},
                                             {"2026-05-13 15:59", "2 Menit", "--kalender"}}) {
    EXPECT_EQ(Due(words).status, 2);
  }
  EXPECT_EQ(Due({"2026-05-13 15:59", "2 Menit", "--calendar", "/nowhere"}).status, 1);
}

}  // namespace
}  // namespace piket
