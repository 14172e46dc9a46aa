// A disposition sheet on paper: it comes out of the IPP printer, is written on with a pen, and
// comes back through the eSCL scanner and the page worker, where its code says whose it is.
#include <gtest/gtest.h>

#include <algorithm>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "tests/flow/case_driver.h"
#include "tests/flow/inked_sheet.h"
#include "tests/virtual/sample_letters.h"
#include "tests/virtual/small_office.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

// Reading a page may take long on a busy machine.
constexpr seconds kPatience{400};

class SheetFlow : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(WriteSampleLetters(folder_.path() / "letters", 1));
    SmallOfficePlan plan;
    plan.folder = folder_.path() / "office";
    plan.binary = PIKET_BINARY;
    auto office = SmallOffice::Start(plan);
    ASSERT_TRUE(office) << office.error().detail;
    office_ = std::move(*office);
    DeskClient admin(office_->url());
    ASSERT_TRUE(admin.SignIn());
    auto appointed = OfficeStaff::Appoint(admin);
    ASSERT_TRUE(appointed) << appointed.error().detail;
    staff_ = std::make_unique<OfficeStaff>(office_->url());
  }

  DeskClient& In(const std::string& position) {
    auto client = staff_->In(position);
    EXPECT_TRUE(client) << client.error().detail;
    return **client;
  }
  Json Good(const Result<Json>& answer) {
    EXPECT_TRUE(answer) << answer.error().detail;
    return answer ? *answer : Json::object();
  }
  // What lies in the feeder, when the scanner has rested.
  Json Feed() {
    Json batch = Good(In("").Post("/api/batches", {{"scan", true}}));
    return Good(In("").Until(
        "/api/batches/" + TextOr(batch, "id"),
        [](const Json& b) { return TextOr(b, "state") != "scanning" && !b["documents"].empty(); },
        kPatience));
  }
  std::string EnterLetter() {
    EXPECT_TRUE(office_->scanner().Load(folder_.path() / "letters" / "001"));
    Json batch = Feed();
    std::string document = TextOr(batch["documents"][0], "id");
    return TextOr(
        Good(In("").Post("/api/documents/" + document + "/enter", {{"sender", "Dinas Contoh"},
                                                                   {"subject", "Permohonan"},
                                                                   {"number", "7/CONTOH/2026"},
                                                                   {"service", "lainnya"}})),
        "id");
  }
  // The letter's sheet as it lies in the printer's tray.
  fs::path SheetInTray(const std::string& letter) {
    Good(In("").Until(
        "/api/letters/" + letter,
        [](const Json& l) {
          return std::all_of(l["prints"].begin(), l["prints"].end(),
                             [](const Json& print) { return TextOr(print, "state") == "printed"; });
        },
        kPatience));
    auto names = office_->printer().PaperNames();
    auto papers = office_->printer().Papers();
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i].find("sheet") != std::string::npos) return papers[i];
    }
    ADD_FAILURE() << Join(names, ", ");
    return {};
  }

  TemporaryFolder folder_;
  std::unique_ptr<SmallOffice> office_;
  std::unique_ptr<OfficeStaff> staff_;
};

