#include "agent/desk/confidential.h"

#include "agent/desk/archive.h"
#include "agent/desk/print.h"
#include "agent/desk/search.h"
#include "drivers/printer/printer_fake.h"
#include "tests/agent/desk/desk_rig.h"
#include "tests/agent/paper/archive_pages.h"
#include "tests/agent/paper/printed_paper_reading.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class ConfidentialTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    jpeg_ = *ReadFile(GrayJpeg(outside_.path() / "page.jpg"));
    reading_ = Reading(0, 0);
    reading_.words[0].text = "Tersandi";
  }

  // One start of the agent's archiving, to its end.
  void ArchiveAndSeal() {
    PageReader reader(*desk_, [](const Id&, const Id&) {});
    Archivist archivist(*desk_, reader);
    EXPECT_TRUE(archivist.WaitUntilDone(seconds(60)));
    reader.Stop();
  }
  Letter SealedLetter() {
    Id id = EnterSecret(ScannedPicture(jpeg_, reading_));
    ArchiveAndSeal();
    return LetterOf(id);
  }
  Page PageOf(const Id& id) {
    return *database_->Read([&](Database& db) { return FindPage(db, id); });
  }
  fs::path KeyOf(const Id& letter) {
    return folder_.path() / "keys" / "letters" / (letter + ".key");
  }

  // The files below the data folder with any of the letter's words or its picture in them, and all
  // PDFs: their words would not be found as they stand.
  std::vector<std::string> FilesInTheClear() {
    const std::vector<std::string> words = {"dirahasiakan", "Penyandi", "R-7/SANDI",
                                            "r7sandi",      "Tersandi", jpeg_.substr(2000, 64)};
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (!entry.is_regular_file()) continue;
      std::string bytes = *ReadFile(entry.path());
      bool clear = bytes.substr(0, 5) == "%PDF-";
      for (const std::string& word : words) clear = clear || bytes.find(word) != std::string::npos;
      if (clear) files.push_back(entry.path());
    }
    return files;
  }

  TemporaryFolder outside_;
  std::string jpeg_;
  PageReading reading_;
};

TEST_F(ConfidentialTest, LeavesNothingOfTheLetterInTheClearOnceItIsSealed) {
  Letter letter = SealedLetter();
  EXPECT_EQ(FilesInTheClear(), std::vector<std::string>());
  EXPECT_FALSE(fs::exists(desk_->PictureFolder(letter.pages[0])));
  EXPECT_TRUE(letter.particulars.subject.empty());
  EXPECT_EQ(letter.particulars.security, "R");
  EXPECT_EQ(fs::status(KeyOf(letter.id)).permissions(), fs::perms::owner_read);
  EXPECT_EQ(fs::status(KeyOf(letter.id).parent_path()).permissions(), fs::perms::owner_all);
  ExpectJournalAndTablesAgree();
}

TEST_F(ConfidentialTest, OpensWithItsKeyAndIsLostForEverWithoutIt) {
  Letter letter = SealedLetter();
  auto opened = Opened(desk_->safe(), letter);
  ASSERT_TRUE(opened) << opened.error().detail;
  EXPECT_EQ(opened->particulars.subject, "Hal yang dirahasiakan");
  EXPECT_EQ(opened->particulars.number, "R-7/SANDI/2026");
  EXPECT_EQ(*SealedOriginal(*desk_, PageOf(letter.pages[0])), jpeg_);
  EXPECT_EQ(GetSealed(desk_->safe(), letter.id, letter.archive)->substr(0, 5), "%PDF-");

  std::string key = *LetterKey(desk_->safe(), letter.id);
  ASSERT_TRUE(fs::remove(KeyOf(letter.id)));
  opened = Opened(desk_->safe(), letter);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->particulars.subject.empty());
  EXPECT_EQ(opened->receipt_number, letter.receipt_number);
  EXPECT_EQ(GetSealed(desk_->safe(), letter.id, letter.archive).error().fault, Fault::kNotFound);
  EXPECT_EQ(SealedOriginal(*desk_, PageOf(letter.pages[0])).error().fault, Fault::kNotFound);
  ExpectJournalAndTablesAgree();
  OpenDesk();
  ArchiveAndSeal();
  EXPECT_FALSE(fs::exists(KeyOf(letter.id)));

  key[0] = static_cast<char>(key[0] ^ 1);
  ASSERT_TRUE(WriteFileDurably(KeyOf(letter.id), key));
  EXPECT_EQ(Opened(desk_->safe(), letter).error().fault, Fault::kBadCode);
}

TEST_F(ConfidentialTest, MendsAPowerCutBetweenSealingAndRemovingAtTheNextStart) {
  Id document = ScannedPicture(jpeg_, reading_);
  Id id = EnterSecret(document);
  fs::copy(folder_.path() / "blobs", outside_.path() / "blobs", fs::copy_options::recursive);
  fs::copy(folder_.path() / "pictures", outside_.path() / "pictures", fs::copy_options::recursive);
  ArchiveAndSeal();
  // As it lay before anything was removed.
  for (const char* folder : {"blobs", "pictures"}) {
    fs::copy(outside_.path() / folder, folder_.path() / folder,
             fs::copy_options::recursive | fs::copy_options::skip_existing);
  }
  ASSERT_FALSE(FilesInTheClear().empty());
  OpenDesk();
  ArchiveAndSeal();
  EXPECT_EQ(FilesInTheClear(), std::vector<std::string>());
  EXPECT_EQ(*SealedOriginal(*desk_, PageOf(LetterOf(id).pages[0])), jpeg_);
}

