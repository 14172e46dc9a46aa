#include "agent/paper/printed_papers.h"

#include <gtest/gtest.h>

#include <thread>

#include "agent/paper/canvas.h"
#include "agent/paper/paper_parts.h"
#include "tests/agent/paper/printed_paper_reading.h"
#include "tests/virtual/sample_papers.h"

namespace piket {
namespace {

using ::testing::Values;

constexpr double kUnprintable = 5;  // mm along every edge

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

void ExpectAllWithinThePrintableArea(const std::string& pdf, const PaperSize& size) {
  GrayPicture picture = Rasterised(pdf, 72);
  EXPECT_EQ(picture.Ink({0, 0, size.width, kUnprintable}), 0);
  EXPECT_EQ(picture.Ink({0, size.height - kUnprintable, size.width, kUnprintable}), 0);
  EXPECT_EQ(picture.Ink({0, 0, kUnprintable, size.height}), 0);
  EXPECT_EQ(picture.Ink({size.width - kUnprintable, 0, kUnprintable, size.height}), 0);
  EXPECT_GT(picture.Ink({0, 0, size.width, size.height}), 0.01);
}

double Overlap(double a, double a_length, double b, double b_length) {
  return std::min(a + a_length, b + b_length) - std::max(a, b);
}

// A character that no font has is drawn as a box with its number in it.
bool IsPartOfAnUnknownCharacter(const PageWord& word) {
  return word.text.size() <= 3 && word.text.find_first_not_of("0123456789ABCDEF") == word.text.npos;
}

void ExpectNoWordOverAnother(const std::string& pdf) {
  std::vector<PageWord> words = PrintedWords(pdf);
  std::erase_if(words, IsPartOfAnUnknownCharacter);
  EXPECT_GT(words.size(), 40u);
  for (size_t i = 0; i < words.size(); ++i) {
    for (size_t j = i + 1; j < words.size(); ++j) {
      const Box &a = words[i].box, &b = words[j].box;
      // Lines of type may touch by their ascenders' and descenders' room.
      bool over = Overlap(a.x, a.width, b.x, b.width) > 0.4 &&
                  Overlap(a.y, a.height, b.y, b.height) > 0.35 * std::min(a.height, b.height);
      EXPECT_FALSE(over) << "'" << words[i].text << "' and '" << words[j].text << "' at " << a.x
                         << " mm, " << a.y << " mm";
    }
  }
}

void ExpectPageSize(const std::string& pdf, const PaperSize& size) {
  double width = 0, height = 0;
  std::string properties = PdfProperties(pdf);
  size_t at = properties.find("Page size:");
  ASSERT_NE(at, properties.npos);
  ASSERT_EQ(std::sscanf(properties.c_str() + at, "Page size: %lf x %lf", &width, &height), 2);
  EXPECT_NEAR(width, size.width * 72 / 25.4, 0.01);
  EXPECT_NEAR(height, size.height * 72 / 25.4, 0.01);
}

// A paper of every size, with ordinary and with unreasonable values in it.
class PaperOfEachSize : public ::testing::TestWithParam<const char*> {
 protected:
  PaperOfEachSize() : config_(SampleConfig()), size_(*PaperSizeFromWord(GetParam())) {
    config_.sheet.size = config_.receipt.size = size_;
  }
  void ExpectGoodLayout(const std::string& pdf) {
    ExpectPageSize(pdf, size_);
    ExpectAllWithinThePrintableArea(pdf, size_);
    ExpectNoWordOverAnother(pdf);
  }

