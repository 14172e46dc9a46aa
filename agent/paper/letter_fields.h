// The readers of the single fields, one file each. Each takes the laid-out pages (the letter's own
// page first in `LetterPages`) and what other fields already say, and gives one proposal.
#ifndef PIKET_AGENT_PAPER_LETTER_FIELDS_H_
#define PIKET_AGENT_PAPER_LETTER_FIELDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/paper/letter_layout.h"
#include "agent/paper/letter_reading.h"

namespace piket {

struct LetterPages {
  LetterLayout letter;                // the page with the letterhead
  std::vector<LetterLayout> further;  // the others with text, in order
};

// A proposal of what stands at `place`; `found` (0 … 1) says how surely the place is that field's,
// `read` how surely its words were read.
Proposal Propose(std::string value, double found, double read, int page, const Box& place);

Proposal ReadSender(const LetterPages& pages, const std::vector<Office>& offices,
                    std::string_view home);
Proposal ReadDate(const LetterPages& pages);
// Repairs slips only where date and sender's code show what was meant.
Proposal ReadNumber(const LetterPages& pages, const Proposal& date, const Proposal& sender);
Proposal ReadUrgency(const LetterPages& pages);
std::optional<Proposal> ReadAttachments(const LetterPages& pages);
Proposal ReadSubject(const LetterPages& pages);
std::optional<Proposal> ReadContact(const LetterPages& pages);
std::optional<Proposal> ReadTelephone(const LetterPages& pages);
Proposal ReadService(const LetterPages& pages, const Proposal& subject);

// A date found in a run of words.
struct DateSeen {
  std::string iso;   // "2026-05-12"
  size_t first = 0;  // its words in the run
  size_t last = 0;
  bool place = false;  // a place name and a comma stand before it
  bool plain = true;   // read without repair, year of four digits
};
// All dates in the run, left to right; `following` is what stands on the line below, for a year
// that was wrapped there.
std::vector<DateSeen> DatesIn(const Run& run, const Run& following = {});

// 1 … 12 for "I" … "XII" after mending look-alikes (1, l, | and ! for I); 0 for anything else.
int RomanMonth(std::string_view text);
std::string RomanMonthName(int month);

// Which service a text asks for; "" when it asks for none of them. `decided` is set when the text
// clearly is about something else (an invitation, a report).
std::string ServiceAskedIn(std::string_view text, bool* decided);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_LETTER_FIELDS_H_
