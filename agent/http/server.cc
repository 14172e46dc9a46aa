#include "agent/http/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NameValueCollection.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>

#include "agent/central/posts.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/http/health.h"
#include "agent/http/metrics.h"
#include "agent/http/screen_tls.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr size_t kMostJsonBytes = 1u << 20;
constexpr size_t kMostFileBytes = 200u << 20;
constexpr std::chrono::seconds kKeepStreamOpen{15};

constexpr std::array<std::pair<std::string_view, const char*>, 9> kTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".woff2", "font/woff2"},
    {".json", "application/json; charset=utf-8"},
    {".ico", "image/x-icon"},
}};

std::string TypeOf(const fs::path& path) {
  for (const auto& [ending, type] : kTypes) {
    if (path.extension() == ending) return type;
  }
  return "application/octet-stream";
}

void SetSafeHeaders(HTTPServerResponse& response) {
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("X-Frame-Options", "SAMEORIGIN");
  response.set("Content-Security-Policy",
               "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
               "object-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'");
}

void Send(HTTPServerResponse& response, const Answer& answer) {
  SetSafeHeaders(response);
  response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
  bool cached = false;
  for (const auto& [name, value] : answer.headers) {
    response.set(name, value);
    cached = cached || name == "Cache-Control";
  }
  if (!cached) response.set("Cache-Control", "no-store");
  response.setContentType(answer.type);
  if (!answer.file.empty()) {
    try {
      response.sendFile(answer.file.string(), answer.type);
    } catch (const Poco::FileException&) {
      response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_NOT_FOUND);
      response.setContentLength(0);
      response.send();
    }
    return;
  }
  response.sendBuffer(answer.body.data(), answer.body.size());
}

// The page of a path below which the screens name their own places: "/status/<code>".
std::string PageOf(const std::string& path) {
  for (const char* screen : {"office", "status"}) {
    std::string place = std::string("/") + screen;
    if (path == place || path.rfind(place + "/", 0) == 0) return std::string(screen) + ".html";
  }
  return "desk.html";
}

// The body, whole: Poco reports a body cut short as a clean end, so its length is checked.
Result<std::string> ReadBody(HTTPServerRequest& request, size_t most) {
  if (request.getChunkedTransferEncoding()) {
    return Error{Fault::kBadRequest, "chunked bodies are not taken"};
  }
  auto length = request.getContentLength64();
  if (length <= 0) return std::string();
  if (static_cast<size_t>(length) > most) return Error{Fault::kTooLarge, "body too large"};
  std::string body(static_cast<size_t>(length), '\0');
  request.stream().read(body.data(), length);
  if (request.stream().gcount() != length) return Error{Fault::kBadRequest, "the body was cut off"};
  return body;
}

std::string CookieOf(const HTTPServerRequest& request) {
  Poco::Net::NameValueCollection cookies;
  request.getCookies(cookies);
  return cookies.get("piket", "");
}

Result<Call> CallOf(HTTPServerRequest& request) {
  Call call;
  call.method = request.getMethod();
  try {
    Poco::URI uri(request.getURI());
    call.path = uri.getPath();
    for (const auto& [name, value] : uri.getQueryParameters()) call.query[name] = value;
  } catch (const Poco::SyntaxException&) {
    return Error{Fault::kBadRequest, "not an address: path"};
  }
  call.client = request.clientAddress().host().toString();
  call.session = CookieOf(request);
  call.token = request.get("X-Piket-Token", "");
  if (request.get("Accept-Language", "").rfind("en", 0) == 0) call.language = Language::kEnglish;
  bool is_file = call.path.size() > 5 && call.path.substr(call.path.size() - 5) == "/file";
  auto body = ReadBody(request, is_file ? kMostFileBytes : kMostJsonBytes);
  if (!body) return body.error();
  call.body = std::move(*body);
  if (!is_file && !call.body.empty()) {
    auto json = ParseJson(call.body);
    if (!json || !json->is_object()) return Error{Fault::kBadRequest, "not a JSON object: body"};
    call.json = std::move(*json);
  }
  return call;
}

// A request from a page of another site carries its origin: ours is the only one answered.
bool FromAnotherSite(const HTTPServerRequest& request, const Settings& settings) {
  std::string origin = request.get("Origin", "");
  if (origin.empty() || origin == "null") return origin == "null";
  return origin !=
         (settings.screen_tls == "none" ? "http://" : "https://") + request.get("Host", "");
}

