// R-35: the right of every endpoint, and R-09 and R-12: what of a letter each viewer's answers
// hold.
#include <map>
#include <set>

#include "agent/desk/search.h"
#include "agent/letters/outgoing.h"
#include "agent/office/step.h"
#include "agent/procedure/register.h"
#include "tests/agent/http/screens_rig.h"
#include "tests/agent/office/people_rig.h"

namespace piket {
namespace {

constexpr const char* kDesk = "loket|agendaris";
constexpr const char* kClerk = "loket|agendaris|kasubbag";
constexpr const char* kOffice = "kadis|sekretaris|kasubbag|kabid|sub_koordinator|staf|petugas_noc";
constexpr const char* kHeads = "kadis|sekretaris|kasubbag|kabid|sub_koordinator";
constexpr const char* kReaders =
    "kadis|sekretaris|kasubbag|kabid|sub_koordinator|staf|petugas_noc|loket|agendaris|arsiparis|"
    "auditor";
constexpr const char* kRegistrars = "petugas_noc|sub_koordinator|kabid|admin";

// Every endpoint and who gets past its door: "" anybody, "any" every officer, else roles. An
// auditor gets past no door that changes something. Whoever adds a route says here who may use it.
const std::map<std::string, std::string> kRights = {
    {"GET /api/session", ""},
    {"POST /api/session", ""},
    {"DELETE /api/session", ""},
    {"GET /api/officers", ""},
    {"POST /api/officers", ""},  // the first officer; later looked at closer
    {"POST /api/officers/{}", "any"},
    {"GET /api/audit", "admin|auditor"},
    {"GET /api/scanners", "any"},
    {"POST /api/scanners/search", kDesk},
    {"POST /api/batches", kDesk},
    {"GET /api/batches", "any"},
    {"GET /api/batches/{}", "any"},
    {"POST /api/batches/{}/scan", kDesk},
    {"POST /api/batches/{}/stop", kDesk},
    {"POST /api/batches/{}/file", kDesk},
    {"POST /api/batches/{}/expected", kDesk},
    {"POST /api/batches/{}/close", kDesk},
    {"POST /api/pages/{}", kDesk},
    {"GET /api/pages/{}/view.jpg", "any"},
    {"GET /api/pages/{}/thumbnail.jpg", "any"},
    {"GET /api/pages/{}/original", "any"},
    {"GET /api/documents/{}", "any"},
    {"POST /api/documents/{}/split", kDesk},
    {"POST /api/documents/{}/join", kDesk},
    {"POST /api/documents/{}/enter", kClerk},
    {"POST /api/letters", kClerk},
    {"GET /api/letters", "any"},
    {"GET /api/letters/{}", "any"},
    {"GET /api/letters/{}/document.pdf", "any"},
    {"POST /api/letters/{}/void", "agendaris"},
    {"GET /api/offices", "any"},
    {"GET /api/agenda", "any"},
    {"POST /api/agenda/{}/first", "agendaris"},
    {"GET /api/agenda.csv", "any"},
    {"GET /api/agenda.pdf", "any"},
    {"POST /api/agenda/print", kDesk},
    {"GET /api/prints", "any"},
    {"GET /api/prints/{}/paper.pdf", kDesk},
    {"POST /api/prints/separators", kDesk},
    {"POST /api/prints/forms", kDesk},
    {"POST /api/prints/{}/answer", kDesk},
    {"POST /api/prints/{}/again", kDesk},
    {"POST /api/prints/{}/cancel", kDesk},
    {"GET /api/printers", "any"},
    {"GET /api/devices", "any"},
    {"GET /api/positions", "any"},
    {"GET /api/appointments", "any"},
    {"POST /api/appointments", "any"},
    {"POST /api/appointments/{}/end", "any"},
    {"GET /api/letters/{}/dispositions", "any"},
    {"POST /api/letters/{}/dispositions", "any"},
    {"POST /api/dispositions/{}/read", "any"},
    {"POST /api/dispositions/{}/recall", "any"},
    {"POST /api/letters/{}/returned-sheet", kClerk},
    {"GET /api/returned-sheets", kClerk},
    {"POST /api/pages/{}/attach", kClerk},
    {"GET /api/calendar", "any"},
    {"GET /api/calendar/proposals", "admin|kasubbag"},
    {"POST /api/calendar/preview", "admin|kasubbag"},
    {"POST /api/calendar/{}/adopt", "admin|kasubbag"},
    {"GET /api/reminders", "any"},
    {"POST /api/reminders/{}/seen", "any"},
    {"GET /api/status/{}", ""},
    {"POST /api/status/{}/notice", ""},
    {"GET /api/inbox", "any"},
    {"GET /api/board", "any"},
    {"GET /api/cases", "any"},
    {"GET /api/cases/{}", "any"},
    {"POST /api/cases/{}/start", "any"},
    {"POST /api/cases/{}/finish", "any"},
    {"POST /api/cases/{}/facts", "any"},
    {"POST /api/cases/{}/stop", "any"},
    {"POST /api/cases/{}/resume", "any"},
    {"POST /api/cases/{}/cancel", "any"},
    {"POST /api/cases/{}/procedure", "any"},
    {"POST /api/cases/{}/links", "any"},
    {"POST /api/cases/{}/items/{}", "any"},
    {"POST /api/cases/{}/items/{}/file", "any"},
    {"GET /api/cases/{}/items/{}/file", "any"},
    {"POST /api/cases/{}/items/{}/waive", "any"},
    {"POST /api/cases/{}/records", "any"},
    {"POST /api/cases/{}/outgoing", kOffice},
    {"GET /api/outgoing", kReaders},
    {"GET /api/outgoing/kinds", kReaders},
    {"GET /api/outgoing/{}", kReaders},
    {"POST /api/outgoing/{}", kOffice},
    {"POST /api/outgoing/{}/check", kHeads},
    {"POST /api/outgoing/{}/approve", "any"},
    {"POST /api/outgoing/{}/send", kClerk},
    {"POST /api/outgoing/{}/void", "any"},
    {"GET /api/outgoing/{}/paper.pdf", kReaders},
    {"GET /api/posts", "admin|auditor"},
    {"POST /api/posts", "admin"},
    {"POST /api/posts/{}/accept", "admin"},
    {"POST /api/posts/{}/refuse", "admin"},
    {"POST /api/posts/{}/revoke", "admin"},
    {"POST /api/posts/{}/allow", "admin"},
    {"POST /api/numbers", "agendaris|kasubbag"},
    {"GET /api/books/{}", kReaders},
    {"GET /api/reports/time", kReaders},
    {"POST /api/registers/alamat", kRegistrars},
    {"POST /api/registers/subdomain", kRegistrars},
    {"POST /api/registers/server-hosting", kRegistrars},
    {"GET /api/procedures", "any"},
    {"GET /api/procedures/{}", "any"},
    {"POST /api/procedures/{}/confirm", "kadis|admin"},
    {"GET /api/procedures/{}/flowchart.svg", "any"},
    {"GET /api/procedures/{}/flowchart.pdf", "any"},
};

class RightsTest : public ScreensOver<PeopleTest> {
 protected:
  void AddMoreKinds(KindTable& kinds) override {
    AddCaseKinds(kinds);
    AddOutgoingKinds(kinds);
    AddRegisterKinds(kinds);
  }
  // Position or role → the roles it brings.
  const std::map<std::string, std::string> kViewers = {
      {"loket", "loket"},
      {"agendaris", "agendaris"},
      {"arsiparis", "arsiparis"},
      {"auditor", "auditor"},
      {"admin", "admin"},
      {"kadis", "kadis"},
      {"kabid-statistik", "kabid"},
      {"kabid-aplikasi", "kabid"},
      {"sub-koordinator", "sub_koordinator"},
      {"staf", "staf"},
      {"petugas-noc", "petugas_noc"},
  };

