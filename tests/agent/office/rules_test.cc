// The rules of the office's SOPs by number, as far as cases show them. Where the others stand:
// tests/agent/office/README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "agent/core/text.h"
#include "agent/office/step_gates.h"
#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

class RulesTest : public OfficeTest {
 protected:
  // A case of this service that stands at that step; `outcomes` where the way is not the first.
  Case CaseAt(const std::string& service, int step, const Json& facts = Json::object(),
              Particulars particulars = SomeParticulars()) {
    Case c = CaseOf(EnterLetter(service, particulars).id);
    return GoTo(c, step, facts);
  }
  Case GoTo(Case c, int step, const Json& facts = Json::object()) {
    for (int i = 0; i < 30 && c.step != step && !c.ended_at; ++i) {
      if (IsStoppedState(c.state)) {
        EXPECT_TRUE(ResumeCase(*office_, As("loket"), c.id, "sudah ada"));
        c = Again(c);
        continue;
      }
      const Step& now = StepOf(c);
      const Way* first = nullptr;
      for (const Way& way : now.ways) {
        if (first == nullptr && way.when.empty()) first = &way;
      }
      std::string outcome = first == nullptr ? "" : first->outcome;
      c = DoStep(c, outcome, facts);
      if (testing::Test::HasFailure()) break;
    }
    EXPECT_EQ(c.step, step);
    return c;
  }
  Result<Case> Finish_(const Case& c, const std::string& outcome, const std::string& reason = "",
                       const std::vector<std::string>& items = {}) {
    Finish finish;
    finish.run = c.run;
    finish.outcome = outcome;
    finish.reason = reason;
    finish.return_items = items;
    return FinishStep(*office_, DoerOf(c), c.id, finish);
  }
  static bool Names(const std::vector<Missing>& missing, const std::string& item) {
    for (const Missing& each : missing) {
      if (each.item == item) return true;
    }
    return false;
  }
  static Instant At(const char* iso) { return *InstantFromIso(iso); }
  std::vector<PublicAddress> AddressesOf(const Case& c) {
    return *database_->Read([&](Database& db) { return AddressesOfCase(db, c.id); });
  }
  Case Linked(const Case& c) {
    auto linked = database_->Read([&](Database& db) { return LinkedCases(db, c.id); });
    EXPECT_EQ(linked->size(), 1u);
    return linked->empty() ? Case() : linked->front();
  }
};

TEST_F(RulesTest, R01TakesItsStepsFromTheDefinitionsThatSayWhereEachValueIsFrom) {
  for (const auto& procedure : procedures_->All()) {
    for (const Step& step : procedure->steps) {
      Json json = ToJson(*procedure);
      EXPECT_FALSE(step.actors.empty()) << procedure->id << step.no;
      EXPECT_TRUE(json.contains("steps"));
      bool marked = step.provenance.mark == Mark::kAssumed || !step.provenance.source.empty();
      EXPECT_TRUE(marked) << procedure->id << " " << step.no;
    }
  }
  EXPECT_EQ(procedures_->All().size(), 6u);
}

TEST_F(RulesTest, R02PinsTheVersionOfTheDayItsLetterWasAgendaed) {
  Case c = CaseOf(EnterLetter("colocation").id);
  auto in_force = procedures_->InForce("colocation", office_->Today());
  ASSERT_TRUE(in_force);
  EXPECT_EQ(c.version, (*in_force)->version);
  // A newer text changes nothing for a case that runs.
  clock_.Advance(std::chrono::hours(24));
  Restart();
  EXPECT_EQ(Again(c).version, c.version);
  EXPECT_EQ(ProcedureOf(Again(c))->version, c.version);
}

