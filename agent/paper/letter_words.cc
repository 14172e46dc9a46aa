#include "agent/paper/letter_words.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace piket {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

char LookAlike(char c) {
  switch (c) {
    case '1':
    case 'i':
    case '|':
    case '!':
      return 'l';
    case '0':
      return 'o';
    case '5':
      return 's';
    case '8':
      return 'b';
    default:
      return c;
  }
}

}  // namespace

std::string PlainMarks(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kMarks = {{
      {"\u2014", "-"},
      {"\u2013", "-"},
      {"\u2010", "-"},
      {"\u2212", "-"},
      {"\u2018", "'"},
      {"\u2019", "'"},
      {"\u201c", "\""},
      {"\u201d", "\""},
      {"\u00a0", " "},
  }};
  std::string plain(text);
  for (const auto& [mark, with] : kMarks) {
    for (size_t at = plain.find(mark); at != std::string::npos; at = plain.find(mark, at)) {
      plain.replace(at, mark.size(), with);
    }
  }
  return plain;
}

std::string LettersAndDigits(std::string_view text) {
  std::string kept;
  for (char c : text) {
    if (IsWordByte(c)) kept += Lower(c);
  }
  return kept;
}

std::string LookAlikes(std::string_view text) {
  std::string kept;
  for (char c : text) {
    if (IsWordByte(c) || c == '|' || c == '!') kept += LookAlike(Lower(c));
  }
  return kept;
}

int EditDistance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      int changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

bool MayBe(std::string_view read, std::string_view meant) {
  std::string a = LookAlikes(read);
  std::string b = LookAlikes(meant);
  if (a == b) return !a.empty();
  int allowed = b.size() >= 8 ? 2 : b.size() >= 5 ? 1 : 0;
  return allowed > 0 && EditDistance(a, b) <= allowed;
}

std::vector<std::string> PlainWords(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text) {
    if (IsWordByte(c)) {
      word += Lower(c);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace piket
