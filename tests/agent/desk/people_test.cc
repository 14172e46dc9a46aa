#include "agent/desk/people.h"

#include <algorithm>

#include "tests/agent/desk/desk_rig.h"

namespace piket {
namespace {

class PeopleTest : public DeskTest {
 protected:
  Officer Add(const std::string& name, std::vector<std::string> roles) {
    auto officer =
        AddOfficer(*desk_, {"", name, "Pranata Komputer", std::move(roles), true}, "2580", "");
    EXPECT_TRUE(officer) << officer.error().detail;
    return *officer;
  }
};

TEST_F(PeopleTest, SignInWithTheirPinAndNoOther) {
  Officer ani = Add("Ani", {"loket", "admin"});
  EXPECT_EQ(SignIn(*desk_, ani.id, "2580")->name, "Ani");
  EXPECT_EQ(SignIn(*desk_, ani.id, "2581").error().fault, Fault::kWrongPin);
  EXPECT_EQ(SignIn(*desk_, "nobody", "2580").error().fault, Fault::kNotFound);
}

TEST_F(PeopleTest, AreLockedOutAfterFiveWrongPinsUntilTheTimeIsOverOrAnAdminUnlocks) {
  Officer ani = Add("Ani", {"admin"});
  Officer budi = Add("Budi", {"loket"});
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(SignIn(*desk_, budi.id, "0000").error().fault, Fault::kWrongPin);
  }
  EXPECT_EQ(SignIn(*desk_, budi.id, "0000").error().fault, Fault::kLockedOut);
  EXPECT_EQ(SignIn(*desk_, budi.id, "2580").error().fault, Fault::kLockedOut);
  EXPECT_TRUE(LockedUntil(*desk_, budi.id).has_value());
  ASSERT_TRUE(ChangeOfficer(*desk_, budi.id, {.unlock = true}, ani.id));
  EXPECT_TRUE(SignIn(*desk_, budi.id, "2580"));
  for (int i = 0; i < 5; ++i) (void)SignIn(*desk_, budi.id, "0000");
  clock_.Advance(std::chrono::minutes(6));
  EXPECT_TRUE(SignIn(*desk_, budi.id, "2580"));
}

TEST_F(PeopleTest, NeedAPinThatIsNotEasyToGuess) {
  for (const char* pin : {"123", "1111", "1234", "12a4", "1234567890123", ""}) {
    EXPECT_EQ(AddOfficer(*desk_, {"", "Ani", "", {"admin"}, true}, pin, "").error().detail, "pin")
        << pin;
  }
}

TEST_F(PeopleTest, AlwaysKeepAnAdmin) {
  EXPECT_EQ(AddOfficer(*desk_, {"", "Budi", "", {"loket"}, true}, "2580", "").error().fault,
            Fault::kConflict);
  Officer ani = Add("Ani", {"admin"});
  EXPECT_EQ(ChangeOfficer(*desk_, ani.id, {.active = false}, ani.id).error().fault,
            Fault::kConflict);
  EXPECT_EQ(ChangeOfficer(*desk_, ani.id, {.roles = std::vector<std::string>{"loket"}}, ani.id)
                .error()
                .fault,
            Fault::kConflict);
}

TEST_F(PeopleTest, LeaveNoPinInTheJournalButEveryTryInTheAudit) {
  Officer ani = Add("Ani", {"admin"});
  (void)SignIn(*desk_, ani.id, "9173");
  (void)SignIn(*desk_, ani.id, "2580");
  auto bodies = database_->Ask("SELECT body FROM entry");
  for (const Row& row : *bodies) {
    EXPECT_EQ(row.Text("body").find("2580"), std::string::npos);
    EXPECT_EQ(row.Text("body").find("9173"), std::string::npos);
    EXPECT_EQ(row.Text("body").find("$y$"), std::string::npos);
  }
  auto audit = Audit(*desk_, 10);
  ASSERT_EQ(audit->size(), 3u);
  EXPECT_EQ((*audit)[0].what, "officer.signed: signed in");
  EXPECT_EQ((*audit)[1].what, "officer.signed: wrong pin");
  EXPECT_EQ((*audit)[2].officer, "Ani");
  ExpectJournalAndTablesAgree();
}

TEST_F(PeopleTest, ReadInTheAuditWhatWasDoneAboutWhich) {
  Officer ani = Add("Ani", {"admin"});
  auto letter = EnterOne();
  ASSERT_TRUE(letter) << letter.error().detail;
  Id secret = EnterSecret(ScannedDocument());
  auto audit = Audit(*desk_, 50);
  ASSERT_TRUE(audit) << audit.error().detail;
  int numbered = 0;
  for (const AuditRow& row : *audit) {
    EXPECT_FALSE(IsId(row.about)) << row.what;
    EXPECT_EQ(row.about.find("dirahasiakan"), std::string::npos);
    EXPECT_EQ(row.about.find("Subdomain"), std::string::npos);
    if (row.what == "officer.added") {
      EXPECT_EQ(row.about, "Ani");
    }
    if (row.what == "batch.opened") {
      EXPECT_EQ(row.about.rfind("Tumpukan ", 0), 0u) << row.about;
    }
    if (row.what == "letter.entered" || row.what == "print.ordered") {
      ++numbered;
      EXPECT_NE(row.about.find(" · agenda "), std::string::npos) << row.what << " " << row.about;
    }
  }
  EXPECT_GE(numbered, 2);
  const std::string receipt = LetterOf(secret).receipt_number;
  EXPECT_GE(std::count_if(audit->begin(), audit->end(),
                          [&](const AuditRow& row) { return row.about.rfind(receipt, 0) == 0; }),
            2);
}

}  // namespace
}  // namespace piket
