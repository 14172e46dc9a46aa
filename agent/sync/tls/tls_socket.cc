#include "agent/sync/tls/tls_socket.h"

#include <Poco/Buffer.h>
#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "agent/core/log.h"
#include "agent/sync/tls/certificate_facts.h"
#if MBEDTLS_VERSION_MAJOR < 3
#define MBEDTLS_PRIVATE(member) member
#endif

namespace piket {
namespace {

using Poco::Net::NetException;
using Poco::Net::SocketAddress;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// A client that sends slower than this, after a grace of one operation, is cut: else one byte a
// second would hold a thread for ever.
constexpr int64_t kLeastBytesPerSecond = 512;
// How long a refused client gets to read why, before its unread bytes reset the connection.
constexpr milliseconds kLinger{300};
constexpr int kNoDescriptor = -1;

int SendSome(void* descriptor, const unsigned char* bytes, size_t size) {
  ssize_t sent = ::send(*static_cast<int*>(descriptor), bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) return static_cast<int>(sent);
  if (errno == EAGAIN || errno == EINTR) return MBEDTLS_ERR_SSL_WANT_WRITE;
  return errno == EPIPE || errno == ECONNRESET ? MBEDTLS_ERR_NET_CONN_RESET
                                               : MBEDTLS_ERR_NET_SEND_FAILED;
}

int ReceiveSome(void* descriptor, unsigned char* bytes, size_t size) {
  ssize_t got = ::recv(*static_cast<int*>(descriptor), bytes, size, MSG_DONTWAIT);
  if (got >= 0) return static_cast<int>(got);
  if (errno == EAGAIN || errno == EINTR) return MBEDTLS_ERR_SSL_WANT_READ;
  return errno == EPIPE || errno == ECONNRESET ? MBEDTLS_ERR_NET_CONN_RESET
                                               : MBEDTLS_ERR_NET_RECV_FAILED;
}

bool Wants(int code) {
  return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE;
}

// The alerts that speak of a certificate (RFC 8446 6.2).
bool SpeaksOfCertificate(int alert) {
  switch (alert) {
    case MBEDTLS_SSL_ALERT_MSG_NO_CERT:
    case MBEDTLS_SSL_ALERT_MSG_BAD_CERT:
    case MBEDTLS_SSL_ALERT_MSG_UNSUPPORTED_CERT:
    case MBEDTLS_SSL_ALERT_MSG_CERT_REVOKED:
    case MBEDTLS_SSL_ALERT_MSG_CERT_EXPIRED:
    case MBEDTLS_SSL_ALERT_MSG_CERT_UNKNOWN:
    case MBEDTLS_SSL_ALERT_MSG_UNKNOWN_CA:
    case MBEDTLS_SSL_ALERT_MSG_ACCESS_DENIED:
    case 116:  // certificate_required, of TLS 1.3
      return true;
    default:
      return false;
  }
}

milliseconds Milliseconds(const Poco::Timespan& span) {
  return milliseconds(span.totalMilliseconds());
}

}  // namespace

struct TlsSocket::Tls {
  Tls(std::shared_ptr<const TlsSetUp> given, const PeerRules& rules)
      : set_up(std::move(given)), check(rules) {
    mbedtls_ssl_init(&ssl);
  }
  ~Tls() { mbedtls_ssl_free(&ssl); }

