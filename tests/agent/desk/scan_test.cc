#include "agent/desk/scan.h"

#include "drivers/scanner/scanner_fake.h"
#include "tests/agent/desk/desk_rig.h"

namespace piket {
namespace {

using std::chrono::seconds;

class ScanTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    StartStation();
  }
  void TearDown() override { station_.reset(); }

  void StartStation() {
    station_.reset();
    scanner_ = std::make_unique<FakeScanner>(desk_->blobs.Incoming());
    station_ = std::make_unique<ScanStation>(*desk_, *scanner_, [](const Page&) {});
    ASSERT_TRUE(station_->Search());
  }

  Batch Open() { return *station_->Open({.officer = "officer"}); }
  // Feeds until the station rests; the batch as it then is.
  Batch Feed(const Id& batch, const Id& replace = "") {
    auto begun = station_->Scan(batch, replace, "officer");
    EXPECT_TRUE(begun) << begun.error().detail;
    EXPECT_TRUE(station_->WaitUntilIdle(seconds(20)));
    return *database_->Read([&](Database& db) { return FindBatch(db, batch); });
  }
  std::vector<Page> Pages(const Id& batch) {
    auto pages = *database_->Read([&](Database& db) { return PagesOfBatch(db, batch); });
    std::erase_if(pages, [](const Page& page) { return page.removed; });
    return pages;
  }
  std::vector<size_t> Division(const Id& batch) {
    std::vector<size_t> sizes;
    auto documents = database_->Read([&](Database& db) { return DocumentsOfBatch(db, batch); });
    for (const Document& document : *documents) {
      sizes.push_back(document.pages.size());
    }
    return sizes;
  }
  void MarkSeparator(const Id& page) {
    ASSERT_TRUE(ChangePage(*desk_, page, {{"separator", true}}, "officer"));
  }

  std::unique_ptr<FakeScanner> scanner_;
  std::unique_ptr<ScanStation> station_;
};

TEST_F(ScanTest, KeepsEveryPageOfTheStackInOrderAndDurable) {
  scanner_->LoadFeeder(3);
  Batch batch = Feed(Open().id);
  EXPECT_EQ(batch.state, "waiting");
  auto pages = Pages(batch.id);
  ASSERT_EQ(pages.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(pages[static_cast<size_t>(i)].position, i + 1);
    EXPECT_TRUE(desk_->blobs.Get(pages[static_cast<size_t>(i)].blob));
  }
  ExpectJournalAndTablesAgree();
}

TEST_F(ScanTest, KeepsPagesAlreadyScannedWhenTheFeederJamsAndGoesOnWithTheNextSheet) {
  scanner_->LoadFeeder(5);
  scanner_->JamAfter(2);
  Batch batch = Feed(Open().id);
  EXPECT_EQ(batch.state, "interrupted");
  EXPECT_EQ(batch.fault, "feeder_jammed");
  size_t before = Pages(batch.id).size();
  EXPECT_EQ(before, 2u);
  batch = Feed(batch.id);
  EXPECT_EQ(batch.state, "waiting");
  EXPECT_EQ(batch.fault, "");
  EXPECT_GT(Pages(batch.id).size(), before);
}

TEST_F(ScanTest, SaysWhatIsWrongWithTheDeviceAndKeepsTheBatch) {
  Batch batch = Open();
  EXPECT_EQ(Feed(batch.id).fault, "feeder_empty");
  scanner_->LoadFeeder(1);
  scanner_->OpenCover();
  EXPECT_EQ(Feed(batch.id).fault, "scanner_cover_open");
  scanner_->CloseCover();
  scanner_->Unplug();
  std::string gone = Feed(batch.id).fault;
  EXPECT_TRUE(gone == "scanner_gone" || gone == "no_scanner") << gone;
  scanner_->Plug();
  EXPECT_EQ(Feed(batch.id).state, "waiting");
  EXPECT_EQ(Pages(batch.id).size(), 1u);
}

TEST_F(ScanTest, StopsAtADamagedPageAndGoesOnAfterIt) {
  scanner_->LoadFeeder(3);
  scanner_->DamageAfter(1);
  Batch batch = Feed(Open().id);
  EXPECT_EQ(batch.fault, "damaged_page");
  EXPECT_EQ(Pages(batch.id).size(), 1u);
  EXPECT_EQ(Feed(batch.id).state, "waiting");
}

TEST_F(ScanTest, ReplacesOnePageWithItsRescan) {
  scanner_->LoadFeeder(3);
  Batch batch = Feed(Open().id);
  auto before = Pages(batch.id);
  scanner_->LoadFeeder(1);
  Feed(batch.id, before[1].id);
  auto after = Pages(batch.id);
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(after[0].id, before[0].id);
  EXPECT_NE(after[1].id, before[1].id);
  EXPECT_EQ(after[1].position, before[1].position);
  EXPECT_EQ(after[1].document, before[1].document);
}

TEST_F(ScanTest, AppendsLaterSheetsToTheSameDocument) {
  scanner_->LoadFeeder(1);
  Batch batch = Feed(Open().id);
  scanner_->LoadFeeder(2);
  Feed(batch.id);
  EXPECT_EQ(Division(batch.id), (std::vector<size_t>{3}));
  EXPECT_EQ(CountSheets(Pages(batch.id)), 3);
}

