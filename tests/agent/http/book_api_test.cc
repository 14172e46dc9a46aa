// Books, reports and registers as they are asked for and answered.
#include "agent/desk/draw.h"
#include "agent/paper/office_list.h"
#include "tests/agent/http/screens_rig.h"
#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

class BookApi : public ScreensOver<OfficeTest> {
 protected:
  // The row of a book whose first field this is; empty when there is none.
  std::vector<std::string> RowOf(const std::string& book, const std::string& first) {
    const Json shown = Get("petugas-noc", "/api/books/" + book);
    for (const Json& row : shown["rows"]) {
      if (row.at(0) == first) return TextsOf(row);
    }
    return {};
  }
  std::vector<std::vector<std::string>> Csv(const std::string& path) {
    Answer answer = AskAs("agendaris", "GET", path);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.type, "text/csv; charset=utf-8");
    auto rows = ParseCsv(answer.body);
    EXPECT_TRUE(rows) << rows.error().detail;
    return rows ? *rows : std::vector<std::vector<std::string>>();
  }
  // Refused with these words, and nothing was written.
  void ExpectRefused(const std::string& path, const Json& body, const std::string& why) {
    int64_t before = Entries();
    EXPECT_EQ(Refused("petugas-noc", path, body), why) << body.dump();
    EXPECT_EQ(Entries(), before) << body.dump();
  }
};

TEST_F(BookApi, GivesEveryBookOnScreenAsCsvAndOnPaper) {
  EnterLetter("subdomain");
  for (const char* book : {"agenda", "surat-keluar", "ekspedisi", "subdomain", "alamat", "logbook",
                           "server-hosting", "rekap", "waktu"}) {
    const std::string path = std::string("/api/books/") + book;
    Json json = Get("agendaris", path);
    EXPECT_FALSE(TextOr(json, "title").empty()) << book;
    EXPECT_EQ(TextOr(json, "period"), "Tahun 2026") << book;
    for (const Json& row : json["rows"]) EXPECT_EQ(row.size(), json["columns"].size()) << book;
    auto csv = Csv(path + ".csv");
    ASSERT_FALSE(csv.empty()) << book;
    EXPECT_EQ(csv.size(), json["rows"].size() + 1) << book;
    for (size_t i = 0; i < csv[0].size(); ++i) {
      EXPECT_EQ(csv[0][i], TextOr(json["columns"][i], "id")) << book;
    }
    Answer pdf = AskAs("agendaris", "GET", path + ".pdf");
    EXPECT_EQ(pdf.type, "application/pdf") << book;
    EXPECT_EQ(pdf.body.substr(0, 5), "%PDF-") << book;
  }
  Answer csv = AskAs("agendaris", "GET", "/api/books/agenda.csv");
  ASSERT_FALSE(csv.headers.empty());
  EXPECT_EQ(csv.headers[0].second, "attachment; filename=\"buku-agenda.csv\"");
}

TEST_F(BookApi, ShowsTheMonthAndTheServiceThatWereAskedFor) {
  EnterLetter("subdomain");
  EnterLetter("website", SomeParticulars("2"));
  EXPECT_EQ(Get("agendaris", "/api/books/agenda")["rows"].size(), 2u);
  EXPECT_EQ(Get("agendaris", "/api/books/agenda?year=2026&month=5")["rows"].size(), 2u);
  EXPECT_EQ(Get("agendaris", "/api/books/agenda?month=5")["period"], "Mei 2026");
  EXPECT_EQ(Get("agendaris", "/api/books/agenda?month=6")["rows"].size(), 0u);
  EXPECT_EQ(Get("agendaris", "/api/books/agenda?year=2025")["rows"].size(), 0u);
  EXPECT_EQ(Get("agendaris", "/api/books/agenda?service=website")["rows"].size(), 1u);
}

TEST_F(BookApi, RefusesPeriodsServicesAndBooksThatAreNone) {
  for (const auto& [query, why] : std::vector<std::pair<std::string, std::string>>{
           {"agenda?month=13", "bad_request month"},
           {"agenda?month=Mei", "bad_request month"},
           {"agenda?month=-1", "bad_request month"},
           {"agenda?year=1999", "bad_request year"},
           {"agenda?year=2201", "bad_request year"},
           {"agenda?year=99999999999", "bad_request year"},
           {"agenda?year=2026x", "bad_request year"},
           {"agenda?service=telepon", "bad_request service"},
           {"waktu?month=13", "bad_request month"},
           {"rekap?service='", "bad_request service"},
           {"buku-tamu", "not_found"},
           {"agenda.xls", "not_found"},
           {"..", "not_found"},
           {".csv", "not_found"}}) {
    EXPECT_EQ(WhyNot(AskAs("agendaris", "GET", "/api/books/" + query)), why) << query;
  }
  for (const auto& [query, why] : std::vector<std::pair<std::string, std::string>>{
           {"from=kemarin", "bad_request from"},
           {"from=2026-02-30", "bad_request from"},
           {"until=2026-13-01", "bad_request until"},
           {"from=2026-05-02&until=2026-05-01", "bad_request until"},
           {"service=telepon", "bad_request service"}}) {
    EXPECT_EQ(WhyNot(AskAs("kadis", "GET", "/api/reports/time?" + query)), why) << query;
  }
  EXPECT_EQ(AskAs("kadis", "GET", "/api/reports/time?from=2026-05-01&until=2026-05-01").status,
            200);
}

