// Records as JSON, from files, workers and screens: each is taken or refused, and what was taken is
// written and taken again.
#include "agent/letters/letter.h"
#include "agent/paper/page_job.h"
#include "agent/paper/sheet_geometry.h"
#include "drivers/printer/printer.h"
#include "drivers/scanner/scanner.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

template <class Read>
void Again(const Json& json, Read read, const char* what) {
  auto record = read(json);
  if (!record) return;
  auto again = read(ToJson(*record));
  Demand(again && ToJson(*again) == ToJson(*record), std::string(what) + " is kept as it was");
}

}  // namespace

std::vector<std::string> RecordSeeds() {
  PrintRecord print{.stage = PrintStage::kHeld, .reasons = {Fault::kPaperOut}, .job = 7};
  SheetGeometry sheet{{"f4", 215, 330}, "PK1/D", {{1, 2, 3, 4}}, {{1, 1, 5, 5}}, {}, {}, {}};
  sheet.ticks.push_back({"to:sekretaris", {10, 20, 4, 4}});
  sheet.areas.push_back({"notes", {10, 90, 100, 40}});
  sheet.printed_ticks = {"to:sekretaris"};
  ScannerEntry scanner{.id = {"Contoh", "Pemindai", "1"},
                       .sources = {ScanSource::kFeeder},
                       .resolutions = {150, 300},
                       .modes = {ScanMode::kGray}};
  PageJob job{.picture = "a.jpg", .folder = "b", .turn = 90};
  std::vector<std::string> seeds;
  for (const Json& json : {ToJson(print), ToJson(sheet), ToJson(scanner), ToJson(ScanSettings()),
                           ToJson(job), ToJson(Particulars())}) {
    seeds.push_back(CanonicalText(json));
    for (const Json& odd : OddOnes(json)) seeds.push_back(CanonicalText(odd));
  }
  return seeds;
}

int FuzzRecord(std::string_view bytes) {
  auto json = ParseJson(bytes);
  if (!json) return 0;
  Again(*json, PrintRecordFromJson, "a print record");
  Again(*json, SheetGeometryFromJson, "a sheet's geometry");
  Again(*json, ScannerEntryFromJson, "a scanner's entry");
  Again(*json, ScanSettingsFromJson, "scan settings");
  Again(*json, PageJobFromJson, "a page's job");
  Particulars particulars = ParticularsFromJson(*json);
  WrongFields(particulars);
  SameKey(particulars);
  return 0;
}

}  // namespace piket
