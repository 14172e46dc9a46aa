// A waktu baku: "2 Menit", "3 Hari", or none.
#ifndef PIKET_AGENT_PROCEDURE_LIMIT_H_
#define PIKET_AGENT_PROCEDURE_LIMIT_H_

#include <optional>
#include <string>
#include <string_view>

namespace piket {

// Minutes count office minutes, breaks left out; days count working days, the day of the start left
// out (domain.md §7.1).
struct Limit {
  enum class Unit { kNone, kMinutes, kDays };
  Unit unit = Unit::kNone;
  int amount = 0;
};

// "2 Menit", "7 Hari", "" for none. Any case; nullopt for anything else or an amount out of 0…9999.
std::optional<Limit> LimitFromText(std::string_view text);
std::string LimitText(const Limit& limit);

}  // namespace piket

#endif  // PIKET_AGENT_PROCEDURE_LIMIT_H_
