#include "agent/central/publish.h"

#include "agent/central/inbox.h"
#include "tests/agent/central/line_rig.h"

namespace piket {
namespace {

class PublishTest : public LineRig {};

TEST_F(PublishTest, GivesNumbersThatOnlyGrow) {
  EXPECT_EQ(*NewestConfig(site_->database()), 0);
  EXPECT_EQ(*Publish(*centre_, {{"pos.toml", "a = 1\n"}}, "admin"), 1);
  EXPECT_EQ(*Publish(*centre_, {{"pos.toml", "a = 2\n"}}, "admin"), 2);
  auto bundle = PublishedConfig(*centre_, 2);
  ASSERT_TRUE(bundle) << bundle.error().detail;
  EXPECT_EQ(*CheckBundle(*bundle, site_->key().PublicPem()), 2);
  EXPECT_EQ(bundle->files.at("pos.toml"), "a = 2\n");
  EXPECT_EQ(PublishedConfig(*centre_, 1).error().fault, Fault::kNotFound);
}

TEST_F(PublishTest, TellsEachPostOfTheNewestAtItsHello) {
  Site& desk = Join("L1");
  EXPECT_EQ(Meet(desk)->config_version, 0);
  ASSERT_TRUE(Publish(*centre_, {{"pos.toml", ""}}, "admin"));
  EXPECT_EQ(Meet(desk)->config_version, 1);
}

TEST_F(PublishTest, StaysAboveWhatPostsHaveAfterTheCentreWasRestored) {
  Site& desk = Join("L1");
  Hello hello = desk.Greeting();
  hello.report = {{"config", {{"version", 6}, {"next", 8}, {"refused", 7}}}};
  ASSERT_TRUE(Greet(*centre_, Record("L1"), hello, "00"));
  EXPECT_EQ(*Publish(*centre_, {{"pos.toml", ""}}, "admin"), 9);
}

}  // namespace
}  // namespace piket