TEST_F(RulesTest, R03StartsNoDefinitionBeforeItsEffectiveDate) {
  // The hosting SOP took effect on 2 August 2024; a letter of 2023 is a letter like any other.
  EXPECT_EQ(procedures_->InForce("hosting-subdomain", *DateFromIso("2024-08-01")).error().fault,
            Fault::kNotFound);
  clock_.Set(At("2023-05-10T02:00:00.000Z"));
  EXPECT_EQ(CaseOf(EnterLetter("hosting-subdomain").id).procedure, "lainnya");
  clock_.Set(At("2026-05-13T02:00:00.000Z"));
  EXPECT_EQ(CaseOf(EnterLetter("hosting-subdomain").id).procedure, "hosting-subdomain");
}

TEST_F(RulesTest, R04OpensALinkedCaseOfTheRelatedProcedure) {
  Case c = GoTo(CaseAt("colocation", 5), 6);
  Case linked = Linked(c);
  EXPECT_EQ(linked.procedure, "subdomain");
  EXPECT_EQ(linked.parent, c.id);
  EXPECT_EQ(linked.letter, c.letter);
  // By hand too, but only what the definition is related to, and each once at a time.
  auto again = OpenLinkedCase(*office_, DoerOf(c), c.id, "subdomain");
  EXPECT_EQ(again.error().fault, Fault::kConflict);
  EXPECT_EQ(OpenLinkedCase(*office_, DoerOf(c), c.id, "lainnya").error().fault, Fault::kBadRequest);
  EXPECT_TRUE(OpenLinkedCase(*office_, DoerOf(c), c.id, "website"));
}

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

TEST_F(RulesTest, R20ReturnsTheLetterToItsSenderWithASlipTiedToItsItems) {
  Case c = CaseAt("website", 5, {{"jenis", "pembaruan"}});
  EXPECT_EQ(Finish_(c, "tidak").error().fault, Fault::kReasonMissing);
  EXPECT_EQ(Finish_(c, "tidak", "belum lengkap").error().fault, Fault::kItemsMissing);
  EXPECT_TRUE(Names(MissingNow(c, "tidak"), "slip-pengembalian"));
  ApproveLetter(c, "surat-tindak-lanjut");
  Id slip = ApproveLetter(c, "slip-pengembalian", SlipText({"website-disiapkan"}));
  // The reasons are the slip's, and kelengkapan of this procedure.
  EXPECT_EQ(Finish_(c, "tidak", "belum lengkap", {"surat-permohonan"}).error().fault,
            Fault::kBadRequest);
  ASSERT_TRUE(Finish_(c, "tidak", "belum lengkap", {"website-disiapkan"}));
  Case returned = Again(c);
  EXPECT_EQ(returned.state, "dikembalikan");
  EXPECT_FALSE(returned.ended_at);
  EXPECT_FALSE(returned.due_at);
  EXPECT_EQ(RunsOf(c).back().return_items, (std::vector<std::string>{"website-disiapkan"}));
  // The receiver signed for it: the case is over, the letter and its scan stay.
  SendLetter(slip);
  BringUpToDate();
  EXPECT_TRUE(Again(c).ended_at);
  EXPECT_EQ(Again(c).state, "dikembalikan");
  EXPECT_EQ(LetterOf(c.letter).page_count, 1);
  ExpectJournalAndTablesAgree();
}

TEST_F(RulesTest, R21AnswersEveryDecisionBeforeTheNextStep) {
  for (const char* service :
       {"website", "konsultasi-aplikasi", "colocation", "hosting-subdomain"}) {
    Case c = CaseAt(service, 5);
    std::string yes = StepOf(c).ways.front().outcome;
    for (const std::string& outcome : {yes, std::string("tidak")}) {
      bool letter = false;
      for (const Missing& missing : MissingNow(c, outcome)) letter |= missing.what == "surat";
      EXPECT_TRUE(letter) << service << " " << outcome;
      EXPECT_EQ(Finish_(c, outcome, "alasan").error().fault, Fault::kItemsMissing) << service;
    }
  }
}

