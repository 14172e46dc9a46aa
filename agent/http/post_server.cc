#include "agent/http/post_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>

#include "agent/central/admit.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/http/blob_line_api.h"
#include "agent/sync/wire.h"

namespace piket {
namespace {

using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

// Each post holds a long poll and, now and then, a second connection to push; a thread each.
constexpr int kMostThreads = 2500;
constexpr int kStackBytes = 256 << 10;
constexpr int kMostPerAddress = 4000;  // posts of one building may stand behind one address
constexpr int kKeepAliveSeconds = 60;

// One part of a pattern: "{}" stands for any text without a slash.
bool Fits(const std::string& pattern, const std::string& path, std::vector<std::string>& parts) {
  auto wanted = Split(pattern, '/');
  auto given = Split(path, '/');
  if (wanted.size() != given.size()) return false;
  parts.clear();
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "{}") {
      parts.push_back(given[i]);
    } else if (wanted[i] != given[i]) {
      return false;
    }
  }
  return true;
}

// The body, whole: Poco reports one cut short as a clean end, so length and hash are checked.
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
  if (!EqualInConstantTime(request.get(kBodyHash, ""), Hex(Sha256(body)))) {
    return Error{Fault::kBadRequest, "the body is not what its hash says"};
  }
  return body;
}

void Send(HTTPServerResponse& response, const Answer& answer, bool close) {
  response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  response.set("Cache-Control", "no-store");
  response.setContentType(answer.type);
  if (close) response.setKeepAlive(false);
  if (!answer.file.empty()) return response.sendFile(answer.file.string(), answer.type);
  response.set(kBodyHash, Hex(Sha256(answer.body)));
  response.sendBuffer(answer.body.data(), answer.body.size());
}

std::map<std::string, std::string> HeadersOf(const HTTPServerRequest& request) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request) headers[LowerAscii(name)] = value;
  return headers;
}

// What every handler shares.
struct House {
  PostServerPlan plan;
  PostRoutes routes;
};

class Handler : public HTTPRequestHandler {
 public:
  explicit Handler(House& house) : house_(house) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    try {
      Serve(request, response);
    } catch (const Poco::Exception& exception) {
      // The line went away in mid-request: the post asks again.
      LogLine("post's connection ended", {{"detail", exception.displayText()}});
    } catch (const std::exception& exception) {
      LogError("post's request", {Fault::kInternal, exception.what()});
    }
  }

 private:
  void Serve(HTTPServerRequest& request, HTTPServerResponse& response) {
    PostCall call;
    call.method = request.getMethod();
    Poco::URI uri;
    try {
      uri = request.getURI();
      call.path = uri.getPath();
      for (const auto& [name, value] : uri.getQueryParameters()) call.query[name] = value;
    } catch (const Poco::Exception&) {
      return Send(response, FailedPost({Fault::kBadRequest, "address"}), true);
    }
    call.headers = HeadersOf(request);
    call.client = request.clientAddress().host().toString();
    call.peer = PeerOf(request);
    if (IsBlobPath(call.path)) return ServeBlobs(call, request, response);
    for (const PostRoute& route : house_.routes) {
      if (route.method != call.method || !Fits(route.pattern, call.path, call.parts)) continue;
      if (auto let_in = LetIn(route.needs, call); !let_in) {
        return Send(response, FailedPost(let_in.error()), true);
      }
      auto body = ReadBody(request, route.most_bytes);
      if (!body) return Send(response, FailedPost(body.error()), true);
      call.body = std::move(*body);
      if (request.getContentType().rfind("application/json", 0) == 0 && !call.body.empty()) {
        auto json = ReadWire(call.body);
        if (!json) return Send(response, FailedPost(json.error()), false);
        call.json = std::move(*json);
      }
      return Send(response, route.handle(call), false);
    }
    Send(response, FailedPost({Fault::kNotFound, "no such route"}), true);
  }

  // Asked of the table on every request: a revoked post's connection may still stand.
  Result<void> LetIn(PostNeeds needs, PostCall& call) {
    if (needs == PostNeeds::kNothing) return {};
    if (!call.peer) return Error{Fault::kPostRefused, "no certificate"};
    if (needs == PostNeeds::kCertificate) return {};
    auto post = Admitted(house_.plan.centre, call.peer->certificate);
    if (!post) return post.error();
    call.post = std::move(*post);
    return {};
  }

  void ServeBlobs(PostCall& call, HTTPServerRequest& request, HTTPServerResponse& response) {
    if (auto let_in = LetIn(PostNeeds::kAdmitted, call); !let_in) {
      return Send(response, FailedPost(let_in.error()), true);
    }
    BlobCall blob;
    blob.method = call.method;
    blob.path = call.path;
    blob.headers = call.headers;
    blob.post = call.post.code;
    blob.length = request.hasContentLength() ? request.getContentLength64() : -1;
    BlobAnswer served = ServeBlob(house_.plan.blobs, blob, request.stream());
    Send(response, served.answer, served.close);
  }

  House& house_;
};

