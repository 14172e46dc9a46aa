// The authority's list of certificates that are no longer believed (a CRL, RFC 5280 §5), for
// foreign programs that look at our certificates. Our own ends never ask it: the centre judges
// every request by its table.
#ifndef PIKET_AGENT_SYNC_TLS_REVOCATION_H_
#define PIKET_AGENT_SYNC_TLS_REVOCATION_H_

#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/crypto.h"

namespace piket {

struct RevokedCertificate {
  std::string serial;  // hexadecimal
  Instant at;
};

// DER, signed by the authority (its certificate as PEM). Its number is `from` in milliseconds, so a
// later list has a higher one.
Result<std::string> MakeRevocationList(const SigningKey& authority_key,
                                       const std::string& authority,
                                       const std::vector<RevokedCertificate>& revoked, Instant from,
                                       Instant until);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_TLS_REVOCATION_H_
