#include "agent/office/answer_kept.h"

#include "agent/core/log.h"
#include "agent/office/answer.h"

namespace piket {
namespace {

bool IsSealed(const OutgoingLetter& outgoing) { return !TextOr(outgoing.text, "sealed").empty(); }

}  // namespace

Error NotYours(const std::string& why) { return {Fault::kNotYourStep, why}; }

Result<void> AppendTo(OfficeWork& office, Database& db, const NewEntry& entry) {
  auto appended = office.journal.Append(db, entry);
  if (!appended) return appended.error();
  return {};
}

Result<const OutgoingKind*> KindOf(const OfficeWork& office, const std::string& code) {
  const OutgoingKind* kind = office.papers.outgoing.Find(code);
  if (kind == nullptr) return Error{Fault::kBadRequest, "kind"};
  return kind;
}

Result<Json> KeptText(const OfficeWork& office, const Letter& letter, const Json& text) {
  if (!IsConfidential(letter.particulars)) return text;
  auto sealed = PutSealed(office.safe(), letter.id, CanonicalText(text));
  if (!sealed) return sealed.error();
  return Json{{"sealed", *sealed}};
}

Result<std::string> PutBlob(const OfficeWork& office, const Letter& letter,
                            const std::string& bytes) {
  return IsConfidential(letter.particulars) ? PutSealed(office.safe(), letter.id, bytes)
                                            : office.blobs.Put(bytes);
}

Result<std::string> GetBlob(const OfficeWork& office, const Letter& letter,
                            const std::string& blob) {
  return IsConfidential(letter.particulars) ? GetSealed(office.safe(), letter.id, blob)
                                            : office.blobs.Get(blob);
}

void Told(const char* what, const OutgoingLetter& outgoing) {
  LogLine(what, {{"outgoing", outgoing.id}, {"kind", outgoing.kind}});
}

Result<Json> OpenedText(const OfficeWork& office, const OutgoingLetter& outgoing) {
  if (!IsSealed(outgoing)) return outgoing.text;
  auto key = LetterKey(office.safe(), outgoing.letter);
  if (!key && key.error().fault == Fault::kNotFound) return Json::object();
  auto plain = GetSealed(office.safe(), outgoing.letter, TextOr(outgoing.text, "sealed"));
  if (!plain) return plain.error();
  return ParseJson(*plain);
}

Result<std::string> OpenedVoidReason(const OfficeWork& office, const OutgoingLetter& outgoing) {
  if (!IsSealed(outgoing)) return outgoing.void_reason;
  return OpenText(office.safe(), outgoing.letter, outgoing.void_reason);
}

Result<std::optional<Expedition>> OpenedExpedition(const OfficeWork& office, Database& db,
                                                   const OutgoingLetter& outgoing) {
  auto expedition = ExpeditionOf(db, outgoing.id);
  if (!expedition || !*expedition || !IsSealed(outgoing)) return expedition;
  for (std::string* text : {&(*expedition)->receiver, &(*expedition)->note}) {
    auto opened = OpenText(office.safe(), outgoing.letter, *text);
    if (!opened) return opened.error();
    *text = *opened;
  }
  return expedition;
}

}  // namespace piket
