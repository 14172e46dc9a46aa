#include "agent/http/screens.h"

#include <set>

#include "agent/desk/people.h"
#include "agent/desk/search.h"
#include "tests/agent/desk/desk_rig.h"
#include "tests/agent/http/screens_rig.h"
#include "tests/agent/paper/archive_pages.h"

namespace piket {
namespace {

class ScreensTest : public ScreensOver<DeskTest> {
 protected:
  Officer Add(const std::string& name, std::vector<std::string> roles) {
    return *AddOfficer(*desk_, {"", name, "Staf", std::move(roles), true}, "2580", "");
  }
};

TEST_F(ScreensTest, ShowNothingButTheDoorToWhoIsNotSignedIn) {
  Add("Ani", {"admin"});
  const std::set<std::string> open = {
      "GET /api/session",   "POST /api/session",  "DELETE /api/session",       "GET /api/officers",
      "POST /api/officers", "GET /api/status/{}", "POST /api/status/{}/notice"};
  session_ = sessions_->Open("");
  for (const Route& route : routes_.all()) {
    std::string name = route.method + " " + route.pattern;
    EXPECT_EQ(route.needs.empty(), open.count(name) == 1) << name;
    if (!route.needs.empty()) {
      EXPECT_EQ(Ask(route.method, route.pattern).status, 401) << name;
    }
  }
  // The door to making officers closes with the first one.
  EXPECT_EQ(Ask("POST", "/api/officers", {{"name", "X"}, {"pin", "2580"}}).status, 401);
}

// R-35: every endpoint × role.
TEST_F(ScreensTest, AdmitEachRoleToItsOwnEndpointsOnly) {
  Add("Admin", {"admin"});
  for (const std::string& role : AllRoles()) {
    Officer officer = Add("Petugas " + role, role == "admin" ? std::vector<std::string>{"admin"}
                                                             : std::vector<std::string>{role});
    if (role == "admin") continue;
    SignInOfficer(officer.id);
    for (const Route& route : routes_.all()) {
      if (route.needs.empty() || route.pattern == "/api/scanners/search") continue;
      // Everybody may change the own PIN here and nothing else; the handler looks closer.
      if (route.pattern == "/api/officers/{}") continue;
      bool may = route.needs == "any" ||
                 ("|" + route.needs + "|").find("|" + role + "|") != std::string::npos;
      if (role == "auditor" && route.method != "GET") may = false;
      Answer answer = Ask(route.method, route.pattern);
      // Who may gets whatever answer an empty request deserves; who may not, just that.
      EXPECT_EQ(FaultOf(answer) == "not_allowed", !may)
          << role << " " << route.method << " " << route.pattern << " " << answer.body;
    }
  }
}

TEST_F(ScreensTest, RefuseAChangeWithoutTheSessionsToken) {
  Officer ani = Add("Ani", {"loket", "admin"});
  SignInOfficer(ani.id);
  session_.token = "guessed";
  EXPECT_EQ(Ask("POST", "/api/batches").status, 401);
  EXPECT_EQ(Ask("GET", "/api/batches").status, 200);
}

TEST_F(ScreensTest, LockThemselvesWhenNobodyTouchesThem) {
  Officer ani = Add("Ani", {"loket", "admin"});
  SignInOfficer(ani.id);
  clock_.Advance(std::chrono::seconds(299));
  EXPECT_EQ(Ask("GET", "/api/batches").status, 200);
  clock_.Advance(std::chrono::seconds(301));
  EXPECT_EQ(Ask("GET", "/api/batches").status, 401);
}

TEST_F(ScreensTest, ForgetAnOfficerWhoIsNoLongerActive) {
  Officer ani = Add("Ani", {"admin"});
  Officer budi = Add("Budi", {"loket"});
  SignInOfficer(budi.id);
  EXPECT_EQ(Ask("GET", "/api/batches").status, 200);
  ASSERT_TRUE(ChangeOfficer(*desk_, budi.id, {.active = false}, ani.id));
  EXPECT_EQ(Ask("GET", "/api/batches").status, 401);
}

// R-09: a confidential letter shows its numbers and nothing else, wherever it appears.
TEST_F(ScreensTest, HideAConfidentialLetterFromWhoMayNotSeeIt) {
  Add("Admin", {"admin"});
  Officer clerk = Add("Loket", {"loket"});
  Officer keeper = Add("Agendaris", {"agendaris"});
  Particulars particulars = SomeParticulars("R-7/2026");
  particulars.security = "R";
  particulars.subject = "Kata yang dirahasiakan";
  particulars.note = "juga dirahasiakan";
  auto letter = Enter(
      *desk_, {.document = ScannedDocument(), .particulars = particulars, .officer = clerk.id});
  ASSERT_TRUE(letter);
  ASSERT_TRUE(IndexNewLetters(*desk_, *reader_));
  const std::vector<std::string> places = {"/api/letters",
                                           "/api/letters/" + letter->id,
                                           "/api/agenda?year=2026",
                                           "/api/letters?q=dirahasiakan",
                                           "/api/letters?q=" + letter->receipt_number,
                                           "/api/agenda.csv?year=2026",
                                           "/api/prints",
                                           "/api/batches",
                                           "/api/documents/" + letter->document};
  SignInOfficer(clerk.id);
  for (const std::string& place : places) {
    Answer answer = Ask("GET", place);
    EXPECT_EQ(answer.status, 200) << place;
    EXPECT_EQ(answer.body.find("dirahasiakan"), std::string::npos) << place;
    EXPECT_EQ(answer.body.find("R-7/2026"), std::string::npos) << place;
  }
  EXPECT_EQ(Ask("GET", "/api/letters/" + letter->id + "/document.pdf").status, 403);
  EXPECT_EQ(Ask("GET", "/api/pages/" + letter->pages[0] + "/original").status, 403);
  EXPECT_EQ(Ask("GET", "/api/pages/" + letter->pages[0] + "/view.jpg").status, 403);
  SignInOfficer(keeper.id);
  EXPECT_NE(Ask("GET", "/api/letters/" + letter->id).body.find("dirahasiakan"), std::string::npos);
}

TEST_F(ScreensTest, ShowBeforeSignInOnlyWhomToChooseFrom) {
  Officer chief{"", "Hendra", "Kepala Dinas", {"admin"}, true, "h@contoh.id", "Pembina", "1978"};
  auto added = AddOfficer(*desk_, chief, "2580", "");
  ASSERT_TRUE(added);
  auto choices = ParseJson(Ask("GET", "/api/officers").body);
  ASSERT_EQ(choices->size(), 1u);
  EXPECT_EQ(choices->front(), (Json{{"id", added->id},
                                    {"name", "Hendra"},
                                    {"title", "Kepala Dinas"},
                                    {"active", true},
                                    {"locked_until", nullptr}}));
  SignInOfficer(added->id);
  auto whole = ParseJson(Ask("GET", "/api/officers").body);
  EXPECT_EQ(whole->front()["rank"], "Pembina");
  EXPECT_EQ(whole->front()["nip"], "1978");
}

// What is sealed on the disk is whole on the keeper's screen, until the letter's key is destroyed.
TEST_F(ScreensTest, OpenASealedLetterForItsKeeperOnly) {
  Add("Admin", {"admin"});
  Officer clerk = Add("Loket", {"loket"});
  Officer keeper = Add("Agendaris", {"agendaris"});
  TemporaryFolder folder;
  std::string jpeg = *ReadFile(GrayJpeg(folder.path() / "page.jpg"));
  Letter letter = LetterOf(EnterSecret(ScannedPicture(jpeg, Reading(0, 0))));
  archivist_->Knock();
  print_->Knock();
  ASSERT_TRUE(archivist_->WaitUntilDone(std::chrono::seconds(60)));
  ASSERT_TRUE(print_->WaitUntilDone(std::chrono::seconds(60)));
  auto prints = database_->Read([&](Database& db) { return PrintsOfLetter(db, letter.id); });
  const std::string page = "/api/pages/" + letter.pages[0];
  const std::string archive = "/api/letters/" + letter.id + "/document.pdf";
  const std::string paper = "/api/prints/" + prints->back().id + "/paper.pdf";
  const std::vector<std::string> closed = {page + "/original", page + "/view.jpg",
                                           page + "/thumbnail.jpg", archive, paper};

  SignInOfficer(clerk.id);
  for (const std::string& place : closed) EXPECT_EQ(Ask("GET", place).status, 403) << place;
  Answer hidden = Ask("GET", "/api/letters/" + letter.id);
  for (const char* word : {"dirahasiakan", "Penyandi", "SANDI"}) {
    EXPECT_EQ(hidden.body.find(word), std::string::npos) << word;
  }

  SignInOfficer(keeper.id);
  for (const std::string& place :
       {"/api/letters/" + letter.id, std::string("/api/letters"), std::string("/api/agenda"),
        "/api/letters?q=" + letter.receipt_number, std::string("/api/agenda.csv?year=2026"),
        "/api/documents/" + letter.document}) {
    Answer answer = Ask("GET", place);
    for (const char* word : {"Hal yang dirahasiakan", "Kantor Penyandi", "R-7/SANDI/2026"}) {
      EXPECT_NE(answer.body.find(word), std::string::npos) << place << " " << word;
    }
  }
  for (const char* picture : {"/original", "/view.jpg", "/thumbnail.jpg"}) {
    EXPECT_EQ(Ask("GET", page + picture).body, jpeg) << picture;
  }
  EXPECT_EQ(Ask("GET", archive).body.substr(0, 5), "%PDF-");
  EXPECT_EQ(Ask("GET", paper).body.substr(0, 5), "%PDF-");
  EXPECT_EQ(Ask("POST", page, {{"turn", 90}}).status, 409);

  ASSERT_TRUE(
      std::filesystem::remove(desk_->settings.data / "keys" / "letters" / (letter.id + ".key")));
  EXPECT_EQ(Ask("GET", page + "/original").status, 404);
  EXPECT_EQ(Ask("GET", archive).status, 404);
  Answer destroyed = Ask("GET", "/api/letters/" + letter.id);
  EXPECT_EQ(destroyed.status, 200);
  EXPECT_EQ(destroyed.body.find("dirahasiakan"), std::string::npos);
  EXPECT_NE(destroyed.body.find(letter.receipt_number), std::string::npos);
}

TEST_F(ScreensTest, NameTheFieldsThatAreWrong) {
  Officer ani = Add("Ani", {"loket", "admin"});
  SignInOfficer(ani.id);
  Answer answer = Ask("POST", "/api/documents/" + ScannedDocument() + "/enter",
                      {{"sender", "Dinas"}, {"date", "2026-02-31"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ((*ParseJson(answer.body))["fields"], Json({"subject", "date"}));
}

TEST_F(ScreensTest, AnswerAThousandBrokenRequestsWithOneSentenceEach) {
  Officer ani = Add("Ani", {"loket", "agendaris", "admin"});
  SignInOfficer(ani.id);
  const std::vector<Json> bodies = {Json::object(),
                                    {{"settings", 7}},
                                    {{"settings", {{"resolution", "high"}}}},
                                    {{"expected_sheets", -5}, {"received_by", "burung"}},
                                    {{"turn", 45}, {"hidden", "yes"}},
                                    {{"count", 1000000}},
                                    {{"reason", nullptr}, {"number", 3.5}},
                                    {{"roles", "admin"}, {"pin", 2580}, {"name", Json::array()}},
                                    {{"before", std::string(100000, 'x')}}};
  for (const Route& route : routes_.all()) {
    if (route.method == "DELETE" || route.pattern == "/api/scanners/search") continue;
    for (const Json& body : bodies) {
      Answer answer = Ask(route.method, route.pattern, body);
      if (answer.status < 400) continue;
      EXPECT_NE(answer.status, 500) << route.method << " " << route.pattern << " " << body.dump();
      EXPECT_FALSE(TextOr(*ParseJson(answer.body), "sentence").empty()) << route.pattern;
    }
  }
}

TEST(Routes, MatchWholePathsOnly) {
  Routes routes;
  routes.Add("GET", "/api/letters/{}", "any", [](Call&) { return Answer(); });
  Call call;
  call.method = "GET";
  for (const char* path : {"/api/letters", "/api/letters/", "/api/letters/a/b", "/x"}) {
    call.path = path;
    EXPECT_EQ(routes.Find(call), nullptr) << path;
  }
  call.path = "/api/letters/a";
  EXPECT_NE(routes.Find(call), nullptr);
  EXPECT_EQ(call.parts, std::vector<std::string>{"a"});
}

TEST(EventBoard, TellsEveryListenerOnceAndEndsTheirWait) {
  EventBoard board;
  EventBoard::Listener listener(board);
  board.Tell("batch", {{"id", "1"}});
  board.Tell("batch", {{"id", "1"}});
  EXPECT_EQ(*listener.Next(std::chrono::seconds(1)), "event: batch\ndata: {\"id\":\"1\"}\n\n");
  EXPECT_EQ(listener.Next(std::chrono::milliseconds(5)), std::nullopt);
  board.Close();
  EXPECT_EQ(*listener.Next(std::chrono::seconds(5)), "");
}

}  // namespace
}  // namespace piket
