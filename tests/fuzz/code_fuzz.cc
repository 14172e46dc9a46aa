// Short words from outside: codes on papers, identifiers, numbers with a check character, dates.
#include "agent/core/clock.h"
#include "agent/core/crypto.h"
#include "agent/core/text.h"
#include "agent/paper/page_code.h"
#include "agent/paper/paper_code.h"
#include "drivers/printer/printer.h"
#include "drivers/scanner/scanner.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

const PaperKey kKey = {"1", std::string(32, 'k')};
const Id kId = "01890a5d-ac96-774b-bcce-b302099a8057";

}  // namespace

std::vector<std::string> CodeSeeds() {
  return {*MakePaperCode({PaperKind::kDispositionSheet, "L1", kId, 2, ""}, kKey),
          *MakePaperCode({PaperKind::kSeparator, "R-12", kId, 1, ""}, kKey),
          IdToBase32(kId),
          kId,
          "L1-000123-K",
          "2026-05-13T02:00:00.000Z",
          "2026-02-29",
          "Fujitsu/fi-7160/A%2F1",
          "custom_f4_215x330mm",
          Hex(Sha256("x"))};
}

int FuzzCode(std::string_view bytes) {
  if (auto code = ReadPaperCode(bytes, {kKey})) {
    auto again = MakePaperCode(*code, kKey);
    Demand(again && *again == Trimmed(bytes), "a code that was taken is written the same way");
  }
  if (auto id = IdFromBase32(bytes)) Demand(IsId(*id), "an id is an id");
  HasRightCheckCharacter(bytes);
  IsSeparatorCode(bytes);
  (void)FromHex(std::string(bytes));
  if (auto at = InstantFromIso(bytes)) {
    Demand(InstantFromIso(IsoText(*at)) == at, "an instant is written and read again");
  }
  if (auto date = DateFromIso(bytes)) Demand(IsoText(*date) == bytes, "a date has one form");
  if (auto id = ScannerId::FromText(bytes)) {
    Demand(ScannerId::FromText(id->Text()) == id, "a scanner's id is written and read again");
  }
  SameMedia(bytes, kMediaF4);
  return 0;
}

}  // namespace piket
