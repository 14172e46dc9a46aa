#include "agent/paper/page_text.h"

#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <time.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <cmath>

#include "agent/core/text.h"

namespace piket {
namespace {

using tesseract::RIL_BLOCK;
using tesseract::RIL_TEXTLINE;
using tesseract::RIL_WORD;

std::vector<PageWord> WordsOf(tesseract::TessBaseAPI* reader, double dpi) {
  std::vector<PageWord> words;
  std::unique_ptr<tesseract::ResultIterator> at(reader->GetIterator());
  if (!at) return words;
  double mm = 25.4 / dpi;
  int line = -1;
  int block = -1;
  do {
    if (at->Empty(RIL_WORD)) continue;
    if (at->IsAtBeginningOf(RIL_BLOCK)) ++block;
    if (at->IsAtBeginningOf(RIL_TEXTLINE)) ++line;
    std::unique_ptr<char[]> text(at->GetUTF8Text(RIL_WORD));
    int left = 0, top = 0, right = 0, bottom = 0;
    if (!text || !at->BoundingBox(RIL_WORD, &left, &top, &right, &bottom)) continue;
    PageWord word;
    word.text = Trimmed(text.get());
    if (word.text.empty()) continue;
    word.box = {left * mm, top * mm, (right - left) * mm, (bottom - top) * mm};
    word.confidence = std::clamp(at->Confidence(RIL_WORD) / 100.0, 0.0, 1.0);
    word.line = std::max(0, line);
    word.block = std::max(0, block);
    words.push_back(std::move(word));
  } while (at->Next(RIL_WORD));
  return words;
}

}  // namespace

PageText::PageText(std::unique_ptr<tesseract::TessBaseAPI> reader) : reader_(std::move(reader)) {}
PageText::~PageText() = default;

std::string PageText::InstalledLanguages() {
  std::vector<std::string> found;
  for (const char* language : {"ind", "eng"}) {
    tesseract::TessBaseAPI probe;
    if (probe.Init(nullptr, language, tesseract::OEM_LSTM_ONLY) == 0) found.push_back(language);
  }
  return Join(found, "+");
}

Result<std::unique_ptr<PageText>> PageText::Open(const std::string& languages) {
  auto reader = std::make_unique<tesseract::TessBaseAPI>();
  // A missing language makes tesseract write to standard error, which is the agent's log.
  if (reader->Init(nullptr, languages.c_str(), tesseract::OEM_LSTM_ONLY) != 0) {
    return Error{Fault::kConfiguration, "tesseract has no language " + languages};
  }
  reader->SetVariable("debug_file", "/dev/null");
  reader->SetVariable("tessedit_do_invert", "0");  // white on black is rare and costs every page
  // A letter is one column; looking for more parts "Nomor" from its number on a tenth of the pages.
  reader->SetPageSegMode(tesseract::PSM_SINGLE_COLUMN);
  return std::unique_ptr<PageText>(new PageText(std::move(reader)));
}

PageText::CpuClock::time_point PageText::CpuClock::now() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return time_point(std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec));
}

Result<std::vector<PageWord>> PageText::Read(Pix* gray, double dpi, Deadline deadline) {
  if (CpuClock::now() >= deadline) {
    return Error{Fault::kReadingTooSlow, "no time left for reading"};
  }
  reader_->SetImage(gray);
  reader_->SetSourceResolution(static_cast<int>(std::lround(dpi)));
  tesseract::ETEXT_DESC monitor;
  monitor.cancel = [](void* until, int) {
    return CpuClock::now() >= *static_cast<const Deadline*>(until);
  };
  monitor.cancel_this = &deadline;
  int failed = reader_->Recognize(&monitor);
  Result<std::vector<PageWord>> words = Error{Fault::kReadingTooSlow, "reading was given up"};
  if (failed == 0 && CpuClock::now() < deadline) words = WordsOf(reader_.get(), dpi);
  reader_->Clear();
  return words;
}

double MeanConfidence(const std::vector<PageWord>& words) {
  double sum = 0;
  double letters = 0;
  for (const PageWord& word : words) {
    auto length = static_cast<double>(word.text.size());
    sum += word.confidence * length;
    letters += length;
  }
  return letters > 0 ? sum / letters : 0;
}

}  // namespace piket
