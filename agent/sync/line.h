// A post's line to the centre: one HTTPS session over mutual TLS, one request at a time, each with
// one deadline, and its answer's length and hash (body_hash.h) checked: an answer with a body and
// without the header is not taken. Nothing is asked twice: whoever asks repeats. Knows nothing of
// what it carries.
#ifndef PIKET_AGENT_SYNC_LINE_H_
#define PIKET_AGENT_SYNC_LINE_H_

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "agent/core/json.h"
#include "agent/core/result.h"
#include "agent/sync/tls/tls.h"

namespace piket {

struct LineRequest {
  std::string method = "POST";
  std::string path = {};
  std::string body = {};
  std::string type = "application/json";
  std::map<std::string, std::string> headers = {};
  std::chrono::milliseconds timeout{30000};
};

struct LineAnswer {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case
};

// One thread at a time; Break from any thread.
class Line {
 public:
  Line(std::shared_ptr<TlsContext> context, std::string host, int port);
  ~Line();
  // Answers of any status. kLineDown when nothing came back whole (cut off, timed out, the hash
  // does not fit), kNotTrusted when one end did not believe the other's certificate.
  Result<LineAnswer> Ask(const LineRequest& request);
  // The JSON of a 2xx answer; other answers as the Fault they name, kLineDown when they name none.
  Result<Json> AskJson(const std::string& method, const std::string& path, const Json& body,
                       std::chrono::milliseconds timeout = std::chrono::milliseconds(30000));
  // Ends the request under way, and every later one: kLineDown.
  void Break();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Where the centre listens: "https://pusat.example:8471" or "pusat.example:8471". kConfiguration.
struct CentreAddress {
  std::string host;
  int port = 8471;
};
Result<CentreAddress> ReadCentreAddress(const std::string& text);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_LINE_H_
