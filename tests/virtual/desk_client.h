// An officer at a screen without a browser: speaks the screens' interface to a running agent, over
// TLS where its address says https. For the demo, flow tests and benches.
#ifndef PIKET_TESTS_VIRTUAL_DESK_CLIENT_H_
#define PIKET_TESTS_VIRTUAL_DESK_CLIENT_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "agent/core/json.h"

namespace Poco::Net {
class HTTPClientSession;
}

namespace piket {

class TlsContext;

// Where an agent's screens are, and whom a machine that looks at them believes.
struct ScreenAddress {
  ScreenAddress(std::string address, std::string certificate = "")  // NOLINT: an address is enough
      : url(std::move(address)), authority(std::move(certificate)) {}
  std::string url;        // without a slash at its end
  std::string authority;  // PEM; "" without TLS
};

// One thread at a time.
class DeskClient {
 public:
  explicit DeskClient(ScreenAddress screens) : screens_(std::move(screens)) {}

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

  Result<std::unique_ptr<Poco::Net::HTTPClientSession>> Session();

  const ScreenAddress screens_;
  std::shared_ptr<TlsContext> tls_;  // made when first needed
  std::string cookie_;
  std::string token_;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_DESK_CLIENT_H_
