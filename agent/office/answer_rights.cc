#include "agent/office/answer_rights.h"

#include <algorithm>

#include "agent/letters/letter.h"
#include "agent/office/answer.h"

namespace piket {
namespace {

bool HasRole(const OfficeWork& office, const Actor& actor,
             std::initializer_list<const char*> roles) {
  return std::any_of(
      actor.positions.begin(), actor.positions.end(), [&](const Appointment& appointment) {
        const Position* position = office.positions.Find(appointment.position);
        return position != nullptr && !(appointment.as == "an" || appointment.as == "ub") &&
               std::find(roles.begin(), roles.end(), position->role) != roles.end();
      });
}

}  // namespace

Result<bool> WorksOn(const OfficeWork& office, Database& db, const Actor& actor,
                     const Case& of_case) {
  auto sight = SightOf(office, db, actor, of_case.letter, of_case.security);
  if (!sight) return sight.error();
  if (*sight != Sight::kAll) return false;
  auto procedure = office.procedures.Version(of_case.procedure, of_case.version);
  if (!procedure) return procedure.error();
  // Who has it may be named by no step: the one who was made responsible.
  std::vector<std::string> positions = office.positions.PositionsOf(of_case.position);
  for (const Step& step : (*procedure)->steps) {
    for (const std::string& each : step.actors) {
      auto some = office.positions.PositionsOf(each);
      positions.insert(positions.end(), some.begin(), some.end());
    }
  }
  return actor.In(positions) != nullptr;
}

Result<bool> MayCheck(const OfficeWork& office, Database& db, const Actor& actor,
                      const OutgoingLetter& outgoing) {
  if (!HasRole(office, actor, {"kadis", "sekretaris", "kasubbag", "kabid", "sub_koordinator"})) {
    return false;
  }
  auto letter = FindLetter(db, outgoing.letter);
  if (!letter) return letter.error();
  auto sight = SightOf(office, db, actor, letter->id, letter->particulars.security);
  if (!sight) return sight.error();
  return *sight == Sight::kAll;
}

bool KeepsTheBooks(const OfficeWork& office, const Actor& actor) {
  return actor.officer.May("agendaris") || HasRole(office, actor, {"kasubbag"});
}

bool MaySend(const OfficeWork& office, const Actor& actor) {
  return actor.officer.May("loket") || KeepsTheBooks(office, actor);
}

bool MayVoid(const OfficeWork& office, const Actor& actor, const OutgoingLetter& outgoing) {
  const OutgoingKind* kind = office.papers.outgoing.Find(outgoing.kind);
  bool signs = kind != nullptr && actor.SignsIn({kind->signer}) != nullptr;
  return signs || actor.officer.id == outgoing.author || KeepsTheBooks(office, actor);
}

Result<std::vector<std::string>> CanDo(const OfficeWork& office, Database& db, const Actor& actor,
                                       const OutgoingLetter& outgoing) {
  std::vector<std::string> can;
  auto of_case = FindCase(db, outgoing.case_id);
  if (!of_case) return of_case.error();
  auto works = WorksOn(office, db, actor, *of_case);
  if (!works) return works.error();
  auto checks = MayCheck(office, db, actor, outgoing);
  if (!checks) return checks.error();
  const std::string& state = outgoing.state;
  const OutgoingKind* kind = office.papers.outgoing.Find(outgoing.kind);
  bool open = state == "draf" || state == "diperiksa";
  if (open && (*works || *checks)) can.emplace_back("ubah");
  if (state == "draf" && *checks) can.emplace_back("periksa");
  if (state == "diperiksa" && kind != nullptr && actor.SignsIn({kind->signer}) != nullptr) {
    can.emplace_back("setujui");
  }
  if (state == "disetujui" && MaySend(office, actor)) can.emplace_back("kirim");
  if (state != "batal" && MayVoid(office, actor, outgoing)) can.emplace_back("batalkan");
  return can;
}

}  // namespace piket
