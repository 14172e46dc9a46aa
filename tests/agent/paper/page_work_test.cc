#include "agent/paper/page_work.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "agent/core/file.h"
#include "tests/agent/paper/drawn_page.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class PageWorkTest : public testing::Test {
 protected:
  PageReading Do(const DrawnPage& page, const char* name = "page.jpg") {
    return Do(page.Save(folder_.path() / name));
  }
  PageReading Do(const std::filesystem::path& picture,
                 milliseconds deadline = milliseconds(20000)) {
    PageJob job;
    job.picture = picture;
    job.folder = folder_.path();
    job.deadline = deadline;
    job.turn = turn_;
    pictures_ = 0;
    return work_.Do(job, [this](const PageReading& so_far) {
      ++pictures_;
      EXPECT_TRUE(so_far.words.empty());
      EXPECT_TRUE(std::filesystem::exists(folder_.path() / kViewName));
      EXPECT_TRUE(std::filesystem::exists(folder_.path() / kThumbnailName));
    });
  }

  TemporaryFolder folder_;
  PageWork work_;
  std::optional<int> turn_;
  int pictures_ = 0;
};

const PageWord* Find(const PageReading& reading, const std::string& text) {
  for (const PageWord& word : reading.words) {
    if (word.text.find(text) != std::string::npos) return &word;
  }
  return nullptr;
}

TEST_F(PageWorkTest, ReadsALetterAndSaysWhereItsWordsStand) {
  DrawnPage page;
  page.Letter();
  page.Grain(4);
  PageReading reading = Do(page);
  EXPECT_TRUE(reading.read);
  EXPECT_FALSE(reading.blank);
  EXPECT_EQ(pictures_, 1);
  EXPECT_GT(reading.mean_confidence, 0.85);
  const PageWord* number = Find(reading, "600/25/DISDIK/IX/2026");
  ASSERT_NE(number, nullptr) << reading.Text();
  EXPECT_NEAR(number->box.y + number->box.height, 56, 1.2);
  EXPECT_NEAR(number->box.x, 41, 3);
  const PageWord* urgency = Find(reading, "Penting");
  ASSERT_NE(urgency, nullptr);
  EXPECT_GT(urgency->line, number->line);
}

TEST_F(PageWorkTest, ReadsAMonoPageOfThreeHundredDots) {
  DrawnPage page(300);
  page.Letter();
  page.Mono();
  PageReading reading = Do(page, "page.tif");
  EXPECT_TRUE(reading.read);
  EXPECT_NE(Find(reading, "600/25/DISDIK/"), nullptr) << reading.Text();
}

TEST_F(PageWorkTest, PutsAPageUprightHoweverItLay) {
  for (int turn : {90, 180, 270}) {
    DrawnPage page;
    page.Letter();
    page.Turn(turn);
    PageReading reading = Do(page);
    EXPECT_EQ(reading.view.turn, 360 - turn);
    EXPECT_NE(Find(reading, "600/25/DISDIK/IX/2026"), nullptr) << turn << reading.Text();
    EXPECT_NEAR(reading.view.width, 210, 1);
  }
}

TEST_F(PageWorkTest, FindsThatAPageOfCapitalsStandsOnItsHeadFromItsReading) {
  DrawnPage page;  // capitals and numbers have neither ascenders nor descenders
  for (int i = 0; i < 12; ++i) page.Text("NOMOR REGISTRASI PEMOHON 1472 BULAN MEI", 25, 40 + 9 * i);
  page.Turn(180);
  PageReading reading = Do(page);
  EXPECT_EQ(reading.view.turn, 180);
  EXPECT_NE(Find(reading, "REGISTRASI"), nullptr) << reading.Text();
}

TEST_F(PageWorkTest, KeepsTheTurnAnOfficerChose) {
  DrawnPage page;
  page.Letter();
  turn_ = 180;
  EXPECT_EQ(Do(page).view.turn, 180);
}

