#include "agent/office/office.h"

#include <algorithm>
#include <set>

namespace piket {
namespace {

bool IsOneOf(const std::string& value, const std::vector<std::string>& all) {
  return std::find(all.begin(), all.end(), value) != all.end();
}

Result<bool> WasHandedTo(Database& db, const Id& letter,
                         const std::vector<std::string>& positions) {
  auto rows = db.Ask("SELECT position FROM letter_reach WHERE letter=?", {letter});
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    if (IsOneOf(row.Text("position"), positions)) return true;
  }
  return false;
}

}  // namespace

const Appointment* Actor::In(const std::vector<std::string>& wanted) const {
  for (const Appointment& appointment : positions) {
    if (!appointment.OnlySigns() && IsOneOf(appointment.position, wanted)) return &appointment;
  }
  return nullptr;
}

const Appointment* Actor::SignsIn(const std::vector<std::string>& wanted) const {
  if (const Appointment* holds = In(wanted)) return holds;
  for (const Appointment& appointment : positions) {
    if (IsOneOf(appointment.position, wanted)) return &appointment;
  }
  return nullptr;
}

Result<Actor> ActorOf(const OfficeWork& office, Database& db, const Officer& officer) {
  auto positions = AppointmentsOf(db, officer.id, office.Today());
  if (!positions) return positions.error();
  // A position taken out of the list gives nothing any more.
  std::erase_if(*positions, [&](const Appointment& appointment) {
    return office.positions.Find(appointment.position) == nullptr;
  });
  return Actor{officer, std::move(*positions)};
}

Result<std::vector<std::string>> RolesOf(const OfficeWork& office, Database& db,
                                         const Id& officer) {
  auto held = AppointmentsOf(db, officer, office.Today());
  if (!held) return held.error();
  std::vector<std::string> roles;
  for (const Appointment& appointment : *held) {
    const Position* position = office.positions.Find(appointment.position);
    if (position == nullptr || appointment.OnlySigns() || IsOneOf(position->role, roles)) continue;
    roles.push_back(position->role);
  }
  return roles;
}

View ViewOf(const OfficeWork& office, const Actor& actor) {
  View view;
  view.all = actor.officer.May("loket") || actor.officer.May("arsiparis") || actor.ReadsAll();
  view.confidential = actor.officer.May("agendaris");
  if (!actor.officer.active) return {};
  std::set<std::string> branch;
  for (const Appointment& appointment : actor.positions) {
    const Position* position = office.positions.Find(appointment.position);
    if (position == nullptr) continue;
    // The head, and the head of the general section, who keeps the books (R-35).
    bool keeps_all = position->role == "kadis" || position->role == "kasubbag";
    view.all = view.all || keeps_all;
    if (!appointment.OnlySigns()) {
      view.confidential = view.confidential || keeps_all;
      view.own.push_back(position->id);
    }
    for (const std::string& below : office.positions.BranchOf(position->id)) branch.insert(below);
  }
  view.all = view.all || view.confidential;
  view.branch.assign(branch.begin(), branch.end());
  return view;
}

Result<Sight> SightOf(const OfficeWork& office, Database& db, const Actor& actor, const Id& letter,
                      const std::string& security) {
  View view = ViewOf(office, actor);
  bool confidential = security == "R" || security == "SR";
  if (confidential ? view.confidential : view.all) return Sight::kAll;
  if (confidential) {
    auto own = WasHandedTo(db, letter, view.own);
    if (!own) return own.error();
    if (*own) return Sight::kAll;
    if (view.all) return Sight::kNumbers;
  }
  auto handed = WasHandedTo(db, letter, view.branch);
  if (!handed) return handed.error();
  if (!*handed) return Sight::kNothing;
  return confidential ? Sight::kNumbers : Sight::kAll;
}

}  // namespace piket
