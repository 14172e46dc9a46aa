#include "agent/http/post_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponseImpl.h>
#include <Poco/Net/HTTPServerSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/URI.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <semaphore>
#include <sstream>
#include <system_error>
#include <utility>

#include "agent/central/admit.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/http/blob_line_api.h"
#include "agent/http/switchboard.h"
#include "agent/sync/wire.h"

namespace piket {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr int kMostPerAddress = 4000;  // posts of one building may stand behind one address
// Four ways of two seconds each, and a machine that is busy. Nobody who waits holds a thread.
constexpr std::chrono::seconds kHandshake{15};
constexpr std::chrono::seconds kKeepAlive{90};  // a post greets every minute
// Serving threads that callers without a certificate may hold at once.
constexpr int kMostUnproved = 32;
constexpr rlim_t kDescriptors = 16384;
constexpr ptrdiff_t kTurns = 2;

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

// What every request shares.
struct House {
  PostServerPlan plan;
  PostRoutes routes = {};
  // Who reads a long body's JSON: when a thousand posts come at once, few of them compute, and
  // whoever writes (and lets the screens wait behind it) is not one of hundreds that do.
  std::counting_semaphore<> turns{kTurns};
};

// One request. Throws Poco's exceptions when the line goes away in mid-request.
class Request {
 public:
  explicit Request(House& house) : house_(house) {}
  // What it hangs on; nothing when it was answered.
  std::optional<PostCall::Hang> hang;
  std::string whose;

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
        house_.turns.acquire();
        auto json = ReadWire(call.body);
        house_.turns.release();
        if (!json) return Send(response, FailedPost(json.error()), false);
        call.json = std::move(*json);
      }
      Answer answer = route.handle(call);
      hang = call.hang;
      whose = call.post.code;
      return hang ? void() : Send(response, answer, false);
    }
    Send(response, FailedPost({Fault::kNotFound, "no such route"}), true);
  }

 private:
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

// Poco's session of one or more requests, which gives the connection back.
class Session : public Poco::Net::HTTPServerSession {
 public:
  using HTTPServerSession::HTTPServerSession;
  bool HasMore() {
    return buffered() > 0 || socket().poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ);
  }
};

Poco::Net::HTTPServerParams::Ptr Parameters() {
  Poco::Net::HTTPServerParams::Ptr parameters = new Poco::Net::HTTPServerParams;
  parameters->setKeepAlive(true);
  parameters->setTimeout(Poco::Timespan(30, 0));
  return parameters;
}

// What serves a caller that the switchboard gives a thread.
class Clerk {
 public:
  explicit Clerk(House& house) : house_(house) {}

  AfterServing Serve(Caller& caller) {
    const bool proved = PeerOf(caller.socket).has_value();
    if (!proved && ++unproved_ > kMostUnproved) {
      --unproved_;
      return AfterServing::kEnd;
    }
    AfterServing after = AfterServing::kEnd;
    try {
      after = caller.waits_for.empty() ? ServeRequests(caller) : AnswerHanging(caller);
    } catch (const Poco::Net::NoMessageException&) {  // the post's end of it
    } catch (const Poco::Exception& exception) {
      // The line went away in mid-request: the post asks again.
      LogLine("post's connection ended", {{"detail", exception.displayText()}});
    } catch (const std::exception& exception) {
      LogError("post's request", {Fault::kInternal, exception.what()});
    }
    if (!proved) --unproved_;
    return after;
  }

  bool HasNews(const Caller& caller) {
    return house_.plan.feeds.Additions(caller.waits_for) != caller.additions;
  }

 private:
  AfterServing ServeRequests(Caller& caller) {
    Session session(caller.socket, parameters_);
    AfterServing after = AfterServing::kEnd;
    do {
      after = ServeOne(caller, session);
    } while (after == AfterServing::kNextRequest && session.HasMore());
    // Else it would be closed with the session.
    session.detachSocket();
    return after;
  }

  AfterServing ServeOne(Caller& caller, Session& session) {
    Poco::Net::HTTPServerResponseImpl response(session);
    std::optional<Poco::Net::HTTPServerRequestImpl> request;
    try {
      request.emplace(response, session, parameters_.get());
    } catch (const Poco::Net::NoMessageException&) {
      throw;
    } catch (const Poco::Net::MessageException&) {
      response.setVersion(Poco::Net::HTTPMessage::HTTP_1_1);
      Send(response, FailedPost({Fault::kBadRequest, "headers"}), true);
      return AfterServing::kEnd;
    }
    response.setDate(Poco::Timestamp());
    response.setVersion(request->getVersion());
    response.setKeepAlive(request->getKeepAlive());
    if (request->getExpectContinue()) response.sendContinue();
    Request one(house_);
    one.Serve(*request, response);
    if (one.hang) {
      caller.waits_for = one.whose;
      caller.after = one.hang->after;
      caller.additions = one.hang->additions;
      caller.until = std::chrono::steady_clock::now() + one.hang->wait;
      return AfterServing::kHang;
    }
    return response.getKeepAlive() ? AfterServing::kNextRequest : AfterServing::kEnd;
  }

