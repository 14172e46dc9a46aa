#include "tests/virtual/sample_letters.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

#include <jpeglib.h>

#include "agent/core/clock.h"
#include "agent/core/file.h"
#include "agent/core/json.h"
#include "agent/core/process.h"
#include "agent/core/text.h"
#include "agent/paper/canvas.h"

namespace piket {
namespace {

constexpr int kDpi = 300;
constexpr double kLeft = 26;
constexpr double kWidth = 210 - kLeft - 22;

struct DrawnLetter {
  std::string pdf;
  std::vector<std::string> texts;  // of each page, as truth
};

std::string UpperAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

class LetterDrawing {
 public:
  LetterDrawing(Canvas& canvas, const SampleLetter& letter) : canvas_(canvas), letter_(letter) {}
  std::vector<std::string> Draw();

 private:
  TextStyle Style() const {
    return {.size = letter_.size, .face = letter_.serif ? Face::kSerif : Face::kSans};
  }
  // Draws a text at `y_` without moving on, and writes it into the truth.
  double Put(double x, double width, const std::string& text, const TextStyle& style);
  void NewLine(double height) {
    y_ += height;
    if (!truth_.empty() && truth_.back() != '\n') truth_ += '\n';
  }
  void DrawHead();
  void DrawFields();
  void DrawAddressee(double x, double width);
  void DrawBody();
  void DrawAnnex(const SampleAnnex& annex);

