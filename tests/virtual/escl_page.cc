#include "tests/virtual/escl_page.h"

#include <leptonica/allheaders.h>

#include <cstdlib>

namespace piket {
namespace {

constexpr size_t kMostKept = 64;
constexpr int kQuality = 92;
constexpr int kUsualDpi = 200;  // of pictures that do not say

struct PixEnd {
  void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using PixPtr = std::unique_ptr<Pix, PixEnd>;

std::string Render(const std::filesystem::path& picture, const EsclAsk& ask) {
  int width = ask.width * ask.resolution / 300;
  int height = ask.height * ask.resolution / 300;
  PixPtr page(pixCreate(width, height, ask.colour ? 32 : 8));
  if (!page) return "";
  pixSetAll(page.get());
  if (!picture.empty()) {
    PixPtr read(pixRead(picture.c_str()));
    if (!read) return "";
    int dpi = pixGetXRes(read.get());
    if (dpi < 50) dpi = kUsualDpi;
    PixPtr deep(ask.colour ? pixConvertTo32(read.get()) : pixConvertTo8(read.get(), 0));
    float scale = static_cast<float>(ask.resolution) / static_cast<float>(dpi);
    PixPtr sized(scale == 1 ? pixClone(deep.get()) : pixScale(deep.get(), scale, scale));
    pixRasterop(page.get(), 0, 0, pixGetWidth(sized.get()), pixGetHeight(sized.get()), PIX_SRC,
                sized.get(), 0, 0);
  }
  pixSetResolution(page.get(), ask.resolution, ask.resolution);
  l_uint8* bytes = nullptr;
  size_t size = 0;
  if (pixWriteMemJpeg(&bytes, &size, page.get(), kQuality, 0) != 0) return "";
  std::string jpeg(reinterpret_cast<const char*>(bytes), size);
  lept_free(bytes);
  return jpeg;
}

}  // namespace

std::shared_ptr<const std::string> EsclPages::Rendered(const std::filesystem::path& picture,
                                                       const EsclAsk& ask) {
  std::string key = picture.string() + "|" + std::to_string(ask.width) + "x" +
                    std::to_string(ask.height) + "@" + std::to_string(ask.resolution) +
                    (ask.colour ? "c" : "g");
  std::lock_guard lock(mutex_);
  if (auto kept = kept_.find(key); kept != kept_.end()) return kept->second;
  auto jpeg = std::make_shared<const std::string>(Render(picture, ask));
  kept_[key] = jpeg;
  order_.push_back(key);
  if (order_.size() > kMostKept) {
    kept_.erase(order_.front());
    order_.pop_front();
  }
  return jpeg;
}

}  // namespace piket
