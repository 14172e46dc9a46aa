// Who believes whom over TLS: authorities, names, dates, uses, and certificates that are asked for.
#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "tests/agent/sync/tls/tls_rig.h"

namespace piket {
namespace {

class Trust : public testing::Test {
 protected:
  TlsServerPlan Plan() {
    TlsServerPlan plan;
    plan.identity = authority_.Server();
    return plan;
  }
  // As the centre's listener: posts' certificates are asked for.
  TlsServerPlan AskingPlan() {
    TlsServerPlan plan = Plan();
    plan.client = ClientCertificate::kAsked;
    plan.authority = authority_.pem;
    return plan;
  }
  std::string AskAs(const TlsServer& server, const std::optional<TlsIdentity>& identity) {
    TlsClientPlan plan = ClientPlan(authority_);
    plan.identity = identity;
    return AskOnce(server, plan);
  }
  // While enrolling: only the fingerprint of the authority is known.
  std::string AskWithFingerprint(const TlsServer& server, const std::string& fingerprint) {
    TlsClientPlan plan;
    plan.authority_fingerprint = fingerprint;
    plan.server_name = "localhost";
    return AskOnce(server, plan);
  }

  TestAuthority authority_;
};

TEST_F(Trust, GoesToServersOfTheAuthorityOnly) {
  TlsServer server(Plan());
  EXPECT_EQ(AskOnce(server, ClientPlan(authority_)), "nobody ");
  // The same name, another key.
  TestAuthority other;
  EXPECT_TRUE(IsRefused(AskOnce(server, ClientPlan(other))));
}

TEST_F(Trust, GoesToTheNameThatWasAskedFor) {
  TlsServerPlan server_plan = Plan();
  server_plan.identity = authority_.Server({"pusat.example", "10.0.0.1", "fd00::1"});
  TlsServer server(server_plan);
  TlsClientPlan plan = ClientPlan(authority_);
  for (const char* name : {"pusat.example", "PUSAT.Example", "10.0.0.1", "fd00:0::1"}) {
    plan.server_name = name;
    EXPECT_EQ(AskOnce(server, plan), "nobody ") << name;
  }
  for (const char* name : {"localhost", "loket.pusat.example", "example", "10.0.0.2", "fd00::2"}) {
    plan.server_name = name;
    EXPECT_TRUE(IsRefused(AskOnce(server, plan))) << name;
  }
}

TEST_F(Trust, NeedsAName) {
  TlsClientPlan plan = ClientPlan(authority_);
  plan.server_name = "";
  auto context = TlsContext::Client(plan);
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().fault, Fault::kConfiguration);
}

TEST_F(Trust, EndsWithTheServersCertificateUnlessTheClockIsUnsure) {
  for (int days : {-3, 3}) {
    TlsServerPlan server_plan = Plan();
    server_plan.identity = authority_.Server({"localhost"}, TestNow() + days * kDay - kDay,
                                             TestNow() + days * kDay + kDay);
    TlsServer server(server_plan);
    TlsClientPlan plan = ClientPlan(authority_);
    EXPECT_TRUE(IsRefused(AskOnce(server, plan))) << days;
    plan.forgive_dates = true;
    EXPECT_EQ(AskOnce(server, plan), "nobody ") << days;
    // The time alone is forgiven.
    plan.server_name = "elsewhere";
    EXPECT_TRUE(IsRefused(AskOnce(server, plan))) << days;
  }
}

TEST_F(Trust, IsGivenToPostsByTheirCertificate) {
  TlsServer server(AskingPlan());
  EXPECT_EQ(AskAs(server, authority_.Post("L2")), "L2 ");
  EXPECT_EQ(AskAs(server, std::nullopt), "nobody ") << "asked for, not demanded";
}

TEST_F(Trust, IsNotGivenToACertificateThatDoesNotVerify) {
  TlsServer server(AskingPlan());
  TestAuthority other;
  EXPECT_TRUE(IsRefused(AskAs(server, other.Post("L2")))) << "of another authority";
  EXPECT_TRUE(IsRefused(AskAs(server, authority_.Server()))) << "a server's, not a post's";
  EXPECT_TRUE(
      IsRefused(AskAs(server, authority_.Post("L2", TestNow() - 3 * kDay, TestNow() - kDay))))
      << "expired";
  EXPECT_TRUE(
      IsRefused(AskAs(server, authority_.Post("L2", TestNow() + kDay, TestNow() + 3 * kDay))))
      << "of the future";
  auto key = *SigningKey::Generate();
  auto own = MakeAuthority(*key, "L2", TestNow() - kDay, TestNow() + kDay);
  EXPECT_TRUE(IsRefused(AskAs(server, TlsIdentity{*own, key->Pem()}))) << "self-made";
  EXPECT_EQ(AskAs(server, authority_.Post("L2")), "L2 ");
}

TEST_F(Trust, OfTheCentreForgivesPostsTheirDates) {
  TlsServerPlan plan = AskingPlan();
  plan.forgive_dates = true;
  TlsServer server(plan);
  EXPECT_EQ(AskAs(server, authority_.Post("L2", TestNow() - 3 * kDay, TestNow() - kDay)), "L2 ");
  EXPECT_EQ(AskAs(server, authority_.Post("L2", TestNow() + kDay, TestNow() + 3 * kDay)), "L2 ");
  TestAuthority other;
  EXPECT_TRUE(IsRefused(AskAs(server, other.Post("L2"))));
}

TEST_F(Trust, IsNotGivenToAServerWithAPostsCertificate) {
  // Our own server would not even show it: another maker's does.
  TlsIdentity identity = authority_.Certified({.name = "L2",
                                               .public_key = "",
                                               .use = CertificateUse::kPost,
                                               .names = {"localhost"},
                                               .not_before = TestNow() - kDay,
                                               .not_after = TestNow() + kDay});
  TemporaryFolder folder;
  auto file = (folder.path() / "post.pem").string();
  ASSERT_TRUE(WriteFileDurably(file, identity.certificate + identity.key));
  auto server = Process::Start({.argv = {"openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
                                         file, "-key", file, "-www", "-tls1_2"}});
  ASSERT_TRUE(server);
  std::string said;
  while (said.rfind("ACCEPT 127.0.0.1:", 0) != 0) {
    auto line = (*server)->ReadLine(std::chrono::seconds(20));
    ASSERT_TRUE(line && *line);
    said = **line;
  }
  auto session = TlsSession(*TlsContext::Client(ClientPlan(authority_)), "127.0.0.1",
                            std::stoi(said.substr(said.rfind(':') + 1)));
  EXPECT_TRUE(IsRefused(Ask(*session)));
}

TEST_F(Trust, StartsFromTheAuthoritysFingerprint) {
  TlsServer server(Plan());
  EXPECT_EQ(AskWithFingerprint(server, authority_.Fingerprint()), "nobody ");
  TestAuthority other;
  EXPECT_TRUE(IsRefused(AskWithFingerprint(server, other.Fingerprint())));
  // The server's own certificate is no authority.
  auto leaf = ReadCertificate(Plan().identity.certificate);
  EXPECT_TRUE(IsRefused(AskWithFingerprint(server, leaf->fingerprint)));
}

TEST_F(Trust, ByFingerprintNeedsAChainToTheAuthority) {
  // What an attacker has: a certificate of the same names by an authority of the same name, and the
  // real authority's certificate, which is no secret.
  TestAuthority attacker;
  TlsServerPlan plan = Plan();
  plan.identity = attacker.Certified({.name = "localhost",
                                      .public_key = "",
                                      .use = CertificateUse::kServer,
                                      .names = {"localhost"},
                                      .not_before = TestNow() - kDay,
                                      .not_after = TestNow() + kDay});
  plan.identity.certificate += authority_.pem;
  TlsServer with_real(plan);
  EXPECT_TRUE(IsRefused(AskWithFingerprint(with_real, authority_.Fingerprint())));
  plan.identity.certificate += attacker.pem;
  TlsServer with_both(plan);
  EXPECT_TRUE(IsRefused(AskWithFingerprint(with_both, authority_.Fingerprint())));
}

TEST_F(Trust, ByFingerprintChecksNameAndDates) {
  TlsServerPlan plan = Plan();
  plan.identity = authority_.Server({"elsewhere"});
  TlsServer elsewhere(plan);
  EXPECT_TRUE(IsRefused(AskWithFingerprint(elsewhere, authority_.Fingerprint())));
  plan.identity = authority_.Server({"localhost"}, TestNow() - 3 * kDay, TestNow() - kDay);
  TlsServer expired(plan);
  EXPECT_TRUE(IsRefused(AskWithFingerprint(expired, authority_.Fingerprint())));
}

TEST_F(Trust, IsNotBegunWithAKeyOfAnotherCertificate) {
  TlsServerPlan plan = Plan();
  plan.identity.key = authority_.Server().key;
  auto context = TlsContext::Server(plan);
  ASSERT_FALSE(context);
  EXPECT_EQ(context.error().fault, Fault::kConfiguration);
}

TEST_F(Trust, IsNotBegunWithAnRsaKey) {
  auto made =
      RunCommand({.argv = {"sh", "-c",
                           "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 "
                           "-keyout - 2>/dev/null"}},
                 std::chrono::seconds(60));
  ASSERT_TRUE(made);
  TlsServerPlan plan;
  plan.identity = {*made, *made};
  auto context = TlsContext::Server(plan);
  ASSERT_FALSE(context);
  EXPECT_NE(context.error().detail.find("ECDSA"), std::string::npos) << context.error().detail;
}

}  // namespace
}  // namespace piket
