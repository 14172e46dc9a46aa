// The centre's configuration on its way to a desk: real processes, mutual TLS, the real commands.
#include <gtest/gtest.h>

#include <thread>

#include "agent/core/file.h"
#include "tests/virtual/separate_office.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ConfigWayTest : public testing::Test {
 protected:
  void SetUp() override {
    setenv("PIKET_BINARY", PIKET_BINARY, 1);
    SeparateOfficePlan plan;
    plan.folder = folder_.path() / "office";
    plan.room = false;
    auto office = SeparateOffice::Start(plan);
    ASSERT_TRUE(office) << office.error().detail;
    office_ = std::move(*office);
  }

  // The version that was published; 0 when the centre refused.
  int64_t Publish(const std::string& settings) {
    const auto folder = folder_.path() / "published";
    std::filesystem::create_directories(folder / "calendar");
    std::filesystem::copy(std::filesystem::path(PIKET_SOURCE_DIR) / "config" / "calendar",
                          folder / "calendar", std::filesystem::copy_options::overwrite_existing);
    EXPECT_TRUE(WriteFileDurably(folder / "pos.toml", settings));
    auto said = office_->centre().Run({"config", "publish", folder.string(), "--json"});
    auto json = said ? ParseJson(*said) : Result<Json>(said.error());
    return json ? IntegerOr(*json, "version") : 0;
  }
  // What the desk says of its configuration to the centre, as the centre knows it.
  Json AtCentre() {
    auto said = office_->centre().Run({"config", "show", "--json"});
    auto json = said ? ParseJson(*said) : Result<Json>(said.error());
    return json && json->contains("posts") ? (*json)["posts"].value("L1", Json::object()) : Json();
  }
  bool Until(const std::function<bool(const Json&)>& fits, seconds patience = seconds(60)) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!fits(AtCentre())) {
      if (std::chrono::steady_clock::now() > deadline) {
        ADD_FAILURE() << "the desk says: " << AtCentre().dump();
        return false;
      }
      std::this_thread::sleep_for(milliseconds(200));
    }
    return true;
  }
  static bool IsInForce(const Json& config, int64_t version) {
    return IntegerOr(config, "version") == version && !BoolOr(config, "trial", true);
  }
  // The hello that tells of a new version may be a minute away: a desk that starts says it at once.
  void MeetAgain() {
    office_->desk().KillAgent();
    ASSERT_TRUE(office_->desk().StartAgent());
  }

  TemporaryFolder folder_;
  std::unique_ptr<SeparateOffice> office_;
};

TEST_F(ConfigWayTest, IsTakenTriedAndTakenBackWhenTheCentreCannotBeReachedUnderIt) {
  const std::string centre = office_->centre().devices();
  const std::string port = centre.substr(centre.rfind(':') + 1);

  // The centre moved to another name, which leads there.
  ASSERT_EQ(Publish("[agenda]\ndisplay = \"{nomor}/A/{tahun}\"\n[centre]\naddress = \"localhost:" +
                    port + "\"\n"),
            1);
  MeetAgain();
  ASSERT_TRUE(Until([](const Json& config) { return IsInForce(config, 1); }));

  // Nobody listens at the next address.
  ASSERT_EQ(Publish("[centre]\naddress = \"127.0.0.1:1\"\ntrial_seconds = 5\n"), 2);
  MeetAgain();
  ASSERT_TRUE(Until([](const Json& config) {
    return IsInForce(config, 1) && IntegerOr(config, "refused") == 2;
  }));
  EXPECT_EQ(TextOr(AtCentre(), "fault"), "line_down");
  MeetAgain();
  std::this_thread::sleep_for(seconds(7));  // longer than an agent takes to adopt what it took
  EXPECT_TRUE(IsInForce(AtCentre(), 1)) << "the same version is not tried again";

  // A mended one is taken.
  ASSERT_EQ(Publish("[agenda]\ndisplay = \"{nomor}/B/{tahun}\"\n"), 3);
  MeetAgain();
  ASSERT_TRUE(Until([](const Json& config) { return IsInForce(config, 3); }));
  EXPECT_EQ(TextOr(AtCentre(), "fault"), "");
}

TEST_F(ConfigWayTest, SurvivesAKillAtAnyTimeOfItsTrial) {
  ASSERT_EQ(Publish("[centre]\naddress = \"127.0.0.1:1\"\ntrial_seconds = 6\n"), 1);
  MeetAgain();
  const auto deadline = std::chrono::steady_clock::now() + seconds(60);
  auto state = [&]() -> Json {
    auto said = office_->desk().Run({"config", "show", "--json"});
    auto json = said ? ParseJson(*said) : Result<Json>(said.error());
    return json ? *json : Json();
  };
  while (!BoolOr(state(), "trial") && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(50));
  }
  ASSERT_TRUE(BoolOr(state(), "trial"));
  for (int kill = 0; kill < 2; ++kill) {
    MeetAgain();
    EXPECT_TRUE(BoolOr(state(), "trial")) << "a trial that was cut off begins again";
  }
  ASSERT_TRUE(Until([](const Json& config) {
    return IsInForce(config, 0) && IntegerOr(config, "refused") == 1;
  }));
}

TEST_F(ConfigWayTest, IsRefusedAtTheCentreWhenOneFileIsWrong) {
  EXPECT_EQ(Publish("[agenda]\ndisplay = 5\n"), 0);
  EXPECT_EQ(Publish("[screen]\nport = 80\n"), 0) << "a post's own matter";
  EXPECT_EQ(Publish("[agenda]\ndisplay = \"{nomor}\"\n"), 1);
}

}  // namespace
}  // namespace piket
