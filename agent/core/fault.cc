#include "agent/core/fault.h"

#include <array>

namespace piket {
namespace {

struct Entry {
  Fault fault;
  std::string_view word;
  std::string_view indonesian;
  std::string_view english;
};

constexpr auto kEntries = std::to_array<Entry>({
#define PIKET_FAULT(name, word, indonesian, english) {Fault::name, word, indonesian, english},
#include "agent/core/fault_list.inc"
#undef PIKET_FAULT
});

// The list and the enum come from the same file, so a fault's value is its place in the list.
const Entry& EntryOf(Fault fault) { return kEntries[static_cast<size_t>(fault)]; }

}  // namespace

std::string_view Word(Fault fault) { return EntryOf(fault).word; }

std::string_view Sentence(Fault fault, Language language) {
  return language == Language::kIndonesian ? EntryOf(fault).indonesian : EntryOf(fault).english;
}

std::optional<Fault> FaultFromWord(std::string_view word) {
  for (const Entry& entry : kEntries) {
    if (entry.word == word) return entry.fault;
  }
  return std::nullopt;
}

std::vector<Fault> AllFaults() {
  std::vector<Fault> faults;
  for (const Entry& entry : kEntries) faults.push_back(entry.fault);
  return faults;
}

}  // namespace piket
