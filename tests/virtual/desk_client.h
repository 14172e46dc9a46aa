// An officer at a screen without a browser: speaks the screens' interface to a running agent. For
// the demo, flow tests and benches.
#ifndef PIKET_TESTS_VIRTUAL_DESK_CLIENT_H_
#define PIKET_TESTS_VIRTUAL_DESK_CLIENT_H_

#include <chrono>
#include <functional>
#include <string>

#include "agent/core/json.h"

namespace piket {

// One thread at a time.
class DeskClient {
 public:
  explicit DeskClient(std::string url) : url_(std::move(url)) {}

  // Makes the first officer where there is none, and signs in as that officer.
  Result<void> SignIn(const std::string& name = "Petugas Coba", const std::string& pin = "2580");

  // The fault of an answer that is none of success is the error's fault.
  Result<Json> Get(const std::string& path);
  Result<Json> Post(const std::string& path, const Json& body = Json::object());
  Result<Json> Delete(const std::string& path);
  Result<std::string> Download(const std::string& path);
  Result<Json> Upload(const std::string& path, const std::string& bytes);

  // Reads `path` again until `done` says so; kTimedOut.
  Result<Json> Until(const std::string& path, const std::function<bool(const Json&)>& done,
                     std::chrono::milliseconds timeout);

  // The value of the cookie `piket`; "" before signing in.
  const std::string& cookie() const { return cookie_; }

 private:
  Result<std::string> Ask(const std::string& method, const std::string& path,
                          const std::string& body);
  Result<Json> AskJson(const std::string& method, const std::string& path, const std::string& body);

  const std::string url_;
  std::string cookie_;
  std::string token_;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_DESK_CLIENT_H_
