#include "agent/sync/line.h"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>

#include <array>
#include <atomic>

#include "agent/core/text.h"
#include "agent/sync/body_hash.h"

namespace piket {
namespace {

using Poco::Net::HTTPClientSession;
using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

// Shorter than the centre keeps a silent connection, longer than a post is silent.
constexpr int kKeepAliveSeconds = 75;
constexpr size_t kMostAnswer = 64u << 20;

Error Down(const std::string& detail) { return {Fault::kLineDown, detail}; }

// Up to the end of the stream; more than an answer may be is left unread.
std::string ReadAll(std::istream& stream) {
  std::string body;
  std::array<char, 16384> piece;
  while (stream && body.size() <= kMostAnswer) {
    stream.read(piece.data(), piece.size());
    body.append(piece.data(), static_cast<size_t>(stream.gcount()));
  }
  return body;
}

bool HasBody(const std::string& method, const HTTPResponse& response) {
  return method != HTTPRequest::HTTP_HEAD &&
         response.getStatus() != HTTPResponse::HTTP_NO_CONTENT &&
         response.getStatus() != HTTPResponse::HTTP_NOT_MODIFIED &&
         (response.getContentLength64() != 0 || response.has(kBodyHash));
}

// Whether it came whole: its length when the server told it, and always its hash.
Result<void> CheckWhole(const HTTPResponse& response, const std::string& body) {
  if (body.size() > kMostAnswer) return Down("the answer is too large");
  if (response.hasContentLength() &&
      response.getContentLength64() != static_cast<Poco::Int64>(body.size())) {
    return Down("the answer was cut off after " + std::to_string(body.size()) + " bytes");
  }
  std::string hash = response.get(kBodyHash, "");
  if (hash.empty()) return Down("the answer came without its hash");
  if (!EqualInConstantTime(LowerAscii(hash), BodyHash(body))) {
    return Down("the answer does not fit its hash");
  }
  return {};
}

// A server may have closed the connection while nobody looked: a request sent into it would fail
// although the line is well. What can be read before anything was asked is that end.
bool WasClosed(HTTPClientSession& session) {
  return session.socket().impl()->initialized() &&
         session.socket().poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ);
}

}  // namespace

struct Line::State {
  std::unique_ptr<HTTPClientSession> session;
  std::atomic<bool> broken{false};

  Result<LineAnswer> Exchange(const LineRequest& asked) {
    if (WasClosed(*session)) session->reset();
    HTTPRequest request(asked.method, asked.path, Poco::Net::HTTPMessage::HTTP_1_1);
    for (const auto& [name, value] : asked.headers) request.set(name, value);
    if (!asked.body.empty() || asked.method == HTTPRequest::HTTP_POST ||
        asked.method == HTTPRequest::HTTP_PUT || asked.method == "PATCH") {
      request.setContentType(asked.type);
      request.setContentLength64(static_cast<Poco::Int64>(asked.body.size()));
      request.set(kBodyHash, BodyHash(asked.body));
    }
    session->sendRequest(request) << asked.body << std::flush;
    HTTPResponse response;
    std::istream& stream = session->receiveResponse(response);
    LineAnswer answer;
    answer.status = response.getStatus();
    for (const auto& [name, value] : response) answer.headers[LowerAscii(name)] = value;
    if (!HasBody(asked.method, response)) return answer;
    answer.body = ReadAll(stream);
    if (auto whole = CheckWhole(response, answer.body); !whole) return whole.error();
    return answer;
  }

  Error Failed(const Poco::Exception& exception) {
    // Of a name that is not found the session knows nothing: its trouble is an earlier one.
    bool looked_up = dynamic_cast<const Poco::Net::DNSException*>(&exception) == nullptr;
    std::string trouble = looked_up ? IdentityTrouble(*session) : "";
    if (!trouble.empty()) return {Fault::kNotTrusted, trouble};
    return Down(exception.displayText());
  }
};

Line::Line(std::shared_ptr<TlsContext> context, std::string host, int port)
    : state_(std::make_unique<State>()) {
  state_->session = TlsSession(context, host, port);
  state_->session->setKeepAlive(true);
  // Poco's own eight seconds would cost a handshake for every long poll.
  state_->session->setKeepAliveTimeout(Poco::Timespan(kKeepAliveSeconds, 0));
}
Line::~Line() = default;

Result<LineAnswer> Line::Ask(const LineRequest& request) {
  if (state_->broken) return Down("broken off");
  EndBy(*state_->session, std::chrono::steady_clock::now() + request.timeout);
  auto span = Poco::Timespan(std::chrono::microseconds(request.timeout).count());
  state_->session->setTimeout(span, span, span);
  Result<LineAnswer> answer = Down("");
  try {
    answer = state_->Exchange(request);
  } catch (const Poco::Exception& exception) {
    answer = state_->Failed(exception);
  } catch (const std::exception& exception) {
    answer = Down(exception.what());
  }
  // What is left of a failed exchange must not be taken for the next one's answer.
  if (!answer) state_->session->reset();
  return answer;
}

Result<Json> Line::AskJson(const std::string& method, const std::string& path, const Json& body,
                           std::chrono::milliseconds timeout) {
  LineRequest request{.method = method,
                      .path = path,
                      .body = method == HTTPRequest::HTTP_GET ? "" : CanonicalText(body),
                      .timeout = timeout};
  auto answer = Ask(request);
  if (!answer) return answer.error();
  auto json = ParseJson(answer->body.empty() ? "{}" : answer->body);
  if (answer->status >= 200 && answer->status < 300) {
    return json ? std::move(json) : Result<Json>(Down("the answer is not JSON"));
  }
  std::string where = method + " " + path + ": " + std::to_string(answer->status);
  auto fault = json && json->is_object() ? FaultFromWord(TextOr(*json, "fault")) : std::nullopt;
  if (!fault) return Down(where);
  return Error{*fault, where};
}

void Line::Break() {
  state_->broken = true;
  BreakOff(*state_->session);
}

Result<CentreAddress> ReadCentreAddress(const std::string& text) {
  Error wrong = {Fault::kConfiguration, "not an address of a centre: " + text};
  std::string rest = Trimmed(text);
  constexpr std::string_view kScheme = "https://";
  if (rest.rfind(kScheme, 0) == 0) rest = rest.substr(kScheme.size());
  if (!rest.empty() && rest.back() == '/') rest.pop_back();
  CentreAddress address;
  size_t port_at = std::string::npos;
  if (!rest.empty() && rest.front() == '[') {
    size_t end = rest.find(']');
    if (end == std::string::npos) return wrong;
    address.host = rest.substr(1, end - 1);
    if (end + 1 < rest.size()) port_at = end + 1;
    if (address.host.find_first_not_of("0123456789abcdefABCDEF:.") != std::string::npos) {
      return wrong;
    }
  } else {
    port_at = rest.find(':');
    address.host = LowerAscii(rest.substr(0, port_at));
    if (address.host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") !=
        std::string::npos) {
      return wrong;
    }
  }
  if (address.host.empty()) return wrong;
  if (port_at == std::string::npos) return address;
  std::string port = rest.substr(port_at);
  if (port.size() < 2 || port.size() > 6 || port.front() != ':' ||
      port.find_first_not_of("0123456789", 1) != std::string::npos) {
    return wrong;
  }
  address.port = std::stoi(port.substr(1));
  if (address.port < 1 || address.port > 65535) return wrong;
  return address;
}

}  // namespace piket