  const std::shared_ptr<const TlsSetUp> set_up;
  PeerCheck check;
  mbedtls_ssl_context ssl;
  int descriptor = kNoDescriptor;
  bool open = false;   // the handshake is over
  bool dead = false;   // a failure: nothing more goes through
  bool ended = false;  // the other end said or made an end
  bool said_goodbye = false;
  bool heard = false;  // any byte of the application
};

TlsSocket::TlsSocket(std::shared_ptr<TlsContextOfManner> context)
    : context_(std::move(context)),
      send_limit_(context_->manner().operation),
      receive_limit_(context_->manner().operation) {}

TlsSocket::TlsSocket(std::shared_ptr<TlsContextOfManner> context, int descriptor,
                     std::shared_ptr<void> seat)
    : StreamSocketImpl(descriptor),
      context_(std::move(context)),
      seat_(std::move(seat)),
      send_limit_(context_->manner().operation),
      receive_limit_(context_->manner().operation) {
  Begin();
}

TlsSocket::~TlsSocket() {
  try {
    TlsSocket::close();
  } catch (...) {  // a socket that cannot be closed is gone
  }
}

void TlsSocket::Begin() {
  const TlsManner& manner = context_->manner();
  auto tls = std::make_unique<Tls>(context_->Now(), manner.rules);
  tls->descriptor = static_cast<int>(sockfd());
  int code = mbedtls_ssl_setup(&tls->ssl, tls->set_up->config());
  if (code != 0) throw NetException("TLS", MbedText(code));
  mbedtls_ssl_set_bio(&tls->ssl, &tls->descriptor, SendSome, ReceiveSome, nullptr);
  mbedtls_ssl_set_verify(&tls->ssl, PeerCheck::Look, &tls->check);
  if (!manner.is_server) {
    // Mandatory: 2.28 checks no name unless one is set, 3.6 refuses. Addresses are checked by
    // PeerCheck alone and do not go out as a name (RFC 6066 §3).
    const std::string& name = manner.rules.server_name;
    code = mbedtls_ssl_set_hostname(&tls->ssl, AddressBytes(name).empty() ? name.c_str() : nullptr);
    if (code != 0) throw NetException("TLS", MbedText(code));
  }
  tls_ = std::move(tls);
  peer_.reset();
  trouble_.clear();
  waited_ = {};
  received_ = 0;
}

TlsSocket::Moment TlsSocket::DeadlineOf(milliseconds limit) const {
  return std::min(end_by_, SteadyClock::now() + limit);
}

void TlsSocket::Wait(bool to_write, Moment deadline) {
  while (true) {
    if (broken_) throw NetException("the connection was broken off");
    auto left = std::chrono::ceil<milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) throw Poco::TimeoutException("TLS");
    pollfd wanted = {static_cast<int>(sockfd()), static_cast<short>(to_write ? POLLOUT : POLLIN),
                     0};
    int ready = ::poll(&wanted, 1, static_cast<int>(std::min<int64_t>(left.count(), 60000)));
    if (ready > 0) break;
    if (ready < 0 && errno != EINTR) throw NetException("poll", std::strerror(errno));
  }
  if (broken_) throw NetException("the connection was broken off");
}

void TlsSocket::WaitFor(int code, Moment deadline) {
  Wait(code == MBEDTLS_ERR_SSL_WANT_WRITE, deadline);
}

void TlsSocket::WaitToRead(int code, Moment deadline) {
  // A request begun must come on: the time waited for it is measured against what came.
  bool measured = context_->manner().is_server && received_ > 0;
  auto begin = SteadyClock::now();
  if (measured) {
    auto granted =
        context_->manner().operation + milliseconds(received_ * 1000 / kLeastBytesPerSecond);
    deadline = std::min(deadline, begin + (granted - waited_));
  }
  WaitFor(code, deadline);
  if (measured) waited_ += SteadyClock::now() - begin;
}

void TlsSocket::CheckAlive() const {
  if (tls_ == nullptr) throw Poco::Net::InvalidSocketException();
  if (tls_->dead) throw Poco::Net::ConnectionResetException("TLS", trouble_);
  if (broken_) throw NetException("the connection was broken off");
}

