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

// A case whose step has a limit, and how much of it is used.
struct Running {
  Case c;
  Instant arrived;
  int given = 0;  // highest level given already
};

Result<std::vector<Running>> RunningCases(Database& db, int top) {
  auto rows = db.Ask(
      "SELECT c.id, r.arrived_at, coalesce((SELECT max(level) FROM local_reminder m WHERE "
      "m.case_id=c.id AND m.run=c.run), 0) AS given FROM office_case c JOIN case_run r ON "
      "r.case_id=c.id AND r.run=c.run WHERE c.ended_at IS NULL AND c.due_at IS NOT NULL");
  if (!rows) return rows.error();
  std::vector<Running> all;
  for (const Row& row : *rows) {
    if (row.Integer("given") >= top) continue;
    auto c = FindCase(db, row.Text("id"));
    if (!c) return c.error();
    if (!c->due_at) continue;
    all.push_back({std::move(*c), Instant(std::chrono::milliseconds(row.Integer("arrived_at"))),
                   static_cast<int>(row.Integer("given"))});
  }
  return all;
}

// The highest level that is reached now, 0 when none is.
int LevelNow(const OfficeWork& office, const Calendar& calendar, const Running& running,
             const std::vector<CaseStop>& stops) {
  Instant due = *running.c.due_at;
  auto whole = WorkedMs(calendar, stops, running.arrived, due);
  auto used = WorkedMs(calendar, stops, running.arrived, office.Now());
  if (!whole || !used) return 0;
  int level = 0;
  for (int each : office.settings.reminder_levels) {
    bool reached = *used * 100 >= int64_t{each} * std::max<int64_t>(*whole, 1);
    // To the millisecond: what is not due yet is not late.
    if (each >= 100 && office.Now() < due) reached = false;
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

// Levels that passed unseen while the agent did not run count as given, so only the highest speaks.
Result<void> Give(const OfficeWork& office, Database& db, const Running& running, int level,
                  const Reached& reached) {
  int64_t now = office.Now().time_since_epoch().count();
  for (int each : office.settings.reminder_levels) {
    if (each <= running.given || each > level) continue;
    auto run = db.Run(
        "INSERT OR IGNORE INTO local_reminder (case_id, run, level, positions, unheld, at, "
        "seen_at) VALUES (?,?,?,?,?,?,?)",
        {running.c.id, int64_t{running.c.run}, int64_t{each},
         CanonicalText(Json(reached.positions)), int64_t{reached.unheld}, now,
         each < level ? SqlValue(now) : SqlValue(nullptr)});
    if (!run) return run;
  }
  // Older ones of the same step have said what this one says.
  return db.Run(
      "UPDATE local_reminder SET seen_at=? WHERE case_id=? AND level<? AND seen_at IS NULL",
      {now, running.c.id, int64_t{level}});
}

}  // namespace

Result<std::vector<Reminder>> RemindNow(OfficeWork& office) {
  Calendar calendar = office.calendar.Now();
  auto open = calendar.IsOpen(office.Now());
  std::vector<Reminder> none;
  if (!open || !*open) return none;
  return office.database().Write<std::vector<Reminder>>([&](Database& db)
                                                            -> Result<std::vector<Reminder>> {
    std::vector<Reminder> given;
    const std::vector<int>& levels = office.settings.reminder_levels;
    auto running = RunningCases(db, levels.empty() ? 0 : levels.back());
    if (!running) return running.error();
    for (const Running& each : *running) {
      auto stops = StopsOfCase(db, each.c.id);
      if (!stops) return stops.error();
      int level = LevelNow(office, calendar, each, *stops);
      if (level <= each.given) continue;
      auto reached = ReachedBy(office, db, each.c.position);
      if (!reached) return reached.error();
      if (auto done = Give(office, db, each, level, *reached); !done) return done.error();
      if (auto letter = FindLetter(db, each.c.letter)) {
        auto queued = MailTo(office, db, *reached, ReminderMail(office, *letter, each.c, level));
        if (!queued) return queued.error();
      }
      given.push_back({each.c.id, each.c.run, level,
                       reached->positions.empty() ? "" : reached->positions.front(), office.Now()});
    }
    if (auto told = TellApplicants(office, db); !told) return told.error();
    return given;
  });
}

}  // namespace piket
