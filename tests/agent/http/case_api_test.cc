// Inbox, board and cases as the screens ask for them.
#include <map>
#include <set>

#include "tests/agent/http/screens_rig.h"
#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

class CaseApiTest : public ScreensOver<OfficeTest> {
 protected:
  // A colocation case that lies with the Kabid for review.
  Case WithTheKabid(Particulars particulars = SomeParticulars()) {
    Letter letter = EnterLetter("colocation", particulars);
    PrintSheet(letter.id);
    HandOn(letter.id, "kadis", {"kabid-aplikasi"});
    return CaseOf(letter.id);
  }
  static std::string At(const Case& c) { return "/api/cases/" + c.id; }
};

TEST_F(CaseApiTest, ShowsTheWholeCaseToWhoHasIt) {
  Case c = WithTheKabid();
  clock_.Advance(std::chrono::minutes(4));
  Json json = Get("kabid-aplikasi", At(c));
  EXPECT_EQ(json["id"], c.id);
  EXPECT_EQ(json["procedure_name"], "Layanan Colocation Server");
  EXPECT_EQ(json["number"], "067/26/SOP/DKISP/2022");
  EXPECT_EQ(json["step"], 4);
  EXPECT_EQ(json["state_name"], "Berjalan");
  EXPECT_EQ(json["level"], 75);  // 4 of 5 minutes
  EXPECT_EQ(json["letter"]["subject"], "Permohonan Pembuatan Subdomain");
  EXPECT_EQ(json["letter"]["display"], "1/2026");
  EXPECT_EQ(json["steps"].size(), 10u);
  EXPECT_EQ(json["steps"][3]["state"], "berjalan");
  EXPECT_EQ(json["steps"][3]["needs"][0]["state"], "ada");
  EXPECT_EQ(json["steps"][0]["state"], "selesai");
  EXPECT_EQ(json["runs"].size(), 4u);
  EXPECT_EQ(json["runs"][3]["elapsed_minutes"], 4);
  EXPECT_EQ(json["missing"]["finish"][""].size(), 2u);
  EXPECT_FALSE(json["forecast"].empty());
  EXPECT_EQ(json["dispositions"].size(), 1u);
  EXPECT_EQ(json["records_due"].size(), 2u);
  EXPECT_NE(json["can"].dump().find("selesai"), std::string::npos);
}

TEST_F(CaseApiTest, MovesACaseAndNamesWhatIsMissing) {
  Case c = WithTheKabid();
  Answer refused = AskAs("kabid-aplikasi", "POST", At(c) + "/finish", {{"run", c.run}});
  EXPECT_EQ(refused.status, 409);
  Json fault = *ParseJson(refused.body);
  EXPECT_EQ(fault["fault"], "items_missing");
  EXPECT_EQ(fault["fields"], Json({"data-tindak-lanjut", "data-ip-publik"}));
  EXPECT_EQ(fault["missing"][0]["what"], "hasil");
  EXPECT_EQ(AskAs("staf", "POST", At(c) + "/start", {{"run", c.run}}).status, 404);
  EXPECT_EQ(AskAs("loket", "POST", At(c) + "/start", {{"run", c.run}}).status, 403);
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", At(c) + "/start", {{"run", c.run}}).status, 200);
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", At(c) + "/start", {{"run", c.run + 1}}).status, 409);
  AddAddress("203.0.113.4");
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", At(c) + "/items/data-tindak-lanjut",
                  {{"proof", "keterangan"}, {"note", "1U"}})
                .status,
            200);
  Answer done = AskAs("kabid-aplikasi", "POST", At(c) + "/finish", {{"run", c.run}});
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ((*ParseJson(done.body))["step"], 5);
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", At(c) + "/finish", {{"run", c.run}}).status, 409);
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", At(c) + "/stop",
                  {{"state", "menunggu_pemohon"}, {"reason", "berkas"}})
                .status,
            200);
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", At(c) + "/resume", {{"reason", "ada"}}).status, 200);
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", At(c) + "/records",
                  {{"kind", "konfigurasi"}, {"text", "VLAN 20"}, {"data", {{"vlan", "20"}}}})
                .status,
            200);
}

// R-12
TEST_F(CaseApiTest, OpensTheLetterToWhoseStepHasCome) {
  Case c = WithTheKabid();
  EXPECT_EQ(AskAs("staf", "GET", At(c)).status, 404);
  EXPECT_EQ(AskAs("petugas-noc", "GET", At(c)).status, 404);
  for (const char* may : {"kadis", "kabid-aplikasi", "loket", "agendaris", "auditor"}) {
    EXPECT_FALSE(Get(may, At(c))["letter"]["hidden"].get<bool>()) << may;
  }
  AddAddress("203.0.113.4");
  c = DoStep(c);
  c = DoStep(c, "ya");
  ASSERT_EQ(c.position, "petugas-noc");
  // Without the letter nobody could do the step.
  Json json = Get("petugas-noc", At(c));
  EXPECT_FALSE(json["letter"]["hidden"].get<bool>());
  EXPECT_NE(json["can"].dump().find("mulai"), std::string::npos);
  // This case and the subdomain's that its approval opened.
  EXPECT_EQ(Get("petugas-noc", "/api/cases")["cases"].size(), 2u);
  EXPECT_EQ(AskAs("staf", "GET", At(c)).status, 404);
}

