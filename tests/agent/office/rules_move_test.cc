// The rules of the SOPs by number: who moves a case, with what, and what is kept of it.
// Where the others stand: tests/agent/office/README.md.
#include <algorithm>
#include <thread>

#include "tests/agent/office/rules_rig.h"

namespace piket {
namespace {

TEST_F(RulesTest, R11R14EndsTheDispositionStepsByTheChainItselfAndNotByWhoIsOnlyTold) {
  Letter letter = EnterLetter("subdomain");
  PrintSheet(letter.id);
  Case c = CaseOf(letter.id);
  EXPECT_EQ(c.step, 2);
  HandOn(letter.id, "kadis", {"kabid-aplikasi", "sekretaris"});
  c = CaseOf(letter.id);
  EXPECT_EQ(c.step, 3);
  EXPECT_EQ(c.position, "kabid-aplikasi");
  // The secretary was told for information: what the secretary does moves nothing.
  HandOn(letter.id, "sekretaris", {"kasubbag-umum"});
  EXPECT_EQ(CaseOf(letter.id).step, 3);
  HandOn(letter.id, "kabid-aplikasi", {"sub-koordinator"});
  HandOn(letter.id, "sub-koordinator", {"staf"});
  EXPECT_EQ(CaseOf(letter.id).step, 5);
  auto runs = RunsOf(c);
  EXPECT_EQ(runs[2].finished_by, holders_.at("kabid-aplikasi"));
  EXPECT_EQ(runs[2].position, "kabid-aplikasi");
}

TEST_F(RulesTest, R11GoesOnWhenTheHeadHandsTheLetterStraightPastALink) {
  Letter letter = EnterLetter("subdomain");
  PrintSheet(letter.id);
  HandOn(letter.id, "kadis", {"sub-koordinator"});
  EXPECT_EQ(CaseOf(letter.id).step, 4);
}

TEST_F(RulesTest, R13ARecalledDispositionEndsNothing) {
  Letter letter = EnterLetter("subdomain");
  Id disposition = HandOn(letter.id, "kadis", {"kabid-aplikasi"});
  Append({"disposition.recalled", holders_.at("kadis"), disposition, Json::object()});
  PrintSheet(letter.id);
  EXPECT_EQ(CaseOf(letter.id).step, 2);
}

TEST_F(RulesTest, R15AnActingOfficerDoesTheStepAndNobodyElse) {
  Case c = CaseAt("colocation", 4);
  Id acting = AddOfficer("Pelaksana Harian");
  EXPECT_EQ(StartStep(*office_, ActorWith(acting), c.id, c.run).error().fault, Fault::kNotYourStep);
  Appoint(acting, "kabid-aplikasi", "plh", *DateFromIso("2026-05-13"));
  ASSERT_TRUE(StartStep(*office_, ActorWith(acting), c.id, c.run));
  EXPECT_EQ(RunsOf(c).back().started_by, acting);
  // The day after the appointment ends it is over.
  clock_.Advance(std::chrono::hours(24));
  EXPECT_EQ(SetFacts(*office_, ActorWith(acting), c.id, Json::object()).error().fault,
            Fault::kNotYourStep);
}

TEST_F(RulesTest, R17StartsAStepOnlyWithItsKelengkapan) {
  Case c = GoTo(CaseAt("colocation", 5), 8);
  ASSERT_TRUE(ResumeCase(*office_, As("loket"), c.id, "server dibawa"));
  c = Again(c);
  auto refused = StartStep(*office_, As("petugas-noc"), c.id, c.run);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kItemsMissing);
  EXPECT_EQ(refused.error().detail, "perangkat-server");
  // A tick by a named officer is enough; the desk may bring it.
  ASSERT_TRUE(SetItem(*office_, As("loket"), c.id, "perangkat-server", {"fisik", "", "1 server"}));
  ASSERT_TRUE(StartStep(*office_, As("petugas-noc"), c.id, c.run));
  EXPECT_TRUE(RunsOf(c).back().started_at);
}

TEST_F(RulesTest, R17WaivesAnItemOnlyWithAReasonAndItsOfficersName) {
  Case c = GoTo(CaseAt("colocation", 5), 8);
  ASSERT_TRUE(ResumeCase(*office_, As("petugas-noc"), c.id, ""));
  Actor noc = As("petugas-noc");
  EXPECT_EQ(WaiveItem(*office_, noc, c.id, "perangkat-server", " ").error().fault,
            Fault::kReasonMissing);
  EXPECT_EQ(WaiveItem(*office_, As("staf"), c.id, "perangkat-server", "x").error().fault,
            Fault::kNotYourStep);
  EXPECT_EQ(WaiveItem(*office_, noc, c.id, "server-terpasang", "x").error().fault,
            Fault::kBadRequest);
  ASSERT_TRUE(WaiveItem(*office_, noc, c.id, "perangkat-server", "server virtual"));
  auto items = database_->Read([&](Database& db) { return ItemsOfCase(db, c.id); });
  bool found = false;
  for (const CaseItem& item : *items) {
    if (item.item != "perangkat-server") continue;
    found = true;
    EXPECT_EQ(item.state, "dikecualikan");
    EXPECT_EQ(item.officer, holders_.at("petugas-noc"));
    EXPECT_EQ(item.note, "server virtual");
  }
  EXPECT_TRUE(found);
  EXPECT_TRUE(StartStep(*office_, noc, c.id, Again(c).run));
}

TEST_F(RulesTest, R18EndsAStepOnlyWhenItsOutputsExist) {
  Case c = CaseAt("colocation", 4);
  auto refused = Finish_(c, "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kItemsMissing);
  EXPECT_EQ(refused.error().detail, "data-tindak-lanjut,data-ip-publik");
  AddAddress("203.0.113.9");
  EXPECT_EQ(Finish_(c, "").error().detail, "data-tindak-lanjut");
  ASSERT_TRUE(SetItem(*office_, As("kabid-aplikasi"), c.id, "data-tindak-lanjut",
                      {"keterangan", "", "1U, 400 W"}));
  EXPECT_EQ(Finish_(c, "")->step, 5);
  // A word proves only what no record of the office proves.
  EXPECT_EQ(SetItem(*office_, As("loket"), c.id, "surat-tl", {"fisik", "", "ada"}).error().fault,
            Fault::kBadRequest);
}

TEST_F(RulesTest, R19RecordsOutcomeReasonWhoReviewedAndTheTime) {
  Case c = CaseAt("colocation", 5);
  Fulfil(c, "ya");
  Finish finish;
  finish.run = c.run;
  finish.outcome = "ya";
  finish.reason = "rak masih lapang";
  finish.reviewed_with = {holders_.at("sub-koordinator")};
  clock_.Advance(std::chrono::minutes(7));
  ASSERT_TRUE(FinishStep(*office_, As("kabid-aplikasi"), c.id, finish));
  CaseRun run = RunsOf(c).at(static_cast<size_t>(c.run) - 1);
  EXPECT_EQ(run.outcome, "ya");
  EXPECT_EQ(run.reason, "rak masih lapang");
  EXPECT_EQ(run.reviewed_with, finish.reviewed_with);
  EXPECT_EQ(run.finished_by, holders_.at("kabid-aplikasi"));
  EXPECT_EQ(*run.finished_at, clock_.Now());
  finish.run = Again(c).run;
  finish.reviewed_with = {"nobody"};
  EXPECT_EQ(FinishStep(*office_, As("petugas-noc"), c.id, finish).error().fault,
            Fault::kBadRequest);
}

TEST_F(RulesTest, R34KeepsEveryMoveInTheHashedJournalAndNothingElse) {
  Case c = GoTo(CaseAt("colocation", 5), 8);
  ASSERT_TRUE(SetItem(*office_, As("loket"), c.id, "perangkat-server", {"fisik", "", "1"}));
  ASSERT_TRUE(SetItem(*office_, As("loket"), c.id, "perangkat-server", {"fisik", "", "2 server"}));
  EXPECT_FALSE(database_->RunScript("UPDATE entry SET body='{}' WHERE kind='case.item'"));
  EXPECT_FALSE(database_->RunScript("DELETE FROM entry WHERE kind='case.item'"));
  auto rows = database_->Read([&](Database& db) {
    return db.Ask(
        "SELECT count(*) AS n FROM entry WHERE kind='case.item' AND body LIKE "
        "'%perangkat-server%'");
  });
  EXPECT_EQ(rows->front().Integer("n"), 2);  // a correction is a new entry
  ExpectJournalAndTablesAgree();
}

TEST_F(RulesTest, R35LetsOnlyWhoHasTheStepMoveItAndAuditorsOnlyRead) {
  Case c = CaseAt("colocation", 4);
  for (const char* other :
       {"kadis", "staf", "petugas-noc", "sekretaris", "loket", "agendaris", "arsiparis", "admin"}) {
    EXPECT_EQ(StartStep(*office_, As(other), c.id, c.run).error().fault, Fault::kNotYourStep)
        << other;
  }
  EXPECT_EQ(StartStep(*office_, As("auditor"), c.id, c.run).error().fault, Fault::kNotAllowed);
  EXPECT_EQ(SetItem(*office_, As("auditor"), c.id, "data-tindak-lanjut", {"fisik", "", "x"})
                .error()
                .fault,
            Fault::kNotAllowed);
  auto can = [&](const char* who) {
    Actor actor = As(who);
    return *database_->Read([&](Database& db) { return CanDo(*office_, db, actor, c); });
  };
  EXPECT_TRUE(can("auditor").empty());
  for (const char* verb : {"mulai", "selesai", "lengkapi", "kecualikan", "hentikan", "catat",
                           "ubah-sop", "tautkan", "batalkan", "disposisi", "surat"}) {
    auto verbs = can("kabid-aplikasi");
    EXPECT_NE(std::find(verbs.begin(), verbs.end(), verb), verbs.end()) << verb;
  }
  EXPECT_EQ(can("petugas-noc"), (std::vector<std::string>{"catat", "lengkapi"}));
  EXPECT_TRUE(StartStep(*office_, As("sub-koordinator"), c.id, c.run));
}

TEST_F(RulesTest, TwoWhoDecideAtOnceDoNotBothWin) {
  Case c = CaseAt("colocation", 5);
  Fulfil(c, "ya");
  Actor kabid = As("kabid-aplikasi");
  Finish finish;
  finish.run = Again(c).run;
  finish.outcome = "ya";
  std::vector<Result<Case>> outcomes(2, Error{});
  std::thread other([&] { outcomes[0] = FinishStep(*office_, kabid, c.id, finish); });
  outcomes[1] = FinishStep(*office_, kabid, c.id, finish);
  other.join();
  ASSERT_NE(outcomes[0].ok(), outcomes[1].ok());
  const auto& lost = outcomes[0].ok() ? outcomes[1] : outcomes[0];
  EXPECT_EQ(lost.error().fault, Fault::kConflict);
  EXPECT_EQ(Again(c).step, 6);
  EXPECT_EQ(RunsOf(c).size(), 6u);
  EXPECT_FALSE(Linked(c).ended_at);
  ExpectJournalAndTablesAgree();
}

TEST_F(RulesTest, ALetterOnlyForInformationIsFiled) {
  Letter letter = EnterLetter("lainnya");
  PrintSheet(letter.id);
  HandOn(letter.id, "kadis", {"sekretaris", "kabid-statistik"}, false);
  Case c = CaseOf(letter.id);
  EXPECT_EQ(c.step, 6);
  EXPECT_EQ(DoStep(c).state, "selesai");
}

TEST_F(RulesTest, AVoidedLetterCancelsItsCaseAndWhatWasLinked) {
  Case c = GoTo(CaseAt("colocation", 5), 6);
  ASSERT_TRUE(Void(*desk_, c.letter, "salah alamat", holders_.at("agendaris")));
  BringUpToDate();
  EXPECT_EQ(Again(c).state, "batal");
  EXPECT_EQ(Linked(c).state, "batal");
  EXPECT_TRUE(AddressesOf(c).empty());
  ExpectJournalAndTablesAgree();
}

TEST_F(RulesTest, BringingUpToDateTwiceOrAfterACutDoublesNothing) {
  Letter letter = EnterLetter("colocation");
  PrintSheet(letter.id);
  HandOn(letter.id, "kadis", {"kabid-aplikasi"});
  int64_t before = journal_->Verify().entries;
  // Cut at every entry in turn: what was done stays whole, the rest is done at the next start.
  for (int cut = 0; cut < 12; ++cut) {
    ASSERT_TRUE(database_->RunScript(
        "CREATE TEMP TRIGGER power_cut BEFORE INSERT ON entry WHEN (SELECT count(*) FROM entry) "
        ">= " +
        std::to_string(before + cut) + " BEGIN SELECT RAISE(ABORT, 'power cut'); END"));
    (void)BringCasesUpToDate(*office_);
    ASSERT_TRUE(database_->RunScript("DROP TRIGGER power_cut"));
  }
  Restart();
  BringUpToDate();
  auto cases = database_->Read([&](Database& db) { return CasesOfLetter(db, letter.id); });
  ASSERT_EQ(cases->size(), 1u);
  EXPECT_EQ(cases->front().step, 4);
  EXPECT_EQ(RunsOf(cases->front()).size(), 4u);
  int64_t entries = journal_->Verify().entries;
  BringUpToDate();
  EXPECT_EQ(journal_->Verify().entries, entries);
  ExpectJournalAndTablesAgree();
}

TEST_F(RulesTest, R37MovesEveryCaseOfADeskThatWorkedAloneOnceTheOfficeStarts) {
  // The desk entered, printed and voided for itself; the office's part was not running.
  std::vector<Letter> letters;
  for (int i = 0; i < 3; ++i) letters.push_back(EnterLetter("colocation"));
  PrintSheet(letters[0].id);
  ASSERT_TRUE(Void(*desk_, letters[2].id, "salah alamat", "officer"));
  clock_.Advance(std::chrono::hours(48));
  Restart();
  BringUpToDate();
  EXPECT_EQ(CaseOf(letters[0].id).step, 3);
  EXPECT_EQ(CaseOf(letters[1].id).step, 2);
  auto voided = database_->Read([&](Database& db) { return CasesOfLetter(db, letters[2].id); });
  EXPECT_TRUE(voided->empty());
  ExpectJournalAndTablesAgree();
}

}  // namespace
}  // namespace piket
