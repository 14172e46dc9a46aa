#include "agent/sync/config_shelf.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "agent/sync/membership.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

class ConfigShelfTest : public testing::Test {
 protected:
  void SetUp() override {
    Join(*key_);
    Open();
  }
  void Join(const SigningKey& centre) {
    Membership membership;
    membership.centre_key = centre.PublicPem();
    ASSERT_TRUE(WriteMembership(data(), membership));
  }
  // The agent ended, however, and starts again.
  void Open() {
    shelf_.reset();
    auto shelf = ConfigShelf::Open(data());
    ASSERT_TRUE(shelf) << shelf.error().detail;
    shelf_ = std::move(*shelf);
  }
  ConfigBundle Bundle(int64_t version, const std::string& text = "a = 1\n") {
    return *MakeBundle(version, Instant(), {{"pos.toml", text}, {"papers/kop.toml", "b = 2\n"}},
                       *key_);
  }
  std::string Take(const ConfigBundle& bundle) {
    auto taken = shelf_->Take(bundle, key_->PublicPem(), check_);
    return taken ? "" : std::string(Word(taken.error().fault));
  }
  void PutInForce(int64_t version) {
    ASSERT_EQ(Take(Bundle(version, "v = " + std::to_string(version) + "\n")), "");
    ASSERT_TRUE(shelf_->Adopt());
    ASSERT_TRUE(shelf_->Confirm());
  }
  std::string Settings() {
    auto text = ReadFile(shelf_->folder() / "pos.toml");
    return text ? *text : "";
  }
  fs::path data() const { return folder_.path(); }

  TemporaryFolder folder_;
  std::unique_ptr<SigningKey> key_ = std::move(*SigningKey::Generate());
  ConfigShelf::Check check_ = [](const fs::path&) { return Result<void>(); };
  std::unique_ptr<ConfigShelf> shelf_;
};

TEST_F(ConfigShelfTest, PutsAVersionInForceOnceTheCentreWasReachedUnderIt) {
  EXPECT_EQ(shelf_->folder(), fs::path());
  ASSERT_EQ(Take(Bundle(4)), "");
  EXPECT_EQ(shelf_->state().version, 0) << "nothing changes under an agent at work";
  EXPECT_EQ(shelf_->Known(), 4);
  ASSERT_TRUE(shelf_->Adopt());
  EXPECT_TRUE(shelf_->state().trial);
  EXPECT_EQ(Settings(), "a = 1\n");
  EXPECT_TRUE(*shelf_->Confirm());
  EXPECT_FALSE(shelf_->state().trial);
  EXPECT_FALSE(*shelf_->TakeBack({Fault::kLineDown, ""})) << "what is confirmed stays";
}

TEST_F(ConfigShelfTest, GoesBackByItselfAndDoesNotTakeThatVersionAgain) {
  PutInForce(1);
  ASSERT_EQ(Take(Bundle(2)), "");
  ASSERT_TRUE(shelf_->Adopt());
  ASSERT_TRUE(*shelf_->TakeBack({Fault::kLineDown, "pusat tidak terjangkau"}));
  EXPECT_EQ(shelf_->state().version, 1);
  EXPECT_EQ(shelf_->state().refused, 2);
  EXPECT_EQ(shelf_->state().fault, "line_down");
  EXPECT_EQ(Settings(), "v = 1\n");
  EXPECT_EQ(Take(Bundle(2)), "conflict");
  EXPECT_EQ(shelf_->Known(), 2);
  Open();
  EXPECT_EQ(Settings(), "v = 1\n");
  EXPECT_EQ(Take(Bundle(3)), "") << "a mended one is taken";
}

TEST_F(ConfigShelfTest, RefusesTheWholeWhenOneFileIsWrong) {
  PutInForce(1);
  ConfigBundle bundle = Bundle(2);
  bundle.files["papers/kop.toml"] += "#";
  EXPECT_EQ(Take(bundle), "configuration");
  EXPECT_EQ(shelf_->state().refused, 2);
  bundle = Bundle(3);
  bundle.files.erase("papers/kop.toml");
  EXPECT_EQ(Take(bundle), "configuration");
  bundle = Bundle(4);
  bundle.files["offices.csv"] = "x";
  EXPECT_EQ(Take(bundle), "configuration");
  check_ = [](const fs::path&) {
    return Result<void>(Error{Fault::kConfiguration, "kop.toml:3:1: kunci tidak dikenal"});
  };
  EXPECT_EQ(Take(Bundle(5)), "configuration");
  EXPECT_EQ(shelf_->state().refused, 5);
  EXPECT_EQ(shelf_->state().why, "kop.toml:3:1: kunci tidak dikenal");
  EXPECT_EQ(shelf_->state().version, 1);
  EXPECT_EQ(Settings(), "v = 1\n");
}

TEST_F(ConfigShelfTest, RefusesWhatTheCentreDidNotSign) {
  auto other = std::move(*SigningKey::Generate());
  ConfigBundle bundle = *MakeBundle(9, Instant(), {{"pos.toml", ""}}, *other);
  EXPECT_EQ(Take(bundle), "not_trusted");
  EXPECT_EQ(shelf_->state().fault, "not_trusted");
  EXPECT_EQ(shelf_->Known(), 0) << "the true version 9 may still come";
  bundle = Bundle(1);
  bundle.manifest = Bundle(2).manifest;
  EXPECT_EQ(Take(bundle), "not_trusted");
}

