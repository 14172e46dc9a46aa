// A disposition: a head hands a letter on, to whom, with which instruction, until when.
// Never changed: recalled while unread, else amended by a new one. Subject: the disposition;
// home: the office.
#ifndef PIKET_AGENT_LETTERS_DISPOSITION_H_
#define PIKET_AGENT_LETTERS_DISPOSITION_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

struct Recipient {
  std::string position;
  Id officer;                // who held it then; "" when nobody did
  bool responsible = false;  // penanggung jawab: exactly one who is not `informed`
  bool informed = false;     // untuk diketahui: does not hold the clock
  std::optional<Instant> read_at;
};

struct Disposition {
  Id id;
  Id letter;
  Id case_id;            // "" when the letter has none
  std::string position;  // whose disposition it is
  Id officer;            // who made it: the writer, also on paper
  std::string as;        // definitif, plt, …
  std::vector<Recipient> to;
  std::vector<std::string> instructions;  // codes of the sheet's "dengan hormat harap"
  std::string text;
  std::optional<Date> deadline;
  Instant at;          // when it was written
  std::string typist;  // "" on screen; the desk's officer when it came on paper
  std::string sheet;   // blob of the scanned sheet, when it came on paper
  Id amends;
  std::optional<Instant> recalled_at;
};

// disposition.made, disposition.read, disposition.recalled.
void AddDispositionKinds(KindTable& kinds);
Json ToJson(const Disposition& disposition);

// Inside Read or Write.
Result<Disposition> FindDisposition(Database& db, const Id& id);
Result<std::vector<Disposition>> DispositionsOfLetter(Database& db,
                                                      const Id& letter);  // oldest first
// Positions the letter was handed on to and not taken back, with those who handed it on.
Result<std::vector<std::string>> PositionsWithLetter(Database& db, const Id& letter);

}  // namespace piket

#endif  // PIKET_AGENT_LETTERS_DISPOSITION_H_
