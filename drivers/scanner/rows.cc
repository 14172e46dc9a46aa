#include "drivers/scanner/rows.h"

#include <algorithm>
#include <cstring>

namespace piket {
namespace {

constexpr int kMaxWidth = 65000;
constexpr size_t kMaxPlaneBytes = 200u << 20;  // a three-pass page is held in memory
// A pixel is black below this share of its surroundings' mean …
constexpr uint32_t kShareOfMean = 85;  // percent
// … and always below this, so that the inside of a black area stays black.
constexpr uint8_t kSurelyBlack = 70;

uint8_t GrayOf(const uint8_t* rgb) {
  return static_cast<uint8_t>((77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2]) >> 8);
}

bool Bit(const uint8_t* bytes, size_t index) {
  return (bytes[index / 8] >> (7 - index % 8) & 1) != 0;
}

bool IsPass(FrameForm::Channels channels) {
  return channels != FrameForm::Channels::kGray && channels != FrameForm::Channels::kRgb;
}

}  // namespace

Result<void> FrameForm::Check() const {
  bool depth_known = depth == 1 || depth == 8 || depth == 16;
  int64_t samples = int64_t{width_px} * (channels == Channels::kRgb ? 3 : 1);
  bool wide_enough = bytes_per_line >= (samples * depth + 7) / 8;
  if (depth_known && width_px > 0 && width_px <= kMaxWidth && wide_enough &&
      bytes_per_line <= kMaxWidth * 6) {
    return {};
  }
  return Error{Fault::kDamagedPage, "impossible picture: " + std::to_string(width_px) +
                                        " pixels, depth " + std::to_string(depth) + ", " +
                                        std::to_string(bytes_per_line) + " bytes a line"};
}

Thresholder::Thresholder(int width_px, int resolution, TakeRow take)
    : width_(width_px),
      radius_(std::clamp(resolution / 12, 4, 50)),
      take_(std::move(take)),
      sums_(static_cast<size_t>(width_px)),
      bits_((static_cast<size_t>(width_px) + 7) / 8) {}

Result<void> Thresholder::AddRow(const uint8_t* gray) {
  window_.emplace_back(gray, gray + width_);
  for (size_t x = 0; x < sums_.size(); ++x) sums_[x] += gray[x];
  if (window_.size() > static_cast<size_t>(2 * radius_ + 1)) {
    for (size_t x = 0; x < sums_.size(); ++x) sums_[x] -= window_.front()[x];
    window_.pop_front();
    --given_in_window_;
  }
  if (window_.size() - static_cast<size_t>(given_in_window_) <= static_cast<size_t>(radius_)) {
    return {};
  }
  return GiveOldest();
}

Result<void> Thresholder::GiveOldest() {
  const std::vector<uint8_t>& row = window_[static_cast<size_t>(given_in_window_)];
  std::fill(bits_.begin(), bits_.end(), 0);
  int left = 0;
  int right = std::min(radius_, width_ - 1);
  uint64_t sum = 0;
  for (int x = 0; x <= right; ++x) sum += sums_[static_cast<size_t>(x)];
  for (int x = 0; x < width_; ++x) {
    uint8_t value = row[static_cast<size_t>(x)];
    uint64_t count = static_cast<uint64_t>(right - left + 1) * window_.size();
    if (value < kSurelyBlack || value * count * 100 < sum * kShareOfMean) {
      bits_[static_cast<size_t>(x) / 8] |= static_cast<uint8_t>(0x80 >> (x % 8));
    }
    if (right + 1 < width_) sum += sums_[static_cast<size_t>(++right)];
    if (x >= radius_) sum -= sums_[static_cast<size_t>(left++)];
  }
  ++given_in_window_;
  return take_(bits_.data());
}

Result<void> Thresholder::Finish() {
  while (static_cast<size_t>(given_in_window_) < window_.size()) {
    if (auto given = GiveOldest(); !given) return given;
  }
  return {};
}

RowMaker::RowMaker(const FrameForm& first, ScanMode mode, int resolution, TakeRow take)
    : frame_(first), mode_(mode), take_(std::move(take)), three_pass_(IsPass(first.channels)) {
  bool device_is_mono = first.channels == FrameForm::Channels::kGray && first.depth == 1;
  if (mode == ScanMode::kMono && !device_is_mono) {
    thresholder_.emplace(first.width_px, resolution, take_);
  }
}

Result<void> RowMaker::BeginPass(const FrameForm& frame) {
  if (!three_pass_ || !IsPass(frame.channels) || frame.width_px != frame_.width_px) {
    return Error{Fault::kDamagedPage, "the passes of one page do not fit together"};
  }
  frame_ = frame;
  pending_.clear();
  return {};
}

