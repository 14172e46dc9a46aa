// A full disk on either side of the line, on real processes and real file systems: whoever has room
// works on, nothing acknowledged is lost, and what waited goes when there is room again.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <thread>

#include "agent/core/file.h"
#include "tests/virtual/desk_client.h"
#include "tests/virtual/office_staff.h"
#include "tests/virtual/separate_office.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

// What waits for a bad line or a full disk tries again after a minute at most.
constexpr seconds kPatience{240};

// A disk of its own over a post's data folder.
class SmallDisk {
 public:
  // errno; EPERM where mounting is not allowed.
  int Mount(const fs::path& folder) {
    fs::create_directories(folder);
    if (mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=240m,mode=0711") != 0) return errno;
    folder_ = folder;
    return 0;
  }
  ~SmallDisk() {
    if (!folder_.empty()) umount2(folder_.c_str(), MNT_DETACH);
  }
  // Not a byte is left.
  void Fill() {
    const int ballast =
        open((folder_ / "ballast").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC | O_TRUNC, 0600);
    ASSERT_GE(ballast, 0);
    for (size_t piece = 16u << 20; piece >= 4096;) {
      const std::string bytes(piece, 'x');
      if (write(ballast, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
        piece /= 2;
      }
    }
    close(ballast);
    struct statvfs free {};
    ASSERT_EQ(statvfs(folder_.c_str(), &free), 0);
    ASSERT_LT(free.f_bavail * free.f_bsize, 65536u);
  }
  void MakeRoom() { fs::remove(folder_ / "ballast"); }

 private:
  fs::path folder_;
};

class FullDisk : public testing::Test {
 protected:
  // `role`: whose data lies on a small disk.
  void Begin(const std::string& role) {
    setenv("PIKET_BINARY", PIKET_BINARY, 1);
    SeparateOfficePlan plan;
    plan.folder = folder_.path() / "office";
    plan.room = false;
    const int error = disk_.Mount(plan.folder / role / "data");
    if (error == EPERM) GTEST_SKIP() << "mounting needs root";
    ASSERT_EQ(error, 0);
    auto office = SeparateOffice::Start(plan);
    ASSERT_TRUE(office) << office.error().detail;
    office_ = std::move(*office);
    DeskClient admin(office_->centre().screens());
    ASSERT_TRUE(admin.SignIn());
    auto appointed = OfficeStaff::Appoint(admin);
    ASSERT_TRUE(appointed) << appointed.error().detail;
    staff_ = std::make_unique<OfficeStaff>(office_->centre().screens());
    clerk_ = std::make_unique<DeskClient>(office_->desk().screens());
    ASSERT_TRUE(clerk_->SignIn());
  }
  void TearDown() override {
    clerk_.reset();
    staff_.reset();
    office_.reset();
  }

  Result<Json> EnterLetter(int number) {
    return clerk_->Post("/api/letters", {{"sender", "Dinas Kesehatan"},
                                         {"number", "800/" + std::to_string(number) + "/2026"},
                                         {"date", "2026-05-11"},
                                         {"subject", "Permohonan pembuatan website"},
                                         {"service", "website"},
                                         {"without_page_reason", "latihan disk penuh"}});
  }
  DeskClient& Head() {
    auto head = staff_->In("kadis");
    EXPECT_TRUE(head) << head.error().detail;
    return **head;
  }
  void ExpectAtCentre(const std::string& letter) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    auto there = Head().Get("/api/letters/" + letter);
    while (!there && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      there = Head().Get("/api/letters/" + letter);
    }
    EXPECT_TRUE(there) << there.error().detail;
  }
  void ExpectJournalsWhole() {
    for (SmallOffice* post : {&office_->desk(), &office_->centre()}) {
      for (const char* check : {"verify", "replay"}) {
        auto checked = post->Run({"journal", check});
        EXPECT_TRUE(checked) << checked.error().detail;
      }
    }
  }

  TemporaryFolder folder_;
  SmallDisk disk_;
  std::unique_ptr<SeparateOffice> office_;
  std::unique_ptr<OfficeStaff> staff_;
  std::unique_ptr<DeskClient> clerk_;
};

TEST_F(FullDisk, OfTheCentreKeepsNoDeskFromItsWork) {
  Begin("central");
  if (!office_) return;
  disk_.Fill();
  std::vector<std::string> letters;
  for (int i = 1; i <= 5; ++i) {
    auto letter = EnterLetter(i);
    ASSERT_TRUE(letter) << letter.error().detail;
    letters.push_back(TextOr(*letter, "id"));
  }
  EXPECT_TRUE(office_->centre().Running());
  disk_.MakeRoom();
  for (const std::string& letter : letters) ExpectAtCentre(letter);
  ExpectJournalsWhole();
}

TEST_F(FullDisk, OfTheDeskTakesThePapersWhenThereIsRoom) {
  Begin("desk");
  if (!office_) return;
  auto letter = EnterLetter(1);
  ASSERT_TRUE(letter) << letter.error().detail;
  const std::string id = TextOr(*letter, "id");
  ExpectAtCentre(id);
  disk_.Fill();
  // What cannot be kept is not acknowledged, and its reason is said.
  auto refused = EnterLetter(2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::kDiskFull) << refused.error().detail;

  const std::string path = "/api/letters/" + id + "/dispositions";
  auto seen = Head().Get(path);
  ASSERT_TRUE(seen) << seen.error().detail;
  auto made = Head().Post(path, {{"position", "kadis"},
                                 {"to", {{{"position", "kabid-aplikasi"}, {"responsible", true}}}},
                                 {"instructions", {"proses"}},
                                 {"after", TextOr(*seen, "after")}});
  ASSERT_TRUE(made) << made.error().detail;
  const size_t before = office_->desk().printer().Papers().size();
  EXPECT_TRUE(office_->desk().Running());
  disk_.MakeRoom();
  auto printed = clerk_->Until(
      "/api/letters/" + id,
      [](const Json& now) {
        size_t sheets = 0;
        for (const Json& print : now["prints"]) {
          sheets += TextOr(print, "kind") == "sheet" && TextOr(print, "state") == "printed";
        }
        return sheets == 2;
      },
      kPatience);
  EXPECT_TRUE(printed) << printed.error().detail;
  EXPECT_GE(office_->desk().printer().Papers().size(), before + 1);
  EXPECT_TRUE(EnterLetter(3));
  ExpectJournalsWhole();
}

}  // namespace
}  // namespace piket
