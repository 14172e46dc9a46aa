// One TLS connection as Poco's streams want it (trust.md §4.2). mbedTLS never blocks here: each
// operation waits for the socket itself, until one deadline.
#ifndef PIKET_AGENT_SYNC_TLS_TLS_SOCKET_H_
#define PIKET_AGENT_SYNC_TLS_TLS_SOCKET_H_

#include <Poco/Net/StreamSocketImpl.h>
#include <Poco/Version.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "agent/sync/tls/tls.h"
#include "agent/sync/tls/tls_context.h"

namespace piket {

#if POCO_VERSION >= 0x010E0000
using PocoShutdown = int;  // from 1.14
#else
using PocoShutdown = void;
#endif

// One thread reads and writes; shutdown and BreakOff from any. Throws Poco's exceptions.
class TlsSocket : public Poco::Net::StreamSocketImpl {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // A client's, not connected yet.
  explicit TlsSocket(std::shared_ptr<TlsContextOfManner> context);
  // A server's, accepted; the handshake is made at the first read. `seat` is let go with it.
  TlsSocket(std::shared_ptr<TlsContextOfManner> context, int descriptor,
            std::shared_ptr<void> seat);

  Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& address) override;
  void connect(const Poco::Net::SocketAddress& address) override;
  void connect(const Poco::Net::SocketAddress& address, const Poco::Timespan& timeout) override;
  void connectNB(const Poco::Net::SocketAddress& address) override;
  void close() override;
  PocoShutdown shutdownReceive() override;
  PocoShutdown shutdownSend() override;
  PocoShutdown shutdown() override;
  int sendBytes(const void* buffer, int length, int flags = 0) override;
  int sendBytes(const Poco::Net::SocketBufVec& buffers, int flags = 0) override;
  int receiveBytes(void* buffer, int length, int flags = 0) override;
  int receiveBytes(Poco::Net::SocketBufVec& buffers, int flags = 0) override;
  int receiveBytes(Poco::Buffer<char>& buffer, int flags = 0,
                   const Poco::Timespan& timeout = 100000) override;
  void sendUrgent(unsigned char data) override;
  int available() override;
  bool poll(const Poco::Timespan& timeout, int mode) override;
  void setSendTimeout(const Poco::Timespan& timeout) override;
  void setReceiveTimeout(const Poco::Timespan& timeout) override;
  bool secure() const override { return true; }

  // Of a server's connection: never waits.
  Handshaking GoOnWithHandshake();
  // Every operation ends by then at the latest.
  void EndBy(Moment when) { end_by_ = when; }
  // Any thread: what is under way and all that comes later fails.
  void BreakOff();
  std::optional<TlsPeer> peer() const { return peer_; }
  // Why one end did not believe the other, of the last connection; "" when it did.
  const std::string& trouble() const { return trouble_; }

 protected:
  ~TlsSocket() override;

 private:
  struct Tls;

  void Begin();
  void Handshake();
  int Accept();  // what the handshake brought; 0, or why not
  void NoteRefused(int code);
  void Linger();
  void SayGoodbye();
  void ShutDown(int way);
  void Open(const Poco::Net::SocketAddress& address);
  void AwaitConnection(const Poco::Net::SocketAddress& address, Moment deadline);
  // Until the socket can go on; TimeoutException at the deadline.
  void Wait(bool to_write, Moment deadline);
  void WaitFor(int code, Moment deadline);
  void WaitToRead(int code, Moment deadline);
  Moment DeadlineOf(std::chrono::milliseconds limit) const;
  [[noreturn]] void Fail(int code, const char* doing);
  void NoteTrouble(int code);
  void CheckAlive() const;

  const std::shared_ptr<TlsContextOfManner> context_;
  std::shared_ptr<void> seat_;
  std::mutex tls_mutex_;  // held through an operation
  std::mutex descriptor_mutex_;
  std::unique_ptr<Tls> tls_;
  std::optional<TlsPeer> peer_;
  std::string trouble_;
  std::chrono::milliseconds send_limit_;
  std::chrono::milliseconds receive_limit_;
  Moment end_by_ = Moment::max();
  std::atomic<bool> broken_{false};
  // How fast a client sends since the server last answered.
  std::chrono::steady_clock::duration waited_{0};
  int64_t received_ = 0;
};

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_TLS_TLS_SOCKET_H_
