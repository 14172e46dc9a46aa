// The rules of the SOPs by number: decisions, what they ask for, and the registers behind them.
// Where the others stand: tests/agent/office/README.md.
#include "agent/office/step_gates.h"
#include "tests/agent/office/rules_rig.h"

namespace piket {
namespace {

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

}  // namespace
}  // namespace piket
