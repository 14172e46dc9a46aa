// What of a desk's papers may leave it, and when.
#include "agent/desk/confidential.h"
#include "agent/sync/blob_line.h"
#include "tests/agent/desk/desk_rig.h"
#include "tests/agent/sync/tls/tls_rig.h"

namespace piket {
namespace {

// The line is down: what is listed stays listed.
class LeavingTest : public DeskTest {
 protected:
  int64_t MayLeave() {
    BlobLine blobs({*journal_, desk_->blobs, folder_.path() / "keys" / "letters", 0});
    TlsClientPlan plan;
    plan.authority = TestAuthority().pem;
    plan.server_name = "localhost";
    Line line(*TlsContext::Client(plan), "127.0.0.1", 1);
    EXPECT_FALSE(blobs.Fetch(line) && blobs.Send(line) && false);
    return *database_->Read([](Database& db) { return BlobLine::Waiting(db); });
  }
};

TEST_F(LeavingTest, PagesWaitUntilTheirLetterIsEntered) {
  Id document = ScannedPicture("gambar", {});
  EXPECT_EQ(MayLeave(), 0);
  ASSERT_TRUE(Enter(
      *desk_,
      {.document = document, .particulars = SomeParticulars("1/X/2026"), .officer = "officer"}));
  EXPECT_EQ(MayLeave(), 2);  // the picture and its reading
}

TEST_F(LeavingTest, PagesOfAConfidentialLetterLeaveOnlySealed) {
  Id document = ScannedPicture("gambar rahasia", {});
  EXPECT_EQ(MayLeave(), 0);
  Id letter = EnterSecret(document);
  auto listed = [&] {
    std::vector<std::string> names;
    auto rows = database_->Read([](Database& db) {
      return db.Ask("SELECT DISTINCT sha256 FROM local_blob_to_send ORDER BY n");
    });
    for (const Row& row : *rows) names.push_back(row.Text("sha256"));
    return names;
  };
  // The key and the sealed particulars.
  EXPECT_EQ(MayLeave(), 2);
  ASSERT_TRUE(SealPages(*desk_, letter));
  EXPECT_EQ(MayLeave(), 4);  // and the page and its reading, sealed
  for (const std::string& name : listed()) EXPECT_NE(name, Hex(Sha256("gambar rahasia")));
}

}  // namespace
}  // namespace piket
