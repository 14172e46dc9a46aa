// The archive PDF, read back with other people's readers: qpdf and poppler.
#include "agent/paper/archive_pdf.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "agent/core/text.h"
#include "agent/paper/archive_check.h"
#include "tests/agent/paper/archive_pages.h"

// Freed memory that the address sanitizer holds back would be counted as ours.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "quarantine_size_mb=4"; }

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

std::string Output(std::vector<std::string> argv) {
  auto output = RunCommand({std::move(argv)}, seconds(60));
  EXPECT_TRUE(output.ok()) << (output.ok() ? "" : output.error().detail);
  return output.ok() ? *output : "";
}

std::string Bytes(const fs::path& path) {
  auto bytes = ReadFile(path);
  EXPECT_TRUE(bytes.ok()) << path;
  return bytes.ok() ? *bytes : "";
}

struct FoundWord {
  std::string text;
  double left = 0;  // mm on the page as it is shown
  double top = 0;
  double right = 0;
  double bottom = 0;
};

std::vector<FoundWord> FindWords(const fs::path& pdf) {
  const std::string html = Output({"pdftotext", "-bbox", pdf, "-"});
  std::vector<FoundWord> words;
  for (size_t at = html.find("<word "); at != html.npos; at = html.find("<word ", at + 1)) {
    auto mm = [&](const char* name) {
      return std::stod(html.substr(html.find(name, at) + 6)) * 25.4 / 72;
    };
    const size_t text = html.find('>', at) + 1;
    words.push_back({html.substr(text, html.find('<', text) - text), mm("xMin"), mm("yMin"),
                     mm("xMax"), mm("yMax")});
  }
  return words;
}

std::string PageSize(const fs::path& pdf) {
  const std::string about = Output({"pdfinfo", pdf});
  const size_t at = about.find("Page size:");
  return about.substr(at, about.find('\n', at) - at);
}

class ArchivePdf : public ::testing::Test {
 protected:
  fs::path Folder() const { return folder_.path(); }

  fs::path Write(const ArchivePlan& plan, const char* name = "document.pdf") {
    fs::path path = Folder() / name;
    auto written = WriteArchive(plan, path);
    EXPECT_TRUE(written.ok()) << (written.ok() ? "" : written.error().detail);
    if (written.ok()) Output({"qpdf", "--check", path});
    EXPECT_EQ(Join(CheckArchive(path), "\n"), "");
    return path;
  }

  // The bytes of the first picture as they stand in the PDF.
  std::string StoredPicture(const fs::path& pdf, int page = 1) {
    Output({"pdfimages", "-all", "-f", std::to_string(page), "-l", std::to_string(page), pdf,
            Folder() / "picture"});
    for (const auto& entry : fs::directory_iterator(Folder())) {
      if (entry.path().filename().string().starts_with("picture-000.") &&
          entry.path().extension() != ".params")
        return Bytes(entry.path());
    }
    ADD_FAILURE() << "no picture in " << pdf;
    return "";
  }

  TemporaryFolder folder_;
};

// The words must be found within a millimetre of where they stand on the page as it is shown: the
// original picture turned, but not straightened.
void ExpectWordsInPlace(const fs::path& pdf, const PageReading& reading) {
  const std::vector<FoundWord> found = FindWords(pdf);
  EXPECT_EQ(found.size(), reading.words.size());
  for (const PageWord& word : reading.words) {
    auto at = std::find_if(found.begin(), found.end(),
                           [&word](const FoundWord& other) { return other.text == word.text; });
    ASSERT_NE(at, found.end()) << word.text;
    const Box shown = ShownBox(reading.view, word.box);
    EXPECT_NEAR(at->left, shown.x, 1) << word.text;
    EXPECT_NEAR(at->right, shown.x + shown.width, 1) << word.text;
    EXPECT_NEAR((at->top + at->bottom) / 2, shown.y + shown.height / 2, 1) << word.text;
  }
}

TEST_F(ArchivePdf, KeepsAJpegByteForByte) {
  ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
  EXPECT_EQ(StoredPicture(Write(plan)), Bytes(Folder() / "a.jpg"));
}

TEST_F(ArchivePdf, KeepsAColourJpegByteForByte) {
  ArchivePlan plan = OnePage(ColourJpeg(Folder() / "a.jpg"));
  EXPECT_EQ(StoredPicture(Write(plan)), Bytes(Folder() / "a.jpg"));
}

TEST_F(ArchivePdf, KeepsAGroupFourStripByteForByte) {
  ArchivePlan plan = OnePage(MonoTiff(Folder() / "a.tif"));
  fs::path pdf = Write(plan);
  std::string stored = StoredPicture(pdf);
  EXPECT_GT(stored.size(), 100u);
  EXPECT_NE(Bytes(Folder() / "a.tif").find(stored), std::string::npos);
  Output({"pdfimages", "-png", pdf, Folder() / "shown"});
  EXPECT_TRUE(SamePixels(Folder() / "a.tif", Folder() / "shown-000.png"));
}

