// R-09: of a confidential letter's case the journal keeps numbers, names of officers and steps, and
// nothing anybody wrote. A word that stands in every text is looked for everywhere.
#include "agent/procedure/case_texts.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "agent/desk/print.h"
#include "agent/desk/read.h"
#include "agent/desk/search.h"
#include "agent/office/answer.h"
#include "agent/office/books.h"
#include "agent/office/dispose.h"
#include "agent/office/step_gates.h"
#include "drivers/printer/printer_fake.h"
#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMarker = "zamrudkelam";

std::string Marked(const std::string& text) { return text + " " + kMarker; }

bool Says(const std::string& text) { return text.find(kMarker) != std::string::npos; }

// The agent's log lines, kept beside where they go.
class LogFile {
 public:
  bool Begin() {
    before_ = ::dup(STDERR_FILENO);
    int file = ::open(Path().c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    bool begun = before_ >= 0 && file >= 0 && ::dup2(file, STDERR_FILENO) >= 0;
    if (file >= 0) ::close(file);
    return begun;
  }
  void End() {
    if (before_ < 0) return;
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    before_ = -1;
  }
  std::string Lines() const {
    auto lines = ReadFile(Path());
    return lines ? *lines : "";
  }

 private:
  fs::path Path() const { return folder_.path() / "log"; }

  TemporaryFolder folder_;
  int before_ = -1;
};

class SealedCaseTest : public OfficeTest {
 protected:
  void SetUp() override {
    OfficeTest::SetUp();
    ASSERT_TRUE(log_.Begin());
  }
  void TearDown() override { log_.End(); }

  Particulars Secret() {
    Particulars particulars = SomeParticulars(Marked("R-7"));
    particulars.security = "R";
    particulars.subject = Marked("Hal");
    particulars.sender = Marked("Kantor");
    particulars.contact = Marked("Dewi");
    particulars.note = Marked("Catatan");
    return particulars;
  }
  Letter EnterMarked(const std::string& service) {
    Particulars particulars = Secret();
    particulars.service = service;
    EnterPlan plan;
    plan.particulars = particulars;
    plan.without_page_reason = Marked("disampaikan lisan");
    plan.officer = holders_["loket"];
    auto last = database_->Read(
        [&](Database& db) { return FindBook(db, desk_->settings.agenda_book, 2026); });
    int next = last && *last ? (*last)->last + 1 : 1;
    plan.hand = HandEntry{next, clock_.Now(), Marked("listrik padam")};
    auto letter = Enter(*desk_, plan);
    EXPECT_TRUE(letter) << letter.error().detail;
    return letter ? *letter : Letter();
  }
  template <class T>
  void Good(const Result<T>& done, const char* what) {
    EXPECT_TRUE(done) << what << ": " << done.error().detail;
  }
  Id Hand(const Id& letter, const std::string& from, const std::string& to) {
    DisposePlan plan;
    plan.letter = letter;
    plan.position = from;
    plan.to = {{.position = to, .responsible = true}};
    plan.instructions = {"proses"};
    plan.text = Marked("tindak lanjuti");
    plan.after = *database_->Read([&](Database& db) { return NewestDisposition(db, letter); });
    auto made = Dispose(*office_, As(from), plan);
    EXPECT_TRUE(made) << made.error().detail;
    return made ? made->id : Id();
  }

