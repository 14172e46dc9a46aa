// A page's reading as a worker or a blob tells it, and what is made of it: the letter's proposals,
// the search index. Text that is no JSON is taken for a letter drawn as text.
#include "agent/paper/indonesian_stem.h"
#include "agent/paper/letter_reading.h"
#include "agent/paper/same_letter.h"
#include "tests/agent/paper/letter_art.h"
#include "tests/agent/paper/letter_cases.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

std::vector<PageReading> PagesIn(std::string_view bytes) {
  auto json = ParseJson(bytes);
  if (!json) return {PageFromArt(bytes)};
  std::vector<PageReading> pages;
  for (const Json& each : json->is_array() ? *json : Json::array({*json})) {
    if (auto page = PageReadingFromJson(each)) pages.push_back(*page);
  }
  return pages;
}

}  // namespace

std::vector<std::string> ReadingSeeds() {
  std::vector<std::string> seeds;
  for (const LetterCase& letter : LetterCases()) {
    if (seeds.size() < 8) seeds.push_back(letter.pages[0]);
  }
  PageReading page = PageFromArt("Nomor : 045/12/DISDIK/2026\nPerihal : Permohonan");
  page.codes.push_back({"PK1/S/L1", {10, 10, 20, 20}});
  page.view.turn = 90;
  page.view.skew = 0.7;
  seeds.push_back(CanonicalText(ToJson(page)));
  seeds.push_back(CanonicalText(Json::array({ToJson(page), ToJson(page)})));
  page.words.resize(1);
  for (const Json& odd : OddOnes(ToJson(page))) seeds.push_back(CanonicalText(odd));
  return seeds;
}

int FuzzReading(std::string_view bytes) {
  // A page holds some thousand words; ten times that tells nothing more and takes long.
  if (bytes.size() > 20'000) return 0;
  static const std::vector<Office> offices = ShippedOffices();
  std::vector<PageReading> pages = PagesIn(bytes);
  LetterReading reading = ReadLetter(pages, offices);
  CanonicalText(ToJson(reading));
  for (const auto& [field, proposal] : reading) {
    Demand(proposal.confidence >= 0 && proposal.confidence <= 1,
           field + " is between 0 and 1 sure");
    Demand(proposal.page >= 0 && (pages.empty() || proposal.page < static_cast<int>(pages.size())),
           field + " stands on a page");
  }
  LetterTrace trace = TraceOf("Dinas", "1", "2026-05-12", pages);
  Demand(LetterTrace::WordsFromText(trace.WordsText()) == trace.words, "a sketch is kept");
  WhySame(trace, trace);
  for (const PageReading& page : pages) {
    StemText(page.Text());
    ToOriginal(page.view, {1, 1});
    Demand(PageReadingFromJson(ToJson(page)).ok(), "what was read can be written and read again");
  }
  LetterTrace::WordsFromText(bytes);
  StemText(bytes);
  return 0;
}

}  // namespace piket
