// What officers write into a case: reasons, notes, records. Of a case whose letter is confidential
// they lie sealed under the letter's key (agent/letters/sealed.h); the journal and the tables hold
// only the blobs' names. Thread-safe; none of these takes the database's turn.
#ifndef PIKET_AGENT_PROCEDURE_CASE_TEXTS_H_
#define PIKET_AGENT_PROCEDURE_CASE_TEXTS_H_

#include <vector>

#include "agent/letters/sealed.h"
#include "agent/procedure/case.h"

namespace piket {

bool IsConfidential(const Case& c);  // R or SR

// The body of an entry of this case as the journal keeps it: its reason, note, text and data
// sealed. kNotFound once the letter's key is destroyed and there is something to seal.
Result<Json> KeptBody(const LetterSafe& safe, const Case& c, Json body);
// The same body without what would be sealed.
Json WithoutTexts(Json body);

// For who may see the letter. The texts are empty once its key is destroyed.
Result<CaseRun> Opened(const LetterSafe& safe, const Case& c, CaseRun run);
Result<CaseItem> Opened(const LetterSafe& safe, const Case& c, CaseItem item);
Result<CaseStop> Opened(const LetterSafe& safe, const Case& c, CaseStop stop);
Result<CaseRecord> Opened(const LetterSafe& safe, const Case& c, CaseRecord record);

template <class T>
Result<std::vector<T>> AllOpened(const LetterSafe& safe, const Case& c,
                                 Result<std::vector<T>> all) {
  if (!all) return all;
  for (T& each : *all) {
    auto opened = Opened(safe, c, each);
    if (!opened) return opened.error();
    each = std::move(*opened);
  }
  return all;
}

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_CASE_TEXTS_H_
