// A test of a file is worth what it refuses: every rule is broken once in a good archive.
#include "agent/paper/archive_check.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "agent/core/file.h"
#include "agent/core/json.h"
#include "agent/core/process.h"
#include "agent/core/text.h"
#include "agent/paper/colour_profile.h"
#include "tests/agent/paper/archive_pages.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using Pdf = QPDFObjectHandle;

// A letter of three pages: JPEG with words, group 4, PNG with a palette.
std::string GoodArchive(const fs::path& folder) {
  ArchivePlan plan = OnePage(GrayJpeg(folder / "a.jpg"));
  plan.pages[0].reading = Reading(90, 0.8);
  for (const fs::path& original : {MonoTiff(folder / "b.tif"), LosslessPictures(folder)[2]}) {
    ArchivePage page;
    page.original = original;
    plan.pages.push_back(page);
  }
  EXPECT_TRUE(WriteArchive(plan, folder / "good.pdf").ok());
  auto bytes = ReadFile(folder / "good.pdf");
  return bytes.ok() ? *bytes : "";
}

Pdf Root(QPDF& pdf) { return pdf.getRoot(); }
Pdf Page(QPDF& pdf, size_t number = 0) { return pdf.getAllPages().at(number); }
Pdf Picture(QPDF& pdf, size_t number = 0) {
  return Page(pdf, number).getKey("/Resources").getKey("/XObject").getKey("/Im0");
}
Pdf Font(QPDF& pdf) { return Page(pdf).getKey("/Resources").getKey("/Font").getKey("/F1"); }
Pdf CidFont(QPDF& pdf) { return Font(pdf).getKey("/DescendantFonts").getArrayItem(0); }
Pdf Intent(QPDF& pdf) { return Root(pdf).getKey("/OutputIntents").getArrayItem(0); }
void Draw(QPDF& pdf, const std::string& operators) {
  Page(pdf).replaceKey("/Contents", pdf.newStream(operators));
}
void Replace(Pdf stream, const std::string& from, const std::string& to) {
  auto buffer = stream.getStreamData();
  std::string data(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
  const size_t at = data.find(from);
  ASSERT_NE(at, data.npos) << from;
  stream.replaceStreamData(data.replace(at, from.size(), to), Pdf::newNull(), Pdf::newNull());
}
void ReplaceInXmp(QPDF& pdf, const std::string& from, const std::string& to) {
  Replace(Root(pdf).getKey("/Metadata"), from, to);
}
void SetProfile(QPDF& pdf, const std::string& profile) {
  Intent(pdf)
      .getKey("/DestOutputProfile")
      .replaceStreamData(profile, Pdf::newNull(), Pdf::newNull());
}
void AddState(QPDF& pdf, const char* state) {
  Pdf states = Pdf::parse(std::string("<< /G << ") + state + " >> >>");
  Page(pdf).getKey("/Resources").replaceKey("/ExtGState", states);
}
void Embed(QPDF& pdf, const std::string& bytes) {
  Pdf files = Pdf::newDictionary();
  files.replaceKey("/F", pdf.newStream(bytes));
  Pdf file = Pdf::parse("<< /Type /Filespec /F (a) >>");
  file.replaceKey("/EF", files);
  Root(pdf).replaceKey("/Attached", pdf.makeIndirectObject(file));
}
Pdf Words(const char* text) { return Pdf::parse(text); }

struct Mutation {
  const char* name;
  const char* violation;  // part of the line that must be there
  std::function<void(QPDF&)> mutate;
};

// clang-format off
const Mutation kMutations[] = {
    {"NoMetadata", "6.6.2.1", [](QPDF& p) { Root(p).removeKey("/Metadata"); }},
    {"MetadataNotXml", "6.6.2.1", [](QPDF& p) { ReplaceInXmp(p, "</rdf:RDF>", "</rdf:RDX>"); }},
    {"MetadataWithoutHeader", "xpacket", [](QPDF& p) { ReplaceInXmp(p, "<?xpacket begin", "<?xpocket begin"); }},
    {"MetadataWithEncoding", "encoding", [](QPDF& p) { ReplaceInXmp(p, " id=\"W5M0", " encoding=\"UTF-8\" id=\"W5M0"); }},
    {"WrongPart", "6.6.4: pdfaid:part", [](QPDF& p) { ReplaceInXmp(p, "part>2<", "part>1<"); }},
    {"WrongConformance", "6.6.4: pdfaid:conf", [](QPDF& p) { ReplaceInXmp(p, "ance>B<", "ance>X<"); }},
    {"NoPart", "6.6.4", [](QPDF& p) { ReplaceInXmp(p, "<pdfaid:part>2</pdfaid:part>", ""); }},
    {"UnknownSchema", "6.6.2.3", [](QPDF& p) { ReplaceInXmp(p, "<pdfaid:part>", "<o:x xmlns:o=\"urn:o\">1</o:x><pdfaid:part>"); }},
    {"TitleNotAnArray", "6.6.2.3: XMP dc:title", [](QPDF& p) { ReplaceInXmp(p, "<rdf:Alt>", "<rdf:Seq>"); ReplaceInXmp(p, "</rdf:Alt>", "</rdf:Seq>"); }},
    {"OtherTitle", "Info Title", [](QPDF& p) { p.getTrailer().getKey("/Info").replaceKey("/Title", Pdf::newString("Other")); }},
    {"OtherDate", "Info CreationDate", [](QPDF& p) { p.getTrailer().getKey("/Info").replaceKey("/CreationDate", Pdf::newString("D:20261122045502Z")); }},
    {"OtherZone", "Info ModDate", [](QPDF& p) { p.getTrailer().getKey("/Info").replaceKey("/ModDate", Pdf::newString("D:20261122045801+08'00'")); }},
    {"OtherProducer", "Info Producer", [](QPDF& p) { ReplaceInXmp(p, "<pdf:Producer>Piket", "<pdf:Producer>Poket"); }},
    {"OtherKeywords", "Info Keywords", [](QPDF& p) { ReplaceInXmp(p, "<pdf:Keywords>", "<pdf:Keywords>x"); }},
    {"NoOutputIntent", "6.2.3: no PDF/A", [](QPDF& p) { Root(p).removeKey("/OutputIntents"); }},
    {"OtherIntentOnly", "6.2.3: no PDF/A", [](QPDF& p) { Intent(p).replaceKey("/S", Pdf::newName("/GTS_PDFX")); }},
    {"IntentWithoutProfile", "6.2.3", [](QPDF& p) { Intent(p).removeKey("/DestOutputProfile"); }},
    {"IntentWithoutCondition", "6.2.3", [](QPDF& p) { Intent(p).removeKey("/OutputConditionIdentifier"); }},
    {"ProfileOfFourColours", "three colours", [](QPDF& p) { Intent(p).getKey("/DestOutputProfile").getDict().replaceKey("/N", Pdf::newInteger(4)); }},
    {"ProfileCut", "6.2.3", [](QPDF& p) { SetProfile(p, SrgbProfile().substr(0, 500)); }},
    {"ProfileWithoutSignature", "acsp", [](QPDF& p) { SetProfile(p, SrgbProfile().replace(36, 4, "xxxx")); }},
    {"ProfileOfCmyk", "space CMYK", [](QPDF& p) { SetProfile(p, SrgbProfile().replace(16, 4, "CMYK")); }},
    {"ProfileWithoutCurve", "matrix", [](QPDF& p) { std::string s = SrgbProfile(); SetProfile(p, s.replace(s.find("gTRC"), 4, "xTRC")); }},
    {"FontNotEmbedded", "6.2.11.4", [](QPDF& p) { CidFont(p).getKey("/FontDescriptor").removeKey("/FontFile2"); }},
    {"FontDamaged", "6.2.11.4", [](QPDF& p) { Replace(CidFont(p).getKey("/FontDescriptor").getKey("/FontFile2"), "hmtx", "xxxx"); }},
    {"FontOfOtherWidths", "6.2.11.5", [](QPDF& p) { CidFont(p).replaceKey("/W", Words("[1 [100]]")); }},
    {"FontWithoutWidths", "6.2.11.5", [](QPDF& p) { CidFont(p).removeKey("/W"); }},
    {"FontWithoutGlyphMap", "CIDToGIDMap", [](QPDF& p) { CidFont(p).removeKey("/CIDToGIDMap"); }},
    {"FontWithForeignMap", "6.2.11.3.3", [](QPDF& p) { Font(p).replaceKey("/Encoding", Pdf::newName("/UniJIS-UCS2-H")); }},
    {"FontWithoutText", "ToUnicode", [](QPDF& p) { Font(p).removeKey("/ToUnicode"); }},
    {"PlainFont", "6.2.11.4", [](QPDF& p) { Page(p, 1).getKey("/Resources").replaceKey("/Font", Words("<< /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>")); }},
    {"FileAction", "6.5.1", [](QPDF& p) { Root(p).replaceKey("/OpenAction", Words("<< /S /Launch /F (a.exe) >>")); }},
    {"ScriptAction", "6.5.1", [](QPDF& p) { Root(p).replaceKey("/OpenAction", Words("<< /S /JavaScript /JS (1) >>")); }},
    {"NamedScript", "6.5.1", [](QPDF& p) { Root(p).replaceKey("/Names", Words("<< /JavaScript << >> >>")); }},
    {"AdditionalActions", "6.5.2", [](QPDF& p) { Page(p).replaceKey("/AA", Words("<< >>")); }},
    {"EmbeddedText", "6.8", [](QPDF& p) { Embed(p, "words"); }},
    {"Form", "6.4.2", [](QPDF& p) { Root(p).replaceKey("/AcroForm", Words("<< /XFA [] >>")); }},
    {"OptionalContent", "optional content", [](QPDF& p) { Root(p).replaceKey("/OCProperties", Words("<< >>")); }},
    {"Requirements", "6.11", [](QPDF& p) { Root(p).replaceKey("/Requirements", Words("[]")); }},
    {"Annotation", "annotations", [](QPDF& p) { Page(p).replaceKey("/Annots", Words("[<< /Subtype /Link >>]")); }},
    {"TransparencyGroup", "transparency group", [](QPDF& p) { Page(p).replaceKey("/Group", Words("<< /S /Transparency >>")); }},
    {"HalfOpaque", "transparency", [](QPDF& p) { AddState(p, "/ca 0.5"); }},
    {"BlendMode", "transparency", [](QPDF& p) { AddState(p, "/BM /Multiply"); }},
    {"SoftMaskState", "transparency", [](QPDF& p) { AddState(p, "/SMask << >>"); }},
    {"TransferFunction", "6.2.5", [](QPDF& p) { AddState(p, "/TR /Identity"); }},
    {"PictureMask", "transparency", [](QPDF& p) { Picture(p).getDict().replaceKey("/SMask", Words("<< >>")); }},
    {"PictureInterpolated", "interpolated", [](QPDF& p) { Picture(p).getDict().replaceKey("/Interpolate", Pdf::newBool(true)); }},
    {"PictureAlternate", "6.2.8", [](QPDF& p) { Picture(p).getDict().replaceKey("/Alternates", Words("[]")); }},
    {"PictureWithoutSize", "6.2.8", [](QPDF& p) { Picture(p).getDict().removeKey("/Width"); }},
    {"PictureOfOtherSize", "6.2.8", [](QPDF& p) { Picture(p).getDict().replaceKey("/Width", Pdf::newInteger(9)); }},
    {"PictureSaidToBeColour", "6.2.8", [](QPDF& p) { Picture(p).getDict().replaceKey("/ColorSpace", Pdf::newName("/DeviceRGB")); }},
    {"PictureCut", "6.2.8", [](QPDF& p) { auto raw = Picture(p).getRawStreamData(); Picture(p).replaceStreamData(std::string(reinterpret_cast<const char*>(raw->getBuffer()), 5000), Pdf::newName("/DCTDecode"), Pdf::newNull()); }},
    {"FaxOfOtherSize", "6.2.8", [](QPDF& p) { Picture(p, 1).getDict().getKey("/DecodeParms").replaceKey("/Columns", Pdf::newInteger(9)); }},
    {"PixelsMissing", "too few bytes", [](QPDF& p) { Picture(p, 2).getDict().replaceKey("/Height", Pdf::newInteger(5000)); }},
    {"PixelsBroken", "6.1.7", [](QPDF& p) { Picture(p, 2).replaceStreamData("broken", Pdf::newName("/FlateDecode"), Pdf::newNull()); }},
    {"Cmyk", "6.2.4", [](QPDF& p) { Picture(p).getDict().replaceKey("/ColorSpace", Pdf::newName("/DeviceCMYK")); }},
    {"PaletteOfCmyk", "6.2.4", [](QPDF& p) { Picture(p, 2).getDict().getKey("/ColorSpace").setArrayItem(1, Pdf::newName("/DeviceCMYK")); }},
    {"LossyDigits", "JBIG2Decode", [](QPDF& p) { Picture(p).getDict().replaceKey("/Filter", Pdf::newName("/JBIG2Decode")); }},
    {"Lzw", "6.1.7.2", [](QPDF& p) { Picture(p, 2).getDict().replaceKey("/Filter", Pdf::newName("/LZWDecode")); }},
    {"OtherFile", "6.1.7.1", [](QPDF& p) { Picture(p).getDict().replaceKey("/F", Pdf::newString("a.jpg")); }},
    {"PostScript", "6.2.9.3", [](QPDF& p) { Picture(p).getDict().replaceKey("/Subtype", Pdf::newName("/PS")); }},
    {"ReferencedForm", "6.2.9", [](QPDF& p) { Picture(p).getDict().replaceKey("/Subtype", Pdf::newName("/Form")); Picture(p).getDict().replaceKey("/Ref", Words("<< >>")); }},
    {"UnknownOperator", "6.2.2: an unknown", [](QPDF& p) { Draw(p, "q foo Q"); }},
    {"OpenState", "q and Q", [](QPDF& p) { Draw(p, "q"); }},
    {"DeepState", "6.1.13", [](QPDF& p) { std::string s; for (int i = 0; i < 30; ++i) s += "q "; for (int i = 0; i < 30; ++i) s += "Q "; Draw(p, s); }},
    {"DrawnCmyk", "6.2.4.3", [](QPDF& p) { Draw(p, "0 0 0 1 k"); }},
    {"InlinePicture", "inline", [](QPDF& p) { Draw(p, "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"); }},
    {"MissingResource", "6.2.2: a resource", [](QPDF& p) { Draw(p, "/Im9 Do"); }},
    {"LongString", "6.1.13: a string", [](QPDF& p) { Root(p).replaceKey("/X", Pdf::newString(std::string(40000, 'x'))); }},
    {"LongName", "6.1.13: a name", [](QPDF& p) { Root(p).replaceKey("/X", Pdf::newName("/" + std::string(200, 'x'))); }},
    {"LargeInteger", "6.1.13: an integer", [](QPDF& p) { Root(p).replaceKey("/X", Pdf::newInteger(3000000000LL)); }},
    {"TinyPage", "6.1.13: an impossible", [](QPDF& p) { Page(p).replaceKey("/MediaBox", Words("[0 0 1 1]")); }},
    {"NoPageSize", "6.1.13: no page size", [](QPDF& p) { Page(p).removeKey("/MediaBox"); }},
    {"AskewPage", "quarters", [](QPDF& p) { Page(p).replaceKey("/Rotate", Pdf::newInteger(45)); }},
    {"NoPage", "no page", [](QPDF& p) { for (Pdf page : std::vector<Pdf>(p.getAllPages())) p.removePage(page); }},
};
// clang-format on

// Otherwise the runner prints the functions' bytes.
void PrintTo(const Mutation& mutation, std::ostream* out) { *out << mutation.name; }

class BrokenArchive : public ::testing::TestWithParam<Mutation> {
 protected:
  static void SetUpTestSuite() {
    TemporaryFolder folder;
    good_ = GoodArchive(folder.path());
  }
  static std::string Written(QPDF& pdf) {
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setMinimumPDFVersion("1.7");
    writer.setObjectStreamMode(qpdf_o_disable);
    writer.setDecodeLevel(qpdf_dl_none);
    writer.setCompressStreams(false);
    writer.setPreserveUnreferencedObjects(false);
    writer.setDeterministicID(true);
    writer.write();
    auto buffer = writer.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
  }
  static std::string good_;
};
std::string BrokenArchive::good_;

TEST_P(BrokenArchive, IsRefusedBecauseOfWhatWasBroken) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("good", good_.data(), good_.size());
  GetParam().mutate(pdf);
  const std::vector<std::string> violations = CheckArchiveBytes(Written(pdf));
  EXPECT_NE(Join(violations, "\n").find(GetParam().violation), std::string::npos)
      << "found instead: " << Join(violations, "\n");
}

