#include "drivers/printer/printer.h"

#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

namespace piket {
namespace {

constexpr std::pair<PrintStage, std::string_view> kWords[] = {
    {PrintStage::kNew, "new"},         {PrintStage::kSpooling, "spooling"},
    {PrintStage::kHeld, "held"},       {PrintStage::kReleasing, "releasing"},
    {PrintStage::kPrinted, "printed"}, {PrintStage::kFailed, "failed"},
    {PrintStage::kUnknown, "unknown"}, {PrintStage::kCancelled, "cancelled"},
};

// Printers round their sizes; the closest two sheets we use differ by far more.
constexpr double kSameWithinMm = 2.0;

// Width and height in mm from the end of a PWG name: "…_210x297mm", "…_8.5x11in".
std::optional<std::pair<double, double>> SizeOf(std::string_view media) {
  std::string text(media.substr(media.rfind('_') + 1));
  char* end = nullptr;
  double width = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != 'x') return std::nullopt;
  const char* second = end + 1;
  double height = std::strtod(second, &end);
  if (end == second) return std::nullopt;
  double unit = std::string_view(end) == "in" ? 25.4 : 1.0;
  return std::pair(width * unit, height * unit);
}

}  // namespace

bool SameMedia(std::string_view a, std::string_view b) {
  if (a == b) return true;
  auto one = SizeOf(a);
  auto other = SizeOf(b);
  if (!one || !other) return false;
  return std::abs(one->first - other->first) <= kSameWithinMm &&
         std::abs(one->second - other->second) <= kSameWithinMm;
}

std::string_view Word(PrintStage stage) {
  for (const auto& [value, word] : kWords) {
    if (value == stage) return word;
  }
  return "new";
}

bool Ended(PrintStage stage) { return stage >= PrintStage::kPrinted; }

Json ToJson(const PrintRecord& record) {
  Json reasons = Json::array();
  for (Fault fault : record.reasons) reasons.push_back(Word(fault));
  return {{"stage", Word(record.stage)},
          {"reasons", reasons},
          {"printer", record.printer},
          {"queue", record.queue},
          {"job", record.job},
          {"boot_id", record.boot_id},
          {"cancelling", record.cancelling},
          {"nothing_sent", record.nothing_sent}};
}

Result<PrintRecord> PrintRecordFromJson(const Json& json) {
  std::string stage = TextOr(json, "stage");
  PrintRecord record;
  bool known = false;
  for (const auto& [value, word] : kWords) {
    if (word == stage) {
      record.stage = value;
      known = true;
    }
  }
  if (!known) return Error{Fault::kBadRequest, "print record of an unknown stage: " + stage};
  if (json.contains("reasons") && json["reasons"].is_array()) {
    for (const Json& word : json["reasons"]) {
      if (!word.is_string()) continue;
      if (auto fault = FaultFromWord(word.get<std::string>())) record.reasons.push_back(*fault);
    }
  }
  record.printer = TextOr(json, "printer");
  record.queue = TextOr(json, "queue");
  record.job = static_cast<int>(IntegerOr(json, "job"));
  record.boot_id = TextOr(json, "boot_id");
  record.cancelling = BoolOr(json, "cancelling");
  record.nothing_sent = BoolOr(json, "nothing_sent");
  return record;
}

}  // namespace piket
