// A blob on its way in: grows, outlives a restart, becomes a blob only as what its name says.
#include "agent/store/blob_part.h"

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <chrono>

#include "agent/core/file.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

class BlobPartTest : public testing::Test {
 protected:
  static std::string NameOf(std::string_view bytes) { return Hex(Sha256(bytes)); }
  std::unique_ptr<BlobPart> OpenPart(const std::string& sha256) {
    auto part = BlobPart::Open(blobs_, sha256);
    EXPECT_TRUE(part) << part.error().detail;
    return std::move(*part);
  }

  TemporaryFolder folder_;
  Blobs blobs_ = *Blobs::Open(folder_.path() / "blobs");
};

TEST_F(BlobPartTest, BecomesABlobWhenItIsWhole) {
  const std::string bytes(1000000, 'x');
  auto part = OpenPart(NameOf(bytes));
  for (size_t at = 0; at < bytes.size(); at += 100000) {
    ASSERT_TRUE(part->Append(std::string_view(bytes).substr(at, 100000)));
  }
  EXPECT_EQ(part->size(), 1000000);
  ASSERT_TRUE(part->Finish());
  EXPECT_EQ(*blobs_.Get(NameOf(bytes)), bytes);
  EXPECT_TRUE(fs::is_empty(blobs_.Incoming()));
}

TEST_F(BlobPartTest, TakesNothingForAnEmptyBlob) {
  ASSERT_TRUE(OpenPart(NameOf(""))->Finish());
  EXPECT_EQ(*blobs_.Get(NameOf("")), "");
}

TEST_F(BlobPartTest, GoesOnAfterARestartWithWhatLiesThere) {
  const std::string bytes = "halaman pertama dan kedua";
  ASSERT_TRUE(OpenPart(NameOf(bytes))->Append(bytes.substr(0, 15)));
  // The agent starts again: other files on their way in are swept, parts stay.
  ASSERT_TRUE(WriteFileDurably(blobs_.Incoming() / "pindaian.part", "potongan"));
  auto again = Blobs::Open(folder_.path() / "blobs");
  EXPECT_FALSE(fs::exists(blobs_.Incoming() / "pindaian.part"));
  auto part = OpenPart(NameOf(bytes));
  ASSERT_EQ(part->size(), 15);
  ASSERT_TRUE(part->Append(bytes.substr(15)));
  ASSERT_TRUE(part->Finish());
  EXPECT_EQ(*again->Get(NameOf(bytes)), bytes);
}

TEST_F(BlobPartTest, IsGoneWhenItsContentIsNotWhatItsNameSays) {
  auto part = OpenPart(NameOf("asli"));
  ASSERT_TRUE(part->Append("palsu"));
  EXPECT_EQ(part->Finish().error().fault, Fault::kBlobDamaged);
  EXPECT_FALSE(blobs_.Has(NameOf("asli")));
  EXPECT_TRUE(fs::is_empty(blobs_.Incoming()));
}

TEST_F(BlobPartTest, ForgetsWhatWasTakenBack) {
  const std::string bytes(600000, 'a');
  auto part = OpenPart(NameOf(bytes));
  for (int round = 0; round < 20; ++round) {
    ASSERT_TRUE(part->Append(std::string(300000, round % 2 == 0 ? 'b' : 'a')));
    ASSERT_TRUE(part->CutTo(round % 3 * 1000));
    ASSERT_TRUE(part->CutTo(0));
  }
  ASSERT_TRUE(part->Append(bytes));
  ASSERT_TRUE(part->Finish());
  EXPECT_EQ(*blobs_.Get(NameOf(bytes)), bytes);
}

TEST_F(BlobPartTest, KeepsWhatFitsOnAFullDisk) {
  TemporaryFolder disk;
  if (mount("tmpfs", disk.path().c_str(), "tmpfs", 0, "size=400k") != 0) {
    GTEST_SKIP() << "mounting a small disk needs root";
  }
  {
    auto blobs = Blobs::Open(disk.path());
    const std::string bytes(1000000, 'x');
    auto part = BlobPart::Open(*blobs, NameOf(bytes));
    ASSERT_TRUE(part);
    EXPECT_EQ((*part)->Append(bytes).error().fault, Fault::kDiskFull);
    EXPECT_GT((*part)->size(), 200000);
    EXPECT_LE((*part)->size(), 400 * 1024);
    EXPECT_EQ(static_cast<int64_t>(fs::file_size(blobs->PartOf(NameOf(bytes)))), (*part)->size());
  }
  ASSERT_EQ(umount(disk.path().c_str()), 0);
}

TEST_F(BlobPartTest, IsSweptWhenNobodyGoesOnWithIt) {
  const std::string old = NameOf("lama");
  const std::string young = NameOf("baru");
  for (const std::string& name : {old, young}) ASSERT_TRUE(OpenPart(name)->Append("x"));
  fs::last_write_time(blobs_.PartOf(old),
                      fs::file_time_type::clock::now() - std::chrono::hours(7 * 24 + 1));
  SweepParts(blobs_, std::chrono::hours(7 * 24));
  EXPECT_FALSE(fs::exists(blobs_.PartOf(old)));
  EXPECT_TRUE(fs::exists(blobs_.PartOf(young)));
}

}  // namespace
}  // namespace piket
