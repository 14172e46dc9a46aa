#include "agent/paper/page.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

PageView A4(int turn, double skew = 0) {
  PageView view;
  view.turn = turn;
  view.skew = skew;
  view.original_width = turn % 180 == 0 ? 210 : 297;
  view.original_height = turn % 180 == 0 ? 297 : 210;
  view.width = 210;
  view.height = 297;
  return view;
}

void ExpectPoint(Point point, double x, double y) {
  EXPECT_NEAR(point.x, x, 0.01);
  EXPECT_NEAR(point.y, y, 0.01);
}

TEST(PageView, FindsTheViewsTopLeftOnTheOriginalForEveryTurn) {
  ExpectPoint(ToOriginal(A4(0), {10, 20}), 10, 20);
  // Turned clockwise by 90, what was at the bottom left comes to the top left.
  ExpectPoint(ToOriginal(A4(90), {10, 20}), 20, 210 - 10);
  ExpectPoint(ToOriginal(A4(180), {10, 20}), 210 - 10, 297 - 20);
  ExpectPoint(ToOriginal(A4(270), {10, 20}), 297 - 20, 10);
}

TEST(PageView, TurnsBackTheSkewAboutTheCentreAndAddsTheCrop) {
  PageView view = A4(0, 90);  // a whole quarter, so that the numbers are plain
  view.original_width = view.original_height = 200;
  view.left = 10;
  // (0,0) in the view is (10,0) in the rotated picture; anticlockwise by a quarter: (0,190).
  ExpectPoint(ToOriginal(view, {0, 0}), 0, 190);
  ExpectPoint(ToOriginal(A4(0, 2), {105, 148.5}), 105, 148.5);
  Point moved = ToOriginal(A4(0, 2), {205, 148.5});
  EXPECT_LT(moved.y, 148.5);  // right of the centre, clockwise went down: it came from above
}

PageReading Example() {
  PageReading reading;
  reading.view = A4(180, -1.25);
  reading.view.left = 3.5;
  reading.separator = true;
  reading.fault = Fault::kReadingTooSlow;
  reading.likeness = 0xfedcba9876543210;
  reading.mean_confidence = 0.91;
  reading.words = {{"Nomor", {20, 50, 12, 3}, 0.9, 0, 0},
                   {":", {40, 50, 1, 3}, 0.8, 0, 0},
                   {"Hal", {20, 56, 8, 3}, 0.95, 1, 0}};
  reading.codes = {{"PK1/S/L1", {10, 10, 20, 20}}};
  return reading;
}

TEST(PageReading, IsTheSameAfterJson) {
  Json json = ToJson(Example());
  auto back = PageReadingFromJson(*ParseJson(CanonicalText(json)));
  ASSERT_TRUE(back);
  EXPECT_EQ(ToJson(*back), json);
  EXPECT_EQ(back->likeness, 0xfedcba9876543210);
  EXPECT_EQ(back->fault, Fault::kReadingTooSlow);
  EXPECT_EQ(back->view.turn, 180);
  EXPECT_EQ(back->words[2].text, "Hal");
  EXPECT_EQ(back->codes[0].text, "PK1/S/L1");
}

TEST(PageReading, PutsSpacesBetweenWordsAndEndsLines) {
  EXPECT_EQ(Example().Text(), "Nomor :\nHal");
  EXPECT_EQ(PageReading().Text(), "");
}

TEST(PageReading, IsRefusedWhenAWordIsNotAWord) {
  EXPECT_EQ(PageReadingFromJson(Json::array()).error().fault, Fault::kBadRequest);
  for (const char* text : {R"({"words":[["a",1,2]]})", R"({"words":[[1,1,2,3,4,5,6,7]]})",
                           R"({"words":["a"]})", R"({"codes":[{"text":"a"}]})", R"({"codes":[1]})",
                           R"({"words":[["a",1,2,3,4,5,"6",7]]})"}) {
    EXPECT_EQ(PageReadingFromJson(*ParseJson(text)).error().fault, Fault::kBadRequest) << text;
  }
}

TEST(PageReading, RefusesALineThatIsNoWholeNumber) {
  EXPECT_TRUE(PageReadingFromJson({{"words", {{"a", 1, 2, 3, 4, 0.5, 1, 0}}}}).ok());
  EXPECT_FALSE(PageReadingFromJson({{"words", {{"a", 1, 2, 3, 4, 0.5, 1e300, 0}}}}).ok());
  EXPECT_FALSE(PageReadingFromJson({{"words", {{"a", 1, 2, 3, 4, 0.5, 0, 1e300}}}}).ok());
}

}  // namespace
}  // namespace piket
