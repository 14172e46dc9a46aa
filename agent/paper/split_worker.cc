#include <leptonica/allheaders.h>

#include <iostream>

#include "agent/core/json.h"
#include "agent/core/text.h"
#include "agent/paper/page_picture.h"
#include "agent/paper/pdf_import.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

int Fail(Fault fault) {
  std::cout << Json{{"fault", Word(fault)}} << std::endl;
  return 0;
}

// One page, written beside the others: mono as G4, the rest as PNG, both without loss.
Result<Json> WritePage(Pix* page, const fs::path& folder, int number) {
  bool mono = pixGetDepth(page) == 1;
  fs::path path = folder / Format("page-%03d.%s", number, mono ? "tif" : "png");
  if (pixWrite(path.c_str(), page, mono ? IFF_TIFF_G4 : IFF_PNG) != 0) {
    return Error{Fault::kStorage, "writing a page"};
  }
  return Json{{"picture", path.string()},
              {"media_type", mono ? "image/tiff" : "image/png"},
              {"dpi", pixGetXRes(page)}};
}

bool TooManyPoints(const char* file, int page) {
  int width = 0;
  int height = 0;
  if (readHeaderTiff(file, page, &width, &height, nullptr, nullptr, nullptr, nullptr, nullptr)) {
    return false;  // decoding will tell
  }
  return static_cast<int64_t>(width) * height > kMostPixels;
}

int CountPages(const char* file) {
  FILE* stream = fopen(file, "rb");
  if (stream == nullptr) return 0;
  int count = 0;
  if (tiffGetCount(stream, &count) != 0) count = 0;
  fclose(stream);
  return count;
}

}  // namespace

int RunSplitWorker(int argc, char** argv) {
  if (argc < 2) return 2;
  setMsgSeverity(L_SEVERITY_NONE);
  const char* file = argv[0];
  int count = CountPages(file);
  if (count < 1) return Fail(Fault::kDamagedFile);
  if (count > kMostImportedPages) return Fail(Fault::kTooLarge);
  size_t offset = 0;
  for (int number = 1; number <= count; ++number) {
    if (TooManyPoints(file, number - 1)) return Fail(Fault::kTooLarge);
    Picture page(pixReadFromMultipageTiff(file, &offset));
    if (!page) return Fail(Fault::kDamagedFile);
    if (count == 1) {
      std::cout << Json{{"picture", file},
                        {"media_type", "image/tiff"},
                        {"dpi", pixGetXRes(page.get())}}
                << std::endl;
      return 0;
    }
    auto written = WritePage(page.get(), argv[1], number);
    if (!written) return Fail(written.error().fault);
    std::cout << *written << std::endl;
    if (offset == 0 && number < count) return Fail(Fault::kDamagedFile);
  }
  return 0;
}

}  // namespace piket