void TlsSocket::NoteTrouble(int code) {
  if (!tls_->check.trouble().empty()) {
    trouble_ = tls_->check.trouble();
    return;
  }
  int alert = 0;
  const unsigned char* message = tls_->ssl.MBEDTLS_PRIVATE(in_msg);
  if (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE && message != nullptr) alert = message[1];
  bool refused = SpeaksOfCertificate(alert);
  // In TLS 1.3 the client is done before the server has looked at its certificate: a refusal may
  // come as nothing but a reset before the first byte.
  const char* version = mbedtls_ssl_get_version(&tls_->ssl);
  bool cut_at_once = !context_->manner().is_server && tls_->open && !tls_->heard &&
                     code == MBEDTLS_ERR_NET_CONN_RESET && std::strcmp(version, "TLSv1.3") == 0;
  if (refused || cut_at_once) {
    trouble_ = "the other end refused our certificate (alert " + std::to_string(alert) + ")";
  }
}

void TlsSocket::Fail(int code, const char* doing) {
  NoteTrouble(code);
  tls_->dead = true;
  std::string text = trouble_.empty() ? MbedText(code) : trouble_;
  if (code == MBEDTLS_ERR_NET_CONN_RESET || code == MBEDTLS_ERR_SSL_CONN_EOF) {
    throw Poco::Net::ConnectionResetException(doing, text);
  }
  throw NetException(doing, text);
}

void TlsSocket::Handshake() {
  if (tls_->open) return;
  Moment deadline = DeadlineOf(context_->manner().handshake);
  int code = 0;
  try {
    while ((code = mbedtls_ssl_handshake(&tls_->ssl)) != 0) {
      if (!Wants(code)) break;
      WaitFor(code, deadline);
    }
  } catch (const Poco::Exception&) {
    tls_->dead = true;
    throw;
  }
  if (code == 0) code = Accept();
  if (code == 0) return;
  NoteRefused(code);
  Linger();
  Fail(code, "TLS handshake");
}

void TlsSocket::NoteRefused(int code) {
  NoteTrouble(code);
  if (context_->manner().is_server && !trouble_.empty()) {
    LogWarning("tls refused", {{"client", peerAddress().host().toString()}, {"why", trouble_}});
  }
}

Handshaking TlsSocket::GoOnWithHandshake() {
  std::lock_guard lock(tls_mutex_);
  if (tls_ == nullptr || tls_->dead) return Handshaking::kRefused;
  int code = tls_->open ? 0 : mbedtls_ssl_handshake(&tls_->ssl);
  // What we say in a handshake fits into any socket's buffer: it waits for the client alone.
  if (code == MBEDTLS_ERR_SSL_WANT_READ) return Handshaking::kWaits;
  if (code == 0 && !tls_->open) code = Accept();
  if (code == 0) return Handshaking::kDone;
  NoteRefused(code);
  tls_->dead = true;
  ShutDown(SHUT_WR);
  return Handshaking::kRefused;
}

int TlsSocket::Accept() {
  const mbedtls_x509_crt* certificate = mbedtls_ssl_get_peer_cert(&tls_->ssl);
  bool is_server = context_->manner().is_server;
  int code = 0;
  if (certificate == nullptr) {
    if (!is_server) code = MBEDTLS_ERR_X509_FATAL_ERROR;
  } else {
    // What mbedTLS found after PeerCheck was asked, and would let pass where it is optional.
    uint32_t flags = mbedtls_ssl_get_verify_result(&tls_->ssl);
    tls_->check.Add(flags);
    auto facts = FactsOf(*certificate);
    if (flags != 0 || !facts) {
      code = MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
    } else {
      peer_ = TlsPeer{.certificate = std::move(*facts), .ended_cleanly = true};
    }
  }
  if (code != 0) {
    mbedtls_ssl_send_alert_message(&tls_->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL,
                                   MBEDTLS_SSL_ALERT_MSG_ACCESS_DENIED);
  }
  tls_->open = code == 0;
  return code;
}

void TlsSocket::Linger() {
  if (!context_->manner().is_server) return;
  ShutDown(SHUT_WR);
  Moment deadline = SteadyClock::now() + kLinger;
  char away[4096];
  try {
    while (true) {
      Wait(false, deadline);
      if (::recv(tls_->descriptor, away, sizeof away, MSG_DONTWAIT) <= 0) return;
    }
  } catch (const Poco::Exception&) {  // long enough
  }
}

