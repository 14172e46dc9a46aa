#include "agent/paper/archive_pdf.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <fstream>
#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>
#include <stdexcept>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/paper/archive_font.h"
#include "agent/paper/archive_mark.h"
#include "agent/paper/archive_picture.h"
#include "agent/paper/archive_picture_pdf.h"
#include "agent/paper/archive_text.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using Pdf = QPDFObjectHandle;

constexpr double kPointsPerInch = 72;
constexpr double kMmPerInch = 25.4;
constexpr double kUsualDpi = 200;  // when nobody knows
constexpr double kLeastSide = 3;   // points; PDF/A-2 6.1.13
constexpr double kMostSide = 14400;

// Reads a picture's bytes from its file each time they are written, a piece at a time.
class FileBytes : public Pdf::StreamDataProvider {
 public:
  explicit FileBytes(fs::path path) : StreamDataProvider(false), path_(std::move(path)) {}
  void provideStreamData(QPDFObjGen const&, Pipeline* pipeline) override {
    std::ifstream file(path_, std::ios::binary);
    char piece[65536];
    while (file.read(piece, sizeof piece) || file.gcount() > 0) {
      pipeline->write(reinterpret_cast<unsigned char*>(piece), static_cast<size_t>(file.gcount()));
    }
    if (file.bad() || !file.eof()) throw std::runtime_error("reading " + path_.string());
    pipeline->finish();
  }

 private:
  fs::path path_;
};

struct PageSize {
  double width = 0;  // points, as stored
  double height = 0;
};

Result<PageSize> SizeOf(const ArchivePage& page, const ArchivePicture& picture) {
  const PageView& view = page.reading.view;
  PageSize size;
  const double file_x = picture.dpi_x >= 30 ? picture.dpi_x : kUsualDpi;
  const double file_y = picture.dpi_y >= 30 ? picture.dpi_y : kUsualDpi;
  if (page.dpi > 0) {
    size = {picture.width * kPointsPerInch / page.dpi, picture.height * kPointsPerInch / page.dpi};
  } else if (view.original_width > 0 && view.original_height > 0) {
    size = {view.original_width * kPointsPerInch / kMmPerInch,
            view.original_height * kPointsPerInch / kMmPerInch};
  } else {
    size = {picture.width * kPointsPerInch / file_x, picture.height * kPointsPerInch / file_y};
  }
  auto bad = [](double side) { return !(side >= kLeastSide && side <= kMostSide); };
  if (bad(size.width) || bad(size.height)) {
    return Error{Fault::kDamagedPage,
                 Format("a page of %.1f x %.1f points", size.width, size.height)};
  }
  return size;
}

class Writer {
 public:
  explicit Writer(const ArchivePlan& plan) : plan_(plan) {
    pdf_.emptyPDF();
    pdf_.setSuppressWarnings(true);
    // Made before the font is known, filled at the end: the pages' characters decide it.
    font_object_ = pdf_.makeIndirectObject(Pdf::newDictionary());
  }

  Result<void> AddPage(const ArchivePage& page) {
    auto source = Picture(page);
    if (!source) return source.error();
    auto size = SizeOf(page, source->picture);
    if (!size) return size.error();
    const std::string text = InvisibleText(page.reading, size->width, size->height, &font_);
    Pdf resources = Pdf::newDictionary();
    Pdf pictures = Pdf::newDictionary();
    pictures.replaceKey("/Im0", ImageObject(*source));
    resources.replaceKey("/XObject", pictures);
    if (!text.empty()) {
      Pdf fonts = Pdf::newDictionary();
      fonts.replaceKey("/F1", font_object_);
      resources.replaceKey("/Font", fonts);
    }
    const std::string width = PdfNumber(size->width, 3);
    const std::string height = PdfNumber(size->height, 3);
    Pdf object = Pdf::parse("<< /Type /Page /MediaBox [0 0 " + width + " " + height + "] >>");
    if (page.reading.view.turn != 0) {
      object.replaceKey("/Rotate", Pdf::newInteger(page.reading.view.turn));
    }
    object.replaceKey("/Resources", resources);
    object.replaceKey("/Contents", DeflatedStream("q " + width + " 0 0 " + height +
                                                  " 0 0 cm /Im0 Do Q\n" + text));
    pdf_.addPage(pdf_.makeIndirectObject(object), false);
    return {};
  }

