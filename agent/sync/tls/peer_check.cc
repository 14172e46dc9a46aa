#include "agent/sync/tls/peer_check.h"

#include <mbedtls/oid.h>
#include <mbedtls/x509_crt.h>

#include "agent/core/crypto.h"
#include "agent/core/text.h"
#include "agent/sync/tls/certificate_facts.h"

namespace piket {
namespace {

// mbedTLS 2.28 knows no addresses and checks no name at all unless told to: we always look.
bool AnswersTo(const mbedtls_x509_crt& certificate, const std::string& name) {
  std::string address = AddressBytes(name);
  for (const std::string& own : NamesOf(certificate)) {
    if (address.empty() ? own == LowerAscii(name) : AddressBytes(own) == address) return true;
  }
  return false;
}

bool MayBeUsed(const mbedtls_x509_crt& certificate, bool as_client) {
  const char* use = as_client ? MBEDTLS_OID_CLIENT_AUTH : MBEDTLS_OID_SERVER_AUTH;
  size_t size = as_client ? MBEDTLS_OID_SIZE(MBEDTLS_OID_CLIENT_AUTH)
                          : MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH);
  return mbedtls_x509_crt_check_extended_key_usage(&certificate, use, size) == 0;
}

}  // namespace

void PeerCheck::Add(uint32_t flags) {
  if (flags == 0) return;
  std::string text(512, '\0');
  mbedtls_x509_crt_verify_info(text.data(), text.size(), "", flags);
  text.resize(text.find('\0'));
  for (char& c : text) c = c == '\n' ? ' ' : c;
  if (trouble_.find(Trimmed(text)) != std::string::npos) return;
  trouble_ += (trouble_.empty() ? "" : "; ") + Trimmed(text);
}

void PeerCheck::Judge(const mbedtls_x509_crt& certificate, int depth, uint32_t& flags) {
  if (rules_.forgive_dates) {
    flags &= ~static_cast<uint32_t>(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
  }
  // The chain was built by its signatures, so what stands above the server's own certificate has
  // certified it: the authority is believed by the fingerprint that came with the invitation.
  if (depth > 0 && !rules_.authority_fingerprint.empty() &&
      EqualInConstantTime(FingerprintOf(certificate), rules_.authority_fingerprint)) {
    flags &= ~static_cast<uint32_t>(MBEDTLS_X509_BADCERT_NOT_TRUSTED);
  }
  if (depth == 0) {
    if (!OnP256(certificate.pk)) flags |= MBEDTLS_X509_BADCERT_BAD_KEY;
    if (!MayBeUsed(certificate, rules_.is_client)) flags |= MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
    if (!rules_.is_client && !AnswersTo(certificate, rules_.server_name)) {
      flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
    }
  }
}

int PeerCheck::Look(void* self, mbedtls_x509_crt* certificate, int depth, uint32_t* flags) {
  auto& check = *static_cast<PeerCheck*>(self);
  check.Judge(*certificate, depth, *flags);
  check.Add(*flags);
  // Certificates of clients are asked for, not demanded, and an authority known by fingerprint only
  // is not in mbedTLS's list: in both it would go on with a bad one, so it is stopped here.
  bool stop = check.rules_.is_client || !check.rules_.authority_fingerprint.empty();
  return stop && *flags != 0 ? MBEDTLS_ERR_X509_FATAL_ERROR : 0;
}

}  // namespace piket
