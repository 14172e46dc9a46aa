// A request and its answer as the screens' interface sees them; no network type stands here, so
// each handler is a plain function of values.
#ifndef PIKET_AGENT_HTTP_CALL_H_
#define PIKET_AGENT_HTTP_CALL_H_

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "agent/core/json.h"
#include "agent/letters/officer.h"

namespace piket {

struct Call {
  std::string method;
  std::string path;
  std::map<std::string, std::string> query;
  std::vector<std::string> parts;  // what stood for each {} of the route
  std::string body;
  Json json = Json::object();  // the body, when it is JSON
  std::string session;         // of the cookie, "" without
  std::string token;           // X-Piket-Token
  std::string client;          // its address, without the port
  Officer officer;             // signed in; id "" for nobody
  Language language = Language::kIndonesian;

  int Number(const std::string& name, int otherwise) const;
  std::string Query(const std::string& name) const;
};

struct Answer {
  int status = 200;
  std::string type = "application/json; charset=utf-8";
  std::string body;
  std::filesystem::path file;  // sent instead of the body when set
  std::vector<std::pair<std::string, std::string>> headers;
};

Answer Ok(const Json& json);
Answer File(const std::filesystem::path& path, const std::string& type);
Answer Bytes(std::string bytes, const std::string& type);
// The HTTP status and the sentence of a fault; `detail` of kBadRequest names the wrong fields.
Answer Failed(const Error& error, Language language);

// The names of those members that are there and hold something else than text, or than a whole
// number; null is as good as absent.
std::vector<std::string> NotTexts(const Json& json, const std::vector<const char*>& names);
std::vector<std::string> NotIntegers(const Json& json, const std::vector<const char*>& names);

// Who may call: nobody has to be signed in, any officer, or one who holds the role.
struct Route {
  std::string method;
  std::string pattern;  // "/api/batches/{}/scan"
  std::string needs;    // "", "any" or a role; several with "|"
  std::function<Answer(Call&)> handle;
};

class Routes {
 public:
  void Add(const std::string& method, const std::string& pattern, const std::string& needs,
           std::function<Answer(Call&)> handle);
  // The route for this method and path, its parts put into the call; null when there is none.
  const Route* Find(Call& call) const;
  const std::vector<Route>& all() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_CALL_H_