TEST_F(ScanTest, RefusesASecondBatchWhileOneFeeds) {
  scanner_->LoadFeeder(50);
  scanner_->SetPageTime(std::chrono::milliseconds(200));
  Batch first = Open();
  Batch second = Open();
  ASSERT_TRUE(station_->Scan(first.id, "", "officer"));
  EXPECT_EQ(station_->Scan(second.id, "", "officer").error().fault, Fault::kScannerBusy);
  ASSERT_TRUE(station_->Stop(first.id));
  EXPECT_TRUE(station_->WaitUntilIdle(seconds(5)));
  EXPECT_EQ(database_->Read([&](Database& db) { return FindBatch(db, first.id); })->fault,
            "cancelled");
}

TEST_F(ScanTest, TakesUpABatchThatWasCutOff) {
  scanner_->LoadFeeder(2);
  Batch batch = Feed(Open().id);
  Append({"batch.state", "officer", batch.id, {{"state", "scanning"}}});
  station_.reset();
  OpenDesk();
  StartStation();
  ASSERT_TRUE(station_->Recover());
  Batch found = *database_->Read([&](Database& db) { return FindBatch(db, batch.id); });
  EXPECT_EQ(found.state, "interrupted");
  EXPECT_EQ(found.fault, "interrupted");
  EXPECT_EQ(Pages(batch.id).size(), 2u);
  scanner_->LoadFeeder(1);
  EXPECT_EQ(Feed(batch.id).state, "waiting");
  EXPECT_EQ(Pages(batch.id).size(), 3u);
}

TEST_F(ScanTest, StopsBeforeTheDiskIsFull) {
  desk_->settings.disk_reserve_mib = 1 << 30;
  Batch batch = Open();
  EXPECT_EQ(station_->Scan(batch.id, "", "officer").error().fault, Fault::kDiskFull);
}

TEST_F(ScanTest, DividesTheStackAtSeparatorSheets) {
  scanner_->LoadFeeder(5);
  Batch batch = Feed(Open().id);
  MarkSeparator(Pages(batch.id)[2].id);
  EXPECT_EQ(Division(batch.id), (std::vector<size_t>{2, 2}));
  // The same once more changes nothing.
  ASSERT_TRUE(DivideAtSeparators(*desk_, batch.id));
  EXPECT_EQ(Division(batch.id), (std::vector<size_t>{2, 2}));
  EXPECT_EQ(CountSheets(Pages(batch.id)), 4);
  ExpectJournalAndTablesAgree();
}

TEST_F(ScanTest, DividesByHandAndJoinsAgain) {
  scanner_->LoadFeeder(4);
  Batch batch = Feed(Open().id);
  auto pages = Pages(batch.id);
  ASSERT_TRUE(Split(*desk_, pages[0].document, pages[1].id, "officer"));
  EXPECT_EQ(Division(batch.id), (std::vector<size_t>{1, 3}));
  Id second = Pages(batch.id)[1].document;
  ASSERT_TRUE(JoinToPrevious(*desk_, second, "officer"));
  EXPECT_EQ(Division(batch.id), (std::vector<size_t>{4}));
  EXPECT_EQ(JoinToPrevious(*desk_, pages[0].document, "officer").error().fault, Fault::kConflict);
  ExpectJournalAndTablesAgree();
}

TEST_F(ScanTest, LeavesAnEnteredLetterAloneWhenTheRestIsDivided) {
  scanner_->LoadFeeder(4);
  Batch batch = Feed(Open().id);
  auto pages = Pages(batch.id);
  ASSERT_TRUE(Split(*desk_, pages[0].document, pages[2].id, "officer"));
  ASSERT_TRUE(Enter(
      *desk_,
      {.document = pages[0].document, .particulars = SomeParticulars(), .officer = "officer"}));
  EXPECT_EQ(Split(*desk_, pages[0].document, pages[1].id, "officer").error().fault,
            Fault::kConflict);
  EXPECT_EQ(ChangePage(*desk_, pages[0].id, {{"removed", true}}, "officer").error().fault,
            Fault::kConflict);
  ASSERT_TRUE(ChangePage(*desk_, pages[3].id, {{"removed", true}}, "officer"));
  EXPECT_EQ(Division(batch.id), (std::vector<size_t>{2, 1}));
  ASSERT_TRUE(ChangePage(*desk_, pages[3].id, {{"removed", false}}, "officer"));
  EXPECT_EQ(Division(batch.id), (std::vector<size_t>{2, 2}));
}

TEST_F(ScanTest, ClosesABatchOnlyWhenNothingOfItWaits) {
  scanner_->LoadFeeder(1);
  Batch batch = Feed(Open().id);
  EXPECT_EQ(CloseBatch(*desk_, batch.id, "officer").error().fault, Fault::kConflict);
  ASSERT_TRUE(ChangePage(*desk_, Pages(batch.id)[0].id, {{"removed", true}}, "officer"));
  ASSERT_TRUE(CloseBatch(*desk_, batch.id, "officer"));
  EXPECT_EQ(station_->Scan(batch.id, "", "officer").error().fault, Fault::kConflict);
}

}  // namespace
}  // namespace piket