TEST_F(ArchivePdf, KeepsEveryPixelOfPngAndOtherTiff) {
  int number = 0;
  for (const fs::path& original : LosslessPictures(Folder())) {
    SCOPED_TRACE(original);
    fs::path pdf = Write(OnePage(original), Format("%d.pdf", ++number).c_str());
    fs::path shown = Folder() / Format("shown%d", number);
    Output({"pdfimages", "-png", pdf, shown});
    EXPECT_TRUE(SamePixels(original, shown.string() + "-000.png"));
  }
}

TEST_F(ArchivePdf, TakesTheScannedPictureOutOfAnImportedPdf) {
  for (const fs::path& original : {GrayJpeg(Folder() / "a.jpg"), MonoTiff(Folder() / "b.tif")}) {
    ArchivePlan scanned = OnePage(original);
    scanned.pages[0].reading = Reading(0, 0);  // another program's invisible text is left behind
    fs::path imported = Write(scanned, "imported.pdf");
    const std::string bytes = StoredPicture(imported);
    fs::path pdf = Write(OnePage(imported));
    EXPECT_EQ(StoredPicture(pdf), bytes);
    EXPECT_TRUE(FindWords(pdf).empty());
    EXPECT_EQ(PageSize(pdf), PageSize(imported));
  }
}

TEST_F(ArchivePdf, TakesTheRenderedPageWhenAnImportedPdfIsMoreThanAPicture) {
  ArchivePlan turned = OnePage(GrayJpeg(Folder() / "a.jpg"));
  turned.pages[0].reading = Reading(90, 0);
  ArchivePlan plan = OnePage(Write(turned, "imported.pdf"));
  auto refused = WriteArchive(plan, Folder() / "out.pdf");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().fault, Fault::kDamagedFile);
  plan.pages[0].rendered = ColourJpeg(Folder() / "rendered.jpg");
  EXPECT_EQ(StoredPicture(Write(plan)), Bytes(Folder() / "rendered.jpg"));
}

TEST_F(ArchivePdf, RefusesADamagedImportedPdf) {
  std::ofstream(Folder() / "imported.pdf", std::ios::binary) << "%PDF-1.7\nnothing";
  auto written = WriteArchive(OnePage(Folder() / "imported.pdf"), Folder() / "out.pdf");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().fault, Fault::kDamagedFile);
}

TEST_F(ArchivePdf, MakesThePageAsLargeAsThePaper) {
  ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
  std::string about = Output({"pdfinfo", Write(plan)});
  EXPECT_NE(about.find("595.44 x 841.68"), std::string::npos) << about;
}

TEST_F(ArchivePdf, LaysWordsWhereTheyStand) {
  for (int turn : {0, 90, 180, 270}) {
    for (double skew : {0.0, 2.5, -1.3}) {
      SCOPED_TRACE(Format("turn %d, skew %.1f", turn, skew));
      ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
      plan.pages[0].reading = Reading(turn, skew);
      ExpectWordsInPlace(Write(plan), plan.pages[0].reading);
    }
  }
}

TEST_F(ArchivePdf, KeepsWordsOfSkewedPagesWhole) {
  for (double skew : {1.3, -2.2, 4.0}) {
    ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
    PageReading& reading = plan.pages[0].reading;
    reading = Reading(0, skew);
    reading.words.clear();
    for (int i = 0; i < 240; ++i) {
      const int line = i / 8;
      reading.words.push_back({Format("kata%cpanjang", 'a' + i % 8),
                               {10 + 22.0 * (i % 8), 20 + 6.0 * line, 20, 3.5},
                               1,
                               line,
                               0});
    }
    size_t whole = 0;
    for (const FoundWord& word : FindWords(Write(plan))) whole += word.text.size() == 12 ? 1 : 0;
    EXPECT_EQ(whole, reading.words.size()) << skew;
  }
}

TEST_F(ArchivePdf, KeepsTheSpacesBetweenWordsAndTheLines) {
  ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
  plan.pages[0].reading = Reading(0, 1.0);
  std::string text = Output({"pdftotext", "-layout", Write(plan), "-"});
  while (text.find("  ") != text.npos) text.erase(text.find("  "), 1);
  text = Trimmed(text);
  EXPECT_EQ(text.substr(0, text.find('\n')), "Perihal : Permohonan Subdomain");
  EXPECT_NE(text.find("dengan hormat ﬁle 日本 𝄞"), std::string::npos) << text;
}

TEST_F(ArchivePdf, HoldsNoTextForAPageThatWasNotRead) {
  ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
  plan.pages[0].reading = Reading(0, 0);
  plan.pages[0].reading.read = false;
  EXPECT_TRUE(FindWords(Write(plan)).empty());
}

