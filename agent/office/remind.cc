#include "agent/office/remind.h"

#include <algorithm>
#include <set>

#include "agent/core/text.h"
#include "agent/letters/letter.h"
#include "agent/office/mail.h"
#include "agent/office/notice.h"
#include "agent/office/step_due.h"
#include "agent/procedure/case.h"

namespace piket {
namespace {

// Whom a reminder reaches.
struct Reached {
  std::vector<std::string> positions;
  std::vector<Id> officers;
  bool unheld = false;  // somebody above, and the admin, in place of who is missing
};

// So many cases are written in one turn of the database.
constexpr size_t kAtATime = 100;

// A case whose step has a limit: what judging it needs.
struct Running {
  Id id;
  int run = 0;
  Instant arrived;
  Instant due;
  int given = 0;  // highest level given already
  std::vector<CaseStop> stops;
};

Instant TimeOf(int64_t ms) { return Instant(std::chrono::milliseconds(ms)); }

std::vector<CaseStop> StopsFrom(const std::string& text) {
  std::vector<CaseStop> stops;
  auto json = ParseJson(text);
  if (!json) return stops;
  for (const Json& pair : *json) {
    CaseStop stop;
    stop.from = TimeOf(pair[0].get<int64_t>());
    if (!pair[1].is_null()) stop.until = TimeOf(pair[1].get<int64_t>());
    stops.push_back(stop);
  }
  return stops;
}

// Those that have not had the top level yet.
Result<std::vector<Running>> RunningCases(Database& db, int top) {
  std::vector<Running> all;
  auto read = db.Each(
      "SELECT c.id, c.run, c.due_at, r.arrived_at, (SELECT max(m.level) FROM local_reminder m "
      "WHERE m.case_id=c.id AND m.run=c.run) AS given, (SELECT "
      "json_group_array(json_array(s.from_at, s.until_at)) FROM case_stop s WHERE s.case_id=c.id) "
      "AS stops FROM office_case c JOIN case_run r ON r.case_id=c.id AND r.run=c.run WHERE "
      "c.ended_at IS NULL AND c.due_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM local_reminder m "
      "WHERE m.case_id=c.id AND m.run=c.run AND m.level>=?)",
      {int64_t{top}}, [&](const Row& row) -> Result<void> {
        all.push_back({row.Text("id"), static_cast<int>(row.Integer("run")),
                       TimeOf(row.Integer("arrived_at")), TimeOf(row.Integer("due_at")),
                       static_cast<int>(row.Integer("given")), StopsFrom(row.Text("stops"))});
        return {};
      });
  if (!read) return read.error();
  return all;
}

// The highest level that is reached now, 0 when none is.
int LevelNow(const OfficeWork& office, const Calendar& calendar, const Running& running) {
  auto whole = WorkedMs(calendar, running.stops, running.arrived, running.due);
  auto used = WorkedMs(calendar, running.stops, running.arrived, office.Now());
  if (!whole || !used) return 0;
  int level = 0;
  for (int each : office.settings.reminder_levels) {
    bool reached = *used * 100 >= int64_t{each} * std::max<int64_t>(*whole, 1);
    // To the millisecond: what is not due yet is not late.
    if (each >= 100 && office.Now() < running.due) reached = false;
    if (reached) level = each;
  }
  return level;
}

// Adds who holds the position today; false when nobody does.
Result<bool> AddHolders(const OfficeWork& office, Database& db, const std::string& position,
                        Reached& reached) {
  auto holders = HoldersOf(db, position, office.Today());
  if (!holders) return holders.error();
  bool held = false;
  for (const Appointment& holder : *holders) {
    if (holder.as == "an" || holder.as == "ub") continue;
    reached.officers.push_back(holder.officer);
    held = true;
  }
  if (held) reached.positions.push_back(position);
  return held;
}

// The position's holders, or those of the nearest position above that somebody holds. An actor out
// of the office has none: the admin sees it.
Result<Reached> ReachedBy(const OfficeWork& office, Database& db, const std::string& actor) {
  Reached reached;
  std::vector<std::string> positions = office.positions.PositionsOf(actor);
  for (const std::string& position : positions) {
    auto held = AddHolders(office, db, position, reached);
    if (!held) return held.error();
  }
  if (!reached.positions.empty()) return reached;
  reached.unheld = true;
  std::string above = positions.empty() ? "" : positions.front();
  while (const Position* position = office.positions.Find(above)) {
    above = position->above;
    auto held = above.empty() ? Result<bool>(true) : AddHolders(office, db, above, reached);
    if (!held) return held.error();
    if (*held) break;
  }
  auto officers = AllOfficers(db);
  if (!officers) return officers.error();
  for (const Officer& officer : *officers) {
    if (officer.May("admin")) reached.officers.push_back(officer.id);
  }
  return reached;
}

// Numbers, steps and times; of a confidential letter the numbers and times alone.
Mail ReminderMail(const OfficeWork& office, const Letter& letter, const Case& c, int level) {
  Mail mail;
  mail.subject =
      Format("Pengingat: surat %s, %d %% dari batas waktu", letter.receipt_number.c_str(), level);
  mail.text = "Surat " + letter.receipt_number + " menunggu dikerjakan.\n\n";
  if (!IsConfidential(letter.particulars)) {
    if (auto procedure = office.procedures.Version(c.procedure, c.version)) {
      mail.text += "Layanan: " + (*procedure)->name + "\n";
      if (const Step* step = (*procedure)->FindStep(c.step)) {
        mail.text += Format("Langkah %d: ", c.step) + step->activity + "\n";
      }
    }
  }
  mail.text += "Batas waktu: " + IndonesianText(*c.due_at, office.settings.zone) + "\n" +
               Format("Terpakai: %d %% atau lebih\n", level) +
               "\nBuka Piket untuk mengerjakannya. Pesan ini dikirim oleh program; isi surat tidak "
               "ada di dalamnya.\n";
  return mail;
}

Result<void> MailTo(const OfficeWork& office, Database& db, const Reached& reached,
                    const Mail& mail) {
  std::set<std::string> addresses;
  for (const Id& id : reached.officers) {
    auto officer = FindOfficer(db, id);
    if (officer && officer->active) addresses.insert(officer->email);
  }
  for (const std::string& address : addresses) {
    auto queued = QueueMail(office, db, {address, mail.subject, mail.text});
    if (!queued) return queued;
  }
  return {};
}

Result<int> GivenLevel(Database& db, const Case& c) {
  auto rows = db.Ask("SELECT max(level) AS level FROM local_reminder WHERE case_id=? AND run=?",
                     {c.id, int64_t{c.run}});
  if (!rows) return rows.error();
  return static_cast<int>(rows->front().Integer("level"));
}

// Levels that passed unseen while the agent did not run count as given, so only the highest speaks.
Result<void> Give(const OfficeWork& office, Database& db, const Case& c, int level,
                  const Reached& reached) {
  int64_t now = office.Now().time_since_epoch().count();
  for (int each : office.settings.reminder_levels) {
    if (each > level) continue;
    auto run = db.Run(
        "INSERT OR IGNORE INTO local_reminder (case_id, run, level, positions, unheld, at, "
        "seen_at) VALUES (?,?,?,?,?,?,?)",
        {c.id, int64_t{c.run}, int64_t{each}, CanonicalText(Json(reached.positions)),
         int64_t{reached.unheld}, now, each < level ? SqlValue(now) : SqlValue(nullptr)});
    if (!run) return run;
  }
  // Older ones of the same step have said what this one says.
  return db.Run(
      "UPDATE local_reminder SET seen_at=? WHERE case_id=? AND level<? AND seen_at IS NULL",
      {now, c.id, int64_t{level}});
}

// None when what was judged does not stand any more: the next round judges again.
Result<std::optional<Reminder>> GiveOne(const OfficeWork& office, Database& db,
                                        const ReachedLevel& judged) {
  std::optional<Reminder> none;
  auto c = FindCase(db, judged.case_id);
  if (!c) return c.error();
  if (c->ended_at || c->run != judged.run || c->due_at != judged.due) return none;
  auto before = GivenLevel(db, *c);
  if (!before) return before.error();
  if (judged.level <= *before) return none;
  auto reached = ReachedBy(office, db, c->position);
  if (!reached) return reached.error();
  if (auto done = Give(office, db, *c, judged.level, *reached); !done) return done.error();
  if (auto letter = FindLetter(db, c->letter)) {
    auto queued = MailTo(office, db, *reached, ReminderMail(office, *letter, *c, judged.level));
    if (!queued) return queued.error();
  }
  return std::optional(Reminder{c->id, c->run, judged.level,
                                reached->positions.empty() ? "" : reached->positions.front(),
                                office.Now()});
}

}  // namespace

Result<std::vector<ReachedLevel>> LevelsReached(const OfficeWork& office) {
  std::vector<ReachedLevel> reached;
  const std::vector<int>& levels = office.settings.reminder_levels;
  if (levels.empty()) return reached;
  auto running =
      office.database().Read([&](Database& db) { return RunningCases(db, levels.back()); });
  if (!running) return running.error();
  Calendar calendar = office.calendar.Now();
  for (const Running& each : *running) {
    int level = LevelNow(office, calendar, each);
    if (level > each.given) reached.push_back({each.id, each.run, each.due, level});
  }
  return reached;
}

Result<std::vector<Reminder>> GiveReminders(OfficeWork& office,
                                            const std::vector<ReachedLevel>& reached) {
  std::vector<Reminder> given;
  for (size_t from = 0; from < reached.size(); from += kAtATime) {
    auto written = office.database().Write<void>([&](Database& db) -> Result<void> {
      for (size_t i = from; i < std::min(from + kAtATime, reached.size()); ++i) {
        auto one = GiveOne(office, db, reached[i]);
        if (!one) return one.error();
        if (*one) given.push_back(std::move(**one));
      }
      return {};
    });
    if (!written) return written.error();
  }
  return given;
}

Result<std::vector<Reminder>> RemindNow(OfficeWork& office) {
  auto open = office.calendar.Now().IsOpen(office.Now());
  if (!open || !*open) return std::vector<Reminder>();
  auto reached = LevelsReached(office);
  if (!reached) return reached.error();
  auto given = GiveReminders(office, *reached);
  if (!given) return given;
  auto told =
      office.database().Write<int>([&](Database& db) { return TellApplicants(office, db); });
  if (!told) return told.error();
  return given;
}

}  // namespace piket