TEST_F(ConfigShelfTest, TakesNoVersionThatIsNotNewer) {
  PutInForce(7);
  EXPECT_EQ(Take(Bundle(7)), "conflict");
  EXPECT_EQ(Take(Bundle(6)), "conflict");
  EXPECT_EQ(shelf_->state().version, 7);
  EXPECT_EQ(shelf_->state().fault, "");
}

TEST_F(ConfigShelfTest, IsWholeWhereverThePowerGoes) {
  PutInForce(1);
  // Between two files.
  fs::create_directories(data() / "config" / "2.part");
  ASSERT_TRUE(WriteFileDurably(data() / "config" / "2.part" / "pos.toml", "half"));
  Open();
  EXPECT_EQ(Settings(), "v = 1\n");
  EXPECT_FALSE(fs::exists(data() / "config" / "2.part"));
  // Named, but the state not exchanged yet.
  const std::string before = *ReadFile(data() / "config" / "state.json");
  ASSERT_EQ(Take(Bundle(2)), "");
  ASSERT_TRUE(WriteFileDurably(data() / "config" / "state.json", before));
  Open();
  EXPECT_EQ(Settings(), "v = 1\n");
  EXPECT_FALSE(fs::exists(data() / "config" / "2"));
  // Taken, not adopted: the start adopts it, on trial.
  ASSERT_EQ(Take(Bundle(2)), "");
  Open();
  EXPECT_EQ(shelf_->state().version, 2);
  EXPECT_TRUE(shelf_->state().trial);
  // On trial: it begins again.
  Open();
  EXPECT_TRUE(shelf_->state().trial);
  EXPECT_EQ(Settings(), "a = 1\n");
  // Confirmed.
  ASSERT_TRUE(shelf_->Confirm());
  Open();
  EXPECT_FALSE(shelf_->state().trial);
  EXPECT_EQ(Settings(), "a = 1\n");
}

TEST_F(ConfigShelfTest, EndsATrialUnderWhichTheAgentDoesNotStay) {
  PutInForce(1);
  ASSERT_EQ(Take(Bundle(2)), "");
  for (int start = 0; start < kMostTrialStarts; ++start) {
    Open();
    ASSERT_EQ(shelf_->state().version, 2) << start;
  }
  Open();
  EXPECT_EQ(shelf_->state().version, 1);
  EXPECT_EQ(shelf_->state().refused, 2);
  EXPECT_EQ(Settings(), "v = 1\n");
}

TEST_F(ConfigShelfTest, GoesBackWhenWhatIsInForceWasDamagedOnTheDisk) {
  PutInForce(1);
  PutInForce(2);
  ASSERT_TRUE(WriteFileDurably(shelf_->folder() / "pos.toml", "v = 3\n"));
  EXPECT_EQ(ReadConfigInForce(data()).folder, fs::path());
  Open();
  EXPECT_EQ(shelf_->state().version, 1);
  EXPECT_EQ(shelf_->state().refused, 2);
  EXPECT_EQ(Settings(), "v = 1\n");
}

TEST_F(ConfigShelfTest, ForgetsWhatAnotherCentreHadSet) {
  PutInForce(40);
  key_ = std::move(*SigningKey::Generate());
  Join(*key_);
  Open();
  EXPECT_EQ(shelf_->Known(), 0);
  EXPECT_EQ(shelf_->folder(), fs::path());
  PutInForce(1);
  EXPECT_EQ(ReadConfigInForce(data()).folder, shelf_->folder());
}

TEST_F(ConfigShelfTest, IsOneAgentsAlone) {
  auto second = ConfigShelf::Open(data());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::kAnotherAgent);
}

TEST(OfficeConfig, HoldsNothingButWhatBelongsThere) {
  TemporaryFolder folder;
  for (const char* path : {"papers/kop.toml", "sop/website.toml", "calendar/2026.toml", "pos.toml",
                           "offices.csv", "positions.toml"}) {
    EXPECT_TRUE(IsConfigPath(path)) << path;
  }
  for (const char* path : {"piket.toml", "keys/post.pem", "papers/../keys.toml", "papers/.toml",
                           "/etc/passwd", "papers/a/b.toml", "sop/x.sh", ""}) {
    EXPECT_FALSE(IsConfigPath(path)) << path;
  }
  EXPECT_FALSE(ReadConfigFolder(folder.path())) << "empty";
  ASSERT_TRUE(WriteFileDurably(folder.path() / "pos.toml", ""));
  EXPECT_EQ(ReadConfigFolder(folder.path())->size(), 1U);
  ASSERT_TRUE(WriteFileDurably(folder.path() / "piket.toml", ""));
  EXPECT_FALSE(ReadConfigFolder(folder.path()));
}

TEST(OfficeConfig, ComesBackAsItWentOut) {
  auto key = std::move(*SigningKey::Generate());
  auto bundle = *MakeBundle(3, Instant(), {{"pos.toml", std::string("\0\xff\n", 3)}}, *key);
  auto back = ConfigBundleFromJson(*ParseJson(CanonicalText(ToJson(bundle))));
  ASSERT_TRUE(back);
  EXPECT_EQ(*CheckBundle(*back, key->PublicPem()), 3);
  EXPECT_EQ(back->files, bundle.files);
  Json wrong = ToJson(bundle);
  wrong["files"]["../../keys/post.pem"] = "";
  EXPECT_FALSE(ConfigBundleFromJson(wrong));
  for (const char* text : {"[]", "{}", R"({"files":[]})", R"({"files":{"pos.toml":1}})"}) {
    EXPECT_FALSE(ConfigBundleFromJson(*ParseJson(text))) << text;
  }
}

}  // namespace
}  // namespace piket