TEST_F(PageWorkTest, StraightensAPageAndFindsItsWordsOnTheOriginal) {
  DrawnPage straight;
  straight.Letter();
  PageReading first = Do(straight);
  DrawnPage askew;
  askew.Letter();
  askew.Skew(2);
  PageReading second = Do(askew);
  EXPECT_NEAR(second.view.skew, -2, 0.2);
  const PageWord* before = Find(first, "Penting");
  const PageWord* after = Find(second, "Penting");
  ASSERT_NE(before, nullptr);
  ASSERT_NE(after, nullptr);
  // Where the word went when the sheet was turned by 2 degrees about its centre.
  double angle = 2 * M_PI / 180;
  double dx = before->box.x - 105;
  double dy = before->box.y - 148.5;
  Point at = ToOriginal(second.view, {after->box.x, after->box.y});
  EXPECT_NEAR(at.x, 105 + dx * std::cos(angle) - dy * std::sin(angle), 0.8);
  EXPECT_NEAR(at.y, 148.5 + dx * std::sin(angle) + dy * std::cos(angle), 0.8);
}

TEST_F(PageWorkTest, CutsAwayTheScannersDarkBackground) {
  DrawnPage page;
  page.Letter();
  page.Grain(3);
  page.Lay(230, 320, 12, 9, 30);
  PageReading reading = Do(page);
  EXPECT_NEAR(reading.view.width, 210, 3);
  EXPECT_NEAR(reading.view.height, 297, 3);
  const PageWord* number = Find(reading, "600/25/DISDIK/IX/2026");
  ASSERT_NE(number, nullptr) << reading.Text();
  EXPECT_NEAR(number->box.y + number->box.height, 56, 2.5);
  Point at = ToOriginal(reading.view, {number->box.x, number->box.y + number->box.height});
  EXPECT_NEAR(at.y, 56 + 9, 1.2);
}

TEST_F(PageWorkTest, CutsAwayAWhitePaddedMargin) {
  DrawnPage page(200, 210, 148);
  page.Letter();
  page.Grain(3);
  page.Lay(216, 356, 0, 0, 255);
  PageReading reading = Do(page, "page.png");
  EXPECT_NEAR(reading.view.width, 210, 3);
  EXPECT_NEAR(reading.view.height, 148, 3);
}

TEST_F(PageWorkTest, KeepsTheEmptyHalfOfAWhitePage) {
  DrawnPage page;
  page.Fill(1);
  page.Letter();
  PageReading reading = Do(page, "page.png");
  EXPECT_NEAR(reading.view.height, 297, 1);
}

TEST_F(PageWorkTest, CallsAPageBlankInSpiteOfDustHolesAndTheOtherSideShiningThrough) {
  DrawnPage page;
  for (int i = 0; i < 14; ++i) {
    page.Text("isi halaman sebelah yang tembus pandang", 30, 50 + 9 * i, 4.2, 0.86);
  }
  page.Disc(12, 108, 6);
  page.Disc(12, 188, 6);
  for (int i = 0; i < 40; ++i) page.Disc(20 + 4 * i, 30 + 6 * i, 0.25, 0.3);
  page.Grain(6);
  PageReading reading = Do(page);
  EXPECT_TRUE(reading.blank);
  EXPECT_TRUE(reading.read);
  EXPECT_EQ(pictures_, 1);
}

TEST_F(PageWorkTest, DoesNotCallAPageWithOnlyASmallStampOrANumberBlank) {
  DrawnPage stamp;
  stamp.Stamp(150, 220);
  stamp.Grain(6);
  EXPECT_FALSE(Do(stamp, "page.png").blank);
  DrawnPage number;
  number.Text("2", 104, 280);
  number.Grain(6);
  EXPECT_FALSE(Do(number).blank);
}

TEST_F(PageWorkTest, NamesABlackPage) {
  DrawnPage page;
  page.Fill(0.05);
  page.Grain(5);
  PageReading reading = Do(page);
  EXPECT_FALSE(reading.read);
  EXPECT_FALSE(reading.blank);
  EXPECT_EQ(reading.fault, Fault::kBlackPage);
}

TEST_F(PageWorkTest, EndsAPageOfPureNoiseBeforeItsDeadline) {
  for (int grain : {1, 2, 3, 5}) {
    DrawnPage page;
    page.Noise(grain);
    auto began = steady_clock::now();
    PageReading reading = Do(page.Save(folder_.path() / "noise.jpg"), milliseconds(4000));
    // Beyond the deadline only the pictures, slow under sanitizers.
    EXPECT_LT(steady_clock::now() - began, milliseconds(14000)) << grain;
    EXPECT_EQ(pictures_, 1);
    if (reading.fault) {
      EXPECT_TRUE(reading.fault == Fault::kUnreadablePage ||
                  reading.fault == Fault::kReadingTooSlow)
          << Word(*reading.fault);
    }
  }
}

