// Certificates and requests from outside: each is taken or refused; what is taken has a key that
// another certificate can be made for.
#include "agent/sync/tls/certificate.h"

#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

// Made once in OpenSSL and by ourselves, for keys nobody keeps: seeds are the same in every run.
constexpr const char* kRequest = R"(-----BEGIN CERTIFICATE REQUEST-----
MIHHMG8CAQAwDTELMAkGA1UEAwwCTDIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAR4Tanul4VgD8sDczWqawLy0qOAWxBrSbJ+H1unNjaovV711PhrwT8U+YD2MeGc
WQKdJwLwQws7trmcijPBfurOoAAwCgYIKoZIzj0EAwIDSAAwRQIhAJyN4yV9268j
5i8XPoHrb+ue/FsKs5pYWdPaR9Lvmw4YAiAbPDR3f9rdPBYQSdELUzKttTOWsgTZ
Il+qyrJpadnTIg==
-----END CERTIFICATE REQUEST-----
)";
constexpr const char* kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBzzCCAXSgAwIBAgIUDbOUUoLknTNvmD6FZbafn2UB32gwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNcHVzYXQuZXhhbXBsZTAeFw0yNjExMjIyMDU4MThaFw0zNjEx
MTkyMDU4MThaMBgxFjAUBgNVBAMMDXB1c2F0LmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAASlYDQkv7p8xBhomUkH5zwNo/fBxXkKBkvUxMlcEh+0omhW
t+stIPVEIt+ih5YaWMJpaysnzkCxv0PAUfEHlqULo4GbMIGYMB0GA1UdDgQWBBRD
biQVeHFuLkvh7jNruVckYY3aDTAfBgNVHSMEGDAWgBRDbiQVeHFuLkvh7jNruVck
YY3aDTAPBgNVHRMBAf8EBTADAQH/MDAGA1UdEQQpMCeCDXB1c2F0LmV4YW1wbGWH
BAoAAAGHEP0AAAAAAAAAAAAAAAAAAAEwEwYDVR0lBAwwCgYIKwYBBQUHAwEwCgYI
KoZIzj0EAwIDSQAwRgIhAOQYoWB3MVKpQrOIq66cz00yy5d9bMLK8YffpSfDBOaf
AiEAqCN6UfHHBmZKRT6u3grUKXs7W8H0I3r95RsyhRbDcYk=
-----END CERTIFICATE-----
)";

}  // namespace

std::vector<std::string> CertificateSeeds() {
  return {kRequest, kCertificate, std::string(kCertificate) + kCertificate};
}

int FuzzCertificate(std::string_view bytes) {
  std::string text(bytes);
  if (auto request = ReadRequest(text)) {
    Demand(!request->name.empty() && request->name.size() <= 64, "a request's name is a name");
    Demand(request->public_key.find("PUBLIC KEY") != std::string::npos, "a request has its key");
  }
  if (auto certificate = ReadCertificate(text)) {
    Demand(certificate->fingerprint.size() == 64, "a certificate has its fingerprint");
    auto again = ReadCertificate("\n" + text);
    Demand(again && again->serial == certificate->serial, "a certificate reads as it did");
  }
  return 0;
}

}  // namespace piket
