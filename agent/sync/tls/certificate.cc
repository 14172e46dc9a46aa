#include "agent/sync/tls/certificate.h"

#include <mbedtls/md.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <mbedtls/x509_csr.h>

#include <cstring>

#include "agent/core/text.h"
#include "agent/sync/tls/certificate_facts.h"
#include "agent/sync/tls/der_writer.h"
#if MBEDTLS_VERSION_MAJOR < 3
#define MBEDTLS_PRIVATE(member) member
#endif

namespace piket {
namespace {

constexpr size_t kMostPem = 16u << 10;
constexpr size_t kMostName = 64;  // ub-common-name of RFC 5280
using HeldRequest = Held<mbedtls_x509_csr, mbedtls_x509_csr_init, mbedtls_x509_csr_free>;
using HeldWriter =
    Held<mbedtls_x509write_cert, mbedtls_x509write_crt_init, mbedtls_x509write_crt_free>;
using HeldRequestWriter =
    Held<mbedtls_x509write_csr, mbedtls_x509write_csr_init, mbedtls_x509write_csr_free>;

Error Failure(const std::string& doing, int code) {
  return {Fault::kInternal, doing + ": " + MbedText(code)};
}

// "CN=…" as mbedTLS reads it. What its readers escape differently from version to version does not
// stand in a name of ours.
std::string Subject(const std::string& name) {
  std::string subject = "CN=";
  for (char c : name.substr(0, kMostName)) {
    bool odd = static_cast<unsigned char>(c) < ' ' || c == 127 ||
               std::string_view("\\\"+<>;#=").find(c) != std::string_view::npos;
    if (c == ',') subject += '\\';
    subject += odd ? ' ' : c;
  }
  return subject;
}

int ReadPublic(const std::string& pem, mbedtls_pk_context& key) {
  return mbedtls_pk_parse_public_key(&key, Raw(std::string_view(pem)), pem.size() + 1);
}

// 16 bytes whose first neither is zero nor has the sign's bit: the same in DER and in hexadecimal.
int SetSerial(mbedtls_x509write_cert& writer) {
  std::string serial = RandomBytes(16);
  serial[0] = static_cast<char>((serial[0] & 0x3F) | 0x40);
#if MBEDTLS_VERSION_MAJOR < 3
  mbedtls_mpi number;
  mbedtls_mpi_init(&number);
  int code = mbedtls_mpi_read_binary(&number, Raw(serial), serial.size());
  if (code == 0) code = mbedtls_x509write_crt_set_serial(&writer, &number);
  mbedtls_mpi_free(&number);
  return code;
#else
  return mbedtls_x509write_crt_set_serial_raw(&writer, Raw(serial), serial.size());
#endif
}

int AddExtension(mbedtls_x509write_cert& writer, std::string_view oid, bool critical,
                 const std::string& value) {
  if (value.empty()) return MBEDTLS_ERR_ASN1_BUF_TOO_SMALL;
  return mbedtls_x509write_crt_set_extension(&writer, oid.data(), oid.size(), critical ? 1 : 0,
                                             Raw(std::string_view(value)), value.size());
}

int AddUse(mbedtls_x509write_cert& writer, CertificateUse use) {
  DerWriter der;
  der.Oid(
      use == CertificateUse::kServer
          ? std::string_view(MBEDTLS_OID_SERVER_AUTH, MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH))
          : std::string_view(MBEDTLS_OID_CLIENT_AUTH, MBEDTLS_OID_SIZE(MBEDTLS_OID_CLIENT_AUTH)));
  return AddExtension(
      writer, {MBEDTLS_OID_EXTENDED_KEY_USAGE, MBEDTLS_OID_SIZE(MBEDTLS_OID_EXTENDED_KEY_USAGE)},
      false, der.Sequence());
}

// Where the list of what is no longer believed lies (RFC 5280 §4.2.1.13).
int AddRevocations(mbedtls_x509write_cert& writer, const std::string& url) {
  if (url.empty()) return 0;
  DerWriter der;
  der.Tagged(kUriName, url);
  der.Wrap(kFullName);
  der.Wrap(kDistributionPointName);
  der.Wrap(kDerSequence);
  return AddExtension(writer, kRevocationsOid, false, der.Sequence());
}

int AddNames(mbedtls_x509write_cert& writer, const std::vector<std::string>& names) {
  if (names.empty()) return 0;
  DerWriter der;
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    std::string address = AddressBytes(*name);
    if (address.empty()) der.Tagged(kDnsName, LowerAscii(*name));
    if (!address.empty()) der.Tagged(kAddressName, address);
  }
  return AddExtension(
      writer, {MBEDTLS_OID_SUBJECT_ALT_NAME, MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME)}, false,
      der.Sequence());
}

