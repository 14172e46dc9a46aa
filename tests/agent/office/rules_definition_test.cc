// The rules of the SOPs by number: which definition a case follows, and what it may not ask for.
// Where the others stand: tests/agent/office/README.md.
#include "agent/core/text.h"
#include "tests/agent/office/rules_rig.h"

namespace piket {
namespace {

TEST_F(RulesTest, R01TakesItsStepsFromTheDefinitionsThatSayWhereEachValueIsFrom) {
  for (const auto& procedure : procedures_->All()) {
    for (const Step& step : procedure->steps) {
      Json json = ToJson(*procedure);
      EXPECT_FALSE(step.actors.empty()) << procedure->id << step.no;
      EXPECT_TRUE(json.contains("steps"));
      bool marked = step.provenance.mark == Mark::kAssumed || !step.provenance.source.empty();
      EXPECT_TRUE(marked) << procedure->id << " " << step.no;
    }
  }
  EXPECT_EQ(procedures_->All().size(), 6u);
}

TEST_F(RulesTest, R02PinsTheVersionOfTheDayItsLetterWasAgendaed) {
  Case c = CaseOf(EnterLetter("colocation").id);
  auto in_force = procedures_->InForce("colocation", office_->Today());
  ASSERT_TRUE(in_force);
  EXPECT_EQ(c.version, (*in_force)->version);
  // A newer text changes nothing for a case that runs.
  clock_.Advance(std::chrono::hours(24));
  Restart();
  EXPECT_EQ(Again(c).version, c.version);
  EXPECT_EQ(ProcedureOf(Again(c))->version, c.version);
}

TEST_F(RulesTest, R03StartsNoDefinitionBeforeItsEffectiveDate) {
  // The hosting SOP took effect on 2 August 2024; a letter of 2023 is a letter like any other.
  EXPECT_EQ(procedures_->InForce("hosting-subdomain", *DateFromIso("2024-08-01")).error().fault,
            Fault::kNotFound);
  clock_.Set(At("2023-05-10T02:00:00.000Z"));
  EXPECT_EQ(CaseOf(EnterLetter("hosting-subdomain").id).procedure, "lainnya");
  clock_.Set(At("2026-05-13T02:00:00.000Z"));
  EXPECT_EQ(CaseOf(EnterLetter("hosting-subdomain").id).procedure, "hosting-subdomain");
}

TEST_F(RulesTest, R04OpensALinkedCaseOfTheRelatedProcedure) {
  Case c = GoTo(CaseAt("colocation", 5), 6);
  Case linked = Linked(c);
  EXPECT_EQ(linked.procedure, "subdomain");
  EXPECT_EQ(linked.parent, c.id);
  EXPECT_EQ(linked.letter, c.letter);
  // By hand too, but only what the definition is related to, and each once at a time.
  auto again = OpenLinkedCase(*office_, DoerOf(c), c.id, "subdomain");
  EXPECT_EQ(again.error().fault, Fault::kConflict);
  EXPECT_EQ(OpenLinkedCase(*office_, DoerOf(c), c.id, "lainnya").error().fault, Fault::kBadRequest);
  EXPECT_TRUE(OpenLinkedCase(*office_, DoerOf(c), c.id, "website"));
}

TEST_F(RulesTest, G8TheKabidChangesTheProcedureOnce) {
  Case c = CaseAt("hosting-subdomain", 4);
  EXPECT_EQ(ChangeProcedure(*office_, As("staf"), c.id, "subdomain", "x").error().fault,
            Fault::kNotAllowed);
  EXPECT_EQ(ChangeProcedure(*office_, As("kabid-aplikasi"), c.id, "subdomain", "").error().fault,
            Fault::kReasonMissing);
  auto changed =
      ChangeProcedure(*office_, As("kabid-aplikasi"), c.id, "subdomain", "tanpa hosting");
  ASSERT_TRUE(changed) << changed.error().detail;
  EXPECT_EQ(changed->procedure, "subdomain");
  // The sheet is printed and the head has disposed: the case stands with the Kabid again.
  EXPECT_EQ(changed->step, 3);
  EXPECT_EQ(changed->position, "kabid-aplikasi");
  EXPECT_EQ(ChangeProcedure(*office_, As("kabid-aplikasi"), c.id, "website", "x").error().fault,
            Fault::kConflict);
  ExpectJournalAndTablesAgree();
}

TEST_F(RulesTest, R38HasNoPlaceForAPassphrase) {
  auto tables = database_->Read([](Database& db) {
    return db.Ask(
        "SELECT m.name AS name, c.name AS field FROM sqlite_schema m JOIN "
        "pragma_table_info(m.name) c WHERE m.type='table'");
  });
  auto files = {"agent/http/README.md", "config/piket.toml", "agent/core/settings.h"};
  std::vector<std::string> words = {"passphrase", "frasa_sandi", "frasa sandi", "kata_sandi_tte"};
  for (const Row& row : *tables) {
    for (const std::string& word : words) {
      EXPECT_EQ(LowerAscii(row.Text("field")).find(word), std::string::npos) << row.Text("name");
    }
  }
  for (const char* file : files) {
    auto text = ReadFile(std::filesystem::path(PIKET_SOURCE_DIR) / file);
    ASSERT_TRUE(text) << file;
    for (const std::string& word : words) {
      EXPECT_EQ(LowerAscii(*text).find(word), std::string::npos) << file << " " << word;
    }
  }
}

}  // namespace
}  // namespace piket
