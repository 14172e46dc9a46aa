// The posts of the office (jabatan) and who holds them when. The list is configuration
// (config/positions.toml), its names dated (G6); who holds a position is a dated appointment in the
// journal, acting officers too.
#ifndef PIKET_AGENT_LETTERS_POSITION_H_
#define PIKET_AGENT_LETTERS_POSITION_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/letters/officer.h"

namespace piket {

struct DatedName {
  Date from;
  std::string name;
};

struct Position {
  std::string id;     // "kabid-aplikasi", as on the disposition sheet's tick list
  std::string above;  // the position above, "" for the head
  std::string role;   // kadis, sekretaris, kasubbag, kabid, sub_koordinator, staf, petugas_noc
  std::vector<DatedName> names;  // oldest first

  std::string Name(const Date& day) const;
};

// Several positions that a procedure names as one actor: "bidang-aplikasi", "bagian-umum".
struct Unit {
  std::string id;
  std::string name;
  std::vector<std::string> positions;
};

struct PositionList {
  std::vector<Position> positions;  // top down
  std::vector<Unit> units;

  const Position* Find(const std::string& id) const;
  // The positions an actor of a procedure means: itself, a unit's, none for "opd".
  std::vector<std::string> PositionsOf(const std::string& actor) const;
  // Whether `below` stands somewhere under `above`, or is it.
  bool IsInBranch(const std::string& above, const std::string& below) const;
  std::vector<std::string> BranchOf(const std::string& above) const;  // with itself, top down
  std::vector<std::string> Actors() const;  // every position, every unit, "opd"
  std::string ActorName(const std::string& actor, const Date& day) const;
};
// kConfiguration with file, line and column; kNotFound.
Result<PositionList> ReadPositions(const std::filesystem::path& file);

// An officer in a position from one day to another. `as`: definitif, plt, plh, an (a.n.), ub
// (u.b.).
struct Appointment {
  Id id;
  Id officer;
  std::string position;
  std::string as = "definitif";
  Date from;
  std::optional<Date> until;  // the last day; none: open
  std::string made_by;
  bool ended = false;

  bool HoldsOn(const Date& day) const;
  // a.n. and u.b. sign for the holder; they do not hold the position.
  bool OnlySigns() const { return as == "an" || as == "ub"; }
};

// appointment.made, appointment.ended. Subject: the appointment.
void AddAppointmentKinds(KindTable& kinds);
// The body of appointment.made.
Json AppointmentBody(const Appointment& appointment);

// Inside Read or Write.
Result<std::vector<Appointment>> AllAppointments(Database& db);  // newest first
Result<Appointment> FindAppointment(Database& db, const Id& id);
Result<std::vector<Appointment>> AppointmentsOf(Database& db, const Id& officer, const Date& day);
// Of active officers. Who acts in an absent one's place (plh, plt) first, then the definitive
// holder, last who only signs for him (an, ub): the first is the one meant by the position.
Result<std::vector<Appointment>> HoldersOf(Database& db, const std::string& position,
                                           const Date& day);

// In full, as it stands above a signature: "Kepala Dinas", "Plt. Kepala Dinas", "Plh. …".
// Who signs for another has the own position below, each line after a line break: "a.n. Kepala
// Dinas", "Sekretaris Dinas"; one step further down "a.n. Kepala Dinas", "Sekretaris Dinas",
// "u.b.", "Kasubbag Umum". `own`: the signer's own position.
std::string SigningTitle(const PositionList& list, const Appointment& appointment, const Date& day,
                         const std::string& own = "");
// Looks up the signer's own position, inside Read or Write.
Result<std::string> SigningTitle(Database& db, const PositionList& list,
                                 const Appointment& appointment, const Date& day);

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_POSITION_H_