TEST_F(RulesTest, R22ASecondSubmissionIsANewCaseLinkedToTheOldOneWithANewClock) {
  Case old = CaseAt("website", 5);
  ApproveLetter(old, "surat-tindak-lanjut");
  ApproveLetter(old, "slip-pengembalian", SlipText({"surat-permohonan"}));
  ASSERT_TRUE(Finish_(old, "tidak", "belum lengkap"));
  clock_.Advance(std::chrono::hours(24));
  Letter again = EnterLetter("website", SomeParticulars("045/13/DISDIK/2026"), old.letter);
  Case c = CaseOf(again.id);
  EXPECT_EQ(c.improves, old.id);
  EXPECT_EQ(c.run, 2);
  EXPECT_EQ(c.opened_at, again.received_at);
  EXPECT_GT(again.agenda->number, LetterOf(old.letter).agenda->number);
  EXPECT_TRUE(Again(old).ended_at);
  EXPECT_EQ(Again(old).state, "dikembalikan");
}

TEST_F(RulesTest, R23ClosesWebsiteAndColocationOnlyWithAddressAndSubdomainOnRecord) {
  Case c = CaseAt("website", 11, {{"jenis", "pembaruan"}, {"tempat", "noc"}});
  EXPECT_TRUE(Names(MissingNow(c, ""), "subdomain"));
  EXPECT_EQ(Finish_(c, "").error().fault, Fault::kItemsMissing);
  AddSubdomain("arsip.tarakankota.go.id", c.id);
  EXPECT_FALSE(Names(MissingNow(c, ""), "subdomain"));
  EXPECT_EQ(DoStep(c).state, "selesai");
  // The address by itself: a new case has none, one whose name points to an address does.
  Case other = CaseAt("website", 4);
  auto has_address = [&] {
    return *database_->Read(
        [&](Database& db) { return IsGateOpen(*office_, db, other, "alamat"); });
  };
  EXPECT_FALSE(has_address());
  AddSubdomain("dinas.tarakankota.go.id", other.id);
  EXPECT_TRUE(has_address());
}

TEST_F(RulesTest, R23AsksForTheBandwidthOfASiteInTheNoc) {
  Case inside = CaseAt("website", 4);
  ASSERT_TRUE(SetFacts(*office_, As("kabid-aplikasi"), inside.id, {{"tempat", "noc"}}));
  auto gates = GatesFor(ProcedureOf(inside)->close_gates, Again(inside).facts);
  EXPECT_EQ(gates, (std::vector<std::string>{"alamat", "subdomain", "bandwidth"}));
  auto open = [&] {
    return *database_->Read(
        [&](Database& db) { return IsGateOpen(*office_, db, inside, "bandwidth"); });
  };
  EXPECT_FALSE(open());
  Record(inside, "konfigurasi");
  EXPECT_TRUE(open());
}

TEST_F(RulesTest, R24ApprovalReservesAFreeAddressAndRejectionFreesIt) {
  AddAddress("203.0.113.20");
  Case c = CaseAt("colocation", 5);
  EXPECT_TRUE(AddressesOf(c).empty());
  c = DoStep(c, "ya");
  ASSERT_EQ(AddressesOf(c).size(), 1u);
  EXPECT_EQ(AddressesOf(c).front().state, "dipesan");
  ASSERT_TRUE(CancelCase(*office_, As("kadis"), c.id, "dibatalkan pemohon"));
  EXPECT_TRUE(AddressesOf(c).empty());
  auto free = database_->Read([](Database& db) { return Addresses(db, "bebas"); });
  EXPECT_EQ(free->size(), 1u);
}

TEST_F(RulesTest, R24AReservationExpiresAndIsMadeAnew) {
  AddAddress("203.0.113.20");
  Case c = GoTo(CaseAt("colocation", 5), 6);
  ASSERT_EQ(AddressesOf(c).size(), 1u);
  clock_.Advance(kReservationHolds + std::chrono::hours(1));
  BringUpToDate();
  EXPECT_TRUE(AddressesOf(c).empty());
  c = GoTo(c, 7);
  ASSERT_EQ(AddressesOf(c).size(), 1u);
  EXPECT_EQ(AddressesOf(c).front().state, "dipesan");
}