  Canvas& canvas_;
  const SampleLetter& letter_;
  double y_ = 0;
  std::string truth_;
};

double LetterDrawing::Put(double x, double width, const std::string& text, const TextStyle& style) {
  if (!truth_.empty() && truth_.back() != '\n') truth_ += ' ';
  truth_ += text;
  double height = canvas_.TextHeight(text, width, style);
  return canvas_.Text({x, y_, width, height + 0.2}, text, style);
}

std::vector<std::string> LetterDrawing::Draw() {
  y_ = 15;
  DrawHead();
  DrawFields();
  DrawBody();
  std::vector<std::string> texts = {truth_};
  for (const SampleAnnex& annex : letter_.annexes) {
    canvas_.NextPage();
    truth_.clear();
    y_ = 22;
    DrawAnnex(annex);
    texts.push_back(truth_);
  }
  return texts;
}

void LetterDrawing::DrawHead() {
  TextStyle government = Style(), office = Style(), address = Style();
  government.align = office.align = address.align = Align::kCentre;
  government.size = 14;
  office.size = 16;
  office.bold = true;
  address.size = 9.5;
  NewLine(Put(kLeft, kWidth, "PEMERINTAH KOTA TARAKAN", government) + 0.8);
  NewLine(Put(kLeft, kWidth, UpperAscii(letter_.sender), office) + 0.8);
  NewLine(Put(kLeft, kWidth, letter_.address, address) + 1.6);
  canvas_.Line({kLeft, y_}, {kLeft + kWidth, y_}, 0.9);
  canvas_.Line({kLeft, y_ + 1.1}, {kLeft + kWidth, y_ + 1.1}, 0.25);
  NewLine(8);
}

void LetterDrawing::DrawAddressee(double x, double width) {
  for (const char* line :
       {"Kepada", "Yth. Kepala Dinas Komunikasi, Informatika, Statistik dan Persandian",
        "di Tarakan"}) {
    NewLine(Put(x, width, line, Style()) + 0.6);
  }
}

void LetterDrawing::DrawFields() {
  std::string date = "Tarakan, " + IndonesianText(*DateFromIso(letter_.date));
  TextStyle right = Style();
  double at_right = kLeft + kWidth * 0.6;
  Put(at_right, kWidth * 0.4, date, right);
  NewLine(canvas_.LineHeight(right) + (letter_.addressee_at_right ? 2 : 7));
  double top = y_;
  const std::pair<std::string, std::string> fields[] = {{"Nomor", letter_.number},
                                                        {"Sifat", letter_.urgency},
                                                        {"Lampiran", letter_.attachments},
                                                        {letter_.subject_label, letter_.subject}};
  double width = letter_.addressee_at_right ? kWidth * 0.58 - 29 : kWidth - 60;
  for (const auto& [label, value] : fields) {
    Put(kLeft, 24, label, Style());
    Put(kLeft + 24, 3, ":", Style());
    NewLine(Put(kLeft + 28, width, value, Style()) + 0.8);
  }
  double bottom = y_;
  if (letter_.addressee_at_right) {
    y_ = top;
    DrawAddressee(at_right, kWidth * 0.4);
  } else {
    y_ += 6;
    DrawAddressee(kLeft, kWidth * 0.62);
  }
  y_ = std::max(y_, bottom) + 7;
}

void LetterDrawing::DrawBody() {
  NewLine(Put(kLeft, kWidth, "Dengan hormat,", Style()) + 3);
  for (const std::string& paragraph : letter_.paragraphs) {
    NewLine(Put(kLeft, kWidth, paragraph, Style()) + 3);
  }
  y_ += 7;
  double x = kLeft + kWidth * 0.58, width = kWidth * 0.42;
  NewLine(Put(x, width, letter_.signer_title, Style()) + 22);
  // A signature: a stroke of the pen.
  for (int i = 0; i < 24; ++i) {
    double t = i * 0.35;
    canvas_.Line({x + 4 + t * 3.4, y_ - 9 + 5 * std::sin(t * 2.3) * std::cos(t * 0.7)},
                 {x + 4 + (t + 0.35) * 3.4,
                  y_ - 9 + 5 * std::sin((t + 0.35) * 2.3) * std::cos((t + 0.35) * 0.7)},
                 0.45, 0.15);
  }
  TextStyle name = Style();
  name.bold = true;
  NewLine(Put(x, width, letter_.signer, name) + 0.5);
}

void LetterDrawing::DrawAnnex(const SampleAnnex& annex) {
  TextStyle title = Style();
  title.bold = true;
  NewLine(Put(kLeft, kWidth, "LAMPIRAN", title) + 1);
  NewLine(Put(kLeft, kWidth, "Nomor : " + letter_.number, Style()) + 8);
  title.align = Align::kCentre;
  NewLine(Put(kLeft, kWidth, annex.title, title) + 5);
  constexpr double kShares[] = {0.08, 0.4, 0.24, 0.28};
  double top = y_;
  for (const auto& row : annex.rows) {
    TextStyle style = Style();
    style.bold = &row == &annex.rows.front();
    canvas_.Line({kLeft, y_}, {kLeft + kWidth, y_}, 0.25);
    y_ += 1.8;
    double x = kLeft;
    for (size_t i = 0; i < row.size(); ++i) {
      Put(x + 1.5, kWidth * kShares[i] - 3, row[i], style);
      x += kWidth * kShares[i];
    }
    NewLine(canvas_.LineHeight(style) + 1.8);
  }
  canvas_.Line({kLeft, y_}, {kLeft + kWidth, y_}, 0.25);
  double x = kLeft;
  for (double share : kShares) {
    canvas_.Line({x, top}, {x, y_}, 0.25);
    x += kWidth * share;
  }
  canvas_.Line({x, top}, {x, y_}, 0.25);
}

Result<DrawnLetter> DrawLetter(const SampleLetter& letter) {
  auto canvas = Canvas::Make(*PaperSizeFromWord("a4"), letter.subject, Instant{});
  if (!canvas) return canvas.error();
  DrawnLetter drawn;
  drawn.texts = LetterDrawing(**canvas, letter).Draw();
  auto pdf = (*canvas)->Finish();
  if (!pdf) return pdf.error();
  drawn.pdf = std::move(*pdf);
  return drawn;
}

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> gray;
  int At(int x, int y) const {
    if (x < 0 || y < 0 || x >= width || y >= height) return 255;
    return gray[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)];
  }
};

Result<Picture> Rasterised(const std::filesystem::path& pdf, size_t page) {
  std::string number = std::to_string(page);
  ProcessPlan plan;
  plan.argv = {"pdftoppm", "-r",   std::to_string(kDpi), "-gray", "-f", number,
               "-l",       number, pdf.string()};
  auto pgm = RunCommand(plan, std::chrono::seconds(60));
  if (!pgm) return pgm.error();
  Picture picture;
  int length = 0, highest = 0;
  if (std::sscanf(pgm->c_str(), "P5 %d %d %d%n", &picture.width, &picture.height, &highest,
                  &length) != 3) {
    return Error{Fault::kInternal, "pdftoppm gave no picture"};
  }
  picture.gray.assign(pgm->begin() + length + 1, pgm->end());
  return picture;
}

