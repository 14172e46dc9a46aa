// The part of archive_check.h about pages: pictures, colours, and what is drawn.
#include <array>
#include <sstream>

#include "agent/core/text.h"
#include "agent/paper/archive_picture.h"
#include "agent/paper/archive_rules.h"
#include "agent/paper/colour_profile.h"

namespace piket {
namespace {

using Pdf = QPDFObjectHandle;

constexpr std::string_view kOperators =
    " b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K "
    "k l"
    " m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W "
    "W* y"
    " ' \" ";

// Follows one content stream.
class Drawing : public Pdf::ParserCallbacks {
 public:
  Drawing(Pdf resources, std::string where, Violations* wrong)
      : resources_(resources), where_(std::move(where)), wrong_(wrong) {}

  void handleObject(Pdf object, size_t, size_t) override {
    if (!object.isOperator()) return operands_.push_back(object);
    Operator(object.getOperatorValue());
    operands_.clear();
  }
  void handleObject(Pdf object) override { handleObject(object, 0, 0); }

  void handleEOF() override {
    if (depth_ != 0) wrong_->push_back("6.2.2: q and Q do not match" + where_);
  }

 private:
  void Operator(const std::string& name) {
    if (kOperators.find(" " + name + " ") == kOperators.npos) {
      wrong_->push_back("6.2.2: an unknown operator" + where_);
    }
    if (name == "q" && ++depth_ == 29) wrong_->push_back("6.1.13: q nested too deeply" + where_);
    if (name == "Q") --depth_;
    if (name == "k" || name == "K") wrong_->push_back("6.2.4.3: CMYK is drawn" + where_);
    if (name == "Do") Demand("/XObject");
    if (name == "Tf") Demand("/Font");
    if (name == "gs") Demand("/ExtGState");
    if (name == "BI") wrong_->push_back("piket: an inline picture" + where_);
    for (const Pdf& operand : operands_) {
      if (Pdf(operand).isString() && Pdf(operand).getStringValue().size() > 32767) {
        wrong_->push_back("6.1.13: a string above 32767 bytes" + where_);
      }
    }
  }

  void Demand(const char* kind) {
    Pdf of_kind = resources_.isDictionary() ? resources_.getKey(kind) : Pdf::newNull();
    if (operands_.empty() || !operands_[0].isName() || !of_kind.isDictionary() ||
        of_kind.getKey(operands_[0].getName()).isNull()) {
      wrong_->push_back(std::string("6.2.2: a resource is missing in ") + kind + where_);
    }
  }