  void Finish() {
    if (font_.widths().size() > 1) FillFont();
    MarkAsArchive(pdf_,
                  {plan_.title, plan_.identifiers, plan_.language, plan_.created, plan_.modified});
  }

  void WriteTo(FILE* file) {
    QPDFWriter writer(pdf_);
    writer.setOutputFile("archive", file, false);
    SetArchiveForm(writer);
    writer.write();
  }

 private:
  struct Source {
    fs::path path;
    ArchivePicture picture;
  };

  static Result<Source> Picture(const ArchivePage& page) {
    fs::path path = page.original;
    int frame = page.frame;
    if (IsPdf(path)) {
      auto inside = PictureFromPdf(path, frame);
      if (!inside) return inside.error();
      if (*inside) return Source{path, **std::move(inside)};
      if (page.rendered.empty()) return Error{Fault::kDamagedFile, "a PDF page was not rendered"};
      path = page.rendered;
      frame = 0;
    }
    auto picture = ReadPicture(path, frame);
    if (!picture) return picture.error();
    return Source{path, *std::move(picture)};
  }

  // The picture's bytes come from the original file, or from a spool file when they are a part of
  // it or were coded anew: never all pages in memory.
  Pdf ImageObject(const Source& source) {
    const ArchivePicture& picture = source.picture;
    fs::path path = source.path;
    if (!picture.whole_file) {
      path = spool_.path() / Format("%d", ++spooled_);
      auto written = WriteFileDurably(path, picture.bytes);
      if (!written) throw std::runtime_error(written.error().detail);
    }
    Pdf image = pdf_.newStream();
    Pdf dictionary = Pdf::parse("<< /Type /XObject /Subtype /Image >>");
    dictionary.replaceKey("/Width", Pdf::newInteger(picture.width));
    dictionary.replaceKey("/Height", Pdf::newInteger(picture.height));
    dictionary.replaceKey("/BitsPerComponent", Pdf::newInteger(picture.bits));
    dictionary.replaceKey("/ColorSpace", ColourSpace(picture));
    image.replaceDict(dictionary);
    auto [filter, parameters] = Coding(picture);
    image.replaceStreamData(std::make_shared<FileBytes>(path), filter, parameters);
    return image;
  }

  static Pdf ColourSpace(const ArchivePicture& picture) {
    if (picture.colour == ArchivePicture::Colour::kGray) return Pdf::newName("/DeviceGray");
    if (picture.colour == ArchivePicture::Colour::kRgb) return Pdf::newName("/DeviceRGB");
    Pdf space = Pdf::parse("[/Indexed /DeviceRGB]");
    space.appendItem(Pdf::newInteger(static_cast<long long>(picture.palette.size() / 3) - 1));
    space.appendItem(Pdf::newString(picture.palette));
    return space;
  }

  static std::pair<Pdf, Pdf> Coding(const ArchivePicture& picture) {
    switch (picture.coding) {
      case ArchivePicture::Coding::kJpeg:
        return {Pdf::newName("/DCTDecode"),
                picture.plain_rgb ? Pdf::parse("<< /ColorTransform 0 >>") : Pdf::newNull()};
      case ArchivePicture::Coding::kFax:
        return {Pdf::newName("/CCITTFaxDecode"),
                Pdf::parse(Format("<< /K -1 /Columns %d /Rows %d /BlackIs1 %s >>", picture.width,
                                  picture.height, picture.ones_are_black ? "false" : "true"))};
      case ArchivePicture::Coding::kPng:
        break;
    }
    const int colours = picture.colour == ArchivePicture::Colour::kRgb ? 3 : 1;
    return {Pdf::newName("/FlateDecode"),
            Pdf::parse(Format("<< /Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d >>",
                              colours, picture.bits, picture.width))};
  }

