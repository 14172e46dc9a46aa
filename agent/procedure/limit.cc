#include "agent/procedure/limit.h"

#include "agent/core/text.h"

namespace piket {

std::optional<Limit> LimitFromText(std::string_view text) {
  std::string plain = LowerAscii(Trimmed(std::string(text)));
  if (plain.empty()) return Limit{};
  size_t digits = 0;
  while (digits < plain.size() && plain[digits] >= '0' && plain[digits] <= '9') ++digits;
  if (digits == 0 || digits > 4) return std::nullopt;
  std::string unit = Trimmed(plain.substr(digits));
  Limit limit;
  limit.amount = std::stoi(plain.substr(0, digits));
  if (unit == "menit") {
    limit.unit = Limit::Unit::kMinutes;
  } else if (unit == "hari") {
    limit.unit = Limit::Unit::kDays;
  } else {
    return std::nullopt;
  }
  return limit;
}

std::string LimitText(const Limit& limit) {
  if (limit.unit == Limit::Unit::kNone) return "";
  return std::to_string(limit.amount) + (limit.unit == Limit::Unit::kDays ? " Hari" : " Menit");
}

}  // namespace piket
