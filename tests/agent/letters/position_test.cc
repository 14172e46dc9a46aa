#include "agent/letters/position.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

Date Day(const char* iso) { return *DateFromIso(iso); }

class PositionsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto list = ReadPositions(std::filesystem::path(PIKET_SOURCE_DIR) / "config/positions.toml");
    ASSERT_TRUE(list) << list.error().detail;
    list_ = *list;
    KindTable kinds;
    AddOfficerKinds(kinds);
    AddAppointmentKinds(kinds);
    database_ = *Database::Open(folder_.path() / "piket.db", Durability::kPost);
    journal_ = *Journal::Open(*database_, clock_, kinds, "P1");
  }

  Result<PositionList> Read(const std::string& text) {
    auto file = folder_.path() / "positions.toml";
    EXPECT_TRUE(WriteFileDurably(file, text));
    return ReadPositions(file);
  }
  Id AddOfficer(const std::string& name, bool active = true) {
    Officer officer{NewId(clock_.Now()), name, "", {}, active};
    EXPECT_TRUE(
        journal_->AppendAlone({"officer.added", "piket", officer.id, OfficerBody(officer)}));
    return officer.id;
  }
  Appointment Make(const Id& officer, const std::string& position, const std::string& as,
                   const char* from, const char* until = "") {
    Appointment appointment{NewId(clock_.Now()), officer, position, as, Day(from),
                            DateFromIso(until),  "piket", false};
    EXPECT_TRUE(journal_->AppendAlone(
        {"appointment.made", "piket", appointment.id, AppointmentBody(appointment)}));
    return appointment;
  }
  std::vector<Id> Holders(const std::string& position, const char* day) {
    std::vector<Id> officers;
    auto holders = database_->Read([&](Database& db) { return HoldersOf(db, position, Day(day)); });
    for (const Appointment& each : *holders) officers.push_back(each.officer);
    return officers;
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
  PositionList list_;
};

TEST_F(PositionsTest, HaveTheNameOfTheDay) {
  const Position* section = list_.Find("kasubbag-umum");
  ASSERT_NE(section, nullptr);
  EXPECT_EQ(section->Name(Day("2024-08-01")), "Bagian Umum");
  EXPECT_EQ(section->Name(Day("2024-08-02")), "Kasubbag Umum dan Kepegawaian");
  EXPECT_EQ(section->Name(Day("2020-01-01")), "Bagian Umum");
}

TEST_F(PositionsTest, KnowWhoStandsUnderWhom) {
  EXPECT_TRUE(list_.IsInBranch("kadis", "staf"));
  EXPECT_TRUE(list_.IsInBranch("kabid-aplikasi", "staf"));
  EXPECT_TRUE(list_.IsInBranch("staf", "staf"));
  EXPECT_FALSE(list_.IsInBranch("staf", "kabid-aplikasi"));
  EXPECT_FALSE(list_.IsInBranch("kabid-statistik", "staf"));
  EXPECT_FALSE(list_.IsInBranch("kadis", "tidak-ada"));
  EXPECT_EQ(list_.BranchOf("sub-koordinator"),
            (std::vector<std::string>{"sub-koordinator", "staf"}));
  EXPECT_EQ(list_.PositionsOf("bagian-umum"), std::vector<std::string>{"kasubbag-umum"});
  EXPECT_TRUE(list_.PositionsOf("opd").empty());
  EXPECT_EQ(list_.Actors().back(), "opd");
}

TEST_F(PositionsTest, RefuseAListThatIsNotATree) {
  auto ring = Read(R"([[jabatan]]
kode = "a"
atasan = "b"
peran = "kadis"
nama = [{ sejak = "2022-01-01", nama = "A" }]
[[jabatan]]
kode = "b"
atasan = "a"
peran = "bupati"
nama = [{ sejak = "2022-13-01", nama = "B" }]
warna = "merah"
[[satuan]]
kode = "a"
nama = "Satuan"
jabatan = ["c"]
)");
  ASSERT_FALSE(ring);
  EXPECT_EQ(ring.error().fault, Fault::kConfiguration);
  for (const char* part : {":3:", "peran", "sejak", "warna", "sudah dipakai", "\"c\""}) {
    EXPECT_NE(ring.error().detail.find(part), std::string::npos) << part << "\n"
                                                                 << ring.error().detail;
  }
  EXPECT_FALSE(Read(""));
}

