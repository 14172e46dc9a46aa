#include "agent/store/journal.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/store/blobs.h"
#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

// A noun of the tests: notes with a text, applied to a table of their own.
KindTable NoteKinds() {
  return {{"note.written", {1, [](Database& db, const Entry& entry) {
                              return db.Run("INSERT INTO note VALUES (?,?)",
                                            {entry.subject, TextOr(entry.body, "text")});
                            }}}};
}

class JournalTest : public testing::Test {
 protected:
  void SetUp() override { Start(); }

  void Start() {
    journal_.reset();
    database_.reset();
    auto database = Database::Open(folder_.path() / "piket.db", Durability::kPost);
    ASSERT_TRUE(database);
    database_ = std::move(*database);
    auto journal = Journal::Open(*database_, clock_, NoteKinds(), "L1");
    ASSERT_TRUE(journal);
    journal_ = std::move(*journal);
    ASSERT_TRUE(
        database_->RunScript("CREATE TABLE IF NOT EXISTS note (id TEXT, text TEXT) STRICT"));
  }

  Result<Entry> Note(const std::string& text) {
    return journal_->Write<Entry>([&](Database& db) {
      return journal_->Append(db, {"note.written", "piket", "note-" + text, {{"text", text}}});
    });
  }

  // Changes the file behind the journal's back, as somebody with a SQLite shell would.
  void Tamper(const std::string& sql) {
    ASSERT_TRUE(database_->RunScript(
        "DROP TRIGGER IF EXISTS entry_is_never_changed; DROP TRIGGER IF EXISTS "
        "entry_is_never_deleted;"
        "DROP TRIGGER IF EXISTS arrival_is_never_deleted; PRAGMA foreign_keys=OFF;" +
        sql));
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(JournalTest, NumbersEntriesWithoutGapsAndChainsThem) {
  Entry first = *Note("satu");
  Entry second = *Note("dua");
  EXPECT_EQ(first.seq, 1);
  EXPECT_EQ(second.seq, 2);
  EXPECT_EQ(second.prev, first.hash);
  EXPECT_TRUE(journal_->Verify().problems.empty());
  EXPECT_EQ(journal_->Verify().entries, 2);
}

TEST_F(JournalTest, CarriesOnItsChainAfterARestart) {
  Entry first = *Note("satu");
  Start();
  Entry second = *Note("dua");
  EXPECT_EQ(second.epoch, first.epoch);
  EXPECT_EQ(second.prev, first.hash);
}

TEST_F(JournalTest, RefusesABodyItCannotApplyAndGoesOn) {
  for (const Json& body : {Json(7), Json::array(), Json(), Json("text")}) {
    auto entry = journal_->Write<Entry>([&](Database& db) {
      return journal_->Append(db, {"note.written", "piket", "note", body});
    });
    ASSERT_FALSE(entry.ok()) << body;
    EXPECT_EQ(entry.error().fault, Fault::kBadRequest);
  }
  EXPECT_TRUE(Note("satu").ok());
  EXPECT_EQ(journal_->Verify().entries, 1);
}

TEST_F(JournalTest, LeavesNothingBehindWhenTheWorkFails) {
  auto failed = journal_->Write<void>([&](Database& db) -> Result<void> {
    auto entry = journal_->Append(db, {"note.written", "piket", "x", {{"text", "x"}}});
    if (!entry) return entry.error();
    return Error{Fault::kBadRequest, "changed my mind"};
  });
  EXPECT_FALSE(failed);
  EXPECT_EQ(journal_->Verify().entries, 0);
  EXPECT_EQ(Note("satu")->seq, 1);
}

TEST_F(JournalTest, RefusesToChangeOrDeleteAnEntry) {
  ASSERT_TRUE(Note("satu"));
  EXPECT_FALSE(database_->RunScript("UPDATE entry SET author='x'"));
  EXPECT_FALSE(database_->RunScript("DELETE FROM entry"));
  EXPECT_FALSE(database_->RunScript("DELETE FROM arrival"));
}

TEST_F(JournalTest, NamesAChangedEntry) {
  ASSERT_TRUE(Note("satu"));
  ASSERT_TRUE(Note("dua"));
  Tamper("UPDATE entry SET body='{\"text\":\"tiga\"}' WHERE seq=2");
  auto report = journal_->Verify();
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_NE(report.problems[0].find("/2 note.written: was changed"), std::string::npos);
}

TEST_F(JournalTest, NamesAMissingEntry) {
  for (const char* text : {"satu", "dua", "tiga"}) ASSERT_TRUE(Note(text));
  Tamper("DELETE FROM arrival WHERE seq=2; DELETE FROM entry WHERE seq=2");
  auto report = journal_->Verify();
  ASSERT_FALSE(report.problems.empty());
  EXPECT_NE(report.problems[0].find("entry 2 before it is missing"), std::string::npos);
}

TEST_F(JournalTest, NamesEntriesCutOffAfterTheSignedHead) {
  auto key = SigningKey::Generate();
  for (const char* text : {"satu", "dua"}) ASSERT_TRUE(Note(text));
  ASSERT_TRUE(journal_->SignHead(**key));
  EXPECT_TRUE(journal_->Verify((*key)->PublicPem()).problems.empty());
  Tamper("DELETE FROM arrival WHERE seq=2; DELETE FROM entry WHERE seq=2");
  auto report = journal_->Verify((*key)->PublicPem());
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_NE(report.problems[0].find("signed up to 2"), std::string::npos);
}

TEST_F(JournalTest, NamesAnEntryThatArrivedOutOfOrder) {
  for (const char* text : {"satu", "dua"}) ASSERT_TRUE(Note(text));
  Tamper("DROP TRIGGER arrival_is_never_changed; UPDATE arrival SET n=9 WHERE seq=1");
  auto report = journal_->Verify();
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_NE(report.problems[0].find("/1: arrived out of order"), std::string::npos);
}

TEST_F(JournalTest, RefusesTheSignatureOfAnotherKey) {
  auto key = SigningKey::Generate();
  auto other = SigningKey::Generate();
  ASSERT_TRUE(Note("satu"));
  ASSERT_TRUE(journal_->SignHead(**key));
  EXPECT_EQ(journal_->Verify((*other)->PublicPem()).problems.size(), 1u);
}

TEST_F(JournalTest, RefusesADatabaseOfAnotherPostOrOfANewerProgram) {
  journal_.reset();
  EXPECT_EQ(Journal::Open(*database_, clock_, NoteKinds(), "L2").error().fault,
            Fault::kConfiguration);
  ASSERT_TRUE(database_->RunScript("PRAGMA user_version=9999"));
  EXPECT_EQ(Journal::Open(*database_, clock_, NoteKinds(), "L1").error().fault,
            Fault::kNewerDatabase);
}

TEST_F(JournalTest, TellsItsListenerOnlyWhatIsDurable) {
  std::vector<std::string> heard;
  journal_->OnAppended([&](const Entry& entry) { heard.push_back(entry.subject); });
  (void)journal_->Write<void>([&](Database& db) -> Result<void> {
    (void)journal_->Append(db, {"note.written", "piket", "lost", {{"text", "x"}}});
    return Error{Fault::kBadRequest, ""};
  });
  ASSERT_TRUE(Note("kept"));
  EXPECT_EQ(heard, std::vector<std::string>{"note-kept"});
}

TEST(Blobs, KeepWhatTheyAreNamedAfter) {
  TemporaryFolder folder;
  auto blobs = Blobs::Open(folder.path());
  ASSERT_TRUE(blobs);
  std::string name = *blobs->Put("isi");
  EXPECT_EQ(name, Hex(Sha256("isi")));
  EXPECT_EQ(*blobs->Put("isi"), name);
  EXPECT_EQ(*blobs->Get(name), "isi");
  ASSERT_TRUE(WriteFileDurably(blobs->PathOf(name), "diubah"));
  EXPECT_EQ(blobs->Get(name).error().fault, Fault::kStorage);
  EXPECT_EQ(blobs->Get("../../etc/passwd").error().fault, Fault::kNotFound);
}

TEST(Blobs, AdoptAFinishedFileAndSweepUnfinishedOnes) {
  TemporaryFolder folder;
  {
    auto blobs = Blobs::Open(folder.path());
    auto part = blobs->Incoming() / "1.part";
    ASSERT_TRUE(WriteFileDurably(part, "halaman"));
    ASSERT_TRUE(blobs->Adopt(part, Hex(Sha256("halaman"))));
    EXPECT_EQ(*blobs->Get(Hex(Sha256("halaman"))), "halaman");
    ASSERT_TRUE(WriteFileDurably(blobs->Incoming() / "2.part", "potongan"));
  }
  auto again = Blobs::Open(folder.path());
  EXPECT_TRUE(std::filesystem::is_empty(again->Incoming()));
  EXPECT_TRUE(again->Has(Hex(Sha256("halaman"))));
}

TEST(Blobs, KeepTheOldContentWhenAPartPretendsToBeIt) {
  TemporaryFolder folder;
  auto blobs = Blobs::Open(folder.path());
  std::string name = *blobs->Put("halaman");
  auto part = blobs->Incoming() / "1.part";
  ASSERT_TRUE(WriteFileDurably(part, "palsu"));
  ASSERT_TRUE(blobs->Adopt(part, name));
  EXPECT_EQ(*blobs->Get(name), "halaman");
  EXPECT_FALSE(std::filesystem::exists(part));
}

TEST(Database, SaysThatTheDiskIsFullAndKeepsWhatWasAcknowledged) {
  TemporaryFolder folder;
  auto database = Database::Open(folder.path() / "a.db", Durability::kPost);
  ASSERT_TRUE(database);
  ASSERT_TRUE((*database)->RunScript("CREATE TABLE t (x TEXT); PRAGMA max_page_count=20"));
  int kept = 0;
  Result<void> outcome;
  while (outcome) {
    outcome = (*database)->Write<void>(
        [](Database& db) { return db.Run("INSERT INTO t VALUES (?)", {std::string(3000, 'x')}); });
    if (outcome) ++kept;
  }
  EXPECT_EQ(outcome.error().fault, Fault::kDiskFull);
  EXPECT_EQ((*database)->Ask("SELECT count(*) AS n FROM t")->front().Integer("n"), kept);
  EXPECT_EQ((*database)->CheckIntegrity(), "ok");
}

}  // namespace
}  // namespace piket