TEST_F(BookApi, RunsNoFormulaInASpreadsheet) {
  const std::vector<std::string> formulas = {
      "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1"};
  for (const std::string& formula : formulas) {
    Particulars particulars = SomeParticulars(formula);
    particulars.sender = formula;
    particulars.subject = formula;
    particulars.note = formula;
    EnterLetter("subdomain", particulars);
  }
  Post("petugas-noc", "/api/registers/server-hosting",
       {{"name", "=1+1"}, {"disk_gb", 1}, {"note", "@x"}});
  Post("petugas-noc", "/api/registers/subdomain",
       {{"name", "a.go.id"}, {"target", "a.id"}, {"owner", "+cmd"}, {"state", "aktif"}});
  for (const char* book : {"agenda", "server-hosting", "subdomain"}) {
    for (const auto& row : Csv(std::string("/api/books/") + book + ".csv")) {
      for (const std::string& field : row) {
        EXPECT_TRUE(field.empty() || std::string("=+-@\t\r\n").find(field[0]) == field.npos)
            << book << ": " << field;
      }
    }
  }
  // On the screen it is what was written.
  EXPECT_EQ(RowOf("server-hosting", "=1+1").at(6), "@x");
}

TEST_F(BookApi, KeepsHostileTextAsText) {
  const std::string hostile =
      "\"kutip\", koma; <script>alert(1)</script>\r\nbaris dua\u202e \U0001F600 ' OR 1=1 --";
  std::string with_nul = hostile + std::string(1, '\0') + "\x01 akhir";
  Json row = Post("petugas-noc", "/api/registers/server-hosting",
                  {{"name", "hosting-1"}, {"note", with_nul}});
  EXPECT_EQ(TextOr(row, "note"), with_nul);
  EXPECT_EQ(RowOf("server-hosting", "hosting-1").at(6), with_nul);
  EXPECT_EQ(Csv("/api/books/server-hosting.csv").at(1).at(6), with_nul);
  EXPECT_EQ(AskAs("agendaris", "GET", "/api/books/server-hosting.pdf").body.substr(0, 5), "%PDF-");
  ExpectJournalAndTablesAgree();
}

TEST_F(BookApi, KeepsAddressesWithWhoSaidSo) {
  Case c = CaseOf(EnterLetter("colocation").id);
  Json row =
      Post("petugas-noc", "/api/registers/alamat",
           {{"ip", "203.0.113.9"}, {"state", "terpakai"}, {"note", " rak 2 "}, {"case", c.id}});
  EXPECT_EQ(row, Json({{"ip", "203.0.113.9"},
                       {"state", "terpakai"},
                       {"note", "rak 2"},
                       {"case", c.id},
                       {"officer", "Pejabat petugas-noc"}}));
  EXPECT_EQ(RowOf("alamat", "203.0.113.9"),
            (std::vector<std::string>{"203.0.113.9", "terpakai", "rak 2", "Pejabat petugas-noc",
                                      "13 Mei 2026"}));
  // Its case stays with it unless another is named; a free one is nobody's.
  row = Post("kabid-aplikasi", "/api/registers/alamat",
             {{"ip", "203.0.113.9"}, {"state", "terpakai"}, {"note", "rak 3"}});
  EXPECT_EQ(row["case"], c.id);
  row =
      Post("kabid-aplikasi", "/api/registers/alamat", {{"ip", "203.0.113.9"}, {"state", "bebas"}});
  EXPECT_EQ(row["case"], "");
  EXPECT_EQ(Post("kabid-aplikasi", "/api/registers/alamat",
                 {{"ip", "2001:DB8::1"}, {"state", "bebas"}})["ip"],
            "2001:db8::1");
  EXPECT_EQ(Get("agendaris", "/api/books/alamat")["rows"].size(), 2u);
  ExpectJournalAndTablesAgree();
}

