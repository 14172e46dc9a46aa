// Another maker's client against our server: what it may use, and what it is refused.
#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "tests/agent/sync/tls/tls_rig.h"

namespace piket {
namespace {

class ForeignClient : public testing::Test {
 protected:
  void SetUp() override {
    TlsServerPlan plan;
    plan.identity = authority_.Server();
    server_ = std::make_unique<TlsServer>(plan);
    ASSERT_TRUE(WriteFileDurably(folder_.path() / "authority.crt", authority_.pem));
  }

  // Everything `openssl s_client` says while it is given the lines; @SECLEVEL=0 lets it offer what
  // it would not by itself.
  std::string Said(const std::string& options, const std::string& lines = "") {
    std::string command =
        "(printf '" + lines + "'; sleep 1) | timeout 20 openssl s_client -connect 127.0.0.1:" +
        std::to_string(server_->port) + " -servername localhost -CAfile " +
        (folder_.path() / "authority.crt").string() + " " + options + " 2>&1; true";
    auto said = RunCommand({.argv = {"sh", "-c", command}}, std::chrono::seconds(30));
    return said ? *said : said.error().detail;
  }
  static bool Has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
  static bool IsServed(const std::string& said) {
    return Has(said, "Verify return code: 0 (ok)") && !Has(said, "Cipher is (NONE)");
  }

  const std::string get_ = "GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n";
  TestAuthority authority_;
  TemporaryFolder folder_;
  std::unique_ptr<TlsServer> server_;
};

TEST_F(ForeignClient, IsServedWithModernTls) {
  std::string said = Said("-tls1_2", get_);
  EXPECT_TRUE(IsServed(said)) << said;
  EXPECT_TRUE(Has(said, "nobody")) << said;
  for (const char* suite : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                            "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
    said = Said(std::string("-tls1_2 -cipher ") + suite);
    EXPECT_TRUE(IsServed(said)) << said;
    EXPECT_TRUE(Has(said, suite)) << said;
  }
}

TEST_F(ForeignClient, IsRefusedOldTls) {
  for (const char* version : {"-tls1", "-tls1_1"}) {
    std::string said = Said(std::string(version) + " -cipher 'ALL:@SECLEVEL=0'");
    EXPECT_FALSE(IsServed(said)) << said;
    EXPECT_TRUE(Has(said, "alert protocol version") || Has(said, "alert handshake failure"))
        << said;
  }
}

TEST_F(ForeignClient, IsRefusedSuitesWithoutForwardSecrecyOrAuthenticatedEncryption) {
  for (const char* suite :
       {"ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "AES128-GCM-SHA256", "AES128-SHA",
        "ECDHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256", "PSK-AES128-GCM-SHA256"}) {
    std::string said = Said(std::string("-tls1_2 -cipher '") + suite + ":@SECLEVEL=0'");
    EXPECT_FALSE(IsServed(said)) << said;
  }
}

TEST_F(ForeignClient, IsRefusedRenegotiation) {
  // "R" alone on a line makes s_client ask for it.
  std::string said = Said("-tls1_2", "R\\n");
  EXPECT_TRUE(Has(said, "RENEGOTIATING")) << said;
  EXPECT_TRUE(Has(said, "no renegotiation")) << said;
}

TEST_F(ForeignClient, NeverResumesASession) {
  std::string said = Said("-tls1_2 -reconnect");
  EXPECT_TRUE(Has(said, "New, ")) << said;
  EXPECT_FALSE(Has(said, "Reused, ")) << said;
  EXPECT_FALSE(Has(said, "TLS session ticket:")) << said;
}

}  // namespace
}  // namespace piket
