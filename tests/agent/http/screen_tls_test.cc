// The screens over TLS, by a real client: who is served, what a browser is told.
#include "agent/http/screen_tls.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include "agent/http/server.h"
#include "drivers/printer/printer_fake.h"
#include "drivers/scanner/scanner_fake.h"
#include "tests/agent/desk/desk_rig.h"
#include "tests/agent/sync/tls/tls_rig.h"

namespace piket {
namespace {

class ScreensOverTls : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    scanner_ = std::make_unique<FakeScanner>(desk_->blobs.Incoming());
    reader_ = std::make_unique<PageReader>(*desk_, [](const Id&, const Id&) {});
    archivist_ = std::make_unique<Archivist>(*desk_, *reader_);
    scan_ = std::make_unique<ScanStation>(*desk_, *scanner_, [](const Page&) {});
    print_ = std::make_unique<PrintStation>(*desk_, printer_);
    sessions_ = std::make_unique<Sessions>(clock_, 300);
    desk_->settings.port = 0;
  }
  void TearDown() override {
    server_.reset();
    print_.reset();
    scan_.reset();
    reader_->Stop();
    archivist_.reset();
  }

  Result<void> Serve(const std::string& tls) {
    desk_->settings.screen_tls = tls;
    desk_->settings.screen_names = {"loket.example"};
    auto server = ScreenServer::Start(
        {*desk_, *scan_, *reader_, *archivist_, *print_, events_, *sessions_}, folder_.path());
    if (!server) return server.error();
    server_ = std::move(*server);
    return {};
  }
  // With the office's own files, certified by `office`.
  Result<void> ServeOffice(const TestAuthority& office) {
    TlsIdentity identity = office.Server({"loket.example"});
    desk_->settings.screen_certificate = folder_.path() / "office.crt";
    desk_->settings.screen_key = folder_.path() / "office.key";
    EXPECT_TRUE(WriteFileDurably(desk_->settings.screen_certificate, identity.certificate));
    EXPECT_TRUE(WriteFileDurably(desk_->settings.screen_key, identity.key));
    return Serve("office");
  }

  struct Seen {
    int status = 0;
    std::string body;
    Poco::Net::HTTPResponse response;
  };
  // GET over TLS as a browser that went to https://<host>:<port>.
  Seen Get(const std::string& authority, const std::string& path,
           const std::string& host = "loket.example", const std::string& origin = "") {
    TlsClientPlan plan;
    plan.authority = authority;
    plan.server_name = "loket.example";
    auto session = TlsSession(*TlsContext::Client(plan), "127.0.0.1", server_->port());
    Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
    request.setHost(host, static_cast<Poco::UInt16>(server_->port()));
    if (!origin.empty()) request.set("Origin", origin);
    Seen seen;
    try {
      session->sendRequest(request);
      Poco::StreamCopier::copyToString(session->receiveResponse(seen.response), seen.body);
      seen.status = seen.response.getStatus();
    } catch (const Poco::Exception& exception) {
      seen.body = exception.displayText() + IdentityTrouble(*session);
    }
    return seen;
  }
  std::string OwnAuthority() { return *ReadFile(folder_.path() / "keys" / "authority.crt"); }
  std::string Port() { return std::to_string(server_->port()); }

  FakePrinter printer_;
  std::unique_ptr<FakeScanner> scanner_;
  std::unique_ptr<PageReader> reader_;
  std::unique_ptr<Archivist> archivist_;
  std::unique_ptr<ScanStation> scan_;
  std::unique_ptr<PrintStation> print_;
  EventBoard events_;
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<ScreenServer> server_;
};

TEST_F(ScreensOverTls, AreCertifiedByThePostsOwnAuthority) {
  ASSERT_TRUE(Serve("own"));
  Seen session = Get(OwnAuthority(), "/api/session");
  EXPECT_EQ(session.status, 200) << session.body;
  EXPECT_NE(session.response.get("Set-Cookie", "").find("; Secure"), std::string::npos);
  EXPECT_FALSE(session.response.has("Strict-Transport-Security"));
  TestAuthority other;
  EXPECT_EQ(Get(other.pem, "/api/session").status, 0);
}

TEST_F(ScreensOverTls, GiveTheListOfRevokedCertificates) {
  ASSERT_TRUE(Serve("own"));
  Seen seen = Get(OwnAuthority(), "/authority.crl");
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.response.getContentType(), "application/pkix-crl");
  const auto file = folder_.path() / "list.crl";
  ASSERT_TRUE(WriteFileDurably(file, seen.body));
  auto read = RunCommand(
      {.argv = {"openssl", "crl", "-inform", "DER", "-in", file.string(), "-noout", "-CAfile",
                (folder_.path() / "keys" / "authority.crt").string(), "-verify"},
       .read_errors = true},
      std::chrono::seconds(30));
  EXPECT_TRUE(read) << read.error().detail;
}

TEST_F(ScreensOverTls, OfferTheCertificateToInstall) {
  ASSERT_TRUE(Serve("own"));
  Seen seen = Get(OwnAuthority(), "/authority.crt");
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.response.getContentType(), "application/x-x509-ca-cert");
  EXPECT_EQ(seen.body, OwnAuthority());
}

TEST_F(ScreensOverTls, AreCertifiedByTheOffice) {
  TestAuthority office("Kantor");
  ASSERT_TRUE(ServeOffice(office));
  Seen seen = Get(office.pem, "/api/session");
  EXPECT_EQ(seen.status, 200) << seen.body;
  EXPECT_TRUE(seen.response.has("Strict-Transport-Security"));
  EXPECT_EQ(Get(office.pem, "/authority.crt").status, 404);
}

TEST_F(ScreensOverTls, SayWhatIsWrongWithTheOfficesFiles) {
  desk_->settings.screen_certificate = folder_.path() / "none.crt";
  desk_->settings.screen_key = folder_.path() / "none.key";
  auto served = Serve("office");
  ASSERT_FALSE(served);
  EXPECT_EQ(served.error().fault, Fault::kConfiguration);
}

TEST_F(ScreensOverTls, AnswerToTheirNamesOnly) {
  ASSERT_TRUE(Serve("own"));
  for (const char* host : {"loket.example", "LOKET.example", "localhost", "127.0.0.1"}) {
    EXPECT_EQ(Get(OwnAuthority(), "/api/session", host).status, 200) << host;
  }
  for (const char* host : {"elsewhere.example", "loket.example.elsewhere", "127.0.0.2"}) {
    EXPECT_EQ(Get(OwnAuthority(), "/api/session", host).status, 403) << host;
  }
}

TEST_F(ScreensOverTls, AnswerToTheirOwnPagesOnly) {
  ASSERT_TRUE(Serve("own"));
  auto from = [&](const std::string& origin) {
    return Get(OwnAuthority(), "/api/session", "loket.example", origin).status;
  };
  EXPECT_EQ(from("https://loket.example:" + Port()), 200);
  EXPECT_EQ(from("http://loket.example:" + Port()), 403) << "the same page without TLS";
  EXPECT_EQ(from("https://elsewhere.example"), 403);
  EXPECT_EQ(from("null"), 403);
}

TEST_F(ScreensOverTls, KeepTheirCertificateOverAStart) {
  ASSERT_TRUE(Serve("own"));
  std::string before = *ReadFile(folder_.path() / "keys" / "screen.crt");
  server_.reset();
  ASSERT_TRUE(Serve("own"));
  EXPECT_EQ(*ReadFile(folder_.path() / "keys" / "screen.crt"), before);
}

}  // namespace
}  // namespace piket
