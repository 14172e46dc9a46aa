// A post's blobs reach the centre whole and once, however bad the line, and nothing leaves early.
#include "agent/sync/blob_line.h"

#include <fstream>
#include <memory>
#include <thread>

#include "tests/agent/central/blob_rig.h"
#include "tests/agent/sync/tls/tls_rig.h"
#include "tests/virtual/bad_line.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

std::string NameOf(std::string_view bytes) { return Hex(Sha256(bytes)); }

// A post with a store of its own, a bad line, and the centre's end behind it, over mutual TLS.
class BlobLineTest : public BlobStoreTest {
 protected:
  void SetUp() override {
    Start();
    bad_ = std::move(*BadLine::Start(port_));
    OpenPost();
  }
  void TearDown() override {
    line_.reset();
    bad_.reset();
    Stop();
  }
  Poco::Net::ServerSocket Socket() override {
    TlsServerPlan plan;
    plan.identity = trust_.Server();
    plan.client = ClientCertificate::kAsked;
    plan.authority = trust_.pem;
    auto context = TlsContext::Server(plan);
    EXPECT_TRUE(context);
    auto socket = ListenTls(*context, Poco::Net::SocketAddress("127.0.0.1", 0));
    EXPECT_TRUE(socket);
    return *socket;
  }
  // As a start of the post does.
  void OpenPost() {
    line_.reset();
    blob_line_.reset();
    post_journal_.reset();
    post_database_.reset();
    const fs::path folder = post_folder_.path();
    post_database_ = std::move(*Database::Open(folder / "piket.db", Durability::kPost));
    KindTable kinds;
    kinds["note.made"] = {1, [](Database&, const Entry&) -> Result<void> { return {}; }};
    post_journal_ = std::move(*Journal::Open(*post_database_, clock_, kinds, "L1"));
    post_blobs_ = std::make_unique<Blobs>(*Blobs::Open(folder / "blobs"));
    blob_line_ = std::make_unique<BlobLine>(
        BlobLinePlan{*post_journal_, *post_blobs_, folder / "keys" / "letters", reserve_});
    Connect();
  }
  void Connect() {
    TlsClientPlan plan;
    plan.authority = trust_.pem;
    plan.server_name = "localhost";
    plan.identity = trust_.Post("L1");
    line_ = std::make_unique<Line>(*TlsContext::Client(plan), "127.0.0.1", bad_->port());
  }
  // The centre starts again, on another port.
  void RestartCentre() {
    Stop();
    Start();
    bad_->SetTarget(port_);
  }

  // An own entry that names a blob, as the desk makes them; the centre has the entry already.
  std::string Name(const std::string& bytes) {
    std::string name = *post_blobs_->Put(bytes);
    NameOnly(name);
    LetKnow(name);
    return name;
  }
  void NameOnly(const std::string& name, const Id& subject = NewId(Instant())) {
    ASSERT_TRUE(post_journal_->AppendAlone({"note.made", "loket", subject, {{"blob", name}}}));
  }
  // The centre has it, and an entry that came from there names it.
  std::string NameAtCentre(const std::string& bytes) {
    std::string name = *blobs_->Put(bytes);
    LetKnow(name);
    EXPECT_TRUE(TakeIn(*post_journal_, "P1", "note.made", NewId(Instant()), {{"blob", name}}));
    return name;
  }

  // Until there is nothing to do any more or so many failures came; how many came.
  template <class Step>
  int Work(Step step, int most_failures) {
    int failures = 0;
    for (int i = 0; i < 10000 && failures < most_failures; ++i) {
      Result<bool> more = step();
      if (more && !*more) return failures;
      if (more) continue;
      ++failures;
      EXPECT_EQ(more.error().fault, Fault::kLineDown) << more.error().detail;
    }
    return failures;
  }
  int SendAll(int most_failures = 1) {
    return Work([&] { return blob_line_->Send(*line_); }, most_failures);
  }
  int FetchAll(int most_failures = 1) {
    return Work([&] { return blob_line_->Fetch(*line_); }, most_failures);
  }
  int64_t Waiting() {
    return *post_database_->Read([](Database& db) { return BlobLine::Waiting(db); });
  }

  TestAuthority trust_;
  TemporaryFolder post_folder_;
  int64_t reserve_ = 0;
  std::unique_ptr<Database> post_database_;
  std::unique_ptr<Journal> post_journal_;
  std::unique_ptr<Blobs> post_blobs_;
  std::unique_ptr<BlobLine> blob_line_;
  std::unique_ptr<BadLine> bad_;
  std::unique_ptr<Line> line_;
};

