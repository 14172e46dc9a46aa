#include "agent/http/call.h"

#include "agent/core/text.h"

namespace piket {
namespace {

int StatusOf(Fault fault) {
  switch (fault) {
    case Fault::kBadRequest:
    case Fault::kReasonMissing:
    case Fault::kNoPages:
    case Fault::kDamagedFile:
      return 400;
    case Fault::kNotSignedIn:
      return 401;
    case Fault::kWrongPin:
    case Fault::kLockedOut:
    case Fault::kNotAllowed:
    case Fault::kNotYourStep:
    case Fault::kBadCode:
    case Fault::kNotTrusted:
    case Fault::kPostRefused:
    case Fault::kPostExpired:
      return 403;
    case Fault::kNotFound:
      return 404;
    case Fault::kConflict:
    case Fault::kSheetCountDiffers:
    case Fault::kScannerBusy:
    case Fault::kNumberTaken:
    case Fault::kNumberGap:
    case Fault::kAlreadyEntered:
    case Fault::kItemsMissing:
    case Fault::kGateClosed:
    case Fault::kNobodyHolds:
    case Fault::kNotHere:
    case Fault::kJournalGap:
    case Fault::kJournalForked:
      return 409;
    case Fault::kTooManyAsked:
      return 429;
    case Fault::kTooLarge:
      return 413;
    case Fault::kDiskFull:
      return 507;
    case Fault::kInternal:
    case Fault::kStorage:
      return 500;
    default:
      return 503;
  }
}

// Matches "/api/pages/{}/view.jpg" against a path, part by part.
bool Matches(const std::string& pattern, const std::string& path, std::vector<std::string>& parts) {
  auto wanted = Split(pattern, '/');
  auto given = Split(path, '/');
  if (wanted.size() != given.size()) return false;
  parts.clear();
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "{}") {
      if (given[i].empty()) return false;
      parts.push_back(given[i]);
    } else if (wanted[i] != given[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

int Call::Number(const std::string& name, int otherwise) const {
  auto found = query.find(name);
  if (found == query.end() || found->second.empty() || found->second.size() > 9 ||
      found->second.find_first_not_of("0123456789") != std::string::npos) {
    return otherwise;
  }
  return std::stoi(found->second);
}

std::string Call::Query(const std::string& name) const {
  auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

Answer Ok(const Json& json) {
  Answer answer;
  answer.body = CanonicalText(json);
  return answer;
}

Answer File(const std::filesystem::path& path, const std::string& type) {
  Answer answer;
  answer.type = type;
  answer.file = path;
  return answer;
}

Answer Bytes(std::string bytes, const std::string& type) {
  Answer answer;
  answer.type = type;
  answer.body = std::move(bytes);
  return answer;
}

Answer Failed(const Error& error, Language language) {
  Answer answer;
  answer.status = StatusOf(error.fault);
  Json json = {{"fault", Word(error.fault)}, {"sentence", Sentence(error.fault, language)}};
  if (error.fault == Fault::kBadRequest) {
    // The detail of a bad request is the names of the fields, with commas; else it is for the log.
    Json fields = Json::array();
    if (error.detail.find_first_of(" :{[") == std::string::npos) {
      for (const std::string& field : Split(error.detail, ',')) fields.push_back(field);
    }
    json["fields"] = fields;
  }
  answer.body = CanonicalText(json);
  return answer;
}

std::vector<std::string> NotTexts(const Json& json, const std::vector<const char*>& names) {
  std::vector<std::string> wrong;
  for (const char* name : names) {
    const Json value = json.value(name, Json());
    if (!value.is_null() && !value.is_string()) wrong.emplace_back(name);
  }
  return wrong;
}

std::vector<std::string> NotIntegers(const Json& json, const std::vector<const char*>& names) {
  std::vector<std::string> wrong;
  for (const char* name : names) {
    const Json value = json.value(name, Json());
    if (!value.is_null() && !value.is_number_integer()) wrong.emplace_back(name);
  }
  return wrong;
}

void Routes::Add(const std::string& method, const std::string& pattern, const std::string& needs,
                 std::function<Answer(Call&)> handle) {
  routes_.push_back({method, pattern, needs, std::move(handle)});
}

const Route* Routes::Find(Call& call) const {
  for (const Route& route : routes_) {
    if (route.method == call.method && Matches(route.pattern, call.path, call.parts)) {
      return &route;
    }
  }
  return nullptr;
}

}  // namespace piket
