// What connections are made from: keys, certificates and rules, as mbedTLS holds them.
#ifndef PIKET_AGENT_SYNC_TLS_TLS_CONTEXT_H_
#define PIKET_AGENT_SYNC_TLS_TLS_CONTEXT_H_

#include <chrono>
#include <memory>
#include <mutex>

#include "agent/sync/tls/peer_check.h"
#include "agent/sync/tls/tls.h"

struct mbedtls_ssl_config;

namespace piket {

// One identity with everything around it; never changed once made, so connections share it.
class TlsSetUp {
 public:
  virtual ~TlsSetUp() = default;
  virtual const mbedtls_ssl_config* config() const = 0;
};

struct TlsManner {
  bool is_server = false;
  bool asks_clients = false;
  std::string authority;
  PeerRules rules;  // for the other end
  std::chrono::milliseconds handshake{0};
  std::chrono::milliseconds operation{0};
  int most_per_address = 0;
};

class TlsContextOfManner : public TlsContext {
 public:
  explicit TlsContextOfManner(TlsManner manner) : manner_(std::move(manner)) {}
  Result<void> Use(const TlsIdentity& identity) override;
  Result<void> UseNone();  // a client that shows no certificate
  std::shared_ptr<const TlsSetUp> Now() const;
  const TlsManner& manner() const { return manner_; }

 private:
  Result<void> Take(const TlsIdentity* identity);

  const TlsManner manner_;
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsSetUp> now_;
};

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_TLS_TLS_CONTEXT_H_
