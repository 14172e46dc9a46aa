#include "agent/sync/tls/tls_context.h"

#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

#include "agent/sync/tls/certificate_facts.h"
#if MBEDTLS_VERSION_MAJOR < 3
#define MBEDTLS_PRIVATE(member) member
#endif

namespace piket {
namespace {

// Forward secrecy and authenticated encryption, with ECDSA: no RSA (its timing in 2.28), no CBC.
constexpr int kSuites[] = {
#if MBEDTLS_VERSION_MAJOR >= 3
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
#endif
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    0};

// Certificates of the office's own authority: what certificate.h makes and nothing else.
const mbedtls_x509_crt_profile kProfile = {
    MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256),
    MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECKEY) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECDSA),
    MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP256R1), 0};

#if MBEDTLS_VERSION_MAJOR < 3
constexpr mbedtls_ecp_group_id kCurves[] = {MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_NONE};
constexpr int kHashes[] = {MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_NONE};

void RequireVersions(mbedtls_ssl_config& config) {
  mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
  mbedtls_ssl_conf_curves(&config, kCurves);
  mbedtls_ssl_conf_sig_hashes(&config, kHashes);
}
#else
constexpr uint16_t kGroups[] = {MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, 0};
constexpr uint16_t kSignatures[] = {MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
                                    MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
                                    MBEDTLS_TLS1_3_SIG_NONE};

void RequireVersions(mbedtls_ssl_config& config) {
  mbedtls_ssl_conf_min_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
  mbedtls_ssl_conf_groups(&config, kGroups);
  mbedtls_ssl_conf_sig_algs(&config, kSignatures);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
  mbedtls_ssl_conf_tls13_key_exchange_modes(&config,
                                            MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL);
#endif
}
#endif

class HeldSetUp : public TlsSetUp {
 public:
  HeldSetUp() {
    mbedtls_ssl_config_init(&config_);
    mbedtls_x509_crt_init(&own_);
    mbedtls_x509_crt_init(&authority_);
    mbedtls_pk_init(&key_);
  }
  ~HeldSetUp() override {
    mbedtls_ssl_config_free(&config_);
    mbedtls_x509_crt_free(&own_);
    mbedtls_x509_crt_free(&authority_);
    mbedtls_pk_free(&key_);
  }
  const mbedtls_ssl_config* config() const override { return &config_; }

