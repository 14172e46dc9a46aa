#include "agent/sync/tls/certificate.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "agent/core/text.h"
#include "agent/sync/tls/revocation.h"
#include "tests/agent/sync/tls/tls_rig.h"

namespace piket {
namespace {

Result<std::string> Told(const std::vector<std::string>& command) {
  return RunCommand({.argv = command}, std::chrono::seconds(30));
}

Instant At(const char* text) { return *InstantFromIso(text); }

TEST(Certificate, OfAnAuthoritySaysWhoseItIsAndForHowLong) {
  auto key = *SigningKey::Generate();
  auto pem = MakeAuthority(*key, "Dinas Komunikasi, Informatika, Statistik dan Persandian",
                           At("2026-11-22T01:02:03.000Z"), At("2056-11-22T01:02:03.000Z"));
  ASSERT_TRUE(pem) << pem.error().detail;
  auto facts = ReadCertificate(*pem);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->name, "Dinas Komunikasi, Informatika, Statistik dan Persandian");
  EXPECT_EQ(IsoText(facts->not_before), "2026-11-22T01:02:03.000Z");
  EXPECT_EQ(IsoText(facts->not_after), "2056-11-22T01:02:03.000Z");
  EXPECT_EQ(facts->public_key, key->PublicPem());
  EXPECT_EQ(facts->fingerprint.size(), 64u);
}

TEST(Certificate, NamesWhatAServerAnswersTo) {
  TestAuthority authority;
  auto identity = authority.Server({"pusat.example", "10.1.2.3", "fd00::5", "Loket-2"});
  auto facts = ReadCertificate(identity.certificate);
  ASSERT_TRUE(facts) << facts.error().detail;
  EXPECT_EQ(facts->name, "pusat.example");
  EXPECT_EQ(facts->names,
            (std::vector<std::string>{"pusat.example", "10.1.2.3", "fd00::5", "loket-2"}));
}

TEST(Certificate, HasASerialOfItsOwn) {
  TestAuthority authority;
  auto one = ReadCertificate(authority.Post().certificate);
  auto other = ReadCertificate(authority.Post().certificate);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->serial.size(), 32u);
  EXPECT_NE(one->serial, other->serial);
}

// Another program's judgement of what we make.
TEST(Certificate, IsTakenByOpenSsl) {
  TestAuthority authority;
  TemporaryFolder folder;
  ASSERT_TRUE(WriteFileDurably(folder.path() / "authority.crt", authority.pem));
  for (const auto& [identity, purpose] :
       {std::pair{authority.Server(), "sslserver"}, {authority.Post(), "sslclient"}}) {
    ASSERT_TRUE(WriteFileDurably(folder.path() / "it.crt", identity.certificate));
    auto done =
        Told({"openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile",
              (folder.path() / "authority.crt").string(), (folder.path() / "it.crt").string()});
    EXPECT_TRUE(done) << done.error().detail;
  }
}

// OpenSSL refuses what stands on the list, and nothing else.
TEST(RevocationList, IsTakenByOpenSsl) {
  TestAuthority authority;
  TemporaryFolder folder;
  const auto in = [&](const char* name) { return (folder.path() / name).string(); };
  TlsIdentity kept = authority.Post();
  TlsIdentity taken_back = authority.Post();
  ASSERT_TRUE(WriteFileDurably(in("authority.crt"), authority.pem));
  ASSERT_TRUE(WriteFileDurably(in("kept.crt"), kept.certificate));
  ASSERT_TRUE(WriteFileDurably(in("taken-back.crt"), taken_back.certificate));
  const Instant now = SystemClock().Now();
  auto list = MakeRevocationList(
      *authority.key, authority.pem,
      {{ReadCertificate(taken_back.certificate)->serial, now - std::chrono::hours(1)},
       {"7f00000000000000000000000000ab01", At("2051-01-02T03:04:05.000Z")}},
      now - std::chrono::minutes(1), now + std::chrono::hours(24));
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_TRUE(WriteFileDurably(in("list.der"), *list));
  auto text = Told({"openssl", "crl", "-inform", "DER", "-in", in("list.der"), "-out",
                    in("list.pem"), "-CAfile", in("authority.crt"), "-verify", "-text"});
  ASSERT_TRUE(text) << text.error().detail;
  auto verify = [&](const char* name) {
    return Told({"openssl", "verify", "-x509_strict", "-crl_check", "-CRLfile", in("list.pem"),
                 "-CAfile", in("authority.crt"), in(name)});
  };
  auto good = verify("kept.crt");
  EXPECT_TRUE(good) << good.error().detail;
  EXPECT_FALSE(verify("taken-back.crt"));
}

