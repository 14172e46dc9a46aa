// The centre takes in blobs over any line there is, and only as what they are.
#include "agent/central/blob_store.h"

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <thread>
#include <vector>

#include "tests/agent/central/blob_rig.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

std::string NameOf(std::string_view bytes) { return Hex(Sha256(bytes)); }

// Resident memory of this process, MiB.
int64_t ResidentMib() {
  std::ifstream file("/proc/self/statm");
  int64_t pages = 0;
  file >> pages >> pages;
  return pages * sysconf(_SC_PAGESIZE) >> 20;
}

TEST_F(BlobStoreTest, TakesABlobInPieces) {
  const std::string bytes = SomeBytes(1000000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  EXPECT_EQ(Offset(name), 0);
  EXPECT_EQ(Patch(name, 0, bytes.size(), bytes.substr(0, 400000)).body,
            R"({"complete":false,"offset":400000})");
  EXPECT_EQ(Offset(name), 400000);
  EXPECT_EQ(Patch(name, 400000, bytes.size(), bytes.substr(400000)).body,
            R"({"complete":true,"offset":1000000})");
  EXPECT_EQ(Offset(name), -1);
  EXPECT_EQ(*blobs_->Get(name), bytes);
  // Once more is fine and changes nothing.
  EXPECT_EQ(Patch(name, 0, bytes.size(), bytes).status, 200);
  EXPECT_TRUE(fs::is_empty(blobs_->Incoming()));
}

TEST_F(BlobStoreTest, TakesAnEmptyBlob) {
  LetKnow(NameOf(""));
  EXPECT_EQ(Patch(NameOf(""), 0, 0, "").body, R"({"complete":true,"offset":0})");
  EXPECT_TRUE(blobs_->Has(NameOf("")));
}

TEST_F(BlobStoreTest, KeepsWhatCameBeforeTheLineWasCut) {
  const std::string bytes = SomeBytes(300000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  // In the head, before its end, at the first byte of the piece, at a step of the reader and beside
  // it, before the last byte, and after it: the answer is lost.
  const std::string head = PatchHead(name, 0, bytes.size(), bytes);
  for (size_t cut : {size_t{1}, head.size() / 2, head.size() - 1}) {
    RawClient client(port_);
    client.Say(head.substr(0, cut));
    client.HangUp();
    EXPECT_EQ(Offset(name), 0);
  }
  size_t have = 0;
  for (size_t until : {size_t{0}, size_t{1}, size_t{65535}, size_t{65536}, size_t{65537},
                       size_t{131072}, size_t{299999}}) {
    RawClient client(port_);
    client.Say(PatchHead(name, have, bytes.size(), bytes.substr(have)));
    client.Say(bytes.substr(have, until - have));
    client.HangUp();
    WaitForOffset(name, static_cast<int64_t>(until));
    have = until;
  }
  RawClient client(port_);
  client.Say(PatchHead(name, have, bytes.size(), bytes.substr(have)) + bytes.substr(have));
  client.HangUp();
  WaitForOffset(name, -1);
  EXPECT_EQ(*blobs_->Get(name), bytes);
}

TEST_F(BlobStoreTest, SaysWhereToGoOnWhenAPieceDoesNotFit) {
  const std::string bytes = SomeBytes(1000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  ASSERT_EQ(Patch(name, 0, 1000, bytes.substr(0, 300)).status, 200);
  for (size_t offset : {size_t{0}, size_t{299}, size_t{301}, size_t{900}}) {
    auto answer = Patch(name, offset, 1000, bytes.substr(offset, 100));
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.body, R"({"complete":false,"offset":300})");
  }
  EXPECT_EQ(Patch(name, 300, 1000, bytes.substr(300)).status, 200);
  EXPECT_TRUE(blobs_->Has(name));
}

TEST_F(BlobStoreTest, ServesTheSameConnectionAfterAPieceThatDoesNotFit) {
  const std::string bytes = SomeBytes(200000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  RawClient client(port_);
  client.Say(PatchHead(name, 5, 200005, bytes) + bytes);
  EXPECT_EQ(client.Hear().status, 409);
  client.Say(PatchHead(name, 0, 200000, bytes) + bytes);
  EXPECT_EQ(client.Hear().status, 200);
}

TEST_F(BlobStoreTest, LetsANewConnectionTakeOverFromOneThatHangs) {
  const std::string bytes = SomeBytes(500000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  RawClient hanging(port_);
  hanging.Say(PatchHead(name, 0, bytes.size(), bytes) + bytes.substr(0, 65536 * 2));
  WaitForOffset(name, 65536 * 2);
  EXPECT_EQ(Patch(name, 65536 * 2, bytes.size(), bytes.substr(65536 * 2)).status, 200);
  EXPECT_EQ(*blobs_->Get(name), bytes);
  // The one that hung wakes up: nothing of it is taken.
  hanging.Say(bytes.substr(65536 * 2));
  EXPECT_EQ(hanging.Hear().status, 409);
  EXPECT_EQ(*blobs_->Get(name), bytes);
}

TEST_F(BlobStoreTest, TakesOneBlobFromTwoPostsAtOnce) {
  const std::string bytes = SomeBytes(3000000);
  const std::string name = NameOf(bytes);
  LetKnow(name, "L1");
  LetKnow(name, "L2");
  auto send = [&](const std::string& post) {
    size_t at = 0;
    for (int tries = 0; tries < 10000; ++tries) {
      auto answer = Patch(name, at, bytes.size(), bytes.substr(at, 100000), post);
      auto json = ParseJson(answer.body);
      if (!json || (answer.status != 200 && answer.status != 409)) return false;
      if (BoolOr(*json, "complete")) return true;
      at = static_cast<size_t>(IntegerOr(*json, "offset"));
    }
    return false;
  };
  bool second = false;
  std::thread other([&] { second = send("L2"); });
  EXPECT_TRUE(send("L1"));
  other.join();
  EXPECT_TRUE(second);
  EXPECT_EQ(*blobs_->Get(name), bytes);
  EXPECT_TRUE(fs::is_empty(blobs_->Incoming()));
}

TEST_F(BlobStoreTest, GoesOnAfterTheCentreStartsAgain) {
  const std::string bytes = SomeBytes(900000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  for (size_t at = 0; at < bytes.size(); at += 300000) {
    ASSERT_EQ(Patch(name, at, bytes.size(), bytes.substr(at, 300000)).status, 200);
    Stop();
    Start();
  }
  EXPECT_EQ(Offset(name), -1);
  EXPECT_EQ(*blobs_->Get(name), bytes);
}

TEST_F(BlobStoreTest, FinishesAPartThatWasWholeWhenTheCentreStopped) {
  const std::string bytes = SomeBytes(1000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  ASSERT_TRUE(WriteFileDurably(blobs_->PartOf(name), bytes));
  EXPECT_EQ(Offset(name), 1000);
  EXPECT_EQ(Patch(name, 1000, 1000, "").body, R"({"complete":true,"offset":1000})");
}

TEST_F(BlobStoreTest, RefusesAPieceThatIsNotWhatItsHashSays) {
  const std::string bytes = SomeBytes(2000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  ASSERT_EQ(Patch(name, 0, 2000, bytes.substr(0, 1000)).status, 200);
  RawClient client(port_);
  std::string changed = bytes.substr(1000);
  changed[500] = static_cast<char>(changed[500] ^ 1);
  client.Say(PatchHead(name, 1000, 2000, bytes.substr(1000)) + changed);
  EXPECT_EQ(client.Hear().status, 400);
  EXPECT_EQ(Offset(name), 1000);
  EXPECT_EQ(Patch(name, 1000, 2000, bytes.substr(1000)).status, 200);
  EXPECT_EQ(*blobs_->Get(name), bytes);
}

TEST_F(BlobStoreTest, StartsAnewWhenTheWholeIsNotWhatItsNameSays) {
  const std::string bytes = SomeBytes(2000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  ASSERT_EQ(Patch(name, 0, 2000, std::string(1000, 'x')).status, 200);
  auto answer = Patch(name, 1000, 2000, bytes.substr(1000));
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.body, R"({"fault":"blob_damaged"})");
  EXPECT_FALSE(blobs_->Has(name));
  EXPECT_EQ(Offset(name), 0);
  EXPECT_EQ(Patch(name, 0, 2000, bytes).status, 200);
  EXPECT_EQ(*blobs_->Get(name), bytes);
}

TEST_F(BlobStoreTest, DropsAPartThatIsLongerThanTheBlob) {
  const std::string bytes = SomeBytes(1000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  ASSERT_EQ(Patch(name, 0, 9000, std::string(5000, 'x')).status, 200);
  EXPECT_EQ(Patch(name, 1000, 1000, "").body, R"({"complete":false,"offset":0})");
  EXPECT_EQ(Patch(name, 0, 1000, bytes).status, 200);
  EXPECT_EQ(*blobs_->Get(name), bytes);
}

TEST_F(BlobStoreTest, ShowsNothingToAPostThatMayNotKnow) {
  const std::string bytes = SomeBytes(100);
  const std::string here = *blobs_->Put(bytes);
  const std::string absent = NameOf("tidak ada");
  LetKnow(here, "L1");
  for (const std::string& name : {here, absent}) {
    auto head = Head(name, "L2");
    auto get = Get(name, "bytes=0-", "L2");
    auto patch = Patch(name, 0, 100, bytes, "L2");
    EXPECT_EQ(head.status, 404);
    EXPECT_EQ(head.headers.count("Upload-Offset"), 0u);
    for (const RawAnswer& answer : {get, patch}) {
      EXPECT_EQ(answer.status, 404);
      EXPECT_EQ(answer.body, R"({"fault":"not_found"})");
    }
  }
  EXPECT_EQ(Get(here, "bytes=0-", "L1").body, bytes);
}

TEST_F(BlobStoreTest, FindsNoFileUnderAHostileName) {
  ASSERT_TRUE(WriteFileDurably(folder_.path() / "rahasia", "rahasia"));
  std::string upper = NameOf("x");
  for (char& c : upper) c = static_cast<char>(toupper(c));
  for (const std::string& name :
       {std::string("../rahasia"), std::string("..%2f..%2frahasia"), std::string("/etc/passwd"),
        std::string(), upper, NameOf("x") + "0", NameOf("x").substr(1), std::string(3000, 'a'),
        std::string(62, 'a') + "..", std::string(64, '.')}) {
    LetKnow(name);
    EXPECT_EQ(Head(name).status, 404) << name;
    EXPECT_EQ(Get(name, "bytes=0-9").status, 404) << name;
    EXPECT_EQ(Patch(name, 0, 1, "x").status, 404) << name;
  }
  EXPECT_TRUE(fs::is_empty(blobs_->Incoming()));
}

TEST_F(BlobStoreTest, RefusesHeadsThatMakeNoSense) {
  const std::string name = NameOf("x");
  LetKnow(name);
  const std::string start = "PATCH /v1/blobs/" + name + " HTTP/1.1\r\nHost: x\r\n";
  const std::string hash = "X-Piket-SHA256: " + NameOf("x") + "\r\n";
  const std::string length = "Content-Length: 1\r\n";
  for (const std::string& lines :
       {std::string("Upload-Offset: -1\r\nUpload-Length: 1\r\n") + hash + length,
        std::string("Upload-Offset: 0x0\r\nUpload-Length: 1\r\n") + hash + length,
        std::string("Upload-Offset: 99999999999999999999\r\nUpload-Length: 1\r\n") + hash + length,
        std::string("Upload-Offset: 9223372036854775807\r\nUpload-Length: 1\r\n") + hash + length,
        std::string("Upload-Offset: 0\r\nUpload-Length: 0\r\n") + hash + length,
        std::string("Upload-Offset: 0\r\n") + hash + length,
        std::string("Upload-Length: 1\r\n") + hash + length,
        std::string("Upload-Offset: 0\r\nUpload-Length: 1\r\n") + length,
        std::string("Upload-Offset: 0\r\nUpload-Length: 1\r\nTransfer-Encoding: chunked\r\n") +
            hash}) {
    auto answer = Ask(start + lines + "\r\nx");
    EXPECT_EQ(answer.status, 400) << lines;
  }
  EXPECT_EQ(Ask(start + "Upload-Offset: 0\r\nUpload-Length: 5000000\r\n" + hash +
                "Content-Length: 5000000\r\n\r\n")
                .status,
            413);
  EXPECT_EQ(
      Ask(start + "Upload-Offset: 0\r\nUpload-Length: 9000000000000\r\n" + hash + length + "\r\nx")
          .status,
      413);
  EXPECT_EQ(Offset(name), 0);
}

TEST_F(BlobStoreTest, GivesAnyPartOfABlobAndTheWhole) {
  const std::string bytes = SomeBytes(5000000);
  const std::string name = *blobs_->Put(bytes);
  LetKnow(name);
  EXPECT_EQ(Get(name, "").body, bytes);
  auto piece = Get(name, "bytes=1000-1999");
  EXPECT_EQ(piece.status, 206);
  EXPECT_EQ(piece.body, bytes.substr(1000, 1000));
  EXPECT_EQ(piece.headers["Content-Range"], "bytes 1000-1999/5000000");
  EXPECT_EQ(Get(name, "bytes=4999999-").body, bytes.substr(4999999));
  // Never more than a piece at a time.
  EXPECT_EQ(Get(name, "bytes=10-").body, bytes.substr(10, kMostChunkBytes));
  for (const char* wrong : {"bytes=5000000-", "bytes=9-8", "bytes=-5", "bytes=a-b", "lines=1-2",
                            "bytes=", "bytes=1-2,4-5"}) {
    EXPECT_EQ(Get(name, wrong).status, 416) << wrong;
  }
}

TEST_F(BlobStoreTest, LeavesTheReserveFree) {
  settings_.disk_reserve_mib = 1 << 30;
  const std::string name = NameOf("x");
  LetKnow(name);
  auto answer = Patch(name, 0, 1, "x");
  EXPECT_EQ(answer.status, 507);
  EXPECT_EQ(answer.body, R"({"fault":"disk_full"})");
}

TEST_F(BlobStoreTest, GoesOnWhenAFullDiskHasRoomAgain) {
  const fs::path disk = folder_.path() / "blobs";
  Stop();
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=3m") != 0) {
    GTEST_SKIP() << "mounting a small disk needs root";
  }
  Start();
  settings_.disk_reserve_mib = 0;
  const std::string bytes = SomeBytes(2000000);
  const std::string name = NameOf(bytes);
  LetKnow(name);
  ASSERT_EQ(Patch(name, 0, bytes.size(), bytes.substr(0, 500000)).status, 200);
  ASSERT_TRUE(WriteFileDurably(disk / "lain", std::string(2000000, 'x')));
  EXPECT_EQ(Patch(name, 500000, bytes.size(), bytes.substr(500000)).status, 507);
  EXPECT_FALSE(blobs_->Has(name));
  fs::remove(disk / "lain");
  auto have = static_cast<size_t>(Offset(name));
  EXPECT_EQ(Patch(name, have, bytes.size(), bytes.substr(have)).status, 200);
  EXPECT_EQ(*blobs_->Get(name), bytes);
  Stop();
  EXPECT_EQ(umount(disk.c_str()), 0);
}

TEST_F(BlobStoreTest, TakesALargeBlobInLittleMemory) {
  constexpr size_t kTotal = 300u << 20;
  const std::string piece = SomeBytes(static_cast<size_t>(kMostChunkBytes));
  Sha256Stream whole;
  for (size_t at = 0; at < kTotal; at += piece.size()) whole.Add(piece);
  const std::string name = Hex(whole.Finish());
  LetKnow(name);
  int64_t before = 0;
  RawClient client(port_);
  for (size_t at = 0; at < kTotal; at += piece.size()) {
    client.Say(PatchHead(name, at, kTotal, piece));
    client.Say(piece);
    ASSERT_EQ(client.Hear().status, 200);
    if (at == piece.size() * 4) before = ResidentMib();
  }
  EXPECT_LT(ResidentMib() - before, 40);
  EXPECT_EQ(fs::file_size(blobs_->PathOf(name)), kTotal);
}

class LetterKeyTest : public BlobStoreTest {
 protected:
  // The letter begins at that post, as its journal says it.
  void BeginLetter(const std::string& post) {
    ASSERT_TRUE(TakeIn(*journal_, post, "letter.entered", letter_, Json::object()));
  }
  int Put(const std::string& letter, const std::string& key, const std::string& post = "L1") {
    return Ask("PUT /v1/letter-keys/" + letter + " HTTP/1.1\r\nHost: x\r\nX-Post: " + post +
               "\r\nX-Piket-SHA256: " + NameOf(key) +
               "\r\nContent-Length: " + std::to_string(key.size()) + "\r\n\r\n" + key)
        .status;
  }
  fs::path KeyFile() const { return folder_.path() / "keys" / "letters" / (letter_ + ".key"); }

  const Id letter_ = NewId(Instant());
  const std::string key_bytes_ = SomeBytes(32);
};

TEST_F(LetterKeyTest, IsKeptOnceFromTheDeskThatBeganTheLetter) {
  BeginLetter("L1");
  EXPECT_EQ(Put(letter_, key_bytes_), 204);
  EXPECT_EQ(*ReadFile(KeyFile()), key_bytes_);
  EXPECT_EQ(fs::status(KeyFile()).permissions(), fs::perms::owner_read);
  EXPECT_EQ(fs::status(KeyFile().parent_path()).permissions(), fs::perms::owner_all);
  // The answer was lost: the same again.
  EXPECT_EQ(Put(letter_, key_bytes_), 204);
  EXPECT_EQ(Put(letter_, SomeBytes(32, 7)), 409);
  EXPECT_EQ(*ReadFile(KeyFile()), key_bytes_);
}

TEST_F(LetterKeyTest, IsTakenFromNobodyElse) {
  BeginLetter("L1");
  EXPECT_EQ(Put(letter_, key_bytes_, "L2"), 404);
  EXPECT_EQ(Put(NewId(clock_.Now()), key_bytes_), 404);
  EXPECT_EQ(Put("../authority", key_bytes_), 404);
  EXPECT_EQ(Put(letter_, SomeBytes(31)), 400);
  EXPECT_EQ(Put(letter_, SomeBytes(33)), 400);
  EXPECT_FALSE(fs::exists(KeyFile()));
}

}  // namespace
}  // namespace piket
