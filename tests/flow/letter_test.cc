// Whole letters on real parts: the eSCL scanner through sane-airscan, tesseract, cupsd and an IPP
// printer, the agent's own binary, killed where it hurts.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "tests/virtual/sample_letters.h"
#include "tests/virtual/small_office.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

class LetterFlow : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(WriteSampleLetters(folder_.path() / "letters", 2));
    Open("");
  }
  void Open(const std::string& more_config) {
    office_.reset();
    SmallOfficePlan plan;
    plan.folder = folder_.path() / "office";
    plan.more_config = more_config;
    plan.binary = PIKET_BINARY;
    auto office = SmallOffice::Start(plan);
    ASSERT_TRUE(office) << office.error().detail;
    office_ = std::move(*office);
    SignIn();
  }
  void SignIn() {
    desk_ = std::make_unique<DeskClient>(office_->url());
    auto in = desk_->SignIn();
    ASSERT_TRUE(in) << in.error().detail;
  }
  fs::path LetterFolder(int n) { return folder_.path() / "letters" / Format("%03d", n); }

  // Feeds what is in the feeder; the batch when it rests.
  Json Feed() {
    auto batch = desk_->Post("/api/batches", {{"scan", true}});
    EXPECT_TRUE(batch) << batch.error().detail;
    return Rest(TextOr(*batch, "id"));
  }
  Json Rest(const std::string& batch) {
    auto rested = desk_->Until(
        "/api/batches/" + batch, [](const Json& b) { return TextOr(b, "state") != "scanning"; },
        seconds(120));
    EXPECT_TRUE(rested) << rested.error().detail;
    return rested ? *rested : Json::object();
  }
  Json ReadDocument(const std::string& id) {
    auto document = desk_->Until(
        "/api/documents/" + id, [](const Json& d) { return !BoolOr(d, "reading", true); },
        seconds(120));
    EXPECT_TRUE(document) << document.error().detail;
    return document ? *document : Json::object();
  }
  static Json ParticularsOf(const Json& document) {
    Json particulars = {{"sender", "Dinas"}, {"subject", "Surat"}};
    for (const auto& [field, proposal] : document["proposals"].items()) {
      if (!TextOr(proposal, "value").empty()) particulars[field] = proposal["value"];
    }
    return particulars;
  }
  Json Enter(const std::string& document) {
    auto letter =
        desk_->Post("/api/documents/" + document + "/enter", ParticularsOf(ReadDocument(document)));
    EXPECT_TRUE(letter) << letter.error().detail;
    return letter ? *letter : Json::object();
  }
  Json Finished(const std::string& letter) {
    auto done = desk_->Until(
        "/api/letters/" + letter,
        [](const Json& l) {
          for (const Json& print : l["prints"]) {
            std::string state = TextOr(print, "state");
            if (state == "waiting" || state == "printing") return false;
          }
          return BoolOr(l, "archived");
        },
        seconds(180));
    EXPECT_TRUE(done) << done.error().detail;
    return done ? *done : Json::object();
  }
  void ExpectJournalClean() {
    auto verified = office_->Run({"journal", "verify"});
    EXPECT_TRUE(verified) << verified.error().detail;
    auto replayed = office_->Run({"journal", "replay"});
    EXPECT_TRUE(replayed) << replayed.error().detail;
  }

  TemporaryFolder folder_;
  std::unique_ptr<SmallOffice> office_;
  std::unique_ptr<DeskClient> desk_;
};

