// Cases of the office's services for tests of its rules: brought to a step, ended by an outcome.
#ifndef PIKET_TESTS_AGENT_OFFICE_RULES_RIG_H_
#define PIKET_TESTS_AGENT_OFFICE_RULES_RIG_H_

#include <string>
#include <vector>

#include "tests/agent/office/office_rig.h"

namespace piket {

class RulesTest : public OfficeTest {
 protected:
  // A case of this service that stands at that step; `outcomes` where the way is not the first.
  Case CaseAt(const std::string& service, int step, const Json& facts = Json::object(),
              Particulars particulars = SomeParticulars()) {
    Case c = CaseOf(EnterLetter(service, particulars).id);
    return GoTo(c, step, facts);
  }
  Case GoTo(Case c, int step, const Json& facts = Json::object()) {
    for (int i = 0; i < 30 && c.step != step && !c.ended_at; ++i) {
      if (IsStoppedState(c.state)) {
        EXPECT_TRUE(ResumeCase(*office_, As("loket"), c.id, "sudah ada"));
        c = Again(c);
        continue;
      }
      const Step& now = StepOf(c);
      const Way* first = nullptr;
      for (const Way& way : now.ways) {
        if (first == nullptr && way.when.empty()) first = &way;
      }
      std::string outcome = first == nullptr ? "" : first->outcome;
      c = DoStep(c, outcome, facts);
      if (testing::Test::HasFailure()) break;
    }
    EXPECT_EQ(c.step, step);
    return c;
  }
  Result<Case> Finish_(const Case& c, const std::string& outcome, const std::string& reason = "",
                       const std::vector<std::string>& items = {}) {
    Finish finish;
    finish.run = c.run;
    finish.outcome = outcome;
    finish.reason = reason;
    finish.return_items = items;
    return FinishStep(*office_, DoerOf(c), c.id, finish);
  }
  static bool Names(const std::vector<Missing>& missing, const std::string& item) {
    for (const Missing& each : missing) {
      if (each.item == item) return true;
    }
    return false;
  }
  static Instant At(const char* iso) { return *InstantFromIso(iso); }
  std::vector<PublicAddress> AddressesOf(const Case& c) {
    return *database_->Read([&](Database& db) { return AddressesOfCase(db, c.id); });
  }
  Case Linked(const Case& c) {
    auto linked = database_->Read([&](Database& db) { return LinkedCases(db, c.id); });
    EXPECT_EQ(linked->size(), 1u);
    return linked->empty() ? Case() : linked->front();
  }
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_OFFICE_RULES_RIG_H_
