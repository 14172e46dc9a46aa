// The office's certificate authority, embedded in the centre: <data>/keys/authority.pem (0400) and
// <data>/keys/authority.crt, made on first use for ten years. Certifies posts for 30 days and the
// centre's own listeners for 90; an office with its own authority configures that for its screens.
#ifndef PIKET_AGENT_CENTRAL_AUTHORITY_H_
#define PIKET_AGENT_CENTRAL_AUTHORITY_H_

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/settings.h"
#include "agent/sync/tls/revocation.h"
#include "agent/sync/tls/tls.h"

namespace piket {

// Thread-safe.
class Authority {
 public:
  // `office` stands in the certificate's name.
  static Result<std::unique_ptr<Authority>> Open(const std::filesystem::path& keys,
                                                 const std::string& office, const Clock& clock);
  const std::string& certificate() const { return certificate_; }  // PEM
  const std::string& fingerprint() const { return fingerprint_; }  // hexadecimal SHA-256
  // For a post's key: 30 days, from a minute ago. PEM.
  Result<std::string> CertifyPost(const std::string& code, const std::string& public_key);
  // Where foreign programs read the list of revoked certificates; stands in listeners'
  // certificates from now on. Before the first Listener.
  void PublishRevocationsAt(std::string url) { revocations_ = std::move(url); }
  // That list, DER, good for a week from now.
  Result<std::string> RevocationList(const std::vector<RevokedCertificate>& revoked);
  // Key and certificate (with the authority's behind it) for a listener that answers to these names
  // and addresses; kept in <keys>/<file>.pem, .crt and renewed when two thirds of its life are over
  // or the names changed.
  Result<TlsIdentity> Listener(const std::string& file, const std::vector<std::string>& names);

 private:
  Authority(std::filesystem::path keys, std::unique_ptr<SigningKey> key, std::string certificate,
            std::string fingerprint, const Clock& clock);
  const std::filesystem::path keys_;
  std::mutex mutex_;
  std::unique_ptr<SigningKey> key_;
  std::string certificate_;
  std::string fingerprint_;
  std::string revocations_;
  const Clock& clock_;
};

// Where this post's screens give the list; "" when they are not certified by its own authority.
std::string RevocationsUrl(const Settings& settings);

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_AUTHORITY_H_