TEST_F(SheetFlow, ComesBackWithInkAndMovesItsCase) {
  std::string letter = EnterLetter();
  ASSERT_FALSE(letter.empty());
  fs::path sheet = SheetInTray(letter);
  ASSERT_FALSE(sheet.empty());
  CaseDriver driver(*staff_);
  auto id = driver.CaseOf(letter);
  ASSERT_TRUE(id) << id.error().detail;
  Json before = Good(In("kadis").Until(
      "/api/cases/" + *id, [](const Json& c) { return TextOr(c, "position") == "kadis"; },
      kPatience));

  // The head ticks, writes and signs; the sheet goes back a little askew.
  std::vector<InkStroke> ink = InkTick(20, 120);
  for (const auto& more :
       {InkTick(110, 130), InkWords(30, 205, 110), InkWords(30, 214, 90), InkWords(135, 245, 45)}) {
    ink.insert(ink.end(), more.begin(), more.end());
  }
  fs::create_directories(folder_.path() / "back");
  auto inked = WriteInkedSheet(sheet, ink, 0.7, folder_.path() / "back" / "01.jpg");
  ASSERT_TRUE(inked) << inked.error().detail;
  ASSERT_TRUE(office_->scanner().Load(folder_.path() / "back"));
  Feed();
  Json waiting = Good(In("").Until(
      "/api/returned-sheets", [](const Json& sheets) { return !sheets.empty(); }, kPatience));
  ASSERT_EQ(waiting.size(), 1u) << CanonicalText(waiting);
  EXPECT_EQ(TextOr(waiting[0]["letter"], "id"), letter);
  EXPECT_TRUE(BoolOr(waiting[0], "code_valid"));
  // The picture the typist reads from.
  auto picture = In("").Download(TextOr(waiting[0], "view"));
  ASSERT_TRUE(picture) << picture.error().detail;
  EXPECT_EQ(picture->substr(0, 2), "\xff\xd8");

  // What stands on it, typed by the clerk in its writer's name.
  const std::string path = "/api/letters/" + letter;
  Json seen = Good(In("kadis").Get(path + "/dispositions"));
  Json head = Good(In("kadis").Get("/api/session"))["officer"];
  Json plan = {{"page", TextOr(waiting[0], "page")},
               {"writer", head["id"]},
               {"written_at", waiting[0]["at"]},
               {"position", "kadis"},
               {"to", {{{"position", "kabid-aplikasi"}, {"responsible", true}}}},
               {"instructions", {"proses"}},
               {"text", "tindak lanjuti"},
               {"after", seen["after"]}};
  Json made = Good(In("").Post(path + "/returned-sheet", plan));
  EXPECT_FALSE(TextOr(made, "sheet").empty()) << CanonicalText(made);
  Json after = Good(In("kadis").Until(
      "/api/cases/" + *id, [&](const Json& c) { return c["run"] != before["run"]; }, kPatience));
  EXPECT_EQ(TextOr(after, "position"), "kabid-aplikasi");
  EXPECT_TRUE(Good(In("").Get("/api/returned-sheets")).empty());
  // Whom it was handed to has it, with the sheet's picture; no second letter, no second number.
  Json handed = Good(In("kabid-aplikasi").Get(path + "/dispositions"));
  ASSERT_EQ(handed["dispositions"].size(), 1u);
  EXPECT_EQ(TextOr(handed["dispositions"][0], "text"), "tindak lanjuti");
  EXPECT_EQ(Good(In("").Get("/api/letters"))["letters"].size(), 1u);
  EXPECT_FALSE(In("").Post(path + "/returned-sheet", plan)) << "what stands on it is entered once";
  auto verified = office_->Run({"journal", "verify"});
  EXPECT_TRUE(verified) << verified.error().detail;
  auto replayed = office_->Run({"journal", "replay"});
  EXPECT_TRUE(replayed) << replayed.error().detail;
}

// R-13 on a real queue: the sheet waits for paper, is withdrawn, and does not come out.
TEST_F(SheetFlow, OfWhatWasTakenBackDoesNotComeOut) {
  std::string letter = EnterLetter();
  ASSERT_FALSE(letter.empty());
  SheetInTray(letter);
  const size_t out = office_->printer().Papers().size();
  ASSERT_TRUE(office_->printer().LoadTray(0, kMediaHalfF4));
  const std::string path = "/api/letters/" + letter;
  Json seen = Good(In("kadis").Get(path + "/dispositions"));
  Json made = Good(In("kadis").Post(
      path + "/dispositions", {{"position", "kadis"},
                               {"to", {{{"position", "kabid-aplikasi"}, {"responsible", true}}}},
                               {"instructions", {"proses"}},
                               {"after", seen["after"]}}));
  auto newest = [](const Json& l) { return l["prints"].back(); };
  Json waits = Good(In("").Until(
      path,
      [&](const Json& l) {
        Json print = newest(l);
        return l["prints"].size() >= 3 && !print["reasons"].empty();
      },
      kPatience));
  Good(In("kadis").Post("/api/dispositions/" + TextOr(made, "id") + "/recall"));
  Good(In("").Until(
      path, [&](const Json& l) { return TextOr(newest(l), "state") == "cancelled"; }, kPatience));
  ASSERT_TRUE(office_->printer().LoadTray(50, kMediaHalfF4));
  // What is ordered now comes out, and it alone.
  Json after = Good(In("kadis").Get(path + "/dispositions"));
  Good(In("kadis").Post(path + "/dispositions",
                        {{"position", "kadis"},
                         {"to", {{{"position", "kabid-statistik"}, {"responsible", true}}}},
                         {"instructions", {"proses"}},
                         {"after", after["after"]}}));
  Good(In("").Until(
      path, [&](const Json& l) { return TextOr(newest(l), "state") == "printed"; }, kPatience));
  EXPECT_EQ(office_->printer().Papers().size(), out + 1);
}

}  // namespace
}  // namespace piket
