// Words of Indonesian without their affixes, so that a search for "permohonan" also finds
// "memohon". Rules and a short list of roots: what it gives is a key for search, not always a word,
// and it is the same for writing the index and for asking it.
#ifndef PIKET_AGENT_PAPER_INDONESIAN_STEM_H_
#define PIKET_AGENT_PAPER_INDONESIAN_STEM_H_

#include <string>
#include <string_view>

namespace piket {

// "pembuatan" → "buat". Lower case; a word with a digit or of fewer than five letters keeps all of
// its letters. Parts of a doubled word ("undang-undang") are stemmed by the caller, as words.
std::string Stem(std::string_view word);

// A text as FTS5 (unicode61) is to hold or be asked it: its words stemmed, everything else as it
// is.
std::string StemText(std::string_view text);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_INDONESIAN_STEM_H_