Result<void> RowMaker::AddBytes(std::span<const uint8_t> bytes) {
  auto line_bytes = static_cast<size_t>(frame_.bytes_per_line);
  while (!bytes.empty()) {
    if (pending_.empty() && bytes.size() >= line_bytes) {
      if (auto added = AddLine(bytes.data()); !added) return added;
      bytes = bytes.subspan(line_bytes);
      continue;
    }
    size_t part = std::min(line_bytes - pending_.size(), bytes.size());
    pending_.insert(pending_.end(), bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(part));
    bytes = bytes.subspan(part);
    if (pending_.size() < line_bytes) continue;
    if (auto added = AddLine(pending_.data()); !added) return added;
    pending_.clear();
  }
  return {};
}

Result<void> RowMaker::AddLine(const uint8_t* line) {
  bool device_is_mono = frame_.channels == FrameForm::Channels::kGray && frame_.depth == 1;
  if (device_is_mono && mode_ == ScanMode::kMono) return take_(line);
  auto width = static_cast<size_t>(frame_.width_px);
  size_t count = width * (frame_.channels == FrameForm::Channels::kRgb ? 3 : 1);
  const uint8_t* samples = line;
  if (frame_.depth == 16) {
    samples_.resize(count);
    for (size_t i = 0; i < count; ++i) {
      uint16_t sample;
      std::memcpy(&sample, line + 2 * i, 2);
      samples_[i] = static_cast<uint8_t>(sample >> 8);
    }
    samples = samples_.data();
  } else if (frame_.depth == 1) {
    // Gray: 1 is black. Colour: 1 is full light, eight pixels of one channel to a byte.
    samples_.resize(count);
    for (size_t x = 0; x < width; ++x) {
      if (frame_.channels != FrameForm::Channels::kRgb) {
        samples_[x] = Bit(line, x) != device_is_mono ? 255 : 0;
        continue;
      }
      for (size_t c = 0; c < 3; ++c) {
        size_t at = (x / 8 * 3 + c) * 8 + x % 8;
        bool there = at / 8 < static_cast<size_t>(frame_.bytes_per_line);
        samples_[3 * x + c] = there && Bit(line, at) ? 255 : 0;
      }
    }
    samples = samples_.data();
  }
  if (!three_pass_) return GiveSamples(samples);
  std::vector<uint8_t>& plane = planes_[frame_.channels == FrameForm::Channels::kRed     ? 0
                                        : frame_.channels == FrameForm::Channels::kGreen ? 1
                                                                                         : 2];
  if (plane.size() + width > kMaxPlaneBytes) {
    return Error{Fault::kDamagedPage, "the page has no end"};
  }
  plane.insert(plane.end(), samples, samples + width);
  return {};
}

Result<void> RowMaker::GiveSamples(const uint8_t* samples) {
  bool have_colour = frame_.channels != FrameForm::Channels::kGray;
  bool want_colour = mode_ == ScanMode::kColour;
  auto width = static_cast<size_t>(frame_.width_px);
  if (have_colour && !want_colour) {
    converted_.resize(width);
    for (size_t x = 0; x < width; ++x) converted_[x] = GrayOf(samples + 3 * x);
    samples = converted_.data();
  } else if (!have_colour && want_colour) {
    converted_.resize(3 * width);
    for (size_t x = 0; x < 3 * width; ++x) converted_[x] = samples[x / 3];
    samples = converted_.data();
  }
  return thresholder_ ? thresholder_->AddRow(samples) : take_(samples);
}

Result<void> RowMaker::GivePlanes() {
  auto width = static_cast<size_t>(frame_.width_px);
  size_t pixels = std::min({planes_[0].size(), planes_[1].size(), planes_[2].size()});
  std::vector<uint8_t> row(3 * width);
  for (size_t start = 0; start + width <= pixels; start += width) {
    for (size_t x = 0; x < width; ++x) {
      for (size_t c = 0; c < 3; ++c) row[3 * x + c] = planes_[c][start + x];
    }
    if (auto given = GiveSamples(row.data()); !given) return given;
  }
  return {};
}

Result<void> RowMaker::Finish() {
  if (!pending_.empty()) {
    bool one_is_black = frame_.channels == FrameForm::Channels::kGray && frame_.depth == 1;
    pending_.resize(static_cast<size_t>(frame_.bytes_per_line), one_is_black ? 0x00 : 0xFF);
    if (auto added = AddLine(pending_.data()); !added) return added;
    pending_.clear();
  }
  if (three_pass_) {
    if (auto given = GivePlanes(); !given) return given;
  }
  return thresholder_ ? thresholder_->Finish() : Result<void>();
}

}  // namespace piket