INSTANTIATE_TEST_SUITE_P(Rule, BrokenArchive, ::testing::ValuesIn(kMutations),
                         [](const auto& each) { return std::string(each.param.name); });

class ArchiveCheck : public BrokenArchive {};

TEST_F(ArchiveCheck, FindsNothingWrongWithOurOwn) {
  EXPECT_EQ(Join(CheckArchiveBytes(good_), "\n"), "");
  QPDF pdf;
  pdf.processMemoryFile("good", good_.data(), good_.size());
  EXPECT_EQ(Join(CheckArchiveBytes(Written(pdf)), "\n"), "") << "written again without a change";
}

TEST_F(ArchiveCheck, AllowsAnEmbeddedArchive) {
  QPDF pdf;
  pdf.processMemoryFile("good", good_.data(), good_.size());
  Embed(pdf, good_);
  EXPECT_EQ(Join(CheckArchiveBytes(Written(pdf)), "\n"), "");
}

TEST_F(ArchiveCheck, SeesDamageOfTheFileItself) {
  auto broken = [](const std::string& from, const std::string& to) {
    std::string bytes = good_;
    EXPECT_NE(bytes.find(from), bytes.npos) << from;
    for (size_t at = bytes.find(from); at != bytes.npos; at = bytes.find(from, at + 1)) {
      bytes.replace(at, from.size(), to);
    }
    return Join(CheckArchiveBytes(bytes), "\n");
  };
  EXPECT_NE(broken("%PDF-1.7", "%PDF-2.0").find("6.1.2"), std::string::npos);
  EXPECT_NE(broken("%PDF-1.7\n%\xbf", "%PDF-1.7\n%a").find("6.1.2"), std::string::npos);
  EXPECT_NE(broken("%%EOF", "%%EOX").find("6.1.3"), std::string::npos);
  EXPECT_NE(broken("/ID [", "/IX [").find("6.1.3"), std::string::npos);
  EXPECT_NE(broken("startxref", "startxxxx").find("6.1"), std::string::npos);
  EXPECT_NE(Join(CheckArchiveBytes(good_ + "appended"), "").find("6.1.3"), std::string::npos);
  EXPECT_FALSE(CheckArchiveBytes("").empty());
  EXPECT_FALSE(CheckArchiveBytes(good_.substr(0, good_.size() / 2)).empty());
}

