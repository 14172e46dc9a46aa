#include "agent/desk/enter.h"

#include <algorithm>

#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/desk/confidential.h"
#include "agent/letters/batch.h"
#include "agent/letters/number_floor.h"
#include "agent/letters/print.h"

namespace piket {
namespace {

constexpr size_t kTrackingCodeLength = 12;

Result<void> AppendTo(Journal& journal, Database& db, const NewEntry& entry) {
  auto appended = journal.Append(db, entry);
  if (!appended) return appended.error();
  return {};
}

// The letter's pages and where they came from, checked.
Result<void> TakePages(Database& db, const EnterPlan& plan, Letter& letter) {
  if (plan.document.empty()) return {};
  auto document = FindDocument(db, plan.document);
  if (!document) return document.error();
  auto batch = FindBatch(db, document->batch);
  if (!batch) return batch.error();
  auto all = PagesOfBatch(db, batch->id);
  if (!all) return all.error();
  if (batch->state == "scanning" && !all->empty() && all->back().document == document->id) {
    return Error{Fault::kScannerBusy, "the batch still feeds"};
  }
  if (batch->expected_sheets && *batch->expected_sheets != CountSheets(*all)) {
    return Error{Fault::kSheetCountDiffers,
                 Format("%d typed, %d scanned", *batch->expected_sheets, CountSheets(*all))};
  }
  auto pages = PagesOfDocument(db, document->id);
  if (!pages) return pages.error();
  for (const Page& page : *pages) {
    letter.pages.push_back(page.id);
    if (!page.blank) ++letter.page_count;
  }
  letter.received_at = batch->at;
  letter.received_by = batch->received_by;
  return {};
}

Result<void> CheckHand(const Desk& desk, const EnterPlan& plan) {
  if (!plan.hand) return {};
  if (plan.hand->agenda_number < 1 || plan.hand->agenda_number > 999999) {
    return Error{Fault::kBadRequest, "agenda_number"};
  }
  if (plan.hand->received_at > desk.Now()) return Error{Fault::kBadRequest, "received_at"};
  if (Trimmed(plan.hand->reason).empty()) {
    return Error{Fault::kReasonMissing, "a number by hand needs a reason"};
  }
  if (!desk.settings.agenda_keeper) return Error{Fault::kConflict, "another post keeps the book"};
  return {};
}

// A number given by hand is the next one or none: what was written on paper in the meantime is
// entered in its order, so that the book has no gap.
Result<void> CheckNumber(const EnterPlan& plan, int next) {
  if (!plan.hand || plan.hand->agenda_number == next) return {};
  std::string detail = Format("%d given, %d is next", plan.hand->agenda_number, next);
  bool taken = plan.hand->agenda_number < next;
  return Error{taken ? Fault::kNumberTaken : Fault::kNumberGap, detail};
}

// The next number of the book, opening it at 1 on the first letter of a year.
Result<AgendaNumber> NextNumber(Desk& desk, Database& db, const Letter& letter,
                                const std::string& officer) {
  int year = static_cast<int>(ToLocal(letter.received_at, desk.settings.zone).date.year());
  const std::string& name = desk.settings.agenda_book;
  auto book = FindBook(db, name, year);
  if (!book) return book.error();
  if (!book->has_value()) {
    auto opened = AppendTo(desk.journal, db,
                           {"agenda.opened",
                            officer,
                            AgendaSubject(name, year),
                            {{"book", name}, {"year", year}, {"first", 1}}});
    if (!opened) return opened.error();
    return AgendaNumber{name, year, 1};
  }
  return AgendaNumber{name, year, (*book)->last + 1};
}

Result<void> OrderPapers(Desk& desk, Database& db, const Letter& letter,
                         const std::string& officer) {
  for (const char* kind : {"receipt", "sheet"}) {
    Print order;
    order.id = NewId(desk.Now());
    order.kind = kind;
    order.letter = letter.id;
    auto ordered =
        AppendTo(desk.journal, db, {"print.ordered", officer, order.id, OrderedBody(order)});
    if (!ordered) return ordered;
  }
  return {};
}

// What it says and what is said of it, durable before the entry that names it.
Result<void> SealLetter(Desk& desk, Letter& letter, std::string& by_hand) {
  auto sealed = SealParticulars(desk.safe(), letter);
  if (!sealed) return sealed.error();
  letter.sealed = *sealed;
  for (std::string* reason : {&letter.without_page_reason, &by_hand}) {
    auto kept = SealText(desk.safe(), letter.id, *reason);
    if (!kept) return kept.error();
    *reason = *kept;
  }
  return {};
}

// kBookNotOpen after a restore, until it is known where the numbers stand (design.md §4).
Result<int> NextReceiptCounter(const Desk& desk, Database& db) {
  auto held = AreNumbersHeld(db, desk.journal.post());
  if (!held) return held.error();
  if (*held) return Error{Fault::kBookNotOpen, "restored: the last numbers are not known yet"};
  auto last = LastReceiptCounter(db);
  auto floor = ReceiptFloor(db, desk.journal.post());
  if (!last) return last;
  return floor ? Result<int>(std::max(*last, *floor) + 1) : floor;
}

// An officer read on paper what this desk's next number is. Every letter since the backup had a
// receipt too.
Result<AgendaBook> GoOnFrom(Desk& desk, int year, int next, const std::string& officer) {
  auto known = desk.database().Read([&](Database& db) -> Result<NumberFloor> {
    auto book = FindBook(db, desk.settings.agenda_book, year);
    auto receipt = LastReceiptCounter(db);
    if (!book) return book.error();
    if (!receipt) return receipt.error();
    const int last = *book ? (*book)->last : 0;
    if (next <= last) return Error{Fault::kNumberTaken, "a number of the backup"};
    return NumberFloor{*receipt + (next - 1 - last),
                       {{desk.settings.agenda_book, year, 1, next - 1}}};
  });
  if (!known) return known.error();
  auto set = SetNumberFloor(desk.journal, *known, officer);
  if (!set) return set.error();
  return known->books.front();
}

Result<Letter> EnterInside(Desk& desk, Database& db, const EnterPlan& plan) {
  if (!plan.document.empty()) {
    auto already = LetterOfDocument(db, plan.document);
    if (!already) return already.error();
    if (already->has_value()) return **already;
  }
  Letter letter;
  letter.id = NewId(desk.Now());
  letter.document = plan.document;
  letter.particulars = plan.particulars;
  letter.received_at = desk.Now();
  letter.received_by = "langsung";
  letter.without_page_reason = Trimmed(plan.without_page_reason);
  letter.replaces = plan.replaces;
  letter.officer = plan.officer;
  if (auto taken = TakePages(db, plan, letter); !taken) return taken.error();
  if (plan.hand) letter.received_at = plan.hand->received_at;
  if (letter.pages.empty() && letter.without_page_reason.empty()) {
    return Error{Fault::kNoPages, "no page and no reason"};
  }
  auto counter = NextReceiptCounter(desk, db);
  if (!counter) return counter.error();
  letter.receipt_counter = *counter;
  letter.receipt_number = ReceiptNumber(desk.journal.post(), letter.receipt_counter);
  letter.tracking_code = RandomCode(kTrackingCodeLength);
  std::string by_hand = plan.hand ? Trimmed(plan.hand->reason) : "";
  if (IsConfidential(letter.particulars)) {
    if (auto sealed = SealLetter(desk, letter, by_hand); !sealed) return sealed.error();
  }
  if (auto done = AppendTo(desk.journal, db,
                           {"letter.entered", plan.officer, letter.id, EnteredBody(letter)});
      !done) {
    return done.error();
  }
  if (desk.settings.agenda_keeper) {
    auto number = NextNumber(desk, db, letter, plan.officer);
    if (!number) return number.error();
    if (auto right = CheckNumber(plan, number->number); !right) return right.error();
    Json body = {{"book", number->book},
                 {"year", number->year},
                 {"number", number->number},
                 {"letter", letter.id}};
    if (plan.hand) body["by_hand"] = by_hand;
    auto done = AppendTo(
        desk.journal, db,
        {"agenda.numbered", plan.officer, AgendaSubject(number->book, number->year), body});
    if (!done) return done.error();
  }
  if (auto done = OrderPapers(desk, db, letter, plan.officer); !done) return done.error();
  if (!plan.document.empty()) {
    auto document = FindDocument(db, plan.document);
    if (!document) return document.error();
    auto done = AppendTo(desk.journal, db,
                         {"document.entered",
                          plan.officer,
                          document->batch,
                          {{"document", plan.document}, {"letter", letter.id}}});
    if (!done) return done.error();
    auto documents = DocumentsOfBatch(db, document->batch);
    if (!documents) return documents.error();
    bool all_entered = true;
    for (const Document& other : *documents) {
      all_entered = all_entered && (!other.letter.empty() || other.pages.empty());
    }
    auto batch = FindBatch(db, document->batch);
    if (all_entered && batch && batch->state != "scanning") {
      done = AppendTo(desk.journal, db,
                      {"batch.state", plan.officer, document->batch, {{"state", "closed"}}});
      if (!done) return done.error();
    }
  }
  return FindLetter(db, letter.id);
}

}  // namespace

Result<Letter> Enter(Desk& desk, const EnterPlan& plan) {
  auto wrong = WrongFields(plan.particulars);
  if (!wrong.empty()) return Error{Fault::kBadRequest, Join(wrong, ",")};
  if (auto right = CheckHand(desk, plan); !right) return right.error();
  int64_t began = desk.journal.clock().MonotonicMs();
  auto letter =
      desk.journal.Write<Letter>([&](Database& db) { return EnterInside(desk, db, plan); });
  if (!letter) return letter.error().While("entering the letter");
  LogLine("letter entered",
          {{"letter", letter->id},
           {"receipt", letter->receipt_number},
           {"agenda", letter->agenda ? std::to_string(letter->agenda->number) : "-"},
           {"ms", std::to_string(desk.journal.clock().MonotonicMs() - began)}});
  return letter;
}

Result<Letter> Void(Desk& desk, const Id& id, const std::string& reason,
                    const std::string& officer) {
  if (Trimmed(reason).empty()) return Error{Fault::kReasonMissing, "void without a reason"};
  return desk.journal.Write<Letter>([&](Database& db) -> Result<Letter> {
    auto letter = FindLetter(db, id);
    if (!letter) return letter;
    if (!letter->agenda) return Error{Fault::kConflict, "the letter has no agenda number yet"};
    if (letter->void_at) return letter;
    auto words = KeptText(desk.safe(), *letter, Trimmed(reason));
    if (!words) return words.error();
    auto done =
        AppendTo(desk.journal, db,
                 {"agenda.voided",
                  officer,
                  AgendaSubject(letter->agenda->book, letter->agenda->year),
                  {{"letter", id}, {"number", letter->agenda->number}, {"reason", *words}}});
    if (!done) return done.error();
    LogLine("agenda number voided", {{"letter", id}});
    return FindLetter(db, id);
  });
}

Result<AgendaBook> OpenBook(Desk& desk, int year, int first, const std::string& officer) {
  if (first < 1 || first > 999999 || year < 2000 || year > 2200) {
    return Error{Fault::kBadRequest, "number"};
  }
  auto held =
      desk.database().Read([&](Database& db) { return AreNumbersHeld(db, desk.journal.post()); });
  if (!held) return held.error();
  if (*held) return GoOnFrom(desk, year, first, officer);
  return desk.journal.Write<AgendaBook>([&](Database& db) -> Result<AgendaBook> {
    auto book = FindBook(db, desk.settings.agenda_book, year);
    if (!book) return book.error();
    if (book->has_value() && (*book)->last >= (*book)->first) {
      return Error{Fault::kNumberTaken, "the book has numbers already"};
    }
    auto done = AppendTo(desk.journal, db,
                         {"agenda.opened",
                          officer,
                          AgendaSubject(desk.settings.agenda_book, year),
                          {{"book", desk.settings.agenda_book}, {"year", year}, {"first", first}}});
    if (!done) return done.error();
    return AgendaBook{desk.settings.agenda_book, year, first, first - 1};
  });
}

}  // namespace piket
