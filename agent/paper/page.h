// A page of a letter as the machine knows it: where it lies on its picture and what stands on it.
// Plain values; lengths in millimetres, origin at the top left.
#ifndef PIKET_AGENT_PAPER_PAGE_H_
#define PIKET_AGENT_PAPER_PAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/core/fault.h"
#include "agent/core/json.h"

namespace piket {

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

// One word as read, in the upright view.
struct PageWord {
  std::string text;
  Box box;
  double confidence = 0;  // 0 … 1
  int line = 0;           // words of one line share it; counts from 0 down the page
  int block = 0;
};

// A QR or bar code found on the page, ours or not.
struct PageCode {
  std::string text;
  Box box;
};

// How the upright view came from the original picture: first turned clockwise by `turn`
// (0, 90, 180, 270), then rotated clockwise by `skew` degrees about its centre, then cropped.
// The original is never changed; the archive draws it as it is and lays the text with this.
struct PageView {
  int turn = 0;
  double skew = 0;
  double original_width = 0;  // mm, before turning
  double original_height = 0;
  double left = 0;  // where the crop begins in the turned, rotated picture, mm
  double top = 0;
  double width = 0;  // the view's size, mm
  double height = 0;
};

struct Point {
  double x = 0;
  double y = 0;
};
// From the view to the original picture (before turning).
Point ToOriginal(const PageView& view, Point in_view);

struct PageReading {
  PageView view;
  bool blank = false;      // nothing on it (judged by tiles); hidden in the view copy
  bool separator = false;  // our own separator sheet
  bool read = false;       // false when reading failed or was given up; `fault` says why
  std::optional<Fault> fault;
  std::vector<PageWord> words;
  std::vector<PageCode> codes;
  uint64_t likeness = 0;  // 64-bit perceptual hash of the upright page
  double mean_confidence = 0;

  std::string Text() const;  // words with spaces, lines with newlines
};

Json ToJson(const PageReading& reading);
Result<PageReading> PageReadingFromJson(const Json& json);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_H_
