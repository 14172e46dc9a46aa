#include "agent/letters/position.h"

#include <algorithm>
#include <set>

#include "agent/core/config_file.h"
#include "agent/core/text.h"

namespace piket {
namespace {

const std::vector<std::string> kRoles = {"kadis",           "sekretaris", "kasubbag",   "kabid",
                                         "sub_koordinator", "staf",       "petugas_noc"};
constexpr const char* kOutside = "opd";

void NeededText(ConfigTable& table, const char* key, std::string& place) {
  table.Text(key, place);
  if (Trimmed(place).empty()) table.Problem(key, "harus diisi");
}

std::vector<DatedName> ReadNames(ConfigTable& table) {
  std::vector<DatedName> names;
  for (ConfigTable& each : table.Tables("nama")) {
    DatedName name;
    std::string since;
    NeededText(each, "sejak", since);
    NeededText(each, "nama", name.name);
    auto date = DateFromIso(since);
    if (!date) {
      each.Problem("sejak", "harus tanggal, misalnya \"2024-08-02\"");
      continue;
    }
    name.from = *date;
    if (!names.empty() && name.from <= names.back().from) {
      each.Problem("sejak", "harus sesudah nama sebelumnya");
    }
    names.push_back(name);
  }
  if (names.empty()) table.Problem("nama", "paling sedikit satu, dengan sejak dan nama");
  return names;
}

Position ReadPosition(ConfigTable& table, const std::set<std::string>& above) {
  Position position;
  NeededText(table, "kode", position.id);
  if (position.id == kOutside) table.Problem("kode", "\"opd\" berarti pemohon, bukan jabatan");
  table.Text("atasan", position.above);
  position.role = "staf";
  table.Choice("peran", position.role, kRoles);
  position.names = ReadNames(table);
  // From the top down: whoever stands above is known already, so there is no ring.
  if (above.empty() != position.above.empty()) {
    table.Problem("atasan", "hanya jabatan pertama yang tanpa atasan");
  } else if (!above.empty() && above.count(position.above) == 0) {
    table.Problem("atasan", "jabatan itu harus ditulis di atas");
  }
  return position;
}

Unit ReadUnit(ConfigTable& table, const std::set<std::string>& positions) {
  Unit unit;
  NeededText(table, "kode", unit.id);
  NeededText(table, "nama", unit.name);
  table.Texts("jabatan", unit.positions);
  if (unit.positions.empty()) table.Problem("jabatan", "paling sedikit satu");
  for (const std::string& id : unit.positions) {
    if (positions.count(id) == 0) table.Problem("jabatan", "tidak ada jabatan \"" + id + "\"");
  }
  return unit;
}

Appointment AppointmentFromRow(const Row& row) {
  Appointment appointment;
  appointment.id = row.Text("id");
  appointment.officer = row.Text("officer");
  appointment.position = row.Text("position");
  appointment.as = row.Text("acts_as");
  appointment.from = DateFromIso(row.Text("from_day")).value_or(Date());
  appointment.until = DateFromIso(row.Text("until_day"));
  appointment.made_by = row.Text("made_by");
  appointment.ended = row.Integer("ended") != 0;
  return appointment;
}

Result<std::vector<Appointment>> AskAppointments(Database& db, const std::string& where,
                                                 const std::vector<SqlValue>& values) {
  auto rows = db.Ask("SELECT * FROM appointment " + where, values);
  if (!rows) return rows.error();
  std::vector<Appointment> appointments;
  for (const Row& row : *rows) appointments.push_back(AppointmentFromRow(row));
  return appointments;
}

SqlValue DayOrNull(const std::string& day) {
  if (day.empty()) return nullptr;
  return day;
}

Result<void> ApplyMade(Database& db, const Entry& entry) {
  const Json& body = entry.body;
  return db.Run("INSERT INTO appointment VALUES (?,?,?,?,?,?,?,0)",
                {entry.subject, TextOr(body, "officer"), TextOr(body, "position"),
                 TextOr(body, "as", "definitif"), TextOr(body, "from"),
                 DayOrNull(TextOr(body, "until")), entry.author});
}

Result<void> ApplyEnded(Database& db, const Entry& entry) {
  return db.Run("UPDATE appointment SET until_day=?, ended=1 WHERE id=?",
                {DayOrNull(TextOr(entry.body, "until")), entry.subject});
}

// Who acts in an absent one's place, then the definitive holder, then who only signs for him.
constexpr const char* kActingFirst =
    "ORDER BY CASE acts_as WHEN 'plh' THEN 0 WHEN 'plt' THEN 1 WHEN 'definitif' THEN 2 "
    "WHEN 'an' THEN 3 ELSE 4 END, from_day DESC, id";

}  // namespace

std::string Position::Name(const Date& day) const {
  std::string name = names.empty() ? id : names.front().name;
  for (const DatedName& each : names) {
    if (each.from <= day) name = each.name;
  }
  return name;
}

const Position* PositionList::Find(const std::string& id) const {
  auto found = std::find_if(positions.begin(), positions.end(),
                            [&](const Position& position) { return position.id == id; });
  return found == positions.end() ? nullptr : &*found;
}

std::vector<std::string> PositionList::PositionsOf(const std::string& actor) const {
  if (Find(actor) != nullptr) return {actor};
  for (const Unit& unit : units) {
    if (unit.id == actor) return unit.positions;
  }
  return {};
}

bool PositionList::IsInBranch(const std::string& above, const std::string& below) const {
  const Position* at = Find(below);
  while (at != nullptr && at->id != above) at = Find(at->above);
  return at != nullptr;
}

std::vector<std::string> PositionList::BranchOf(const std::string& above) const {
  std::vector<std::string> branch;
  for (const Position& position : positions) {
    if (IsInBranch(above, position.id)) branch.push_back(position.id);
  }
  return branch;
}

std::vector<std::string> PositionList::Actors() const {
  std::vector<std::string> actors;
  for (const Position& position : positions) actors.push_back(position.id);
  for (const Unit& unit : units) actors.push_back(unit.id);
  actors.push_back(kOutside);
  return actors;
}

std::string PositionList::ActorName(const std::string& actor, const Date& day) const {
  if (actor == kOutside) return "OPD pemohon";
  if (const Position* position = Find(actor)) return position->Name(day);
  for (const Unit& unit : units) {
    if (unit.id == actor) return unit.name;
  }
  return actor;
}

Result<PositionList> ReadPositions(const std::filesystem::path& file) {
  auto config = ConfigFile::Read(file);
  if (!config) return config.error();
  ConfigTable root = config->Root();
  PositionList list;
  std::set<std::string> seen;
  for (ConfigTable& table : root.Tables("jabatan")) {
    Position position = ReadPosition(table, seen);
    if (!seen.insert(position.id).second) table.Problem("kode", "sudah dipakai di atas");
    list.positions.push_back(std::move(position));
  }
  if (list.positions.empty()) root.Problem("jabatan", "paling sedikit satu");
  std::set<std::string> positions = seen;
  for (ConfigTable& table : root.Tables("satuan")) {
    Unit unit = ReadUnit(table, positions);
    if (!seen.insert(unit.id).second) table.Problem("kode", "sudah dipakai di atas");
    list.units.push_back(std::move(unit));
  }
  if (auto finished = config->Finish(); !finished) return finished.error();
  return list;
}

bool Appointment::HoldsOn(const Date& day) const {
  return from <= day && (!until || day <= *until);
}

void AddAppointmentKinds(KindTable& kinds) {
  kinds["appointment.made"] = {1, ApplyMade, Home::kCentre, EveryDesk()};
  kinds["appointment.ended"] = {1, ApplyEnded, Home::kCentre, EveryDesk()};
}

Json AppointmentBody(const Appointment& appointment) {
  Json body = {{"officer", appointment.officer},
               {"position", appointment.position},
               {"as", appointment.as},
               {"from", IsoText(appointment.from)}};
  if (appointment.until) body["until"] = IsoText(*appointment.until);
  return body;
}

Result<std::vector<Appointment>> AllAppointments(Database& db) {
  return AskAppointments(db, "ORDER BY from_day DESC, id DESC", {});
}

Result<Appointment> FindAppointment(Database& db, const Id& id) {
  auto found = AskAppointments(db, "WHERE id=?", {id});
  if (!found) return found.error();
  if (found->empty()) return Error{Fault::kNotFound, "appointment " + id};
  return found->front();
}

Result<std::vector<Appointment>> AppointmentsOf(Database& db, const Id& officer, const Date& day) {
  return AskAppointments(
      db,
      std::string("WHERE officer=?1 AND from_day<=?2 AND (until_day IS NULL OR until_day>=?2) ") +
          kActingFirst,
      {officer, IsoText(day)});
}

Result<std::vector<Appointment>> HoldersOf(Database& db, const std::string& position,
                                           const Date& day) {
  return AskAppointments(
      db,
      std::string("WHERE position=?1 AND from_day<=?2 AND (until_day IS NULL OR until_day>=?2) "
                  "AND EXISTS (SELECT 1 FROM officer o WHERE o.id=appointment.officer AND "
                  "o.active=1) ") +
          kActingFirst,
      {position, IsoText(day)});
}

std::string SigningTitle(const PositionList& list, const Appointment& appointment, const Date& day,
                         const std::string& own) {
  const Position* position = list.Find(appointment.position);
  if (position == nullptr) return appointment.position;
  const std::string name = position->Name(day);
  if (appointment.as == "plt") return "Plt. " + name;
  if (appointment.as == "plh") return "Plh. " + name;
  if (appointment.as != "an" && appointment.as != "ub") return name;
  const Position* mine = list.Find(own);
  const std::string below = mine == nullptr ? "" : "\n" + mine->Name(day);
  if (appointment.as == "an") return "a.n. " + name + below;
  // u.b. is the second step down: a head's authority, handed to who stands under him, handed on.
  const Position* above = list.Find(position->above);
  if (above != nullptr) return "a.n. " + above->Name(day) + "\n" + name + "\nu.b." + below;
  const Position* between = mine == nullptr ? nullptr : list.Find(mine->above);
  if (between == nullptr || between == position) return name + "\nu.b." + below;
  return "a.n. " + name + "\n" + between->Name(day) + "\nu.b." + below;
}

Result<std::string> SigningTitle(Database& db, const PositionList& list,
                                 const Appointment& appointment, const Date& day) {
  std::string own;
  if (appointment.as == "an" || appointment.as == "ub") {
    auto held = AppointmentsOf(db, appointment.officer, day);
    if (!held) return held.error();
    for (const Appointment& each : *held) {
      if (each.as == "definitif") own = each.position;
    }
  }
  return SigningTitle(list, appointment, day, own);
}

}  // namespace piket