int TlsSocket::receiveBytes(void* buffer, int length, int) {
  std::lock_guard lock(tls_mutex_);
  CheckAlive();
  Handshake();
  if (tls_->ended || length <= 0) return 0;
  Moment deadline = DeadlineOf(receive_limit_);
  while (true) {
    int code = mbedtls_ssl_read(&tls_->ssl, static_cast<unsigned char*>(buffer),
                                static_cast<size_t>(length));
    if (code > 0) {
      tls_->heard = true;
      received_ += code;
      return code;
    }
    if (code == 0 || code == MBEDTLS_ERR_SSL_CONN_EOF) {
      // An end without a word: whoever reads must not take it for the end of what was sent.
      tls_->ended = true;
      if (peer_) peer_->ended_cleanly = false;
      return 0;
    }
    if (code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
      tls_->ended = true;
      return 0;
    }
#if MBEDTLS_VERSION_MAJOR >= 3
    if (code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) continue;
#endif
    if (!Wants(code)) Fail(code, "TLS read");
    WaitToRead(code, deadline);
  }
}

int TlsSocket::receiveBytes(Poco::Net::SocketBufVec& buffers, int flags) {
  if (buffers.empty()) return 0;
  return receiveBytes(buffers.front().iov_base, static_cast<int>(buffers.front().iov_len), flags);
}

int TlsSocket::receiveBytes(Poco::Buffer<char>& buffer, int flags, const Poco::Timespan& timeout) {
  if (!poll(timeout, SELECT_READ)) return 0;
  if (buffer.size() == 0) buffer.resize(16384, false);
  int got = receiveBytes(buffer.begin(), static_cast<int>(buffer.size()), flags);
  buffer.resize(static_cast<size_t>(got), true);
  return got;
}

int TlsSocket::sendBytes(const void* buffer, int length, int) {
  std::lock_guard lock(tls_mutex_);
  CheckAlive();
  Handshake();
  waited_ = {};
  received_ = 0;
  Moment deadline = DeadlineOf(send_limit_);
  const auto* bytes = static_cast<const unsigned char*>(buffer);
  for (int sent = 0; sent < length;) {
    int code = mbedtls_ssl_write(&tls_->ssl, bytes + sent, static_cast<size_t>(length - sent));
    if (code > 0) {
      sent += code;
    } else if (Wants(code)) {
      try {
        WaitFor(code, deadline);
      } catch (const Poco::Exception&) {
        tls_->dead = true;  // a record went out in part: nothing else may follow it
        throw;
      }
    } else {
      Fail(code, "TLS write");
    }
  }
  return length;
}

int TlsSocket::sendBytes(const Poco::Net::SocketBufVec& buffers, int flags) {
  int sent = 0;
  for (const auto& buffer : buffers) {
    sent += sendBytes(buffer.iov_base, static_cast<int>(buffer.iov_len), flags);
  }
  return sent;
}

int TlsSocket::available() {
  std::lock_guard lock(tls_mutex_);
  if (tls_ == nullptr || !tls_->open) return 0;
  return static_cast<int>(mbedtls_ssl_get_bytes_avail(&tls_->ssl));
}

bool TlsSocket::poll(const Poco::Timespan& timeout, int mode) {
  {
    std::lock_guard lock(tls_mutex_);
    if (tls_ == nullptr) throw Poco::Net::InvalidSocketException();
    if (tls_->dead) return true;  // the read will say so
    if ((mode & SELECT_READ) != 0) {
      // A server waits here for the first request: the handshake's own deadline must hold.
      if (!tls_->open) {
        try {
          Handshake();
        } catch (const Poco::Exception&) {
          return false;
        }
      }
      // Bytes that are deciphered already do not show on the socket.
      if (mbedtls_ssl_get_bytes_avail(&tls_->ssl) > 0 ||
          mbedtls_ssl_check_pending(&tls_->ssl) != 0) {
        return true;
      }
    }
  }
  pollfd wanted = {static_cast<int>(sockfd()), 0, 0};
  if ((mode & SELECT_READ) != 0) wanted.events = static_cast<short>(wanted.events | POLLIN);
  if ((mode & SELECT_WRITE) != 0) wanted.events = static_cast<short>(wanted.events | POLLOUT);
  return ::poll(&wanted, 1, static_cast<int>(timeout.totalMilliseconds())) > 0;
}