TEST_F(PositionsTest, AreHeldFromTheFirstDayToTheLast) {
  Id ani = AddOfficer("Ani");
  Appointment held = Make(ani, "kadis", "definitif", "2026-01-01", "2026-06-30");
  EXPECT_TRUE(Holders("kadis", "2025-12-31").empty());
  EXPECT_EQ(Holders("kadis", "2026-01-01"), std::vector<Id>{ani});
  EXPECT_EQ(Holders("kadis", "2026-06-30"), std::vector<Id>{ani});
  EXPECT_TRUE(Holders("kadis", "2026-07-01").empty());
  EXPECT_TRUE(held.HoldsOn(Day("2026-06-30")));
  EXPECT_FALSE(held.HoldsOn(Day("2026-07-01")));
  ASSERT_TRUE(
      journal_->AppendAlone({"appointment.ended", "piket", held.id, {{"until", "2026-03-31"}}}));
  EXPECT_TRUE(Holders("kadis", "2026-04-01").empty());
  EXPECT_TRUE(journal_->Replay()->empty());
}

TEST_F(PositionsTest, AreMeantByWhoActsInThemBeforeWhoHoldsThem) {
  Id head = AddOfficer("Kepala");
  Id deputy = AddOfficer("Sekretaris");
  Id signer = AddOfficer("Penanda tangan");
  Id gone = AddOfficer("Pensiun", false);
  Make(head, "kadis", "definitif", "2026-01-01");
  Make(signer, "kadis", "an", "2026-01-01");
  Make(gone, "kadis", "plh", "2026-01-01");
  Make(deputy, "kadis", "plh", "2026-05-01", "2026-05-05");
  EXPECT_EQ(Holders("kadis", "2026-05-03"), (std::vector<Id>{deputy, head, signer}));
  EXPECT_EQ(Holders("kadis", "2026-05-06"), (std::vector<Id>{head, signer}));
}

// R-15: acting officers print in full.
TEST_F(PositionsTest, GiveTheTitleUnderASignatureInFull) {
  Date day = Day("2026-05-13");
  auto title = [&](const char* position, const char* as, const char* own = "") {
    return SigningTitle(list_, {"", "", position, as, day, std::nullopt, "", false}, day, own);
  };
  EXPECT_EQ(title("kadis", "definitif"), "Kepala Dinas");
  EXPECT_EQ(title("kadis", "plt", "sekretaris"), "Plt. Kepala Dinas");
  EXPECT_EQ(title("kadis", "plh", "sekretaris"), "Plh. Kepala Dinas");
  EXPECT_EQ(title("kadis", "an", "sekretaris"), "a.n. Kepala Dinas\nSekretaris Dinas");
  EXPECT_EQ(title("sekretaris", "ub", "kasubbag-umum"),
            "a.n. Kepala Dinas\nSekretaris Dinas\nu.b.\nKasubbag Umum dan Kepegawaian");
  EXPECT_EQ(title("kadis", "ub", "kasubbag-umum"),
            "a.n. Kepala Dinas\nSekretaris Dinas\nu.b.\nKasubbag Umum dan Kepegawaian");
  EXPECT_EQ(title("kadis", "ub", "sekretaris"), "Kepala Dinas\nu.b.\nSekretaris Dinas");
}

TEST_F(PositionsTest, FindTheSignersOwnPositionForTheTitle) {
  Id deputy = AddOfficer("Sekretaris");
  Make(deputy, "sekretaris", "definitif", "2026-01-01");
  Appointment signs = Make(deputy, "kadis", "an", "2026-05-01");
  auto title = database_->Read(
      [&](Database& db) { return SigningTitle(db, list_, signs, Day("2026-05-13")); });
  ASSERT_TRUE(title);
  EXPECT_EQ(*title, "a.n. Kepala Dinas\nSekretaris Dinas");
}

}  // namespace
}  // namespace piket
