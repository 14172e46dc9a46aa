#include "agent/http/command_server.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Ended = std::function<bool()>;

class Command : public testing::Test {
 protected:
  void SetUp() override {
    CommandTable table;
    table["say"] = [](const Json& words, const Ended&) -> Result<Json> { return words; };
    table["fail"] = [](const Json&, const Ended&) -> Result<Json> {
      return Error{Fault::kReasonMissing, "why"};
    };
    table["wait"] = [this](const Json&, const Ended& ended) -> Result<Json> {
      waiting_ = true;
      while (!ended()) std::this_thread::sleep_for(milliseconds(5));
      ended_ = true;
      return Json(true);
    };
    auto server = CommandServer::Start(folder_.path(), table);
    ASSERT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
  }

  TemporaryFolder folder_;
  std::atomic<bool> waiting_ = false;
  std::atomic<bool> ended_ = false;
  std::unique_ptr<CommandServer> server_;
};

TEST_F(Command, IsAnsweredByTheAgentOfItsFolder) {
  auto said = AskAgentCommand(folder_.path(), "say", {{"text", "a\nb ✓"}}, seconds(5));
  ASSERT_TRUE(said) << said.error().detail;
  EXPECT_EQ(TextOr(*said, "text"), "a\nb ✓");
}

TEST_F(Command, BringsBackTheFault) {
  auto failed = AskAgentCommand(folder_.path(), "fail", Json::object(), seconds(5));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().fault, Fault::kReasonMissing);
  EXPECT_EQ(failed.error().detail, "why");
  auto unknown = AskAgentCommand(folder_.path(), "dance", Json::object(), seconds(5));
  EXPECT_EQ(unknown.error().fault, Fault::kBadRequest);
}

TEST_F(Command, IsForNobodyElseOnThisMachine) {
  auto mode = std::filesystem::status(folder_.path() / kCommandSocket).permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Command, IsToldWhenWhoAskedHasGone) {
  auto late = AskAgentCommand(folder_.path(), "wait", Json::object(), milliseconds(200));
  EXPECT_EQ(late.error().fault, Fault::kTimedOut);
  auto deadline = std::chrono::steady_clock::now() + seconds(10);
  while (!ended_ && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_TRUE(ended_);
}

TEST_F(Command, FindsNobodyOnceTheAgentHasEnded) {
  server_.reset();
  auto nobody = AskAgentCommand(folder_.path(), "say", Json::object(), seconds(5));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().fault, Fault::kNotFound);
  // What a killed agent left there is no hindrance to the next.
  ASSERT_TRUE(WriteFileDurably(folder_.path() / kCommandSocket, "", 0600));
  auto again = CommandServer::Start(folder_.path(), {});
  EXPECT_TRUE(again);
}

TEST_F(Command, EndsWithTheAgentThoughItWaits) {
  std::thread asks(
      [&] { (void)AskAgentCommand(folder_.path(), "wait", Json::object(), seconds(20)); });
  auto deadline = std::chrono::steady_clock::now() + seconds(10);
  while (!waiting_ && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  server_.reset();
  EXPECT_TRUE(ended_);
  asks.join();
}

}  // namespace
}  // namespace piket