  // Everything the office writes about a confidential request until it is turned down, linked,
  // moved to another procedure and cancelled.
  Case WalkedCase() {
    Letter letter = EnterMarked("colocation");
    Case c = CaseOf(letter.id);
    PrintSheet(letter.id);
    Hand(letter.id, "kadis", "kabid-aplikasi");
    BringUpToDate();
    Hand(letter.id, "kabid-aplikasi", "sub-koordinator");
    BringUpToDate();
    c = Again(c);
    const Actor head = As("kabid-aplikasi");
    const Actor doer = DoerOf(c);
    for (const Item& item : ProcedureOf(c)->items) {
      if (item.proof != "berkas") continue;
      Good(SetItem(*office_, doer, c.id, item.id, {"keterangan", "", Marked("ada di map")}),
           "item");
      break;
    }
    for (const Need& need : StepOf(c).needs) {
      Good(WaiveItem(*office_, doer, c.id, need.item, Marked("tidak perlu")), "waiver");
      break;
    }
    CaseRecord record;
    record.kind = "konfigurasi";
    record.text = Marked("dipasang");
    record.data = {{"bandwidth", Marked("10 Mbps")}, {kMarker, "ya"}};
    Good(AddRecord(*office_, doer, c.id, record), "record");
    Good(StopCase(*office_, doer, c.id, "menunggu_pemohon", Marked("menunggu surat")), "stop");
    Good(ResumeCase(*office_, doer, c.id, Marked("surat datang")), "resume");
    WriteLetters(c);
    Good(ChangeProcedure(*office_, As("kabid-aplikasi"), c.id, "website", Marked("salah layanan")),
         "procedure");
    Good(CancelCase(*office_, As("kadis"), c.id, Marked("ditarik kembali")), "cancel");
    Good(Void(*desk_, letter.id, Marked("salah catat"), holders_["agendaris"]), "void");
    BringUpToDate();
    return Again(c);
  }
  // One letter sent with its receiver's name, one that is void.
  void WriteLetters(const Case& c) {
    for (bool sent : {true, false}) {
      auto draft = Draft(*office_, DoerOf(c), c.id, "surat-tindak-lanjut",
                         {{"body", Marked("Dengan hormat")}, {"to", Marked("Yth.")}});
      Good(draft, "draft");
      if (!draft) return;
      Good(Redraft(*office_, DoerOf(c), draft->id, {{"contact", Marked("Budi")}}), "redraft");
      Good(Check(*office_, As("kabid-aplikasi"), draft->id), "check");
      Good(Approve(*office_, As("kadis"), draft->id), "approve");
      Expedition expedition;
      expedition.by = "langsung";
      expedition.receiver = Marked("Utusan");
      expedition.note = Marked("di loket");
      expedition.signature = std::string("\x89PNG\r\n\x1a\n") + kMarker;
      if (sent) {
        Good(Send(*office_, As("loket"), draft->id, expedition), "send");
        sent_ = draft->id;
      } else {
        Good(VoidOutgoing(*office_, As("kadis"), draft->id, Marked("salah alamat")), "void letter");
        void_ = draft->id;
      }
    }
  }

