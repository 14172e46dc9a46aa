// TLS under Poco's sockets, by mbedTLS (trust.md §4): TLS 1.2 with ECDHE-ECDSA and AEAD suites
// only, and 1.3 where the library has it; no renegotiation, no resumption (it would walk around the
// check of a revoked post). The only folder besides core/crypto that includes mbedTLS; its headers
// name Poco's socket types, because that is what it gives.
#ifndef PIKET_AGENT_SYNC_TLS_TLS_H_
#define PIKET_AGENT_SYNC_TLS_TLS_H_

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/core/clock.h"
#include "agent/sync/tls/certificate.h"

namespace piket {

// What one end proves itself with. PEM; certificate first, then those above it.
struct TlsIdentity {
  std::string certificate;
  std::string key;
};

// What the other end said of itself.
struct TlsPeer {
  CertificateFacts certificate;
  bool ended_cleanly = true;  // false: the connection ended without close_notify
};

enum class ClientCertificate { kNone, kAsked };

struct TlsServerPlan {
  TlsIdentity identity;
  ClientCertificate client = ClientCertificate::kNone;
  std::string authority;  // PEM: who certifies clients
  // Whether the peer's certificate is taken although it is not yet or no longer valid by this
  // machine's clock: the centre never refuses a post for the time (it decides per request).
  bool forgive_dates = false;
  std::chrono::milliseconds handshake{4000};   // deadline for the whole handshake
  std::chrono::milliseconds operation{15000};  // deadline for one read or write
  int most_per_address = 64;                   // connections at once from one address
};

struct TlsClientPlan {
  std::string authority;  // PEM: the only one believed
  // Instead of an authority's PEM, while enrolling: hexadecimal SHA-256 of the authority's
  // certificate, which must be in the chain the server sends.
  std::string authority_fingerprint;
  std::string server_name;  // checked against the certificate; never empty
  std::optional<TlsIdentity> identity;
  bool forgive_dates = false;  // this post's clock is unsure
  std::chrono::milliseconds handshake{20000};
  std::chrono::milliseconds operation{30000};
};

// Thread-safe; sockets made from it keep it alive. The identity can be exchanged while it serves.
class TlsContext {
 public:
  static Result<std::shared_ptr<TlsContext>> Server(const TlsServerPlan& plan);
  static Result<std::shared_ptr<TlsContext>> Client(const TlsClientPlan& plan);
  virtual ~TlsContext() = default;
  // For connections from now on. kConfiguration when key and certificate do not belong together.
  virtual Result<void> Use(const TlsIdentity& identity) = 0;

 protected:
  TlsContext() = default;
};

// A server socket whose connections speak TLS. The handshake runs in the worker thread at the first
// read, never in the thread that accepts. kConfiguration when the address is taken.
Result<Poco::Net::ServerSocket> ListenTls(const std::shared_ptr<TlsContext>& context,
                                          const Poco::Net::SocketAddress& address);

// A server's handshake without waiting, for whoever watches many connections at once: goes on as
// far as the bytes that came allow. kRefused: the client has been told and our side is shut; what
// it still sends is to be read away for a moment, or it never reads why.
enum class Handshaking { kWaits, kDone, kRefused };
Handshaking GoOnWithHandshake(Poco::Net::StreamSocket& socket);

// A session whose connections speak TLS and check the server's name; connects lazily. What the
// server refuses of our identity may appear at the first read only: use IdentityTrouble to tell it
// from a bad line.
std::unique_ptr<Poco::Net::HTTPClientSession> TlsSession(const std::shared_ptr<TlsContext>& context,
                                                         const std::string& host, int port);
// Whether the last failure of the session was the other end's refusal of our certificate, or ours
// of the server's, rather than the line. "" for neither.
std::string IdentityTrouble(Poco::Net::HTTPClientSession& session);
// Whether the server said that its end was one: false when the line was cut, or never stood.
bool EndedCleanly(Poco::Net::HTTPClientSession& session);
// Every operation of a TlsSession ends by then at the latest, with a TimeoutException.
void EndBy(Poco::Net::HTTPClientSession& session, std::chrono::steady_clock::time_point when);
// Any thread: what a TlsSession is doing, and whatever it does later, fails.
void BreakOff(Poco::Net::HTTPClientSession& session);
// The same of a connection that ListenTls accepted.
void BreakOff(Poco::Net::StreamSocket& socket);

// The client's certificate of a request; nullopt when it showed none.
std::optional<TlsPeer> PeerOf(Poco::Net::HTTPServerRequest& request);
std::optional<TlsPeer> PeerOf(const Poco::Net::StreamSocket& socket);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_TLS_TLS_H_