  PaperConfig config_;
  PaperSize size_;
};

TEST_P(PaperOfEachSize, HoldsAReceiptWithNothingOverAnotherThing) {
  for (const ReceiptPaper& paper : {SampleReceipt(), OverfullReceipt(), ReceiptPaper{}}) {
    auto pdf = DrawReceipt(paper, config_);
    ASSERT_TRUE(pdf.ok()) << pdf.error().detail;
    ExpectGoodLayout(*pdf);
  }
}

TEST_P(PaperOfEachSize, HoldsASheetWithNothingOverAnotherThing) {
  SheetPaper empty;
  empty.code = SampleSheet().code;
  for (const SheetPaper& paper : {SampleSheet(), OverfullSheet(), empty}) {
    auto sheet = DrawDispositionSheet(paper, config_);
    ASSERT_TRUE(sheet.ok()) << sheet.error().detail;
    ExpectGoodLayout(sheet->pdf);
  }
}

INSTANTIATE_TEST_SUITE_P(, PaperOfEachSize,
                         Values("setengah-f4", "setengah-f4-tegak", "a5", "a5-tegak", "a4", "f4"));

TEST(PrintedPaper, IsTheSameBytesForTheSameValues) {
  PaperConfig config = SampleConfig();
  EXPECT_EQ(*DrawReceipt(SampleReceipt(), config), *DrawReceipt(SampleReceipt(), config));
  EXPECT_EQ(DrawDispositionSheet(OverfullSheet(), config)->pdf,
            DrawDispositionSheet(OverfullSheet(), config)->pdf);
  EXPECT_EQ(*DrawAgendaPages(SampleAgenda(30), config), *DrawAgendaPages(SampleAgenda(30), config));
}

TEST(PrintedPaper, MayBeDrawnByManyThreadsAtOnce) {
  PaperConfig config = SampleConfig();
  WarmUpPapers();
  std::string one = *DrawReceipt(SampleReceipt(), config);
  std::string drawn[4];
  std::vector<std::thread> threads;
  for (std::string& place : drawn) {
    threads.emplace_back([&] { place = *DrawReceipt(SampleReceipt(), config); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& other : drawn) EXPECT_EQ(other, one);
}

TEST(Letterhead, HoldsTheLogoBesideItsLines) {
  PaperConfig config = SampleConfig();
  double before = Rasterised(*DrawReceipt(SampleReceipt(), config), 72).Ink({9, 7, 15, 15});
  config.letterhead.logo_png = PngOf(*DrawSeparator(SampleSeparator(), config), 30);
  for (const std::string& pdf :
       {*DrawReceipt(SampleReceipt(), config), DrawDispositionSheet(SampleSheet(), config)->pdf}) {
    ExpectNoWordOverAnother(pdf);
    ExpectAllWithinThePrintableArea(pdf, config.sheet.size);
  }
  EXPECT_EQ(before, 0);
  EXPECT_GT(Rasterised(*DrawReceipt(SampleReceipt(), config), 72).Ink({9, 7, 15, 15}), 0.05);
}

TEST(Letterhead, IsPrintedWithoutALogoThatCannotBeRead) {
  PaperConfig config = SampleConfig();
  config.letterhead.logo_png = "\x89PNG and then nothing";
  std::string pdf = *DrawReceipt(SampleReceipt(), config);
  EXPECT_TRUE(Contains(PrintedText(pdf), "PEMERINTAH KOTA TARAKAN"));
}

TEST(Receipt, SaysWhatTheSenderNeeds) {
  std::string text = PrintedText(*DrawReceipt(SampleReceipt(), SampleConfig()));
  for (const char* part :
       {"TANDA TERIMA SURAT", "L1-000123-K", "7KQ2 M9XV B4TD", "1204/2026", "3 halaman",
        "23 November 2026 pukul 09.42 WITA", "20 November 2026", "800.1.11/1482-Sekr/2026",
        "Rahmi Anjani, A.Md.", "Disposisi Kepala Dinas", "24 November 2026 pukul 16.00",
        "Nama subdomain yang diminta"}) {
    EXPECT_TRUE(Contains(text, part)) << part << " is missing in\n" << text;
  }
  EXPECT_FALSE(Contains(text, "DUPLIKAT"));
}

TEST(Receipt, SaysInWordsThatThereAreNoAttachments) {
  EXPECT_EQ(PrintedAttachments("", 3), "tidak ada · dipindai 3 halaman");
  EXPECT_EQ(PrintedAttachments("-", 0), "tidak ada · tidak dipindai");
  EXPECT_EQ(PrintedAttachments("2 (dua) lembar", 3), "2 (dua) lembar · dipindai 3 halaman");
}

TEST(Receipt, PromisesTheAgendaNumberWhenThereIsNoneYet) {
  ReceiptPaper paper = SampleReceipt();
  paper.agenda_number.clear();
  EXPECT_TRUE(Contains(PrintedText(*DrawReceipt(paper, SampleConfig())), "menyusul"));
}

TEST(PrintedPaper, IsMarkedAsDuplicateFromItsSecondCopyOn) {
  PaperConfig config = SampleConfig();
  ReceiptPaper receipt = SampleReceipt();
  SheetPaper sheet = SampleSheet();
  EXPECT_FALSE(Contains(PrintedText(DrawDispositionSheet(sheet, config)->pdf), "DUPLIKAT"));
  receipt.copy = sheet.copy = 2;
  for (const std::string& pdf :
       {*DrawReceipt(receipt, config), DrawDispositionSheet(sheet, config)->pdf}) {
    EXPECT_TRUE(Contains(PrintedText(pdf), "DUPLIKAT · salinan 2"));
  }
}

TEST(PrintedPaper, KeepsTheSubjectOfAConfidentialLetterToItself) {
  PaperConfig config = SampleConfig();
  for (const char* security : {"R", "SR"}) {
    ReceiptPaper receipt = SampleReceipt();
    SheetPaper sheet = SampleSheet();
    AgendaPaper agenda = SampleAgenda(1);
    receipt.security = sheet.security = agenda.rows[0].security = security;
    agenda.rows[0].subject = sheet.subject;
    for (const std::string& pdf :
         {*DrawReceipt(receipt, config), DrawDispositionSheet(sheet, config)->pdf,
          *DrawAgendaPages(agenda, config)}) {
      std::string text = PrintedText(pdf);
      EXPECT_FALSE(Contains(text, "Presensi")) << text;
      EXPECT_TRUE(Contains(text, std::string("klasifikasi keamanan ") + security));
    }
  }
}

TEST(DispositionSheet, PrintsTheSignatoryInFull) {
  SheetPaper paper = SampleSheet();
  paper.signatory = Signatory{"Plt. Kepala Dinas Komunikasi dan Informatika", "Sari Wulandari",
                              "Pembina Tk. I", "19700101 199503 2 001"};
  std::string text = PrintedText(DrawDispositionSheet(paper, SampleConfig())->pdf);
  EXPECT_TRUE(Contains(text, "Plt. Kepala Dinas")) << text;
  EXPECT_TRUE(Contains(text, "Sari Wulandari"));
  EXPECT_TRUE(Contains(text, "NIP 19700101 199503 2 001"));
}

TEST(DispositionSheet, RefusesListsTooLongForItsPaper) {
  PaperConfig config = SampleConfig();
  for (int i = 0; i < 30; ++i) {
    config.sheet.recipients.push_back({"x" + std::to_string(i), "Jabatan"});
  }
  auto sheet = DrawDispositionSheet(SampleSheet(), config);
  ASSERT_FALSE(sheet.ok());
  EXPECT_EQ(sheet.error().fault, Fault::kConfiguration);
}

TEST(AgendaPage, CountsItsPagesAndNamesTheJournalHead) {
  std::string pdf = *DrawAgendaPages(SampleAgenda(30), SampleConfig());
  ExpectPageSize(pdf, SampleConfig().agenda.size);
  std::string text = PrintedText(pdf);
  EXPECT_TRUE(Contains(text, "Halaman 1 dari 2"));
  EXPECT_TRUE(Contains(text, "Halaman 2 dari 2"));
  EXPECT_TRUE(Contains(text, "BUKU AGENDA SURAT MASUK TAHUN 2026"));
  EXPECT_TRUE(Contains(text, "kepala jurnal L1 · 4711"));
  for (int number = 1201; number <= 1230; ++number) {
    EXPECT_TRUE(Contains(text, std::to_string(number)));
  }
}

TEST(AgendaPage, KeepsVoidRowsInPrintWithTheirReason) {
  std::string text = PrintedText(*DrawAgendaPages(SampleAgenda(5), SampleConfig()));
  EXPECT_TRUE(Contains(text, "BATAL: salah"));
  EXPECT_TRUE(Contains(text, "1204"));
}

TEST(AgendaPage, IsPrintedForAnEmptyBookAndForUnreasonableRows) {
  PaperConfig config = SampleConfig();
  std::string empty = *DrawAgendaPages(SampleAgenda(0), config);
  EXPECT_TRUE(Contains(PrintedText(empty), "Belum ada surat"));
  std::string overfull = *DrawAgendaPages(OverfullAgenda(), config);
  ExpectNoWordOverAnother(overfull);
  ExpectAllWithinThePrintableArea(overfull, config.agenda.size);
  config.agenda.size = *PaperSizeFromWord("a4-mendatar");
  ExpectNoWordOverAnother(*DrawAgendaPages(SampleAgenda(30), config));
}

TEST(SeparatorSheet, SaysWhatItIs) {
  std::string text = PrintedText(*DrawSeparator(SampleSeparator(), SampleConfig()));
  EXPECT_TRUE(Contains(text, "LEMBAR PEMISAH"));
  EXPECT_TRUE(Contains(text, "jangan dibuang"));
}

}  // namespace
}  // namespace piket
