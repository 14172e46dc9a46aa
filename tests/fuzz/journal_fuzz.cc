// Entries with any body: each Apply takes or refuses it, whoever reads the tables afterwards is
// never surprised, and a replay makes the same tables.
#include "agent/core/text.h"
#include "agent/letters/batch.h"
#include "agent/letters/letter.h"
#include "agent/letters/officer.h"
#include "agent/letters/print.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

KindTable AllKinds() {
  KindTable kinds;
  AddBatchKinds(kinds);
  AddLetterKinds(kinds);
  AddPrintKinds(kinds);
  AddOfficerKinds(kinds);
  return kinds;
}

// "letter.entered l1 {…}"
std::optional<NewEntry> EntryFrom(const std::string& line) {
  size_t first = line.find(' ');
  if (first == std::string::npos) return std::nullopt;
  size_t second = line.find(' ', first + 1);
  if (second == std::string::npos) return std::nullopt;
  auto body = ParseJson(line.substr(second + 1));
  if (!body) return std::nullopt;
  return NewEntry{line.substr(0, first), "officer", line.substr(first + 1, second - first - 1),
                  *body};
}

void LookAtAll(Database& database) {
  (void)database.Read([](Database& db) {
    for (const char* subject : {"b1", "b2"}) {
      (void)FindBatch(db, subject);
      (void)PagesOfBatch(db, subject);
      (void)DocumentsOfBatch(db, subject);
    }
    (void)UnfinishedBatches(db);
    (void)PagesStillToRead(db);
    (void)NewestLetters(db, 0, 100);
    (void)LettersWithoutArchive(db);
    (void)LastReceiptCounter(db);
    (void)FindBook(db, "masuk", 2026);
    (void)YearsOfBook(db, "masuk");
    (void)AgendaRows(db, "masuk", 2026, 1, 100);
    (void)NewestPrints(db, false, 100);
    (void)AllOfficers(db);
    return Result<void>();
  });
}

std::vector<std::string> GoodEntries() {
  Page page;
  page.id = "p1";
  page.document = "d1";
  page.position = 1;
  Letter entered;
  entered.pages = {"p1"};
  Print order;
  order.kind = "separator";
  const std::string batch =
      "batch.opened b1 {\"received_by\":\"kurir\",\"settings\":{},\"expected_sheets\":2}\n"
      "page.added b1 " +
      CanonicalText(PageBody(page)) +
      "\n"
      "page.read b1 {\"page\":\"p1\",\"state\":\"read\",\"width\":210.0,\"likeness\":\"ff\"}\n";
  const std::string letter = "letter.entered l1 " + CanonicalText(EnteredBody(entered)) + "\n";
  return {batch + "page.changed b1 {\"page\":\"p1\",\"turn\":90,\"hidden\":true}\n",
          batch + "batch.divided b1 {\"documents\":[{\"id\":\"d2\",\"pages\":[\"p1\"]}]}\n" +
              "batch.expected b1 {\"sheets\":3}\nbatch.state b1 {\"state\":\"closed\"}\n",
          letter +
              "agenda.opened agenda/masuk/2026 {\"book\":\"masuk\",\"year\":2026,\"first\":5}\n" +
              "agenda.numbered agenda/masuk/2026 {\"book\":\"masuk\",\"year\":2026,\"number\":5,"
              "\"letter\":\"l1\"}\n" +
              "agenda.voided agenda/masuk/2026 {\"book\":\"masuk\",\"year\":2026,\"number\":5,"
              "\"reason\":\"salah\"}\n" +
              "letter.archived l1 {\"blob\":\"aa\"}\n",
          letter + batch + "document.entered b1 {\"document\":\"d1\",\"letter\":\"l1\"}\n",
          "print.ordered r1 " + CanonicalText(OrderedBody(order)) +
              "\nprint.drawn r1 {\"paper\":\"aa\",\"media\":\"iso_a4_210x297mm\"}\n" +
              "print.state r1 " + CanonicalText(PrintStateBody("failed", {"paper_out"}, "Loket")),
          "officer.added o1 " + CanonicalText(OfficerBody({"o1", "Ani", "Staf", {"loket"}, true})) +
              "\nofficer.changed o1 {\"name\":\"Ani\",\"roles\":[]}\n"};
}

}  // namespace

std::vector<std::string> JournalSeeds() {
  std::vector<std::string> seeds = GoodEntries();
  for (const std::string& good : GoodEntries()) {
    // After the good entries, so that there are tables to change; each odd one with a new subject
    // too, so that what makes a row makes one.
    std::string odd = good + "\n";
    int fresh = 0;
    for (const std::string& line : Split(good, '\n')) {
      auto entry = EntryFrom(line);
      if (!entry) continue;
      for (const Json& body : OddOnes(entry->body)) {
        for (const std::string& subject : {entry->subject, "x" + std::to_string(++fresh)}) {
          odd += entry->kind + " " + subject + " " + CanonicalText(body) + "\n";
        }
      }
    }
    seeds.push_back(odd);
  }
  return seeds;
}

int FuzzJournal(std::string_view bytes) {
  if (bytes.size() > 200'000) return 0;
  FakeClock clock;
  auto database = Database::Open(":memory:", Durability::kCentre);
  Demand(database.ok(), "the database opens");
  auto journal = Journal::Open(**database, clock, AllKinds(), "L1");
  Demand(journal.ok(), "the journal opens");
  for (const std::string& line : Split(bytes, '\n')) {
    auto entry = EntryFrom(line);
    if (!entry) continue;
    (void)(*journal)->Write<Entry>([&](Database& db) { return (*journal)->Append(db, *entry); });
  }
  LookAtAll(**database);
  auto different = (*journal)->Replay();
  Demand(different && different->empty(), "a replay makes the same tables");
  Demand((*journal)->Verify().problems.empty(), "the journal is whole");
  return 0;
}

}  // namespace piket
