#include "agent/sync/tls/revocation.h"

#include <mbedtls/version.h>

#include "agent/core/text.h"
#include "agent/sync/tls/certificate_facts.h"
#include "agent/sync/tls/der_writer.h"
#if MBEDTLS_VERSION_MAJOR < 3
#define MBEDTLS_PRIVATE(member) member
#endif

namespace piket {
namespace {

constexpr std::string_view kEcdsaSha256("\x2a\x86\x48\xce\x3d\x04\x03\x02", 8);
constexpr unsigned char kExtensions = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED | 0;
constexpr unsigned char kKeyIdentifier = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 0;

// UTCTime until 2049, GeneralizedTime after it (RFC 5280 §5.1.2.4).
void WriteTime(DerWriter& der, Instant instant) {
  std::string text = TimeText(instant) + "Z";
  bool is_short = text < "2050";
  der.Tagged(is_short ? MBEDTLS_ASN1_UTC_TIME : MBEDTLS_ASN1_GENERALIZED_TIME,
             is_short ? text.substr(2) : text);
}

std::string AlgorithmIdentifier() {
  DerWriter der;
  der.Oid(kEcdsaSha256);
  return der.Sequence();
}

std::string Extension(std::string_view oid, std::string_view value) {
  DerWriter der;
  der.Tagged(MBEDTLS_ASN1_OCTET_STRING, value);
  der.Oid(oid);
  return der.Sequence();
}

// A positive INTEGER of at most 8 bytes.
std::string Number(int64_t value) {
  std::string bytes;
  for (; value > 0; value >>= 8) bytes.insert(bytes.begin(), static_cast<char>(value & 0xFF));
  if (bytes.empty() || static_cast<unsigned char>(bytes.front()) > 0x7F) bytes.insert(0, 1, '\0');
  DerWriter der;
  der.Tagged(MBEDTLS_ASN1_INTEGER, bytes);
  return der.written();
}

// SHA-1 of the public key's bit string, as mbedTLS writes the subject key identifier.
Result<std::string> KeyIdentifier(mbedtls_pk_context& key) {
  std::string der(256, '\0');
  unsigned char* at = Raw(der) + der.size();
  int size = mbedtls_pk_write_pubkey(&at, Raw(der), &key);
  if (size < 0) return Error{Fault::kInternal, "the authority's key: " + MbedText(size)};
  unsigned char digest[20];
  int code =
      mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), at, static_cast<size_t>(size), digest);
  if (code != 0) return Error{Fault::kInternal, "the authority's key: " + MbedText(code)};
  return std::string(reinterpret_cast<char*>(digest), sizeof digest);
}

std::string SerialBytes(const std::string& hexadecimal) {
  auto bytes = FromHex(hexadecimal);
  return bytes ? *bytes : std::string(1, '\0');
}

std::string Revoked(const std::vector<RevokedCertificate>& revoked) {
  if (revoked.empty()) return "";  // the list is left out, not empty (RFC 5280 §5.1.2.6)
  DerWriter all;
  for (const RevokedCertificate& one : revoked) {
    DerWriter entry;
    WriteTime(entry, one.at);
    entry.Tagged(MBEDTLS_ASN1_INTEGER, SerialBytes(one.serial));
    all.Bytes(entry.Sequence());
  }
  return all.Sequence();
}

}  // namespace

Result<std::string> MakeRevocationList(const SigningKey& authority_key,
                                       const std::string& authority,
                                       const std::vector<RevokedCertificate>& revoked, Instant from,
                                       Instant until) {
  StartMbed();
  HeldCertificate issuer;
  HeldKey key;
  int code =
      mbedtls_x509_crt_parse(&issuer.it, Raw(std::string_view(authority)), authority.size() + 1);
  if (code == 0) code = ReadPrivate(authority_key, key.it);
  if (code != 0) return Error{Fault::kInternal, "the authority: " + MbedText(code)};
  auto identifier = KeyIdentifier(key.it);
  if (!identifier) return identifier.error();

  DerWriter key_identifier;
  key_identifier.Tagged(kKeyIdentifier, *identifier);
  DerWriter der;
  der.Bytes(Extension(kRevocationNumberOid, Number(from.time_since_epoch().count())));
  der.Bytes(Extension(kAuthorityKeyOid, key_identifier.Sequence()));
  der.Wrap(kDerSequence);
  der.Wrap(kExtensions);
  der.Bytes(Revoked(revoked));
  WriteTime(der, until);
  WriteTime(der, from);
  const mbedtls_x509_buf& name = issuer.it.subject_raw;
  der.Bytes({reinterpret_cast<const char*>(name.p), name.len});
  der.Bytes(AlgorithmIdentifier());
  der.Bytes(Number(1));  // version 2
  const std::string list = der.Sequence();

  Digest digest = Sha256(list);
  std::string signature(MBEDTLS_ECDSA_MAX_LEN, '\0');
  size_t size = 0;
#if MBEDTLS_VERSION_MAJOR < 3
  code = mbedtls_pk_sign(&key.it, MBEDTLS_MD_SHA256, digest.data(), digest.size(), Raw(signature),
                         &size, TlsRandom, nullptr);
#else
  code = mbedtls_pk_sign(&key.it, MBEDTLS_MD_SHA256, digest.data(), digest.size(), Raw(signature),
                         signature.size(), &size, TlsRandom, nullptr);
#endif
  if (code != 0) return Error{Fault::kInternal, "signing the list: " + MbedText(code)};
  DerWriter whole;
  // The first byte of a bit string says how many bits of the last are unused.
  whole.Tagged(MBEDTLS_ASN1_BIT_STRING, std::string(1, '\0') + signature.substr(0, size));
  whole.Bytes(AlgorithmIdentifier());
  whole.Bytes(list);
  return whole.Sequence();
}

}  // namespace piket
