// Comparing words that a machine has read from paper: what differs only by the usual slips of
// reading (1 for l, 0 for O, one wrong letter in a long word) counts as the same.
#ifndef PIKET_AGENT_PAPER_LETTER_WORDS_H_
#define PIKET_AGENT_PAPER_LETTER_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace piket {

// Dashes and quotation marks of typesetters as their plain ones.
std::string PlainMarks(std::string_view text);

// Lower-case letters and digits only: how two fields are compared.
std::string LettersAndDigits(std::string_view text);

// LettersAndDigits with look-alikes made one (1 i | ! → l, 0 → o, 5 → s, 8 → b).
std::string LookAlikes(std::string_view text);

// Letters to change, add or drop to make one of the other.
int EditDistance(std::string_view a, std::string_view b);

// Whether `read` may be the word `meant`, with one slip allowed from five letters on, two from
// eight.
bool MayBe(std::string_view read, std::string_view meant);

// The plain words of a text, lower case; everything else parts words.
std::vector<std::string> PlainWords(std::string_view text);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_LETTER_WORDS_H_
