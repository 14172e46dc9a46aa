#include "agent/desk/people.h"

#include <crypt.h>

#include <algorithm>
#include <cstring>

#include "agent/core/log.h"
#include "agent/core/text.h"

namespace piket {
namespace {

// yescrypt, in the strength libcrypt recommends for log-ins.
std::string HashPin(const std::string& pin) {
  std::string random = RandomBytes(32);
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  crypt_gensalt_rn("$y$", 0, random.data(), static_cast<int>(random.size()), setting,
                   sizeof setting);
  crypt_data scratch{};
  const char* hash = crypt_r(pin.c_str(), setting, &scratch);
  return hash == nullptr ? "" : hash;
}

bool PinFits(const std::string& pin, const std::string& hash) {
  crypt_data scratch{};
  const char* again = crypt_r(pin.c_str(), hash.c_str(), &scratch);
  return again != nullptr && again[0] != '*' && EqualInConstantTime(again, hash);
}

bool IsGoodPin(const std::string& pin) {
  if (pin.size() < 4 || pin.size() > 12) return false;
  bool same = true;
  bool run = true;
  for (size_t i = 0; i < pin.size(); ++i) {
    if (pin[i] < '0' || pin[i] > '9') return false;
    if (i == 0) continue;
    same = same && pin[i] == pin[i - 1];
    run = run && pin[i] == pin[i - 1] + 1;
  }
  return !same && !run;
}

Result<void> CheckOfficer(const Officer& officer) {
  if (Trimmed(officer.name).empty() || officer.name.size() > 200) {
    return Error{Fault::kBadRequest, "name"};
  }
  if (officer.title.size() > 200) return Error{Fault::kBadRequest, "title"};
  if (!officer.email.empty() && !IsMailAddress(officer.email)) {
    return Error{Fault::kBadRequest, "email"};
  }
  for (const std::string& role : officer.roles) {
    if (!IsRole(role)) return Error{Fault::kBadRequest, "roles"};
  }
  return {};
}

Result<void> SetPin(Database& db, const Id& officer, const std::string& hash) {
  return db.Run("INSERT OR REPLACE INTO local_pin VALUES (?,?,0,0)", {officer, hash});
}

// Whoever can sign in here: other posts' officers are known too, but have no PIN here.
Result<std::vector<Officer>> OfficersHere(Database& db) {
  auto rows = db.Ask("SELECT officer FROM local_pin");
  if (!rows) return rows.error();
  std::vector<Officer> here;
  for (const Row& row : *rows) {
    auto officer = FindOfficer(db, row.Text("officer"));
    if (officer && officer->active) here.push_back(std::move(*officer));
  }
  return here;
}

bool AnAdminIsLeft(Database& db, const Officer& changed) {
  if (changed.May("admin")) return true;
  auto officers = OfficersHere(db);
  return officers && std::any_of(officers->begin(), officers->end(), [&](const Officer& other) {
           return other.id != changed.id && other.May("admin");
         });
}

void NoteSigned(Desk& desk, const Id& officer, const std::string& how) {
  auto noted = desk.journal.AppendAlone({"officer.signed", officer, officer, {{"how", how}}});
  if (!noted) LogError("audit", noted.error());
}

}  // namespace

Result<Officer> AddOfficer(Desk& desk, Officer officer, const std::string& pin,
                           const std::string& author) {
  if (!IsGoodPin(pin)) return Error{Fault::kBadRequest, "pin"};
  if (auto checked = CheckOfficer(officer); !checked) return checked.error();
  officer.id = NewId(desk.Now());
  officer.name = Trimmed(officer.name);
  std::string hash = HashPin(pin);
  return desk.journal.Write<Officer>([&](Database& db) -> Result<Officer> {
    if (!AnAdminIsLeft(db, officer))
      return Error{Fault::kConflict, "the first officer is an admin"};
    auto appended = desk.journal.Append(db, {"officer.added", author.empty() ? officer.id : author,
                                             officer.id, OfficerBody(officer)});
    if (!appended) return appended.error();
    if (auto set = SetPin(db, officer.id, hash); !set) return set.error();
    return FindOfficer(db, officer.id);
  });
}

Result<Officer> ChangeOfficer(Desk& desk, const Id& id, const OfficerChange& change,
                              const std::string& author) {
  if (change.pin && !IsGoodPin(*change.pin)) return Error{Fault::kBadRequest, "pin"};
  std::string hash = change.pin ? HashPin(*change.pin) : "";
  return desk.journal.Write<Officer>([&](Database& db) -> Result<Officer> {
    auto officer = FindOfficer(db, id);
    if (!officer) return officer;
    if (change.name) officer->name = Trimmed(*change.name);
    if (change.title) officer->title = Trimmed(*change.title);
    if (change.rank) officer->rank = Trimmed(*change.rank);
    if (change.nip) officer->nip = Trimmed(*change.nip);
    if (change.roles) officer->roles = *change.roles;
    if (change.email) officer->email = *change.email;
    if (change.active) officer->active = *change.active;
    if (auto checked = CheckOfficer(*officer); !checked) return checked.error();
    if (!AnAdminIsLeft(db, *officer)) return Error{Fault::kConflict, "no admin would be left"};
    Json body = OfficerBody(*officer);
    // That a PIN was set or a lock was opened belongs in the audit; the PIN does not. They are this
    // post's own affair, wherever the officer is at home.
    const bool particulars = change.name || change.title || change.rank || change.nip ||
                             change.roles || change.email || change.active;
    NewEntry entry{"officer.changed", author, id, body};
    if (!particulars) entry = {"officer.signed", author, id, Json::object()};
    if (change.pin) entry.body["pin_set"] = true;
    if (change.unlock) entry.body["unlocked"] = true;
    auto appended = desk.journal.Append(db, entry);
    if (!appended) return appended.error();
    if (change.pin) {
      if (auto set = SetPin(db, id, hash); !set) return set.error();
    }
    if (change.unlock) {
      auto run = db.Run("UPDATE local_pin SET wrong=0, locked_until=0 WHERE officer=?", {id});
      if (!run) return run.error();
    }
    return FindOfficer(db, id);
  });
}

Result<Officer> SignIn(Desk& desk, const Id& id, const std::string& pin) {
  struct Known {
    Officer officer;
    std::string hash;
    int64_t wrong = 0;
    int64_t locked_until = 0;
  };
  auto known = desk.database().Read([&](Database& db) -> Result<Known> {
    auto officer = FindOfficer(db, id);
    if (!officer) return officer.error();
    auto rows = db.Ask("SELECT * FROM local_pin WHERE officer=?", {id});
    if (!rows) return rows.error();
    if (rows->empty() || !officer->active) return Error{Fault::kNotAllowed, "no PIN or not active"};
    const Row& row = rows->front();
    return Known{*officer, row.Text("hash"), row.Integer("wrong"), row.Integer("locked_until")};
  });
  if (!known) return known.error();
  int64_t now = desk.Now().time_since_epoch().count();
  if (known->locked_until > now) return Error{Fault::kLockedOut, "locked out"};
  // The slow hash runs outside the database's turn.
  if (PinFits(pin, known->hash)) {
    auto reset = desk.database().Write<void>([&](Database& db) {
      return db.Run("UPDATE local_pin SET wrong=0, locked_until=0 WHERE officer=?", {id});
    });
    if (!reset) return reset.error();
    NoteSigned(desk, id, "signed in");
    return known->officer;
  }
  bool locks = known->wrong + 1 >= desk.settings.pin_tries;
  auto counted = desk.database().Write<void>([&](Database& db) {
    return db.Run("UPDATE local_pin SET wrong=?, locked_until=? WHERE officer=?",
                  {locks ? int64_t{0} : known->wrong + 1,
                   locks ? now + int64_t{desk.settings.lock_out_seconds} * 1000 : int64_t{0}, id});
  });
  if (!counted) return counted.error();
  NoteSigned(desk, id, locks ? "locked out" : "wrong pin");
  return Error{locks ? Fault::kLockedOut : Fault::kWrongPin, "wrong PIN"};
}

void NoteSignedOut(Desk& desk, const Id& officer, const std::string& how) {
  NoteSigned(desk, officer, how);
}

std::optional<Instant> LockedUntil(const Desk& desk, const Id& officer) {
  auto rows = desk.database().Read([&](Database& db) {
    return db.Ask("SELECT locked_until FROM local_pin WHERE officer=?", {officer});
  });
  if (!rows || rows->empty()) return std::nullopt;
  Instant until(std::chrono::milliseconds(rows->front().Integer("locked_until")));
  return until > desk.Now() ? std::optional(until) : std::nullopt;
}

Result<std::set<Id>> WithPinHere(const Desk& desk) {
  return desk.database().Read([](Database& db) -> Result<std::set<Id>> {
    auto rows = db.Ask("SELECT officer FROM local_pin");
    if (!rows) return rows.error();
    std::set<Id> here;
    for (const Row& row : *rows) here.insert(row.Text("officer"));
    return here;
  });
}

bool AnyOfficer(const Desk& desk) {
  auto officers = desk.database().Read([](Database& db) { return OfficersHere(db); });
  return officers && !officers->empty();
}

}  // namespace piket