TEST_F(LetterFlow, GoesFromTheFeederToTwoPapersAndAnArchiveThatFindsItsWords) {
  ASSERT_TRUE(office_->scanner().Load(LetterFolder(1)));
  Json batch = Feed();
  ASSERT_EQ(batch["documents"].size(), 1u);
  Json letter = Enter(TextOr(batch["documents"][0], "id"));
  Json done = Finished(TextOr(letter, "id"));
  EXPECT_EQ(done["agenda"]["number"], 1);
  std::set<std::string> kinds;
  for (const Json& print : done["prints"]) {
    EXPECT_EQ(TextOr(print, "state"), "printed");
    kinds.insert(TextOr(print, "kind"));
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"receipt", "sheet"}));
  EXPECT_EQ(office_->printer().Papers().size(), 2u);

  auto archive = desk_->Download("/api/letters/" + TextOr(letter, "id") + "/document.pdf");
  ASSERT_TRUE(archive);
  fs::path file = folder_.path() / "document.pdf";
  ASSERT_TRUE(WriteFileDurably(file, *archive));
  EXPECT_TRUE(RunCommand({.argv = {"qpdf", "--check", file}, .read_errors = true}, seconds(30)));
  EXPECT_TRUE(RunCommand({.argv = {PIKET_BINARY, "archive", "check", file}}, seconds(30)));

  auto found = desk_->Get("/api/letters?q=memohon");
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)["letters"].size(), 1u) << "'memohon' finds 'permohonan' and 'mohon'";
  ExpectJournalClean();
}

TEST_F(LetterFlow, KeepsThePagesBeforeAJamAndGoesOn) {
  ASSERT_TRUE(office_->scanner().Load(LetterFolder(1)));
  ASSERT_TRUE(office_->scanner().Load(LetterFolder(2), true));
  office_->scanner().JamAt(2);
  Json batch = Feed();
  EXPECT_EQ(TextOr(batch, "state"), "interrupted");
  EXPECT_EQ(TextOr(batch, "fault"), "feeder_jammed");
  EXPECT_NE(TextOr(batch, "sentence").find("Lanjutkan"), std::string::npos);
  EXPECT_EQ(batch["pages"].size(), 1u);
  ASSERT_TRUE(office_->scanner().Load(LetterFolder(2)));
  ASSERT_TRUE(desk_->Post("/api/batches/" + TextOr(batch, "id") + "/scan"));
  batch = Rest(TextOr(batch, "id"));
  EXPECT_EQ(TextOr(batch, "state"), "waiting");
  EXPECT_GE(batch["pages"].size(), 2u);
}

TEST_F(LetterFlow, WarnsThatALetterWasEnteredBefore) {
  ASSERT_TRUE(office_->scanner().Load(LetterFolder(1)));
  Json letter = Enter(TextOr(Feed()["documents"][0], "id"));
  Finished(TextOr(letter, "id"));
  ASSERT_TRUE(office_->scanner().Load(LetterFolder(1)));
  Json again = ReadDocument(TextOr(Feed()["documents"][0], "id"));
  ASSERT_EQ(again["duplicates"].size(), 1u);
  EXPECT_EQ(TextOr(again["duplicates"][0]["letter"], "id"), TextOr(letter, "id"));
  ASSERT_TRUE(office_->scanner().Load(LetterFolder(2)));
  Json other = ReadDocument(TextOr(Feed()["documents"][0], "id"));
  EXPECT_TRUE(other["duplicates"].empty());
}

TEST_F(LetterFlow, TakesAPdfThatCameByEmail) {
  ASSERT_TRUE(office_->scanner().Load(LetterFolder(1)));
  Json letter = Enter(TextOr(Feed()["documents"][0], "id"));
  Finished(TextOr(letter, "id"));
  auto pdf = desk_->Download("/api/letters/" + TextOr(letter, "id") + "/document.pdf");
  ASSERT_TRUE(pdf);
  auto batch = desk_->Post("/api/batches", {{"received_by", "pos-el"}});
  ASSERT_TRUE(batch);
  auto added = desk_->Upload("/api/batches/" + TextOr(*batch, "id") + "/file?name=surat.pdf", *pdf);
  ASSERT_TRUE(added) << added.error().detail;
  EXPECT_EQ((*added)["pages"].size(), letter["page_count"].get<size_t>());
  auto refused =
      desk_->Upload("/api/batches/" + TextOr(*batch, "id") + "/file?name=x.pdf", "not a picture");
  EXPECT_EQ(refused.error().fault, Fault::kDamagedFile);
  Json entered = Enter(TextOr((*added)["documents"][0], "id"));
  EXPECT_EQ(TextOr(entered, "received_by"), "pos-el");
  EXPECT_EQ(TextOr(entered, "number"), TextOr(letter, "number"));
}