  Result<void> Prepare(const TlsManner& manner) {
    int code = mbedtls_ssl_config_defaults(
        &config_, manner.is_server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
        MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
    if (code != 0) return Wrong("TLS", code);
    RequireVersions(config_);
    mbedtls_ssl_conf_rng(&config_, TlsRandom, nullptr);
    mbedtls_ssl_conf_ciphersuites(&config_, kSuites);
    mbedtls_ssl_conf_cert_profile(&config_, &kProfile);
    mbedtls_ssl_conf_authmode(&config_, Strictness(manner));
#if defined(MBEDTLS_SSL_RENEGOTIATION)
    mbedtls_ssl_conf_renegotiation(&config_, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#endif
    // Nothing is ever renegotiated, with a client that does not know RFC 5746 neither; a server
    // without it is another machine than ours.
    mbedtls_ssl_conf_legacy_renegotiation(&config_, manner.is_server
                                                        ? MBEDTLS_SSL_LEGACY_NO_RENEGOTIATION
                                                        : MBEDTLS_SSL_LEGACY_BREAK_HANDSHAKE);
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
    if (!manner.is_server) {
      mbedtls_ssl_conf_session_tickets(&config_, MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
    }
#if MBEDTLS_VERSION_MAJOR >= 3 && defined(MBEDTLS_SSL_PROTO_TLS1_3)
    if (manner.is_server) mbedtls_ssl_conf_new_session_tickets(&config_, 0);
#endif
#endif
    return {};
  }

  Result<void> TakeAuthority(const std::string& pem) {
    int code = mbedtls_x509_crt_parse(&authority_, Raw(pem), pem.size() + 1);
    if (code != 0) return Wrong("the authority's certificate", code);
    // mbedTLS 2.28 keeps a table in the key at its first use: used once before threads share it.
    std::string signed_part(reinterpret_cast<const char*>(authority_.tbs.p), authority_.tbs.len);
    Digest digest = Sha256(signed_part);
    const mbedtls_x509_buf& signature = authority_.MBEDTLS_PRIVATE(sig);
    mbedtls_pk_verify(&authority_.pk, MBEDTLS_MD_SHA256, digest.data(), digest.size(), signature.p,
                      signature.len);
    mbedtls_ssl_conf_ca_chain(&config_, &authority_, nullptr);
    return {};
  }

  Result<void> TakeIdentity(const TlsIdentity& identity) {
    int code =
        mbedtls_x509_crt_parse(&own_, Raw(identity.certificate), identity.certificate.size() + 1);
    if (code != 0) return Wrong("the certificate", code);
#if MBEDTLS_VERSION_MAJOR < 3
    code = mbedtls_pk_parse_key(&key_, Raw(identity.key), identity.key.size() + 1, nullptr, 0);
#else
    code = mbedtls_pk_parse_key(&key_, Raw(identity.key), identity.key.size() + 1, nullptr, 0,
                                TlsRandom, nullptr);
#endif
    if (code != 0) return Wrong("the certificate's key", code);
    if (mbedtls_pk_can_do(&key_, MBEDTLS_PK_ECDSA) == 0) {
      return Error{Fault::kConfiguration, "the certificate's key is not ECDSA (P-256)"};
    }
    if (!BelongTogether()) {
      return Error{Fault::kConfiguration, "the certificate is not that of the key"};
    }
    code = mbedtls_ssl_conf_own_cert(&config_, &own_, &key_);
    if (code != 0) return Wrong("the certificate", code);
    return {};
  }

 private:
  static const unsigned char* Raw(const std::string& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
  }
  static Error Wrong(const std::string& what, int code) {
    return {Fault::kConfiguration, what + ": " + MbedText(code)};
  }
  static int Strictness(const TlsManner& manner) {
    if (manner.is_server && !manner.asks_clients) return MBEDTLS_SSL_VERIFY_NONE;
    bool optional = manner.is_server || manner.authority.empty();
    return optional ? MBEDTLS_SSL_VERIFY_OPTIONAL : MBEDTLS_SSL_VERIFY_REQUIRED;
  }
  // Signs with the key and verifies with the certificate; also fills the key's table (above).
  bool BelongTogether() {
    Digest digest = Sha256("piket");
    unsigned char signature[MBEDTLS_PK_SIGNATURE_MAX_SIZE];
    size_t size = 0;
#if MBEDTLS_VERSION_MAJOR < 3
    int code = mbedtls_pk_sign(&key_, MBEDTLS_MD_SHA256, digest.data(), digest.size(), signature,
                               &size, TlsRandom, nullptr);
#else
    int code = mbedtls_pk_sign(&key_, MBEDTLS_MD_SHA256, digest.data(), digest.size(), signature,
                               sizeof signature, &size, TlsRandom, nullptr);
#endif
    return code == 0 && mbedtls_pk_verify(&own_.pk, MBEDTLS_MD_SHA256, digest.data(), digest.size(),
                                          signature, size) == 0;
  }

  mbedtls_ssl_config config_;
  mbedtls_x509_crt own_;
  mbedtls_x509_crt authority_;
  mbedtls_pk_context key_;
};

}  // namespace

Result<void> TlsContextOfManner::Take(const TlsIdentity* identity) {
  StartMbed();
  auto set_up = std::make_shared<HeldSetUp>();
  if (auto done = set_up->Prepare(manner_); !done) return done;
  if (!manner_.authority.empty()) {
    if (auto done = set_up->TakeAuthority(manner_.authority); !done) return done;
  }
  if (identity != nullptr) {
    if (auto done = set_up->TakeIdentity(*identity); !done) return done;
  }
  std::lock_guard lock(mutex_);
  now_ = set_up;
  return {};
}

Result<void> TlsContextOfManner::Use(const TlsIdentity& identity) { return Take(&identity); }
Result<void> TlsContextOfManner::UseNone() { return Take(nullptr); }

std::shared_ptr<const TlsSetUp> TlsContextOfManner::Now() const {
  std::lock_guard lock(mutex_);
  return now_;
}

Result<std::shared_ptr<TlsContext>> TlsContext::Server(const TlsServerPlan& plan) {
  bool asks = plan.client == ClientCertificate::kAsked;
  if (asks && plan.authority.empty()) {
    return Error{Fault::kConfiguration, "clients are asked for certificates of no authority"};
  }
  TlsManner manner{.is_server = true,
                   .asks_clients = asks,
                   .authority = asks ? plan.authority : "",
                   .rules = {.is_client = true,
                             .server_name = "",
                             .authority_fingerprint = "",
                             .forgive_dates = plan.forgive_dates},
                   .handshake = plan.handshake,
                   .operation = plan.operation,
                   .most_per_address = plan.most_per_address};
  auto context = std::make_shared<TlsContextOfManner>(std::move(manner));
  if (auto used = context->Use(plan.identity); !used) return used.error();
  return std::shared_ptr<TlsContext>(context);
}

Result<std::shared_ptr<TlsContext>> TlsContext::Client(const TlsClientPlan& plan) {
  if (plan.server_name.empty()) {
    return Error{Fault::kConfiguration, "the server's name is not known"};
  }
  if (plan.authority.empty() == plan.authority_fingerprint.empty()) {
    return Error{Fault::kConfiguration, "an authority or its fingerprint is needed"};
  }
  TlsManner manner{.is_server = false,
                   .asks_clients = false,
                   .authority = plan.authority,
                   .rules = {.is_client = false,
                             .server_name = plan.server_name,
                             .authority_fingerprint = plan.authority_fingerprint,
                             .forgive_dates = plan.forgive_dates},
                   .handshake = plan.handshake,
                   .operation = plan.operation,
                   .most_per_address = 0};
  auto context = std::make_shared<TlsContextOfManner>(std::move(manner));
  auto used = plan.identity ? context->Use(*plan.identity) : context->UseNone();
  if (!used) return used.error();
  return std::shared_ptr<TlsContext>(context);
}

}  // namespace piket