  // Asked of the table again: the post may have been revoked while it hung.
  AfterServing AnswerHanging(Caller& caller) {
    const std::string post = std::exchange(caller.waits_for, "");
    auto peer = PeerOf(caller.socket);
    auto admitted = peer ? Admitted(house_.plan.centre, peer->certificate)
                         : Result<PostRecord>(Error{Fault::kPostRefused, "no certificate"});
    Answer answer =
        admitted ? FeedAnswer(house_.plan.feeds, post, caller.after) : FailedPost(admitted.error());
    Poco::Net::HTTPResponse response(
        Poco::Net::HTTPMessage::HTTP_1_1,
        static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
    response.setDate(Poco::Timestamp());
    response.setContentType(answer.type);
    response.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
    response.set("Cache-Control", "no-store");
    response.set(kBodyHash, Hex(Sha256(answer.body)));
    response.setKeepAlive(static_cast<bool>(admitted));
    std::ostringstream text;
    response.write(text);
    const std::string whole = text.str() + answer.body;
    caller.socket.sendBytes(whole.data(), static_cast<int>(whole.size()));
    return admitted ? AfterServing::kNextRequest : AfterServing::kEnd;
  }

  House& house_;
  Poco::Net::HTTPServerParams::Ptr parameters_ = Parameters();
  std::atomic<int> unproved_{0};
};

// Two connections a post are more than what a service may open by default.
void AllowManyDescriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kDescriptors) return;
  limit.rlim_cur = std::min(limit.rlim_max, kDescriptors);
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<std::string> NamesOf(const Settings& settings) {
  std::vector<std::string> names = {settings.CentreName()};
  for (const char* always : {"localhost", "127.0.0.1"}) {
    if (names.front() != always) names.emplace_back(always);
  }
  return names;
}

}  // namespace

struct PostServer::State {
  explicit State(PostServerPlan plan) : house{std::move(plan)}, clerk(house) {
    house.routes = JournalRoutes(house.plan.centre, house.plan.feeds);
    for (PostRoute& route : house.plan.more) house.routes.push_back(route);
  }
  House house;
  Clerk clerk;
  std::shared_ptr<TlsContext> context;
  std::unique_ptr<Switchboard> switchboard;
  int port = 0;
};

PostServer::PostServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

PostServer::~PostServer() {
  state_->house.plan.feeds.Close();
  state_->house.plan.feeds.OnGiven(nullptr);
  state_->switchboard.reset();
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
  tls.handshake = kHandshake;
  auto context = TlsContext::Server(tls);
  if (!context) return context.error();
  AllowManyDescriptors();
  auto state = std::make_unique<State>(std::move(plan));
  state->context = *context;
  try {
    Poco::Net::SocketAddress address(settings.centre_address,
                                     static_cast<Poco::UInt16>(settings.centre_port));
    auto socket = ListenTls(*context, address);
    if (!socket) return socket.error();
    state->port = socket->address().port();
    Clerk& clerk = state->clerk;
    state->switchboard = std::make_unique<Switchboard>(SwitchboardPlan{
        .listener = *socket,
        .serve = [&clerk](Caller& caller) { return clerk.Serve(caller); },
        .has_news = [&clerk](const Caller& caller) { return clerk.HasNews(caller); },
        .handshake = tls.handshake,
        .silence = kKeepAlive});
    state->house.plan.feeds.OnGiven(
        [board = state->switchboard.get()](const std::string& post) { board->Wake(post); });
  } catch (const std::system_error& error) {
    return Error{Fault::kInternal, error.what()};
  } catch (const Poco::Exception& exception) {
    return Error{Fault::kConfiguration, settings.centre_address + ":" +
                                            std::to_string(settings.centre_port) + ": " +
                                            exception.displayText()};
  }
  centre.address = settings.CentreName() + ":" + std::to_string(state->port);
  return std::unique_ptr<PostServer>(new PostServer(std::move(state)));
}

}  // namespace piket