TEST_F(ConfidentialTest, SealsAtTheNextStartWhatWasCutOffBeforeItsEntry) {
  Id id = EnterSecret(ScannedPicture(jpeg_, reading_));
  ASSERT_TRUE(database_->RunScript(
      "CREATE TEMP TRIGGER power_cut BEFORE INSERT ON entry WHEN new.kind='page.sealed' "
      "BEGIN SELECT RAISE(ABORT, 'power cut'); END"));
  ArchiveAndSeal();
  EXPECT_FALSE(PageOf(LetterOf(id).pages[0]).sealed);
  EXPECT_TRUE(desk_->blobs.Has(PageOf(LetterOf(id).pages[0]).blob));
  OpenDesk();
  ArchiveAndSeal();
  EXPECT_TRUE(PageOf(LetterOf(id).pages[0]).sealed);
  EXPECT_EQ(FilesInTheClear(), std::vector<std::string>());
  ExpectJournalAndTablesAgree();
}

TEST_F(ConfidentialTest, SealsPagesTakenOutAndRemovesEveryEarlierReading) {
  Page page;
  page.batch = NewId(clock_.Now());
  page.document = NewId(clock_.Now());
  Append({"batch.opened", "officer", page.batch, {{"received_by", "langsung"}}});
  AddPicture(page, jpeg_, reading_);
  Append({"page.changed", "officer", page.batch, {{"page", page.id}, {"removed", true}}});
  Id taken_out = page.id;
  AddPicture(page, jpeg_, reading_);
  PageReading again = reading_;
  again.words[1].text = "dirahasiakan";
  ReadPicture(page, again);
  Id id = EnterSecret(page.document);
  ArchiveAndSeal();
  EXPECT_TRUE(PageOf(taken_out).sealed);
  EXPECT_EQ(LetterOf(id).pages, std::vector<Id>{page.id});
  EXPECT_EQ(FilesInTheClear(), std::vector<std::string>());
}

TEST_F(ConfidentialTest, KeepsAPictureThatAnotherLetterHasInTheClear) {
  Id ordinary = ScannedPicture(jpeg_, reading_);
  auto other =
      Enter(*desk_, {.document = ordinary, .particulars = SomeParticulars(), .officer = "officer"});
  ASSERT_TRUE(other);
  SealedLetter();
  Page page = PageOf(other->pages[0]);
  EXPECT_FALSE(page.sealed);
  EXPECT_EQ(*desk_->blobs.Get(page.blob), jpeg_);
  EXPECT_TRUE(desk_->blobs.Has(page.reading));
  EXPECT_TRUE(fs::exists(desk_->PictureFolder(page.id)));
  EXPECT_TRUE(desk_->blobs.Has(LetterOf(other->id).archive));
  EXPECT_EQ(desk_->blobs.Get(LetterOf(other->id).archive)->substr(0, 5), "%PDF-");
}

TEST_F(ConfidentialTest, PrintsItsPapersWithoutASubjectAndKeepsNoneOfThem) {
  Letter letter = SealedLetter();
  FakePrinter printer;
  PrintStation station(*desk_, printer);
  ASSERT_TRUE(station.WaitUntilDone(seconds(60)));
  ASSERT_TRUE(station.OrderAgendaPages(2026, 1, 9, true, "officer"));
  ASSERT_TRUE(station.WaitUntilDone(seconds(60)));
  auto sheets = printer.Sheets();
  ASSERT_EQ(sheets.size(), 3u);
  for (const SheetInTray& sheet : sheets) {
    std::string text = PrintedText(sheet.pdf);
    EXPECT_NE(text.find("Penyandi"), std::string::npos) << sheet.title;
    EXPECT_EQ(text.find("Hal yang dirahasiakan"), std::string::npos) << sheet.title;
  }
  auto prints = database_->Read([](Database& db) { return NewestPrints(db, false, 10); });
  for (const Print& print : *prints) {
    EXPECT_EQ(print.state, "printed");
    EXPECT_EQ(print.paper, "");
  }
  auto again = station.Again(prints->front().id, "kertas rusak", "officer");
  ASSERT_TRUE(again);
  ASSERT_TRUE(station.WaitUntilDone(seconds(60)));
  EXPECT_EQ(printer.Sheets().size(), 4u);
  EXPECT_EQ(FilesInTheClear(), std::vector<std::string>());
  ExpectJournalAndTablesAgree();
}

TEST_F(ConfidentialTest, IsFoundByItsNumbersOnly) {
  Letter letter = SealedLetter();
  EXPECT_EQ(Search(*desk_, letter.receipt_number, 0, 9)->size(), 1u);
  for (const char* word : {"dirahasiakan", "Penyandi", "Tersandi"}) {
    EXPECT_TRUE(Search(*desk_, word, 0, 9)->empty()) << word;
  }
}

}  // namespace
}  // namespace piket
