#include "agent/office/notice.h"

#include "agent/office/remind.h"
#include "tests/agent/office/clock_rig.h"

namespace piket {
namespace {

class Notices : public OfficeClockTest {
 protected:
  void SetUp() override {
    settings_.mail.server = "127.0.0.1";
    settings_.mail.from = "piket@kantor.example";
    OfficeClockTest::SetUp();
    At("2026-11-23", 8, 0);
  }
  void Arrive(const Id& id, int run, int step) {
    Append({"case.arrived",
            "piket",
            id,
            {{"run", run},
             {"step", step},
             {"at", clock_.Now().time_since_epoch().count()},
             {"calendar", "2026-1"},
             {"position", "kabid-aplikasi"}}});
  }
};

TEST_F(Notices, AreQueuedOnceForEachStepAndSayNothingOfTheLetter) {
  Letter letter = AddLetter();
  Id id = AddCase(letter, "kabid-aplikasi", "1 Hari");
  ASSERT_TRUE(AskForNotice(*office_, letter, "pemohon@opd.example"));
  ASSERT_TRUE(RemindNow(*office_));
  EXPECT_TRUE(Ask("SELECT * FROM local_mail").empty());
  Arrive(id, 2, 3);
  ASSERT_TRUE(RemindNow(*office_));
  ASSERT_TRUE(RemindNow(*office_));
  auto mails = Ask("SELECT * FROM local_mail");
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].Text("recipient"), "pemohon@opd.example");
  std::string text = mails[0].Text("text");
  EXPECT_NE(text.find("Langkah 3 dari"), std::string::npos) << text;
  EXPECT_NE(text.find(letter.tracking_code), std::string::npos);
  for (const char* secret : {"Dinas Pendidikan", "Khusus", "DISDIK"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
  }
}

TEST_F(Notices, TellOfAConfidentialLetterItsStateAlone) {
  Letter letter = AddLetter("R");
  Id id = AddCase(letter, "kabid-aplikasi", "1 Hari");
  ASSERT_TRUE(AskForNotice(*office_, letter, "pemohon@opd.example"));
  Arrive(id, 2, 3);
  ASSERT_TRUE(RemindNow(*office_));
  EXPECT_TRUE(Ask("SELECT * FROM local_mail").empty());
  Append({"case.ended",
          "officer",
          id,
          {{"state", "selesai"}, {"at", clock_.Now().time_since_epoch().count()}}});
  ASSERT_TRUE(RemindNow(*office_));
  auto mails = Ask("SELECT * FROM local_mail");
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_NE(mails[0].Text("text").find("Selesai"), std::string::npos);
  EXPECT_EQ(mails[0].Text("text").find("Langkah"), std::string::npos);
  EXPECT_TRUE(Ask("SELECT * FROM local_notice").empty());
}

TEST_F(Notices, GoToThreeAddressesAtMost) {
  Letter letter = AddLetter();
  for (const char* address : {"a@opd.example", "b@opd.example", "c@opd.example"}) {
    EXPECT_TRUE(AskForNotice(*office_, letter, address));
  }
  EXPECT_FALSE(AskForNotice(*office_, letter, "d@opd.example"));
  EXPECT_FALSE(AskForNotice(*office_, letter, "bukan alamat"));
}

TEST_F(Notices, FindALetterByItsCodeAsPeopleWriteIt) {
  Letter letter = AddLetter();
  std::string written = " abcd-efgh-234" + letter.tracking_code.substr(11);
  auto found = database_->Read([&](Database& db) { return ProgressOfCode(*office_, db, written); });
  ASSERT_TRUE(found) << letter.tracking_code;
  EXPECT_EQ(found->letter.id, letter.id);
  EXPECT_EQ(found->state_name, "Diterima");
  EXPECT_FALSE(database_->Read([&](Database& db) { return ProgressOfCode(*office_, db, "X"); }));
}

}  // namespace
}  // namespace piket