TEST_F(CaseApiTest, SaysNothingOfAConfidentialLetterButItsNumbers) {
  Particulars secret = SomeParticulars("R-7/SANDI/2026");
  secret.security = "R";
  secret.subject = "Hal yang dirahasiakan";
  Case c = WithTheKabid(secret);
  for (const char* who : {"loket", "arsiparis", "auditor"}) {
    for (const std::string& path :
         {At(c), std::string("/api/cases"), std::string("/api/board"), std::string("/api/inbox")}) {
      EXPECT_EQ(AskAs(who, "GET", path).body.find("dirahasiakan"), std::string::npos)
          << who << " " << path;
    }
    EXPECT_TRUE(Get(who, At(c))["letter"]["hidden"].get<bool>());
  }
  for (const char* who : {"kabid-aplikasi", "agendaris", "kadis"}) {
    EXPECT_EQ(Get(who, At(c))["letter"]["subject"], "Hal yang dirahasiakan") << who;
  }
  EXPECT_EQ(AskAs("staf", "GET", At(c)).status, 404);
  // A file put into it lies sealed, and comes back only to who may read the letter.
  Answer put = AskAs("kabid-aplikasi", "POST", At(c) + "/items/data-tindak-lanjut/file?name=x.pdf",
                     Json::object(), "%PDF-1.7 dirahasiakan");
  EXPECT_EQ(put.status, 200) << put.body;
  auto items = database_->Read([&](Database& db) { return ItemsOfCase(db, c.id); });
  ASSERT_EQ(items->size(), 1u);
  EXPECT_EQ(desk_->blobs.Get(items->front().reference)->find("dirahasiakan"), std::string::npos);
  EXPECT_EQ(AskAs("loket", "GET", At(c) + "/items/data-tindak-lanjut/file").status, 404);
  EXPECT_EQ(AskAs("kabid-aplikasi", "GET", At(c) + "/items/data-tindak-lanjut/file").body,
            "%PDF-1.7 dirahasiakan");
  // What is written into it comes back to the same, and to nobody else.
  for (const auto& [path, body] : std::map<std::string, Json>{
           {"/items/data-tindak-lanjut", {{"proof", "keterangan"}, {"note", "dirahasiakan: 1U"}}},
           {"/records",
            {{"kind", "konfigurasi"},
             {"text", "dirahasiakan: dipasang"},
             {"data", {{"bandwidth", "dirahasiakan: 10 Mbps"}}}}},
           {"/stop", {{"state", "menunggu_pemohon"}, {"reason", "dirahasiakan: menunggu"}}}}) {
    Answer done = AskAs("kabid-aplikasi", "POST", At(c) + path, body);
    EXPECT_EQ(done.status, 200) << path << " " << done.body;
  }
  for (const char* who : {"kabid-aplikasi", "agendaris", "kadis"}) {
    const std::string whole = AskAs(who, "GET", At(c)).body;
    for (const char* words : {"1U", "dipasang", "10 Mbps", "menunggu"}) {
      EXPECT_NE(whole.find(std::string("dirahasiakan: ") + words), std::string::npos)
          << who << " " << words;
    }
  }
  for (const char* who : {"loket", "arsiparis", "auditor"}) {
    EXPECT_EQ(AskAs(who, "GET", At(c)).body.find("dirahasiakan"), std::string::npos) << who;
  }
}

TEST_F(CaseApiTest, KeepsAFileAsWhatItIsAndGivesItAsADownload) {
  Case c = WithTheKabid();
  std::string path = At(c) + "/items/data-tindak-lanjut/file";
  EXPECT_EQ(AskAs("staf", "POST", path, Json::object(), "x").status, 404);
  EXPECT_EQ(AskAs("arsiparis", "POST", path, Json::object(), "x").status, 403);
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", path + "?name=a.html", Json::object(), "").status, 400);
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", path + "?name=a.html", Json::object(),
                  std::string(26 * 1024 * 1024, 'x'))
                .status,
            413);
  ASSERT_EQ(AskAs("kabid-aplikasi", "POST", path + "?name=a\"b.html", Json::object(),
                  "<script>alert(1)</script>")
                .status,
            200);
  Answer file = AskAs("kabid-aplikasi", "GET", path);
  EXPECT_EQ(file.type, "application/octet-stream");
  ASSERT_FALSE(file.headers.empty());
  EXPECT_EQ(file.headers.front().second, "attachment; filename=\"a_b.html\"");
  EXPECT_EQ(file.body, "<script>alert(1)</script>");
  // A word cannot pretend to be a file.
  EXPECT_EQ(AskAs("kabid-aplikasi", "POST", At(c) + "/items/data-tindak-lanjut",
                  {{"proof", "berkas"}, {"note", "x"}})
                .status,
            400);
}

