#include "agent/paper/archive_picture_pdf.h"

#include <cmath>
#include <fstream>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFMatrix.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <utility>
#include <vector>

#include "agent/core/text.h"

namespace piket {
namespace {

using Pdf = QPDFObjectHandle;

constexpr double kSameWithin = 0.01;  // of the page's side
constexpr int kInvisible = 3;         // text render mode

// Follows a page's drawing as long as it is one picture and invisible text.
class OnePictureOnly : public Pdf::ParserCallbacks {
 public:
  void handleObject(Pdf object, size_t, size_t) override {
    if (!object.isOperator()) {
      if (object.isInlineImage()) plain_ = false;
      operands_.push_back(object);
      return;
    }
    Operator(object.getOperatorValue());
    operands_.clear();
  }
  void handleObject(Pdf object) override { handleObject(object, 0, 0); }
  void handleEOF() override {}

  bool found() const { return plain_ && pictures_ == 1; }
  const std::string& name() const { return name_; }
  const QPDFMatrix& matrix() const { return at_picture_; }

 private:
  double Number(size_t i) { return operands_[i].isNumber() ? operands_[i].getNumericValue() : 0; }

  void Operator(const std::string& name) {
    static constexpr std::string_view kHarmless =
        " q Q cm Do BT ET Tr Tf Td TD Tm T* Tc Tw Tz TL Ts Tj TJ BMC EMC ";
    if (kHarmless.find(" " + name + " ") == kHarmless.npos) {
      plain_ = false;
    } else if (name == "q") {
      saved_.push_back(matrix_);
    } else if (name == "Q" && !saved_.empty()) {
      matrix_ = saved_.back();
      saved_.pop_back();
    } else if (name == "cm" && operands_.size() == 6) {
      matrix_.concat({Number(0), Number(1), Number(2), Number(3), Number(4), Number(5)});
    } else if (name == "Tr" && operands_.size() == 1) {
      mode_ = static_cast<int>(Number(0));
    } else if ((name == "Tj" || name == "TJ") && mode_ != kInvisible) {
      plain_ = false;
    } else if (name == "Do" && operands_.size() == 1 && operands_[0].isName()) {
      ++pictures_;
      name_ = operands_[0].getName();
      at_picture_ = matrix_;
    }
  }

