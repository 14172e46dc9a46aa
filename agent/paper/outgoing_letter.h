// The office's own letters on paper (domain.md §6.3, §6.4): surat dinas, return slip with a receipt
// to tear off, report of an installation with two signatures. As a PDF/A-2b once approved;
// a draft has KONSEP across and carries neither number nor code. Texts go on over as many pages as
// they take. The same values give the same bytes. Any thread.
#ifndef PIKET_AGENT_PAPER_OUTGOING_LETTER_H_
#define PIKET_AGENT_PAPER_OUTGOING_LETTER_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/result.h"
#include "agent/paper/paper_config.h"

namespace piket {

struct OutgoingReason {
  std::string item;  // the kelengkapan's name
  std::string reason;
};

// A line of the letter's data; lines of one group stand together under its name.
struct OutgoingDatum {
  std::string name;
  std::string value;
  std::string group;
};

struct OutgoingPaper {
  std::string form = "surat";  // surat, slip, berita-acara
  std::string name;            // "Berita Acara": the heading of what is no letter
  std::string number;          // "" for a draft
  std::optional<Date> date;    // of the letter; none for a draft
  std::string nature;          // sifat
  std::string attachments;
  std::string subject;  // hal
  std::string to;
  std::string address;
  std::string opening;
  std::vector<std::string> body;  // paragraphs
  std::vector<OutgoingDatum> data;
  std::vector<OutgoingReason> reasons;
  std::string deadline;  // "Batas tindak lanjut: …", as printed
  std::string contact;   // penanggung jawab and how to reach them
  std::string closing;
  Signatory signatory;    // its title may have several lines
  Signatory other_party;  // of a berita-acara; empty lines are left to write on
  std::vector<std::string> copies;
  std::string code;  // a paper code (paper_code.h); "" for a draft
  // What the file says of itself; not the subject when the letter is confidential.
  std::string file_title;
  std::vector<std::string> identifiers;
  Instant made;
  bool draft = false;
};

// kInternal when what was drawn breaks a rule of PDF/A.
Result<std::string> DrawOutgoing(const OutgoingPaper& paper, const PaperConfig& config);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_OUTGOING_LETTER_H_