TEST_F(ArchivePdf, KeepsHiddenBlankPages) {
  ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
  plan.pages.push_back(plan.pages[0]);
  plan.pages[1].reading.blank = true;
  EXPECT_NE(Output({"pdfinfo", Write(plan)}).find("Pages:           2"), std::string::npos);
}

TEST_F(ArchivePdf, GivesTheSameBytesForTheSamePlan) {
  ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
  plan.pages[0].reading = Reading(0, 0.7);
  EXPECT_EQ(Bytes(Write(plan, "1.pdf")), Bytes(Write(plan, "2.pdf")));
}

TEST_F(ArchivePdf, CarriesATitleOfAnyCharacters) {
  ArchivePlan plan = OnePage(GrayJpeg(Folder() / "a.jpg"));
  plan.title = "Undangan <rapat> & \"koordinasi\"\nSMP\u0301 日本 \xff";
  std::string about = Output({"pdfinfo", Write(plan)});
  EXPECT_NE(about.find("Undangan <rapat> & \"koordinasi\" SMP\u0301 日本 \ufffd"),
            std::string::npos)
      << about;
  EXPECT_NE(Output({"pdfinfo", "-meta", Folder() / "document.pdf"}).find("&lt;rapat&gt; &amp;"),
            std::string::npos);
}

TEST_F(ArchivePdf, RefusesADamagedPageAndLeavesNoFile) {
  const std::string whole = Bytes(GrayJpeg(Folder() / "a.jpg"));
  const std::string cut = whole.substr(0, whole.size() / 2);
  for (const std::string& bytes : {std::string(), cut, std::string("not a picture"),
                                   whole.substr(0, 300), cut + std::string(5000, '\0')}) {
    fs::path damaged = Folder() / "damaged.jpg";
    std::ofstream(damaged, std::ios::binary) << bytes;
    auto written = WriteArchive(OnePage(damaged), Folder() / "out.pdf");
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().fault, Fault::kDamagedPage);
    EXPECT_FALSE(fs::exists(Folder() / "out.pdf"));
  }
}

TEST_F(ArchivePdf, RefusesDamagedPngAndTiff) {
  std::vector<fs::path> pictures = LosslessPictures(Folder());
  pictures.push_back(MonoTiff(Folder() / "mono.tif"));
  for (const fs::path& original : pictures) {
    SCOPED_TRACE(original);
    const std::string whole = Bytes(original);
    fs::path damaged = Folder() / ("cut" + original.extension().string());
    std::ofstream(damaged, std::ios::binary) << whole.substr(0, whole.size() / 3);
    auto written = WriteArchive(OnePage(damaged), Folder() / "out.pdf");
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().fault, Fault::kDamagedPage);
  }
}

TEST_F(ArchivePdf, RefusesPrintColours) {
  // A JPEG's frame header with four components: enough for the colour to be known.
  std::string bytes = Bytes(ColourJpeg(Folder() / "a.jpg"));
  const size_t frame = bytes.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  bytes.replace(frame + 2, 8, std::string("\x00\x14\x08\x00\x40\x00\x40\x04", 8));
  bytes.insert(frame + 10 + 9, std::string("\x04\x11\x00", 3));
  std::ofstream(Folder() / "cmyk.jpg", std::ios::binary) << bytes;
  auto written = WriteArchive(OnePage(Folder() / "cmyk.jpg"), Folder() / "out.pdf");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().fault, Fault::kColourNotArchivable);
}

TEST_F(ArchivePdf, RefusesALetterWithoutPages) {
  auto written = WriteArchive({}, Folder() / "out.pdf");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().fault, Fault::kNoPages);
}

TEST_F(ArchivePdf, SaysThatAFolderIsMissing) {
  auto written = WriteArchive(OnePage(GrayJpeg(Folder() / "a.jpg")), Folder() / "none" / "out.pdf");
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().fault, Fault::kStorage);
}

TEST_F(ArchivePdf, HoldsThreeHundredPagesInLittleMemory) {
  ArchivePlan plan = OnePage(LargeGrayJpeg(Folder() / "a.jpg"));
  plan.pages[0].reading = Reading(0, 0.5);
  plan.pages.resize(300, plan.pages[0]);
  const auto size = static_cast<long>(fs::file_size(Folder() / "a.jpg") / 1024);
  ASSERT_GT(size * 300, 150 * 1024) << "the pictures must be more than what they may take";
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  fs::path pdf = Folder() / "document.pdf";
  ASSERT_TRUE(WriteArchive(plan, pdf).ok());
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 80 * 1024) << "KiB";
  Output({"qpdf", "--check", pdf});
  EXPECT_NE(Output({"pdfinfo", pdf}).find("Pages:           300"), std::string::npos);
}

}  // namespace
}  // namespace piket
