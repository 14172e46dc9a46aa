// A desk whose computer was lost: its backup on an empty disk, by the real commands.
#include <gtest/gtest.h>

#include <thread>

#include "agent/core/file.h"
#include "tests/virtual/separate_office.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

class RestoreTest : public testing::Test {
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

  Result<Json> Enter(const std::string& number) {
    DeskClient clerk(desk().screens());
    if (auto in = clerk.SignIn(); !in) return in.error();
    return clerk.Post("/api/letters", {{"sender", "Dinas Kesehatan"},
                                       {"number", number},
                                       {"date", "2026-05-11"},
                                       {"subject", "Permohonan pembuatan website"},
                                       {"service", "website"},
                                       {"without_page_reason", "tanpa pindaian"}});
  }
  bool CentreHas(const std::string& number) {
    DeskClient admin(office_->centre().screens());
    if (!admin.SignIn()) return false;
    auto found = admin.Get("/api/letters");
    return found && CanonicalText(*found).find(number) != std::string::npos;
  }
  bool Until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(milliseconds(200));
    }
    return true;
  }
  // The exit status and what it said.
  int RunRestore(const fs::path& backup, std::string& said) {
    auto process = Process::Start({.argv = {PIKET_BINARY, "restore", backup.string(), "--config",
                                            desk().config().string(), "--json"}});
    EXPECT_TRUE(process);
    auto output = (*process)->ReadAll(seconds(60));
    said = output ? *output : "";
    auto status = (*process)->Wait(seconds(10));
    return status ? *status : -1;
  }
  // The computer is gone, with all that was on it.
  void LoseDesk() {
    desk().KillAgent();
    fs::remove_all(desk().data());
  }
  SmallOffice& desk() { return office_->desk(); }

  TemporaryFolder folder_;
  std::unique_ptr<SeparateOffice> office_;
};

TEST_F(RestoreTest, GoesOnWhereTheLostComputerStoodOnceTheCentreSaysWhere) {
  ASSERT_TRUE(Enter("800/1/2026"));
  const fs::path backup = folder_.path() / "backup";
  ASSERT_TRUE(desk().Run({"backup", backup.string()}));
  ASSERT_TRUE(Enter("800/2/2026"));
  ASSERT_TRUE(Enter("800/3/2026"));
  ASSERT_TRUE(Until([&] { return CentreHas("800/3/2026"); }));
  std::string said;
  EXPECT_EQ(RunRestore(backup, said), 1) << "an agent runs";
  desk().KillAgent();
  EXPECT_EQ(RunRestore(backup, said), 1) << "the folder is not empty";
  EXPECT_TRUE(fs::exists(desk().data() / "piket.db"));
  LoseDesk();
  // A restore that the power ended: no agent starts on it, the next one begins anew.
  fs::create_directories(desk().data() / "restore.part");
  fs::copy(backup / "keys", desk().data() / "keys");
  EXPECT_FALSE(desk().StartAgent());
  ASSERT_EQ(RunRestore(backup, said), 0) << said;
  Json restored = *ParseJson(said);
  EXPECT_GT(IntegerOr(restored, "entries"), 0);
  EXPECT_EQ(restored["damaged"], Json::array());

  ASSERT_TRUE(desk().StartAgent());
  auto refused = Enter("800/4/2026");
  ASSERT_FALSE(refused) << "two letters would have one number";
  EXPECT_EQ(refused.error().fault, Fault::kBookNotOpen);

  desk().KillAgent();
  auto joined = office_->Join(desk(), "L1", "desk", true);
  ASSERT_TRUE(joined) << joined.error().detail;
  Result<Json> letter = Error{};
  ASSERT_TRUE(Until([&] {
    letter = Enter("800/4/2026");
    return letter.ok();
  })) << letter.error().detail;
  EXPECT_EQ(IntegerOr((*letter)["agenda"], "number"), 4) << letter->dump();
  EXPECT_EQ(TextOr(*letter, "receipt_number").substr(0, 9), "L1-000004");
  EXPECT_TRUE(Until([&] { return CentreHas("800/4/2026"); }));
  ASSERT_TRUE(desk().StopAgent());
  auto verified = desk().Run({"journal", "verify"});
  EXPECT_TRUE(verified) << verified.error().detail;
  auto replayed = desk().Run({"journal", "replay"});
  EXPECT_TRUE(replayed) << replayed.error().detail;
}

TEST_F(RestoreTest, TakesTheNextNumberFromAnOfficerWithoutTheLine) {
  ASSERT_TRUE(Enter("800/1/2026"));
  const fs::path backup = folder_.path() / "backup";
  ASSERT_TRUE(desk().Run({"backup", backup.string()}));
  auto last = Enter("800/2/2026");
  ASSERT_TRUE(last);
  LoseDesk();
  std::string said;
  ASSERT_EQ(RunRestore(backup, said), 0) << said;
  ASSERT_TRUE(desk().StartAgent());
  DeskClient clerk(desk().screens());
  ASSERT_TRUE(clerk.SignIn());
  const std::string book =
      "/api/agenda/" + std::to_string(IntegerOr((*last)["agenda"], "year")) + "/first";
  EXPECT_FALSE(clerk.Post(book, {{"number", 1}})) << "in the backup already";
  ASSERT_TRUE(clerk.Post(book, {{"number", 3}}));
  auto letter = Enter("800/3/2026");
  ASSERT_TRUE(letter) << letter.error().detail;
  EXPECT_EQ(IntegerOr((*letter)["agenda"], "number"), 3);
  EXPECT_EQ(TextOr(*letter, "receipt_number").substr(0, 9), "L1-000003");
}

TEST_F(RestoreTest, RefusesAJournalThatWasChanged) {
  ASSERT_TRUE(Enter("800/1/2026"));
  const fs::path backup = folder_.path() / "backup";
  ASSERT_TRUE(desk().Run({"backup", backup.string()}));
  auto bytes = *ReadFile(backup / "piket.db");
  const size_t at = bytes.find("pembuatan website");
  ASSERT_NE(at, std::string::npos);
  for (size_t place = at; place != std::string::npos;
       place = bytes.find("pembuatan website", place)) {
    bytes[place] = 'P';
  }
  ASSERT_TRUE(WriteFileDurably(backup / "piket.db", bytes));
  LoseDesk();
  std::string said;
  EXPECT_EQ(RunRestore(backup, said), 1);
  EXPECT_FALSE(fs::exists(desk().data() / "piket.db"));
}

}  // namespace
}  // namespace piket