  Pdf DeflatedStream(const std::string& bytes) {
    Pdf stream = pdf_.newStream();
    stream.replaceStreamData(Deflated(bytes), Pdf::newName("/FlateDecode"), Pdf::newNull());
    return stream;
  }

  void FillFont() {
    Pdf file = DeflatedStream(font_.TrueType());
    file.getDict().replaceKey("/Length1",
                              Pdf::newInteger(static_cast<long long>(font_.TrueType().size())));
    Pdf descriptor = pdf_.makeIndirectObject(Pdf::parse(
        Format("<< /Type /FontDescriptor /FontName /PiketInvisible /Flags 4 /ItalicAngle 0"
               " /FontBBox [0 %d 1000 %d] /Ascent %d /Descent %d /CapHeight %d /StemV 80 >>",
               -ArchiveFont::kDescent, ArchiveFont::kAscent, ArchiveFont::kAscent,
               -ArchiveFont::kDescent, ArchiveFont::kAscent)));
    descriptor.replaceKey("/FontFile2", file);
    std::string widths = "[1 [";
    for (size_t glyph = 1; glyph < font_.widths().size(); ++glyph) {
      widths += Format("%d ", font_.widths()[glyph]);
    }
    Pdf descendant = pdf_.makeIndirectObject(Pdf::parse(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /PiketInvisible /CIDToGIDMap /Identity"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        " /DW 500 /W " +
        widths + "]] >>"));
    descendant.replaceKey("/FontDescriptor", descriptor);
    Pdf font = Pdf::parse(
        "<< /Type /Font /Subtype /Type0 /BaseFont /PiketInvisible /Encoding /Identity-H >>");
    Pdf descendants = Pdf::newArray();
    descendants.appendItem(descendant);
    font.replaceKey("/DescendantFonts", descendants);
    font.replaceKey("/ToUnicode", DeflatedStream(font_.ToUnicode()));
    pdf_.replaceObject(font_object_.getObjGen(), font);
  }

  const ArchivePlan& plan_;
  QPDF pdf_;
  ArchiveFont font_;
  Pdf font_object_;
  TemporaryFolder spool_;
  int spooled_ = 0;
};

struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};

Result<void> WriteFile(Writer* writer, const fs::path& to) {
  fs::path part = to;
  part += ".part";
  std::unique_ptr<FILE, CloseFile> file(std::fopen(part.c_str(), "wbe"));
  if (!file) return StorageError("creating " + part.string(), errno);
  Result<void> outcome;
  errno = 0;
  try {
    writer->WriteTo(file.get());
    if (std::fflush(file.get()) != 0) outcome = StorageError("writing " + part.string(), errno);
  } catch (const std::exception& problem) {
    outcome = errno == ENOSPC ? StorageError("writing " + part.string(), errno)
                              : Error{Fault::kStorage, problem.what()};
  }
  if (outcome) outcome = SyncFile(fileno(file.get()));
  if (outcome) outcome = MoveFileDurably(part, to);
  if (!outcome) unlink(part.c_str());
  return outcome;
}

}  // namespace

Result<void> WriteArchive(const ArchivePlan& plan, const fs::path& to) {
  if (plan.pages.empty()) return Error{Fault::kNoPages, "archiving"};
  try {
    Writer writer(plan);
    for (size_t i = 0; i < plan.pages.size(); ++i) {
      auto added = writer.AddPage(plan.pages[i]);
      if (!added) return added.error().While(Format("archiving page %zu", i + 1));
    }
    writer.Finish();
    return WriteFile(&writer, to);
  } catch (const std::exception& problem) {
    return Error{Fault::kInternal, std::string("archiving: ") + problem.what()};
  }
}

}  // namespace piket
