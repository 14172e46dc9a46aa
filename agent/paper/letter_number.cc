// The letter's number. It is free text of any form, so it is mended only where something
// else in the letter shows what was meant: the month and year of its date, the code of its sender,
// its repetition on annex pages.
#include <algorithm>
#include <cctype>

#include "agent/core/text.h"
#include "agent/paper/letter_fields.h"
#include "agent/paper/letter_words.h"

namespace piket {
namespace {

struct Meant {
  int month = 0;
  std::string year;
  std::string code;  // of the sender
};

struct NumberSeen {
  std::string value;
  double read = 0;
  int confirmed = 0;  // parts that date or sender confirm
  bool mended = false;
  int page = 0;
  Box place;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The words of the value without a date that stands close behind it, joined as a number is
// written: no spaces about slashes and hyphens.
std::string Joined(const Run& line) {
  size_t end = line.words.size();
  for (const DateSeen& date : DatesIn(line)) {
    if (date.place && date.first >= 2) end = std::min(end, date.first - 1);
  }
  std::string text;
  for (size_t i = 0; i < end; ++i) {
    const std::string& word = line.words[i].text;
    bool tight = text.empty() || text.back() == '/' || text.back() == '-' || text.back() == '.' ||
                 word[0] == '/' || word[0] == '-';
    text += (tight ? "" : " ") + word;
  }
  std::replace(text.begin(), text.end(), '\\', '/');
  while (!text.empty() && std::string(".,;:_'\"").find(text.back()) != std::string::npos) {
    text.pop_back();
  }
  return Trimmed(text);
}

std::string AsDigits(const std::string& text) {
  std::string digits;
  for (char c : text) {
    bool one = c == 'l' || c == 'I' || c == '|' || c == '!';
    digits += one ? '1' : c == 'O' || c == 'o' ? '0' : c;
  }
  return digits;
}

bool AllDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// A piece of digits with look-alikes among them; Roman months and codes are left alone.
std::string MendPiece(const std::string& piece) {
  bool has_digit = std::any_of(piece.begin(), piece.end(), IsDigit);
  std::string digits = AsDigits(piece);
  return has_digit && AllDigits(digits) ? digits : piece;
}

// The same for every piece between dots and hyphens.
std::string MendDigits(const std::string& part) {
  std::string mended;
  size_t from = 0;
  while (from <= part.size()) {
    size_t end = std::min(part.find_first_of(".-", from), part.size());
    mended += MendPiece(part.substr(from, end - from));
    if (end < part.size()) mended += part[end];
    from = end + 1;
  }
  return mended;
}

// A letter between digits ("5S1") is more often a slip than meant.
bool HasLetterAmongDigits(const std::string& text) {
  for (size_t i = 1; i + 1 < text.size(); ++i) {
    bool letter = std::isalpha(static_cast<unsigned char>(text[i])) != 0;
    if (letter && IsDigit(text[i - 1]) && IsDigit(text[i + 1])) return true;
  }
  return false;
}

bool IsYear(const std::string& part, const Meant& meant) {
  std::string digits = AsDigits(part);
  return digits.size() == 4 && AllDigits(digits) &&
         (digits == meant.year || digits.rfind("20", 0) == 0 || digits.rfind("19", 0) == 0);
}

// "XII2026" → "XII", "2026"; "DISPORAPARIXII" → "DISPORAPAR", "XII": a slash read as I, l, 1 or N.
// Only with the month that the date tells.
std::vector<std::string> SplitGlued(const std::vector<std::string>& parts, const Meant& meant) {
  std::string roman = RomanMonthName(meant.month);
  std::vector<std::string> split;
  for (const std::string& part : parts) {
    bool year_glued = !roman.empty() && part.size() > 4 &&
                      RomanMonth(part.substr(0, part.size() - 4)) == meant.month &&
                      part.substr(part.size() - 4) == meant.year;
    std::string tail = part.size() > roman.size() ? part.substr(part.size() - roman.size()) : "";
    std::string head = part.size() > roman.size() ? part.substr(0, part.size() - roman.size()) : "";
    bool slash_lost = !roman.empty() && RomanMonth(tail) == meant.month && head.size() >= 3 &&
                      RomanMonth(part) == 0 && !IsDigit(head[0]);
    if (year_glued) {
      split.push_back(roman);
      split.push_back(meant.year);
    } else if (slash_lost && std::string("IlN1|!").find(head.back()) != std::string::npos &&
               (meant.code.empty() || head.substr(0, head.size() - 1) == meant.code)) {
      split.push_back(head.substr(0, head.size() - 1));
      split.push_back(roman);
    } else if (slash_lost && !meant.code.empty() && head == meant.code) {
      split.push_back(head);
      split.push_back(roman);
    } else {
      split.push_back(part);
    }
  }
  return split;
}

// One slip in the sender's code, of the same length, is a slip of reading.
bool IsCodeWithSlip(const std::string& part, const std::string& code) {
  if (code.size() < 4 || part.size() != code.size() || part == code) return false;
  return LookAlikes(part) == LookAlikes(code) || EditDistance(part, code) == 1;
}

std::string MendPart(const std::string& part, bool before_year, const Meant& meant) {
  bool all_ones = part.find_first_not_of("1") == std::string::npos;
  int roman = RomanMonth(part);
  bool impossible = part.find_first_of("!|") != std::string::npos;
  if (before_year && roman > 0 &&
      (!all_ones || (roman == meant.month && roman != std::stoi(part)))) {
    bool mixed = part.find_first_of("1l!|") != std::string::npos;
    if (mixed && (impossible || meant.month == 0 || roman == meant.month)) {
      return RomanMonthName(roman);
    }
  }
  if (IsCodeWithSlip(part, meant.code)) return meant.code;
  return RomanMonth(part) > 0 && !impossible ? part : MendDigits(part);
}

NumberSeen Mended(const std::string& text, const Meant& meant) {
  NumberSeen seen;
  std::vector<std::string> parts = SplitGlued(Split(text, '/'), meant);
  for (size_t i = 0; i < parts.size(); ++i) {
    bool last = i + 1 == parts.size();
    bool before_year = i > 0 && !last && IsYear(parts[i + 1], meant);
    parts[i] = Trimmed(parts[i]);
    if (!parts[i].empty()) parts[i] = MendPart(parts[i], before_year, meant);
    int roman = before_year ? RomanMonth(parts[i]) : 0;
    if (roman > 0 && roman == meant.month) ++seen.confirmed;
    if (last && !meant.year.empty() && parts[i] == meant.year) ++seen.confirmed;
    if (!meant.code.empty() && parts[i] == meant.code) ++seen.confirmed;
  }
  seen.value = Join(parts, "/");
  seen.mended = seen.value != text;
  return seen;
}

NumberSeen Seen(const Labelled& labelled, int page, const Meant& meant) {
  NumberSeen seen = Mended(Joined(labelled.lines[0]), meant);
  seen.read = labelled.lines[0].Confidence();
  seen.page = page;
  seen.place = labelled.lines[0].Place();
  return seen;
}

// Without a label: the only thing at the top that looks like one, "005/123/KEL-LU/2026".
std::optional<NumberSeen> Unlabelled(const LetterLayout& letter, const Meant& meant) {
  for (const Run& run : letter.runs) {
    if (run.middle() > letter.body_top) break;
    for (const PageWord& word : run.words) {
      auto slashes = std::count(word.text.begin(), word.text.end(), '/');
      bool digit = std::any_of(word.text.begin(), word.text.end(), IsDigit);
      bool date = !DatesIn({{word}}).empty();
      bool address = word.text.find("//") != std::string::npos;
      if (slashes < 2 || !digit || date || address) continue;
      NumberSeen seen = Mended(word.text, meant);
      seen.read = word.confidence;
      seen.page = letter.page;
      seen.place = word.box;
      return seen;
    }
  }
  return std::nullopt;
}

double Worth(const NumberSeen& seen) {
  return seen.read + 0.15 * seen.confirmed - (seen.mended ? 0.1 : 0);
}

// What annex pages say of the number: the best reading wins, agreement makes it sure.
double Vote(const LetterPages& pages, const Meant& meant, NumberSeen* best) {
  std::vector<NumberSeen> all = {*best};
  for (const LetterLayout& page : pages.further) {
    for (const Labelled& labelled : NumbersOn(page)) {
      NumberSeen seen = Seen(labelled, page.page, meant);
      int distance = EditDistance(LettersAndDigits(seen.value), LettersAndDigits(best->value));
      if (distance <= 3) all.push_back(std::move(seen));
    }
  }
  auto votes = [&](const NumberSeen& one) {
    return std::count_if(all.begin(), all.end(), [&](const NumberSeen& other) {
      return LettersAndDigits(one.value) == LettersAndDigits(other.value);
    });
  };
  auto winner = std::max_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return std::pair(votes(a), Worth(a)) < std::pair(votes(b), Worth(b));
  });
  auto agreeing = votes(*winner);
  best->value = winner->value;
  best->confirmed = winner->confirmed;
  best->mended = winner->mended;
  best->read = winner->read;
  if (agreeing >= 2) return 0.97;
  return all.size() > 1 ? 0.7 : 0;
}

}  // namespace

