// What is to come out of the printer, and how that ended. Every order ends in printed, failed,
// unknown (with a question to the officer) or cancelled; a repeat is a new order marked DUPLIKAT.
#ifndef PIKET_AGENT_LETTERS_PRINT_H_
#define PIKET_AGENT_LETTERS_PRINT_H_

#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

struct Print {
  Id id;
  // receipt, sheet, agenda, separator, outgoing (a letter of the office, with the letter it
  // answers; detail {"outgoing", "blob"}), form (rows to write letters in by hand; detail {"rows"})
  std::string kind;
  Id letter;  // "" for agenda pages, separators and forms
  Instant at;
  std::string officer;
  // asked (by the office, its desk has not taken it yet), waiting, printing, printed, failed,
  // unknown, cancelled
  std::string state = "waiting";
  std::vector<std::string> reasons;  // fault words
  std::string printer;
  int copy = 1;
  Id again_of;
  // Blob of the PDF; "" when it shows a confidential letter: that is drawn anew each time.
  std::string paper;
  Json detail = Json::object();
  bool withdrawn = false;  // an officer asked to stop it
  std::string post = {};   // the desk whose printer it is for
};

// print.asked (by the centre, of the desk in `post`), print.ordered, print.drawn, print.withdrawn,
// print.state. Subject: the order, whose home is its desk.
void AddPrintKinds(KindTable& kinds);
Json OrderedBody(const Print& order);
// Orders the paper at the desk of its letter: at once when that is this post, else asked of it.
// Inside Write.
Result<void> OrderAtDesk(Journal& journal, Database& db, const Print& order,
                         const std::string& author);
Json PrintStateBody(const std::string& state, const std::vector<std::string>& reasons,
                    const std::string& printer);

// Inside Read or Write.
Result<Print> FindPrint(Database& db, const Id& id);
// This desk's that are waiting or printing, oldest first.
Result<std::vector<Print>> OpenPrints(Database& db);
// What the centre asked of this desk and it has not taken yet, oldest first.
Result<std::vector<Print>> AskedPrints(Database& db);
Result<std::vector<Print>> NewestPrints(Database& db, bool only_open, int limit);
Result<std::vector<Print>> PrintsOfLetter(Database& db, const Id& letter);
// Copies of this kind ordered for the letter so far.
Result<int> CopiesOrdered(Database& db, const Id& letter, const std::string& kind);

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_PRINT_H_
