#include "agent/paper/archive_check.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/paper/archive_rules.h"
#include "agent/paper/big_endian.h"

namespace piket {
namespace {

using Pdf = QPDFObjectHandle;

constexpr int kDeepest = 100;
constexpr int kMostEmbedded = 3;  // files within files

template <size_t N>
bool IsOneOf(const std::string& word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void CheckFileEnds(std::string_view bytes, Violations* wrong) {
  const bool header = bytes.substr(0, 7) == "%PDF-1." && Get8(bytes, 7) >= '0' &&
                      Get8(bytes, 7) <= '7' && (Get8(bytes, 8) == '\n' || Get8(bytes, 8) == '\r');
  if (!header) wrong->push_back("6.1.2: the file does not begin with %PDF-1.n alone on its line");
  const size_t second = bytes.find_first_not_of("\r\n", 8);
  size_t binary = 0;
  for (size_t i = 1; second != bytes.npos && i <= 4; ++i) binary += Get8(bytes, second + i) > 127;
  if (second == bytes.npos || bytes[second] != '%' || binary < 4) {
    wrong->push_back("6.1.2: no comment of four binary bytes in the second line");
  }
  const size_t last = bytes.find_last_not_of("\r\n");
  if (last == bytes.npos || last < 5 || bytes.substr(last - 4, 5) != "%%EOF" ||
      bytes.size() - last > 3) {
    wrong->push_back("6.1.3: the file does not end with %%EOF");
  }
}

class Checker {
 public:
  Checker(QPDF& pdf, int depth, Violations* wrong) : pdf_(pdf), depth_(depth), wrong_(wrong) {}

  void Check() {
    CheckTrailer();
    CheckCatalog();
    CheckMetadata(pdf_, wrong_);
    CheckOutputIntent(pdf_, wrong_);
    for (Pdf object : pdf_.getAllObjects()) Walk(object, Named(object), 0);
    int number = 0;
    for (Pdf page : pdf_.getAllPages()) CheckPage(page, ++number, wrong_);
    if (number == 0) wrong_->push_back("piket: no page");
  }

 private:
  void CheckTrailer() {
    Pdf trailer = pdf_.getTrailer();
    Pdf id = trailer.getKey("/ID");
    if (!id.isArray() || id.getArrayNItems() != 2 || !id.getArrayItem(0).isString() ||
        id.getArrayItem(0).getStringValue().empty()) {
      wrong_->push_back("6.1.3: the trailer has no ID");
    }
    if (trailer.hasKey("/Encrypt")) wrong_->push_back("6.1.3: the file is encrypted");
  }

  void CheckCatalog() {
    Pdf root = pdf_.getRoot();
    auto forbid = [this](Pdf in, const char* key, const char* rule) {
      if (in.isDictionary() && in.hasKey(key)) wrong_->push_back(rule);
    };
    forbid(root, "/NeedsRendering", "6.4.2: the catalog has NeedsRendering");
    forbid(root, "/Requirements", "6.11: the catalog has Requirements");
    forbid(root.getKey("/Names"), "/JavaScript", "6.5.1: the catalog names JavaScript");
    forbid(root.getKey("/Names"), "/AlternatePresentations", "6.10: alternate presentations");
    forbid(root.getKey("/AcroForm"), "/XFA", "6.4.2: the form is XFA");
    forbid(root, "/OCProperties", "piket: optional content");
    if (root.getKey("/Version").isName())
      wrong_->push_back("piket: the catalog changes the version");
  }

  // Everything one indirect object holds directly.
  void Walk(Pdf object, const std::string& where, int depth) {
    if (depth > kDeepest) return wrong_->push_back("6.1.13: nested too deeply" + where);
    CheckLimits(object, where);
    if (object.isArray()) {
      for (int i = 0; i < object.getArrayNItems(); ++i) {
        if (!object.getArrayItem(i).isIndirect()) Walk(object.getArrayItem(i), where, depth + 1);
      }
      return;
    }
    if (object.isStream()) CheckStream(object);
    Pdf dictionary = object.isStream() ? object.getDict() : object;
    if (!dictionary.isDictionary()) return;
    CheckDictionary(dictionary, where);
    for (const std::string& key : dictionary.getKeys()) {
      if (key.size() > 128) wrong_->push_back("6.1.13: a name above 127 bytes" + where);
      Pdf value = dictionary.getKey(key);
      if (!value.isIndirect()) Walk(value, where, depth + 1);
    }
  }

  void CheckLimits(Pdf object, const std::string& where) {
    if (object.isName() && object.getName().size() > 128) {
      wrong_->push_back("6.1.13: a name above 127 bytes" + where);
    }
    if (object.isString() && object.getStringValue().size() > 32767) {
      wrong_->push_back("6.1.13: a string above 32767 bytes" + where);
    }
    if (object.isInteger() && std::llabs(object.getIntValue()) > 2147483647) {
      wrong_->push_back("6.1.13: an integer out of range" + where);
    }
  }

  void CheckDictionary(Pdf dictionary, const std::string& where) {
    static constexpr std::array<std::string_view, 11> kForbiddenActions = {
        "Launch", "Sound",       "Movie",     "ResetForm", "ImportData", "JavaScript",
        "Hide",   "SetOCGState", "Rendition", "Trans",     "GoTo3DView"};
    const std::string action = NameOf(dictionary.getKey("/S"));
    if (IsOneOf(action, kForbiddenActions)) {
      wrong_->push_back("6.5.1: an action of kind " + action + where);
    }
    if (dictionary.hasKey("/AA")) wrong_->push_back("6.5.2: additional actions" + where);
    if (dictionary.hasKey("/JS")) wrong_->push_back("6.5.1: a script" + where);
    if (NameOf(dictionary.getKey("/Type")) == "Font") CheckFont(dictionary, wrong_);
    Pdf group = dictionary.getKey("/Group");
    if (group.isDictionary() && NameOf(group.getKey("/S")) == "Transparency") {
      wrong_->push_back("piket: a transparency group" + where);
    }
    Pdf spaces = dictionary.getKey("/ColorSpace");
    if (spaces.isDictionary()) {
      for (const std::string& key : spaces.getKeys()) CheckColourSpace(spaces.getKey(key), wrong_);
    }
    Pdf states = dictionary.getKey("/ExtGState");
    if (states.isDictionary()) {
      for (const std::string& key : states.getKeys()) CheckState(states.getKey(key), where);
    }
    if (dictionary.getKey("/EF").isDictionary()) CheckEmbedded(dictionary.getKey("/EF"), where);
  }

  void CheckState(Pdf state, const std::string& where) {
    if (!state.isDictionary()) return;
    if (state.hasKey("/TR") || state.hasKey("/HTP")) {
      wrong_->push_back("6.2.5: a transfer function or halftone phase" + where);
    }
    if (state.hasKey("/TR2") && NameOf(state.getKey("/TR2")) != "Default") {
      wrong_->push_back("6.2.5: a transfer function" + where);
    }
    Pdf blend = state.getKey("/BM");
    auto partly = [&state](const char* key) {
      return state.getKey(key).isNumber() && state.getKey(key).getNumericValue() != 1;
    };
    if ((state.hasKey("/BM") && NameOf(blend) != "Normal") ||
        (state.hasKey("/SMask") && NameOf(state.getKey("/SMask")) != "None") || partly("/ca") ||
        partly("/CA")) {
      wrong_->push_back("piket: transparency" + where);
    }
  }

  void CheckStream(Pdf stream) {
    Pdf dictionary = stream.getDict();
    const std::string where = Named(stream);
    for (const char* key : {"/F", "/FFilter", "/FDecodeParms"}) {
      if (dictionary.hasKey(key)) wrong_->push_back("6.1.7.1: the data is in another file" + where);
    }
    CheckFilters(dictionary.getKey("/Filter"), where);
    const std::string subtype = NameOf(dictionary.getKey("/Subtype"));
    if (subtype == "Image") CheckPicture(stream, wrong_);
    if (subtype == "PS") wrong_->push_back("6.2.9.3: a PostScript object" + where);
    if (subtype == "Form" && (dictionary.hasKey("/OPI") || dictionary.hasKey("/Ref") ||
                              dictionary.hasKey("/PS") || dictionary.hasKey("/Subtype2"))) {
      wrong_->push_back("6.2.9: a form that refers elsewhere" + where);
    }
  }

  void CheckFilters(Pdf filter, const std::string& where) {
    static constexpr std::array<std::string_view, 6> kAllowed = {
        "ASCIIHexDecode",  "ASCII85Decode",  "FlateDecode",
        "RunLengthDecode", "CCITTFaxDecode", "DCTDecode"};
    std::vector<Pdf> filters;
    if (filter.isArray()) filters = filter.getArrayAsVector();
    if (filter.isName()) filters = {filter};
    for (Pdf one : filters) {
      const std::string name = NameOf(one);
      if (IsOneOf(name, kAllowed)) continue;
      const bool ours = name == "JBIG2Decode" || name == "JPXDecode";
      wrong_->push_back((ours ? "piket: data coded as " : "6.1.7.2: data coded as ") + name +
                        where);
    }
  }

  // PDF/A-2 allows embedded files that are PDF/A themselves.
  void CheckEmbedded(Pdf files, const std::string& where) {
    for (const std::string& key : files.getKeys()) {
      std::string data;
      if (!files.getKey(key).isStream() || !DecodedData(files.getKey(key), &data, wrong_)) continue;
      Violations inside;
      if (depth_ < kMostEmbedded) inside = CheckAt(data, depth_ + 1);
      if (depth_ >= kMostEmbedded || !inside.empty()) {
        wrong_->push_back("6.8: an embedded file is not PDF/A" + where);
      }
    }
  }

 public:
  static Violations CheckAt(std::string_view bytes, int depth);

 private:
  QPDF& pdf_;
  const int depth_;
  Violations* wrong_;  // not owned
};

Violations Checker::CheckAt(std::string_view bytes, int depth) {
  Violations wrong;
  CheckFileEnds(bytes, &wrong);
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.setAttemptRecovery(false);
    pdf.processMemoryFile("archive", bytes.data(), bytes.size());
    Checker(pdf, depth, &wrong).Check();
    for (const QPDFExc& warning : pdf.getWarnings()) {
      wrong.push_back(std::string("6.1: ") + warning.what());
    }
  } catch (const std::exception& problem) {
    wrong.push_back(std::string("6.1: cannot be read: ") + problem.what());
  }
  // A fault of one kind in one object is one line.
  std::set<std::string> seen;
  wrong.erase(
      std::remove_if(wrong.begin(), wrong.end(),
                     [&seen](const std::string& line) { return !seen.insert(line).second; }),
      wrong.end());
  return wrong;
}

}  // namespace

bool DecodedData(QPDFObjectHandle stream, std::string* data, Violations* wrong) {
  try {
    auto buffer = stream.getStreamData(qpdf_dl_generalized);
    data->assign(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
    return true;
  } catch (const std::exception& problem) {
    wrong->push_back(std::string("6.1.7: data cannot be decoded: ") + problem.what() +
                     Named(stream));
    return false;
  }
}

std::vector<std::string> CheckArchiveBytes(std::string_view bytes) {
  return Checker::CheckAt(bytes, 0);
}

std::vector<std::string> CheckArchive(const std::filesystem::path& path) {
  auto bytes = ReadFile(path);
  if (!bytes) return {"6.1: cannot be read: " + bytes.error().detail};
  return CheckArchiveBytes(*bytes);
}

}  // namespace piket