  // Everywhere the marker stands in the clear: rows of every table, files, the log.
  std::vector<std::string> PlacesInTheClear() {
    std::vector<std::string> places;
    auto tables = *database_->Read(
        [](Database& db) { return db.Ask("SELECT name FROM sqlite_master WHERE type='table'"); });
    int64_t rows_seen = 0;
    for (const Row& table : tables) {
      std::string name = table.Text("name");
      auto columns = *database_->Read(
          [&](Database& db) { return db.Ask("SELECT name FROM pragma_table_xinfo(?)", {name}); });
      for (const Row& column : columns) {
        // Bytes, whatever the column's type; words of an index may be cut, so half the marker too.
        auto found = database_->Read([&](Database& db) {
          return db.Ask("SELECT count(*) AS n, ifnull(sum(instr(lower(CAST(\"" +
                            column.Text("name") + "\" AS TEXT)), ?)>0),0) AS clear FROM \"" + name +
                            "\"",
                        {std::string(kMarker)});
        });
        if (!found) continue;  // the hidden columns of an index
        rows_seen += found->front().Integer("n");
        if (found->front().Integer("clear") > 0) places.push_back(name + "." + column.Text("name"));
      }
    }
    EXPECT_GT(rows_seen, 100);
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (!entry.is_regular_file()) continue;
      std::string bytes = *ReadFile(entry.path());
      if (Says(bytes) || bytes.substr(0, 5) == "%PDF-") places.push_back(entry.path());
    }
    if (Says(log_.Lines())) places.emplace_back("the log");
    return places;
  }
  std::vector<std::string> TextsOf(const Case& c) {
    std::vector<std::string> texts;
    const LetterSafe safe = office_->safe();
    auto read = [&](auto of_case) {
      auto all =
          AllOpened(safe, c, database_->Read([&](Database& db) { return of_case(db, c.id); }));
      EXPECT_TRUE(all) << all.error().detail;
      return *all;
    };
    for (const CaseRun& run : read(RunsOfCase)) texts.push_back(run.reason);
    for (const CaseStop& stop : read(StopsOfCase)) texts.push_back(stop.reason);
    for (const CaseItem& item : read(ItemsOfCase)) texts.push_back(item.note);
    for (const CaseRecord& record : read(RecordsOfCase)) {
      texts.push_back(record.text);
      texts.push_back(TextOr(record.data, "bandwidth"));
    }
    std::erase(texts, "");
    return texts;
  }
  // What a reader finds in the office's books.
  std::string BooksSeenBy(const std::string& who) {
    std::string all;
    for (const char* name : {"agenda", "surat-keluar", "ekspedisi", "logbook"}) {
      auto book = BookOf(*office_, As(who), name, {.year = 2026});
      EXPECT_TRUE(book) << name << ": " << book.error().detail;
      if (book) all += BookCsv(*book);
    }
    return all;
  }
  void Destroy(const Id& letter) {
    ASSERT_TRUE(fs::remove(folder_.path() / "keys" / "letters" / (letter + ".key")));
  }

  LogFile log_;
  Id sent_;
  Id void_;
};

TEST_F(SealedCaseTest, LeavesNoWordOfItselfInTheClear) {
  Case c = WalkedCase();
  ASSERT_EQ(c.state, "batal");
  FakePrinter printer;
  {
    PrintStation station(*desk_, printer);
    ASSERT_TRUE(station.WaitUntilDone(std::chrono::seconds(120)));
    auto prints = *database_->Read([](Database& db) { return NewestPrints(db, false, 99); });
    ASSERT_FALSE(prints.empty());
    Good(station.Again(prints.back().id, Marked("kertas rusak"), holders_["loket"]), "reprint");
    ASSERT_TRUE(station.WaitUntilDone(std::chrono::seconds(60)));
  }
  EXPECT_EQ(PlacesInTheClear(), std::vector<std::string>());
  PageReader reader(*desk_, [](const Id&, const Id&) {});
  EXPECT_TRUE(IndexNewLetters(*desk_, reader));
  reader.Stop();
  EXPECT_TRUE(Search(*desk_, kMarker, 0, 9)->empty());
  EXPECT_EQ(Search(*desk_, LetterOf(c.letter).receipt_number, 0, 9)->size(), 1u);
  EXPECT_NE(log_.Lines().find("letter entered"), std::string::npos);
  ExpectJournalAndTablesAgree();
  EXPECT_EQ(PlacesInTheClear(), std::vector<std::string>()) << "after the replay";
}