// Only names of this machine are answered, so that a foreign name pointed here shows nothing.
bool KnownHost(const HTTPServerRequest& request, const Settings& settings) {
  std::string host = LowerAscii(request.get("Host", ""));
  size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.back() != ']') host.resize(colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  auto names = settings.ScreenNames();
  return std::find(names.begin(), names.end(), host) != names.end();
}

}  // namespace

// Poco's own pool has 16 threads: three screens would fill it.
constexpr int kMostConnections = 240;

struct ScreenServer::State {
  Screens screens;
  Routes routes;
  fs::path pages;
  std::unique_ptr<ScreenTls> tls;  // null for screens without
  // An open screen keeps its event stream, and for some seconds up to five connections more; each
  // has a thread. A whole office looks at once. Threads nobody needs end by themselves.
  Poco::ThreadPool threads{4, kMostConnections};
  std::unique_ptr<Poco::Net::HTTPServer> server;
  int port = 0;

  State(Screens given, fs::path folder) : screens(given), pages(std::move(folder)) {
    routes = AllRoutes(screens);
  }
};

namespace {

class Handler : public HTTPRequestHandler {
 public:
  Handler(Screens& screens, const Routes& routes, const fs::path& pages, Authority* authority)
      : screens_(screens), routes_(routes), pages_(pages), authority_(authority) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    try {
      const Settings& settings = screens_.desk.settings;
      // A browser that remembered this of a self-made certificate could not be helped past it.
      if (settings.screen_tls == "office") {
        response.set("Strict-Transport-Security", "max-age=31536000");
      }
      if (!KnownHost(request, settings) || FromAnotherSite(request, settings)) {
        return Send(response, Failed({Fault::kNotAllowed, ""}, Language::kIndonesian));
      }
      auto call = CallOf(request);
      if (!call) return Send(response, Failed(call.error(), Language::kIndonesian));
      if (call->path == "/api/events") return Stream(*call, response);
      if (call->path == "/healthz") return Send(response, Health());
      if (call->path == "/metrics") return Send(response, AllMetrics(*call, request));
      if (call->path == "/authority.crt") return Send(response, AuthorityCertificate());
      if (call->path == "/authority.crl") return Send(response, RevocationList());
      if (call->path.rfind("/api/", 0) == 0) return Send(response, Serve(routes_, screens_, *call));
      SendPage(call->path, response);
    } catch (const Poco::Exception& exception) {
      // The screen went away in mid-answer: nothing to tell it.
      LogLine("connection ended", {{"detail", exception.displayText()}});
    } catch (const std::exception& exception) {
      LogError("request", {Fault::kInternal, exception.what()});
    }
  }

 private:
  // What a computer installs to believe the screens; it is no secret.
  Answer AuthorityCertificate() {
    if (authority_ == nullptr) return Failed({Fault::kNotFound, ""}, Language::kIndonesian);
    Answer answer = Bytes(authority_->certificate(), "application/x-x509-ca-cert");
    answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"piket.crt\"");
    return answer;
  }

  // What that authority no longer stands for: the revoked posts, at the centre.
  Answer RevocationList() {
    if (authority_ == nullptr) return Failed({Fault::kNotFound, ""}, Language::kIndonesian);
    Desk& desk = screens_.desk;
    auto revoked = desk.database().Read(
        [&](Database& db) { return RevokedCertificates(db, desk.journal.Now()); });
    auto list = revoked ? authority_->RevocationList(*revoked) : revoked.error();
    return list ? Bytes(*list, "application/pkix-crl")
                : Failed(list.error(), Language::kIndonesian);
  }

  // Open to whoever is on this machine: how the parts are, nothing of any letter.
  Answer Health() { return Ok({{"state", "ok"}, {"parts", ToJson(ExamineAll(screens_))}}); }

  Answer AllMetrics(const Call& call, const HTTPServerRequest& request) {
    const bool forwarded = request.has("X-Forwarded-For") || request.has("Forwarded");
    if (!MayReadMetrics(screens_.desk.settings, call.client, forwarded,
                        request.get("Authorization", ""))) {
      return Failed({Fault::kNotAllowed, ""}, call.language);
    }
    auto text = MetricsText(screens_);
    return text ? Bytes(std::move(*text), kMetricsType) : Failed(text.error(), call.language);
  }

  void Stream(Call& call, HTTPServerResponse& response) {
    auto session = screens_.sessions.Find(call.session, false);
    if (!session || session->officer.empty()) {
      return Send(response, Failed({Fault::kNotSignedIn, ""}, call.language));
    }
    EventBoard::Listener listener(screens_.events);
    SetSafeHeaders(response);
    response.setContentType("text/event-stream");
    response.set("Cache-Control", "no-store");
    response.setChunkedTransferEncoding(true);
    std::ostream& stream = response.send();
    stream << "retry: 1000\n\n" << std::flush;
    while (stream) {
      auto event = listener.Next(kKeepStreamOpen);
      if (event && event->empty()) return;
      // A session that slept or was closed hears nothing more.
      session = screens_.sessions.Find(call.session, false);
      if (!session || session->officer.empty()) return;
      stream << (event ? *event : ": \n\n") << std::flush;
    }
  }

  void SendPage(const std::string& path, HTTPServerResponse& response) {
    if (path.find("..") != std::string::npos || path.find('\0') != std::string::npos) {
      return Send(response, Failed({Fault::kNotFound, ""}, Language::kIndonesian));
    }
    std::error_code ignored;
    fs::path file = pages_ / fs::path(path).relative_path();
    // The screens name their own places: any path without a file is a screen's page.
    bool is_file = fs::is_regular_file(file, ignored);
    bool is_asset = path.rfind("/assets/", 0) == 0;
    if (!is_file && is_asset) {
      return Send(response, Failed({Fault::kNotFound, ""}, Language::kIndonesian));
    }
    if (!is_file) file = pages_ / PageOf(path);
    Answer answer = File(file, TypeOf(file));
    if (is_asset) {
      answer.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    }
    Send(response, answer);
  }

  Screens& screens_;
  const Routes& routes_;
  const fs::path& pages_;
  Authority* const authority_;  // null: the office's own, or screens without TLS
};

