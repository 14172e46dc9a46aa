#include "agent/paper/pdf_import.h"

#include <gtest/gtest.h>

#include <fstream>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "agent/core/text.h"
#include "agent/paper/page_work.h"
#include "tests/agent/paper/drawn_page.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

// A PDF whose pages are empty; `media_box` gives their size.
std::string Pdf(int pages, const std::string& media_box) {
  std::string text = "%PDF-1.4\n";
  std::vector<size_t> places;
  auto add = [&](const std::string& body) {
    places.push_back(text.size());
    text += std::to_string(places.size()) + " 0 obj\n" + body + "\nendobj\n";
  };
  add("<</Type/Catalog/Pages 2 0 R>>");
  std::string kids;
  for (int i = 0; i < pages; ++i) kids += std::to_string(i + 3) + " 0 R ";
  add("<</Type/Pages/Kids[" + kids + "]/Count " + std::to_string(pages) + "/MediaBox" + media_box +
      ">>");
  for (int i = 0; i < pages; ++i) add("<</Type/Page/Parent 2 0 R>>");
  size_t table = text.size();
  text += Format("xref\n0 %zu\n0000000000 65535 f \n", places.size() + 1);
  for (size_t place : places) text += Format("%010zu 00000 n \n", place);
  text += Format("trailer <</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", places.size() + 1,
                 table);
  return text;
}

class PdfImportTest : public testing::Test {
 protected:
  fs::path Write(const std::string& name, const std::string& bytes) {
    EXPECT_TRUE(WriteFileDurably(folder_.path() / name, bytes));
    return folder_.path() / name;
  }
  Result<std::vector<ImportedPage>> Import(const fs::path& file) {
    return ImportPages(file, folder_.path(), PIKET_BINARY);
  }
  Fault FaultOf(const fs::path& file) {
    auto pages = Import(file);
    return pages ? Fault::kInternal : pages.error().fault;
  }

  TemporaryFolder folder_;
};

TEST_F(PdfImportTest, GivesAPictureOfEachPageInOrderThatCanBeRead) {
  DrawnPage first;
  first.Letter();
  DrawnPage second;
  second.Text("LAMPIRAN DATA DUKUNG", 60, 60, 6);
  first.SavePdf(folder_.path() / "surat", {&second});
  auto pages = Import(folder_.path() / "surat");
  ASSERT_TRUE(pages) << pages.error().detail;
  ASSERT_EQ(pages->size(), 2u);
  EXPECT_EQ((*pages)[0].dpi, 300);
  EXPECT_EQ((*pages)[0].media_type, "image/jpeg");
  PageWork work;
  PageJob job;
  job.picture = (*pages)[0].picture;
  job.folder = folder_.path();
  job.dpi = (*pages)[0].dpi;
  PageReading reading = work.Do(job, [](const PageReading&) {});
  EXPECT_NE(reading.Text().find("Permohonan Pembuatan Subdomain"), std::string::npos);
  EXPECT_NEAR(reading.view.width, 210, 1);
}

TEST_F(PdfImportTest, RendersAPosterCoarser) {
  auto pages = Import(Write("poster", Pdf(1, "[0 0 14400 14400]")));
  ASSERT_TRUE(pages) << pages.error().detail;
  EXPECT_LT((*pages)[0].dpi, 60);
}

TEST_F(PdfImportTest, RefusesMorePagesThanALetterHas) {
  EXPECT_EQ(FaultOf(Write("many", Pdf(301, "[0 0 100 100]"))), Fault::kTooLarge);
}

TEST_F(PdfImportTest, RefusesFilesTooLarge) {
  fs::path file = Write("large", "%PDF-1.4\n");
  fs::resize_file(file, static_cast<uintmax_t>(kMostImportedBytes) + 1);
  EXPECT_EQ(FaultOf(file), Fault::kTooLarge);
}

TEST_F(PdfImportTest, RefusesLockedDamagedEmptyAndForeignFiles) {
  fs::path open = Write("open.pdf", Pdf(1, "[0 0 200 200]"));
  fs::path locked = folder_.path() / "locked.pdf";
  ASSERT_TRUE(RunCommand(
      {{"qpdf", "--encrypt", "secret", "owner", "256", "--", open.string(), locked.string()}},
      std::chrono::seconds(20)));
  EXPECT_EQ(FaultOf(locked), Fault::kDamagedFile);
  EXPECT_EQ(FaultOf(Write("torn", "%PDF-1.7\n1 0 obj\n<</Type/Cata")), Fault::kDamagedFile);
  EXPECT_EQ(FaultOf(Write("empty", "")), Fault::kDamagedFile);
  EXPECT_EQ(FaultOf(Write("foreign", "Yth. Bapak, terlampir surat kami.")), Fault::kDamagedFile);
  EXPECT_EQ(FaultOf(Write("torn.tif", std::string("II*\0\x08\0\0\0\x01", 9))), Fault::kDamagedFile);
  EXPECT_EQ(FaultOf(folder_.path() / "absent"), Fault::kNotFound);
}

TEST_F(PdfImportTest, TakesAPictureAsItCame) {
  DrawnPage page;
  page.Letter();
  fs::path file = page.Save(folder_.path() / "foto.jpg");
  auto pages = Import(file);
  ASSERT_TRUE(pages);
  ASSERT_EQ(pages->size(), 1u);
  EXPECT_EQ((*pages)[0].picture, file);
  fs::path single = page.Save(folder_.path() / "satu.tif");
  pages = Import(single);
  ASSERT_TRUE(pages) << pages.error().detail;
  EXPECT_EQ((*pages)[0].picture, single);
  EXPECT_EQ((*pages)[0].media_type, "image/tiff");
}

TEST_F(PdfImportTest, TakesATiffOfManyPagesApart) {
  DrawnPage gray;
  gray.Letter();
  DrawnPage mono(300);
  mono.Letter();
  mono.Mono();
  fs::path file = gray.Save(folder_.path() / "banyak.tif");
  mono.AppendTo(file);
  auto pages = Import(file);
  ASSERT_TRUE(pages) << pages.error().detail;
  ASSERT_EQ(pages->size(), 2u);
  EXPECT_EQ((*pages)[0].media_type, "image/png");
  EXPECT_EQ((*pages)[0].dpi, 200);
  EXPECT_EQ((*pages)[1].media_type, "image/tiff");
  EXPECT_EQ((*pages)[1].dpi, 300);
  auto second = LoadPage((*pages)[1].picture, 0);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->dpi, 300);
}

// The worker that took the foreign file apart may be that file's by now.
TEST_F(PdfImportTest, TakesNoPageFromElsewhere) {
  fs::path file = folder_.path() / "surat.tif";
  std::ofstream(file) << "II*" << '\0' << "whatever";
  fs::path elsewhere = folder_.path().parent_path() / "passwd";
  fs::path script = folder_.path() / "worker";
  for (const auto& [picture, type] :
       {std::pair(elsewhere.string(), "image/png"),
        std::pair((folder_.path() / "../passwd").string(), "image/png"),
        std::pair(std::string("passwd"), "image/png"),
        std::pair((folder_.path() / "page-001.png").string(), "text/html")}) {
    std::ofstream(script, std::ios::trunc)
        << "#!/bin/sh\necho '" << Json{{"picture", picture}, {"media_type", type}}.dump() << "'\n";
    fs::permissions(script, fs::perms::owner_all);
    auto pages = ImportPages(file, folder_.path(), script);
    ASSERT_FALSE(pages.ok()) << picture;
    EXPECT_EQ(pages.error().fault, Fault::kDamagedFile) << picture;
  }
}

}  // namespace
}  // namespace piket