TEST_F(CaseApiTest, PutsTheMostUrgentFirstInTheInboxAndOnTheBoard) {
  Case first = WithTheKabid();
  clock_.Advance(std::chrono::minutes(6));
  Case second = WithTheKabid(SomeParticulars("045/14/DISDIK/2026"));
  Json inbox = Get("kabid-aplikasi", "/api/inbox");
  ASSERT_EQ(inbox["positions"].size(), 1u);
  EXPECT_EQ(inbox["positions"][0]["count"], 2);
  EXPECT_EQ(inbox["positions"][0]["late"], 1);
  std::vector<Json> steps;
  for (const Json& row : inbox["rows"]) {
    if (row["kind"] == "langkah") steps.push_back(row);
  }
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0]["case"]["id"], first.id);
  EXPECT_EQ(steps[0]["level"], 100);
  EXPECT_EQ(inbox["rows"].size(), 4u);  // and both dispositions, unread
  EXPECT_TRUE(Get("staf", "/api/inbox")["rows"].empty());
  Json board = Get("kadis", "/api/board");
  EXPECT_EQ(board["service"], "colocation");  // where most is late
  Json other = Get("kadis", "/api/board?service=website");
  EXPECT_EQ(other["service"], "website");
  EXPECT_EQ(board["procedures"].size(), 6u);
  EXPECT_EQ(other["procedures"].size(), 6u);
  for (const Json& procedure : board["procedures"]) {
    if (procedure["id"] != "colocation") continue;
    EXPECT_EQ(procedure["open"], 2);
    EXPECT_EQ(procedure["late"], 1);
    EXPECT_EQ(procedure["steps"][3]["count"], 2);
    EXPECT_EQ(procedure["steps"][3]["cases"].size(), 2u);
    EXPECT_EQ(procedure["steps"][3]["cases"][0]["id"], first.id);
  }
  for (const Json& procedure : other["procedures"]) {
    if (procedure["id"] != "colocation") continue;
    EXPECT_EQ(procedure["steps"][3]["count"], 2);
    EXPECT_TRUE(procedure["steps"][3]["cases"].empty());
  }
  Json below = Get("staf", "/api/board");
  for (const Json& procedure : below["procedures"]) {
    EXPECT_EQ(procedure["open"], 0);
  }
  EXPECT_EQ(Get("loket", "/api/cases?service=colocation&limit=1")["more"], true);
  EXPECT_EQ(Get("loket", "/api/cases?q=disdik")["cases"].size(), 0u);
  EXPECT_EQ(Get("loket", "/api/cases?q=permohonan")["cases"].size(), 2u);
  EXPECT_EQ(Get("loket", "/api/cases?state=selesai")["cases"].size(), 0u);
}

TEST_F(CaseApiTest, AsksForTheCheckAndTheSignatureOfLetters) {
  Case c = WithTheKabid();
  Id draft = DraftLetter(c, "surat-tindak-lanjut", {{"subject", "Tindak lanjut"}});
  auto kinds_for = [&](const char* who) {
    std::set<std::string> kinds;
    Json inbox = Get(who, "/api/inbox");
    for (const Json& row : inbox["rows"]) {
      if (row.contains("outgoing")) kinds.insert(row["kind"].get<std::string>());
    }
    return kinds;
  };
  EXPECT_TRUE(kinds_for("kabid-aplikasi").count("periksa"));
  CheckLetter(draft);
  EXPECT_TRUE(kinds_for("kadis").count("tanda-tangan"));
  EXPECT_TRUE(kinds_for("staf").empty());
  Json json = Get("kabid-aplikasi", At(c));
  ASSERT_EQ(json["outgoing"].size(), 1u);
  EXPECT_EQ(json["outgoing"][0]["text"]["subject"], "Tindak lanjut");
}

TEST_F(CaseApiTest, IsNotThereWithoutAnOffice) {
  screens_->office = nullptr;
  for (const char* path : {"/api/inbox", "/api/board", "/api/cases", "/api/cases/x"}) {
    EXPECT_EQ(AskAs("loket", "GET", path).status, 404) << path;
  }
}

}  // namespace
}  // namespace piket
