#include "agent/procedure/confirmation.h"

#include <gtest/gtest.h>

#include <set>

#include "agent/core/file.h"
#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

class ConfirmationTest : public testing::Test {
 protected:
  void SetUp() override {
    database_ = *Database::Open(folder_.path() / "piket.db", Durability::kCentre);
    KindTable kinds;
    AddProcedureKinds(kinds);
    journal_ = *Journal::Open(*database_, clock_, kinds, "K1");
    auto read = ReadProcedure(
        std::filesystem::path(PIKET_SOURCE_DIR) / "config/sop/subdomain.toml",
        {"opd", "kadis", "kabid-aplikasi", "sub-koordinator", "staf", "kasubbag-umum"});
    ASSERT_TRUE(read) << read.error().detail;
    procedure_ = std::move(*read);
  }
  Assumption At(const std::string& place) {
    for (const Assumption& each : AssumptionsOf(procedure_)) {
      if (each.place == place) return each;
    }
    ADD_FAILURE() << place;
    return {};
  }
  std::vector<Confirmation> All() {
    return *database_->Read([](Database& db) { return ConfirmationsOf(db, "subdomain"); });
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
  Procedure procedure_;
};

TEST_F(ConfirmationTest, ListsEveryAssumptionOnce) {
  std::set<std::string> places;
  for (const Assumption& each : AssumptionsOf(procedure_)) {
    EXPECT_TRUE(places.insert(each.place).second) << each.place;
    EXPECT_FALSE(each.value.empty()) << each.place;
  }
  EXPECT_EQ(At("langkah/5/waktu").value, "1 Hari");
  EXPECT_EQ(At("langkah/10/waktu").value, "tanpa batas");
  EXPECT_EQ(At("langkah/2/lanjut/tidak-dapat").name, "Langkah 2: lanjut");
  EXPECT_EQ(places.count("langkah/9/waktu"), 0u);  // repaired, not assumed
}

TEST_F(ConfirmationTest, AChangedValueNeedsConfirmingAgain) {
  ASSERT_TRUE(journal_->AppendAlone(ConfirmedEntry("subdomain", At("langkah/5/waktu"), "kadis")));
  auto confirmed = ConfirmationOf(All(), At("langkah/5/waktu"));
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(confirmed->officer, "kadis");
  EXPECT_FALSE(ConfirmationOf(All(), At("langkah/6/waktu")));
  procedure_.steps[4].limit.amount = 2;
  EXPECT_FALSE(ConfirmationOf(All(), At("langkah/5/waktu")));
  ASSERT_TRUE(journal_->AppendAlone(ConfirmedEntry("subdomain", At("langkah/5/waktu"), "admin")));
  EXPECT_EQ(ConfirmationOf(All(), At("langkah/5/waktu"))->officer, "admin");
  EXPECT_TRUE(journal_->Replay()->empty());
}

}  // namespace
}  // namespace piket