  Pdf resources_;
  const std::string where_;
  Violations* wrong_;  // not owned
  std::vector<Pdf> operands_;
  int depth_ = 0;
};

Pdf Inherited(Pdf page, const char* key) {
  for (int depth = 0; page.isDictionary() && depth < 50; ++depth) {
    if (page.hasKey(key)) return page.getKey(key);
    page = page.getKey("/Parent");
  }
  return Pdf::newNull();
}

void CheckSize(Pdf page, const std::string& where, Violations* wrong) {
  for (const char* key : {"/MediaBox", "/CropBox"}) {
    Pdf box = Inherited(page, key);
    if (std::string_view(key) == "/CropBox" && box.isNull()) continue;
    if (!box.isRectangle()) {
      wrong->push_back("6.1.13: no page size" + where);
      continue;
    }
    const auto sides = box.getArrayAsRectangle();
    for (double side : {sides.urx - sides.llx, sides.ury - sides.lly}) {
      if (side < 3 || side > 14400) wrong->push_back("6.1.13: an impossible page size" + where);
    }
  }
  Pdf turn = Inherited(page, "/Rotate");
  if (!turn.isNull() && (!turn.isInteger() || turn.getIntValue() % 90 != 0)) {
    wrong->push_back("6.2.2: a page turned by something else than quarters" + where);
  }
}

int Components(Pdf space) {
  const std::string name = NameOf(space.isArray() ? space.getArrayItem(0) : space);
  if (name == "DeviceGray" || name == "CalGray" || name == "Indexed" || name == "Separation") {
    return 1;
  }
  if (name == "DeviceRGB" || name == "CalRGB" || name == "Lab") return 3;
  if (name == "ICCBased" && space.getArrayItem(1).isStream()) {
    Pdf count = space.getArrayItem(1).getDict().getKey("/N");
    return count.isInteger() ? static_cast<int>(count.getIntValue()) : 0;
  }
  return 0;
}

// The pixels' bytes must be those the dictionary promises.
void CheckPixels(Pdf image, long long width, long long height, long long bits, Violations* wrong) {
  Pdf dictionary = image.getDict();
  const std::string filter = NameOf(dictionary.getKey("/Filter"));
  const std::string where = Named(image);
  const int components = Components(dictionary.getKey("/ColorSpace"));
  if (filter == "DCTDecode") {
    auto raw = image.getRawStreamData();
    auto jpeg = PictureFromJpeg(
        std::string(reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize()), "JPEG");
    if (!jpeg) return wrong->push_back("6.2.8: " + jpeg.error().detail + where);
    const int inside = jpeg->colour == ArchivePicture::Colour::kGray ? 1 : 3;
    if (jpeg->width != width || jpeg->height != height || inside != components || bits != 8) {
      wrong->push_back("6.2.8: the JPEG is not of the size or colours it is said to be" + where);
    }
  } else if (filter == "CCITTFaxDecode") {
    Pdf parameters = dictionary.getKey("/DecodeParms");
    Pdf columns = parameters.isDictionary() ? parameters.getKey("/Columns") : Pdf::newNull();
    if ((columns.isInteger() ? columns.getIntValue() : 1728) != width || bits != 1) {
      wrong->push_back("6.2.8: the fax coding is not of the size it is said to be" + where);
    }
  } else if (filter == "FlateDecode" || filter.empty()) {
    std::string data;
    if (!DecodedData(image, &data, wrong)) return;
    const long long row = (width * components * bits + 7) / 8;
    if (static_cast<long long>(data.size()) < row * height) {
      wrong->push_back("6.2.8: the picture has too few bytes" + where);
    }
  }
}

}  // namespace

void CheckColourSpace(QPDFObjectHandle space, Violations* wrong) {
  const std::string name = NameOf(space.isArray() ? space.getArrayItem(0) : space);
  if (name == "DeviceCMYK" || name == "DeviceN" || name == "Separation") {
    wrong->push_back("6.2.4: colours of " + name + " are not covered by the output intent");
  } else if (name == "Indexed" || (name == "Pattern" && space.isArray())) {
    if (space.getArrayNItems() > 1) CheckColourSpace(space.getArrayItem(1), wrong);
  } else if (name == "ICCBased") {
    std::string data;
    Pdf profile = space.getArrayItem(1);
    if (!profile.isStream() || !DecodedData(profile, &data, wrong)) return;
    for (const std::string& problem : CheckColourProfile(data, Components(space))) {
      wrong->push_back("6.2.4.2: " + problem);
    }
  } else if (Components(space) == 0 && name != "Pattern") {
    wrong->push_back("6.2.4: an unknown colour space " + name);
  }
}

void CheckPicture(QPDFObjectHandle image, Violations* wrong) {
  Pdf dictionary = image.getDict();
  const std::string where = Named(image);
  if (dictionary.hasKey("/Alternates") || dictionary.hasKey("/OPI")) {
    wrong->push_back("6.2.8: a picture with another form of itself" + where);
  }
  Pdf smooth = dictionary.getKey("/Interpolate");
  if (smooth.isBool() && smooth.getBoolValue()) {
    wrong->push_back("6.2.8: a picture to be interpolated" + where);
  }
  if (dictionary.hasKey("/SMask") || dictionary.hasKey("/SMaskInData")) {
    wrong->push_back("piket: a picture with transparency" + where);
  }
  Pdf width = dictionary.getKey("/Width");
  Pdf height = dictionary.getKey("/Height");
  Pdf bits = dictionary.getKey("/BitsPerComponent");
  Pdf mask = dictionary.getKey("/ImageMask");
  if (mask.isBool() && mask.getBoolValue()) return;
  if (!width.isInteger() || !height.isInteger() || !bits.isInteger() || width.getIntValue() <= 0 ||
      height.getIntValue() <= 0) {
    return wrong->push_back("6.2.8: a picture without size" + where);
  }
  CheckColourSpace(dictionary.getKey("/ColorSpace"), wrong);
  CheckPixels(image, width.getIntValue(), height.getIntValue(), bits.getIntValue(), wrong);
}

void CheckPage(QPDFObjectHandle page, int number, Violations* wrong) {
  const std::string where = Format(" (page %d)", number);
  CheckSize(page, where, wrong);
  Pdf annotations = page.getKey("/Annots");
  if (annotations.isArray() && annotations.getArrayNItems() > 0) {
    wrong->push_back("piket: annotations" + where);
  }
  if (page.hasKey("/PresSteps")) wrong->push_back("6.10: presentation steps" + where);
  Drawing drawing(Inherited(page, "/Resources"), where, wrong);
  page.parsePageContents(&drawing);
}

}  // namespace piket