// Subject, issuer, keys and dates: what both kinds of certificate have.
int SetBasics(mbedtls_x509write_cert& writer, mbedtls_pk_context& subject_key,
              mbedtls_pk_context& issuer_key, const std::string& subject, const std::string& issuer,
              Instant from, Instant until) {
  mbedtls_x509write_crt_set_version(&writer, MBEDTLS_X509_CRT_VERSION_3);
  mbedtls_x509write_crt_set_md_alg(&writer, MBEDTLS_MD_SHA256);
  mbedtls_x509write_crt_set_subject_key(&writer, &subject_key);
  mbedtls_x509write_crt_set_issuer_key(&writer, &issuer_key);
  int code = SetSerial(writer);
  if (code == 0) code = mbedtls_x509write_crt_set_subject_name(&writer, Subject(subject).c_str());
  if (code == 0) code = mbedtls_x509write_crt_set_issuer_name(&writer, Subject(issuer).c_str());
  if (code == 0) {
    code = mbedtls_x509write_crt_set_validity(&writer, TimeText(from).c_str(),
                                              TimeText(until).c_str());
  }
  return code;
}

int AddKeyIds(mbedtls_x509write_cert& writer) {
  int code = mbedtls_x509write_crt_set_subject_key_identifier(&writer);
  return code != 0 ? code : mbedtls_x509write_crt_set_authority_key_identifier(&writer);
}

Result<std::string> PemOf(mbedtls_x509write_cert& writer) {
  std::string pem(8192, '\0');
  int code = mbedtls_x509write_crt_pem(&writer, Raw(pem), pem.size(), TlsRandom, nullptr);
  if (code != 0) return Failure("writing a certificate", code);
  pem.resize(pem.find('\0'));
  return pem;
}

// The first block of the kind in the text, with its end; "" when there is none of a decent size.
std::string FirstBlock(const std::string& text, const std::string& kind) {
  size_t begin = text.find("-----BEGIN " + kind + "-----");
  if (begin == std::string::npos) return "";
  std::string last = "-----END " + kind + "-----";
  size_t end = text.find(last, begin);
  if (end == std::string::npos || end + last.size() - begin > kMostPem) return "";
  return text.substr(begin, end + last.size() - begin) + "\n";
}

bool IsSigned(mbedtls_x509_csr& request) {
  if (request.MBEDTLS_PRIVATE(sig_md) != MBEDTLS_MD_SHA256 ||
      request.MBEDTLS_PRIVATE(sig_pk) != MBEDTLS_PK_ECDSA) {
    return false;
  }
  Digest digest = Sha256({reinterpret_cast<const char*>(request.cri.p), request.cri.len});
  const mbedtls_x509_buf& signature = request.MBEDTLS_PRIVATE(sig);
  return mbedtls_pk_verify(&request.pk, MBEDTLS_MD_SHA256, digest.data(), digest.size(),
                           signature.p, signature.len) == 0;
}

// A common name that can stand on a screen; nullopt for anything else.
std::optional<std::string> PlainName(const mbedtls_x509_name& subject) {
  for (const mbedtls_x509_name* part = &subject; part != nullptr; part = part->next) {
    if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &part->oid) != 0) continue;
    std::string name(reinterpret_cast<const char*>(part->val.p), part->val.len);
    bool plain = !name.empty() && name.size() <= kMostName;
    for (char c : name) plain = plain && c >= ' ' && c <= '~';
    if (plain) return name;
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> MakeAuthority(const SigningKey& key, const std::string& name, Instant from,
                                  Instant until) {
  StartMbed();
  HeldKey own;
  int code = ReadPrivate(key, own.it);
  HeldWriter writer;
  if (code == 0) code = SetBasics(writer.it, own.it, own.it, name, name, from, until);
  if (code == 0) code = mbedtls_x509write_crt_set_basic_constraints(&writer.it, 1, 0);
  if (code == 0) {
    code = mbedtls_x509write_crt_set_key_usage(
        &writer.it, MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN);
  }
  if (code == 0) code = AddKeyIds(writer.it);
  if (code != 0) return Failure("making an authority", code);
  return PemOf(writer.it);
}

