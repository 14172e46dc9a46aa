// Reminders and notices by mail, through a server that asks nothing.
#include "agent/core/text.h"
#include "tests/agent/office/mail_rig.h"

namespace piket {
namespace {

using std::chrono::minutes;

class Mails : public MailTest {
 protected:
  void SetUp() override {
    settings_.mail.server = "127.0.0.1";
    MailTest::SetUp();
    Appoint(AddOfficer("Kabid\r\nBcc: mata-mata@lain.example", "kabid@kantor.example"),
            "kabid-aplikasi");
  }

  void StartServer(const std::vector<std::string>& more = {}) {
    std::vector<std::string> argv = {"/usr/bin/python3", "-m", "aiosmtpd", "-n"};
    argv.insert(argv.end(), more.begin(), more.end());
    argv.insert(argv.end(), {"-l", "127.0.0.1:" + std::to_string(port_), "-c",
                             "aiosmtpd.handlers.Mailbox", (folder_.path() / "mail").string()});
    Serve(argv);
  }
};

TEST_F(Mails, BringAReminderOnceWithNumbersAndNothingOfTheLetter) {
  StartServer();
  Letter letter = AddLetter();
  AddCase(letter, "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(15));
  ASSERT_EQ(RemindNow(*office_)->size(), 1u);
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Sent(), 0);
  auto mails = Arrived();
  ASSERT_EQ(mails.size(), 1u);
  for (const char* part :
       {"To: <kabid@kantor.example>", "From: piket@kantor.example", "Langkah 2", "75 %",
        "Auto-Submitted: auto-generated", "23 November 2026 pukul 08.20 WITA"}) {
    EXPECT_NE(mails[0].find(part), std::string::npos) << part << "\n" << mails[0];
  }
  EXPECT_NE(mails[0].find(letter.receipt_number), std::string::npos);
  for (const char* secret : {"Dinas Pendidikan", "Khusus", "DISDIK", "mata-mata"}) {
    EXPECT_EQ(mails[0].find(secret), std::string::npos) << secret;
  }
}

TEST_F(Mails, SayOfAConfidentialLetterItsNumberAndTimesAlone) {
  StartServer();
  AddCase(AddLetter("R"), "kabid-aplikasi", "20 Menit");
  clock_.Advance(minutes(15));
  ASSERT_EQ(RemindNow(*office_)->size(), 1u);
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Arrived().at(0).find("Langkah"), std::string::npos);
  EXPECT_EQ(Arrived().at(0).find("Layanan"), std::string::npos);
}

TEST_F(Mails, WaitLongerEachTimeWhileTheServerIsDownAndArriveLater) {
  Queue({"a@kantor.example", "satu", "isi"});
  Queue({"b@kantor.example", "dua", "isi"});
  EXPECT_EQ(Sent(), 0);
  EXPECT_EQ(Ask("SELECT * FROM local_mail WHERE tries=1 AND fault<>''").size(), 2u);
  StartServer();
  EXPECT_EQ(Sent(), 0);
  clock_.Advance(minutes(1));
  EXPECT_EQ(Sent(), 2);
  EXPECT_EQ(Arrived().size(), 2u);
}

TEST_F(Mails, AreNotTriedForEverWhenTheServerRefusesThem) {
  StartServer({"-s", "300"});
  Queue({"a@kantor.example", "terlalu panjang", std::string(5000, 'x')});
  EXPECT_EQ(Sent(), 0);
  clock_.Advance(minutes(100));
  EXPECT_EQ(Sent(), 0);
  auto rows = Ask("SELECT * FROM local_mail");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].Text("fault"), "552");
  EXPECT_EQ(rows[0].Integer("tries"), 40);
}

TEST_F(Mails, KeepHostileTextOutOfTheHeaders) {
  StartServer();
  Queue({"a@kantor.example",
         "Halo\r\nBcc: mata-mata@lain.example\r\n\r\nisi palsu " + std::string(2000, 's'),
         std::string(5000, 'y') + "\r\n.\r\nRSET\r\nMAIL FROM:<x@lain.example>\r\n"});
  Queue({"a@kantor.example\r\nBcc: mata-mata@lain.example", "x", "x"});
  EXPECT_EQ(Sent(), 1);
  auto mails = Arrived();
  ASSERT_EQ(mails.size(), 1u);
  size_t body = std::min(mails[0].find("\r\n\r\n"), mails[0].find("\n\n"));
  ASSERT_NE(body, std::string::npos);
  EXPECT_EQ(mails[0].substr(0, body).find("\nBcc:"), std::string::npos);
  EXPECT_NE(mails[0].find("RSET"), std::string::npos);
  for (const std::string& line : Split(mails[0], '\n')) EXPECT_LE(line.size(), 998u);
}

TEST_F(Mails, GoOnlyInOfficeHours) {
  StartServer();
  Queue({"a@kantor.example", "satu", "isi"});
  At("2026-11-23", 17, 0);
  EXPECT_EQ(Sent(), 0);
  At("2026-11-24", 8, 0);
  EXPECT_EQ(Sent(), 1);
}

TEST_F(Mails, AreNotEvenQueuedWithoutAServer) {
  settings_.mail.server = "";
  OpenOffice();
  Queue({"a@kantor.example", "satu", "isi"});
  EXPECT_TRUE(Ask("SELECT * FROM local_mail").empty());
}

TEST(MailAddress, IsPlainOrRefused) {
  for (const char* good : {"a@b", "budi.s+piket@dkisp.tarakankota.go.id"}) {
    EXPECT_TRUE(IsMailAddress(good)) << good;
  }
  for (const char* bad :
       {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "<a@b>", "a@b\r\nRCPT", "a,b@c", "a@-b",
        "a@b.", ".a@b", "a..b@c", "\"a\"@b", "a@[127.0.0.1]", "b\xc3\xa9@c"}) {
    EXPECT_FALSE(IsMailAddress(bad)) << bad;
  }
}

}  // namespace
}  // namespace piket
