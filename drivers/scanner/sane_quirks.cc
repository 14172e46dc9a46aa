#include "drivers/scanner/sane_quirks.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

// As agent/core/config_file.cc has it: two ways of one library do not go into one program.
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

#include "agent/core/text.h"

namespace piket {

extern const std::vector<std::pair<std::string_view, std::string_view>> kScannerQuirks;

Result<SaneQuirks> SaneQuirks::Parse(std::string_view text) try {
  toml::table table = toml::parse(text);
  SaneQuirks quirks;
  for (auto [name, lines] :
       {std::pair("ignore", &quirks.ignores_), std::pair("source", &quirks.sources_),
        std::pair("mode", &quirks.modes_), std::pair("sensor", &quirks.sensors_),
        std::pair("serial", &quirks.serials_), std::pair("early_end", &quirks.early_ends_)}) {
    const toml::array* entries = table[name].as_array();
    if (entries == nullptr) continue;
    for (const toml::node& node : *entries) {
      const toml::table* entry = node.as_table();
      auto word = [&](const char* key) {
        return entry == nullptr ? "" : (*entry)[key].value_or(std::string());
      };
      if (word("reason").empty()) {
        return Error{Fault::kConfiguration,
                     Format("scanner quirks, line %u: no reason", node.source().begin.line)};
      }
      Line line{.device = word("device"),
                .contains = word("contains"),
                .means = word("means"),
                .after = word("after")};
      line.early_end.retries = (*entry)["retries"].value_or(0);
      line.early_end.pause = std::chrono::milliseconds((*entry)["pause_ms"].value_or(0));
      lines->push_back(std::move(line));
    }
  }
  return quirks;
} catch (const toml::parse_error& error) {
  return Error{Fault::kConfiguration,
               Format("scanner quirks, line %u, column %u: %s", error.source().begin.line,
                      error.source().begin.column, std::string(error.description()).c_str())};
}

const SaneQuirks& SaneQuirks::BuiltIn() {
  static const SaneQuirks quirks = [] {
    auto parsed = Parse(kScannerQuirks.front().second);
    if (!parsed) {
      std::fprintf(stderr, "%s\n", parsed.error().detail.c_str());
      std::abort();
    }
    return *std::move(parsed);
  }();
  return quirks;
}

std::string SaneQuirks::Meaning(const std::vector<Line>& lines, std::string_view value) {
  std::string lower = LowerAscii(value);
  for (const Line& line : lines) {
    if (lower.find(line.contains) != std::string::npos) return line.means;
  }
  return "";
}

bool SaneQuirks::Ignores(std::string_view device) const {
  for (const Line& line : ignores_) {
    if (device.starts_with(line.device)) return true;
  }
  return false;
}

std::string SaneQuirks::SensorMeaning(std::string_view option) const {
  for (const Line& line : sensors_) {
    if (option == line.contains) return line.means;
  }
  return "";
}

std::string SaneQuirks::SerialIn(std::string_view device) const {
  for (const Line& line : serials_) {
    size_t at = device.rfind(line.after);
    if (!device.starts_with(line.device) || at == std::string_view::npos) continue;
    std::string_view rest = device.substr(at + line.after.size());
    return std::string(rest.substr(0, rest.find('&')));
  }
  return "";
}

SaneQuirks::EarlyEnd SaneQuirks::EarlyEndOf(std::string_view device) const {
  for (const Line& line : early_ends_) {
    if (device.starts_with(line.device)) return line.early_end;
  }
  return {};
}

}  // namespace piket
