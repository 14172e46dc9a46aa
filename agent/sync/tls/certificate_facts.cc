#include "agent/sync/tls/certificate_facts.h"

#include <arpa/inet.h>
#include <mbedtls/ecp.h>
#include <mbedtls/error.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#if MBEDTLS_VERSION_MAJOR >= 3
#include <psa/crypto.h>
#else
#define MBEDTLS_PRIVATE(member) member
#endif

#include <cstring>
#include <mutex>

#include "agent/core/text.h"

namespace piket {
namespace {

// Kinds of subjectAltName (RFC 5280 4.2.1.6).
constexpr int kDnsName = 2;
constexpr int kAddress = 7;
constexpr int kKindBits = 0x1F;

std::string TextOf(const mbedtls_x509_buf& bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.p), bytes.len);
}

std::string AddressText(const mbedtls_x509_buf& bytes) {
  char text[INET6_ADDRSTRLEN];
  int family = bytes.len == 4 ? AF_INET : AF_INET6;
  if (bytes.len != 4 && bytes.len != 16) return "";
  return inet_ntop(family, bytes.p, text, sizeof text) == nullptr ? "" : text;
}

std::optional<Instant> InstantOf(const mbedtls_x509_time& time) {
  using std::chrono::day, std::chrono::month, std::chrono::year;
  Date date{year(time.year), month(static_cast<unsigned>(time.mon)),
            day(static_cast<unsigned>(time.day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(time.hour) +
         std::chrono::minutes(time.min) + std::chrono::seconds(time.sec);
}

std::string CommonNameOf(const mbedtls_x509_name& subject) {
  for (const mbedtls_x509_name* part = &subject; part != nullptr; part = part->next) {
    if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &part->oid) == 0) return TextOf(part->val);
  }
  return "";
}

}  // namespace

int TlsRandom(void*, unsigned char* out, size_t size) {
  std::string bytes = RandomBytes(size);
  std::memcpy(out, bytes.data(), size);
  return 0;
}

std::string MbedText(int code) {
  char text[160];
  mbedtls_strerror(code, text, sizeof text);
  return text;
}

void StartMbed() {
#if MBEDTLS_VERSION_MAJOR >= 3
  static std::once_flag once;
  std::call_once(once, [] { psa_crypto_init(); });
#endif
}

std::string AddressBytes(const std::string& text) {
  std::string bytes(16, '\0');
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return bytes.substr(0, 4);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  return "";
}

bool OnP256(const mbedtls_pk_context& key) {
  if (mbedtls_pk_can_do(&key, MBEDTLS_PK_ECDSA) == 0) return false;
  const mbedtls_ecp_keypair* pair = mbedtls_pk_ec(key);
  return pair != nullptr && pair->MBEDTLS_PRIVATE(grp).id == MBEDTLS_ECP_DP_SECP256R1;
}

std::string PublicPemOf(const mbedtls_pk_context& key) {
  std::string pem(4096, '\0');
  // 2.28 takes the key without const, and only reads it.
  auto* readable = const_cast<mbedtls_pk_context*>(&key);  // NOLINT
  if (mbedtls_pk_write_pubkey_pem(readable, reinterpret_cast<unsigned char*>(pem.data()),
                                  pem.size()) != 0) {
    return "";
  }
  pem.resize(pem.find('\0'));
  return pem;
}

std::string FingerprintOf(const mbedtls_x509_crt& certificate) {
  return Hex(Sha256(TextOf(certificate.raw)));
}

std::vector<std::string> NamesOf(const mbedtls_x509_crt& certificate) {
  std::vector<std::string> names;
  for (const mbedtls_x509_sequence* name = &certificate.subject_alt_names;
       name != nullptr && name->buf.p != nullptr; name = name->next) {
    int kind = name->buf.tag & kKindBits;
    std::string text = kind == kDnsName   ? LowerAscii(TextOf(name->buf))
                       : kind == kAddress ? AddressText(name->buf)
                                          : "";
    if (!text.empty()) names.push_back(text);
  }
  return names;
}

Result<CertificateFacts> FactsOf(const mbedtls_x509_crt& certificate) {
  CertificateFacts facts;
  facts.name = CommonNameOf(certificate.subject);
  facts.serial = Hex(TextOf(certificate.serial));
  auto from = InstantOf(certificate.valid_from);
  auto until = InstantOf(certificate.valid_to);
  if (!from || !until) return Error{Fault::kBadRequest, "a date of the certificate does not exist"};
  facts.not_before = *from;
  facts.not_after = *until;
  facts.public_key = PublicPemOf(certificate.pk);
  if (facts.public_key.empty()) return Error{Fault::kBadRequest, "the certificate's key"};
  facts.fingerprint = FingerprintOf(certificate);
  facts.names = NamesOf(certificate);
  facts.extensions = TextOf(certificate.v3_ext);
  return facts;
}

}  // namespace piket
