// JSON as Piket uses it. Objects keep their keys sorted, so `CanonicalText` of equal values is
// equal bytes: what the journal hashes.
#ifndef PIKET_AGENT_CORE_JSON_H_
#define PIKET_AGENT_CORE_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/result.h"

namespace piket {

using Json = nlohmann::json;

// No spaces, keys in byte order, invalid UTF-8 replaced.
std::string CanonicalText(const Json& value);

// kBadRequest with the place, when `text` is not JSON.
Result<Json> ParseJson(std::string_view text);

// The member's value, or `otherwise` when it is absent, null or of another type.
std::string TextOr(const Json& object, const char* key, const std::string& otherwise = "");
int64_t IntegerOr(const Json& object, const char* key, int64_t otherwise = 0);
double NumberOr(const Json& object, const char* key, double otherwise = 0);
bool BoolOr(const Json& object, const char* key, bool otherwise = false);
// The texts of an array; whatever else it holds is passed over. Empty when it is no array.
std::vector<std::string> TextsOf(const Json& array);

}  // namespace piket

#endif  // PIKET_AGENT_CORE_JSON_H_