TEST_F(LetterFlow, RefusesASecondAgentOnTheSameData) {
  auto second = office_->Run({"run"});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().detail.find("sudah berjalan"), std::string::npos);
}

// The agent is killed at a random moment of a letter's way, again and again; what was acknowledged
// stays, numbers have no gap, and no paper comes out twice unasked.
TEST_F(LetterFlow, LosesNothingAcknowledgedWhenTheAgentIsKilledAtAnyArrow) {
  std::mt19937 random(20261122);
  std::set<std::string> acknowledged;
  for (int round = 0; round < 6; ++round) {
    ASSERT_TRUE(office_->scanner().Load(LetterFolder(1 + round % 2)));
    std::thread killer([this, wait = random() % 5000] {
      std::this_thread::sleep_for(milliseconds(wait));
      office_->KillAgent();
    });
    auto batch = desk_->Post("/api/batches", {{"scan", true}});
    if (batch) {
      auto rested = desk_->Until(
          "/api/batches/" + TextOr(*batch, "id"),
          [](const Json& b) { return TextOr(b, "state") != "scanning"; }, seconds(30));
      if (rested && !(*rested)["documents"].empty()) {
        std::string document = TextOr((*rested)["documents"][0], "id");
        auto letter = desk_->Post(
            "/api/documents/" + document + "/enter",
            {{"sender", "Dinas"}, {"subject", "Surat"}, {"number", std::to_string(round)}});
        if (letter) acknowledged.insert(TextOr(*letter, "id"));
      }
    }
    killer.join();
    auto started = office_->StartAgent();
    ASSERT_TRUE(started) << started.error().detail;
    SignIn();
    // What was scanned but not entered is still there to be entered.
    auto batches = desk_->Get("/api/batches");
    ASSERT_TRUE(batches);
    for (const Json& open : *batches) {
      EXPECT_NE(TextOr(open, "state"), "scanning");
      for (const Json& document : open["documents"]) {
        if (TextOr(document, "state") == "entered" || document["pages"].empty()) continue;
        auto letter = desk_->Post("/api/documents/" + TextOr(document, "id") + "/enter",
                                  {{"sender", "Dinas"}, {"subject", "Susulan"}});
        ASSERT_TRUE(letter) << letter.error().detail;
        acknowledged.insert(TextOr(*letter, "id"));
      }
    }
  }
  std::set<int64_t> numbers;
  size_t papers = 0;
  for (const std::string& id : acknowledged) {
    Json letter = Finished(id);
    numbers.insert(IntegerOr(letter["agenda"], "number"));
    for (const Json& print : letter["prints"]) {
      std::string state = TextOr(print, "state");
      EXPECT_TRUE(state == "printed" || state == "unknown") << print.dump();
      if (state == "printed") ++papers;
    }
  }
  auto agenda = desk_->Get("/api/agenda");
  ASSERT_TRUE(agenda);
  auto last = static_cast<size_t>(IntegerOr(*agenda, "last"));
  EXPECT_EQ((*agenda)["rows"].size(), last) << "a number is missing";
  EXPECT_LE(acknowledged.size(), last);
  for (int64_t number : numbers) EXPECT_LE(number, static_cast<int64_t>(last));
  EXPECT_GE(office_->printer().Papers().size(), papers);
  auto names = office_->printer().PaperNames();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size())
      << "a paper came out twice";
  ExpectJournalClean();
}

}  // namespace
}  // namespace piket
