#include "agent/paper/page_work.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <system_error>

#include "agent/paper/page_clean.h"
#include "agent/paper/page_code.h"
#include "agent/paper/page_picture.h"

namespace piket {
namespace {

constexpr double kViewDpi = 110;
constexpr int kThumbnailWidth = 160;
constexpr int kViewQuality = 80;
// Below this the page may stand on its head or on its side.
constexpr double kPoorConfidence = 0.78;

Result<void> WriteJpeg(Pix* picture, const std::filesystem::path& path, double dpi) {
  std::filesystem::path part = path;
  part += ".part";
  pixSetResolution(picture, static_cast<int>(dpi), static_cast<int>(dpi));
  if (pixWriteJpeg(part.c_str(), picture, kViewQuality, 0) != 0) {
    return Error{Fault::kStorage, "writing " + path.filename().string()};
  }
  std::error_code error;
  std::filesystem::rename(part, path, error);
  if (error) return Error{Fault::kStorage, error.message()};
  return {};
}

Result<void> WritePictures(const PageScan& scan, const CleanPage& page,
                           const std::filesystem::path& folder) {
  Picture view = ViewPicture(scan, page, kViewDpi);
  if (!view) return Error{Fault::kDamagedPage, "no view can be made"};
  double dpi = pixGetWidth(view.get()) * 25.4 / std::max(1.0, page.view.width);
  auto written = WriteJpeg(view.get(), folder / kViewName, dpi);
  if (!written) return written;
  auto factor = static_cast<float>(std::min(1.0, 1.0 * kThumbnailWidth / pixGetWidth(view.get())));
  Picture thumbnail(pixScaleAreaMap(view.get(), factor, factor));
  if (!thumbnail) return Error{Fault::kDamagedPage, "no thumbnail can be made"};
  return WriteJpeg(thumbnail.get(), folder / kThumbnailName, dpi * static_cast<double>(factor));
}

// The band of the page with the most on it: enough to tell which way the letters stand.
Picture BusiestBand(const CleanPage& page) {
  constexpr double kBandMm = 70;
  Pix* gray = page.gray.get();
  int height = pixGetHeight(gray);
  int band = std::min(height, static_cast<int>(kBandMm * page.dpi / 25.4));
  NUMA* rows = pixAverageByRow(gray, nullptr, L_BLACK_IS_MAX);
  std::vector<double> sums(1, 0.0);
  for (int y = 0; y < height; ++y) {
    float darkness = 0;
    numaGetFValue(rows, y, &darkness);
    sums.push_back(sums.back() + static_cast<double>(darkness));
  }
  numaDestroy(&rows);
  int best = 0;
  auto weight = [&](int y) {
    return sums[static_cast<size_t>(y + band)] - sums[static_cast<size_t>(y)];
  };
  for (int y = 0; y + band <= height; ++y) {
    if (weight(y) > weight(best)) best = y;
  }
  BOX* box = boxCreate(0, best, pixGetWidth(gray), band);
  Picture piece(pixClipRectangle(gray, box, nullptr));
  boxDestroy(&box);
  return piece;
}

double Weight(const std::vector<PageWord>& words) {
  double weight = 0;
  for (const PageWord& word : words) {
    // A page read upside down gives many short words of low confidence.
    if (word.text.size() >= 3 && word.confidence > 0.5) {
      weight += word.confidence * static_cast<double>(word.text.size());
    }
  }
  return weight;
}

// The further turn under which a band of the page reads best; 0 when it stands well as it is.
int BetterTurn(PageText* reader, const CleanPage& page, PageText::Deadline deadline) {
  Picture band = BusiestBand(page);
  if (!band) return 0;
  int best = 0;
  double most = 0;
  for (int turn : {0, 180, 90, 270}) {
    Picture turned(turn == 0 ? pixClone(band.get()) : pixRotateOrth(band.get(), turn / 90));
    if (!turned) continue;
    auto words = reader->Read(turned.get(), page.dpi, deadline);
    if (!words) return 0;
    double weight = Weight(*words);
    if (weight > most * 1.2 + 10) {
      most = weight;
      best = turn;
    }
  }
  return best;
}

void Describe(PageReading* reading, const CleanPage& page, bool damaged) {
  reading->view = page.view;
  reading->blank = page.blank;
  reading->fault = damaged ? Fault::kDamagedPage : page.fault;
  if (!page.gray) return;
  reading->likeness = Likeness(page);
  if (page.blank || page.fault) return;
  reading->codes = FindCodes(page.gray.get(), page.dpi);
  reading->separator = std::any_of(reading->codes.begin(), reading->codes.end(),
                                   [](const PageCode& code) { return IsSeparatorCode(code.text); });
}

}  // namespace

PageWork::PageWork() { setMsgSeverity(L_SEVERITY_NONE); }
PageWork::~PageWork() = default;

Result<PageText*> PageWork::Reader() {
  if (!reader_) {
    auto reader = PageText::Open(PageText::InstalledLanguages());
    if (!reader) return reader.error();
    reader_ = std::move(*reader);
  }
  return reader_.get();
}

PageReading PageWork::Do(const PageJob& job, const OnPictures& on_pictures) {
  PageText::Deadline deadline = PageText::CpuClock::now() + job.deadline;
  PageReading reading;
  auto scan = LoadPage(job.picture, job.dpi);
  if (!scan) {
    reading.fault = scan.error().fault;
    return reading;
  }
  CleanPage page = Clean(*scan, job.turn);
  Describe(&reading, page, scan->damaged);
  auto written = WritePictures(*scan, page, job.folder);
  if (!written) {
    reading.fault = written.error().fault;
    return reading;
  }
  on_pictures(reading);
  // A blank page holds nothing, a faulty one would only cost time. What looks like a separator is
  // read: only its signature, which is checked elsewhere, tells it from a letter that imitates one.
  if (reading.blank || reading.fault) {
    reading.read = !reading.fault;
    return reading;
  }

  auto reader = Reader();
  if (!reader) {
    reading.fault = reader.error().fault;
    return reading;
  }
  auto words = (*reader)->Read(page.gray.get(), page.dpi, deadline);
  if (words && !job.turn && MeanConfidence(*words) < kPoorConfidence) {
    if (int more = BetterTurn(*reader, page, deadline); more != 0) {
      page = Clean(*scan, (page.view.turn + more) % 360);
      Describe(&reading, page, false);
      written = WritePictures(*scan, page, job.folder);
      words = (*reader)->Read(page.gray.get(), page.dpi, deadline);
    }
  }
  if (!words || !written) {
    reading.fault = !words ? words.error().fault : written.error().fault;
    return reading;
  }
  reading.words = std::move(*words);
  reading.mean_confidence = MeanConfidence(reading.words);
  reading.read = true;
  return reading;
}

}  // namespace piket
