// Every way of every service on real parts: the letter comes through the eSCL scanner, is entered,
// its sheet and the office's letters come out of the IPP printer, and everybody in the office does
// their step through the screens' interface of the real agent.
#include <gtest/gtest.h>

#include <ostream>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "tests/flow/case_driver.h"
#include "tests/virtual/sample_letters.h"
#include "tests/virtual/small_office.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

struct Course {
  const char* name;
  const char* service;
  Choices choices;
  std::vector<int> steps;
  const char* state;
};

void PrintTo(const Course& course, std::ostream* out) { *out << course.name; }

const std::vector<Course>& Courses() {
  // The last steps of a subdomain end by themselves with the letter's way out.
  static const std::vector<Course> kCourses = {
      {"NewWebsite",
       "website",
       {{}, {{"jenis", "pembuatan"}}},
       {4, 5, 6, 7, 8, 9, 10, 11},
       "selesai"},
      {"WebsiteUpdate",
       "website",
       {{{6, "sudah"}}, {{"jenis", "pembaruan"}}},
       {4, 5, 6, 8, 9, 10, 11},
       "selesai"},
      {"WebsiteRefused", "website", {{{5, "tidak"}}, {}}, {4, 5}, "dikembalikan"},
      {"ApplicationBuilt",
       "konsultasi-aplikasi",
       {{{5, "ya"}}, {}},
       {4, 5, 7, 8, 9, 10, 11},
       "selesai"},
      {"ApplicationBought",
       "konsultasi-aplikasi",
       {{{5, "vendor"}}, {}},
       {4, 5, 6, 10, 11},
       "selesai"},
      {"ApplicationRefused", "konsultasi-aplikasi", {{{5, "tidak"}}, {}}, {4, 5}, "dikembalikan"},
      {"Subdomain", "subdomain", {}, {2, 3, 4, 5, 6, 7, 8}, "selesai"},
      {"SubdomainImpossible", "subdomain", {{{3, "tidak-dapat"}}, {}}, {2, 3, 7, 8}, "selesai"},
      {"Colocation", "colocation", {}, {4, 5, 6, 7, 8, 9, 10}, "selesai"},
      {"ColocationRefused", "colocation", {{{5, "tidak"}}, {}}, {4, 5}, "dikembalikan"},
      {"Hosting", "hosting-subdomain", {}, {4, 5, 6, 7, 8, 9}, "selesai"},
      {"HostingRefused", "hosting-subdomain", {{{5, "tidak"}}, {}}, {4, 5}, "dikembalikan"},
      {"OtherLetter", "lainnya", {}, {}, "selesai"},
  };
  return kCourses;
}

class CaseFlow : public testing::TestWithParam<Course> {
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

  // Through the feeder and the reading into the agenda book, as that service; the letter.
  std::string ScanAndEnter(const std::string& service) {
    auto clerk = staff_->In("");
    if (!clerk) return "";
    EXPECT_TRUE(office_->scanner().Load(folder_.path() / "letters" / "001"));
    auto batch = (*clerk)->Post("/api/batches", {{"scan", true}});
    EXPECT_TRUE(batch) << batch.error().detail;
    if (!batch) return "";
    auto rested = (*clerk)->Until(
        "/api/batches/" + TextOr(*batch, "id"),
        [](const Json& b) { return TextOr(b, "state") != "scanning" && !b["documents"].empty(); },
        seconds(120));
    EXPECT_TRUE(rested) << rested.error().detail;
    if (!rested) return "";
    std::string document = TextOr((*rested)["documents"][0], "id");
    auto read = (*clerk)->Until(
        "/api/documents/" + document, [](const Json& d) { return !BoolOr(d, "reading", true); },
        seconds(120));
    EXPECT_TRUE(read) << read.error().detail;
    if (!read) return "";
    Json particulars = {{"sender", "Dinas Contoh"}, {"subject", "Permohonan"}};
    for (const auto& [field, proposal] : (*read)["proposals"].items()) {
      if (!TextOr(proposal, "value").empty()) particulars[field] = proposal["value"];
    }
    particulars["service"] = service;
    auto letter = (*clerk)->Post("/api/documents/" + document + "/enter", particulars);
    EXPECT_TRUE(letter) << letter.error().detail;
    return letter ? TextOr(*letter, "id") : "";
  }

  TemporaryFolder folder_;
  std::unique_ptr<SmallOffice> office_;
  std::unique_ptr<OfficeStaff> staff_;
};

TEST_P(CaseFlow, GoesFromThePaperToItsEnd) {
  const Course& course = GetParam();
  std::string letter = ScanAndEnter(course.service);
  ASSERT_FALSE(letter.empty());
  CaseDriver driver(*staff_);
  auto id = driver.CaseOf(letter);
  ASSERT_TRUE(id) << id.error().detail;
  auto ended = driver.Drive(*id, course.choices);
  ASSERT_TRUE(ended) << ended.error().detail;
  EXPECT_EQ(TextOr(*ended, "state"), course.state);
  std::vector<int> seen = driver.steps();
  // What everybody does alike before the way divides is not this course's own.
  if (!course.steps.empty()) {
    std::erase_if(seen, [&](int step) { return step < course.steps.front(); });
    EXPECT_EQ(seen, course.steps);
  }
  // Nothing on its way: every paper came out, none twice.
  auto clerk = staff_->In("");
  ASSERT_TRUE(clerk);
  auto prints = (*clerk)->Get("/api/prints");
  ASSERT_TRUE(prints);
  for (const Json& print : *prints) {
    EXPECT_EQ(TextOr(print, "state"), "printed") << CanonicalText(print);
    EXPECT_FALSE(BoolOr(print, "duplicate")) << CanonicalText(print);
  }
  auto verified = office_->Run({"journal", "verify"});
  EXPECT_TRUE(verified) << verified.error().detail;
  auto replayed = office_->Run({"journal", "replay"});
  EXPECT_TRUE(replayed) << replayed.error().detail;
}

INSTANTIATE_TEST_SUITE_P(EveryWay, CaseFlow, testing::ValuesIn(Courses()),
                         [](const auto& course) { return std::string(course.param.name); });

}  // namespace
}  // namespace piket
