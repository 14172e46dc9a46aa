#include "agent/core/id.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

TEST(Id, SortsByTheTimeItWasMade) {
  Id earlier = NewId(Instant(std::chrono::milliseconds(1000)));
  Id later = NewId(Instant(std::chrono::milliseconds(2000)));
  EXPECT_LT(earlier, later);
  EXPECT_TRUE(IsId(earlier));
  EXPECT_EQ(earlier[14], '7');
}

TEST(Id, SurvivesTheWayThroughBase32) {
  Id id = NewId(SystemClock().Now());
  std::string text = IdToBase32(id);
  EXPECT_EQ(text.size(), 26u);
  EXPECT_EQ(IdFromBase32(text), id);
  EXPECT_EQ(IdFromBase32("short"), std::nullopt);
  EXPECT_EQ(IdFromBase32("UUUUUUUUUUUUUUUUUUUUUUUUUU"), std::nullopt);
}

TEST(CheckCharacter, FollowsIso7064Mod3736) {
  // Worked example of the standard's hybrid system, as used by the Global Release Identifier.
  EXPECT_EQ(CheckCharacter("A12425GABC1234002"), 'M');
  EXPECT_TRUE(HasRightCheckCharacter("A12425GABC1234002M"));
}

TEST(CheckCharacter, FindsEverySingleWrongCharacterAndEverySwap) {
  std::string good = "L1000123";
  good += CheckCharacter(good);
  for (size_t i = 0; i < good.size(); ++i) {
    for (char c : std::string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
      std::string bad = good;
      bad[i] = c;
      EXPECT_EQ(HasRightCheckCharacter(bad), bad == good) << bad;
    }
  }
}

TEST(RandomCode, HasNoLetterThatLooksLikeADigit) {
  std::string code = RandomCode(400);
  EXPECT_EQ(code.find_first_of("ILOU"), std::string::npos);
}

}  // namespace
}  // namespace piket
