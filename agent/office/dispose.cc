#include "agent/office/dispose.h"

#include <algorithm>
#include <set>

#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/letters/letter.h"
#include "agent/letters/print.h"
#include "agent/letters/returned_sheet.h"
#include "agent/procedure/case.h"

namespace piket {
namespace {

constexpr size_t kLongestText = 4000;

bool Contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

Result<void> AppendTo(Journal& journal, Database& db, const NewEntry& entry) {
  auto appended = journal.Append(db, entry);
  if (!appended) return appended.error();
  return {};
}

// What is wrong with the plan's own words; the day is the one it was written on.
std::vector<std::string> WrongFields(const OfficeWork& office, const DisposePlan& plan,
                                     const Date& day) {
  std::vector<std::string> wrong;
  const PositionList& positions = office.positions;
  std::set<std::pair<std::string, Id>> seen;
  int responsible = 0;
  bool anybody_acts = false;
  bool good = !plan.to.empty();
  for (const Recipient& to : plan.to) {
    bool below = to.position != plan.position && positions.IsInBranch(plan.position, to.position);
    good = good && below && seen.emplace(to.position, to.officer).second;
    good = good && !(to.responsible && to.informed);
    if (to.responsible) ++responsible;
    anybody_acts = anybody_acts || !to.informed;
  }
  // Of those who have to do something exactly one answers for it.
  if (!good || responsible != (anybody_acts ? 1 : 0)) wrong.push_back("to");
  for (const std::string& code : plan.instructions) {
    const auto& known = office.papers.sheet.instructions;
    if (std::none_of(known.begin(), known.end(),
                     [&](const TickChoice& choice) { return choice.code == code; })) {
      wrong.push_back("instructions");
      break;
    }
  }
  if (plan.text.size() > kLongestText) wrong.push_back("text");
  if (plan.deadline && (!plan.deadline->ok() || *plan.deadline < day)) wrong.push_back("deadline");
  return wrong;
}

// Names who holds each position then: a person in a post. A position nobody holds stays
// without a name and goes to the inbox of the one above.
Result<void> NameRecipients(Database& db, std::vector<Recipient>& to, const Date& day) {
  for (Recipient& recipient : to) {
    auto holders = HoldersOf(db, recipient.position, day);
    if (!holders) return holders.error();
    std::erase_if(*holders, [](const Appointment& held) { return held.OnlySigns(); });
    if (recipient.officer.empty()) {
      if (!holders->empty()) recipient.officer = holders->front().officer;
    } else if (std::none_of(holders->begin(), holders->end(), [&](const Appointment& held) {
                 return held.officer == recipient.officer;
               })) {
      return Error{Fault::kBadRequest, "to"};
    }
  }
  std::set<std::pair<std::string, Id>> seen;
  for (const Recipient& recipient : to) {
    if (!seen.emplace(recipient.position, recipient.officer).second) {
      return Error{Fault::kBadRequest, "to"};
    }
  }
  return {};
}

// The letter lies with the head, who gets every letter, or with who was handed it.
Result<bool> IsAt(const OfficeWork& office, Database& db, const Id& letter,
                  const std::string& position) {
  const Position* known = office.positions.Find(position);
  if (known != nullptr && known->above.empty()) return true;
  auto with = PositionsWithLetter(db, letter);
  if (!with) return with.error();
  return Contains(*with, position);
}

Result<void> CheckChain(Database& db, const DisposePlan& plan) {
  auto newest = NewestDisposition(db, plan.letter);
  if (!newest) return newest.error();
  if (*newest != plan.after) return Error{Fault::kConflict, "a newer disposition is there"};
  if (plan.amends.empty()) return {};
  auto amended = FindDisposition(db, plan.amends);
  if (!amended) return Error{Fault::kBadRequest, "amends"};
  if (amended->letter != plan.letter || amended->position != plan.position) {
    return Error{Fault::kBadRequest, "amends"};
  }
  return {};
}

// The letter's case that is still open, the oldest first: the one its sheet speaks of.
Result<std::optional<Case>> OpenCase(Database& db, const Id& letter) {
  auto cases = CasesOfLetter(db, letter);
  if (!cases) return cases.error();
  for (const Case& each : *cases) {
    if (!each.ended_at) return std::optional(each);
  }
  return std::optional<Case>();
}

// Who hands a letter on has read what was handed to him.
Result<void> MarkReadBy(OfficeWork& office, Database& db, const DisposePlan& plan,
                        const std::string& author) {
  auto earlier = DispositionsOfLetter(db, plan.letter);
  if (!earlier) return earlier.error();
  for (const Disposition& disposition : *earlier) {
    if (disposition.recalled_at) continue;
    for (const Recipient& to : disposition.to) {
      if (to.position != plan.position || to.read_at) continue;
      auto read = AppendTo(office.journal, db,
                           {"disposition.read",
                            author,
                            disposition.id,
                            {{"position", to.position}, {"officer", to.officer}}});
      if (!read) return read;
    }
  }
  return {};
}

// The sheet with the whole chain, printed at the desk by itself.
Result<void> OrderSheet(OfficeWork& office, Database& db, const Disposition& made,
                        const std::optional<Case>& of_case) {
  Print order;
  order.id = NewId(office.Now());
  order.kind = "sheet";
  order.letter = made.letter;
  order.detail = {{"disposition", made.id}};
  if (of_case && of_case->due_at) {
    order.detail["due_at"] = of_case->due_at->time_since_epoch().count();
  }
  return OrderAtDesk(office.journal, db, order, made.officer);
}

// What was taken back need not come out on paper: the print station stops what is still on its way.
Result<void> WithdrawSheets(OfficeWork& office, Database& db, const Disposition& recalled,
                            const std::string& author) {
  auto prints = PrintsOfLetter(db, recalled.letter);
  if (!prints) return prints.error();
  for (const Print& print : *prints) {
    bool open = print.state == "asked" || print.state == "waiting" || print.state == "printing";
    if (!open || print.withdrawn || TextOr(print.detail, "disposition") != recalled.id) continue;
    auto done = AppendTo(office.journal, db, {"print.withdrawn", author, print.id, Json::object()});
    if (!done) return done;
  }
  return {};
}

struct Writing {
  Id writer;
  std::string as;
  Instant at;
  std::string typist;
  std::string sheet;
};

Result<Disposition> HandOn(OfficeWork& office, Database& db, const DisposePlan& plan,
                           const Writing& writing) {
  auto letter = FindLetter(db, plan.letter);
  if (!letter) return letter.error();
  if (letter->void_at) return Error{Fault::kConflict, "the letter's number is void"};
  if (auto checked = CheckChain(db, plan); !checked) return checked.error();
  Disposition made;
  made.to = plan.to;
  const Date day = ToLocal(writing.at, office.settings.zone).date;
  if (auto named = NameRecipients(db, made.to, day); !named) return named.error();
  auto of_case = OpenCase(db, plan.letter);
  if (!of_case) return of_case.error();
  made.id = NewId(office.Now());
  made.letter = plan.letter;
  if (*of_case) made.case_id = (*of_case)->id;
  made.position = plan.position;
  made.officer = writing.writer;
  made.as = writing.as;
  made.instructions = plan.instructions;
  made.text = Trimmed(plan.text);
  if (IsConfidential(letter->particulars) && !made.text.empty()) {
    auto sealed = PutSealed(office.safe(), letter->id, made.text);
    if (!sealed) return sealed.error();
    made.sealed = *sealed;
    made.text.clear();
  }
  made.deadline = plan.deadline;
  made.at = writing.at;
  made.typist = writing.typist;
  made.sheet = writing.sheet;
  made.amends = plan.amends;
  const std::string author = writing.typist.empty() ? writing.writer : writing.typist;
  if (auto read = MarkReadBy(office, db, plan, author); !read) return read.error();
  auto done = AppendTo(office.journal, db, {"disposition.made", author, made.id, MadeBody(made)});
  if (!done) return done.error();
  // A sheet with ink on it needs no second sheet.
  if (writing.sheet.empty()) {
    if (done = OrderSheet(office, db, made, *of_case); !done) return done.error();
  }
  return FindDisposition(db, made.id);
}

void Say(const char* what, const Result<Disposition>& disposition) {
  if (disposition) {
    LogLine(what, {{"disposition", disposition->id}, {"letter", disposition->letter}});
  }
}

// Whose reading counts: the named officer's, and who stands in for him.
bool ReadsFor(const Recipient& to, const Actor& actor) {
  const Appointment* held = actor.In({to.position});
  if (held == nullptr) return false;
  return to.officer.empty() || to.officer == actor.officer.id || held->as == "plh" ||
         held->as == "plt";
}

// Whether a recipient who was named still holds the position.
Result<bool> StillHolds(Database& db, const Recipient& to, const Date& day) {
  auto held = AppointmentsOf(db, to.officer, day);
  if (!held) return held.error();
  return std::any_of(held->begin(), held->end(),
                     [&](const Appointment& each) { return each.position == to.position; });
}

bool IsHead(const PositionList& positions, const std::string& id) {
  return std::any_of(positions.positions.begin(), positions.positions.end(),
                     [&](const Position& position) { return position.above == id; });
}

bool Overlaps(const Appointment& a, const Appointment& b) {
  return (!a.until || b.from <= *a.until) && (!b.until || a.from <= *b.until);
}

Result<void> CheckAppointment(OfficeWork& office, Database& db, const Actor& actor,
                              const Appointment& wanted) {
  std::vector<std::string> wrong;
  if (office.positions.Find(wanted.position) == nullptr) wrong.push_back("position");
  if (!Contains({"definitif", "plt", "plh", "an", "ub"}, wanted.as)) wrong.push_back("as");
  if (!wanted.from.ok()) wrong.push_back("from");
  if (wanted.until && (!wanted.until->ok() || *wanted.until < wanted.from)) {
    wrong.push_back("until");
  }
  auto officer = FindOfficer(db, wanted.officer);
  if (!officer || !officer->active) wrong.push_back("officer");
  if (!wrong.empty()) return Error{Fault::kBadRequest, Join(wrong, ",")};
  if (!actor.officer.May("admin")) {
    bool for_me = wanted.as == "plh" || wanted.as == "an" || wanted.as == "ub";
    if (!for_me || actor.In({wanted.position}) == nullptr) {
      return Error{Fault::kNotAllowed, "neither admin nor the position's holder"};
    }
    // Who may name a stand-in may not name one for yesterday.
    if (wanted.from < office.Today()) return Error{Fault::kBadRequest, "from"};
  }
  if (wanted.as != "definitif" || !IsHead(office.positions, wanted.position)) return {};
  auto all = AllAppointments(db);
  if (!all) return all.error();
  for (const Appointment& other : *all) {
    if (other.position == wanted.position && other.as == "definitif" && Overlaps(other, wanted)) {
      return Error{Fault::kConflict, "the position has a holder then"};
    }
  }
  return {};
}

}  // namespace

Result<Disposition> Dispose(OfficeWork& office, const Actor& actor, const DisposePlan& plan) {
  auto made = office.journal.Write<Disposition>([&](Database& db) -> Result<Disposition> {
    const Appointment* held = actor.SignsIn({plan.position});
    if (held == nullptr) return Error{Fault::kNotAllowed, "not in the position"};
    auto letter = FindLetter(db, plan.letter);
    if (!letter) return letter.error();
    auto at = IsAt(office, db, plan.letter, plan.position);
    if (!at) return at.error();
    if (!*at) return Error{Fault::kNotFound, "the letter was not handed to the position"};
    auto wrong = WrongFields(office, plan, office.Today());
    if (!wrong.empty()) return Error{Fault::kBadRequest, Join(wrong, ",")};
    return HandOn(office, db, plan, {actor.officer.id, held->as, office.Now(), "", ""});
  });
  Say("letter handed on", made);
  return made;
}

Result<Disposition> DisposeFromSheet(OfficeWork& office, const Actor& typist,
                                     const DisposePlan& plan, const Id& writer, Instant written,
                                     const std::string& sheet) {
  bool clerk = typist.officer.May("loket") || typist.officer.May("agendaris");
  for (const Appointment& held : typist.positions) {
    const Position* position = office.positions.Find(held.position);
    clerk = clerk || (position != nullptr && position->role == "kasubbag");
  }
  if (!clerk) return Error{Fault::kNotAllowed, "neither desk nor agenda"};
  auto made = office.journal.Write<Disposition>([&](Database& db) -> Result<Disposition> {
    const Date day = ToLocal(written, office.settings.zone).date;
    auto wrong = WrongFields(office, plan, day);
    if (written > office.Now()) wrong.push_back("written_at");
    auto held = AppointmentsOf(db, writer, day);
    if (!held) return held.error();
    auto as = std::find_if(held->begin(), held->end(),
                           [&](const Appointment& each) { return each.position == plan.position; });
    if (as == held->end()) wrong.push_back("writer");
    if (!IsBlobName(sheet)) wrong.push_back("page");
    if (!wrong.empty()) return Error{Fault::kBadRequest, Join(wrong, ",")};
    auto at = IsAt(office, db, plan.letter, plan.position);
    if (!at) return at.error();
    if (!*at) return Error{Fault::kBadRequest, "position"};
    auto handed = HandOn(office, db, plan, {writer, as->as, written, typist.officer.id, sheet});
    if (!handed) return handed;
    // The sheet it came on waits no longer.
    auto waiting = ReturnedSheetOfBlob(db, plan.letter, sheet);
    if (!waiting) return waiting.error();
    if (waiting->has_value()) {
      auto entered = AppendTo(office.journal, db,
                              {"sheet.entered",
                               typist.officer.id,
                               (*waiting)->batch,
                               {{"page", (*waiting)->page}, {"disposition", handed->id}}});
      if (!entered) return entered.error();
    }
    return handed;
  });
  Say("letter handed on by ink", made);
  return made;
}

Result<Disposition> MarkRead(OfficeWork& office, const Actor& actor, const Id& id) {
  return office.journal.Write<Disposition>([&](Database& db) -> Result<Disposition> {
    auto disposition = FindDisposition(db, id);
    if (!disposition) return disposition;
    bool meant = false;
    for (const Recipient& to : disposition->to) {
      if (actor.In({to.position}) == nullptr) continue;
      bool reads = ReadsFor(to, actor);
      if (!reads) {
        auto still = StillHolds(db, to, office.Today());
        if (!still) return still.error();
        reads = !*still;
      }
      meant = meant || reads;
      if (!reads || to.read_at) continue;
      if (disposition->recalled_at) return Error{Fault::kConflict, "recalled"};
      auto read = AppendTo(office.journal, db,
                           {"disposition.read",
                            actor.officer.id,
                            id,
                            {{"position", to.position}, {"officer", to.officer}}});
      if (!read) return read.error();
    }
    if (!meant) return Error{Fault::kNotAllowed, "not handed to this officer"};
    return FindDisposition(db, id);
  });
}

bool MayRecall(const Actor& actor, const Disposition& disposition) {
  if (disposition.recalled_at) return false;
  bool typed = !disposition.typist.empty() &&
               (disposition.typist == actor.officer.id || actor.officer.May("agendaris"));
  if (!typed && disposition.officer != actor.officer.id &&
      actor.In({disposition.position}) == nullptr) {
    return false;
  }
  return std::none_of(disposition.to.begin(), disposition.to.end(),
                      [](const Recipient& to) { return to.read_at.has_value(); });
}

Result<Disposition> Recall(OfficeWork& office, const Actor& actor, const Id& id) {
  auto recalled = office.journal.Write<Disposition>([&](Database& db) -> Result<Disposition> {
    auto disposition = FindDisposition(db, id);
    if (!disposition) return disposition;
    if (disposition->recalled_at) return disposition;
    if (!MayRecall(actor, *disposition)) {
      Disposition unread = *disposition;
      for (Recipient& to : unread.to) to.read_at.reset();
      return Error{MayRecall(actor, unread) ? Fault::kConflict : Fault::kNotAllowed,
                   "read already, or another's"};
    }
    auto done = AppendTo(office.journal, db,
                         {"disposition.recalled", actor.officer.id, id, Json::object()});
    if (!done) return done.error();
    done = WithdrawSheets(office, db, *disposition, actor.officer.id);
    if (!done) return done.error();
    return FindDisposition(db, id);
  });
  Say("disposition recalled", recalled);
  return recalled;
}

Result<Appointment> Appoint(OfficeWork& office, const Actor& actor, Appointment appointment) {
  return office.journal.Write<Appointment>([&](Database& db) -> Result<Appointment> {
    if (auto checked = CheckAppointment(office, db, actor, appointment); !checked) {
      return checked.error();
    }
    appointment.id = NewId(office.Now());
    auto done = AppendTo(
        office.journal, db,
        {"appointment.made", actor.officer.id, appointment.id, AppointmentBody(appointment)});
    if (!done) return done.error();
    LogLine("officer appointed", {{"appointment", appointment.id}, {"as", appointment.as}});
    return FindAppointment(db, appointment.id);
  });
}

Result<Appointment> EndAppointment(OfficeWork& office, const Actor& actor, const Id& id,
                                   const Date& last_day) {
  return office.journal.Write<Appointment>([&](Database& db) -> Result<Appointment> {
    auto appointment = FindAppointment(db, id);
    if (!appointment) return appointment;
    bool stand_in = appointment->as == "plh" || appointment->OnlySigns();
    bool mine = stand_in && (appointment->made_by == actor.officer.id ||
                             actor.In({appointment->position}) != nullptr);
    if (!actor.officer.May("admin") && !mine) {
      return Error{Fault::kNotAllowed, "neither admin nor the position's holder"};
    }
    if (appointment->ended) return Error{Fault::kConflict, "ended already"};
    // An appointment ends early, never late; the day before its first day undoes it.
    auto day_before = Date(std::chrono::sys_days(appointment->from) - std::chrono::days(1));
    if (!last_day.ok() || last_day < day_before ||
        (appointment->until && last_day > *appointment->until)) {
      return Error{Fault::kBadRequest, "until"};
    }
    auto done =
        AppendTo(office.journal, db,
                 {"appointment.ended", actor.officer.id, id, {{"until", IsoText(last_day)}}});
    if (!done) return done.error();
    LogLine("appointment ended", {{"appointment", id}});
    return FindAppointment(db, id);
  });
}

}  // namespace piket