TEST_F(PageWorkTest, ShowsWhatIsLeftOfADamagedPicture) {
  DrawnPage page;
  page.Letter();
  auto path = page.Save(folder_.path() / "page.jpg");
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  PageReading reading = Do(path);
  EXPECT_EQ(reading.fault, Fault::kDamagedPage);
  EXPECT_EQ(pictures_, 1);
  EXPECT_FALSE(reading.read);
}

TEST_F(PageWorkTest, SaysThatAnEmptyOrForeignFileIsNoPicture) {
  for (const char* bytes : {"", "PK\3\4 not a picture at all, not a picture at all"}) {
    ASSERT_TRUE(WriteFileDurably(folder_.path() / "bad.jpg", bytes));
    PageReading reading = Do(folder_.path() / "bad.jpg");
    EXPECT_EQ(reading.fault, Fault::kDamagedPage);
    EXPECT_EQ(pictures_, 0);
  }
  EXPECT_EQ(Do(folder_.path() / "absent.jpg").fault, Fault::kNotFound);
}

TEST_F(PageWorkTest, KnowsOurSeparatorSheetAndOtherCodes) {
  DrawnPage separator;
  separator.Text("PEMISAH SURAT", 60, 60, 12);
  separator.Code("PK1/S/L1/00000000000000000000000001/1/K1/ABCDEFGHJKMNPQRS", 80, 110, 40);
  separator.Grain(5);
  PageReading reading = Do(separator);
  EXPECT_TRUE(reading.separator);
  ASSERT_EQ(reading.codes.size(), 1u);
  EXPECT_NEAR(reading.codes[0].box.x, 80, 2);
  EXPECT_NEAR(reading.codes[0].box.width, 40, 3);

  DrawnPage letter;
  letter.Letter();
  letter.Code("https://contoh.test/cek/123", 25, 210, 20);
  reading = Do(letter);
  EXPECT_FALSE(reading.separator);
  EXPECT_TRUE(reading.read);
  ASSERT_EQ(reading.codes.size(), 1u);
  EXPECT_EQ(reading.codes[0].text, "https://contoh.test/cek/123");
}

TEST_F(PageWorkTest, KnowsTheSamePaperScannedAgain) {
  DrawnPage once;
  once.Letter();
  once.Grain(3);
  DrawnPage again;
  again.Letter();
  again.Skew(0.8);
  again.Grain(6);
  DrawnPage other;
  other.Text("DAFTAR HADIR", 80, 30, 6);
  for (int i = 0; i < 20; ++i)
    other.Text(std::to_string(i + 1) + ". ............", 30, 50 + 10 * i);
  uint64_t first = Do(once).likeness;
  EXPECT_LE(std::popcount(first ^ Do(again).likeness), 6);
  EXPECT_GE(std::popcount(first ^ Do(other).likeness), 8);
}

TEST_F(PageWorkTest, ReadsTheSampleLettersWhereTheyAreAtHand) {
  std::filesystem::path letters = std::filesystem::path(PIKET_SOURCE_DIR) / "../shared/letters";
  if (!std::filesystem::exists(letters / "001/truth.json")) GTEST_SKIP() << "no sample letters";
  for (const char* letter : {"001", "004", "005"}) {
    auto truth = ParseJson(*ReadFile(letters / letter / "truth.json"));
    ASSERT_TRUE(truth);
    PageReading reading = Do(letters / letter / "01.jpg");
    EXPECT_TRUE(reading.read);
    EXPECT_FALSE(reading.blank);
    EXPECT_NE(reading.Text().find(TextOr(*truth, "subject")), std::string::npos) << letter;
    // The picture was turned one way, so we turn it the other.
    double skew = NumberOr((*truth)["defects"][0], "skew");
    EXPECT_NEAR(reading.view.skew, -skew, 0.2) << letter;
  }
}

}  // namespace
}  // namespace piket
