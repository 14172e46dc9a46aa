// What stands in a certificate, for the files of this folder that hold mbedTLS's own structure or
// its bytes.
#ifndef PIKET_AGENT_SYNC_TLS_CERTIFICATE_FACTS_H_
#define PIKET_AGENT_SYNC_TLS_CERTIFICATE_FACTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/sync/tls/certificate.h"

struct mbedtls_x509_crt;
struct mbedtls_pk_context;

namespace piket {

// kBadRequest when a date or the key cannot be told.
Result<CertificateFacts> FactsOf(const mbedtls_x509_crt& certificate);
std::string FingerprintOf(const mbedtls_x509_crt& certificate);
// DNS names in lower case and addresses as they are written; other kinds are passed over.
std::vector<std::string> NamesOf(const mbedtls_x509_crt& certificate);
// Whether it is an ECDSA key on P-256.
bool OnP256(const mbedtls_pk_context& key);
// PEM; "" when it cannot be written.
std::string PublicPemOf(const mbedtls_pk_context& key);

// What mbedTLS wants for randomness: the operating system's, safe for threads and after a fork.
int TlsRandom(void* unused, unsigned char* out, size_t size);
// mbedTLS's word for a failure.
std::string MbedText(int code);
// To be called before anything of mbedTLS's 3.x TLS or keys; does its work once.
void StartMbed();

// The bytes of an IPv4 or IPv6 address as a certificate has them; "" when the text is not one.
std::string AddressBytes(const std::string& text);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_TLS_CERTIFICATE_FACTS_H_
