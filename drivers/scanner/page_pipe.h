// The way of one page's bytes inside the scan worker: the thread that reads the device fills chunks
// and never encodes; a second thread makes rows and the picture file of them. So the device is
// emptied as fast as it sends, and at the page's end only the last chunk is still to do.
#ifndef PIKET_DRIVERS_SCANNER_PAGE_PIPE_H_
#define PIKET_DRIVERS_SCANNER_PAGE_PIPE_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "agent/core/result.h"
#include "drivers/scanner/page_writer.h"
#include "drivers/scanner/rows.h"

namespace piket {

// One thread calls; the encoding thread is its own.
class PagePipe {
 public:
  PagePipe(std::filesystem::path path, const FrameForm& form, ScanMode mode, int resolution);
  ~PagePipe();  // without Finish: gives the page up
  PagePipe(const PagePipe&) = delete;
  PagePipe& operator=(const PagePipe&) = delete;

  // Waits while too much is on its way (the device is far faster than the encoder or the disk).
  void Add(std::span<const uint8_t> bytes);
  // The bytes that follow are the next pass of the same page.
  void BeginPass(const FrameForm& form);
  // True when the encoder gave up: no use in reading on.
  bool Failed() const { return failed_; }
  // The file complete and fsynced, or why not.
  Result<WrittenPicture> Finish();

 private:
  struct Piece {
    std::optional<FrameForm> pass;
    std::vector<uint8_t> bytes;
  };

  void Put(Piece piece);
  void Encode();
  Result<WrittenPicture> EncodeAll();
  std::optional<Piece> Next();

  const std::filesystem::path path_;
  const FrameForm form_;
  const ScanMode mode_;
  const int resolution_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> pieces_;  // under mutex_, as are the four below
  size_t bytes_waiting_ = 0;
  bool ended_ = false;
  bool given_up_ = false;
  std::optional<Result<WrittenPicture>> outcome_;
  std::atomic<bool> failed_ = false;
  std::thread encoder_;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_SCANNER_PAGE_PIPE_H_
