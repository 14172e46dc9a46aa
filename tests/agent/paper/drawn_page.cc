#include "tests/agent/paper/drawn_page.h"

#include <cairo/cairo.h>
#include <leptonica/allheaders.h>
#include <qrencode.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

// Fontconfig keeps its cache to the end of the process; the leak checker takes that for a leak.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig"; }

namespace piket {
namespace {

// Draws with cairo, in mm, over the 32-bit picture.
void Draw(Pix* picture, double dpi, const std::function<void(cairo_t*)>& draw) {
  int width = pixGetWidth(picture);
  int height = pixGetHeight(picture);
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  auto* data = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface);
  auto pixel = [&](int x, int y) {
    return reinterpret_cast<uint32_t*>(data + static_cast<ptrdiff_t>(y) * stride) + x;
  };
  for (int y = 0; y < height; ++y) {
    const l_uint32* line = pixGetData(picture) + static_cast<ptrdiff_t>(y) * pixGetWpl(picture);
    for (int x = 0; x < width; ++x) *pixel(x, y) = line[x] >> 8;
  }
  cairo_surface_mark_dirty(surface);
  cairo_t* cairo = cairo_create(surface);
  cairo_scale(cairo, dpi / 25.4, dpi / 25.4);
  draw(cairo);
  cairo_destroy(cairo);
  cairo_surface_flush(surface);
  for (int y = 0; y < height; ++y) {
    l_uint32* line = pixGetData(picture) + static_cast<ptrdiff_t>(y) * pixGetWpl(picture);
    for (int x = 0; x < width; ++x) line[x] = *pixel(x, y) << 8;
  }
  cairo_surface_destroy(surface);
}

int Points(double mm, double dpi) { return static_cast<int>(std::lround(mm * dpi / 25.4)); }

void EachByte(Pix* picture, const std::function<int(int)>& change) {
  for (int y = 0; y < pixGetHeight(picture); ++y) {
    l_uint32* line = pixGetData(picture) + static_cast<ptrdiff_t>(y) * pixGetWpl(picture);
    for (int x = 0; x < pixGetWidth(picture); ++x) {
      if (pixGetDepth(picture) == 8) {
        SET_DATA_BYTE(line, x, std::clamp(change(GET_DATA_BYTE(line, x)), 0, 255));
        continue;
      }
      uint32_t colour = line[x];
      uint32_t changed = 0;
      for (int shift : {8, 16, 24}) {
        int value = std::clamp(change(static_cast<int>(colour >> shift & 255)), 0, 255);
        changed |= static_cast<uint32_t>(value) << shift;
      }
      line[x] = changed;
    }
  }
}

}  // namespace

DrawnPage::DrawnPage(double dpi, double width, double height)
    : dpi_(dpi), picture_(pixCreate(Points(width, dpi), Points(height, dpi), 32)) {
  Fill(245.0 / 255);
}

void DrawnPage::Fill(double gray) {
  Draw(picture_.get(), dpi_, [&](cairo_t* cairo) {
    cairo_set_source_rgb(cairo, gray, gray, gray);
    cairo_paint(cairo);
  });
}

void DrawnPage::Text(const std::string& text, double x, double y, double size, double gray) {
  Draw(picture_.get(), dpi_, [&](cairo_t* cairo) {
    cairo_set_source_rgb(cairo, gray, gray, gray);
    cairo_select_font_face(cairo, "Liberation Serif", CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, size);
    cairo_move_to(cairo, x, y);
    cairo_show_text(cairo, text.c_str());
  });
}

void DrawnPage::Letter(const std::string& number) {
  Text("PEMERINTAH KOTA CONTOH", 70, 25, 5);
  Text("DINAS PENDIDIKAN", 82, 32, 5);
  Text("Contoh, 4 September 2026", 140, 48);
  Text("Nomor : " + number, 25, 56);
  Text("Sifat : Penting", 25, 62);
  Text("Lampiran : 1 (satu) berkas", 25, 68);
  Text("Hal : Permohonan Pembuatan Subdomain", 25, 74);
  Text("Kepada", 25, 86);
  Text("Yth. Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian", 25, 92);
  double y = 106;
  for (int i = 0; i < 3; ++i) {
    Text("Sehubungan dengan telah selesainya pembangunan aplikasi pelayanan kami, bersama ini", 25,
         y);
    Text("kami mohon penerbitan subdomain untuk digunakan secara resmi oleh dinas kami. Untuk", 25,
         y + 6);
    Text("koordinasi lebih lanjut dapat menghubungi tim teknis pada jam kerja.", 25, y + 12);
    y += 24;
  }
  Text("Kepala Dinas,", 140, 200);
  Text("Bambang Contoh", 140, 228);
}

void DrawnPage::Stamp(double x, double y) {
  Draw(picture_.get(), dpi_, [&](cairo_t* cairo) {
    cairo_set_source_rgb(cairo, 0.35, 0.25, 0.7);
    cairo_set_line_width(cairo, 0.8);
    cairo_arc(cairo, x, y, 12, 0, 2 * std::numbers::pi);
    cairo_stroke(cairo);
    cairo_arc(cairo, x, y, 8, 0, 2 * std::numbers::pi);
    cairo_stroke(cairo);
  });
}

