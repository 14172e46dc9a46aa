// sample-papers OUT: draws the sample papers into OUT, to look at them.
#include <cstdio>
#include <string>

#include "agent/core/file.h"
#include "tests/virtual/sample_papers.h"

namespace piket {
namespace {

bool Write(const std::string& folder, const std::string& name, const Result<std::string>& pdf) {
  if (!pdf) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), pdf.error().detail.c_str());
    return false;
  }
  return WriteFileDurably(folder + "/" + name, *pdf, 0644).ok();
}

Result<std::string> SheetPdf(const SheetPaper& paper, const PaperConfig& config) {
  auto sheet = DrawDispositionSheet(paper, config);
  if (!sheet) return sheet.error();
  return sheet->pdf;
}

int Main(const std::string& out) {
  PaperConfig config = SampleConfig();
  bool good = Write(out, "agenda.pdf", DrawAgendaPages(SampleAgenda(30), config)) &&
              Write(out, "agenda-overfull.pdf", DrawAgendaPages(OverfullAgenda(), config)) &&
              Write(out, "separator.pdf", DrawSeparator(SampleSeparator(), config));
  for (const char* word : {"setengah-f4", "setengah-f4-tegak", "a5", "a5-tegak", "a4", "f4"}) {
    config.sheet.size = config.receipt.size = *PaperSizeFromWord(word);
    std::string size = std::string("-") + word + ".pdf";
    good = Write(out, "receipt" + size, DrawReceipt(SampleReceipt(), config)) && good;
    good = Write(out, "receipt-overfull" + size, DrawReceipt(OverfullReceipt(), config)) && good;
    good = Write(out, "sheet" + size, SheetPdf(SampleSheet(), config)) && good;
    good = Write(out, "sheet-overfull" + size, SheetPdf(OverfullSheet(), config)) && good;
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("sample-papers OUT\n", stderr);
    return 2;
  }
  return piket::Main(argv[1]);
}
