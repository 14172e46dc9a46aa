#include "agent/central/fleet.h"

#include <gtest/gtest.h>

#include "tests/agent/central/centre_rig.h"

namespace piket {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant kNow = *InstantFromIso("2026-11-22T02:00:00.000Z");

PostRecord Accepted() {
  PostRecord post;
  post.code = "L2";
  post.roles = {"desk"};
  post.state = "diterima";
  post.not_after = kNow + days(20);
  post.changed_at = kNow - days(10);
  return post;
}
Json WellReport() {
  return {{"version", "0.1.0"},
          {"scanner", {{"state", "ok"}, {"name", "Pemindai"}}},
          {"printers",
           Json::array({{{"name", "Loket"}, {"state", "idle"}, {"reasons", Json::array()}}})},
          {"disk_free_mib", 50000},
          {"backlog", 0},
          {"oldest_unsent", nullptr},
          {"clock_offset_ms", 120},
          {"quarantine", 0}};
}
FleetRow RowOf(const PostRecord& post, const Json& report, Instant heard = kNow - seconds(20)) {
  return FleetRowOf(post, PostReport{heard, report}, {kNow, Zone(), 200});
}
Lamp LampOf(const FleetRow& row, const std::string& part) {
  for (const Lamp& lamp : row.lamps) {
    if (lamp.part == part) return lamp;
  }
  return {};
}

TEST(Fleet, ShowsAPostThatIsWellInGreen) {
  FleetRow row = RowOf(Accepted(), WellReport());
  EXPECT_EQ(row.lamp, "green");
  EXPECT_EQ(row.lamps.size(), 10u);
  for (const Lamp& lamp : row.lamps) EXPECT_EQ(lamp.state, "green") << lamp.part;
  Json json = ToJson(row, {kNow, Zone(), 200});
  EXPECT_TRUE(json["oldest_unsent"].is_null());
  EXPECT_EQ(json["certificate_days"], 20);
  EXPECT_EQ(json["version"], "0.1.0");
  EXPECT_EQ(json["disk_free_mib"], 50000);
  EXPECT_EQ(json["last_seen"], "2026-11-22T01:59:40.000Z");
}

TEST(Fleet, SaysWhatToDoForEveryRedLamp) {
  struct Case {
    const char* part;
    Json change;
    const char* says;
  };
  const std::vector<Case> cases = {
      {"scanner", {{"scanner", {{"state", "scanner_gone"}}}}, "kabel"},
      {"scanner", {{"scanner", {{"state", "fault"}}}}, "Nyalakan pemindai"},
      {"printer",
       {{"printers", Json::array({{{"name", "Loket"},
                                   {"state", "stopped"},
                                   {"reasons", Json::array({"paper_out"})}}})}},
       "Loket: Kertas di pencetak habis"},
      {"disk", {{"disk_free_mib", 100}}, "kosongkan disk"},
      {"clock", {{"clock_offset_ms", -3600000}}, "1 jam"},
      {"backlog",
       {{"backlog", 12}, {"oldest_unsent", (kNow - minutes(40)).time_since_epoch().count()}},
       "40 menit"},
      {"quarantine", {{"quarantine", 3}}, "3 catatan"},
  };
  for (const Case& each : cases) {
    Json report = WellReport();
    report.update(each.change);
    FleetRow row = RowOf(Accepted(), report);
    Lamp lamp = LampOf(row, each.part);
    EXPECT_EQ(lamp.state, "red") << each.part;
    EXPECT_NE(lamp.sentence.find(each.says), std::string::npos) << lamp.sentence;
    EXPECT_EQ(row.lamp, "red");
  }
}

TEST(Fleet, TellsOfSilence) {
  EXPECT_EQ(LampOf(RowOf(Accepted(), WellReport(), kNow - minutes(5)), "line").state, "yellow");
  Lamp lamp = LampOf(RowOf(Accepted(), WellReport(), kNow - hours(3)), "line");
  EXPECT_EQ(lamp.state, "red");
  EXPECT_NE(lamp.sentence.find("22 November 2026 pukul 07.00 WITA"), std::string::npos)
      << lamp.sentence;
  FleetRow never = FleetRowOf(Accepted(), std::nullopt, {kNow, Zone(), 200});
  EXPECT_EQ(LampOf(never, "line").state, "red");
}

TEST(Fleet, TellsOfClonesExpiryAndWhoAsks) {
  PostRecord clone = Accepted();
  clone.alarm = "klon";
  EXPECT_EQ(LampOf(RowOf(clone, WellReport()), "post").state, "red");
  PostRecord expired = Accepted();
  expired.not_after = kNow - days(2);
  expired.waits = "serial";
  Lamp lamp = LampOf(RowOf(expired, WellReport()), "certificate");
  EXPECT_EQ(lamp.state, "red");
  EXPECT_NE(lamp.sentence.find("Izinkan"), std::string::npos);
  expired.waits = "";
  expired.allowed = "serial";
  EXPECT_EQ(LampOf(RowOf(expired, WellReport()), "certificate").state, "yellow");
  PostRecord late = Accepted();
  late.not_after = kNow + days(3);
  EXPECT_EQ(LampOf(RowOf(late, WellReport()), "certificate").state, "yellow");
  PostRecord asking = Accepted();
  asking.state = "meminta";
  asking.asking = PostAsking();
  asking.asking->state = "meminta";
  FleetRow row = FleetRowOf(asking, std::nullopt, {kNow, Zone(), 200});
  EXPECT_EQ(row.lamp, "yellow");
  EXPECT_EQ(row.lamps.size(), 1u);
  PostRecord revoked = Accepted();
  revoked.state = "dicabut";
  EXPECT_EQ(FleetRowOf(revoked, std::nullopt, {kNow, Zone(), 200}).lamp, "off");
}

TEST(Fleet, TakesWhateverAPostSays) {
  for (const Json& odd :
       {Json::object(), Json{{"scanner", 7}, {"printers", "x"}, {"disk_free_mib", "y"}},
        Json{{"printers", Json::array({1, "a", Json::object()})},
             {"oldest_unsent", 3},
             {"backlog", -4},
             {"clock_offset_ms", nullptr}}}) {
    FleetRow row = RowOf(Accepted(), odd);
    EXPECT_FALSE(row.lamps.empty());
    EXPECT_FALSE(ToJson(row, {kNow, Zone(), 200}).empty());
  }
}

class FleetBoardTest : public CentreTest {
 protected:
  void Hold(int64_t seq, const std::string& reason, Instant at) {
    auto held = database_->Write<void>([&](Database& db) {
      return db.Run(
          "INSERT INTO local_quarantine VALUES ('L2','e1',?,'surat-1','letter.entered',"
          "'00','{\"body\":{\"subject\":\"Rahasia\"}}',?,?)",
          {seq, reason, int64_t{at.time_since_epoch().count()}});
    });
    ASSERT_TRUE(held) << held.error().detail;
  }
};

TEST_F(FleetBoardTest, ListsWhatIsHeldWithWhatToDoAndNothingOfItsBody) {
  Hold(7, "unknown_kind", clock_.Now());
  Hold(8, "behind_another", clock_.Now() + seconds(1));
  Hold(9, std::string(Word(Fault::kJournalForked)), clock_.Now() + seconds(2));
  auto held = database_->Read([](Database& db) { return HeldJson(db, 2); });
  ASSERT_TRUE(held) << held.error().detail;
  ASSERT_EQ(held->size(), 2u);
  EXPECT_EQ((*held)[0]["seq"], 9);
  EXPECT_EQ((*held)[0]["sentence"], std::string(Sentence(Fault::kJournalForked)));
  EXPECT_EQ((*held)[1]["post"], "L2");
  for (const Json& each : *held) EXPECT_FALSE(TextOr(each, "sentence").empty());
  EXPECT_EQ(held->dump().find("Rahasia"), std::string::npos);
}

TEST_F(FleetBoardTest, ListsTheCentresOwnEntriesThatNobodyGaveBack) {
  TokenFor("L2");
  auto none = database_->Read([](Database& db) { return LostJson(db, "P1"); });
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
  // Restored at entry 1, and a post gave back entry 4 alone.
  const std::string old = journal_->epoch();
  ASSERT_TRUE(journal_->OpenEpoch());
  auto back = database_->Write<void>([&](Database& db) {
    return db.Run(
        "INSERT INTO local_quarantine VALUES ('P1',?,4,'post/L2','post.asked','00','{}',"
        "'not_found',0)",
        {old});
  });
  ASSERT_TRUE(back);
  auto lost = database_->Read([](Database& db) { return LostJson(db, "P1"); });
  ASSERT_TRUE(lost);
  ASSERT_EQ(lost->size(), 1u);
  EXPECT_EQ((*lost)[0], (Json{{"epoch", old}, {"from", 2}, {"to", 3}}));
}

}  // namespace
}  // namespace piket