TEST_F(RulesTest, R24ShowsNoFreeAddressAsAClosedGate) {
  Case c = CaseAt("colocation", 4);
  EXPECT_TRUE(Names(MissingNow(c, ""), "data-ip-publik"));
  AddAddress("203.0.113.20");
  EXPECT_FALSE(Names(MissingNow(c, ""), "data-ip-publik"));
}

TEST_F(RulesTest, R26KeepsTheRegisterBeforeTheReply) {
  Case c = CaseAt("subdomain", 7);
  EXPECT_TRUE(Names(MissingNow(c, ""), "register-subdomain"));
  auto open = [&] {
    return *database_->Read(
        [&](Database& db) { return IsGateOpen(*office_, db, c, "register-subdomain"); });
  };
  EXPECT_FALSE(open());
  AddSubdomain("arsip.tarakankota.go.id", c.id);
  EXPECT_TRUE(open());
  EXPECT_FALSE(Names(MissingNow(c, ""), "register-subdomain"));
}

TEST_F(RulesTest, R28AsksForTheKindOfApplicationAndTheWay) {
  Case c = CaseAt("konsultasi-aplikasi", 5);
  EXPECT_GE(StepOf(c).ways.size(), 3u);
  bool asked = false;
  for (const Step& step : ProcedureOf(c)->steps) {
    for (const std::string& fact : step.asks) asked |= fact == "golongan";
  }
  EXPECT_TRUE(asked);
}

TEST_F(RulesTest, R29ClosesOnlyWithTheRecordsThatAreDue) {
  for (const auto& [service, last] : {std::pair{"colocation", 10}, {"website", 11}}) {
    Case c = CaseAt(service, last, {{"jenis", "pembaruan"}, {"tempat", "luar"}});
    auto missing = MissingNow(c, "");
    EXPECT_TRUE(Names(missing, "pemeliharaan")) << service;
    CaseRecord record;
    record.kind = "pemeliharaan";
    record.text = "jaringan diperiksa";
    ASSERT_TRUE(AddRecord(*office_, DoerOf(c), c.id, record));
    EXPECT_FALSE(Names(MissingNow(c, ""), "pemeliharaan")) << service;
    record.kind = "lain";
    EXPECT_EQ(AddRecord(*office_, DoerOf(c), c.id, record).error().fault, Fault::kBadRequest);
  }
}

TEST_F(RulesTest, R30RunsTwoClocksTheTouchAndTheElapsedOne) {
  Case c = CaseAt("website", 4);
  Instant arrived = clock_.Now();
  EXPECT_EQ(RunsOf(c).back().arrived_at, arrived);
  // 25 office minutes from 10.00.
  EXPECT_EQ(*c.due_at, arrived + std::chrono::minutes(25));
  clock_.Advance(std::chrono::minutes(10));
  ASSERT_TRUE(SetItem(*office_, As("loket"), c.id, "website-disiapkan", {"fisik", "", "x"}));
  ASSERT_TRUE(StartStep(*office_, As("kabid-aplikasi"), c.id, c.run));
  clock_.Advance(std::chrono::minutes(5));
  c = DoStep(c);
  CaseRun run = RunsOf(c).at(3);
  EXPECT_EQ(*run.finished_at - *run.started_at, std::chrono::minutes(5));
  EXPECT_EQ(*run.finished_at - run.arrived_at, std::chrono::minutes(15));
  // The hand-over is shown, not judged.
  EXPECT_FALSE(RunsOf(c).front().due_at);
}

