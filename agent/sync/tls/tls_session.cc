#include <Poco/Net/StreamSocket.h>

#include "agent/sync/tls/tls.h"
#include "agent/sync/tls/tls_socket.h"

namespace piket {
namespace {

class TlsHttpSession : public Poco::Net::HTTPClientSession {
 public:
  explicit TlsHttpSession(TlsSocket* socket) : HTTPClientSession(Poco::Net::StreamSocket(socket)) {}
  bool secure() const override { return true; }
};

TlsSocket& SocketOf(Poco::Net::HTTPClientSession& session) {
  return *static_cast<TlsSocket*>(session.socket().impl());
}

Poco::Timespan Span(std::chrono::milliseconds time) {
  return Poco::Timespan(std::chrono::microseconds(time).count());
}

}  // namespace

std::unique_ptr<Poco::Net::HTTPClientSession> TlsSession(const std::shared_ptr<TlsContext>& context,
                                                         const std::string& host, int port) {
  auto own = std::static_pointer_cast<TlsContextOfManner>(context);
  auto session = std::make_unique<TlsHttpSession>(new TlsSocket(own));
  session->setHost(host);
  session->setPort(static_cast<Poco::UInt16>(port));
  const TlsManner& manner = own->manner();
  session->setTimeout(Span(manner.handshake), Span(manner.operation), Span(manner.operation));
  return session;
}

std::string IdentityTrouble(Poco::Net::HTTPClientSession& session) {
  return SocketOf(session).trouble();
}

bool EndedCleanly(Poco::Net::HTTPClientSession& session) {
  auto peer = SocketOf(session).peer();
  return peer && peer->ended_cleanly;
}

void EndBy(Poco::Net::HTTPClientSession& session, std::chrono::steady_clock::time_point when) {
  SocketOf(session).EndBy(when);
}

void BreakOff(Poco::Net::HTTPClientSession& session) { SocketOf(session).BreakOff(); }

}  // namespace piket
