// Everybody in the office at once: takes a case from step to step through the screens' interface,
// each step by the officer whose it is, making whatever the step asks for. What a person would do,
// without the looking.
#ifndef PIKET_TESTS_FLOW_CASE_DRIVER_H_
#define PIKET_TESTS_FLOW_CASE_DRIVER_H_

#include <map>
#include <string>
#include <vector>

#include "tests/virtual/office_staff.h"

namespace piket {

// Which way at a step, and which facts; what is not named takes the first.
struct Choices {
  std::map<int, std::string> outcomes;
  std::map<std::string, std::string> facts;
};

class CaseDriver {
 public:
  explicit CaseDriver(OfficeStaff& staff) : staff_(staff) {}

  // The case of this letter, once it has come to a step a person has to do.
  Result<std::string> CaseOf(const std::string& letter);
  // Drives it until it has ended or was returned; the case as it stands then. Linked cases are
  // driven when the case waits for them.
  Result<Json> Drive(const std::string& id, const Choices& choices);
  // The steps it went through, in order.
  const std::vector<int>& steps() const { return steps_; }

 private:
  Result<Json> Read(const std::string& id);
  Result<DeskClient*> Holder(const Json& c);
  // One step on; whether there was anything to do.
  Result<void> DoStep(const Json& c, const Choices& choices);
  Result<void> Dispose(const Json& c, const Json& step);
  Result<void> Supply(const Json& c, const Json& missing, const std::string& outcome);
  // The technician keeps the registers the step asks for.
  Result<void> Register(const Json& c, const std::string& item);
  Result<void> WriteLetter(const Json& c, const std::string& item, const std::string& outcome);
  Result<void> WaitForMove(const Json& c);
  Result<void> Resume(const Json& c);

  OfficeStaff& staff_;
  std::vector<int> steps_;
  int serial_ = 0;
};

}  // namespace piket

#endif  // PIKET_TESTS_FLOW_CASE_DRIVER_H_
