// The letter's date: in the line of place and date at the top, behind "Tanggal" in a memorandum,
// or above the signature. Dates inside the body belong to other letters and events.
#include <algorithm>
#include <array>
#include <cctype>

#include "agent/core/text.h"
#include "agent/paper/letter_fields.h"
#include "agent/paper/letter_words.h"

namespace piket {
namespace {

struct Piece {
  std::string text;
  size_t word;
  std::string before;  // the marks between the piece before and this one
};

struct MonthSpelling {
  std::string_view text;
  int month;
};

// Official, colloquial, old and English spellings; tolerance is MayBe's.
constexpr MonthSpelling kMonths[] = {
    {"januari", 1},   {"january", 1},   {"februari", 2},  {"pebruari", 2}, {"february", 2},
    {"maret", 3},     {"march", 3},     {"april", 4},     {"mei", 5},      {"may", 5},
    {"juni", 6},      {"june", 6},      {"juli", 7},      {"july", 7},     {"agustus", 8},
    {"august", 8},    {"september", 9}, {"oktober", 10},  {"october", 10}, {"november", 11},
    {"nopember", 11}, {"desember", 12}, {"december", 12}, {"jan", 1},      {"feb", 2},
    {"peb", 2},       {"mar", 3},       {"apr", 4},       {"jun", 6},      {"jul", 7},
    {"agu", 8},       {"ags", 8},       {"agt", 8},       {"agst", 8},     {"agust", 8},
    {"aug", 8},       {"sep", 9},       {"sept", 9},      {"okt", 10},     {"oct", 10},
    {"nov", 11},      {"nop", 11},      {"des", 12},      {"dec", 12}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "2O26" → 2026; -1 when it is no number even so.
int Number(const std::string& text, bool* plain) {
  int value = 0;
  int digits = 0;
  bool mended = false;
  for (char c : text) {
    if (IsDigit(c)) {
      value = value * 10 + (c - '0');
      ++digits;
    } else if (c == 'l' || c == 'I' || c == 'i' || c == '|' || c == '!') {
      value = value * 10 + 1;
      mended = true;
    } else if (c == 'O' || c == 'o') {
      value = value * 10;
      mended = true;
    } else {
      return -1;
    }
    if (text.size() > 4) return -1;
  }
  if (digits == 0) return -1;
  if (mended) *plain = false;
  return value;
}

int MonthNamed(const std::string& text) {
  std::string word = LookAlikes(text);
  if (word.size() < 3) return 0;
  int best = 0;
  int best_distance = 3;
  for (const MonthSpelling& spelling : kMonths) {
    std::string meant = LookAlikes(spelling.text);
    int allowed = meant.size() >= 7 ? 2 : meant.size() >= 5 ? 1 : 0;
    int distance = EditDistance(word, meant);
    if (distance > allowed || distance >= best_distance) continue;
    best = spelling.month;
    best_distance = distance;
  }
  return best;
}

// Words as pieces of digits and pieces of letters; look-alikes of digits stay with digits.
std::vector<Piece> Pieces(const Run& run) {
  std::vector<Piece> pieces;
  std::string between;
  auto add = [&](std::string text, size_t word) {
    pieces.push_back({std::move(text), word, between});
    between.clear();
  };
  for (size_t w = 0; w < run.words.size(); ++w) {
    if (w > 0) between += ' ';
    std::string piece;
    auto finish = [&] {
      if (!piece.empty()) add(std::move(piece), w);
      piece.clear();
    };
    for (char c : run.words[w].text) {
      bool mark = !IsDigit(c) && !IsLetter(c) && c != '|' && c != '!';
      bool turns = !piece.empty() && piece.size() >= 1 &&
                   ((IsDigit(piece.back()) && IsLetter(c) &&
                     std::string("lIoOi").find(c) == std::string::npos) ||
                    (IsLetter(piece.back()) && IsDigit(c) && piece.size() >= 3));
      if (mark || turns) finish();
      if (mark) {
        between += c;
      } else {
        piece += c;
      }
    }
    finish();
  }
  return pieces;
}

bool DaysFit(int day, int month, int year) {
  static constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || day > kDays[static_cast<size_t>(month) - 1]) {
    return false;
  }
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month != 2 || day != 29 || leap;
}

int FullYear(int year, bool* plain) {
  if (year >= 1990 && year <= 2099) return year;
  if (year < 10 || year > 99) return 0;
  *plain = false;
  return 2000 + year;
}

std::string Iso(int year, int month, int day) { return Format("%04d-%02d-%02d", year, month, day); }

bool OnlyOneOf(const std::string& marks, std::string_view allowed) {
  std::string mark = Trimmed(marks);
  return mark.size() == 1 && allowed.find(mark[0]) != std::string_view::npos;
}

// pieces[i] as a day with month and year behind it, or as ISO.
bool DateAt(const std::vector<Piece>& pieces, size_t i, int wrapped_year, DateSeen* seen) {
  bool plain = true;
  int day = Number(pieces[i].text, &plain);
  if (day < 0 || i + 1 >= pieces.size()) return false;
  bool numeric = OnlyOneOf(pieces[i + 1].before, "-/.");
  int month = MonthNamed(pieces[i + 1].text);
  bool named = month > 0;
  if (!named) month = RomanMonth(pieces[i + 1].text);
  if (month == 0 && numeric) month = Number(pieces[i + 1].text, &plain);
  if (month < 1) return false;
  size_t last = i + 1;
  int year = wrapped_year;
  if (i + 2 < pieces.size()) {
    bool joined = numeric ? OnlyOneOf(pieces[i + 2].before, "-/.")
                          : pieces[i + 2].before.find_first_not_of(" .,'-") == std::string::npos;
    int read = Number(pieces[i + 2].text, &plain);
    if (!joined || read < 0) return false;
    year = read;
    last = i + 2;
  } else if (!named) {
    return false;
  }
  if (day > 31 && numeric) std::swap(day, year);
  bool short_year = year < 100;
  year = FullYear(year, &plain);
  if (year == 0 || !DaysFit(day, month, year) || (short_year && !numeric && !named)) return false;
  *seen = {Iso(year, month, day), pieces[i].word, pieces[last].word, false, plain};
  return true;
}

struct Candidate {
  DateSeen seen;
  Run run;
  int page = 0;
  double found = 0;
};

Run Below(const LetterLayout& layout, const Run& run) {
  for (const Run& other : layout.runs) {
    double down = other.middle() - run.middle();
    if (down > 2.5 && down < 12 && other.words.size() <= 2 && other.left() > run.left()) {
      return other;
    }
  }
  return {};
}

double HowSurely(const LetterLayout& layout, const Run& run, const DateSeen& seen) {
  bool at_right = run.words[seen.first].box.x > 0.4 * layout.width;
  bool short_line = run.words.size() <= 8;
  if (run.middle() < layout.body_top) {
    if (seen.place) return 0.98;
    return at_right ? 0.9 : 0.7;
  }
  if (run.middle() < 0.45 * layout.height && !at_right) return 0.25;
  if (seen.place && short_line) return at_right ? 0.9 : 0.8;
  std::string first = LettersAndDigits(run.words.front().text);
  bool signing = first == "tanggal" || first == "pada" || first == "ditetapkan";
  return short_line && signing ? 0.78 : 0.25;
}

void AddCandidates(const LetterLayout& layout, std::vector<Candidate>* candidates) {
  for (const Run& run : layout.runs) {
    for (const DateSeen& seen : DatesIn(run, Below(layout, run))) {
      candidates->push_back({seen, run, layout.page, HowSurely(layout, run, seen)});
    }
  }
}

}  // namespace

int RomanMonth(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kRoman = {
      "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};
  std::string mended;
  for (char c : text) {
    if (c == '1' || c == 'l' || c == '|' || c == '!' || c == 'i') c = 'I';
    mended += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  auto found = std::find(kRoman.begin(), kRoman.end(), mended);
  return found == kRoman.end() ? 0 : static_cast<int>(found - kRoman.begin()) + 1;
}

std::string RomanMonthName(int month) {
  static constexpr std::array<const char*, 13> kRoman = {
      "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};
  return month < 1 || month > 12 ? "" : kRoman[static_cast<size_t>(month)];
}

std::vector<DateSeen> DatesIn(const Run& run, const Run& following) {
  std::vector<Piece> pieces = Pieces(run);
  int wrapped_year = 0;
  if (!following.empty()) {
    bool plain = true;
    int year = Number(LettersAndDigits(following.words[0].text), &plain);
    if (year >= 1990 && year <= 2099) wrapped_year = year;
  }
  std::vector<DateSeen> dates;
  for (size_t i = 0; i < pieces.size(); ++i) {
    DateSeen seen;
    bool joined_before = i > 0 && !pieces[i].before.empty() && OnlyOneOf(pieces[i].before, "/-") &&
                         pieces[i].before.size() == 1;
    if (joined_before || !DateAt(pieces, i, wrapped_year, &seen)) continue;
    seen.place = i > 0 && pieces[i].before.find_first_of(",.") != std::string::npos &&
                 pieces[i - 1].text.size() >= 3 && IsLetter(pieces[i - 1].text[0]) &&
                 std::isupper(static_cast<unsigned char>(pieces[i - 1].text[0]));
    dates.push_back(seen);
    while (i + 1 < pieces.size() && pieces[i + 1].word <= seen.last) ++i;
  }
  return dates;
}

Proposal ReadDate(const LetterPages& pages) {
  const LetterLayout& letter = pages.letter;
  std::vector<Candidate> candidates;
  if (const Labelled* labelled = letter.Find(Label::kDate)) {
    for (const DateSeen& seen : DatesIn(labelled->lines[0])) {
      candidates.push_back({seen, labelled->lines[0], letter.page, 0.97});
    }
  }
  AddCandidates(letter, &candidates);
  for (const LetterLayout& page : pages.further) {
    size_t before = candidates.size();
    AddCandidates(page, &candidates);
    // A later page's top is no place for the letter's date; its signature is.
    for (size_t i = before; i < candidates.size(); ++i) {
      if (candidates[i].found > 0.85) candidates[i].found = 0.7;
    }
  }
  auto best =
      std::max_element(candidates.begin(), candidates.end(),
                       [](const Candidate& a, const Candidate& b) { return a.found < b.found; });
  if (best == candidates.end()) return {};
  Run words;
  for (size_t i = best->seen.first; i <= best->seen.last; ++i) {
    words.words.push_back(best->run.words[i]);
  }
  double found = best->found * (best->seen.plain ? 1 : 0.8);
  return Propose(best->seen.iso, found, words.Confidence(), best->page, words.Place());
}

}  // namespace piket
