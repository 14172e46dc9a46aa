#include "tests/virtual/desk_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <thread>

#include "agent/sync/tls/tls.h"

namespace piket {

using Poco::Net::HTTPClientSession;
using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

Result<std::unique_ptr<HTTPClientSession>> DeskClient::Session() {
  Poco::URI uri(screens_.url);
  if (uri.getScheme() != "https") {
    return std::make_unique<HTTPClientSession>(uri.getHost(), uri.getPort());
  }
  if (!tls_) {
    TlsClientPlan plan;
    plan.authority = screens_.authority;
    plan.server_name = uri.getHost();
    auto context = TlsContext::Client(plan);
    if (!context) return context.error();
    tls_ = std::move(*context);
  }
  auto session = TlsSession(tls_, uri.getHost(), uri.getPort());
  return session;
}

Result<std::string> DeskClient::Ask(const std::string& method, const std::string& path,
                                    const std::string& body) {
  try {
    auto made = Session();
    if (!made) return made.error();
    HTTPClientSession& session = **made;
    session.setTimeout(Poco::Timespan(60, 0));
    HTTPRequest request(method, path, "HTTP/1.1");
    if (!cookie_.empty()) request.set("Cookie", "piket=" + cookie_);
    if (!token_.empty()) request.set("X-Piket-Token", token_);
    request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    std::ostream& out = session.sendRequest(request);
    out.write(body.data(), static_cast<std::streamsize>(body.size()));
    HTTPResponse response;
    std::istream& in = session.receiveResponse(response);
    std::string answer;
    Poco::StreamCopier::copyToString(in, answer);
    for (auto [at, end] = std::pair(response.find("Set-Cookie"), response.end()); at != end; ++at) {
      if (at->first != "Set-Cookie") continue;
      size_t from = at->second.find("piket=");
      if (from != std::string::npos) {
        cookie_ = at->second.substr(from + 6, at->second.find(';') - from - 6);
      }
    }
    if (response.getStatus() >= 400) {
      auto json = ParseJson(answer);
      auto fault = json ? FaultFromWord(TextOr(*json, "fault")) : std::nullopt;
      return Error{fault.value_or(Fault::kInternal), method + " " + path + ": " + answer};
    }
    if (response.hasContentLength() &&
        static_cast<size_t>(response.getContentLength64()) != answer.size()) {
      return Error{Fault::kStorage, method + " " + path + ": the answer was cut off"};
    }
    return answer;
  } catch (const Poco::Exception& exception) {
    return Error{Fault::kTimedOut, method + " " + path + ": " + exception.displayText()};
  }
}

Result<Json> DeskClient::AskJson(const std::string& method, const std::string& path,
                                 const std::string& body) {
  auto answer = Ask(method, path, body);
  if (!answer) return answer.error();
  return ParseJson(*answer);
}

Result<void> DeskClient::SignIn(const std::string& name, const std::string& pin) {
  auto session = Get("/api/session");
  if (!session) return session.error();
  token_ = TextOr(*session, "token");
  auto officers = Get("/api/officers");
  if (!officers) return officers.error();
  std::string id;
  for (const Json& officer : *officers) {
    if (TextOr(officer, "name") == name) id = TextOr(officer, "id");
  }
  if (id.empty()) {
    auto officer = Post("/api/officers", {{"name", name},
                                          {"title", "Pengadministrasi Umum"},
                                          {"roles", {"loket", "agendaris", "admin"}},
                                          {"pin", pin}});
    if (!officer) return officer.error();
    id = TextOr(*officer, "id");
  }
  session = Post("/api/session", {{"officer", id}, {"pin", pin}});
  if (!session) return session.error();
  token_ = TextOr(*session, "token");
  return {};
}

Result<Json> DeskClient::Get(const std::string& path) { return AskJson("GET", path, ""); }
Result<Json> DeskClient::Post(const std::string& path, const Json& body) {
  return AskJson("POST", path, CanonicalText(body));
}
Result<Json> DeskClient::Delete(const std::string& path) { return AskJson("DELETE", path, ""); }
Result<std::string> DeskClient::Download(const std::string& path) { return Ask("GET", path, ""); }
Result<Json> DeskClient::Upload(const std::string& path, const std::string& bytes) {
  return AskJson("POST", path, bytes);
}

Result<Json> DeskClient::Until(const std::string& path,
                               const std::function<bool(const Json&)>& done,
                               std::chrono::milliseconds timeout) {
  auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    auto answer = Get(path);
    if (!answer || done(*answer)) return answer;
    if (std::chrono::steady_clock::now() > deadline) {
      return Error{Fault::kTimedOut, path + ": " + CanonicalText(*answer).substr(0, 2000)};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace piket