TEST_F(RulesTest, R31StandsStillInTheStoppedStatesAndMovesTheDueDate) {
  Case c = CaseAt("website", 4);
  Instant due = *c.due_at;
  Actor kabid = As("kabid-aplikasi");
  EXPECT_EQ(StopCase(*office_, kabid, c.id, "menunggu_pemohon", "").error().fault,
            Fault::kReasonMissing);
  EXPECT_EQ(StopCase(*office_, kabid, c.id, "dikembalikan", "x").error().fault, Fault::kBadRequest);
  ASSERT_TRUE(StopCase(*office_, kabid, c.id, "menunggu_pemohon", "berkas kurang"));
  EXPECT_FALSE(Again(c).due_at);
  EXPECT_EQ(Finish_(Again(c), "").error().fault, Fault::kConflict);
  // One hour of office time, then the night.
  clock_.Advance(std::chrono::hours(1));
  ASSERT_TRUE(ResumeCase(*office_, As("loket"), c.id, "berkas dibawa"));
  EXPECT_EQ(*Again(c).due_at, due + std::chrono::hours(1));
  auto stops = database_->Read([&](Database& db) { return StopsOfCase(db, c.id); });
  ASSERT_EQ(stops->size(), 1u);
  EXPECT_EQ(stops->front().reason, "berkas kurang");
}

TEST_F(RulesTest, R31WaitsForTheServerWithoutAClockAndGivesTheWholeLimitAfter) {
  Case c = GoTo(CaseAt("colocation", 5), 8);
  EXPECT_EQ(c.state, "menunggu_perangkat");
  EXPECT_FALSE(c.due_at);
  clock_.Set(At("2026-06-10T01:00:00.000Z"));  // weeks later, 9.00
  ASSERT_TRUE(ResumeCase(*office_, As("loket"), c.id, "server tiba"));
  EXPECT_EQ(*Again(c).due_at, At("2026-06-10T02:30:00.000Z"));  // 90 minutes
}

TEST_F(RulesTest, R31StopsAtVendorAndAtTheLinkedService) {
  Case c = CaseAt("colocation", 10);
  EXPECT_FALSE(Linked(c).ended_at);
  for (const std::string& kind : ProcedureOf(c)->records) Record(c, kind);
  // Only the linked subdomain is missing: the case stands still for it.
  auto waiting = Finish_(c, "");
  ASSERT_TRUE(waiting) << waiting.error().detail;
  EXPECT_EQ(waiting->state, "menunggu_layanan_terkait");
  EXPECT_EQ(waiting->step, 10);
  AddSubdomain("arsip.tarakankota.go.id", c.id);
  Case linked = Linked(c);
  for (int i = 0; i < 20 && !linked.ended_at; ++i) linked = DoStep(linked);
  EXPECT_EQ(linked.state, "selesai");
  EXPECT_EQ(Again(c).state, "berjalan");
  EXPECT_TRUE(Again(c).due_at);
  EXPECT_EQ(DoStep(Again(c)).state, "selesai");
  ASSERT_EQ(AddressesOf(c).size(), 1u);
  EXPECT_EQ(AddressesOf(c).front().state, "terpakai");
}