void DrawnPage::Disc(double x, double y, double diameter, double gray) {
  Draw(picture_.get(), dpi_, [&](cairo_t* cairo) {
    cairo_set_source_rgb(cairo, gray, gray, gray);
    cairo_arc(cairo, x, y, diameter / 2, 0, 2 * std::numbers::pi);
    cairo_fill(cairo);
  });
}

void DrawnPage::Code(const std::string& text, double x, double y, double size) {
  QRcode* code = QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  double module = size / code->width;
  Draw(picture_.get(), dpi_, [&](cairo_t* cairo) {
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
    for (int i = 0; i < code->width * code->width; ++i) {
      if ((code->data[i] & 1) == 0) continue;
      cairo_rectangle(cairo, x + (i % code->width) * module, y + (i / code->width) * module, module,
                      module);
    }
    cairo_fill(cairo);
  });
  QRcode_free(code);
}

void DrawnPage::Grain(int strength) {
  std::mt19937 random(7);
  std::normal_distribution<double> change(0, strength);
  EachByte(picture_.get(),
           [&](int value) { return value + static_cast<int>(std::lround(change(random))); });
}

void DrawnPage::Noise(int grain_points) {
  int width = pixGetWidth(picture_.get());
  int height = pixGetHeight(picture_.get());
  Picture grains(pixCreate(width / grain_points + 1, height / grain_points + 1, 8));
  std::mt19937 random(11);
  EachByte(grains.get(), [&](int) { return random() % 2 == 0 ? 20 : 240; });
  auto scale = static_cast<float>(grain_points);
  if (grain_points > 1) grains.reset(pixScaleGrayLI(grains.get(), scale, scale));
  BOX* box = boxCreate(0, 0, width, height);
  picture_.reset(pixClipRectangle(grains.get(), box, nullptr));
  boxDestroy(&box);
}

void DrawnPage::Turn(int degrees) {
  if (degrees != 0) picture_.reset(pixRotateOrth(picture_.get(), degrees / 90));
}

void DrawnPage::Skew(double degrees) {
  picture_.reset(pixRotate(picture_.get(), static_cast<float>(degrees * std::numbers::pi / 180),
                           L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
}

void DrawnPage::Lay(double width, double height, double x, double y, int gray) {
  Picture glass(pixCreate(Points(width, dpi_), Points(height, dpi_), 32));
  auto value = static_cast<uint32_t>(gray);
  pixSetAllArbitrary(glass.get(), value << 24 | value << 16 | value << 8);
  pixRasterop(glass.get(), Points(x, dpi_), Points(y, dpi_), pixGetWidth(picture_.get()),
              pixGetHeight(picture_.get()), PIX_SRC, picture_.get(), 0, 0);
  picture_ = std::move(glass);
}

void DrawnPage::Mono() {
  Picture gray(pixConvertTo8(picture_.get(), 0));
  picture_.reset(pixThresholdToBinary(gray.get(), 128));
}

std::filesystem::path DrawnPage::Save(const std::filesystem::path& path) const {
  auto dpi = static_cast<int>(dpi_);
  Picture copy(pixCopy(nullptr, picture_.get()));
  pixSetResolution(copy.get(), dpi, dpi);
  bool mono = pixGetDepth(copy.get()) == 1;
  std::string kind = path.extension();
  if (kind == ".jpg") {
    Picture gray(pixConvertTo8(copy.get(), 0));
    pixSetResolution(gray.get(), dpi, dpi);
    pixWriteJpeg(path.c_str(), gray.get(), 90, 0);
  } else {
    int format = kind == ".png" ? IFF_PNG : mono ? IFF_TIFF_G4 : IFF_TIFF_LZW;
    pixWrite(path.c_str(), copy.get(), format);
  }
  return path;
}

void DrawnPage::AppendTo(const std::filesystem::path& tiff) const {
  Picture copy(pixCopy(nullptr, picture_.get()));
  pixSetResolution(copy.get(), static_cast<int>(dpi_), static_cast<int>(dpi_));
  bool mono = pixGetDepth(copy.get()) == 1;
  pixWriteTiff(tiff.c_str(), copy.get(), mono ? IFF_TIFF_G4 : IFF_TIFF_LZW, "a");
}

void DrawnPage::SavePdf(const std::filesystem::path& path,
                        std::vector<const DrawnPage*> after) const {
  after.insert(after.begin(), this);
  PIXA* pages = pixaCreate(static_cast<int>(after.size()));
  for (const DrawnPage* page : after) pixaAddPix(pages, page->picture_.get(), L_COPY);
  pixaConvertToPdf(pages, static_cast<int>(dpi_), 1, L_JPEG_ENCODE, 85, "surat", path.c_str());
  pixaDestroy(&pages);
}

}  // namespace piket
