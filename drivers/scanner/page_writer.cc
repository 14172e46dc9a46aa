#include "drivers/scanner/page_writer.h"

#include <fcntl.h>
#include <stdio.h>  // jpeglib.h needs it before
#include <unistd.h>
// after stdio
#include <jpeglib.h>
#include <tiffio.h>

#include <cerrno>
#include <csetjmp>
#include <cstring>
#include <vector>

#include "agent/core/crypto.h"
#include "agent/core/file.h"

namespace piket {
namespace {

constexpr int kQuality = 90;
constexpr int kMaxSide = 65000;  // JPEG's own limit is 65,500
constexpr size_t kBufferBytes = 256 * 1024;

Result<std::string> HashOfFile(int descriptor, int64_t& bytes) {
  Sha256Stream hash;
  std::vector<char> chunk(kBufferBytes);
  bytes = 0;
  for (;;) {
    ssize_t got = pread(descriptor, chunk.data(), chunk.size(), bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return StorageError("reading the page back", errno);
    if (got == 0) return Hex(hash.Finish());
    hash.Add({chunk.data(), static_cast<size_t>(got)});
    bytes += got;
  }
}

// Where the picture's height stands: after the marker SOF0 or SOF1; npos when it is not here.
size_t HeightPlace(const uint8_t* bytes, size_t size) {
  size_t at = 2;
  while (at + 9 < size && bytes[at] == 0xFF) {
    if (bytes[at + 1] == 0xC0 || bytes[at + 1] == 0xC1) return at + 5;
    at += 2u + static_cast<size_t>(bytes[at + 2] << 8 | bytes[at + 3]);
  }
  return std::string::npos;
}

void PutHeight(uint8_t* place, int rows) {
  place[0] = static_cast<uint8_t>(rows >> 8);
  place[1] = static_cast<uint8_t>(rows & 0xFF);
}

// The encoder is always told the greatest height, because devices know theirs wrongly or not at
// all; the true one is put into the header afterwards (or at once, when the promise was kept).
class JpegWriter : public PageWriter {
 public:
  JpegWriter(int descriptor, const PictureForm& form) : descriptor_(descriptor), form_(form) {}

  ~JpegWriter() override {
    if (started_) jpeg_destroy_compress(&jpeg_);
    close(descriptor_);
  }

  Result<void> Start() {
    jpeg_.err = jpeg_std_error(&errors_.standard);
    errors_.standard.error_exit = [](j_common_ptr common) {
      longjmp(reinterpret_cast<Errors*>(common->err)->jump, 1);
    };
    errors_.standard.output_message = [](j_common_ptr) {};
    if (setjmp(errors_.jump) != 0) return Failure();
    jpeg_create_compress(&jpeg_);
    started_ = true;
    jpeg_.client_data = this;
    destination_.init_destination = [](j_compress_ptr jpeg) { Of(jpeg).ResetBuffer(); };
    destination_.empty_output_buffer = [](j_compress_ptr jpeg) -> boolean {
      Of(jpeg).Flush(kBufferBytes);
      Of(jpeg).ResetBuffer();
      return TRUE;
    };
    destination_.term_destination = [](j_compress_ptr jpeg) {
      Of(jpeg).Flush(kBufferBytes - Of(jpeg).destination_.free_in_buffer);
    };
    jpeg_.dest = &destination_;
    bool colour = form_.mode == ScanMode::kColour;
    last_row_.resize(static_cast<size_t>(form_.width_px) * (colour ? 3 : 1));
    jpeg_.image_width = static_cast<JDIMENSION>(form_.width_px);
    jpeg_.image_height = kMaxSide;
    jpeg_.input_components = colour ? 3 : 1;
    jpeg_.in_color_space = colour ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg_);
    jpeg_set_quality(&jpeg_, kQuality, TRUE);
    jpeg_.density_unit = 1;
    jpeg_.X_density = static_cast<UINT16>(form_.resolution);
    jpeg_.Y_density = static_cast<UINT16>(form_.resolution);
    jpeg_start_compress(&jpeg_, TRUE);
    return {};
  }

  Result<void> AddRow(const uint8_t* row) override {
    if (rows_ >= kMaxSide - 16) return Error{Fault::kDamagedPage, "the page has no end"};
    if (setjmp(errors_.jump) != 0) return Failure();
    auto* line = const_cast<JSAMPROW>(row);
    jpeg_write_scanlines(&jpeg_, &line, 1);
    ++rows_;
    std::memcpy(last_row_.data(), row, last_row_.size());
    if (error_number_ != 0) return StorageError("writing the page", error_number_);
    return {};
  }

  Result<WrittenPicture> Finish() override {
    if (rows_ == 0) return Error{Fault::kDamagedPage, "the page has no rows"};
    if (auto ended = EndPicture(); !ended) return ended.error();
    WrittenPicture picture{"image/jpeg", "", written_, rows_};
    if (rows_ == form_.expected_rows) {
      picture.sha256 = Hex(hash_.Finish());
    } else {
      uint8_t height[2];
      PutHeight(height, rows_);
      if (pwrite(descriptor_, height, 2, static_cast<off_t>(height_place_)) != 2) {
        return StorageError("writing the page's height", errno);
      }
      auto hash = HashOfFile(descriptor_, picture.bytes);
      if (!hash) return hash.error();
      picture.sha256 = *hash;
    }
    if (auto synced = SyncFile(descriptor_); !synced) return synced.error();
    return picture;
  }

 private:
  struct Errors {
    jpeg_error_mgr standard;
    jmp_buf jump;
  };

  static JpegWriter& Of(j_compress_ptr jpeg) {
    return *static_cast<JpegWriter*>(jpeg->client_data);
  }

  Error Failure() {
    char message[JMSG_LENGTH_MAX] = "";
    jpeg_.err->format_message(reinterpret_cast<j_common_ptr>(&jpeg_), message);
    return {Fault::kDamagedPage, std::string("encoding the page: ") + message};
  }

  // Fills the last row of blocks (16 lines with the colour's subsampling, 8 without) with the last
  // line, so that the encoder may be told that this is all.
  Result<void> EndPicture() {
    if (setjmp(errors_.jump) != 0) return Failure();
    JDIMENSION block = form_.mode == ScanMode::kColour ? 16 : 8;
    JSAMPROW line = last_row_.data();
    while (jpeg_.next_scanline % block != 0) jpeg_write_scanlines(&jpeg_, &line, 1);
    jpeg_.image_height = jpeg_.next_scanline;
    jpeg_finish_compress(&jpeg_);
    if (error_number_ != 0) return StorageError("writing the page", error_number_);
    return {};
  }

  void ResetBuffer() {
    destination_.next_output_byte = buffer_.data();
    destination_.free_in_buffer = buffer_.size();
  }

  void Flush(size_t size) {
    if (written_ == 0) {
      height_place_ = HeightPlace(buffer_.data(), size);
      PutHeight(&buffer_[height_place_], form_.expected_rows);
    }
    hash_.Add({reinterpret_cast<const char*>(buffer_.data()), size});
    for (size_t done = 0; done < size && error_number_ == 0;) {
      ssize_t wrote = write(descriptor_, &buffer_[done], size - done);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) error_number_ = errno;
      if (wrote > 0) done += static_cast<size_t>(wrote);
    }
    // Starts the disk now, so that the fsync at the page's end finds little left to do.
    if (error_number_ == 0) {
      sync_file_range(descriptor_, written_, static_cast<off_t>(size), SYNC_FILE_RANGE_WRITE);
    }
    written_ += static_cast<int64_t>(size);
  }

