#include "tests/fuzz/fuzz.h"

#include <cstdio>
#include <cstdlib>

namespace piket {

const std::vector<FuzzTarget>& FuzzTargets() {
  static const std::vector<FuzzTarget> kTargets = {
      {"picture", FuzzPicture, PictureSeeds, 300},
      {"archive", FuzzArchive, ArchiveSeeds, 300},
      {"reading", FuzzReading, ReadingSeeds, 200},
      {"code", FuzzCode, CodeSeeds, 500},
      {"config", FuzzConfig, ConfigSeeds, 200},
      {"record", FuzzRecord, RecordSeeds, 500},
      {"worker", FuzzWorker, WorkerSeeds, 25},
      {"journal", FuzzJournal, JournalSeeds, 60},
      {"screens", FuzzScreens, ScreensSeeds, 30},
      {"certificate", FuzzCertificate, CertificateSeeds, 400},
      {"wire", FuzzWire, WireSeeds, 400},
  };
  return kTargets;
}

std::vector<Json> OddOnes(const Json& value) {
  static const std::vector<Json> kOdd = {
      nullptr, true, -7, 1e300, "x", {{"a", 7}}, Json::array(), {7, nullptr, {1}}};
  std::vector<Json> ones = kOdd;
  if (!value.is_structured()) return ones;
  for (auto member = value.begin(); member != value.end(); ++member) {
    Json changed = value;
    Json& place = value.is_object() ? changed[member.key()]
                                    : changed[static_cast<size_t>(member - value.begin())];
    for (const Json& odd : OddOnes(*member)) {
      place = odd;
      ones.push_back(changed);
    }
  }
  return ones;
}

void Demand(bool holds, const std::string& property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property.c_str());
  std::abort();
}

}  // namespace piket
