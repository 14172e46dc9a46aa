#include "agent/central/authority.h"

#include <algorithm>

#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/core/text.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kSecret = 0400;
constexpr mode_t kPublic = 0644;
constexpr auto kBefore = std::chrono::minutes(1);
constexpr auto kAuthorityLife = std::chrono::days(3653);
constexpr auto kPostLife = std::chrono::days(30);
constexpr auto kListenerLife = std::chrono::days(90);
constexpr auto kListLife = std::chrono::days(7);

Result<std::unique_ptr<SigningKey>> KeyIn(const fs::path& file) {
  std::error_code ignored;
  if (fs::exists(file, ignored)) {
    auto pem = ReadFile(file);
    return pem ? SigningKey::FromPem(*pem) : pem.error();
  }
  auto key = SigningKey::Generate();
  if (!key) return key;
  auto written = WriteFileDurably(file, (*key)->Pem(), kSecret);
  return written ? std::move(key) : Result<std::unique_ptr<SigningKey>>(written.error());
}

bool SameNames(std::vector<std::string> a, std::vector<std::string> b) {
  for (auto* names : {&a, &b}) {
    for (std::string& name : *names) name = LowerAscii(name);
  }
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

bool IsTwoThirdsOver(const CertificateFacts& facts, Instant now) {
  return now >= facts.not_before + (facts.not_after - facts.not_before) * 2 / 3;
}

// What a listener had before, when it may serve on.
std::optional<TlsIdentity> Kept(const fs::path& key_file, const fs::path& certificate_file,
                                const std::string& authority, const std::vector<std::string>& names,
                                const std::string& revocations, Instant now) {
  auto pem = ReadFile(key_file);
  auto chain = ReadFile(certificate_file);
  if (!pem || !chain || !chain->ends_with(authority)) return std::nullopt;
  auto key = SigningKey::FromPem(*pem);
  auto facts = ReadCertificate(*chain);
  if (!key || !facts || (*key)->PublicPem() != facts->public_key) return std::nullopt;
  if (!SameNames(facts->names, names) || now < facts->not_before || IsTwoThirdsOver(*facts, now)) {
    return std::nullopt;
  }
  // Certified for another place of the list, or before there was one.
  if (facts->extensions.find(revocations) == std::string::npos) return std::nullopt;
  return TlsIdentity{*chain, *pem};
}

}  // namespace

Authority::Authority(fs::path keys, std::unique_ptr<SigningKey> key, std::string certificate,
                     std::string fingerprint, const Clock& clock)
    : keys_(std::move(keys)),
      key_(std::move(key)),
      certificate_(std::move(certificate)),
      fingerprint_(std::move(fingerprint)),
      clock_(clock) {}

Result<std::unique_ptr<Authority>> Authority::Open(const fs::path& keys, const std::string& office,
                                                   const Clock& clock) {
  std::error_code error;
  fs::create_directories(keys, error);
  if (error) return StorageError("making " + keys.string(), error.value());
  // The key first: cut off between the two, the next start certifies the key that is there.
  auto key = KeyIn(keys / "authority.pem");
  if (!key) return key.error().While("the authority's key");
  const fs::path file = keys / "authority.crt";
  if (!fs::exists(file, error)) {
    auto made = MakeAuthority(**key, "Piket " + office, clock.Now() - kBefore,
                              clock.Now() + kAuthorityLife);
    if (!made) return made.error().While("making the authority");
    if (auto done = WriteFileDurably(file, *made, kPublic); !done) return done.error();
    LogLine("authority made");
  }
  auto certificate = ReadFile(file);
  if (!certificate) return certificate.error();
  auto facts = ReadCertificate(*certificate);
  if (!facts) return facts.error().While("reading " + file.string());
  if (facts->public_key != (*key)->PublicPem()) {
    return Error{Fault::kConfiguration, file.string() + " is not of authority.pem"};
  }
  return std::unique_ptr<Authority>(
      new Authority(keys, std::move(*key), *certificate, facts->fingerprint, clock));
}

Result<std::string> Authority::CertifyPost(const std::string& code, const std::string& public_key) {
  std::lock_guard lock(mutex_);
  const Instant now = clock_.Now();
  CertificatePlan plan;
  plan.name = code;
  plan.public_key = public_key;
  plan.use = CertificateUse::kPost;
  plan.not_before = now - kBefore;
  plan.not_after = now + kPostLife;
  return Certify(*key_, certificate_, plan);
}

Result<std::string> Authority::RevocationList(const std::vector<RevokedCertificate>& revoked) {
  std::lock_guard lock(mutex_);
  const Instant now = clock_.Now();
  return MakeRevocationList(*key_, certificate_, revoked, now - kBefore, now + kListLife);
}

Result<TlsIdentity> Authority::Listener(const std::string& file,
                                        const std::vector<std::string>& names) {
  if (names.empty()) return Error{Fault::kConfiguration, "a listener without a name"};
  std::lock_guard lock(mutex_);
  const Instant now = clock_.Now();
  const fs::path key_file = keys_ / (file + ".pem");
  const fs::path certificate_file = keys_ / (file + ".crt");
  if (auto kept = Kept(key_file, certificate_file, certificate_, names, revocations_, now))
    return *kept;
  auto key = SigningKey::Generate();
  if (!key) return key.error();
  CertificatePlan plan;
  plan.name = names.front();
  plan.public_key = (*key)->PublicPem();
  plan.use = CertificateUse::kServer;
  plan.names = names;
  plan.revocations = revocations_;
  plan.not_before = now - kBefore;
  plan.not_after = now + kListenerLife;
  auto certificate = Certify(*key_, certificate_, plan);
  if (!certificate) return certificate.error().While("certifying " + file);
  TlsIdentity identity{*certificate + certificate_, (*key)->Pem()};
  if (auto done = WriteFileDurably(key_file, identity.key, kSecret); !done) return done.error();
  auto done = WriteFileDurably(certificate_file, identity.certificate, kPublic);
  return done ? Result<TlsIdentity>(std::move(identity)) : done.error();
}

std::string RevocationsUrl(const Settings& settings) {
  // A port chosen by the system is not known before the certificate is.
  if (settings.screen_tls != "own" || settings.port == 0) return "";
  std::string host = settings.ScreenNames().front();
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return "https://" + host + ":" + std::to_string(settings.port) + "/authority.crl";
}

}  // namespace piket
