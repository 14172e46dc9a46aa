// SOPs as the screens ask for them: their steps, what of them is assumed, their flowcharts.
#include "agent/procedure/confirmation.h"
#include "tests/agent/http/screens_rig.h"
#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

class ProcedureApi : public ScreensOver<OfficeTest> {
 protected:
  void AddMoreKinds(KindTable& kinds) override {
    OfficeTest::AddMoreKinds(kinds);
    AddProcedureKinds(kinds);
  }
  // The flowchart without the number that its drawer gives each surface.
  std::string Chart(const std::string& query) {
    std::string svg =
        AskAs("loket", "GET", "/api/procedures/colocation/flowchart.svg" + query).body;
    size_t id = svg.find("\"surface");
    if (id != std::string::npos) svg.erase(id, svg.find('"', id + 1) - id);
    return svg;
  }
  Json Listed(const std::string& id) {
    for (const Json& each : Get("loket", "/api/procedures")) {
      if (each["id"] == id) return each;
    }
    return {};
  }
};

TEST_F(ProcedureApi, ListsTheDefinitionsWithWhatIsAssumedOfThem) {
  EXPECT_EQ(Get("loket", "/api/procedures").size(), 6u);
  Json json = Listed("colocation");
  EXPECT_EQ(json["number"], "067/26/SOP/DKISP/2022");
  EXPECT_EQ(json["name"], "Layanan Colocation Server");
  EXPECT_TRUE(DateFromIso(TextOr(json, "effective")));
  EXPECT_FALSE(TextOr(json, "version").empty());
  EXPECT_GT(json["assumed"].get<int>(), 0);
  EXPECT_EQ(json["confirmed"], 0);
}

TEST_F(ProcedureApi, ShowsOneWithItsStepsAndEachAssumptionsSource) {
  Json json = Get("staf", "/api/procedures/colocation");
  EXPECT_EQ(json["steps"].size(), 10u);
  EXPECT_EQ(json["assumptions"].size(), Listed("colocation")["assumed"].get<size_t>());
  for (const Json& row : json["assumptions"]) {
    EXPECT_FALSE(TextOr(row, "place").empty());
    EXPECT_FALSE(TextOr(row, "name").empty());
    EXPECT_TRUE(row["confirmed"].is_null());
  }
  for (const char* id : {"tidak-ada", "..", "colocation.toml", "COLOCATION"}) {
    EXPECT_EQ(WhyNot(AskAs("staf", "GET", std::string("/api/procedures/") + id)), "not_found");
  }
}

TEST_F(ProcedureApi, ConfirmsOneAssumptionByItsPlace) {
  Json before = Get("kadis", "/api/procedures/colocation");
  const std::string place = TextOr(before["assumptions"][0], "place");
  const std::string path = "/api/procedures/colocation/confirm";
  int64_t entries = Entries();
  EXPECT_EQ(Refused("kadis", path, Json::object()), "bad_request place");
  EXPECT_EQ(Refused("kadis", path, {{"place", 1}}), "bad_request place");
  EXPECT_EQ(Refused("kadis", path, {{"place", "langkah/99/waktu"}}), "bad_request place");
  EXPECT_EQ(Refused("kadis", path, {{"place", std::string(100000, 'x')}}), "bad_request place");
  EXPECT_EQ(Refused("kadis", "/api/procedures/x/confirm", {{"place", place}}), "not_found");
  EXPECT_EQ(Refused("staf", path, {{"place", place}}), "not_allowed");
  EXPECT_EQ(Entries(), entries);
  Json after = Post("kadis", path, {{"place", place}});
  EXPECT_EQ(after["assumptions"][0]["confirmed"]["by"], "Pejabat kadis");
  EXPECT_EQ(after["assumptions"][0]["confirmed"]["at"], "2026-05-13T02:00:00.000Z");
  EXPECT_TRUE(after["assumptions"][1]["confirmed"].is_null());
  EXPECT_EQ(Listed("colocation")["confirmed"], 1);
  ExpectJournalAndTablesAgree();
}

TEST_F(ProcedureApi, DrawsTheFlowchartWithTheStepUnderWayMarked) {
  const std::string path = "/api/procedures/colocation/flowchart";
  EXPECT_EQ(AskAs("loket", "GET", path + ".svg").type, "image/svg+xml");
  const std::string plain = Chart("");
  EXPECT_NE(plain.find("<svg"), std::string::npos);
  EXPECT_FALSE(Chart("?step=5") == plain);
  EXPECT_FALSE(Chart("?step=6") == Chart("?step=5"));
  // A step that is none marks nothing.
  for (const char* step : {"99", "lima", "-1", "99999999999"}) {
    EXPECT_TRUE(Chart(std::string("?step=") + step) == plain) << step;
  }
  Answer pdf = AskAs("loket", "GET", path + ".pdf");
  EXPECT_EQ(pdf.type, "application/pdf");
  EXPECT_EQ(pdf.body.substr(0, 5), "%PDF-");
  EXPECT_EQ(WhyNot(AskAs("loket", "GET", "/api/procedures/x/flowchart.pdf")), "not_found");
}

}  // namespace
}  // namespace piket
