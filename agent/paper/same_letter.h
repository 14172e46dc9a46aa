// Whether a letter may already have been entered: by its particulars, or because its first page
// looks and reads the same. A warning for the officer, who sees both pages; never a refusal.
#ifndef PIKET_AGENT_PAPER_SAME_LETTER_H_
#define PIKET_AGENT_PAPER_SAME_LETTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/paper/page.h"

namespace piket {

// Bits that differ between two pages' likeness. Measured on the scanned letters scanned again with
// another skew, offset, noise, contrast and resolution: at most 8 for the same page. First pages of
// different letters lie as near (half of them within 5), so likeness alone only rules out.
inline constexpr int kSamePageBits = 8;

// Share of the word pairs of two first pages that are the same, from which they are one text.
// Measured on the same letters: 0.90 and more for the same page scanned again, at most 0.59 for
// letters of one office on one matter.
inline constexpr double kSameTextShare = 0.75;

int LikenessDistance(uint64_t a, uint64_t b);

// What is kept of a letter to know it again: small enough for every row of the agenda.
struct LetterTrace {
  std::string sender;
  std::string number;
  std::string date;  // ISO
  uint64_t likeness = 0;
  std::vector<uint32_t> words;  // sketch of the first page's word pairs, ascending

  // The sketch as it is stored: 8 hexadecimal digits each.
  std::string WordsText() const;
  static std::vector<uint32_t> WordsFromText(std::string_view text);
};

LetterTrace TraceOf(const std::string& sender, const std::string& number, const std::string& date,
                    const std::vector<PageReading>& pages);

// Estimated share of word pairs two sketches have in common, 0 … 1; 0 when one is empty.
double SharedWords(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b);

// "same_number": sender, number and date agree as lower-case letters and digits. "same_pages": the
// first pages look and read the same and their numbers do not clearly differ. Empty: another
// letter, as far as can be told.
std::vector<std::string> WhySame(const LetterTrace& a, const LetterTrace& b);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_SAME_LETTER_H_
