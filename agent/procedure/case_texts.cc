#include "agent/procedure/case_texts.h"

namespace piket {
namespace {

constexpr const char* kTexts[] = {"reason", "note", "text"};
constexpr const char* kFields = "data";

template <class T>
Result<T> WithOpened(const LetterSafe& safe, const Case& c, T whole, std::string T::*text) {
  if (!IsConfidential(c)) return whole;
  auto opened = OpenText(safe, c.letter, whole.*text);
  if (!opened) return opened.error();
  whole.*text = *opened;
  return whole;
}

// A record's fields are sealed together: their names are the officer's, too.
Result<Json> SealedFields(const LetterSafe& safe, const Id& letter, const Json& fields) {
  if (fields.empty()) return fields;
  auto sealed = SealText(safe, letter, CanonicalText(fields));
  if (!sealed) return sealed.error();
  return Json{{"sealed", *sealed}};
}

Result<Json> OpenedFields(const LetterSafe& safe, const Id& letter, const Json& fields) {
  std::string sealed = TextOr(fields, "sealed");
  if (sealed.empty()) return fields;
  auto plain = OpenText(safe, letter, sealed);
  if (!plain) return plain.error();
  return plain->empty() ? Json::object() : ParseJson(*plain);
}

}  // namespace

bool IsConfidential(const Case& c) { return c.security == "R" || c.security == "SR"; }

Result<Json> KeptBody(const LetterSafe& safe, const Case& c, Json body) {
  if (!IsConfidential(c)) return body;
  for (const char* name : kTexts) {
    if (!body.contains(name)) continue;
    auto sealed = SealText(safe, c.letter, TextOr(body, name));
    if (!sealed) return sealed.error();
    body[name] = *sealed;
  }
  if (!body.contains(kFields)) return body;
  auto sealed = SealedFields(safe, c.letter, body[kFields]);
  if (!sealed) return sealed;
  body[kFields] = *sealed;
  return body;
}

Json WithoutTexts(Json body) {
  for (const char* name : kTexts) body.erase(name);
  body.erase(kFields);
  return body;
}

Result<CaseRun> Opened(const LetterSafe& safe, const Case& c, CaseRun run) {
  return WithOpened(safe, c, std::move(run), &CaseRun::reason);
}

Result<CaseItem> Opened(const LetterSafe& safe, const Case& c, CaseItem item) {
  return WithOpened(safe, c, std::move(item), &CaseItem::note);
}

Result<CaseStop> Opened(const LetterSafe& safe, const Case& c, CaseStop stop) {
  return WithOpened(safe, c, std::move(stop), &CaseStop::reason);
}

Result<CaseRecord> Opened(const LetterSafe& safe, const Case& c, CaseRecord record) {
  if (!IsConfidential(c)) return record;
  auto data = OpenedFields(safe, c.letter, record.data);
  if (!data) return data.error();
  record.data = *data;
  return WithOpened(safe, c, std::move(record), &CaseRecord::text);
}

}  // namespace piket