  int descriptor_;
  PictureForm form_;
  jpeg_compress_struct jpeg_{};
  Errors errors_{};
  jpeg_destination_mgr destination_{};
  std::vector<uint8_t> buffer_ = std::vector<uint8_t>(kBufferBytes);
  std::vector<uint8_t> last_row_;
  Sha256Stream hash_;
  int64_t written_ = 0;
  size_t height_place_ = 0;
  int error_number_ = 0;
  int rows_ = 0;
  bool started_ = false;
};

class G4Writer : public PageWriter {
 public:
  G4Writer(int descriptor, const PictureForm& form) : descriptor_(descriptor), form_(form) {}

  ~G4Writer() override {
    if (tiff_ != nullptr) TIFFCleanup(tiff_);
    close(descriptor_);
  }

  Result<void> Start() {
    TIFFSetErrorHandler(nullptr);
    TIFFSetWarningHandler(nullptr);
    // Through our own functions: libtiff's close would take the descriptor with it before fsync.
    tiff_ = TIFFClientOpen("page", "w", this, ReadBytes, WriteBytes, SeekTo, CloseNothing, SizeOf,
                           nullptr, nullptr);
    if (tiff_ == nullptr) return Error{Fault::kStorage, "starting the TIFF"};
    TIFFSetField(tiff_, TIFFTAG_IMAGEWIDTH, static_cast<uint32_t>(form_.width_px));
    TIFFSetField(tiff_, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff_, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff_, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
    TIFFSetField(tiff_, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff_, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
    TIFFSetField(tiff_, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff_, TIFFTAG_ROWSPERSTRIP, static_cast<uint32_t>(-1));
    TIFFSetField(tiff_, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    TIFFSetField(tiff_, TIFFTAG_XRESOLUTION, static_cast<double>(form_.resolution));
    TIFFSetField(tiff_, TIFFTAG_YRESOLUTION, static_cast<double>(form_.resolution));
    row_.resize((static_cast<size_t>(form_.width_px) + 7) / 8);
    return {};
  }

  Result<void> AddRow(const uint8_t* row) override {
    if (rows_ >= kMaxSide) return Error{Fault::kDamagedPage, "the page has no end"};
    std::memcpy(row_.data(), row, row_.size());  // libtiff may change what it is given
    int wrote = TIFFWriteScanline(tiff_, row_.data(), static_cast<uint32_t>(rows_), 0);
    if (wrote < 0 || error_number_ != 0) return WriteFailure();
    ++rows_;
    return {};
  }

  Result<WrittenPicture> Finish() override {
    if (rows_ == 0) return Error{Fault::kDamagedPage, "the page has no rows"};
    TIFFSetField(tiff_, TIFFTAG_IMAGELENGTH, static_cast<uint32_t>(rows_));
    if (TIFFFlush(tiff_) == 0 || error_number_ != 0) return WriteFailure();
    WrittenPicture picture{"image/tiff", "", 0, rows_};
    auto hash = HashOfFile(descriptor_, picture.bytes);
    if (!hash) return hash.error();
    picture.sha256 = *hash;
    if (auto synced = SyncFile(descriptor_); !synced) return synced.error();
    return picture;
  }

 private:
  static G4Writer& Of(thandle_t handle) { return *static_cast<G4Writer*>(handle); }
  static tmsize_t ReadBytes(thandle_t handle, void* bytes, tmsize_t size) {
    return read(Of(handle).descriptor_, bytes, static_cast<size_t>(size));
  }
  static tmsize_t WriteBytes(thandle_t handle, void* bytes, tmsize_t size) {
    tmsize_t done = 0;
    while (done < size) {
      ssize_t wrote = write(Of(handle).descriptor_, static_cast<char*>(bytes) + done,
                            static_cast<size_t>(size - done));
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) {
        Of(handle).error_number_ = errno;
        return -1;
      }
      done += wrote;
    }
    return done;
  }
  static toff_t SeekTo(thandle_t handle, toff_t offset, int whence) {
    return static_cast<toff_t>(lseek(Of(handle).descriptor_, static_cast<off_t>(offset), whence));
  }
  static int CloseNothing(thandle_t) { return 0; }
  static toff_t SizeOf(thandle_t handle) {
    off_t here = lseek(Of(handle).descriptor_, 0, SEEK_CUR);
    off_t size = lseek(Of(handle).descriptor_, 0, SEEK_END);
    lseek(Of(handle).descriptor_, here, SEEK_SET);
    return static_cast<toff_t>(size);
  }

  Error WriteFailure() const {
    if (error_number_ != 0) return StorageError("writing the page", error_number_);
    return {Fault::kDamagedPage, "encoding the page"};
  }

  int descriptor_;
  PictureForm form_;
  TIFF* tiff_ = nullptr;
  std::vector<uint8_t> row_;
  int error_number_ = 0;
  int rows_ = 0;
};

template <class Writer>
Result<std::unique_ptr<PageWriter>> Started(int descriptor, const PictureForm& form) {
  auto writer = std::make_unique<Writer>(descriptor, form);
  if (auto started = writer->Start(); !started) return started.error();
  return std::unique_ptr<PageWriter>(std::move(writer));
}

}  // namespace

Result<std::unique_ptr<PageWriter>> PageWriter::Open(const std::filesystem::path& path,
                                                     const PictureForm& form) {
  if (form.width_px < 1 || form.width_px > kMaxSide || form.expected_rows > kMaxSide) {
    return Error{Fault::kDamagedPage, "a page " + std::to_string(form.width_px) + " pixels wide, " +
                                          std::to_string(form.expected_rows) + " high"};
  }
  int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return StorageError("making " + path.string(), errno);
  return form.mode == ScanMode::kMono ? Started<G4Writer>(descriptor, form)
                                      : Started<JpegWriter>(descriptor, form);
}

}  // namespace piket