class HandlerFactory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  HandlerFactory(Screens& screens, const Routes& routes, const fs::path& pages,
                 Authority* authority)
      : screens_(screens), routes_(routes), pages_(pages), authority_(authority) {}
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Handler(screens_, routes_, pages_, authority_);
  }

 private:
  Screens& screens_;
  const Routes& routes_;
  const fs::path& pages_;
  Authority* const authority_;
};

Result<Poco::Net::ServerSocket> Listen(const ScreenTls* tls,
                                       const Poco::Net::SocketAddress& address) {
  if (tls != nullptr) return ListenTls(tls->context(), address);
  Poco::Net::ServerSocket socket;
  socket.bind(address, true);
  socket.listen(64);
  return socket;
}

// Browsers judge certificates by their own time: this machine's, unless that started in 1970 and
// the post knows better.
const Clock& LaterClock(const Clock& post) {
  static const SystemClock machine;
  return machine.Now() + std::chrono::minutes(1) < post.Now() ? post : machine;
}

}  // namespace

ScreenServer::ScreenServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

ScreenServer::~ScreenServer() {
  state_->screens.events.Close();
  state_->server->stopAll(true);
}

int ScreenServer::port() const { return state_->port; }

Result<std::unique_ptr<ScreenServer>> ScreenServer::Start(Screens screens, const fs::path& pages) {
  auto state = std::make_unique<State>(screens, pages);
  const Settings& settings = screens.desk.settings;
  try {
    if (settings.screen_tls != "none") {
      auto tls = ScreenTls::Open(settings, LaterClock(screens.desk.journal.clock()));
      if (!tls) return tls.error().While("the screens' certificate");
      state->tls = std::move(*tls);
    }
    auto socket = Listen(
        state->tls.get(),
        Poco::Net::SocketAddress(settings.address, static_cast<Poco::UInt16>(settings.port)));
    if (!socket) return socket.error();
    auto* parameters = new Poco::Net::HTTPServerParams;
    parameters->setMaxThreads(kMostConnections);
    parameters->setMaxQueued(100);
    parameters->setKeepAlive(true);
    parameters->setTimeout(Poco::Timespan(10, 0));
    parameters->setKeepAliveTimeout(Poco::Timespan(5, 0));
    state->port = socket->address().port();
    state->server = std::make_unique<Poco::Net::HTTPServer>(
        new HandlerFactory(state->screens, state->routes, state->pages,
                           state->tls ? state->tls->authority() : nullptr),
        state->threads, *socket, parameters);
    state->server->start();
  } catch (const Poco::Exception& exception) {
    return Error{Fault::kConfiguration, settings.address + ":" + std::to_string(settings.port) +
                                            ": " + exception.displayText()};
  }
  return std::unique_ptr<ScreenServer>(new ScreenServer(std::move(state)));
}

}  // namespace piket
