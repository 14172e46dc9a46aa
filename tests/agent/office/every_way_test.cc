// Every way of every procedure, driven from the letter to its end: no branch may lead nowhere.
#include <gtest/gtest.h>

#include <set>

#include "tests/agent/office/office_rig.h"

namespace piket {
namespace {

// Which outcome to choose at which step, and the facts stated on the way.
struct Path {
  std::vector<std::pair<int, std::string>> choices;
  Json facts = Json::object();
  std::string name;
};

class EveryWayTest : public OfficeTest {
 protected:
  // All ways of a procedure from its first step to an end, for every combination of its facts.
  std::vector<Path> PathsOf(const Procedure& procedure) {
    std::vector<Json> combinations = {Json::object()};
    for (const Fact& fact : procedure.facts) {
      std::vector<Json> more;
      for (const Json& facts : combinations) {
        for (const std::string& value : fact.values) {
          Json with = facts;
          with[fact.id] = value;
          more.push_back(with);
        }
      }
      if (!more.empty()) combinations = more;
    }
    std::vector<Path> paths;
    for (const Json& facts : combinations) Walk(procedure, 1, {{}, facts, ""}, paths);
    return paths;
  }
  void Walk(const Procedure& procedure, int at, Path path, std::vector<Path>& paths) {
    const Step* step = procedure.FindStep(at);
    ASSERT_NE(step, nullptr);
    std::set<std::string> outcomes;
    for (const Way& way : step->ways) {
      if (!Holds(way.when, path.facts) || !outcomes.insert(way.outcome).second) continue;
      Path further = path;
      further.choices.emplace_back(at, way.outcome);
      further.name += std::to_string(at) + way.outcome + " ";
      if (way.to == 0 || way.returns) {
        paths.push_back(further);
      } else if (further.choices.size() < 40) {
        Walk(procedure, way.to, further, paths);
      }
    }
  }

  void Drive(const Procedure& procedure, const Path& path) {
    SCOPED_TRACE(procedure.id + ": " + path.name + path.facts.dump());
    Letter letter = EnterLetter(procedure.id);
    Case c = CaseOf(letter.id);
    ASSERT_EQ(c.procedure, procedure.id);
    bool returned = false;
    for (const auto& [step, outcome] : path.choices) {
      if (c.ended_at) break;
      if (IsStoppedState(c.state)) {
        auto resumed = ResumeCase(*office_, As("loket"), c.id, "sudah ada");
        ASSERT_TRUE(resumed) << resumed.error().detail;
        c = Again(c);
      }
      if (c.step != step) continue;  // it went on by itself
      clock_.Advance(std::chrono::minutes(1));
      c = DoStep(c, outcome, path.facts);
      returned = c.state == "dikembalikan";
    }
    if (returned) {
      SendSlip(c);
      c = Again(c);
    }
    EXPECT_TRUE(c.ended_at) << "stands at step " << c.step << " " << c.state;
    EXPECT_EQ(c.state, returned ? "dikembalikan" : "selesai");
  }
  void SendSlip(const Case& c) {
    auto slip =
        database_->Read([&](Database& db) { return ApprovedLetter(db, c.id, {kReturnSlip}); });
    ASSERT_TRUE(slip->has_value());
    SendLetter((*slip)->id);
    BringUpToDate();
  }
};

TEST_F(EveryWayTest, LeadsFromTheLetterToItsEnd) {
  size_t driven = 0;
  for (const auto& procedure : procedures_->All()) {
    for (const Path& path : PathsOf(*procedure)) {
      Drive(*procedure, path);
      ++driven;
    }
  }
  EXPECT_GE(driven, 20u);
  ExpectJournalAndTablesAgree();
}

}  // namespace
}  // namespace piket