TEST_F(BlobLineTest, SendsWhatOwnEntriesNameAndIsHere) {
  std::vector<std::string> contents = {"", "a", SomeBytes(65536), SomeBytes(700000),
                                       SomeBytes(5000000)};
  std::vector<std::string> names;
  for (const std::string& bytes : contents) names.push_back(Name(bytes));
  NameOnly(NameOf("was never here"));
  EXPECT_EQ(SendAll(), 0);
  EXPECT_EQ(Waiting(), 0);
  for (size_t i = 0; i < names.size(); ++i) EXPECT_EQ(*blobs_->Get(names[i]), contents[i]);
  // What is there is not sent again; what is named later is.
  const int64_t before = bad_->bytes_up();
  EXPECT_EQ(SendAll(), 0);
  EXPECT_EQ(bad_->bytes_up(), before);
  std::string later = Name("kemudian");
  EXPECT_EQ(SendAll(), 0);
  EXPECT_TRUE(blobs_->Has(later));
}

TEST_F(BlobLineTest, SendsTheOldestFirstAndOnePieceAtATime) {
  std::string first = Name(SomeBytes(9000000, 1));
  std::string second = Name(SomeBytes(100, 2));
  while (!blobs_->Has(first)) {
    const int64_t before = bad_->bytes_up();
    ASSERT_TRUE(blob_line_->Send(*line_));
    EXPECT_LT(bad_->bytes_up() - before, (4 << 20) + 100000);
    EXPECT_FALSE(blobs_->Has(second));
  }
  EXPECT_EQ(SendAll(), 0);
  EXPECT_TRUE(blobs_->Has(second));
}

TEST_F(BlobLineTest, GoesOnWhereverTheLineIsCut) {
  const std::string bytes = SomeBytes(2500000);
  std::string name = Name(bytes);
  // In the handshake, in the request's head, in the piece: what the centre got is not sent again.
  for (int64_t cut : {10, 700, 1500, 2500, 4000, 70000, 300000, 600000}) {
    bad_->Set({.cut_up_after = cut});
    SendAll(2);
  }
  // The answer is lost.
  for (int64_t cut : {10, 900, 1400}) {
    bad_->Set({.cut_down_after = cut});
    SendAll(2);
  }
  bad_->Set({});
  SendAll(5);
  EXPECT_EQ(*blobs_->Get(name), bytes);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(BlobLineTest, EndsEvenWhenEveryConnectionIsCutEarly) {
  const std::string bytes = SomeBytes(3000000);
  std::string name = Name(bytes);
  bad_->Set({.cut_up_after = 400000});
  EXPECT_LT(SendAll(60), 60);
  EXPECT_EQ(*blobs_->Get(name), bytes);
  EXPECT_LT(bad_->bytes_up(), 6000000);
}

TEST_F(BlobLineTest, GoesOnAfterEitherEndStartsAgain) {
  const std::string bytes = SomeBytes(6000000);
  std::string name = Name(bytes);
  int restarts = 0;
  while (!blobs_->Has(name) && restarts < 20) {
    bad_->Set({.cut_up_after = 700000});
    SendAll(1);
    bad_->Set({});
    ++restarts;
    if (restarts % 2 == 0) {
      OpenPost();
    } else {
      RestartCentre();
    }
  }
  SendAll(2);
  EXPECT_EQ(*blobs_->Get(name), bytes);
  EXPECT_GT(restarts, 3);
  EXPECT_LT(bad_->bytes_up(), 9000000);
}

TEST_F(BlobLineTest, SendsAgainWhatTheCentreGotWrong) {
  const std::string bytes = SomeBytes(1000000);
  std::string name = Name(bytes);
  ASSERT_TRUE(WriteFileDurably(blobs_->PartOf(name), std::string(300000, 'x')));
  EXPECT_EQ(SendAll(), 0);
  EXPECT_FALSE(blobs_->Has(name));
  EXPECT_EQ(Waiting(), 1);
  OpenPost();  // does not wait for the minute
  EXPECT_EQ(SendAll(), 0);
  EXPECT_EQ(*blobs_->Get(name), bytes);
}

TEST_F(BlobLineTest, LetsOthersPassABlobThatCannotBeSent) {
  std::string damaged = Name(SomeBytes(1000, 1));
  std::string unknown = *post_blobs_->Put("entri belum sampai");
  NameOnly(unknown);
  std::string fine = Name(SomeBytes(1000, 2));
  {
    std::fstream file(post_blobs_->PathOf(damaged), std::ios::in | std::ios::out);
    file << "rusak";
  }
  EXPECT_EQ(SendAll(), 0);
  EXPECT_TRUE(blobs_->Has(fine));
  EXPECT_FALSE(blobs_->Has(damaged));
  EXPECT_EQ(Waiting(), 2);
}

TEST_F(BlobLineTest, SaysThatTheCentresDiskIsFull) {
  settings_.disk_reserve_mib = 1 << 30;
  std::string name = Name("x");
  auto sent = blob_line_->Send(*line_);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().fault, Fault::kDiskFull);
  EXPECT_EQ(Waiting(), 1);
}

