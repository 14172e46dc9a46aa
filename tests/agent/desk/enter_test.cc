#include "agent/desk/enter.h"

#include "agent/desk/draw.h"
#include "agent/desk/scan.h"
#include "tests/agent/desk/desk_rig.h"

namespace piket {
namespace {

class EnterTest : public DeskTest {
 protected:
  std::vector<std::string> PrintsOf(const Letter& letter) {
    std::vector<std::string> kinds;
    auto prints = database_->Read([&](Database& db) { return PrintsOfLetter(db, letter.id); });
    for (const Print& print : *prints) kinds.push_back(print.kind);
    return kinds;
  }
};

TEST_F(EnterTest, GivesReceiptTrackingAndAgendaNumberAndOrdersBothPapersAtOnce) {
  auto letter = EnterOne();
  ASSERT_TRUE(letter) << letter.error().detail;
  EXPECT_EQ(letter->receipt_number.substr(0, 10), "L1-000001-");
  EXPECT_TRUE(HasRightCheckCharacter(letter->receipt_number));
  EXPECT_EQ(letter->tracking_code.size(), 12u);
  ASSERT_TRUE(letter->agenda);
  EXPECT_EQ(letter->agenda->number, 1);
  EXPECT_EQ(letter->agenda->year, 2026);
  EXPECT_EQ(PrintsOf(*letter), (std::vector<std::string>{"receipt", "sheet"}));
  ExpectJournalAndTablesAgree();
}

TEST_F(EnterTest, NumbersWithoutGapsAlsoWhenEntriesFailBetween) {
  for (int expected = 1; expected <= 5; ++expected) {
    Particulars wrong = SomeParticulars();
    wrong.subject.clear();
    auto refused =
        Enter(*desk_, {.document = ScannedDocument(), .particulars = wrong, .officer = "officer"});
    EXPECT_EQ(refused.error().fault, Fault::kBadRequest);
    EXPECT_EQ(refused.error().detail, "subject");
    EXPECT_EQ(EnterOne("n" + std::to_string(expected))->agenda->number, expected);
  }
  ExpectJournalAndTablesAgree();
}

TEST_F(EnterTest, GivesTheSameLetterWhenPressedTwice) {
  Id document = ScannedDocument();
  EnterPlan plan{.document = document, .particulars = SomeParticulars(), .officer = "officer"};
  auto first = Enter(*desk_, plan);
  auto second = Enter(*desk_, plan);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->id, second->id);
  EXPECT_EQ(PrintsOf(*second).size(), 2u);
  EXPECT_EQ(EnterOne("other")->agenda->number, 2);
}

TEST_F(EnterTest, TakesTheYearOfReceiptInTheOfficesZone) {
  // 31 December 23.59 WITA, then 1 January 00.01 WITA.
  clock_.Set(*InstantFromIso("2026-12-31T15:59:00.000Z"));
  EXPECT_EQ(EnterOne("a")->agenda->year, 2026);
  clock_.Set(*InstantFromIso("2026-12-31T16:01:00.000Z"));
  auto letter = EnterOne("b");
  EXPECT_EQ(letter->agenda->year, 2027);
  EXPECT_EQ(letter->agenda->number, 1);
}

TEST_F(EnterTest, CarriesOnFromTheFirstNumberOfThePaperBook) {
  ASSERT_TRUE(OpenBook(*desk_, 2026, 418, "officer"));
  EXPECT_EQ(EnterOne("a")->agenda->number, 418);
  EXPECT_EQ(EnterOne("b")->agenda->number, 419);
  EXPECT_EQ(OpenBook(*desk_, 2026, 1, "officer").error().fault, Fault::kNumberTaken);
  EXPECT_EQ(OpenBook(*desk_, 2026, 0, "officer").error().fault, Fault::kBadRequest);
}

TEST_F(EnterTest, KeepsAVoidedRowInTheBookAndNeverGivesItsNumberAgain) {
  auto first = EnterOne("a");
  EXPECT_EQ(Void(*desk_, first->id, "  ", "officer").error().fault, Fault::kReasonMissing);
  auto voided = Void(*desk_, first->id, "salah alamat", "officer");
  ASSERT_TRUE(voided);
  EXPECT_EQ(voided->void_reason, "salah alamat");
  EXPECT_EQ(EnterOne("b")->agenda->number, 2);
  auto rows = database_->Read([](Database& db) { return AgendaRows(db, "masuk", 2026, 1, 10); });
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_TRUE(rows->front().void_at.has_value());
  ExpectJournalAndTablesAgree();
}

TEST_F(EnterTest, StopsBeforeANumberWhenTheSheetCountDiffers) {
  Id document = ScannedDocument(2);
  Id batch = database_->Read([&](Database& db) { return FindDocument(db, document); })->batch;
  ASSERT_TRUE(Expect(*desk_, batch, 3, "officer"));
  EnterPlan plan{.document = document, .particulars = SomeParticulars(), .officer = "officer"};
  EXPECT_EQ(Enter(*desk_, plan).error().fault, Fault::kSheetCountDiffers);
  ASSERT_TRUE(Expect(*desk_, batch, 2, "officer"));
  EXPECT_EQ(Enter(*desk_, plan)->agenda->number, 1);
}

TEST_F(EnterTest, RefusesADocumentWhoseBatchStillFeeds) {
  Id document = ScannedDocument();
  Id batch = database_->Read([&](Database& db) { return FindDocument(db, document); })->batch;
  Append({"batch.state", "officer", batch, {{"state", "scanning"}}});
  EnterPlan plan{.document = document, .particulars = SomeParticulars(), .officer = "officer"};
  EXPECT_EQ(Enter(*desk_, plan).error().fault, Fault::kScannerBusy);
}

TEST_F(EnterTest, TakesALetterWithoutAPageOnlyWithAReason) {
  EnterPlan plan{.particulars = SomeParticulars(), .officer = "officer"};
  EXPECT_EQ(Enter(*desk_, plan).error().fault, Fault::kNoPages);
  plan.without_page_reason = "pemindai rusak";
  EXPECT_EQ(Enter(*desk_, plan)->without_page_reason, "pemindai rusak");
}

TEST_F(EnterTest, AcceptsAnyLetterNumberHoweverLongAndOdd) {
  std::string odd = "R-99/IJ/KP.07.6/04/2020 «ǅ» " + std::string(300, '9');
  EXPECT_EQ(EnterOne(odd)->particulars.number, odd);
}

TEST_F(EnterTest, LeavesNothingHalfDoneWhenThePowerGoesAtAnyEntry) {
  // A trigger stands for the power cut: it stops the transaction at its n-th entry.
  for (int cut = 1; cut <= 7; ++cut) {
    Id document = ScannedDocument();
    int64_t before = journal_->Verify().entries;
    ASSERT_TRUE(database_->RunScript(
        "CREATE TEMP TRIGGER power_cut BEFORE INSERT ON entry WHEN (SELECT count(*) FROM entry) "
        ">= " +
        std::to_string(before + cut - 1) + " BEGIN SELECT RAISE(ABORT, 'power cut'); END"));
    EnterPlan plan{.document = document, .particulars = SomeParticulars(), .officer = "officer"};
    auto cut_off = Enter(*desk_, plan);
    ASSERT_TRUE(database_->RunScript("DROP TRIGGER power_cut"));
    if (!cut_off) {
      EXPECT_EQ(journal_->Verify().entries, before) << "cut at entry " << cut;
    }
    OpenDesk();
    auto again = Enter(*desk_, plan);
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(again->agenda->number, cut);
    EXPECT_EQ(PrintsOf(*again).size(), 2u);
  }
  ExpectJournalAndTablesAgree();
}

TEST_F(EnterTest, ExportsTheBookAsCsvWithoutFormulasOrSecrets) {
  Particulars particulars = SomeParticulars("=cmd()");
  ASSERT_TRUE(Enter(
      *desk_, {.document = ScannedDocument(), .particulars = particulars, .officer = "officer"}));
  particulars = SomeParticulars("R-1");
  particulars.security = "R";
  particulars.subject = "Hal yang dirahasiakan";
  auto secret = Enter(
      *desk_, {.document = ScannedDocument(), .particulars = particulars, .officer = "officer"});
  ASSERT_TRUE(Void(*desk_, secret->id, "dikirim \"ulang\"", "officer"));
  auto csv = AgendaCsv(*desk_, 2026);
  ASSERT_TRUE(csv);
  EXPECT_NE(csv->find("\"'=cmd()\""), std::string::npos);
  EXPECT_EQ(csv->find("dirahasiakan"), std::string::npos);
  EXPECT_EQ(csv->find("R-1"), std::string::npos);
  auto whole = AgendaCsv(*desk_, 2026, true);
  EXPECT_NE(whole->find("dirahasiakan"), std::string::npos);
  EXPECT_NE(whole->find("\"dikirim \"\"ulang\"\"\""), std::string::npos);
  EXPECT_NE(csv->find("\"batal\",\"(rahasia)\""), std::string::npos);
}

TEST_F(EnterTest, DrawsEveryPaperItOrders) {
  auto letter = EnterOne();
  auto prints = database_->Read([&](Database& db) { return PrintsOfLetter(db, letter->id); });
  for (Print print : *prints) {
    auto drawn = Draw(*desk_, print);
    ASSERT_TRUE(drawn) << print.kind << drawn.error().detail;
    EXPECT_EQ(drawn->pdf.substr(0, 5), "%PDF-");
    EXPECT_NE(drawn->media.find("mm"), std::string::npos);
  }
  auto book = AgendaPdf(*desk_, 2026, 1, 10);
  ASSERT_TRUE(book) << book.error().detail;
}

EnterPlan ByHand(Particulars particulars, int number, Instant received) {
  EnterPlan plan;
  plan.particulars = std::move(particulars);
  plan.without_page_reason = "dicatat dengan tangan";
  plan.officer = "agendaris";
  plan.hand = HandEntry{number, received, "listrik padam"};
  return plan;
}

// R-05: a desk dead for a day.
TEST_F(EnterTest, TakesNumbersThatWereGivenByHandInTheirOrder) {
  ASSERT_TRUE(EnterOne());
  Instant yesterday = clock_.Now() - std::chrono::hours(24);
  auto second = Enter(*desk_, ByHand(SomeParticulars("2"), 2, yesterday));
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_EQ(second->agenda->number, 2);
  EXPECT_EQ(second->received_at, yesterday);
  EXPECT_EQ(second->without_page_reason, "dicatat dengan tangan");
  // A scan may come with it.
  EnterPlan scanned = ByHand(SomeParticulars("3"), 3, yesterday);
  scanned.document = ScannedDocument();
  auto third = Enter(*desk_, scanned);
  ASSERT_TRUE(third) << third.error().detail;
  EXPECT_EQ(third->received_at, yesterday);
  EXPECT_EQ((*EnterOne("4")).agenda->number, 4);
  ExpectJournalAndTablesAgree();
}

// R-06
TEST_F(EnterTest, RefusesANumberByHandThatWouldBeDoubleOrLeaveAGap) {
  ASSERT_TRUE(EnterOne());
  EXPECT_EQ(Enter(*desk_, ByHand(SomeParticulars("x"), 1, clock_.Now())).error().fault,
            Fault::kNumberTaken);
  EXPECT_EQ(Enter(*desk_, ByHand(SomeParticulars("x"), 3, clock_.Now())).error().fault,
            Fault::kNumberGap);
  EXPECT_EQ(Enter(*desk_, ByHand(SomeParticulars("x"), 0, clock_.Now())).error().fault,
            Fault::kBadRequest);
  EXPECT_EQ((*EnterOne("2")).agenda->number, 2);
}

TEST_F(EnterTest, RefusesALetterByHandFromATimeToComeOrWithoutAReason) {
  auto later = clock_.Now() + std::chrono::minutes(1);
  EXPECT_EQ(Enter(*desk_, ByHand(SomeParticulars(), 1, later)).error().detail, "received_at");
  EnterPlan silent = ByHand(SomeParticulars(), 1, clock_.Now());
  silent.hand->reason = " ";
  EXPECT_EQ(Enter(*desk_, silent).error().fault, Fault::kReasonMissing);
}

// R-06: the year of receipt decides the book, also weeks later.
TEST_F(EnterTest, PutsALetterOfLastYearInLastYearsBook) {
  auto letter =
      Enter(*desk_, ByHand(SomeParticulars(), 1, *InstantFromIso("2025-12-31T15:59:00.000Z")));
  ASSERT_TRUE(letter) << letter.error().detail;
  EXPECT_EQ(letter->agenda->year, 2025);
  letter =
      Enter(*desk_, ByHand(SomeParticulars("2"), 1, *InstantFromIso("2025-12-31T16:00:00.000Z")));
  ASSERT_TRUE(letter) << letter.error().detail;
  EXPECT_EQ(letter->agenda->year, 2026);
}

}  // namespace
}  // namespace piket
