// What scanners call things (config/quirks/scanner.toml, built in): the one place where a vendor's
// spelling becomes our word. Values, read once.
#ifndef PIKET_DRIVERS_SCANNER_SANE_QUIRKS_H_
#define PIKET_DRIVERS_SCANNER_SANE_QUIRKS_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/result.h"

namespace piket {

class SaneQuirks {
 public:
  // The built-in table; a mistake in it is a broken build (a test reads it).
  static const SaneQuirks& BuiltIn();
  // kConfiguration with line and column, or for an entry without a reason.
  static Result<SaneQuirks> Parse(std::string_view toml);

  bool Ignores(std::string_view device) const;
  // "feeder", "feeder_duplex", "flatbed"; "ignore" for what we do not use, "" for the unknown.
  std::string SourceMeaning(std::string_view value) const { return Meaning(sources_, value); }
  // "gray", "colour", "mono"; "ignore"; "".
  std::string ModeMeaning(std::string_view value) const { return Meaning(modes_, value); }
  // "paper", "button"; "".
  std::string SensorMeaning(std::string_view option) const;
  // The serial number inside a device's name; "" when there is none.
  std::string SerialIn(std::string_view device) const;

  struct EarlyEnd {
    int retries = 0;
    std::chrono::milliseconds pause{0};
  };
  EarlyEnd EarlyEndOf(std::string_view device) const;

 private:
  struct Line {
    std::string device = {};
    std::string contains = {};
    std::string means = {};
    std::string after = {};
    EarlyEnd early_end = {};
  };
  static std::string Meaning(const std::vector<Line>& lines, std::string_view value);

  std::vector<Line> ignores_, sources_, modes_, sensors_, serials_, early_ends_;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_SCANNER_SANE_QUIRKS_H_
