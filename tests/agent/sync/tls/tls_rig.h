// An authority, certificates of it, a real web server over TLS on a free port of loopback, and
// what a client asks of it.
#ifndef PIKET_TESTS_AGENT_SYNC_TLS_TLS_RIG_H_
#define PIKET_TESTS_AGENT_SYNC_TLS_TLS_RIG_H_

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/StreamCopier.h>

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "agent/sync/tls/tls.h"

namespace piket {

inline Instant TestNow() { return SystemClock().Now(); }
constexpr std::chrono::hours kDay{24};

// An authority with its key in memory.
struct TestAuthority {
  explicit TestAuthority(const std::string& name = "Dinas Komunikasi, Informatika") {
    key = *SigningKey::Generate();
    auto made = MakeAuthority(*key, name, TestNow() - kDay, TestNow() + 3650 * kDay);
    pem = made ? *made : "";
  }
  std::string Fingerprint() const { return ReadCertificate(pem)->fingerprint; }

  TlsIdentity Certified(CertificatePlan plan) const {
    auto own = *SigningKey::Generate();
    plan.public_key = own->PublicPem();
    auto certificate = Certify(*key, pem, plan);
    return {certificate ? *certificate : "", own->Pem()};
  }
  TlsIdentity Server(const std::vector<std::string>& names = {"localhost", "127.0.0.1"},
                     Instant from = TestNow() - kDay, Instant until = TestNow() + kDay) const {
    TlsIdentity identity = Certified({.name = names.front(),
                                      .public_key = "",
                                      .use = CertificateUse::kServer,
                                      .names = names,
                                      .not_before = from,
                                      .not_after = until});
    identity.certificate += pem;
    return identity;
  }
  TlsIdentity Post(const std::string& code = "L2", Instant from = TestNow() - kDay,
                   Instant until = TestNow() + kDay) const {
    return Certified({.name = code,
                      .public_key = "",
                      .use = CertificateUse::kPost,
                      .names = {},
                      .not_before = from,
                      .not_after = until});
  }

  std::unique_ptr<SigningKey> key;
  std::string pem;
};

using TestAnswer =
    std::function<void(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse&)>;

// Answers with who the client is, unless told otherwise.
inline void SayWho(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) {
  std::ostringstream body;
  Poco::StreamCopier::copyStream(request.stream(), body);
  auto peer = PeerOf(request);
  std::string text = (peer ? peer->certificate.name : "nobody") + " " + body.str();
  response.sendBuffer(text.data(), text.size());
}

class TestHandler : public Poco::Net::HTTPRequestHandler {
 public:
  explicit TestHandler(const TestAnswer& answer) : answer_(answer) {}
  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) override {
    try {
      answer_(request, response);
    } catch (const Poco::Exception&) {  // the client went away
    }
  }

 private:
  const TestAnswer& answer_;
};

class TestHandlers : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit TestHandlers(TestAnswer answer) : answer_(std::move(answer)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest&) override {
    return new TestHandler(answer_);
  }

 private:
  const TestAnswer answer_;
};

class TlsServer {
 public:
  explicit TlsServer(const TlsServerPlan& plan, TestAnswer answer = SayWho, int threads = 16) {
    auto made = TlsContext::Server(plan);
    context = made ? *made : nullptr;
    auto socket = ListenTls(context, Poco::Net::SocketAddress("127.0.0.1", 0));
    port = socket->address().port();
    auto* parameters = new Poco::Net::HTTPServerParams;
    parameters->setMaxThreads(threads);
    parameters->setMaxQueued(100);
    parameters->setKeepAlive(true);
    pool = std::make_unique<Poco::ThreadPool>(threads, threads);
    server = std::make_unique<Poco::Net::HTTPServer>(new TestHandlers(std::move(answer)), *pool,
                                                     *socket, parameters);
    server->start();
  }
  ~TlsServer() {
    if (server) server->stopAll(true);
  }

  std::shared_ptr<TlsContext> context;
  std::unique_ptr<Poco::ThreadPool> pool;
  std::unique_ptr<Poco::Net::HTTPServer> server;
  int port = 0;
};

inline TlsClientPlan ClientPlan(const TestAuthority& authority) {
  TlsClientPlan plan;
  plan.authority = authority.pem;
  plan.server_name = "localhost";
  return plan;
}

inline std::unique_ptr<Poco::Net::HTTPClientSession> SessionTo(const TlsServer& server,
                                                               const TlsClientPlan& plan) {
  auto context = TlsContext::Client(plan);
  return TlsSession(*context, "127.0.0.1", server.port);
}

// The answer's body, or "failed: …"; "refused: …" when it was for a certificate.
inline std::string Ask(Poco::Net::HTTPClientSession& session, const std::string& body = "") {
  try {
    Poco::Net::HTTPRequest request("POST", "/", Poco::Net::HTTPMessage::HTTP_1_1);
    request.setContentLength(static_cast<std::streamsize>(body.size()));
    session.sendRequest(request) << body << std::flush;
    Poco::Net::HTTPResponse response;
    std::ostringstream text;
    Poco::StreamCopier::copyStream(session.receiveResponse(response), text);
    return text.str();
  } catch (const Poco::Exception& exception) {
    std::string trouble = IdentityTrouble(session);
    return trouble.empty() ? "failed: " + exception.displayText() : "refused: " + trouble;
  }
}

inline std::string AskOnce(const TlsServer& server, const TlsClientPlan& plan) {
  return Ask(*SessionTo(server, plan));
}

inline bool IsRefused(const std::string& answer) { return answer.rfind("refused: ", 0) == 0; }

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_SYNC_TLS_TLS_RIG_H_
