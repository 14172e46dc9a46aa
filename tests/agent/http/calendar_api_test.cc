// The working calendar and the reminders as the screens ask for them.
#include "agent/office/remind.h"
#include "agent/procedure/calendar_entry.h"
#include "tests/agent/http/screens_rig.h"
#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

const std::string kHeader = "tanggal,nama,jenis,sumber\n";

class CalendarApi : public ScreensOver<OfficeTest> {
 protected:
  void AddMoreKinds(KindTable& kinds) override {
    OfficeTest::AddMoreKinds(kinds);
    AddCalendarKinds(kinds);
  }
  void ExpectRefused(const std::string& who, const std::string& path, const Json& body,
                     const std::string& why) {
    int64_t before = Entries();
    EXPECT_EQ(Refused(who, path, body), why) << body.dump().substr(0, 200);
    EXPECT_EQ(Entries(), before) << path;
  }
};

TEST_F(CalendarApi, ShowsTheYearsInForceWithTheirHoursAndHolidays) {
  Json json = Get("loket", "/api/calendar");
  ASSERT_EQ(json["years"].size(), 1u);
  const Json& year = json["years"][0];
  EXPECT_EQ(year["year"], 2026);
  EXPECT_EQ(year["zone"], "WITA");
  EXPECT_EQ(year["week"][0], Json({"07:30-12:00", "13:00-16:00"}));
  EXPECT_EQ(year["week"][6], Json::array());
  EXPECT_EQ(year["overrides"][0]["name"], "Ramadan 1447 Hijriah");
  EXPECT_EQ(year["holidays"][0]["date"], "2026-01-01");
  EXPECT_EQ(json["horizon"], "2026-12-31");
  EXPECT_EQ(json["warning"], "");
}

TEST_F(CalendarApi, PutsAListInForceByTwoPeopleAndTellsWhatItMoves) {
  // 13 May 10.00: a case whose step may take a working day, and the next day becomes free.
  Case c = CaseOf(EnterLetter("lainnya").id);
  ASSERT_TRUE(c.due_at);
  Json preview =
      Post("admin", "/api/calendar/preview",
           {{"year", 2026}, {"csv", kHeader + "2026-05-14,\"Cuti, <b>\",lokal,SK uji\n"}});
  EXPECT_EQ(preview["version"], "2026-2");
  EXPECT_EQ(preview["holidays"], 1);
  for (const Json& move : preview["moves"]) {
    EXPECT_FALSE(TextOr(move, "display").empty());
    EXPECT_NE(move["before"], move["after"]);
  }
  // A proposal is not in force, and does not become so by who made it.
  EXPECT_GT(Get("loket", "/api/calendar")["years"][0]["holidays"].size(), 1u);
  const std::string adopt = "/api/calendar/" + TextOr(preview, "proposal") + "/adopt";
  EXPECT_EQ(Get("admin", "/api/calendar/proposals")[0]["can_adopt"], false);
  Json waiting = Get("kasubbag-umum", "/api/calendar/proposals");
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0]["can_adopt"], true);
  EXPECT_EQ(waiting[0]["by"], "Petugas admin");
  EXPECT_EQ(waiting[0]["year"]["holidays"][0]["name"], "Cuti, <b>");
  ExpectRefused("admin", adopt, Json::object(), "not_allowed");
  Json adopted = Post("kasubbag-umum", adopt);
  EXPECT_EQ(adopted["moves"], preview["moves"]);
  EXPECT_EQ(adopted["years"][0]["version"], "2026-2");
  EXPECT_EQ(adopted["years"][0]["holidays"].size(), 1u);
  ExpectRefused("kasubbag-umum", adopt, Json::object(), "conflict");
  EXPECT_TRUE(Get("kasubbag-umum", "/api/calendar/proposals").empty());
  ExpectJournalAndTablesAgree();
}

