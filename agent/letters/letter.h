// A letter in the agenda book: what the office knows of it, its receipt number and tracking code,
// its place in the book.
#ifndef PIKET_AGENT_LETTERS_LETTER_H_
#define PIKET_AGENT_LETTERS_LETTER_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

// What stands on the letter, as the officer left it. Plain text; `number` is free.
struct Particulars {
  std::string sender;
  std::string sender_code;  // "" when the office is not in the list
  std::string number;
  std::string date;  // ISO, "" when the letter has none
  std::string urgency = "biasa";
  std::string security = "B";  // B biasa, T terbatas, R rahasia, SR sangat rahasia
  std::string attachments;
  std::string subject;
  std::string contact;
  std::string telephone;
  std::string service = "lainnya";
  std::string classification;
  std::string note;
};

Json ToJson(const Particulars& particulars);
Particulars ParticularsFromJson(const Json& json);
// The names of the fields that are not right; empty when all are.
std::vector<std::string> WrongFields(const Particulars& particulars);
bool IsConfidential(const Particulars& particulars);  // R or SR
// Sender, number and date as lower-case letters and digits: the key of the duplicate warning
//
std::string SameKey(const Particulars& particulars);

struct AgendaNumber {
  std::string book;
  int year = 0;
  int number = 0;
};

struct Letter {
  Id id;
  std::string post;  // the desk that received it: its home
  Id document;       // "" when entered without a scan
  Particulars particulars;
  // R and SR: blob of the particulars, sealed. Of `particulars` only security, urgency and service
  // are filled until agent/desk/confidential.h opens it. "" for all other letters.
  std::string sealed;
  int receipt_counter = 0;
  std::string receipt_number;  // L1-000123-K
  std::string tracking_code;   // 12 characters
  std::optional<AgendaNumber> agenda;
  Instant received_at;
  std::string received_by;
  Instant entered_at;
  std::string officer;
  int page_count = 0;
  std::vector<Id> pages;
  std::string without_page_reason;
  std::string replaces;
  std::string archive;  // blob, "" until made
  std::string void_reason;
  std::string void_officer;
  std::optional<Instant> void_at;
};

// letter.entered, letter.archived (subject: the letter); agenda.opened, agenda.numbered,
// agenda.voided (subject: "agenda/<book>/<year>").
void AddLetterKinds(KindTable& kinds);

// The body of letter.entered.
Json EnteredBody(const Letter& letter);

// "L1-000123-K", with the ISO 7064 MOD 37,36 check character (design.md §4).
std::string ReceiptNumber(const std::string& post, int counter);

// Which letters a list shows: all, or those handed on to one of these positions.
struct LetterScope {
  bool all = true;
  std::vector<std::string> positions = {};

  // The positions as one value of SQL, for "… IN (SELECT value FROM json_each(?))".
  std::string PositionsText() const { return CanonicalText(Json(positions)); }
};

// Inside Read or Write.
Result<Letter> FindLetter(Database& db, const Id& id);
// Also of a returned sheet.
Result<std::optional<Letter>> LetterOfDocument(Database& db, const Id& document);
Result<std::vector<Letter>> NewestLetters(Database& db, int from, int limit,
                                          const LetterScope& scope = {});
Result<std::vector<Letter>> LettersWithSameKey(Database& db, const std::string& same_key);
// Of this post's own letters.
Result<std::vector<Letter>> LettersWithoutArchive(Database& db);
// Confidential letters with nothing left to read or archive and a page that is not sealed yet.
Result<std::vector<Letter>> LettersToSeal(Database& db);
// The entry is for the desk that received the letter (nobody when that is unknown here).
Result<Readership> DeskOfLetter(Database& db, const Id& letter);
Result<int> LastReceiptCounter(Database& db);

// One book of one year; `last` is first - 1 while it is empty.
struct AgendaBook {
  std::string book;
  int year = 0;
  int first = 1;
  int last = 0;
};
std::string AgendaSubject(const std::string& book, int year);
Result<std::optional<AgendaBook>> FindBook(Database& db, const std::string& book, int year);
Result<std::vector<int>> YearsOfBook(Database& db, const std::string& book);
// The rows from number `from` on, void ones too, in order.
Result<std::vector<Letter>> AgendaRows(Database& db, const std::string& book, int year, int from,
                                       int limit, const LetterScope& scope = {});

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_LETTER_H_