Result<std::string> Certify(const SigningKey& authority_key, const std::string& authority,
                            const CertificatePlan& plan) {
  StartMbed();
  auto issuer = ReadCertificate(authority);
  if (!issuer) return issuer.error().While("reading the authority");
  HeldKey issuer_key;
  HeldKey subject_key;
  int code = ReadPrivate(authority_key, issuer_key.it);
  if (code == 0) code = ReadPublic(plan.public_key, subject_key.it);
  if (code != 0) return Failure("reading a key", code);
  if (!OnP256(subject_key.it)) return Error{Fault::kBadRequest, "the key is not on P-256"};
  HeldWriter writer;
  code = SetBasics(writer.it, subject_key.it, issuer_key.it, plan.name, issuer->name,
                   plan.not_before, plan.not_after);
  if (code == 0) code = mbedtls_x509write_crt_set_basic_constraints(&writer.it, 0, -1);
  if (code == 0) {
    code = mbedtls_x509write_crt_set_key_usage(&writer.it, MBEDTLS_X509_KU_DIGITAL_SIGNATURE);
  }
  if (code == 0) code = AddUse(writer.it, plan.use);
  if (code == 0) code = AddNames(writer.it, plan.names);
  if (code == 0) code = AddRevocations(writer.it, plan.revocations);
  if (code == 0) code = AddKeyIds(writer.it);
  if (code != 0) return Failure("certifying " + plan.name, code);
  return PemOf(writer.it);
}

Result<std::string> MakeRequest(const SigningKey& key, const std::string& name) {
  StartMbed();
  HeldKey own;
  int code = ReadPrivate(key, own.it);
  HeldRequestWriter writer;
  mbedtls_x509write_csr_set_md_alg(&writer.it, MBEDTLS_MD_SHA256);
  mbedtls_x509write_csr_set_key(&writer.it, &own.it);
  if (code == 0) {
    code = mbedtls_x509write_csr_set_subject_name(&writer.it, Subject(name).c_str());
  }
  std::string pem(4096, '\0');
  if (code == 0) {
    code = mbedtls_x509write_csr_pem(&writer.it, Raw(pem), pem.size(), TlsRandom, nullptr);
  }
  if (code != 0) return Failure("making a request", code);
  pem.resize(pem.find('\0'));
  return pem;
}

Result<RequestFacts> ReadRequest(const std::string& pem) {
  StartMbed();
  std::string block = FirstBlock(pem, "CERTIFICATE REQUEST");
  if (block.empty()) return Error{Fault::kBadRequest, "no certificate request in the text"};
  HeldRequest request;
  int code = mbedtls_x509_csr_parse(&request.it, Raw(std::string_view(block)), block.size() + 1);
  if (code != 0) return Error{Fault::kBadRequest, "the request: " + MbedText(code)};
  if (!OnP256(request.it.pk)) return Error{Fault::kBadRequest, "the request's key: not on P-256"};
  if (!IsSigned(request.it)) return Error{Fault::kBadRequest, "the request's signature is wrong"};
  auto name = PlainName(request.it.subject);
  if (!name) return Error{Fault::kBadRequest, "the request's name is no plain text"};
  return RequestFacts{*name, PublicPemOf(request.it.pk)};
}

Result<CertificateFacts> ReadCertificate(const std::string& pem) {
  StartMbed();
  std::string block = FirstBlock(pem, "CERTIFICATE");
  if (block.empty()) return Error{Fault::kBadRequest, "no certificate in the text"};
  HeldCertificate certificate;
  int code =
      mbedtls_x509_crt_parse(&certificate.it, Raw(std::string_view(block)), block.size() + 1);
  if (code != 0) return Error{Fault::kBadRequest, "the certificate: " + MbedText(code)};
  return FactsOf(certificate.it);
}

}  // namespace piket
