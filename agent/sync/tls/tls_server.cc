#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>

#include "agent/sync/tls/tls.h"
#include "agent/sync/tls/tls_socket.h"

namespace piket {
namespace {

using Poco::Net::NetException;
using Poco::Net::SocketAddress;

// How many connections each address has open; a seat is given back when its connection closes.
class Seats : public std::enable_shared_from_this<Seats> {
 public:
  explicit Seats(int most) : most_(most) {}

  // null when the address has its share.
  std::shared_ptr<void> Take(const std::string& address) {
    std::lock_guard lock(mutex_);
    int& taken = taken_[address];
    if (taken >= most_) return nullptr;
    ++taken;
    auto self = shared_from_this();
    return {this, [self, address](void*) { self->GiveBack(address); }};
  }

 private:
  void GiveBack(const std::string& address) {
    std::lock_guard lock(mutex_);
    if (--taken_[address] == 0) taken_.erase(address);
  }

  const int most_;
  std::mutex mutex_;
  std::map<std::string, int> taken_;
};

// The hook has to be here: Poco's server copies the ServerSocket and keeps only this.
class TlsListener : public Poco::Net::ServerSocketImpl {
 public:
  explicit TlsListener(std::shared_ptr<TlsContextOfManner> context)
      : context_(std::move(context)),
        seats_(std::make_shared<Seats>(context_->manner().most_per_address)) {}

  Poco::Net::SocketImpl* acceptConnection(SocketAddress& client) override {
    sockaddr_storage storage = {};
    socklen_t size = sizeof storage;
    auto* address = reinterpret_cast<sockaddr*>(&storage);
    int descriptor = ::accept4(static_cast<int>(sockfd()), address, &size, SOCK_CLOEXEC);
    if (descriptor < 0) throw NetException("accept", std::strerror(errno));
    try {
      client = SocketAddress(address, size);
      auto seat = seats_->Take(client.host().toString());
      // Thrown, not waited for: Poco's accepting thread goes on with the next one.
      if (seat == nullptr) throw NetException("too many connections of one address");
      return new TlsSocket(context_, std::exchange(descriptor, -1), std::move(seat));
    } catch (const Poco::Exception&) {
      if (descriptor >= 0) ::close(descriptor);
      throw;
    }
  }
  bool secure() const override { return true; }

 protected:
  ~TlsListener() override = default;
  // Poco's own would be inherited by the programs this one starts.
  void init(int family) override {
    int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) throw NetException("socket", std::strerror(errno));
    reset(descriptor);
  }

 private:
  const std::shared_ptr<TlsContextOfManner> context_;
  const std::shared_ptr<Seats> seats_;
};

class TlsServerSocket : public Poco::Net::ServerSocket {
 public:
  explicit TlsServerSocket(Poco::Net::SocketImpl* listener) : ServerSocket(listener, true) {}
};

}  // namespace

Result<Poco::Net::ServerSocket> ListenTls(const std::shared_ptr<TlsContext>& context,
                                          const SocketAddress& address) {
  try {
    TlsServerSocket socket(new TlsListener(std::static_pointer_cast<TlsContextOfManner>(context)));
    // Not its port with another process: Poco would share it by default.
    socket.bind(address, true, false);
    socket.listen(1024);  // all of an office, back after a power cut
    return Poco::Net::ServerSocket(socket);
  } catch (const Poco::Exception& exception) {
    return Error{Fault::kConfiguration, address.toString() + ": " + exception.displayText()};
  }
}

std::optional<TlsPeer> PeerOf(Poco::Net::HTTPServerRequest& request) {
  auto* real = dynamic_cast<Poco::Net::HTTPServerRequestImpl*>(&request);
  if (real == nullptr) return std::nullopt;
  return PeerOf(real->socket());
}

std::optional<TlsPeer> PeerOf(const Poco::Net::StreamSocket& socket) {
  auto* tls = dynamic_cast<TlsSocket*>(socket.impl());
  return tls == nullptr ? std::nullopt : tls->peer();
}

Handshaking GoOnWithHandshake(Poco::Net::StreamSocket& socket) {
  return static_cast<TlsSocket*>(socket.impl())->GoOnWithHandshake();
}

void BreakOff(Poco::Net::StreamSocket& socket) {
  static_cast<TlsSocket*>(socket.impl())->BreakOff();
}

}  // namespace piket
