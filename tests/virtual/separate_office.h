// An office whose posts stand apart: centre, desk and server room as three processes that speak
// mutual TLS over loopback, enrolled as people would do it, by the real commands.
#ifndef PIKET_TESTS_VIRTUAL_SEPARATE_OFFICE_H_
#define PIKET_TESTS_VIRTUAL_SEPARATE_OFFICE_H_

#include <memory>
#include <string>

#include "tests/virtual/small_office.h"

namespace piket {

struct SeparateOfficePlan {
  std::filesystem::path folder;
  bool room = true;
  bool join = true;  // false: only the centre runs, the others are prepared
  bool quiet = true;
  std::string binary = {};
};

class SeparateOffice {
 public:
  static Result<std::unique_ptr<SeparateOffice>> Start(const SeparateOfficePlan& plan);

  SmallOffice& centre() { return *centre_; }
  SmallOffice& desk() { return *desk_; }
  SmallOffice& room() { return *room_; }
  // Posts that join from now on reach the centre there ("127.0.0.1:9000", a line between them).
  void SetCentreAddress(const std::string& address) { address_ = address; }
  // Invites, enrols and accepts a post whose configuration is written, then starts it.
  // `replaces`: in the place of one that is accepted under this code.
  Result<void> Join(SmallOffice& post, const std::string& code, const std::string& role,
                    bool replaces = false);
  // {"central":{"url","devices","data","authority","pid"},"desk":{…},"room":{…}}
  Json Addresses();

 private:
  std::string address_;  // "": as the centre says
  std::unique_ptr<SmallOffice> centre_;
  std::unique_ptr<SmallOffice> desk_;
  std::unique_ptr<SmallOffice> room_;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_SEPARATE_OFFICE_H_
