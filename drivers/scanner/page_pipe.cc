#include "drivers/scanner/page_pipe.h"

#include <utility>

namespace piket {
namespace {

constexpr size_t kMostWaiting = 16u << 20;
constexpr size_t kPieceBytes = 256 * 1024;

}  // namespace

PagePipe::PagePipe(std::filesystem::path path, const FrameForm& form, ScanMode mode, int resolution)
    : path_(std::move(path)), form_(form), mode_(mode), resolution_(resolution) {
  encoder_ = std::thread([this] { Encode(); });
}

PagePipe::~PagePipe() {
  {
    std::lock_guard lock(mutex_);
    given_up_ = !ended_;
    ended_ = true;
  }
  changed_.notify_all();
  encoder_.join();
}

void PagePipe::Add(std::span<const uint8_t> bytes) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return bytes_waiting_ < kMostWaiting || failed_; });
  bytes_waiting_ += bytes.size();
  bool join = !pieces_.empty() && !pieces_.back().pass &&
              pieces_.back().bytes.size() + bytes.size() <= kPieceBytes;
  if (join) {
    pieces_.back().bytes.insert(pieces_.back().bytes.end(), bytes.begin(), bytes.end());
  } else {
    pieces_.push_back({std::nullopt, {bytes.begin(), bytes.end()}});
  }
  changed_.notify_all();
}

void PagePipe::BeginPass(const FrameForm& form) {
  std::lock_guard lock(mutex_);
  pieces_.push_back({form, {}});
  changed_.notify_all();
}

Result<WrittenPicture> PagePipe::Finish() {
  std::unique_lock lock(mutex_);
  ended_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return outcome_.has_value(); });
  return *outcome_;
}

std::optional<PagePipe::Piece> PagePipe::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !pieces_.empty() || ended_; });
  if (pieces_.empty() || given_up_) return std::nullopt;
  Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  bytes_waiting_ -= piece.bytes.size();
  changed_.notify_all();
  return piece;
}

void PagePipe::Encode() {
  Result<WrittenPicture> outcome = EncodeAll();
  std::lock_guard lock(mutex_);
  failed_ = !outcome.ok();
  outcome_ = std::move(outcome);
  changed_.notify_all();
}

Result<WrittenPicture> PagePipe::EncodeAll() {
  if (auto checked = form_.Check(); !checked) return checked.error();
  auto writer = PageWriter::Open(path_, {.mode = mode_,
                                         .width_px = form_.width_px,
                                         .expected_rows = form_.lines < 0 ? 0 : form_.lines,
                                         .resolution = resolution_});
  if (!writer) return writer.error();
  RowMaker rows(form_, mode_, resolution_,
                [&](const uint8_t* row) { return (*writer)->AddRow(row); });
  while (auto piece = Next()) {
    if (piece->pass) {
      if (auto begun = rows.BeginPass(*piece->pass); !begun) return begun.error();
    }
    if (auto added = rows.AddBytes(piece->bytes); !added) return added.error();
  }
  {
    std::lock_guard lock(mutex_);
    if (given_up_) return Error{Fault::kCancelled, "the page was given up"};
  }
  if (auto finished = rows.Finish(); !finished) return finished.error();
  return (*writer)->Finish();
}

}  // namespace piket
