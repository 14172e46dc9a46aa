#include "agent/core/settings.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"

namespace piket {
namespace {

TEST(Settings, OfTheShippedFileAreTheDefaults) {
  auto shipped = ReadSettings(std::filesystem::path(PIKET_SOURCE_DIR) / "config" / "piket.toml");
  ASSERT_TRUE(shipped) << shipped.error().detail;
  Settings defaults;
  EXPECT_EQ(shipped->post, defaults.post);
  EXPECT_EQ(shipped->data, defaults.data);
  EXPECT_EQ(shipped->office, defaults.office);
  EXPECT_EQ(shipped->port, defaults.port);
  EXPECT_EQ(shipped->idle_lock_seconds, defaults.idle_lock_seconds);
  EXPECT_EQ(shipped->page_size, defaults.page_size);
  EXPECT_EQ(shipped->agenda_display, defaults.agenda_display);
  EXPECT_EQ(shipped->reading_deadline_seconds, defaults.reading_deadline_seconds);
  EXPECT_EQ(shipped->disk_reserve_mib, defaults.disk_reserve_mib);
  EXPECT_EQ(shipped->centre_address, defaults.centre_address);
  EXPECT_EQ(shipped->centre_port, defaults.centre_port);
  EXPECT_EQ(shipped->centre_name, defaults.centre_name);
}

TEST(Settings, RefuseScreensForOtherMachinesWithoutTls) {
  auto open = ParseSettings("[screen]\naddress = \"192.168.1.5\"\n", "p.toml");
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().detail, "p.toml:2:11: screen.address: tanpa TLS harus 127.0.0.1 atau ::1");
}

TEST(Settings, SayHowOtherMachinesReachTheScreens) {
  auto own = ParseSettings(
      "[screen]\naddress = \"0.0.0.0\"\ntls = \"own\"\nnames = [\"Loket.Example\"]\n", "p");
  ASSERT_TRUE(own) << own.error().detail;
  EXPECT_EQ(own->ScreenNames(),
            (std::vector<std::string>{"loket.example", "localhost", "127.0.0.1", "::1"}));
  EXPECT_EQ(own->ScreenUrl(), "https://127.0.0.1");
  EXPECT_EQ(Settings().ScreenUrl(), "http://127.0.0.1");
  EXPECT_TRUE(ParseSettings("[screen]\naddress = \"192.168.1.5\"\ntls = \"own\"\n", "p"));
  EXPECT_FALSE(ParseSettings("[screen]\naddress = \"0.0.0.0\"\ntls = \"own\"\n", "p"));
  EXPECT_FALSE(ParseSettings("[screen]\ntls = \"office\"\n", "p"));
  EXPECT_TRUE(ParseSettings(
      "[screen]\ntls = \"office\"\ncertificate_file = \"/a\"\nkey_file = \"/b\"\n", "p"));
  EXPECT_FALSE(ParseSettings("[screen]\ntls = \"own\"\nnames = [\"a b\"]\n", "p"));
}

TEST(Settings, SayHowPostsReachTheCentre) {
  EXPECT_EQ(Settings().CentreName(), "127.0.0.1");
  auto named = ParseSettings("[centre]\naddress = \"0.0.0.0\"\nname = \"Pusat.Example\"\n", "p");
  ASSERT_TRUE(named) << named.error().detail;
  EXPECT_EQ(named->CentreName(), "pusat.example");
  EXPECT_FALSE(ParseSettings("[centre]\naddress = \"0.0.0.0\"\n", "p"));
  EXPECT_FALSE(ParseSettings("[centre]\nname = \"pusat:8471\"\n", "p"));
}

TEST(Settings, NameThePlaceOfEveryMistake) {
  auto wrong = ParseSettings("post = \"loket 1\"\nroles = [\"dapur\"]\n[scaner]\n", "p.toml");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().detail.find("p.toml:1:8: post"), std::string::npos);
  EXPECT_NE(wrong.error().detail.find("p.toml:2:"), std::string::npos);
  EXPECT_NE(wrong.error().detail.find("p.toml:3:"), std::string::npos);
}

TEST(Settings, KeepAMailPasswordOffAnOpenLine) {
  const std::string mail =
      "[mail]\nserver = \"surat.kantor.example\"\nfrom = \"piket@kantor.example\"\n";
  const std::string signs_in = mail + "user = \"piket\"\npassword_file = \"/x\"\n";
  auto open = ParseSettings(signs_in, "p.toml");
  ASSERT_FALSE(open);
  EXPECT_NE(open.error().detail.find("mail.tls: harus starttls"), std::string::npos)
      << open.error().detail;
  auto right = ParseSettings(signs_in + "tls = \"starttls\"\nca_file = \"/ca.pem\"\n", "p.toml");
  ASSERT_TRUE(right) << right.error().detail;
  EXPECT_EQ(right->mail.ca_file, "/ca.pem");
  // A certificate is of a name.
  for (const char* address : {"192.168.1.5", "::1"}) {
    std::string by_address = std::string("[mail]\nserver = \"") + address +
                             "\"\nfrom = \"piket@kantor.example\"\ntls = \"starttls\"\n";
    auto wrong = ParseSettings(by_address, "p.toml");
    ASSERT_FALSE(wrong) << address;
    EXPECT_NE(wrong.error().detail.find("mail.server"), std::string::npos) << address;
  }
}

TEST(Settings, ShowAgendaNumbersAsTheOfficeWrites) {
  Settings settings;
  settings.agenda_display = "{nomor}/SM/{tahun}";
  EXPECT_EQ(AgendaDisplay(settings, 17, 2026), "17/SM/2026");
}

}  // namespace
}  // namespace piket