class HandlerFactory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit HandlerFactory(House& house) : house_(house) {}
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Handler(house_);
  }

 private:
  House& house_;
};

std::vector<std::string> NamesOf(const Settings& settings) {
  std::vector<std::string> names = {settings.CentreName()};
  for (const char* always : {"localhost", "127.0.0.1"}) {
    if (names.front() != always) names.emplace_back(always);
  }
  return names;
}

}  // namespace

struct PostServer::State {
  explicit State(PostServerPlan plan)
      : house{std::move(plan), {}}, threads(4, kMostThreads, 60, kStackBytes) {
    house.routes = JournalRoutes(house.plan.centre, house.plan.feeds);
    for (PostRoute& route : house.plan.more) house.routes.push_back(route);
  }
  House house;
  Poco::ThreadPool threads;
  std::shared_ptr<TlsContext> context;
  std::unique_ptr<Poco::Net::HTTPServer> server;
  int port = 0;
};

PostServer::PostServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

PostServer::~PostServer() {
  state_->house.plan.feeds.Close();
  state_->server->stopAll(true);
}

int PostServer::port() const { return state_->port; }

Result<void> PostServer::RenewCertificate() {
  Centre& centre = state_->house.plan.centre;
  auto identity = centre.authority.Listener("centre", NamesOf(centre.settings));
  return identity ? state_->context->Use(*identity) : identity.error();
}

Result<std::unique_ptr<PostServer>> PostServer::Start(PostServerPlan plan) {
  Centre& centre = plan.centre;
  const Settings& settings = centre.settings;
  auto identity = centre.authority.Listener("centre", NamesOf(settings));
  if (!identity) return identity.error();
  TlsServerPlan tls;
  tls.identity = *identity;
  tls.client = ClientCertificate::kAsked;
  tls.authority = centre.authority.certificate();
  tls.forgive_dates = true;  // Admitted decides, by the centre's clock
  tls.most_per_address = kMostPerAddress;
  auto context = TlsContext::Server(tls);
  if (!context) return context.error();
  auto state = std::make_unique<State>(std::move(plan));
  state->context = *context;
  try {
    Poco::Net::SocketAddress address(settings.centre_address,
                                     static_cast<Poco::UInt16>(settings.centre_port));
    auto socket = ListenTls(*context, address);
    if (!socket) return socket.error();
    Poco::Net::HTTPServerParams::Ptr parameters = new Poco::Net::HTTPServerParams;
    parameters->setMaxThreads(kMostThreads);
    parameters->setMaxQueued(kMostThreads);
    parameters->setKeepAlive(true);
    parameters->setTimeout(Poco::Timespan(30, 0));
    parameters->setKeepAliveTimeout(Poco::Timespan(kKeepAliveSeconds, 0));
    state->port = socket->address().port();
    state->server = std::make_unique<Poco::Net::HTTPServer>(new HandlerFactory(state->house),
                                                            state->threads, *socket, parameters);
    state->server->start();
  } catch (const Poco::Exception& exception) {
    return Error{Fault::kConfiguration, settings.centre_address + ":" +
                                            std::to_string(settings.centre_port) + ": " +
                                            exception.displayText()};
  }
  centre.address = settings.CentreName() + ":" + std::to_string(state->port);
  return std::unique_ptr<PostServer>(new PostServer(std::move(state)));
}

}  // namespace piket
