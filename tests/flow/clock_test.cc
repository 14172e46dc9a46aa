// A desk whose clock says 1970 when it starts: the real process under libfaketime, mutual TLS.
#include <gtest/gtest.h>

#include <thread>

#include "agent/core/file.h"
#include "agent/store/database.h"
#include "tests/virtual/bad_line.h"
#include "tests/virtual/separate_office.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Where Debian puts it: /usr/lib/<machine>/faketime.
std::string FakeTimeLibrary() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib", error)) {
    const fs::path library = entry.path() / "faketime" / "libfaketimeMT.so.1";
    if (fs::exists(library, error)) return library.string();
  }
  return "";
}

class ClockWayTest : public testing::Test {
 protected:
  void SetUp() override {
    setenv("PIKET_BINARY", PIKET_BINARY, 1);
    SeparateOfficePlan plan;
    plan.folder = folder_.path() / "office";
    plan.room = false;
    plan.join = false;
    auto office = SeparateOffice::Start(plan);
    ASSERT_TRUE(office) << office.error().detail;
    office_ = std::move(*office);
    const std::string centre = office_->centre().devices();
    auto line = BadLine::Start(std::atoi(centre.substr(centre.rfind(':') + 1).c_str()));
    ASSERT_TRUE(line);
    line_ = std::move(*line);
    office_->SetCentreAddress("127.0.0.1:" + std::to_string(line_->port()));
    auto joined = office_->Join(desk(), "L1", "desk");
    ASSERT_TRUE(joined) << joined.error().detail;
  }
  void Enter(const std::string& number) {
    DeskClient clerk(desk().screens());
    auto in = clerk.SignIn();
    ASSERT_TRUE(in) << in.error().detail;
    auto letter = clerk.Post("/api/letters", {{"sender", "Dinas Kesehatan"},
                                              {"number", number},
                                              {"date", "2026-05-11"},
                                              {"subject", "Permohonan pembuatan website"},
                                              {"service", "website"},
                                              {"without_page_reason", "tanpa pindaian"}});
    ASSERT_TRUE(letter) << letter.error().detail;
  }
  // When each entry of this kind was made, by its own word, in the journal's order.
  static std::vector<int64_t> Times(SmallOffice& post, const std::string& kind) {
    auto database = Database::Open(post.data() / "piket.db", Durability::kReadOnly);
    std::vector<int64_t> times;
    if (!database) return times;
    auto rows =
        (*database)->Ask("SELECT at FROM entry WHERE post='L1' AND kind=? ORDER BY seq", {kind});
    if (!rows) return times;
    for (const Row& row : *rows) times.push_back(row.Integer("at"));
    return times;
  }
  bool Until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(90);
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(milliseconds(200));
    }
    return true;
  }
  SmallOffice& desk() { return office_->desk(); }

  TemporaryFolder folder_;
  std::unique_ptr<SeparateOffice> office_;
  std::unique_ptr<BadLine> line_;
};

TEST_F(ClockWayTest, WorksFrom1970OnSaysSoAndIsPutRightByTheCentre) {
  const std::string library = FakeTimeLibrary();
  ASSERT_NE(library, "") << "packages.txt has faketime among the tests'";
  Enter("800/1/2026");
  ASSERT_TRUE(Until([&] { return Times(office_->centre(), "letter.entered").size() == 1; }));
  ASSERT_TRUE(desk().StopAgent());
  LineKnobs cut;
  cut.cut = true;
  line_->Set(cut);
  desk().SetEnvironment({{"LD_PRELOAD", library},
                         {"FAKETIME", "@1970-01-01 00:00:10"},
                         {"DONT_FAKE_MONOTONIC", "1"},
                         {"ASAN_OPTIONS", "verify_asan_link_order=0"}});
  ASSERT_TRUE(desk().StartAgent());
  Enter("800/2/2026");
  auto letters = Times(desk(), "letter.entered");
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_GE(letters[1], letters[0]) << "time does not go back";
  EXPECT_LT(letters[1], letters[0] + 3600000);
  EXPECT_EQ(Times(desk(), "clock.unsure").size(), 1U);
  EXPECT_EQ(Times(desk(), "clock.set").size(), 0U);

  line_->Set({});
  ASSERT_TRUE(Until([&] { return Times(office_->centre(), "letter.entered").size() == 2; }))
      << "certificates of 2026 are believed by a machine in 1970";
  ASSERT_TRUE(Until([&] { return Times(desk(), "clock.set").size() == 1; }));
  Enter("800/3/2026");
  letters = Times(desk(), "letter.entered");
  ASSERT_EQ(letters.size(), 3U);
  const int64_t now = SystemClock().Now().time_since_epoch().count();
  EXPECT_NEAR(static_cast<double>(letters[2]), static_cast<double>(now), 30000);
  ASSERT_TRUE(Until([&] { return Times(office_->centre(), "clock.set").size() == 1; }));
  EXPECT_TRUE(desk().Run({"journal", "verify"}));
}

}  // namespace
}  // namespace piket
