// An office of people for tests: the desk's rig with the shipped positions, an officer in each of
// them and one with each role.
#ifndef PIKET_TESTS_AGENT_OFFICE_PEOPLE_RIG_H_
#define PIKET_TESTS_AGENT_OFFICE_PEOPLE_RIG_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/office/dispose.h"
#include "agent/procedure/case.h"
#include "tests/agent/desk/desk_rig.h"

namespace piket {

class PeopleTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    OpenOffice();
    for (const Position& position : office_->positions.positions) {
      holders_[position.id] = AddPerson("Pejabat " + position.id);
      GivePosition(holders_[position.id], position.id);
    }
    for (const std::string& role : AllRoles()) {
      holders_[role] = AddPerson("Petugas " + role, {role});
    }
  }

  void OpenOffice() {
    const std::filesystem::path config = std::filesystem::path(PIKET_SOURCE_DIR) / "config";
    auto positions = ReadPositions(config / "positions.toml");
    ASSERT_TRUE(positions) << positions.error().detail;
    desk_->positions = *positions;
    auto procedures = ProcedureShelf::Open(config / "sop", positions->Actors());
    ASSERT_TRUE(procedures) << procedures.error().detail;
    procedures_ = std::move(*procedures);
    auto calendar = Calendar::Read(config / "calendar");
    ASSERT_TRUE(calendar) << calendar.error().detail;
    calendar_ = std::make_unique<CalendarShelf>(*calendar);
    office_ = std::make_unique<OfficeWork>(OfficeWork{*journal_, desk_->blobs, desk_->settings,
                                                      desk_->papers, desk_->offices, *positions,
                                                      *procedures_, *calendar_, desk_->paper_keys});
  }

  Id AddPerson(const std::string& name, const std::vector<std::string>& roles = {}) {
    Officer officer{NewId(clock_.Now()), name, "", roles, true};
    Append({"officer.added", "piket", officer.id, OfficerBody(officer)});
    return officer.id;
  }
  Id GivePosition(const Id& officer, const std::string& position,
                  const std::string& as = "definitif", const char* from = "2026-01-01",
                  const char* until = "") {
    Appointment appointment{NewId(clock_.Now()), officer, position, as, *DateFromIso(from),
                            DateFromIso(until),  "piket", false};
    Append({"appointment.made", "piket", appointment.id, AppointmentBody(appointment)});
    return appointment.id;
  }
  Actor ActorWith(const Id& officer) {
    return *database_->Read(
        [&](Database& db) { return ActorOf(*office_, db, *FindOfficer(db, officer)); });
  }
  // The officer in this position, or with this role.
  Actor As(const std::string& who) { return ActorWith(holders_.at(who)); }

  // The first recipient is responsible, the others are informed.
  DisposePlan Plan(const Id& letter, const std::string& from, const std::vector<std::string>& to) {
    DisposePlan plan;
    plan.letter = letter;
    plan.position = from;
    for (const std::string& position : to) {
      plan.to.push_back(
          {.position = position, .responsible = plan.to.empty(), .informed = !plan.to.empty()});
    }
    plan.instructions = {"proses"};
    plan.after = *database_->Read([&](Database& db) { return NewestDisposition(db, letter); });
    return plan;
  }
  Result<Disposition> HandOn(const Id& letter, const std::string& from,
                             const std::vector<std::string>& to, const std::string& text = "") {
    DisposePlan plan = Plan(letter, from, to);
    plan.text = text;
    return Dispose(*office_, As(from), plan);
  }
  Sight SightOfLetter(const Actor& actor, const Id& letter) {
    return *database_->Read([&](Database& db) {
      return SightOf(*office_, db, actor, letter, FindLetter(db, letter)->particulars.security);
    });
  }
  std::vector<Print> SheetsOf(const Id& letter) {
    auto prints = *database_->Read([&](Database& db) { return PrintsOfLetter(db, letter); });
    std::erase_if(prints, [](const Print& print) { return print.kind != "sheet"; });
    return prints;
  }

  std::unique_ptr<ProcedureShelf> procedures_;
  std::unique_ptr<CalendarShelf> calendar_;
  std::unique_ptr<OfficeWork> office_;
  std::map<std::string, Id> holders_;  // by position or role
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_OFFICE_PEOPLE_RIG_H_