TEST(RevocationList, OfNobodyIsOneToo) {
  TestAuthority authority;
  TemporaryFolder folder;
  const Instant now = SystemClock().Now();
  auto list = MakeRevocationList(*authority.key, authority.pem, {}, now, now);
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_TRUE(WriteFileDurably(folder.path() / "list.der", *list));
  auto text = Told({"openssl", "crl", "-inform", "DER", "-noout", "-text", "-in",
                    (folder.path() / "list.der").string()});
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_NE(text->find("No Revoked Certificates"), std::string::npos) << *text;
}

TEST(CertificateRequest, ProvesThatItsSenderHasTheKey) {
  auto key = *SigningKey::Generate();
  auto pem = MakeRequest(*key, "L2");
  ASSERT_TRUE(pem) << pem.error().detail;
  auto facts = ReadRequest(*pem);
  ASSERT_TRUE(facts) << facts.error().detail;
  EXPECT_EQ(facts->name, "L2");
  EXPECT_EQ(facts->public_key, key->PublicPem());
}

TEST(CertificateRequest, IsRefusedWhenAnyByteOfItWasChanged) {
  auto key = *SigningKey::Generate();
  std::string pem = *MakeRequest(*key, "L2");
  size_t begin = pem.find('\n') + 1;
  size_t end = pem.find("-----END");
  std::string der;
  for (const std::string& line : Split(pem.substr(begin, end - begin), '\n')) der += line;
  der = *FromBase64(der);
  for (size_t at = 0; at < der.size(); ++at) {
    std::string changed = der;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    auto facts = ReadRequest("-----BEGIN CERTIFICATE REQUEST-----\n" + Base64(changed) +
                             "\n-----END CERTIFICATE REQUEST-----\n");
    EXPECT_FALSE(facts) << "byte " << at;
  }
}

TEST(CertificateRequest, IsRefusedForAKeyOfAnotherKind) {
  TemporaryFolder folder;
  auto file = (folder.path() / "request.pem").string();
  const std::vector<std::vector<std::string>> kinds = {
      {"-newkey", "rsa:2048"},
      {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1"},
  };
  for (const auto& kind : kinds) {
    std::vector<std::string> command = {"openssl", "req",     "-new",      "-nodes", "-subj",
                                        "/CN=L2",  "-keyout", "/dev/null", "-out",   file};
    command.insert(command.end(), kind.begin(), kind.end());
    ASSERT_TRUE(Told(command));
    auto facts = ReadRequest(*ReadFile(file));
    ASSERT_FALSE(facts);
    EXPECT_EQ(facts.error().fault, Fault::kBadRequest);
  }
}

TEST(CertificateRequest, IsNotAnyText) {
  for (const char* text : {"", "hello", "-----BEGIN CERTIFICATE REQUEST-----",
                           "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----",
                           "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n"
                           "-----END CERTIFICATE REQUEST-----"}) {
    auto facts = ReadRequest(text);
    ASSERT_FALSE(facts);
    EXPECT_EQ(facts.error().fault, Fault::kBadRequest);
    EXPECT_FALSE(ReadCertificate(text));
  }
}

TEST(Certificate, IsNotMadeForAKeyOfAnotherKind) {
  TestAuthority authority;
  auto public_key = Told({"sh", "-c", "openssl genrsa 2048 | openssl rsa -pubout"});
  ASSERT_TRUE(public_key);
  auto made = Certify(*authority.key, authority.pem,
                      {.name = "L2",
                       .public_key = *public_key,
                       .use = CertificateUse::kPost,
                       .names = {},
                       .not_before = TestNow(),
                       .not_after = TestNow() + kDay});
  EXPECT_FALSE(made);
}

}  // namespace
}  // namespace piket