  // The pattern with the ids of this letter's things in it.
  std::string PathFor(std::string path, const Letter& letter) {
    const Page page =
        *database_->Read([&](Database& db) { return FindPage(db, letter.pages.front()); });
    auto prints = *database_->Read([&](Database& db) { return PrintsOfLetter(db, letter.id); });
    auto cases = *database_->Read([&](Database& db) { return CasesOfLetter(db, letter.id); });
    const std::map<std::string, std::string> ids = {
        {"/api/letters/", letter.id},
        {"/api/pages/", page.id},
        {"/api/documents/", page.document},
        {"/api/batches/", page.batch},
        {"/api/prints/", prints.front().id},
        {"/api/procedures/", "subdomain"},
        {"/api/books/", "agenda"},
        {"/api/status/", letter.tracking_code},
        {"/api/cases/", cases.empty() ? "x" : cases.front().id}};
    for (const auto& [begin, id] : ids) {
      if (path.rfind(begin, 0) == 0 && path.find("{}") != std::string::npos) {
        path.replace(path.find("{}"), 2, id);
      }
    }
    while (path.find("{}") != std::string::npos) path.replace(path.find("{}"), 2, "x");
    return path;
  }

  // A letter that says the word in everything it has.
  Letter LetterSaying(const std::string& word, const std::string& security) {
    Id document = ScannedPicture("picture " + word, {});
    Particulars particulars = SomeParticulars(word + "/1");
    particulars.sender = "Kantor " + word;
    particulars.subject = "Hal " + word;
    particulars.note = word;
    particulars.contact = word;
    particulars.security = security;
    auto letter =
        Enter(*desk_,
              {.document = document, .particulars = particulars, .officer = holders_["agendaris"]});
    EXPECT_TRUE(letter) << letter.error().detail;
    EXPECT_TRUE(HandOn(letter->id, "kadis", {"kabid-aplikasi"}, "petunjuk " + word));
    (void)BringCasesUpToDate(*office_);
    EXPECT_TRUE(IndexNewLetters(*desk_, *reader_));
    return LetterOf(letter->id);
  }
  // The endpoints whose answer to this viewer holds the word.
  std::set<std::string> Telling(const std::string& word, const Letter& letter) {
    std::set<std::string> telling;
    for (const Route& route : routes_.all()) {
      if (route.method != "GET") continue;
      const std::string path = PathFor(route.pattern, letter);
      for (const std::string& query : {std::string(), "?q=" + word, std::string("?case=x")}) {
        if (BytesOf(Ask("GET", path + query)).find(word) != std::string::npos) {
          telling.insert(route.pattern);
        }
      }
    }
    return telling;
  }
};

TEST_F(RightsTest, AreKnownOfEveryEndpoint) {
  for (const Route& route : routes_.all()) {
    EXPECT_TRUE(kRights.count(route.method + " " + route.pattern))
        << route.method << " " << route.pattern << " is not in the table of rights";
  }
}

TEST_F(RightsTest, LetNobodyInWhoIsNotSignedIn) {
  SignIn("");
  for (const Route& route : routes_.all()) {
    const std::string name = route.method + " " + route.pattern;
    auto right = kRights.find(name);
    if (right == kRights.end() || right->second.empty()) continue;
    EXPECT_EQ(FaultOf(Ask(route.method, route.pattern)), "not_signed_in") << name;
  }
}

TEST_F(RightsTest, HoldForEveryRoleAtEveryEndpoint) {
  for (const auto& [viewer, role] : kViewers) {
    SignIn(viewer);
    for (const Route& route : routes_.all()) {
      const std::string name = route.method + " " + route.pattern;
      auto right = kRights.find(name);
      // Open ones are asked below; the search waits for devices; the own PIN is anybody's.
      if (right == kRights.end() || right->second.empty() || name == "POST /api/officers/{}" ||
          name == "POST /api/scanners/search") {
        continue;
      }
      bool may = right->second == "any" ||
                 ("|" + right->second + "|").find("|" + role + "|") != std::string::npos;
      if (viewer == "auditor" && route.method != "GET") may = false;
      EXPECT_EQ(FaultOf(Ask(route.method, route.pattern)) == "not_allowed", !may)
          << viewer << " " << name;
    }
  }
}

TEST_F(RightsTest, LetAnAuditorChangeNothing) {
  Officer both =
      *database_->Read([&](Database& db) { return FindOfficer(db, holders_["auditor"]); });
  both.roles = AllRoles();
  Append({"officer.changed", "piket", both.id, OfficerBody(both)});
  GivePosition(both.id, "kadis", "plh");
  SignIn("auditor");
  int64_t before = Entries();
  for (const Route& route : routes_.all()) {
    if (route.method == "GET" || route.needs.empty() || route.pattern == "/api/officers/{}") {
      continue;
    }
    EXPECT_EQ(FaultOf(Ask(route.method, route.pattern)), "not_allowed") << route.pattern;
  }
  EXPECT_EQ(Entries(), before);
}

// R-09
TEST_F(RightsTest, KeepAConfidentialLetterFromWhoMayNotSeeIt) {
  const std::string word = "katarahasiasekali";
  Letter secret = LetterSaying(word, "R");
  for (const auto& [viewer, role] : kViewers) {
    SignIn(viewer);
    auto telling = Telling(word, secret);
    bool may = viewer == "agendaris" || viewer == "kadis" || viewer == "kabid-aplikasi";
    if (may) {
      EXPECT_TRUE(telling.count("/api/letters/{}")) << viewer;
      EXPECT_TRUE(telling.count("/api/letters/{}/dispositions")) << viewer;
      EXPECT_TRUE(telling.count("/api/pages/{}/original")) << viewer;
    } else {
      for (const std::string& pattern : telling) ADD_FAILURE() << viewer << " sees " << pattern;
      EXPECT_NE(Ask("GET", "/api/letters/" + secret.id + "/document.pdf").status, 200) << viewer;
    }
  }
}

// R-12
TEST_F(RightsTest, KeepALetterFromWhoItWasNotHandedTo) {
  const std::string word = "katabiasasekali";
  Letter letter = LetterSaying(word, "B");
  const std::set<std::string> blind = {"admin", "kabid-statistik", "sub-koordinator", "staf",
                                       "petugas-noc"};
  for (const auto& [viewer, role] : kViewers) {
    SignIn(viewer);
    auto telling = Telling(word, letter);
    if (blind.count(viewer) == 0) {
      EXPECT_TRUE(telling.count("/api/letters")) << viewer;
      EXPECT_TRUE(telling.count("/api/letters/{}")) << viewer;
      EXPECT_TRUE(telling.count("/api/agenda.csv")) << viewer;
      continue;
    }
    for (const std::string& pattern : telling) ADD_FAILURE() << viewer << " sees " << pattern;
    EXPECT_EQ(Ask("GET", "/api/letters/" + letter.id).status, 404) << viewer;
    EXPECT_EQ(Ask("GET", "/api/letters/" + letter.id + "/dispositions").status, 404) << viewer;
  }
}

// A page of a list is full, however many letters in between are another's.
TEST_F(RightsTest, KeepThePagesOfAListFull) {
  std::vector<Id> mine;
  for (int i = 0; i < 12; ++i) {
    Letter letter = *EnterOne("dihitung-" + std::to_string(i));
    if (i % 3 != 0) continue;
    ASSERT_TRUE(HandOn(letter.id, "kadis", {"staf"}));
    mine.push_back(letter.id);
  }
  ASSERT_TRUE(IndexNewLetters(*desk_, *reader_));
  SignIn("staf");
  for (const std::string& words : {std::string(), std::string("dihitung")}) {
    std::set<std::string> seen;
    for (int from = 0; from < 4; from += 2) {
      Json page = *ParseJson(
          Ask("GET", "/api/letters?q=" + words + "&from=" + std::to_string(from) + "&limit=2")
              .body);
      EXPECT_EQ(page["letters"].size(), 2u) << words << from;
      EXPECT_EQ(page["more"].get<bool>(), from == 0) << words << from;
      for (const Json& letter : page["letters"]) seen.insert(TextOr(letter, "id"));
    }
    EXPECT_EQ(seen, std::set<std::string>(mine.begin(), mine.end())) << words;
  }
}

}  // namespace
}  // namespace piket