void TlsSocket::setSendTimeout(const Poco::Timespan& timeout) {
  if (timeout.totalMilliseconds() > 0) send_limit_ = Milliseconds(timeout);
}

void TlsSocket::setReceiveTimeout(const Poco::Timespan& timeout) {
  if (timeout.totalMilliseconds() > 0) receive_limit_ = Milliseconds(timeout);
}

void TlsSocket::connect(const SocketAddress& address) { connect(address, Poco::Timespan(30, 0)); }

void TlsSocket::connect(const SocketAddress& address, const Poco::Timespan& timeout) {
  close();
  trouble_.clear();
  Open(address);
  try {
    AwaitConnection(address, DeadlineOf(Milliseconds(timeout)));
    std::lock_guard lock(tls_mutex_);
    Begin();
    Handshake();
  } catch (const Poco::Exception&) {
    close();
    throw;
  }
}

void TlsSocket::Open(const SocketAddress& address) {
  int descriptor = ::socket(address.af(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) throw NetException("socket", std::strerror(errno));
  std::lock_guard lock(descriptor_mutex_);
  reset(descriptor);
}

void TlsSocket::AwaitConnection(const SocketAddress& address, Moment deadline) {
  auto descriptor = static_cast<int>(sockfd());
  if (::connect(descriptor, address.addr(), address.length()) == 0) return;
  if (errno != EINPROGRESS) error(errno, address.toString());
  Wait(true, deadline);
  int failure = 0;
  socklen_t size = sizeof failure;
  getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size);
  if (failure != 0) error(failure, address.toString());
}

void TlsSocket::SayGoodbye() {
  // From another thread, while one reads: the descriptor's shutdown must do.
  std::unique_lock lock(tls_mutex_, std::try_to_lock);
  if (!lock || tls_ == nullptr || !tls_->open || tls_->dead || tls_->said_goodbye) return;
  tls_->said_goodbye = true;
  mbedtls_ssl_close_notify(&tls_->ssl);
}

void TlsSocket::ShutDown(int way) {
  std::lock_guard lock(descriptor_mutex_);
  if (initialized()) ::shutdown(static_cast<int>(sockfd()), way);
}

void TlsSocket::close() {
  if (!initialized()) return;
  SayGoodbye();
  std::unique_lock lock(tls_mutex_, std::try_to_lock);
  if (!lock) {
    ShutDown(SHUT_RDWR);  // wakes the thread that reads
    lock.lock();
  }
  tls_.reset();
  std::lock_guard descriptor_lock(descriptor_mutex_);
  StreamSocketImpl::close();
  seat_.reset();
}

PocoShutdown TlsSocket::shutdown() {
  SayGoodbye();
  ShutDown(SHUT_RDWR);
  return PocoShutdown();
}

PocoShutdown TlsSocket::shutdownSend() {
  SayGoodbye();
  ShutDown(SHUT_WR);
  return PocoShutdown();
}

PocoShutdown TlsSocket::shutdownReceive() {
  ShutDown(SHUT_RD);
  return PocoShutdown();
}

void TlsSocket::BreakOff() {
  broken_ = true;
  ShutDown(SHUT_RDWR);
}

Poco::Net::SocketImpl* TlsSocket::acceptConnection(SocketAddress&) {
  throw Poco::InvalidAccessException("a connection accepts none");
}
void TlsSocket::connectNB(const SocketAddress&) {
  throw Poco::NotImplementedException("TLS connects with a deadline");
}
void TlsSocket::sendUrgent(unsigned char) {
  throw Poco::NotImplementedException("TLS has no urgent byte");
}

}  // namespace piket
