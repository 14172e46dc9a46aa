#include "agent/procedure/case.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

class CaseTest : public testing::Test {
 protected:
  void SetUp() override {
    database_ = std::move(*Database::Open(folder_.path() / "piket.db", Durability::kCentre));
    KindTable kinds;
    AddCaseKinds(kinds);
    journal_ = std::move(*Journal::Open(*database_, clock_, kinds, "L1"));
  }

  void Append(const std::string& kind, const Json& body, const Id& subject = "case-1") {
    clock_.Advance(std::chrono::milliseconds(1));
    auto done = journal_->AppendAlone({kind, "officer", subject, body});
    ASSERT_TRUE(done) << done.error().detail;
  }
  void Open(const Id& id = "case-1", const Json& more = Json::object()) {
    Json body = {{"letter", "letter-1"},        {"procedure", "colocation"}, {"version", "v1"},
                 {"opened_at", 1000},           {"urgency", "segera"},       {"security", "B"},
                 {"facts", {{"jenis", "baru"}}}};
    body.update(more);
    Append("case.opened", body, id);
    Append("case.arrived",
           {{"run", 1},
            {"step", 1},
            {"at", 1000},
            {"due_at", 121000},
            {"calendar", "2026-1"},
            {"position", "opd"}},
           id);
  }
  Case TheCase() {
    return *database_->Read([](Database& db) { return FindCase(db, "case-1"); });
  }
  template <class T>
  std::vector<T> All(Result<std::vector<T>> (*query)(Database&, const Id&)) {
    return *database_->Read([&](Database& db) { return query(db, "case-1"); });
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(CaseTest, StandsAtItsFirstStepWithItsLimit) {
  Open();
  Case c = TheCase();
  EXPECT_EQ(c.letter, "letter-1");
  EXPECT_EQ(c.procedure, "colocation");
  EXPECT_EQ(c.version, "v1");
  EXPECT_EQ(c.state, "berjalan");
  EXPECT_EQ(c.step, 1);
  EXPECT_EQ(c.run, 1);
  EXPECT_EQ(c.position, "opd");
  EXPECT_EQ(c.due_at->time_since_epoch().count(), 121000);
  EXPECT_EQ(c.facts.at("jenis"), "baru");
  EXPECT_EQ(c.urgency, "segera");
  EXPECT_FALSE(c.ended_at);
  EXPECT_EQ(database_->Read([](Database& db) { return FindCase(db, "none"); }).error().fault,
            Fault::kNotFound);
}

TEST_F(CaseTest, KeepsEveryRunWithItsTimesAndWhatWasDecided) {
  Open();
  Append("case.started", {{"run", 1}, {"at", 2000}});
  Append("case.finished", {{"run", 1},
                           {"at", 3000},
                           {"position", "kabid-aplikasi"},
                           {"outcome", "tidak"},
                           {"reason", "belum lengkap"},
                           {"reviewed_with", {"a", "b"}},
                           {"return_items", {"surat-permohonan"}},
                           {"outside", true}});
  Append("case.arrived", {{"run", 2}, {"step", 2}, {"at", 3000}, {"position", "bagian-umum"}});
  auto runs = All<CaseRun>(RunsOfCase);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].started_at->time_since_epoch().count(), 2000);
  EXPECT_EQ(runs[0].finished_at->time_since_epoch().count(), 3000);
  EXPECT_EQ(runs[0].finished_by, "officer");
  EXPECT_EQ(runs[0].outcome, "tidak");
  EXPECT_EQ(runs[0].reviewed_with, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(runs[0].return_items, (std::vector<std::string>{"surat-permohonan"}));
  EXPECT_EQ(runs[0].calendar, "2026-1");
  EXPECT_FALSE(runs[1].due_at);
  EXPECT_TRUE(TheCase().outside);
  EXPECT_EQ(TheCase().step, 2);
  EXPECT_FALSE(TheCase().due_at);
}

TEST_F(CaseTest, HasNoDueDateWhileItStandsStillAndAMovedOneAfter) {
  Open();
  Append("case.stopped", {{"state", "menunggu_pemohon"}, {"at", 5000}, {"reason", "berkas"}});
  EXPECT_EQ(TheCase().state, "menunggu_pemohon");
  EXPECT_FALSE(TheCase().due_at);
  // A calendar that changes meanwhile moves what waits in the run, not the case.
  Append("case.due", {{"run", 1}, {"due_at", 130000}, {"calendar", "2026-2"}});
  EXPECT_FALSE(TheCase().due_at);
  EXPECT_EQ(All<CaseRun>(RunsOfCase)[0].due_at->time_since_epoch().count(), 130000);
  Append("case.resumed", {{"run", 1}, {"at", 9000}, {"due_at", 134000}, {"calendar", "2026-2"}});
  EXPECT_EQ(TheCase().state, "berjalan");
  EXPECT_EQ(TheCase().due_at->time_since_epoch().count(), 134000);
  auto stops = All<CaseStop>(StopsOfCase);
  ASSERT_EQ(stops.size(), 1u);
  EXPECT_EQ(stops[0].state, "menunggu_pemohon");
  EXPECT_EQ(stops[0].until->time_since_epoch().count(), 9000);
  Append("case.due", {{"run", 1}, {"due_fault", "kalender_tidak_dimuat"}, {"calendar", "2026-2"}});
  EXPECT_FALSE(TheCase().due_at);
  EXPECT_EQ(TheCase().due_fault, "kalender_tidak_dimuat");
}

TEST_F(CaseTest, KeepsItemsFactsAndRecords) {
  Open();
  Append(
      "case.item",
      {{"item", "server"}, {"state", "ada"}, {"proof", "fisik"}, {"note", "di rak 2"}, {"run", 1}});
  Append("case.item", {{"item", "server"}, {"state", "dikecualikan"}, {"note", "x"}, {"run", 2}});
  Append("case.facts", {{"facts", {{"jenis", "pembaruan"}}}});
  Append("case.recorded", {{"id", "record-1"},
                           {"kind", "konfigurasi"},
                           {"text", "VLAN 20"},
                           {"data", {{"vlan", "20"}}}});
  auto items = All<CaseItem>(ItemsOfCase);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].state, "dikecualikan");
  EXPECT_EQ(items[0].officer, "officer");
  EXPECT_EQ(TheCase().facts, (Json{{"jenis", "pembaruan"}}));
  auto records = All<CaseRecord>(RecordsOfCase);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].data.at("vlan"), "20");
}

