#include "agent/paper/archive_drawn.h"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>

#include "agent/paper/archive_check.h"
#include "agent/paper/archive_mark.h"

namespace piket {
namespace {

// Cairo marks every page as a transparency group, also where nothing is transparent.
void RemoveGroups(QPDF& pdf) {
  for (QPDFObjectHandle object : pdf.getAllObjects()) {
    QPDFObjectHandle dictionary = object.isStream() ? object.getDict() : object;
    if (dictionary.isDictionary()) dictionary.removeKey("/Group");
  }
}

// Cairo leaves out that its subsets number characters as glyphs.
void NameGlyphMaps(QPDF& pdf) {
  for (QPDFObjectHandle object : pdf.getAllObjects()) {
    if (!object.isDictionary()) continue;
    QPDFObjectHandle subtype = object.getKey("/Subtype");
    if (subtype.isName() && subtype.getName() == "/CIDFontType2" &&
        !object.hasKey("/CIDToGIDMap")) {
      object.replaceKey("/CIDToGIDMap", QPDFObjectHandle::newName("/Identity"));
    }
  }
}

std::string Written(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  SetArchiveForm(writer);
  writer.write();
  auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace

Result<std::string> ArchiveOfDrawing(std::string_view drawn, const ArchiveMetadata& metadata) {
  std::string archive;
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("drawing", drawn.data(), drawn.size());
    RemoveGroups(pdf);
    NameGlyphMaps(pdf);
    MarkAsArchive(pdf, metadata);
    archive = Written(pdf);
  } catch (const std::exception& problem) {
    return Error{Fault::kInternal, std::string("archiving a drawing: ") + problem.what()};
  }
  auto wrong = CheckArchiveBytes(archive);
  if (!wrong.empty()) return Error{Fault::kInternal, "no PDF/A: " + wrong.front()};
  return archive;
}

}  // namespace piket
