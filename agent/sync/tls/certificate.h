// X.509 certificates of the office's own authority: ECDSA on P-256, SHA-256, nothing else. The
// authority lives in the centre; posts make requests, the centre certifies them for 30 days.
#ifndef PIKET_AGENT_SYNC_TLS_CERTIFICATE_H_
#define PIKET_AGENT_SYNC_TLS_CERTIFICATE_H_

#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/crypto.h"

namespace piket {

struct CertificateFacts {
  std::string name;    // common name: a post's code, or a server's first name
  std::string serial;  // hexadecimal, lower case
  Instant not_before;
  Instant not_after;
  std::string public_key;          // PEM
  std::string fingerprint;         // hexadecimal SHA-256 of the certificate's DER
  std::vector<std::string> names;  // subjectAltName: DNS names and addresses
  std::string extensions;          // DER of all of them
};

enum class CertificateUse { kPost, kServer };  // extended key usage: client, or server

struct CertificatePlan {
  std::string name;
  std::string public_key;  // PEM
  CertificateUse use = CertificateUse::kPost;
  std::vector<std::string> names = {};  // kServer: DNS names and IP addresses it answers to
  std::string revocations = {};         // where the authority's list lies; "" for none
  Instant not_before;
  Instant not_after;
};

// A self-signed authority (basicConstraints CA, pathlen 0, keyUsage certSign+crlSign). PEM.
Result<std::string> MakeAuthority(const SigningKey& key, const std::string& name, Instant from,
                                  Instant until);
// PEM, with a random serial of 128 bits.
Result<std::string> Certify(const SigningKey& authority_key, const std::string& authority,
                            const CertificatePlan& plan);
// A PKCS #10 request, PEM, signed by the key.
Result<std::string> MakeRequest(const SigningKey& key, const std::string& name);
struct RequestFacts {
  std::string name;
  std::string public_key;  // PEM; the request proves that its sender has the private key
};
// kBadRequest when it is not one, its signature is wrong or its key is not on P-256. The text comes
// from outside: any bytes.
Result<RequestFacts> ReadRequest(const std::string& pem);
// The first certificate of the text. kBadRequest.
Result<CertificateFacts> ReadCertificate(const std::string& pem);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_TLS_CERTIFICATE_H_
