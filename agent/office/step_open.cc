// Keeps the cases in step with what happens elsewhere: letters entered and voided, sheets printed,
// dispositions made, letters sent. The journal itself is the list of what is left to do: a cursor
// says how far it was seen. The cursor moves in the transaction of the case, so that a crash
// neither doubles nor forgets anything.
#include <optional>

#include "agent/core/log.h"
#include "agent/letters/disposition.h"
#include "agent/letters/letter.h"
#include "agent/office/step.h"
#include "agent/office/step_evidence.h"
#include "agent/office/step_gates.h"
#include "agent/office/step_move.h"
#include "agent/procedure/case_texts.h"

namespace piket {
namespace {

constexpr int kSlice = 500;

// An entry that may move a case.
struct News {
  int64_t n = 0;
  std::string kind;
  std::string subject;
  Json body;
};

struct Slice {
  std::vector<News> news;
  int64_t from = 0;  // the cursor before
  int64_t seen = 0;  // the last arrival looked at
  bool more = false;
};

Result<int64_t> Cursor(Database& db) {
  auto rows = db.Ask("SELECT n FROM local_case_cursor");
  if (!rows) return rows.error();
  return rows->empty() ? 0 : rows->front().Integer("n");
}

Result<void> SetCursor(Database& db, int64_t n) {
  return db.Run(
      "INSERT INTO local_case_cursor VALUES (1,?) ON CONFLICT (id) DO UPDATE SET "
      "n=max(n,excluded.n)",
      {n});
}

Result<Slice> NextSlice(Database& db) {
  auto cursor = Cursor(db);
  if (!cursor) return cursor.error();
  auto rows = db.Ask(
      "SELECT a.n, e.kind, e.subject, iif(e.kind IN ('agenda.numbered','agenda.voided',"
      "'print.state'), e.body, '') AS body FROM arrival a JOIN entry e USING (post, epoch, seq) "
      "WHERE a.n > ? ORDER BY a.n LIMIT ?",
      {*cursor, int64_t{kSlice}});
  if (!rows) return rows.error();
  Slice slice;
  slice.from = slice.seen = *cursor;
  slice.more = rows->size() == static_cast<size_t>(kSlice);
  for (const Row& row : *rows) {
    slice.seen = row.Integer("n");
    News news{row.Integer("n"), row.Text("kind"), row.Text("subject"), Json::object()};
    if (news.kind == "print.state" || news.kind == "agenda.numbered" ||
        news.kind == "agenda.voided") {
      if (auto body = ParseJson(row.Text("body"))) news.body = *body;
    } else if (news.kind != "disposition.made" && news.kind != "outgoing.sent") {
      continue;
    }
    if (news.kind == "print.state" && TextOr(news.body, "state") != "printed") continue;
    slice.news.push_back(std::move(news));
  }
  return slice;
}

// The case whose resubmission this letter is, and the end of its waiting.
Result<Id> Improved(const OfficeWork& office, Database& db, const Letter& letter) {
  if (letter.replaces.empty()) return Id();
  auto cases = CasesOfLetter(db, letter.replaces);
  if (!cases) return cases.error();
  Id improved;
  for (const Case& c : *cases) {
    if (!c.parent.empty()) continue;
    improved = c.id;
    if (c.ended_at || c.state != "dikembalikan") continue;
    auto move = MoveOf(office, db, c.id, kOfficeAuthor);
    if (!move) return move.error();
    auto ended = EndCase(*move, "dikembalikan", office.Now(), "diajukan kembali");
    if (!ended) return ended.error();
  }
  return improved;
}

Result<bool> OpenFor(const OfficeWork& office, Database& db, const Id& id) {
  auto letter = FindLetter(db, id);
  if (!letter) return letter.error();
  auto cases = CasesOfLetter(db, id);
  if (!cases) return cases.error();
  if (!cases->empty() || !letter->agenda || letter->void_at) return false;
  auto improves = Improved(office, db, *letter);
  if (!improves) return improves.error();
  OpenPlan plan;
  plan.letter = id;
  plan.procedure = letter->particulars.service;
  plan.opened_at = letter->received_at;
  plan.agenda_day = ToLocal(letter->entered_at, office.settings.zone).date;
  plan.urgency = letter->particulars.urgency;
  plan.security = letter->particulars.security;
  plan.improves = *improves;
  auto opened = OpenCase(office, db, plan, kOfficeAuthor);
  if (!opened && opened.error().fault == Fault::kNotFound && plan.procedure != "lainnya") {
    // A service without a definition in force that day is a letter like any other.
    plan.procedure = "lainnya";
    opened = OpenCase(office, db, plan, kOfficeAuthor);
  }
  if (!opened) return opened.error();
  return true;
}

Result<bool> CancelFor(const OfficeWork& office, Database& db, const Id& letter,
                       const std::string& reason) {
  auto cases = CasesOfLetter(db, letter);
  if (!cases) return cases.error();
  bool any = false;
  for (const Case& c : *cases) {
    if (c.ended_at) continue;
    auto move = MoveOf(office, db, c.id, kOfficeAuthor);
    if (!move) return move.error();
    // One that waited for another was woken and may have ended meanwhile.
    if (move->c.ended_at) continue;
    // Of a confidential letter the reason came sealed, and goes on sealed.
    auto words = IsConfidential(c) ? OpenText(office.safe(), letter, reason) : reason;
    if (!words) return words.error();
    auto ended = EndCase(*move, "batal", office.Now(), *words);
    if (!ended) return ended.error();
    any = true;
  }
  return any;
}

// Another position may have the step now that the letter was handed on.
Result<void> HandOver(CaseMove& move) {
  if (move.c.ended_at) return {};
  auto leader = LeaderOf(move.office, move.db, move.c, move.step());
  if (!leader) return leader.error();
  if (*leader == move.c.position) return {};
  return Tell(move, "case.handed", {{"position", *leader}});
}

Result<bool> MoveOn(const OfficeWork& office, Database& db, const Id& letter) {
  auto cases = CasesOfLetter(db, letter);
  if (!cases) return cases.error();
  bool any = false;
  for (const Case& c : *cases) {
    if (c.ended_at) continue;
    auto move = MoveOf(office, db, c.id, kOfficeAuthor);
    if (!move) return move.error();
    auto ended = EndByItself(*move);
    if (!ended) return ended.error();
    any = any || *ended;
    if (auto handed = HandOver(*move); !handed) return handed.error();
  }
  return any;
}

// A return slip that was handed over ends its case; any other letter may end a step.
Result<bool> AfterSending(const OfficeWork& office, Database& db, const Id& outgoing) {
  auto rows = db.Ask("SELECT case_id, kind FROM outgoing WHERE id=?", {outgoing});
  if (!rows) return rows.error();
  if (rows->empty() || rows->front().Text("case_id").empty()) return false;
  auto move = MoveOf(office, db, rows->front().Text("case_id"), kOfficeAuthor);
  if (!move) return move.error();
  if (move->c.ended_at) return false;
  if (rows->front().Text("kind") == kReturnSlip && move->c.state == "dikembalikan") {
    auto ended = EndCase(*move, "dikembalikan", office.Now(), "slip diserahkan");
    if (!ended) return ended.error();
    return true;
  }
  return EndByItself(*move);
}

Result<bool> Take(const OfficeWork& office, Database& db, const News& news) {
  if (news.kind == "agenda.numbered") return OpenFor(office, db, TextOr(news.body, "letter"));
  if (news.kind == "agenda.voided") {
    return CancelFor(office, db, TextOr(news.body, "letter"), TextOr(news.body, "reason"));
  }
  if (news.kind == "outgoing.sent") return AfterSending(office, db, news.subject);
  const bool print = news.kind == "print.state";
  auto rows = db.Ask(print ? "SELECT letter FROM print WHERE id=? AND kind='sheet'"
                           : "SELECT letter FROM disposition WHERE id=?",
                     {news.subject});
  if (!rows) return rows.error();
  if (rows->empty()) return false;
  return MoveOn(office, db, rows->front().Text("letter"));
}

// A case that makes no sense must not keep all others from moving; every other fault ends the round
// and is tried again.
bool IsOfTheCase(Fault fault) {
  return fault == Fault::kNotFound || fault == Fault::kBadRequest || fault == Fault::kConflict ||
         fault == Fault::kGateClosed;
}

Result<bool> TakeAlone(OfficeWork& office, const News& news) {
  auto taken = office.journal.Write<bool>([&](Database& db) -> Result<bool> {
    auto any = Take(office, db, news);
    if (!any) return any;
    if (auto set = SetCursor(db, news.n); !set) return set.error();
    return any;
  });
  if (taken || !IsOfTheCase(taken.error().fault)) return taken;
  LogError("moving a case", taken.error(), {{"entry", news.kind}, {"subject", news.subject}});
  return false;
}

Result<bool> AnyExpired(Database& db, Instant oldest) {
  auto rows =
      db.Ask("SELECT 1 FROM public_address WHERE state='dipesan' AND case_id<>'' AND at<? LIMIT 1",
             {int64_t{oldest.time_since_epoch().count()}});
  if (!rows) return rows.error();
  return !rows->empty();
}

}  // namespace

Result<int> BringCasesUpToDate(OfficeWork& office) {
  int moved = 0;
  for (bool more = true; more;) {
    auto slice = office.database().Read([](Database& db) { return NextSlice(db); });
    if (!slice) return slice.error();
    for (const News& news : slice->news) {
      auto taken = TakeAlone(office, news);
      if (!taken) return taken.error();
      if (*taken) ++moved;
    }
    more = slice->more;
    if (slice->seen == slice->from) break;
    auto set =
        office.database().Write<void>([&](Database& db) { return SetCursor(db, slice->seen); });
    if (!set) return set.error();
  }
  Instant oldest = office.Now() - kReservationHolds;
  auto expired = office.database().Read([&](Database& db) { return AnyExpired(db, oldest); });
  if (!expired) return expired.error();
  if (*expired) {
    auto freed =
        office.journal.Write<int>([&](Database& db) { return FreeExpiredAddresses(office, db); });
    if (!freed) return freed;
  }
  return moved;
}

}  // namespace piket