TEST_F(SealedCaseTest, GivesItsWordsBackToWhoMaySeeThemUntilItsKeyIsDestroyed) {
  Case c = WalkedCase();
  auto texts = TextsOf(c);
  for (const char* words :
       {"ada di map", "tidak perlu", "menunggu surat", "dipasang", "10 Mbps", "salah layanan"}) {
    EXPECT_NE(std::find(texts.begin(), texts.end(), Marked(words)), texts.end()) << words;
  }
  auto sent = *database_->Read([&](Database& db) { return FindOutgoing(db, sent_); });
  auto gone = *database_->Read([&](Database& db) { return FindOutgoing(db, void_); });
  auto expedition =
      *database_->Read([&](Database& db) { return OpenedExpedition(*office_, db, sent); });
  EXPECT_EQ(TextOr(*OpenedText(*office_, sent), "contact"), Marked("Budi"));
  EXPECT_EQ(expedition->receiver, Marked("Utusan"));
  EXPECT_EQ(expedition->note, Marked("di loket"));
  EXPECT_EQ(*OpenedVoidReason(*office_, gone), Marked("salah alamat"));
  auto letter = Opened(office_->safe(), LetterOf(c.letter));
  EXPECT_EQ(letter->without_page_reason, Marked("disampaikan lisan"));
  EXPECT_EQ(letter->void_reason, Marked("salah catat"));
  for (const char* who : {"kadis", "agendaris"}) {
    std::string books = BooksSeenBy(who);
    for (const char* words : {"salah catat", "Utusan", "di loket", "dipasang", "salah alamat"}) {
      EXPECT_NE(books.find(Marked(words)), std::string::npos) << who << ": " << words;
    }
  }
  for (const char* who : {"loket", "auditor", "arsiparis", "kabid-statistik"}) {
    EXPECT_FALSE(Says(BooksSeenBy(who))) << who;
  }

  Destroy(c.letter);
  EXPECT_TRUE(TextsOf(c).empty());
  EXPECT_EQ(*OpenedText(*office_, sent), Json::object());
  EXPECT_EQ(*OpenedVoidReason(*office_, gone), "");
  EXPECT_FALSE(Says(BooksSeenBy("kadis")));
  EXPECT_FALSE(OutgoingPdf(*office_, sent_));
  ExpectJournalAndTablesAgree();
}

TEST_F(SealedCaseTest, TakesNoMoreWordsOnceItsKeyIsDestroyed) {
  Letter letter = EnterMarked("colocation");
  Case c = CaseOf(letter.id);
  Destroy(letter.id);
  EXPECT_EQ(CancelCase(*office_, As("kadis"), c.id, Marked("dimusnahkan")).error().fault,
            Fault::kNotFound);
  EXPECT_FALSE(Again(c).ended_at);
  EXPECT_EQ(PlacesInTheClear(), std::vector<std::string>());
}

// A gate that asks what a record says looks under the seal.
TEST_F(SealedCaseTest, IsStillJudgedByItsRecords) {
  Letter letter = EnterMarked("colocation");
  Case c = CaseOf(letter.id);
  Record(c, "konfigurasi");
  auto open =
      database_->Read([&](Database& db) { return IsGateOpen(*office_, db, c, "bandwidth"); });
  ASSERT_TRUE(open) << open.error().detail;
  EXPECT_TRUE(*open);
}

// The search itself finds what is there to be found.
TEST_F(SealedCaseTest, IsLookedForWhereAnOrdinaryOneStands) {
  Particulars ordinary = SomeParticulars();
  ordinary.subject = Marked("Permohonan");
  CaseOf(EnterLetter("colocation", ordinary).id);
  auto places = PlacesInTheClear();
  for (const char* place : {"letter.subject", "entry.body"}) {
    EXPECT_NE(std::find(places.begin(), places.end(), place), places.end()) << place;
  }
}

// Ordinary cases are kept as they are read.
TEST_F(SealedCaseTest, IsTheOnlyOneThatIsSealed) {
  Case c = CaseOf(EnterLetter("colocation", SomeParticulars()).id);
  ASSERT_TRUE(CancelCase(*office_, As("kadis"), c.id, "sealed:" + std::string(64, 'a')));
  auto rows = *database_->Read([](Database& db) {
    return db.Ask(
        "SELECT count(*) AS n FROM entry WHERE kind='case.ended' AND body LIKE "
        "'%\"sealed:aaaa%'");
  });
  EXPECT_EQ(rows.front().Integer("n"), 1);
}

}  // namespace
}  // namespace piket
