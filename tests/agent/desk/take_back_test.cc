#include "agent/desk/take_back.h"

#include "agent/desk/confidential.h"
#include "agent/desk/scan.h"
#include "tests/agent/desk/desk_rig.h"

namespace piket {
namespace {

class ReturnedSheetTest : public DeskTest {
 protected:
  std::string CodeOf(const Id& letter, const std::string& secret = "") {
    PaperKey key = desk_->paper_keys.front();
    if (!secret.empty()) key.secret = secret;
    return *MakePaperCode({PaperKind::kDispositionSheet, "L1", letter, 1, ""}, key);
  }
  std::vector<PageCode> Codes(const std::string& text) {
    PageCode code;
    code.text = text;
    return {code};
  }
  std::vector<Page> PagesOf(const Id& document) {
    return *database_->Read([&](Database& db) { return PagesOfDocument(db, document); });
  }
  std::vector<ReturnedSheet> Waiting() {
    return *database_->Read([](Database& db) { return WaitingReturnedSheets(db); });
  }
  Batch BatchOf(const Id& id) {
    return *database_->Read([&](Database& db) { return FindBatch(db, id); });
  }
  int Letters() {
    return static_cast<int>(
        database_->Read([](Database& db) { return NewestLetters(db, 0, 99); })->size());
  }
};

TEST_F(ReturnedSheetTest, GoesToItsLetterAndClosesItsBatch) {
  Letter letter = *EnterOne();
  Id document = ScannedDocument(1);
  Page page = PagesOf(document).front();
  auto taken = TakeBackSheet(*desk_, page.id, Codes(CodeOf(letter.id)));
  ASSERT_TRUE(taken) << taken.error().detail;
  EXPECT_TRUE(*taken);
  auto waiting = Waiting();
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].letter, letter.id);
  EXPECT_TRUE(waiting[0].code_valid);
  EXPECT_EQ(BatchOf(page.batch).state, "closed");
  // Read once more, and entered all the same: still one letter, one number.
  EXPECT_FALSE(*TakeBackSheet(*desk_, page.id, Codes(CodeOf(letter.id))));
  Page now = *database_->Read([&](Database& db) { return FindPage(db, page.id); });
  auto entered = Enter(
      *desk_,
      {.document = now.document, .particulars = SomeParticulars("lain"), .officer = "officer"});
  ASSERT_TRUE(entered);
  EXPECT_EQ(entered->id, letter.id);
  EXPECT_EQ(Letters(), 1);
  ExpectJournalAndTablesAgree();
}

TEST_F(ReturnedSheetTest, PartsTheLettersAroundIt) {
  Letter letter = *EnterOne();
  Id document = ScannedDocument(3);
  auto pages = PagesOf(document);
  ASSERT_TRUE(*TakeBackSheet(*desk_, pages[1].id, Codes(CodeOf(letter.id))));
  auto documents =
      *database_->Read([&](Database& db) { return DocumentsOfBatch(db, pages[0].batch); });
  ASSERT_EQ(documents.size(), 3u);
  EXPECT_EQ(documents[0].pages, std::vector<Id>{pages[0].id});
  EXPECT_EQ(documents[0].id, document);
  EXPECT_EQ(documents[1].pages, std::vector<Id>{pages[1].id});
  EXPECT_EQ(documents[1].letter, letter.id);
  EXPECT_EQ(documents[2].pages, std::vector<Id>{pages[2].id});
  EXPECT_EQ(BatchOf(pages[0].batch).state, "waiting");
  ExpectJournalAndTablesAgree();
}

TEST_F(ReturnedSheetTest, IgnoresForeignCodesAndSaysForgedOnes) {
  Letter letter = *EnterOne();
  Id document = ScannedDocument(1);
  Page page = PagesOf(document).front();
  EXPECT_FALSE(*TakeBackSheet(*desk_, page.id, Codes("https://contoh.go.id/surat/17")));
  EXPECT_TRUE(Waiting().empty());
  EXPECT_FALSE(*TakeBackSheet(*desk_, page.id,
                              Codes(CodeOf(letter.id, "another secret, not this office's"))));
  ASSERT_EQ(Waiting().size(), 1u);
  EXPECT_EQ(Waiting()[0].fault, "bad_code");
  EXPECT_EQ(Waiting()[0].letter, "");
  EXPECT_FALSE(Waiting()[0].code_valid);
  // It may be a letter after all: then nothing of it waits.
  ASSERT_TRUE(
      Enter(*desk_,
            {.document = document, .particulars = SomeParticulars("lain"), .officer = "officer"}));
  EXPECT_TRUE(Waiting().empty());
  ExpectJournalAndTablesAgree();
}

TEST_F(ReturnedSheetTest, IsAttachedByItsNumbersWhenItsCodeCannotBeRead) {
  Letter letter = *EnterOne();
  for (const std::string& name : {letter.receipt_number, std::string("1/2026"), std::string("1")}) {
    Page page = PagesOf(ScannedDocument(1)).front();
    auto sheet = AttachSheet(*desk_, page.id, name, "officer");
    ASSERT_TRUE(sheet) << name << " " << sheet.error().detail;
    EXPECT_EQ(sheet->letter, letter.id) << name;
  }
  Page page = PagesOf(ScannedDocument(1)).front();
  EXPECT_EQ(AttachSheet(*desk_, page.id, "99/2026", "officer").error().fault, Fault::kNotFound);
  EXPECT_EQ(AttachSheet(*desk_, letter.pages.front(), letter.id, "officer").error().fault,
            Fault::kConflict);
  ExpectJournalAndTablesAgree();
}

// ink on the sheet of a confidential letter says what the letter is about.
TEST_F(ReturnedSheetTest, IsSealedWithItsConfidentialLetter) {
  Id secret = EnterSecret(ScannedPicture("a letter", {}));
  Id document = ScannedPicture("ink on a sheet", {});
  Page page = PagesOf(document).front();
  ASSERT_TRUE(*TakeBackSheet(*desk_, page.id, Codes(CodeOf(secret))));
  ASSERT_TRUE(SealPages(*desk_, secret));
  Page now = *database_->Read([&](Database& db) { return FindPage(db, page.id); });
  EXPECT_TRUE(now.sealed);
  EXPECT_FALSE(desk_->blobs.Has(page.blob));
  EXPECT_EQ(*SealedOriginal(*desk_, now), "ink on a sheet");
}

}  // namespace
}  // namespace piket
