// One page's picture file, written while its rows arrive: at the page's end only the tail and the
// fsync are left, so the feeder does not wait. Gray and colour become one JPEG of quality 90, mono
// a TIFF with one CCITT G4 strip. One thread at a time.
#ifndef PIKET_DRIVERS_SCANNER_PAGE_WRITER_H_
#define PIKET_DRIVERS_SCANNER_PAGE_WRITER_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "agent/core/result.h"
#include "drivers/scanner/scanner.h"

namespace piket {

struct PictureForm {
  ScanMode mode = ScanMode::kGray;
  int width_px = 0;
  int expected_rows = 0;  // what the device promised; 0 when it does not know
  int resolution = 300;
};

struct WrittenPicture {
  std::string media_type = {};
  std::string sha256 = {};
  int64_t bytes = 0;
  int rows = 0;
};

class PageWriter {
 public:
  // kDamagedPage for a form no picture can have; kStorage, kDiskFull.
  static Result<std::unique_ptr<PageWriter>> Open(const std::filesystem::path& path,
                                                  const PictureForm& form);
  virtual ~PageWriter() = default;

  // One row: `width` bytes gray, 3 × `width` bytes RGB, or packed bits (1 = black, high bit first)
  // for mono. kDiskFull, kStorage; kDamagedPage when there are more rows than a page can have.
  virtual Result<void> AddRow(const uint8_t* row) = 0;
  // Completes and fsyncs the file, whatever number of rows came; kDamagedPage when none came.
  virtual Result<WrittenPicture> Finish() = 0;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_SCANNER_PAGE_WRITER_H_