TEST_F(BlobLineTest, ListsAgainForACentreThatWasRestored) {
  std::string old = Name("lama");
  std::string young = Name("baru");
  EXPECT_EQ(SendAll(), 0);
  ASSERT_TRUE(blobs_->Remove(young));
  ASSERT_TRUE(post_database_->Write<void>(
      [&](Database& db) { return BlobLine::ListAgain(*post_journal_, db, 1); }));
  EXPECT_EQ(SendAll(), 0);
  EXPECT_TRUE(blobs_->Has(young));
}

TEST_F(BlobLineTest, SendsALettersKeyBeforeItsBlobs) {
  const Id letter = NewId(Instant());
  const fs::path keys = post_folder_.path() / "keys" / "letters";
  fs::create_directories(keys);
  ASSERT_TRUE(WriteFileDurably(keys / (letter + ".key"), SomeBytes(32), 0400));
  std::string sealed = *post_blobs_->Put(SomeBytes(100));
  LetKnow(sealed);
  NameOnly(sealed, letter);
  ASSERT_TRUE(TakeIn(*journal_, "L1", "letter.entered", letter, Json::object()));
  const fs::path kept = folder_.path() / "keys" / "letters" / (letter + ".key");
  while (!blobs_->Has(sealed)) {
    ASSERT_TRUE(blob_line_->Send(*line_));
    EXPECT_TRUE(fs::exists(kept));
  }
  EXPECT_EQ(*ReadFile(kept), SomeBytes(32));
  EXPECT_EQ(SendAll(), 0);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(BlobLineTest, GoesOnAfterAKeyTheCentreRefuses) {
  const Id letter = NewId(Instant());
  for (const fs::path& folder : {post_folder_.path(), folder_.path()}) {
    fs::create_directories(folder / "keys" / "letters");
    ASSERT_TRUE(WriteFileDurably(folder / "keys" / "letters" / (letter + ".key"),
                                 SomeBytes(32, folder == folder_.path() ? 1 : 2)));
  }
  ASSERT_TRUE(TakeIn(*journal_, "L1", "letter.entered", letter, Json::object()));
  NameOnly(Name("x"), letter);
  EXPECT_EQ(SendAll(), 0);
  EXPECT_TRUE(blobs_->Has(NameOf("x")));
  EXPECT_EQ(*ReadFile(folder_.path() / "keys" / "letters" / (letter + ".key")), SomeBytes(32, 1));
}

TEST_F(BlobLineTest, FetchesWhatTheCentresEntriesName) {
  std::vector<std::string> contents = {"", "a", SomeBytes(700000), SomeBytes(9000000)};
  std::vector<std::string> names;
  for (const std::string& bytes : contents) names.push_back(NameAtCentre(bytes));
  EXPECT_EQ(FetchAll(), 0);
  for (size_t i = 0; i < names.size(); ++i) EXPECT_EQ(*post_blobs_->Get(names[i]), contents[i]);
  EXPECT_TRUE(fs::is_empty(post_blobs_->Incoming()));
}

TEST_F(BlobLineTest, GoesOnFetchingWhereverTheLineIsCut) {
  const std::string bytes = SomeBytes(2500000);
  std::string name = NameAtCentre(bytes);
  for (int64_t cut : {10, 900, 1500, 70000}) {
    bad_->Set({.cut_down_after = cut});
    FetchAll(2);
    OpenPost();
  }
  bad_->Set({.cut_up_after = 1500});
  FetchAll(2);
  bad_->Set({.cut_down_after = 1000000});
  EXPECT_LT(FetchAll(30), 30);
  EXPECT_EQ(*post_blobs_->Get(name), bytes);
}

TEST_F(BlobLineTest, BelievesNoBlobThatIsNotWhatItsNameSays) {
  const std::string bytes = SomeBytes(1000);
  std::string name = NameAtCentre(bytes);
  {
    std::fstream file(blobs_->PathOf(name), std::ios::in | std::ios::out);
    file << "rusak";
  }
  EXPECT_EQ(FetchAll(), 0);
  EXPECT_FALSE(post_blobs_->Has(name));
  EXPECT_TRUE(fs::is_empty(post_blobs_->Incoming()));
}

TEST_F(BlobLineTest, LeavesTheReserveFreeWhenItFetches) {
  reserve_ = int64_t{1} << 60;
  OpenPost();
  std::string name = NameAtCentre("x");
  EXPECT_EQ(blob_line_->Fetch(*line_).error().fault, Fault::kDiskFull);
  // It is tried again later; nothing else waits for it.
  auto more = blob_line_->Fetch(*line_);
  ASSERT_TRUE(more);
  EXPECT_FALSE(*more);
}

}  // namespace
}  // namespace piket
