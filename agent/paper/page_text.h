// Reads the words of an upright page with tesseract. One reader per worker process: loading the
// language costs more than a short page. Not thread-safe.
#ifndef PIKET_AGENT_PAPER_PAGE_TEXT_H_
#define PIKET_AGENT_PAPER_PAGE_TEXT_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "agent/paper/page.h"

struct Pix;
namespace tesseract {
class TessBaseAPI;
}

namespace piket {

class PageText {
 public:
  // In processor time of this process: a page is not slow because the machine is busy.
  struct CpuClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<CpuClock>;
    static constexpr bool is_steady = true;
    static time_point now();
  };
  using Deadline = CpuClock::time_point;

  // `languages` as tesseract names them, "ind+eng"; kConfiguration when they are not installed.
  static Result<std::unique_ptr<PageText>> Open(const std::string& languages);
  ~PageText();

  // The words of the picture (8 bits), top to bottom, boxes in mm. kReadingTooSlow when the
  // deadline passes first.
  Result<std::vector<PageWord>> Read(Pix* gray, double dpi, Deadline deadline);

  // "ind+eng" as far as they are installed, "" when neither is.
  static std::string InstalledLanguages();

 private:
  explicit PageText(std::unique_ptr<tesseract::TessBaseAPI> reader);
  std::unique_ptr<tesseract::TessBaseAPI> reader_;
};

// 0 … 1, weighted by the words' length.
double MeanConfidence(const std::vector<PageWord>& words);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_TEXT_H_