TEST_F(BookApi, RefusesAnAddressThatIsNotRightAndChangesNothing) {
  const std::string path = "/api/registers/alamat";
  Post("petugas-noc", path, {{"ip", "203.0.113.9"}, {"state", "terpakai"}, {"note", "milik"}});
  const std::string much(4001, 'x');
  ExpectRefused(path, Json::object(), "bad_request ip,state");
  // What is missing or of a wrong type never frees an address that is in use.
  ExpectRefused(path, {{"ip", "203.0.113.9"}}, "bad_request state");
  ExpectRefused(path, {{"ip", "203.0.113.9"}, {"state", 0}}, "bad_request state");
  ExpectRefused(path, {{"ip", "203.0.113.9"}, {"state", "hilang"}, {"note", "x"}},
                "bad_request state");
  ExpectRefused(path, {{"ip", 9}, {"state", "bebas"}}, "bad_request ip");
  for (const char* ip : {"10.0.0.1", "203.0.113.256", "203.0.113.9/24", "203.0.113.9;", ""}) {
    ExpectRefused(path, {{"ip", ip}, {"state", "bebas"}}, "bad_request ip");
  }
  ExpectRefused(path, {{"ip", "203.0.113.8"}, {"state", "terpakai"}}, "bad_request note");
  ExpectRefused(path, {{"ip", "203.0.113.8"}, {"state", "bebas"}, {"note", much}},
                "bad_request note");
  ExpectRefused(path, {{"ip", "203.0.113.8"}, {"state", "bebas"}, {"note", Json::array({"a"})}},
                "bad_request note");
  ExpectRefused(path, {{"ip", "203.0.113.8"}, {"state", "terpakai"}, {"case", "tidak-ada"}},
                "bad_request case");
  EXPECT_EQ(RowOf("alamat", "203.0.113.9").at(1), "terpakai");
}

TEST_F(BookApi, KeepsSubdomainsAndRefusesWhatIsNone) {
  const std::string path = "/api/registers/subdomain";
  Case c = CaseOf(EnterLetter("subdomain").id);
  Json right = {{"name", " Arsip.TarakanKota.go.id "},
                {"target", "203.0.113.9"},
                {"owner", "Dinas Arsip"},
                {"manager", "Rina, 0811"},
                {"state", "aktif"},
                {"case", c.id}};
  Json row = Post("petugas-noc", path, right);
  EXPECT_EQ(row["name"], "arsip.tarakankota.go.id");
  EXPECT_EQ(row["case"], c.id);
  EXPECT_EQ(RowOf("subdomain", "arsip.tarakankota.go.id").at(2), "Dinas Arsip");
  auto with = [&](const char* field, const Json& value) {
    Json changed = right;
    changed[field] = value;
    return changed;
  };
  auto without = [&](const char* field) {
    Json changed = right;
    changed.erase(field);
    return changed;
  };
  ExpectRefused(path, without("name"), "bad_request name");
  ExpectRefused(path, without("owner"), "bad_request owner");
  ExpectRefused(path, without("state"), "bad_request state");
  ExpectRefused(path, without("target"), "bad_request target");
  ExpectRefused(path, with("name", "arsip"), "bad_request name");
  ExpectRefused(path, with("name", "a b.go.id"), "bad_request name");
  ExpectRefused(path, with("name", "<b>.go.id"), "bad_request name");
  ExpectRefused(path, with("name", std::string(300, 'a') + ".id"), "bad_request name");
  ExpectRefused(path, with("target", "=cmd"), "bad_request target");
  ExpectRefused(path, with("manager", 7), "bad_request manager");
  ExpectRefused(path, with("owner", std::string(4001, 'x')), "bad_request owner");
  ExpectRefused(path, with("state", "mati"), "bad_request state");
  ExpectRefused(path, with("case", "tidak-ada"), "bad_request case");
  // One that is gone is struck through, not forgotten.
  Post("petugas-noc", path, with("state", "dihapus"));
  Json book = Get("petugas-noc", "/api/books/subdomain");
  EXPECT_EQ(book["void"], Json::array({0}));
  ExpectJournalAndTablesAgree();
}

TEST_F(BookApi, KeepsServersAndRefusesSizesThatAreNoWholeNumbers) {
  const std::string path = "/api/registers/server-hosting";
  Json row = Post("petugas-noc", path,
                  {{"name", "hosting-1"},
                   {"ip", "10.0.0.5"},
                   {"disk_gb", 2000},
                   {"disk_used_gb", 400},
                   {"bandwidth_mbps", 1000},
                   {"bandwidth_used_mbps", 100}});
  EXPECT_EQ(row["disk_gb"], 2000);
  EXPECT_EQ(RowOf("server-hosting", "hosting-1"),
            (std::vector<std::string>{"hosting-1", "10.0.0.5", "2000", "400", "1000", "100", "",
                                      "13 Mei 2026"}));
  ExpectRefused(path, Json::object(), "bad_request name");
  ExpectRefused(path, {{"name", std::string(201, 'x')}}, "bad_request name");
  ExpectRefused(path, {{"name", "hosting-1"}, {"ip", "ruang 2"}}, "bad_request ip");
  for (const Json& size : {Json("2000"), Json(1.5), Json(-1), Json(int64_t{1} << 40), Json(true)}) {
    ExpectRefused(path, {{"name", "hosting-1"}, {"disk_gb", size}}, "bad_request disk_gb");
  }
  ExpectRefused(path, {{"name", "hosting-1"}, {"note", std::string(4001, 'x')}},
                "bad_request note");
  EXPECT_EQ(RowOf("server-hosting", "hosting-1").at(2), "2000");
  ExpectJournalAndTablesAgree();
}

}  // namespace
}  // namespace piket
