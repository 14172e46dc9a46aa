// A desk for tests: real store in a temporary folder, a clock that stands still, no devices.
#ifndef PIKET_TESTS_AGENT_DESK_DESK_RIG_H_
#define PIKET_TESTS_AGENT_DESK_DESK_RIG_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "agent/core/file.h"
#include "agent/desk/desk.h"
#include "agent/desk/enter.h"
#include "agent/letters/batch.h"
#include "agent/letters/disposition.h"
#include "agent/letters/letter.h"
#include "agent/letters/officer.h"
#include "agent/letters/position.h"
#include "agent/letters/print.h"
#include "agent/letters/returned_sheet.h"
#include "agent/paper/page.h"
#include "tests/fakes/fake_clock.h"

namespace piket {

class DeskTest : public testing::Test {
 protected:
  void SetUp() override { OpenDesk(); }

  // Kinds beyond the desk's, for rigs of other rooms.
  virtual void AddMoreKinds(KindTable&) {}

  // Opens what the folder holds, as a start of the agent does.
  void OpenDesk() {
    desk_.reset();
    journal_.reset();
    database_.reset();
    auto database = Database::Open(folder_.path() / "piket.db", Durability::kPost);
    ASSERT_TRUE(database);
    database_ = std::move(*database);
    KindTable kinds;
    AddBatchKinds(kinds);
    AddDispositionKinds(kinds);
    AddReturnedSheetKinds(kinds);
    AddLetterKinds(kinds);
    AddPrintKinds(kinds);
    AddOfficerKinds(kinds);
    AddAppointmentKinds(kinds);
    AddMoreKinds(kinds);
    auto journal = Journal::Open(*database_, clock_, kinds, "L1");
    ASSERT_TRUE(journal);
    journal_ = std::move(*journal);
    Settings settings;
    settings.data = folder_.path();
    settings.disk_reserve_mib = 1;
    const std::filesystem::path source = PIKET_SOURCE_DIR;
    auto papers = ReadPaperConfig(source / "config" / "papers");
    ASSERT_TRUE(papers) << papers.error().detail;
    auto offices = ReadOffices(source / "config" / "offices.csv");
    ASSERT_TRUE(offices);
    auto blobs = Blobs::Open(folder_.path() / "blobs");
    ASSERT_TRUE(blobs);
    desk_ = std::make_unique<Desk>(Desk{*journal_,
                                        *blobs,
                                        settings,
                                        *papers,
                                        *offices,
                                        {{"1", "a secret of thirty-two bytes....."}}});
  }

  void Append(const NewEntry& entry) {
    auto done = journal_->AppendAlone(entry);
    ASSERT_TRUE(done) << done.error().detail;
  }

  // A batch with that many scanned and read pages; gives the document.
  Id ScannedDocument(int pages = 1) {
    Id batch = NewId(clock_.Now());
    Id document = NewId(clock_.Now());
    Append({"batch.opened", "officer", batch, {{"received_by", "langsung"}}});
    for (int i = 1; i <= pages; ++i) {
      Page page;
      page.id = NewId(clock_.Now());
      page.document = document;
      page.position = i;
      page.blob = std::string(64, 'a');
      page.media_type = "image/jpeg";
      page.sheet = i;
      Append({"page.added", "officer", batch, PageBody(page)});
      Append({"page.read",
              "piket",
              batch,
              {{"page", page.id}, {"state", "read"}, {"likeness", "00000000000000ff"}}});
    }
    return document;
  }

  // A batch of one page with this picture (JPEG, 100 dpi) and this reading; gives the document.
  Id ScannedPicture(const std::string& jpeg, const PageReading& reading) {
    Page page;
    page.batch = NewId(clock_.Now());
    page.document = NewId(clock_.Now());
    Append({"batch.opened", "officer", page.batch, {{"received_by", "langsung"}}});
    AddPicture(page, jpeg, reading);
    return page.document;
  }
  // One more page to that batch and document, its pictures made.
  void AddPicture(Page& page, const std::string& jpeg, const PageReading& reading) {
    page.id = NewId(clock_.Now());
    page.position += 1;
    page.sheet = page.position;
    page.blob = *desk_->blobs.Put(jpeg);
    page.media_type = "image/jpeg";
    page.resolution = 100;
    Append({"page.added", "officer", page.batch, PageBody(page)});
    ReadPicture(page, reading);
    std::filesystem::create_directories(desk_->PictureFolder(page.id));
    ASSERT_TRUE(WriteFileDurably(desk_->PictureFolder(page.id) / "view.jpg", jpeg));
  }
  void ReadPicture(const Page& page, const PageReading& reading) {
    std::string blob = *desk_->blobs.Put(CanonicalText(ToJson(reading)));
    Append({"page.read",
            "piket",
            page.batch,
            {{"page", page.id}, {"state", "read"}, {"reading", blob}}});
  }

  static Particulars SomeParticulars(const std::string& number = "045/12/DISDIK/2026") {
    Particulars particulars;
    particulars.sender = "Dinas Pendidikan";
    particulars.number = number;
    particulars.date = "2026-05-12";
    particulars.subject = "Permohonan Pembuatan Subdomain";
    particulars.service = "subdomain";
    return particulars;
  }

  Result<Letter> EnterOne(const std::string& number = "045/12/DISDIK/2026", int pages = 1) {
    return Enter(*desk_, {.document = ScannedDocument(pages),
                          .particulars = SomeParticulars(number),
                          .officer = "officer"});
  }

  Id EnterSecret(const Id& document) {
    Particulars particulars = SomeParticulars("R-7/SANDI/2026");
    particulars.security = "R";
    particulars.sender = "Kantor Penyandi";
    particulars.subject = "Hal yang dirahasiakan";
    particulars.note = "juga dirahasiakan";
    auto letter =
        Enter(*desk_, {.document = document, .particulars = particulars, .officer = "officer"});
    EXPECT_TRUE(letter) << letter.error().detail;
    return letter ? letter->id : "";
  }
  Letter LetterOf(const Id& id) {
    return *database_->Read([&](Database& db) { return FindLetter(db, id); });
  }

  // The journal is whole and every table is what it makes of it.
  void ExpectJournalAndTablesAgree() {
    EXPECT_TRUE(journal_->Verify().problems.empty());
    auto different = journal_->Replay();
    ASSERT_TRUE(different) << different.error().detail;
    EXPECT_TRUE(different->empty()) << different->front();
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Desk> desk_;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_DESK_DESK_RIG_H_