TEST_F(ArchiveCheck, RefusesAnEncryptedFile) {
  QPDF pdf;
  pdf.processMemoryFile("good", good_.data(), good_.size());
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setR6EncryptionParameters("", "o", true, true, true, true, true, true, qpdf_r3p_full,
                                   true);
  writer.write();
  auto buffer = writer.getBufferSharedPointer();
  std::string_view bytes(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
  EXPECT_NE(Join(CheckArchiveBytes(bytes), "\n").find("6.1.3: the file is encrypted"),
            std::string::npos);
}

// Any byte may be wrong on an old disk: the test must end, and end in words.
TEST_F(ArchiveCheck, SurvivesDamageAnywhere) {
  uint32_t state = 7;
  for (int round = 0; round < 150; ++round) {
    std::string bytes = good_;
    for (int i = 0; i < 20; ++i) {
      state = state * 1664525 + 1013904223;
      bytes[state % bytes.size()] = static_cast<char>(state >> 24);
    }
    CheckArchiveBytes(bytes);
  }
}

TEST_F(ArchiveCheck, SpeaksAsACommand) {
  TemporaryFolder folder;
  const fs::path good = folder.path() / "good.pdf";
  const fs::path bad = folder.path() / "bad.pdf";
  std::ofstream(good, std::ios::binary) << good_;
  std::ofstream(bad, std::ios::binary) << "%PDF-1.7";
  const auto patience = std::chrono::seconds(30);
  auto said = RunCommand({{PIKET_BINARY, "archive", "check", good, "--json"}}, patience);
  ASSERT_TRUE(said.ok()) << said.error().detail;
  auto json = ParseJson(*said);
  ASSERT_TRUE(json.ok());
  EXPECT_TRUE(BoolOr(*json, "ok"));
  auto process = Process::Start({{PIKET_BINARY, "archive", "check", good, bad}});
  ASSERT_TRUE(process.ok());
  auto words = (*process)->ReadAll(patience);
  ASSERT_TRUE(words.ok());
  EXPECT_NE(words->find("good.pdf: memenuhi"), std::string::npos) << *words;
  EXPECT_NE(words->find("bad.pdf: tidak memenuhi"), std::string::npos) << *words;
  auto status = (*process)->Wait(patience);
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(*status, 1);
}

}  // namespace
}  // namespace piket
