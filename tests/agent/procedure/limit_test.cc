#include "agent/procedure/limit.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

TEST(Limit, IsReadAsTheSopsWriteIt) {
  EXPECT_EQ(LimitText(*LimitFromText("2 Menit")), "2 Menit");
  EXPECT_EQ(LimitText(*LimitFromText(" 3 hari ")), "3 Hari");
  EXPECT_EQ(LimitFromText("")->unit, Limit::Unit::kNone);
}

TEST(Limit, RefusesWhatIsNoLimit) {
  for (const char* text : {"3kadd", "Menit", "2 Jam", "-1 Hari", "10000 Menit", "2"}) {
    EXPECT_FALSE(LimitFromText(text)) << text;
  }
}

}  // namespace
}  // namespace piket
