// The closed list of what can go wrong, as the person at the desk sees it. Each fault has a word
// (in the journal, in JSON and in tests) and one sentence per language that says what to do next.
#ifndef PIKET_AGENT_CORE_FAULT_H_
#define PIKET_AGENT_CORE_FAULT_H_

#include <optional>
#include <string_view>
#include <vector>

namespace piket {

enum class Fault {
#define PIKET_FAULT(name, word, indonesian, english) name,
#include "agent/core/fault_list.inc"
#undef PIKET_FAULT
};

enum class Language { kIndonesian, kEnglish };

// "feeder_jammed"
std::string_view Word(Fault fault);
// "Kertas tersangkut. Buka penutup, keluarkan kertasnya, …"
std::string_view Sentence(Fault fault, Language language = Language::kIndonesian);
std::optional<Fault> FaultFromWord(std::string_view word);
std::vector<Fault> AllFaults();

}  // namespace piket

#endif  // PIKET_AGENT_CORE_FAULT_H_
