#include "agent/paper/same_letter.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <set>

#include "agent/core/text.h"
#include "agent/paper/letter_words.h"

namespace piket {
namespace {

constexpr size_t kSketchSize = 96;   // the smallest hashes: about ± 0.05 on a share
constexpr size_t kFewestPairs = 12;  // less text says nothing about being the same
constexpr int kReadingSlips = 2;     // characters of a number that two readings may differ in

// FNV-1a and a final mix: stored, so it must never change.
uint32_t HashOf(std::string_view text) {
  uint32_t hash = 2166136261u;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  hash ^= hash >> 16;
  hash *= 0x7feb352du;
  hash ^= hash >> 15;
  return hash;
}

std::vector<uint32_t> SketchOf(const PageReading& page) {
  std::vector<std::string> words;
  for (const PageWord& word : page.words) {
    // Dirt, and marks of the pen, are read anew every time.
    std::string plain = LettersAndDigits(word.text);
    if (plain.size() >= 3 && word.confidence > 0.3) words.push_back(plain);
  }
  std::set<uint32_t> hashes;
  for (size_t i = 0; i + 1 < words.size(); ++i)
    hashes.insert(HashOf(words[i] + " " + words[i + 1]));
  std::vector<uint32_t> sketch(hashes.begin(), hashes.end());
  if (sketch.size() > kSketchSize) sketch.resize(kSketchSize);
  return sketch;
}

bool NumbersDiffer(const LetterTrace& a, const LetterTrace& b) {
  std::string x = LookAlikes(a.number);
  std::string y = LookAlikes(b.number);
  return !x.empty() && !y.empty() && EditDistance(x, y) > kReadingSlips;
}

}  // namespace

int LikenessDistance(uint64_t a, uint64_t b) { return std::popcount(a ^ b); }

std::string LetterTrace::WordsText() const {
  std::string text;
  for (uint32_t word : words) text += Format("%08x", word);
  return text;
}

std::vector<uint32_t> LetterTrace::WordsFromText(std::string_view text) {
  std::vector<uint32_t> words;
  for (size_t at = 0; at + 8 <= text.size(); at += 8) {
    std::string digits(text.substr(at, 8));
    words.push_back(static_cast<uint32_t>(std::strtoul(digits.c_str(), nullptr, 16)));
  }
  return words;
}

LetterTrace TraceOf(const std::string& sender, const std::string& number, const std::string& date,
                    const std::vector<PageReading>& pages) {
  LetterTrace trace{sender, number, date, 0, {}};
  for (const PageReading& page : pages) {
    if (page.blank || page.separator) continue;
    trace.likeness = page.likeness;
    trace.words = SketchOf(page);
    break;
  }
  return trace;
}

double SharedWords(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  if (std::min(a.size(), b.size()) < kFewestPairs) return 0;
  // Among the smallest hashes of both together, the share that stands in both.
  size_t most = std::max(a.size(), b.size());
  size_t seen = 0;
  size_t shared = 0;
  for (size_t i = 0, k = 0; seen < most && (i < a.size() || k < b.size()); ++seen) {
    bool from_a = k == b.size() || (i < a.size() && a[i] <= b[k]);
    bool both = from_a && k < b.size() && a[i] == b[k];
    shared += both ? 1 : 0;
    if (both) ++k;
    if (from_a) {
      ++i;
    } else {
      ++k;
    }
  }
  return static_cast<double>(shared) / static_cast<double>(seen);
}

std::vector<std::string> WhySame(const LetterTrace& a, const LetterTrace& b) {
  std::vector<std::string> why;
  std::string number = LettersAndDigits(a.number);
  bool same_number = !number.empty() && number == LettersAndDigits(b.number) &&
                     LettersAndDigits(a.sender) == LettersAndDigits(b.sender) && a.date == b.date;
  if (same_number) why.push_back("same_number");
  bool looks_same = LikenessDistance(a.likeness, b.likeness) <= kSamePageBits;
  if (looks_same && SharedWords(a.words, b.words) >= kSameTextShare && !NumbersDiffer(a, b)) {
    why.push_back("same_pages");
  }
  return why;
}

}  // namespace piket
