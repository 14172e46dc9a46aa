// The code our papers carry, so that a paper that comes back is known and a foreign or forged one
// is not: `PK1/<kind>/<post>/<id, 26 of base 32>/<copy>/<key id>/<16 characters>`, only characters
// of the QR alphanumeric set. The last part is HMAC-SHA-256 over what stands before it, cut to 80
// bits, with the office's paper key (design.md §4). Versions stay readable for ever. Receipts do
// not carry one: their QR is a plain address with the tracking code.
#ifndef PIKET_AGENT_PAPER_PAPER_CODE_H_
#define PIKET_AGENT_PAPER_PAPER_CODE_H_

#include <string>
#include <string_view>
#include <vector>

#include "agent/core/id.h"
#include "agent/core/result.h"

namespace piket {

enum class PaperKind : char {
  kReceipt = 'R',
  kDispositionSheet = 'D',
  kSeparator = 'S',
  kAgendaPage = 'A',
  kLabel = 'L',
  kOutgoing = 'K',  // surat keluar
};

struct PaperCode {
  PaperKind kind = PaperKind::kDispositionSheet;
  std::string post;    // the post that printed it: 1 to 12 of A-Z 0-9 -
  Id id;               // what the paper is about
  int copy = 1;        // 1 the first print, 2 and more a DUPLIKAT
  std::string key_id;  // which paper key signed it: 1 to 8 of A-Z 0-9; set by MakePaperCode
};

// A paper key of the office. `secret` is 32 random bytes; old keys stay, to read old papers.
struct PaperKey {
  std::string id;
  std::string secret;
};

// The text to print. kConfiguration when the post or the key id cannot stand in a code.
Result<std::string> MakePaperCode(const PaperCode& code, const PaperKey& key);

// kBadCode when the text is not a code of ours, names a key we do not have, or was not signed by
// it. White space around the text is passed over. Any thread.
Result<PaperCode> ReadPaperCode(std::string_view text, const std::vector<PaperKey>& keys);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAPER_CODE_H_
