#include "agent/paper/archive_mark.h"

#include <qpdf/Pl_Buffer.hh>
#include <qpdf/Pl_Flate.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>

#include "agent/paper/colour_profile.h"

namespace piket {
namespace {

using Pdf = QPDFObjectHandle;

// What the office's text is in a PDF: plain when it is ASCII, else UTF-16.
Pdf Text(const std::string& utf8) { return Pdf::newUnicodeString(CleanText(utf8)); }

void AddMetadata(QPDF& pdf, const ArchiveMetadata& metadata) {
  Pdf info = Pdf::newDictionary();
  info.replaceKey("/Title", Text(metadata.title));
  if (!metadata.identifiers.empty()) info.replaceKey("/Keywords", Text(Keywords(metadata)));
  info.replaceKey("/Creator", Pdf::newString(kArchiveCreator));
  info.replaceKey("/Producer", Pdf::newString(kArchiveCreator));
  info.replaceKey("/CreationDate", Pdf::newString(PdfDate(metadata.created)));
  info.replaceKey("/ModDate", Pdf::newString(PdfDate(metadata.modified)));
  pdf.getTrailer().replaceKey("/Info", pdf.makeIndirectObject(info));

  Pdf packet = pdf.newStream(XmpPacket(metadata));
  packet.getDict().replaceKey("/Type", Pdf::newName("/Metadata"));
  packet.getDict().replaceKey("/Subtype", Pdf::newName("/XML"));
  Pdf root = pdf.getRoot();
  root.replaceKey("/Metadata", packet);
  root.replaceKey("/Lang", Text(metadata.language));
  root.replaceKey("/ViewerPreferences", Pdf::parse("<< /DisplayDocTitle true >>"));
}

void AddOutputIntent(QPDF& pdf) {
  Pdf profile = pdf.newStream();
  profile.replaceStreamData(Deflated(SrgbProfile()), Pdf::newName("/FlateDecode"), Pdf::newNull());
  profile.getDict().replaceKey("/N", Pdf::newInteger(3));
  Pdf intent = Pdf::parse(
      "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1)"
      " /Info (sRGB IEC61966-2.1) >>");
  intent.replaceKey("/DestOutputProfile", profile);
  Pdf intents = Pdf::newArray();
  intents.appendItem(intent);
  pdf.getRoot().replaceKey("/OutputIntents", intents);
}

}  // namespace

std::string Deflated(const std::string& bytes) {
  Pl_Buffer buffer("bytes");
  Pl_Flate deflate("deflate", &buffer, Pl_Flate::a_deflate);
  deflate.writeString(bytes);
  deflate.finish();
  auto deflated = buffer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(deflated->getBuffer()), deflated->getSize()};
}

void MarkAsArchive(QPDF& pdf, const ArchiveMetadata& metadata) {
  AddMetadata(pdf, metadata);
  AddOutputIntent(pdf);
}

void SetArchiveForm(QPDFWriter& writer) {
  writer.setMinimumPDFVersion("1.7");
  writer.setObjectStreamMode(qpdf_o_disable);
  writer.setDecodeLevel(qpdf_dl_none);
  writer.setLinearization(true);
  writer.setDeterministicID(true);
}

}  // namespace piket
