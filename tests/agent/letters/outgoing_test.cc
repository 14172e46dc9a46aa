#include "agent/letters/outgoing.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

class OutgoingLetterTest : public testing::Test {
 protected:
  void SetUp() override {
    database_ = *Database::Open(folder_.path() / "piket.db", Durability::kCentre);
    KindTable kinds;
    AddOutgoingKinds(kinds);
    journal_ = *Journal::Open(*database_, clock_, kinds, "K1");
  }
  Result<void> Append(const std::string& kind, const std::string& subject, const Json& body,
                      const std::string& author = "ani") {
    return journal_->AppendAlone({kind, author, subject, body});
  }
  Id Drafted() {
    Id id = NewId(clock_.Now());
    EXPECT_TRUE(Append("outgoing.drafted", id,
                       {{"kind", "surat-tanggapan"},
                        {"case", "c"},
                        {"letter", "l"},
                        {"text", {{"subject", "Tanggapan"}}}}));
    return id;
  }
  Result<void> Approve(const Id& id, int counter) {
    return Append("outgoing.approved", id,
                  {{"kind", "surat-tanggapan"},
                   {"position", "kadis"},
                   {"as", "plt"},
                   {"number", std::to_string(counter) + "/DKISP"},
                   {"scope", "keluar/2026"},
                   {"counter", counter},
                   {"paper", "blob"},
                   {"print", "p"}},
                  "budi");
  }
  OutgoingLetter Read(const Id& id) {
    return *database_->Read([&](Database& db) { return FindOutgoing(db, id); });
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(OutgoingLetterTest, GoesFromDraftToTheReceiversSignature) {
  Id id = Drafted();
  EXPECT_EQ(Read(id).state, "draf");
  ASSERT_TRUE(Append("outgoing.checked", id, Json::object(), "citra"));
  EXPECT_EQ(Read(id).checked_by, "citra");
  ASSERT_TRUE(Append("outgoing.changed", id, {{"text", {{"subject", "Lain"}}}}));
  EXPECT_EQ(Read(id).state, "draf");
  EXPECT_EQ(Read(id).checked_by, "");
  ASSERT_TRUE(Append("outgoing.checked", id, Json::object(), "citra"));
  ASSERT_TRUE(Approve(id, 1));
  EXPECT_EQ(Read(id).state, "disetujui");
  EXPECT_EQ(Read(id).as, "plt");
  EXPECT_EQ(Read(id).number, "1/DKISP");
  EXPECT_EQ(*Read(id).approved_at, clock_.Now());
  ASSERT_TRUE(Append("outgoing.sent", id,
                     {{"sent_at", 5}, {"by", "kurir"}, {"receiver", "Dewi"}, {"signature", "s"}}));
  EXPECT_EQ(Read(id).state, "dikirim");
  database_->Read([&](Database& db) {
    EXPECT_EQ((*ExpeditionOf(db, id))->receiver, "Dewi");
    EXPECT_EQ(OutgoingOfCase(db, "c")->size(), 1u);
    EXPECT_EQ(OutgoingIn(db, "dikirim", 10)->size(), 1u);
    EXPECT_TRUE(OutgoingIn(db, "draf", 10)->empty());
  });
  EXPECT_TRUE(journal_->Replay()->empty());
}

TEST_F(OutgoingLetterTest, NeverGetsANumberThatWasGivenBefore) {
  Id first = Drafted();
  ASSERT_TRUE(Approve(first, 1));
  ASSERT_TRUE(Append("outgoing.voided", first, {{"reason", "salah alamat"}}));
  EXPECT_FALSE(Approve(Drafted(), 1));
  ASSERT_TRUE(Append("outgoing.reserved", "nomor/keluar/2026",
                     {{"scope", "keluar/2026"},
                      {"counter", 2},
                      {"number", "2/DKISP"},
                      {"kind", "surat-tanggapan"},
                      {"note", "undangan"}}));
  EXPECT_FALSE(Approve(Drafted(), 2));
  database_->Read([&](Database& db) {
    EXPECT_EQ(*LastOutgoingCounter(db, "keluar/2026"), 2);
    EXPECT_EQ(*LastOutgoingCounter(db, "keluar/2027"), 0);
    auto numbers = OutgoingNumbers(db, clock_.Now(), clock_.Now() + std::chrono::hours(1));
    ASSERT_EQ(numbers->size(), 2u);
    EXPECT_EQ(numbers->front().outgoing, first);
    EXPECT_EQ(numbers->back().note, "undangan");
  });
  EXPECT_EQ(Read(first).state, "batal");
  EXPECT_EQ(Read(first).number, "1/DKISP");
  EXPECT_TRUE(journal_->Replay()->empty());
}

}  // namespace
}  // namespace piket
