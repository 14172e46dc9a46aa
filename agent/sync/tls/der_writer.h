// What the files of this folder that write X.509 share: a writer of DER that goes, as mbedTLS's own
// does, from the end to the beginning, and mbedTLS's structures with their init and free.
#ifndef PIKET_AGENT_SYNC_TLS_DER_WRITER_H_
#define PIKET_AGENT_SYNC_TLS_DER_WRITER_H_

#include <mbedtls/asn1write.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include <string>
#include <string_view>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/crypto.h"

namespace piket {

inline unsigned char* Raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
inline const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

template <class T, void (*init)(T*), void (*release)(T*)>
struct Held {
  Held() { init(&it); }
  ~Held() { release(&it); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  T it;
};
using HeldKey = Held<mbedtls_pk_context, mbedtls_pk_init, mbedtls_pk_free>;
using HeldCertificate = Held<mbedtls_x509_crt, mbedtls_x509_crt_init, mbedtls_x509_crt_free>;

int ReadPrivate(const SigningKey& key, mbedtls_pk_context& out);
std::string TimeText(Instant instant);  // "20261122045501", in UTC

// Tags of RFC 5280.
constexpr unsigned char kDerSequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
constexpr unsigned char kDnsName = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 2;
constexpr unsigned char kUriName = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 6;
constexpr unsigned char kAddressName = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7;
constexpr unsigned char kFullName = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED | 0;
constexpr unsigned char kDistributionPointName = kFullName;
constexpr std::string_view kRevocationsOid("\x55\x1d\x1f", 3);       // cRLDistributionPoints
constexpr std::string_view kRevocationNumberOid("\x55\x1d\x14", 3);  // cRLNumber
constexpr std::string_view kAuthorityKeyOid("\x55\x1d\x23", 3);      // authorityKeyIdentifier

// Holds what was written so far; what is added stands before it.
class DerWriter {
 public:
  void Bytes(std::string_view bytes) { written_.insert(0, bytes); }
  void Tagged(unsigned char tag, std::string_view bytes);
  void Oid(std::string_view oid) { Tagged(MBEDTLS_ASN1_OID, oid); }
  // Puts all that was written so far into one of this tag.
  void Wrap(unsigned char tag);
  // The sequence of what was written so far.
  std::string Sequence();
  const std::string& written() const { return written_; }

 private:
  std::string written_;
};

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_TLS_DER_WRITER_H_
