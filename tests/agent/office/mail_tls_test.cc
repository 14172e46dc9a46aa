// Mail over STARTTLS with a sign-in, to a real server with certificates made here: who is not the
// configured server gets neither mail nor password.
#include "agent/core/text.h"
#include "tests/agent/office/mail_rig.h"

namespace piket {
namespace {

class MailOverTls : public MailTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(WriteFileDurably(Place("password"), "rahasia surat\n"));
    settings_.mail.server = "localhost";
    settings_.mail.tls = "starttls";
    settings_.mail.user = "piket";
    settings_.mail.password_file = Place("password");
    settings_.mail.ca_file = Place("office.pem");
    MailTest::SetUp();
    MakeAuthority("office");
  }

  std::string Place(const std::string& name) { return (folder_.path() / name).string(); }
  void OpenSsl(std::vector<std::string> argv) {
    argv.insert(argv.begin(), "openssl");
    ProcessPlan plan{argv};
    plan.read_errors = true;
    auto run = Process::Start(plan);
    ASSERT_TRUE(run);
    auto status = (*run)->Wait(std::chrono::seconds(30));
    ASSERT_TRUE(status && *status == 0) << Join(argv, " ");
  }
  static std::vector<std::string> NewKey(const std::string& file) {
    return {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file};
  }
  void MakeAuthority(const std::string& name) {
    std::vector<std::string> argv = {"req", "-x509"};
    for (const std::string& word : NewKey(Place(name + ".key"))) argv.push_back(word);
    argv.insert(argv.end(),
                {"-subj", "/CN=CA " + name, "-days", "30", "-out", Place(name + ".pem")});
    OpenSsl(argv);
  }
  // server.pem and server.key: for this host, by this authority; -1 day is over.
  void MakeCertificate(const std::string& host, const std::string& authority,
                       const std::string& days = "30") {
    std::vector<std::string> argv = {"req", "-new"};
    for (const std::string& word : NewKey(Place("server.key"))) argv.push_back(word);
    argv.insert(argv.end(), {"-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host,
                             "-out", Place("server.csr")});
    OpenSsl(argv);
    OpenSsl({"x509", "-req", "-in", Place("server.csr"), "-CA", Place(authority + ".pem"), "-CAkey",
             Place(authority + ".key"), "-CAcreateserial", "-days", days, "-copy_extensions",
             "copyall", "-out", Place("server.pem")});
  }
  void StartServer(bool with_tls = true, const std::string& unknown = "") {
    const std::string script = std::string(PIKET_SOURCE_DIR) + "/tests/agent/office/mail_server.py";
    std::vector<std::string> argv = {"/usr/bin/python3", script, std::to_string(port_),
                                     Place("mail"), Place("tried")};
    if (with_tls) argv.insert(argv.end(), {Place("server.pem"), Place("server.key")});
    if (!unknown.empty()) argv.push_back(unknown);
    Serve(argv);
  }
  void StopServer() {
    server_->Kill(SIGKILL);
    ASSERT_TRUE(server_->Wait(std::chrono::seconds(10)));
    server_.reset();
  }
  std::string SignInsTried() {
    auto tried = ReadFile(Place("tried"));
    return tried ? *tried : "";
  }
  // Nothing of the mail or the password has reached the server, and the mail waits.
  void ExpectItWaits(const std::string& fault) {
    EXPECT_EQ(Sent(), 0);
    EXPECT_TRUE(Arrived().empty());
    EXPECT_EQ(SignInsTried(), "");
    auto rows = Ask("SELECT * FROM local_mail WHERE sent_at IS NULL AND tries=1");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_NE(rows[0].Text("fault").find(fault), std::string::npos) << rows[0].Text("fault");
  }
  // The right server, a minute later.
  void ExpectItArrivesLater() {
    if (server_ != nullptr) StopServer();
    MakeCertificate("localhost", "office");
    StartServer();
    clock_.Advance(std::chrono::minutes(1));
    EXPECT_EQ(Sent(), 1);
    ASSERT_EQ(Arrived().size(), 1u);
    EXPECT_NE(Arrived()[0].find("isi surat"), std::string::npos);
    EXPECT_EQ(SignInsTried(), "piket:rahasia surat:tls\n");
  }
  void QueueOne() { Queue({"a@kantor.example", "satu", "isi surat"}); }
};

TEST_F(MailOverTls, ArrivesAfterASignInOverTheEncryptedLine) {
  MakeCertificate("localhost", "office");
  StartServer();
  QueueOne();
  Queue({"b@kantor.example", "dua", "isi surat"});
  EXPECT_EQ(Sent(), 2);
  EXPECT_EQ(Arrived().size(), 2u);
  EXPECT_EQ(SignInsTried(), "piket:rahasia surat:tls\npiket:rahasia surat:tls\n");
}

TEST_F(MailOverTls, SignsInByWhatTheServerKnows) {
  MakeCertificate("localhost", "office");
  StartServer(true, "PLAIN");
  QueueOne();
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(SignInsTried(), "piket:rahasia surat:tls\n");
}

TEST_F(MailOverTls, WaitsBeforeACertificateThatIsOver) {
  MakeCertificate("localhost", "office", "-1");
  StartServer();
  QueueOne();
  ExpectItWaits("SSL");
  ExpectItArrivesLater();
}

TEST_F(MailOverTls, WaitsBeforeACertificateOfAnotherName) {
  MakeCertificate("surat.lain.example", "office");
  StartServer();
  QueueOne();
  ExpectItWaits("ertificate");
  ExpectItArrivesLater();
}

TEST_F(MailOverTls, WaitsBeforeACertificateOfAForeignAuthority) {
  MakeAuthority("foreign");
  MakeCertificate("localhost", "foreign");
  StartServer();
  QueueOne();
  ExpectItWaits("SSL");
  ExpectItArrivesLater();
}

// The office's authority is not among the system's.
TEST_F(MailOverTls, TrustsTheSystemsAuthoritiesAloneWithoutAFile) {
  settings_.mail.ca_file = "";
  OpenOffice();
  MakeCertificate("localhost", "office");
  StartServer();
  QueueOne();
  ExpectItWaits("SSL");
}

// Somebody in between who strikes STARTTLS from the answer.
TEST_F(MailOverTls, DoesNotGoInTheClearWhereStarttlsIsNotOffered) {
  StartServer(false);
  QueueOne();
  ExpectItWaits("no STARTTLS");
  ExpectItArrivesLater();
}

TEST_F(MailOverTls, WaitsWhileThePasswordIsWrong) {
  ASSERT_TRUE(WriteFileDurably(Place("password"), "lama"));
  MakeCertificate("localhost", "office");
  StartServer();
  QueueOne();
  EXPECT_EQ(Sent(), 0);
  EXPECT_EQ(SignInsTried(), "piket:lama:tls\n");
  EXPECT_TRUE(Arrived().empty());
  ASSERT_TRUE(WriteFileDurably(Place("password"), "rahasia surat"));
  clock_.Advance(std::chrono::minutes(1));
  EXPECT_EQ(Sent(), 1);
}

// A server that asks for TLS or a sign-in says nothing against the mail: it is not given up.
TEST_F(MailOverTls, IsNotGivenUpBeforeAServerThatAsksForMore) {
  MakeCertificate("localhost", "office");
  StartServer();
  settings_.mail.tls = "none";
  settings_.mail.user = "";
  OpenOffice();
  QueueOne();
  EXPECT_EQ(Sent(), 0);
  EXPECT_EQ(Ask("SELECT * FROM local_mail WHERE tries=1 AND fault='530'").size(), 1u);
}

}  // namespace
}  // namespace piket
