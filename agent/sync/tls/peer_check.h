// Whether the other end's chain of certificates is believed: mbedTLS checks signatures and uses,
// and asks this at each certificate, from the top of the chain down.
#ifndef PIKET_AGENT_SYNC_TLS_PEER_CHECK_H_
#define PIKET_AGENT_SYNC_TLS_PEER_CHECK_H_

#include <cstdint>
#include <string>

struct mbedtls_x509_crt;

namespace piket {

struct PeerRules {
  bool is_client = false;             // the other end is
  std::string server_name;            // of a server: DNS name or address
  std::string authority_fingerprint;  // while no authority's certificate is known
  bool forgive_dates = false;
};

// Of one connection; one thread.
class PeerCheck {
 public:
  explicit PeerCheck(const PeerRules& rules) : rules_(rules) {}
  // mbedTLS's callback; `self` is a PeerCheck.
  static int Look(void* self, mbedtls_x509_crt* certificate, int depth, uint32_t* flags);
  // Why the chain is not believed; "" while nothing spoke against it.
  const std::string& trouble() const { return trouble_; }
  void Add(uint32_t flags);

 private:
  void Judge(const mbedtls_x509_crt& certificate, int depth, uint32_t& flags);

  const PeerRules& rules_;
  std::string trouble_;
};

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_TLS_PEER_CHECK_H_
