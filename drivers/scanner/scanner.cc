#include "drivers/scanner/scanner.h"

#include <algorithm>
#include <array>
#include <utility>

#include "agent/core/text.h"

namespace piket {
namespace {

template <class T, size_t N>
using Words = std::array<std::pair<T, std::string_view>, N>;

constexpr Words<ScanSource, 3> kSources = {{{ScanSource::kAutomatic, "auto"},
                                            {ScanSource::kFeeder, "feeder"},
                                            {ScanSource::kFlatbed, "flatbed"}}};
constexpr Words<ScanMode, 3> kModes = {
    {{ScanMode::kGray, "gray"}, {ScanMode::kColour, "colour"}, {ScanMode::kMono, "mono"}}};
constexpr Words<ScanPageSize, 4> kSizes = {{{ScanPageSize::kA4, "a4"},
                                            {ScanPageSize::kF4, "f4"},
                                            {ScanPageSize::kLegal, "legal"},
                                            {ScanPageSize::kAutomatic, "auto"}}};

template <class T, size_t N>
std::string_view WordIn(const Words<T, N>& words, T value) {
  return std::find_if(words.begin(), words.end(), [&](auto& w) { return w.first == value; })
      ->second;
}

// Reads member `key` into `value`; an absent one leaves it as it is.
template <class T, size_t N>
Result<void> ReadWord(const Json& json, const char* key, const Words<T, N>& words, T& value) {
  if (!json.is_object() || !json.contains(key) || json[key].is_null()) return {};
  std::string word = TextOr(json, key);
  auto found = std::find_if(words.begin(), words.end(), [&](auto& w) { return w.second == word; });
  if (found == words.end()) return Error{Fault::kBadRequest, std::string(key) + ": " + word};
  value = found->first;
  return {};
}

template <class T, size_t N>
Json WordList(const Words<T, N>& words, const std::vector<T>& values) {
  Json list = Json::array();
  for (T value : values) list.push_back(WordIn(words, value));
  return list;
}

template <class T, size_t N>
void ReadWordList(const Json& json, const char* key, const Words<T, N>& words,
                  std::vector<T>& values) {
  if (!json.contains(key) || !json[key].is_array()) return;
  for (const Json& item : json[key]) {
    for (const auto& [value, word] : words) {
      if (item == word) values.push_back(value);
    }
  }
}

std::string Encoded(const std::string& part) {
  std::string text;
  for (char c : part) {
    text += c == '/' ? "%2F" : c == '%' ? "%25" : std::string(1, c);
  }
  return text;
}

std::string Decoded(std::string text) {
  for (const auto& [code, plain] : {std::pair("%2F", "/"), std::pair("%25", "%")}) {
    for (size_t at = text.find(code); at != std::string::npos; at = text.find(code, at + 1)) {
      text.replace(at, 3, plain);
    }
  }
  return text;
}

}  // namespace

std::string ScannerId::Text() const {
  return Encoded(vendor) + "/" + Encoded(model) + "/" + Encoded(serial);
}

std::optional<ScannerId> ScannerId::FromText(std::string_view text) {
  std::vector<std::string> parts = Split(text, '/');
  if (parts.size() != 3 || parts[1].empty()) return std::nullopt;
  return ScannerId{Decoded(parts[0]), Decoded(parts[1]), Decoded(parts[2])};
}

std::string_view Word(ScanSource source) { return WordIn(kSources, source); }
std::string_view Word(ScanMode mode) { return WordIn(kModes, mode); }
std::string_view Word(ScanPageSize size) { return WordIn(kSizes, size); }

PaperArea AreaOf(ScanPageSize size) {
  switch (size) {
    case ScanPageSize::kA4:
      return {210, 297};
    case ScanPageSize::kF4:
      return {215, 330};
    case ScanPageSize::kLegal:
      return {215.9, 355.6};
    case ScanPageSize::kAutomatic:
      break;
  }
  return {};
}

Json ToJson(const ScanSettings& settings) {
  return {{"source", Word(settings.source)},
          {"duplex", settings.duplex},
          {"resolution", settings.resolution},
          {"mode", Word(settings.mode)},
          {"page_size", Word(settings.page_size)}};
}

Result<ScanSettings> ScanSettingsFromJson(const Json& json) {
  ScanSettings settings;
  if (auto read = ReadWord(json, "source", kSources, settings.source); !read) return read.error();
  if (auto read = ReadWord(json, "mode", kModes, settings.mode); !read) return read.error();
  if (auto read = ReadWord(json, "page_size", kSizes, settings.page_size); !read) {
    return read.error();
  }
  settings.duplex = BoolOr(json, "duplex", settings.duplex);
  int64_t resolution = IntegerOr(json, "resolution", settings.resolution);
  if (resolution < 50 || resolution > 1200) return Error{Fault::kBadRequest, "resolution"};
  settings.resolution = static_cast<int>(resolution);
  return settings;
}

Json ToJson(const ScannerEntry& entry) {
  Json json = {{"id", entry.id.Text()},
               {"name", entry.name},
               {"device", entry.device},
               {"sources", WordList(kSources, entry.sources)},
               {"duplex", entry.duplex},
               {"resolutions", entry.resolutions},
               {"modes", WordList(kModes, entry.modes)},
               {"page_sizes", WordList(kSizes, entry.page_sizes)},
               {"senses_paper", entry.senses_paper},
               {"senses_button", entry.senses_button}};
  if (entry.fault) json["fault"] = Word(*entry.fault);
  return json;
}

Result<ScannerEntry> ScannerEntryFromJson(const Json& json) {
  auto id = ScannerId::FromText(TextOr(json, "id"));
  if (!id) return Error{Fault::kBadRequest, "scanner id"};
  ScannerEntry entry{.id = *id, .name = TextOr(json, "name"), .device = TextOr(json, "device")};
  ReadWordList(json, "sources", kSources, entry.sources);
  ReadWordList(json, "modes", kModes, entry.modes);
  ReadWordList(json, "page_sizes", kSizes, entry.page_sizes);
  entry.duplex = BoolOr(json, "duplex");
  entry.senses_paper = BoolOr(json, "senses_paper");
  entry.senses_button = BoolOr(json, "senses_button");
  entry.fault = FaultFromWord(TextOr(json, "fault"));
  if (json.contains("resolutions") && json["resolutions"].is_array()) {
    for (const Json& item : json["resolutions"]) {
      if (item.is_number_integer()) entry.resolutions.push_back(item.get<int>());
    }
  }
  return entry;
}

ScanSettings DefaultSettings(const ScannerEntry& entry) {
  auto has = [](const auto& list, auto value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  ScanSettings settings;
  bool feeder = has(entry.sources, ScanSource::kFeeder);
  settings.source = feeder ? ScanSource::kFeeder : ScanSource::kFlatbed;
  settings.duplex = feeder && entry.duplex;
  if (!entry.modes.empty() && !has(entry.modes, settings.mode)) settings.mode = entry.modes.front();
  if (!entry.resolutions.empty() && !has(entry.resolutions, settings.resolution)) {
    settings.resolution = entry.resolutions.back();
  }
  // The edge is found by page work, so the largest area loses nothing of an F4 letter.
  settings.page_size = ScanPageSize::kAutomatic;
  return settings;
}

}  // namespace piket