Proposal ReadNumber(const LetterPages& pages, const Proposal& date, const Proposal& sender) {
  Meant meant;
  if (date.value.size() == 10 && date.confidence >= 0.5) {
    meant.month = std::stoi(date.value.substr(5, 2));
    meant.year = date.value.substr(0, 4);
  }
  meant.code = sender.office_code;
  const Labelled* labelled = pages.letter.Find(Label::kNumber);
  std::optional<NumberSeen> seen;
  if (labelled) seen = Seen(*labelled, pages.letter.page, meant);
  if (!seen || LettersAndDigits(seen->value).empty()) seen = Unlabelled(pages.letter, meant);
  if (!seen) return {};
  double found = labelled ? (labelled->exact || labelled->separator ? 0.98 : 0.9) : 0.6;
  bool has_digit = std::any_of(seen->value.begin(), seen->value.end(), IsDigit);
  if (!has_digit) found = 0.4;
  if (HasLetterAmongDigits(seen->value)) found *= 0.7;
  double voted = Vote(pages, meant, &*seen);
  double read = std::min(1.0, seen->read + 0.08 * seen->confirmed) - (seen->mended ? 0.1 : 0);
  Proposal proposal = Propose(seen->value, found, read, seen->page, seen->place);
  if (voted > 0.9) proposal = Propose(seen->value, voted, 1, seen->page, seen->place);
  if (voted > 0 && voted < 0.9)
    proposal = Propose(seen->value, voted, read, seen->page, seen->place);
  return proposal;
}

}  // namespace piket
