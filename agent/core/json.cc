#include "agent/core/json.h"

namespace piket {
namespace {

const Json* Member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

}  // namespace

std::string CanonicalText(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Json> ParseJson(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& exception) {
    return Error{Fault::kBadRequest, exception.what()};
  }
}

std::string TextOr(const Json& object, const char* key, const std::string& otherwise) {
  const Json* member = Member(object, key);
  return member != nullptr && member->is_string() ? member->get<std::string>() : otherwise;
}

int64_t IntegerOr(const Json& object, const char* key, int64_t otherwise) {
  const Json* member = Member(object, key);
  return member != nullptr && member->is_number_integer() ? member->get<int64_t>() : otherwise;
}

double NumberOr(const Json& object, const char* key, double otherwise) {
  const Json* member = Member(object, key);
  return member != nullptr && member->is_number() ? member->get<double>() : otherwise;
}

bool BoolOr(const Json& object, const char* key, bool otherwise) {
  const Json* member = Member(object, key);
  return member != nullptr && member->is_boolean() ? member->get<bool>() : otherwise;
}

std::vector<std::string> TextsOf(const Json& array) {
  std::vector<std::string> texts;
  if (!array.is_array()) return texts;
  for (const Json& item : array) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

}  // namespace piket
