// The people of a whole office, invented: one officer in each position, each at a screen of their
// own. For the demo, flow tests and benches.
#ifndef PIKET_TESTS_VIRTUAL_OFFICE_STAFF_H_
#define PIKET_TESTS_VIRTUAL_OFFICE_STAFF_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/virtual/desk_client.h"

namespace piket {

struct StaffMember {
  const char* name;
  const char* title;
  const char* position;  // of config/positions.toml, "" for a clerk at the desk
  std::vector<std::string> roles;
};
// Top down. Everybody's PIN is kStaffPin.
const std::vector<StaffMember>& Staff();
inline constexpr const char* kStaffPin = "2580";

class OfficeStaff {
 public:
  // Makes every officer and appointment that is not there yet, through the screens' interface.
  // `admin` is signed in and may do that.
  static Result<void> Appoint(DeskClient& admin);

  explicit OfficeStaff(ScreenAddress screens) : screens_(std::move(screens)) {}
  // The holder of this position, signed in; "" gives the clerk.
  Result<DeskClient*> In(const std::string& position);

 private:
  const ScreenAddress screens_;
  std::map<std::string, std::unique_ptr<DeskClient>> clients_;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_OFFICE_STAFF_H_
