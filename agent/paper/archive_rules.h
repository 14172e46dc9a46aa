// The parts of archive_check.h, which puts them together. Speaks qpdf's types, so only its own .cc
// files include it.
#ifndef PIKET_AGENT_PAPER_ARCHIVE_RULES_H_
#define PIKET_AGENT_PAPER_ARCHIVE_RULES_H_

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>
#include <vector>

namespace piket {

using Violations = std::vector<std::string>;

inline std::string Named(const QPDFObjectHandle& object) {
  return " (object " + std::to_string(object.getObjectID()) + ")";
}

// `object` as a name without its slash; "" when it is not a name.
inline std::string NameOf(QPDFObjectHandle object) {
  return object.isName() ? object.getName().substr(1) : "";
}

// The stream's data decoded; false with a violation when that fails.
bool DecodedData(QPDFObjectHandle stream, std::string* data, Violations* wrong);

void CheckMetadata(QPDF& pdf, Violations* wrong);      // Info and XMP
void CheckOutputIntent(QPDF& pdf, Violations* wrong);  // and its colour profile
void CheckFont(QPDFObjectHandle font, Violations* wrong);
void CheckPicture(QPDFObjectHandle image, Violations* wrong);
void CheckColourSpace(QPDFObjectHandle space, Violations* wrong);
void CheckPage(QPDFObjectHandle page, int number, Violations* wrong);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_ARCHIVE_RULES_H_