// As a scanner would see it: a little turned, on gray paper that is darker along one edge, with
// noise. The same letter gives the same picture.
Picture Scanned(const Picture& clean, const SampleLetter& letter, double skew) {
  Picture scan{clean.width, clean.height, {}};
  scan.gray.resize(clean.gray.size());
  std::minstd_rand random(static_cast<unsigned>(clean.width + letter.paper * 31 + letter.noise));
  double radians = skew * std::acos(-1.0) / 180;
  double cosine = std::cos(radians), sine = std::sin(radians);
  double middle_x = clean.width / 2.0, middle_y = clean.height / 2.0;
  size_t at = 0;
  for (int y = 0; y < clean.height; ++y) {
    for (int x = 0; x < clean.width; ++x, ++at) {
      double from_x = middle_x + (x - middle_x) * cosine + (y - middle_y) * sine;
      double from_y = middle_y - (x - middle_x) * sine + (y - middle_y) * cosine;
      int left = static_cast<int>(std::floor(from_x)), top = static_cast<int>(std::floor(from_y));
      double right_share = from_x - left, bottom_share = from_y - top;
      double ink =
          (clean.At(left, top) * (1 - right_share) + clean.At(left + 1, top) * right_share) *
              (1 - bottom_share) +
          (clean.At(left, top + 1) * (1 - right_share) +
           clean.At(left + 1, top + 1) * right_share) *
              bottom_share;
      double paper = letter.paper - 10.0 * x / clean.width;
      double noise = static_cast<double>(random() % static_cast<unsigned>(2 * letter.noise + 1)) -
                     letter.noise;
      double value = 38 + (paper - 38) * ink / 255 + noise;
      scan.gray[at] = static_cast<uint8_t>(std::clamp(value, 0.0, 255.0));
    }
  }
  return scan;
}

std::string Jpeg(const Picture& picture) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);  // only a lack of memory can fail here
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(runtime/int): libjpeg's type
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = static_cast<JDIMENSION>(picture.width);
  jpeg.image_height = static_cast<JDIMENSION>(picture.height);
  jpeg.input_components = 1;
  jpeg.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 85, TRUE);
  jpeg.density_unit = 1;
  jpeg.X_density = jpeg.Y_density = kDpi;
  jpeg_start_compress(&jpeg, TRUE);
  std::vector<uint8_t> line(static_cast<size_t>(picture.width));
  for (size_t row = 0; row < static_cast<size_t>(picture.height); ++row) {
    std::copy_n(picture.gray.begin() + static_cast<ptrdiff_t>(row * line.size()), line.size(),
                line.begin());
    JSAMPROW rows[] = {line.data()};
    jpeg_write_scanlines(&jpeg, rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::string result(reinterpret_cast<char*>(bytes), size);
  std::free(bytes);
  return result;
}

// Further pages lie a little differently under the glass.
double SkewOfPage(const SampleLetter& letter, size_t page) {
  return page == 1 ? letter.skew : -letter.skew * 0.6;
}

Json Truth(const SampleLetter& letter, const std::vector<std::string>& texts) {
  Json defects = Json::array();
  for (size_t page = 1; page <= texts.size(); ++page) {
    defects.push_back({{"page", page}, {"skew", SkewOfPage(letter, page)}});
  }
  return {{"sender", letter.sender},
          {"sender_code", letter.sender_code},
          {"number", letter.number},
          {"date", letter.date},
          {"urgency", letter.urgency},
          {"attachments", letter.attachments},
          {"subject", letter.subject},
          {"service", letter.service},
          {"pages", texts.size()},
          {"dpi", kDpi},
          {"text", texts},
          {"defects", defects}};
}

Result<void> WriteLetter(const std::filesystem::path& folder, const SampleLetter& letter) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{Fault::kStorage, "making " + folder.string() + ": " + failed.message()};
  auto drawn = DrawLetter(letter);
  if (!drawn) return drawn.error();
  TemporaryFolder temporary;
  std::filesystem::path pdf = temporary.path() / "letter.pdf";
  if (auto written = WriteFileDurably(pdf, drawn->pdf); !written) return written.error();
  for (size_t page = 1; page <= drawn->texts.size(); ++page) {
    auto clean = Rasterised(pdf, page);
    if (!clean) return clean.error();
    std::string jpeg = Jpeg(Scanned(*clean, letter, SkewOfPage(letter, page)));
    std::string name = Format("%02zu.jpg", page);
    if (auto written = WriteFileDurably(folder / name, jpeg, 0644); !written)
      return written.error();
  }
  return WriteFileDurably(folder / "truth.json", Truth(letter, drawn->texts).dump(1) + "\n", 0644);
}

}  // namespace

Result<void> WriteSampleLetters(const std::filesystem::path& out, size_t count) {
  std::vector<SampleLetter> letters = SampleLetters();
  for (size_t i = 0; i < std::min(count, letters.size()); ++i) {
    auto written = WriteLetter(out / Format("%03zu", i + 1), letters[i]);
    if (!written) return written.error().While("drawing sample letter " + std::to_string(i + 1));
  }
  return {};
}

}  // namespace piket