TEST_F(CalendarApi, RefusesAListThatIsNotRightAndSaysWhere) {
  const std::string path = "/api/calendar/preview";
  const std::string right = kHeader + "2027-01-01,Tahun Baru,nasional,SKB uji\n";
  for (const auto& [body, why] : std::vector<std::pair<Json, std::string>>{
           {Json::object(), "bad_request year"},
           {{{"year", "2027"}, {"csv", right}}, "bad_request year"},
           {{{"year", 2027.5}, {"csv", right}}, "bad_request year"},
           {{{"year", 1999}, {"csv", right}}, "bad_request year"},
           {{{"year", 2040}, {"csv", right}}, "bad_request year"},
           {{{"year", -2027}, {"csv", right}}, "bad_request year"},
           // 2027 is what is left of it in 32 bits.
           {{{"year", (int64_t{1} << 32) + 2027}, {"csv", right}}, "bad_request year"},
           {{{"year", 2027}}, "bad_request csv"},
           {{{"year", 2027}, {"csv", 7}}, "bad_request csv"},
           {{{"year", 2027}, {"csv", "date,name\n"}}, "bad_request csv"},
           {{{"year", 2027}, {"csv", kHeader}}, "bad_request csv"},
           {{{"year", 2027}, {"csv", kHeader + "2026-01-01,A,nasional,S\n"}}, "bad_request csv"},
           {{{"year", 2027}, {"csv", kHeader + "2027-02-29,A,nasional,S\n"}}, "bad_request csv"},
           {{{"year", 2027}, {"csv", kHeader + "2027-01-01,A,libur,S\n"}}, "bad_request csv"},
           {{{"year", 2027},
             {"csv", kHeader + "2027-01-01," + std::string(201, 'x') + ",nasional,S\n"}},
            "bad_request csv"},
           {{{"year", 2027}, {"csv", right + "2027-01-01,Tahun Baru,nasional,SKB uji\n"}},
            "bad_request csv"}}) {
    ExpectRefused("admin", path, body, why);
  }
  Answer third =
      AskAs("admin", "POST", path, {{"year", 2027}, {"csv", right + "2027-13-01,A,nasional,S\n"}});
  EXPECT_NE(TextOr(*ParseJson(third.body), "problem").find("baris 3: tanggal"), std::string::npos)
      << third.body;
  ExpectRefused("kasubbag-umum", "/api/calendar/tidak-ada/adopt", Json::object(), "not_found");
  ExpectRefused("loket", path, {{"year", 2027}, {"csv", right}}, "not_allowed");
  EXPECT_TRUE(Get("admin", "/api/calendar/proposals").empty());
}

TEST_F(CalendarApi, RemindsWhoHasTheStepUntilItIsSeen) {
  Case c = CaseOf(EnterLetter("colocation").id);
  PrintSheet(c.letter);
  HandOn(c.letter, "kadis", {"kabid-aplikasi"});
  c = CaseOf(c.letter);
  ASSERT_EQ(c.position, "kabid-aplikasi");
  clock_.Advance(std::chrono::minutes(6));
  ASSERT_TRUE(RemindNow(*office_));
  Json list = Get("kabid-aplikasi", "/api/reminders");
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["case"]["id"], c.id);
  EXPECT_EQ(list[0]["case"]["step"], 4);
  EXPECT_EQ(list[0]["case"]["due"], IsoText(*c.due_at));
  EXPECT_EQ(list[0]["level"], 100);
  EXPECT_EQ(list[0]["unheld"], false);
  EXPECT_FALSE(TextOr(list[0]["case"]["letter"], "display").empty());
  EXPECT_EQ(list.dump().find("Pendidikan"), std::string::npos);
  EXPECT_TRUE(Get("staf", "/api/reminders").empty());
  EXPECT_EQ(Refused("staf", "/api/reminders/" + c.id + "/seen", Json::object()), "not_found");
  EXPECT_EQ(Refused("kabid-aplikasi", "/api/reminders/x/seen", Json::object()), "not_found");
  EXPECT_EQ(Get("kabid-aplikasi", "/api/reminders").size(), 1u);
  Post("kabid-aplikasi", "/api/reminders/" + c.id + "/seen");
  EXPECT_TRUE(Get("kabid-aplikasi", "/api/reminders").empty());
}

}  // namespace
}  // namespace piket