TEST_F(CaseTest, EndsAndIsLinked) {
  Open();
  Open("case-2", {{"parent", "case-1"}, {"procedure", "subdomain"}});
  Append("case.procedure", {{"procedure", "hosting-subdomain"}, {"version", "v9"}});
  Append("case.stopped", {{"state", "dikembalikan"}, {"at", 5000}});
  Append("case.ended", {{"state", "dikembalikan"}, {"at", 6000}});
  Case c = TheCase();
  EXPECT_EQ(c.state, "dikembalikan");
  EXPECT_EQ(c.ended_at->time_since_epoch().count(), 6000);
  EXPECT_EQ(c.version, "v9");
  EXPECT_TRUE(c.procedure_changed);
  EXPECT_TRUE(All<CaseStop>(StopsOfCase)[0].until);
  ASSERT_EQ(All<Case>(LinkedCases).size(), 1u);
  EXPECT_EQ(All<Case>(LinkedCases)[0].id, "case-2");
  EXPECT_EQ(database_->Read([](Database& db) { return CasesOfLetter(db, "letter-1"); })->size(),
            2u);
}

TEST_F(CaseTest, IsWhatItsEntriesMakeOfIt) {
  Open();
  Append("case.started", {{"run", 1}, {"at", 2000}});
  Append("case.stopped", {{"state", "menunggu_pemohon"}, {"at", 5000}});
  Append("case.resumed", {{"run", 1}, {"at", 9000}, {"due_at", 134000}});
  Append("case.item", {{"item", "server"}, {"state", "ada"}, {"run", 1}});
  Append("case.recorded", {{"id", "r"}, {"kind", "konfigurasi"}});
  Append("case.finished", {{"run", 1}, {"at", 3000}});
  Append("case.ended", {{"state", "selesai"}, {"at", 3000}});
  EXPECT_TRUE(journal_->Verify().problems.empty());
  auto different = journal_->Replay();
  ASSERT_TRUE(different) << different.error().detail;
  EXPECT_TRUE(different->empty()) << different->front();
}

TEST_F(CaseTest, KnowsTheStatesInWhichTheClockStandsStill) {
  for (const char* state : {"menunggu_pemohon", "menunggu_perangkat", "menunggu_pengadaan_opd",
                            "menunggu_layanan_terkait", "dikembalikan"}) {
    EXPECT_TRUE(IsStoppedState(state)) << state;
  }
  for (const char* state : {"berjalan", "selesai", "batal", ""}) {
    EXPECT_FALSE(IsStoppedState(state)) << state;
  }
}

}  // namespace
}  // namespace piket