  std::vector<Pdf> operands_;
  std::vector<QPDFMatrix> saved_;
  QPDFMatrix matrix_;
  QPDFMatrix at_picture_;
  std::string name_;
  int pictures_ = 0;
  int mode_ = 0;
  bool plain_ = true;
};

bool Fills(const QPDFMatrix& matrix, const Pdf::Rectangle& box) {
  const double width = box.urx - box.llx;
  const double height = box.ury - box.lly;
  auto same = [](double a, double b, double side) { return std::abs(a - b) <= kSameWithin * side; };
  return width > 0 && height > 0 && std::abs(matrix.b) < 1e-3 && std::abs(matrix.c) < 1e-3 &&
         same(matrix.a, width, width) && same(matrix.d, height, height) &&
         same(matrix.e, box.llx, width) && same(matrix.f, box.lly, height);
}

bool IsColour(Pdf space, ArchivePicture::Colour colour) {
  const char* device = colour == ArchivePicture::Colour::kGray ? "/DeviceGray" : "/DeviceRGB";
  if (space.isName()) return space.getName() == device;
  if (!space.isArray() || space.getArrayNItems() < 2) return false;
  if (!space.getArrayItem(0).isNameAndEquals("/ICCBased") || !space.getArrayItem(1).isStream()) {
    return false;
  }
  Pdf count = space.getArrayItem(1).getDict().getKey("/N");
  return count.isInteger() &&
         count.getIntValue() == (colour == ArchivePicture::Colour::kGray ? 1 : 3);
}

int IntegerOf(Pdf dictionary, const char* key, int otherwise) {
  Pdf value = dictionary.isDictionary() ? dictionary.getKey(key) : Pdf::newNull();
  return value.isInteger() ? value.getIntValueAsInt() : otherwise;
}

bool BoolOf(Pdf dictionary, const char* key) {
  Pdf value = dictionary.isDictionary() ? dictionary.getKey(key) : Pdf::newNull();
  return value.isBool() && value.getBoolValue();
}

std::optional<ArchivePicture> Taken(Pdf image) {
  if (!image.isStream()) return std::nullopt;
  Pdf dictionary = image.getDict();
  for (const char* key : {"/SMask", "/Mask", "/ImageMask", "/Decode", "/SMaskInData", "/F"}) {
    if (dictionary.hasKey(key)) return std::nullopt;
  }
  auto raw = image.getRawStreamData();
  std::string bytes(reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize());
  Pdf filter = dictionary.getKey("/Filter");
  Pdf parameters = dictionary.getKey("/DecodeParms");
  ArchivePicture picture;
  if (filter.isNameAndEquals("/DCTDecode") && parameters.isNull()) {
    auto jpeg = PictureFromJpeg(std::move(bytes), "PDF");
    if (!jpeg) return std::nullopt;
    picture = *std::move(jpeg);
  } else if (filter.isNameAndEquals("/CCITTFaxDecode") && IntegerOf(parameters, "/K", 0) < 0 &&
             !BoolOf(parameters, "/EncodedByteAlign")) {
    picture.coding = ArchivePicture::Coding::kFax;
    picture.bits = 1;
    picture.width = IntegerOf(dictionary, "/Width", 0);
    picture.height = IntegerOf(dictionary, "/Height", 0);
    picture.ones_are_black = !BoolOf(parameters, "/BlackIs1");
    picture.bytes = std::move(bytes);
    if (IntegerOf(parameters, "/Columns", 1728) != picture.width) return std::nullopt;
  } else {
    return std::nullopt;
  }
  if (!Sensible(picture.width, picture.height) ||
      IntegerOf(dictionary, "/Width", 0) != picture.width ||
      IntegerOf(dictionary, "/Height", 0) != picture.height ||
      !IsColour(dictionary.getKey("/ColorSpace"), picture.colour)) {
    return std::nullopt;
  }
  return picture;
}

std::optional<ArchivePicture> OnlyPicture(QPDFPageObjectHelper page) {
  Pdf object = page.getObjectHandle();
  Pdf turn = page.getAttribute("/Rotate", false);
  Pdf annotations = object.getKey("/Annots");
  Pdf crop = page.getAttribute("/CropBox", false);
  Pdf box = crop.isRectangle() ? crop : page.getAttribute("/MediaBox", false);
  if ((turn.isInteger() && turn.getIntValue() != 0) || object.hasKey("/UserUnit") ||
      (annotations.isArray() && annotations.getArrayNItems() > 0) || !box.isRectangle()) {
    return std::nullopt;
  }
  OnePictureOnly drawing;
  object.parsePageContents(&drawing);
  const Pdf::Rectangle sides = box.getArrayAsRectangle();
  if (!drawing.found() || !Fills(drawing.matrix(), sides)) return std::nullopt;
  Pdf pictures = page.getAttribute("/Resources", false);
  pictures = pictures.isDictionary() ? pictures.getKey("/XObject") : Pdf::newNull();
  if (!pictures.isDictionary()) return std::nullopt;
  auto picture = Taken(pictures.getKey(drawing.name()));
  if (!picture) return std::nullopt;
  picture->whole_file = false;
  picture->dpi_x = picture->width * 72.0 / (sides.urx - sides.llx);
  picture->dpi_y = picture->height * 72.0 / (sides.ury - sides.lly);
  return picture;
}

}  // namespace

Result<std::optional<ArchivePicture>> PictureFromPdf(const std::filesystem::path& path, int page) {
  const std::string name = path.filename().string();
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return Error{Fault::kNotFound, name};
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processFile(path.c_str());
    const std::vector<Pdf>& pages = pdf.getAllPages();
    if (page < 0 || static_cast<size_t>(page) >= pages.size()) {
      return Error{Fault::kDamagedFile, name + Format(": no page %d", page + 1)};
    }
    return OnlyPicture(QPDFPageObjectHelper(pages[static_cast<size_t>(page)]));
  } catch (const std::exception& problem) {
    return Error{Fault::kDamagedFile, name + ": " + problem.what()};
  }
}

bool IsPdf(const std::filesystem::path& path) {
  char start[5] = {};
  std::ifstream(path, std::ios::binary).read(start, sizeof start);
  return std::string_view(start, sizeof start) == "%PDF-";
}

}  // namespace piket
