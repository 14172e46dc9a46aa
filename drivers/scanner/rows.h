// From the bytes a device sends to the rows a picture is made of: any depth (1, 8, 16 bit), gray or
// colour in one pass or three, lines longer than their pixels, and, where the device has no black
// and white of its own, our threshold. One thread at a time.
#ifndef PIKET_DRIVERS_SCANNER_ROWS_H_
#define PIKET_DRIVERS_SCANNER_ROWS_H_

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "agent/core/result.h"
#include "drivers/scanner/scanner.h"

namespace piket {

// One frame as the device describes it after it was started.
struct FrameForm {
  enum class Channels { kGray, kRgb, kRed, kGreen, kBlue };
  Channels channels = Channels::kGray;
  bool last = true;        // false: more passes of the same page follow
  int bytes_per_line = 0;  // may be more than the pixels need
  int width_px = 0;
  int lines = -1;  // -1: the device does not know
  int depth = 8;   // bits per sample; 16-bit samples come in this machine's byte order

  // kDamagedPage when no picture can look like that.
  Result<void> Check() const;
};

using TakeRow = std::function<Result<void>(const uint8_t* row)>;

// Black and white from gray: darker than its surroundings (a sliding window's mean), so that gray
// paper and shadows stay white. Gives row n when row n + radius came: call Finish for the rest.
class Thresholder {
 public:
  Thresholder(int width_px, int resolution, TakeRow take);
  Result<void> AddRow(const uint8_t* gray);
  Result<void> Finish();

 private:
  Result<void> GiveOldest();

  int width_;
  int radius_;
  TakeRow take_;
  std::deque<std::vector<uint8_t>> window_;  // the rows the mean is taken over
  std::vector<uint32_t> sums_;               // of each column over window_
  std::vector<uint8_t> bits_;
  int given_in_window_ = 0;  // index in window_ of the next row to give
};

// All frames of one page in, rows in the form PageWriter wants out.
class RowMaker {
 public:
  RowMaker(const FrameForm& first, ScanMode mode, int resolution, TakeRow take);
  // A further pass of the same page.
  Result<void> BeginPass(const FrameForm& frame);
  Result<void> AddBytes(std::span<const uint8_t> bytes);
  // After the last frame: gives what was held back. A cut last line is filled up with white.
  Result<void> Finish();

 private:
  Result<void> AddLine(const uint8_t* line);
  Result<void> GiveSamples(const uint8_t* samples);  // 8 bit, as many channels as the frame has
  Result<void> GivePlanes();

  FrameForm frame_;
  ScanMode mode_;
  TakeRow take_;
  std::optional<Thresholder> thresholder_;
  std::vector<uint8_t> pending_;  // a line not yet complete
  std::vector<uint8_t> samples_;
  std::vector<uint8_t> converted_;
  std::array<std::vector<uint8_t>, 3> planes_;  // three-pass only
  bool three_pass_;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_SCANNER_ROWS_H_