TEST_F(RulesTest, R33SaysThatTheCalendarIsNotLoadedAndGoesOn) {
  clock_.Set(At("2031-03-03T02:00:00.000Z"));
  Case c = CaseOf(EnterLetter("colocation").id);
  PrintSheet(c.letter);
  HandOn(c.letter, "kadis", {"kabid-aplikasi"});
  c = CaseOf(c.letter);
  EXPECT_EQ(c.step, 4);
  EXPECT_FALSE(c.due_at);
  EXPECT_EQ(c.due_fault, "kalender_tidak_dimuat");
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

TEST_F(RulesTest, G8TheKabidChangesTheProcedureOnce) {
  Case c = CaseAt("hosting-subdomain", 4);
  EXPECT_EQ(ChangeProcedure(*office_, As("staf"), c.id, "subdomain", "x").error().fault,
            Fault::kNotAllowed);
  EXPECT_EQ(ChangeProcedure(*office_, As("kabid-aplikasi"), c.id, "subdomain", "").error().fault,
            Fault::kReasonMissing);
  auto changed =
      ChangeProcedure(*office_, As("kabid-aplikasi"), c.id, "subdomain", "tanpa hosting");
  ASSERT_TRUE(changed) << changed.error().detail;
  EXPECT_EQ(changed->procedure, "subdomain");
  // The sheet is printed and the head has disposed: the case stands with the Kabid again.
  EXPECT_EQ(changed->step, 3);
  EXPECT_EQ(changed->position, "kabid-aplikasi");
  EXPECT_EQ(ChangeProcedure(*office_, As("kabid-aplikasi"), c.id, "website", "x").error().fault,
            Fault::kConflict);
  ExpectJournalAndTablesAgree();
}

TEST_F(RulesTest, D4ARefusalOutsideTheSopIsMarkedAndStillAnswered) {
  Case c = CaseAt("subdomain", 3);
  EXPECT_EQ(Finish_(c, "tidak-dapat").error().fault, Fault::kReasonMissing);
  ASSERT_TRUE(Finish_(c, "tidak-dapat", "nama sudah dipakai"));
  c = Again(c);
  EXPECT_TRUE(c.outside);
  EXPECT_EQ(c.step, 7);
  EXPECT_EQ(c.facts.at("putusan"), "ditolak");
  EXPECT_FALSE(Names(MissingNow(c, ""), "register-subdomain"));
  EXPECT_TRUE(Names(MissingNow(c, ""), "draf-surat-tanggapan"));
}

TEST_F(RulesTest, W6SendsAnUpdatePastTheAnalysisUnlessTheOfficerSaysOtherwise) {
  Json update = {{"jenis", "pembaruan"}, {"tempat", "luar"}};
  EXPECT_EQ(DoStep(CaseAt("website", 6, update)).step, 8);
  EXPECT_EQ(DoStep(CaseAt("website", 6, update), "belum").step, 7);
  Json fresh = {{"jenis", "pembuatan"}, {"tempat", "luar"}};
  Case c = CaseAt("website", 6, fresh);
  EXPECT_EQ(Finish_(c, "sudah").error().fault, Fault::kBadRequest);
  EXPECT_EQ(DoStep(c).step, 7);
}

TEST_F(RulesTest, OtherLettersAreDueByTheirUrgencyFromTheHourTheyCame) {
  Particulars urgent = SomeParticulars();
  urgent.urgency = "segera";
  Letter letter = EnterLetter("lainnya", urgent);
  PrintSheet(letter.id);
  Case c = CaseOf(letter.id);
  EXPECT_EQ(c.step, 3);
  // Two working days after Wednesday 13 May; the 14th and 15th are holidays.
  EXPECT_EQ(*c.due_at, At("2026-05-19T08:00:00.000Z"));
  clock_.Advance(std::chrono::hours(5));
  HandOn(letter.id, "kadis", {"kabid-statistik"});
  c = CaseOf(letter.id);
  EXPECT_EQ(c.step, 4);
  EXPECT_EQ(*c.due_at, At("2026-05-19T08:00:00.000Z"));
  EXPECT_EQ(c.position, "kabid-statistik");
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

TEST_F(RulesTest, R38HasNoPlaceForAPassphrase) {
  auto tables = database_->Read([](Database& db) {
    return db.Ask(
        "SELECT m.name AS name, c.name AS field FROM sqlite_schema m JOIN "
        "pragma_table_info(m.name) c WHERE m.type='table'");
  });
  auto files = {"agent/http/README.md", "config/piket.toml", "agent/core/settings.h"};
  std::vector<std::string> words = {"passphrase", "frasa_sandi", "frasa sandi", "kata_sandi_tte"};
  for (const Row& row : *tables) {
    for (const std::string& word : words) {
      EXPECT_EQ(LowerAscii(row.Text("field")).find(word), std::string::npos) << row.Text("name");
    }
  }
  for (const char* file : files) {
    auto text = ReadFile(std::filesystem::path(PIKET_SOURCE_DIR) / file);
    ASSERT_TRUE(text) << file;
    for (const std::string& word : words) {
      EXPECT_EQ(LowerAscii(*text).find(word), std::string::npos) << file << " " << word;
    }
  }
}

}  // namespace
}  // namespace piket
