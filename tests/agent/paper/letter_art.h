// Letters for tests, drawn as text: a character is 2 mm wide, a row 5.5 mm high, so that columns
// and wraps stand where a reader of the page would find them.
#ifndef PIKET_TESTS_AGENT_PAPER_LETTER_ART_H_
#define PIKET_TESTS_AGENT_PAPER_LETTER_ART_H_

#include <random>
#include <string>
#include <string_view>

#include "agent/core/text.h"
#include "agent/paper/page.h"

namespace piket {

// Every row is one line of the reader, as when it takes two columns for one. A row that begins
// with `#` is set in letters half as large again.
inline PageReading PageFromArt(std::string_view art, double confidence = 0.95) {
  PageReading page;
  page.read = true;
  page.view.width = 210;
  page.view.height = 297;
  int row = 0;
  for (const std::string& line : Split(art, '\n')) {
    bool large = !line.empty() && line[0] == '#';
    for (size_t at = large ? 1 : 0; at < line.size();) {
      if (line[at] == ' ') {
        ++at;
        continue;
      }
      size_t end = std::min(line.find(' ', at), line.size());
      PageWord word;
      word.text = line.substr(at, end - at);
      word.box = {20 + 2.0 * static_cast<double>(at), 15 + 5.5 * row - (large ? 0.7 : 0),
                  2.0 * static_cast<double>(end - at) - 0.6, large ? 4.5 : 3.0};
      word.confidence = confidence;
      word.line = row;
      page.words.push_back(word);
      at = end;
    }
    ++row;
  }
  return page;
}

// The page as a poor scan is read: some letters taken for others, those words less sure.
inline PageReading Damaged(PageReading page, double rate, unsigned seed) {
  static constexpr std::string_view kFrom = "lI1O0oSBeiarnctugE5";
  static constexpr std::string_view kTo = "1lIo0aS8clonmlfvqFS";
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> chance(0, 1);
  for (PageWord& word : page.words) {
    bool hurt = false;
    for (char& c : word.text) {
      size_t which = kFrom.find(c);
      if (which == std::string_view::npos || chance(random) > rate) continue;
      c = kTo[which];
      hurt = true;
    }
    if (hurt) word.confidence = 0.15 + 0.6 * chance(random);
    // A machine also doubts what it read rightly.
    if (!hurt && chance(random) < 0.05) word.confidence = 0.5 + 0.4 * chance(random);
    word.box.x += 0.4 * (chance(random) - 0.5);
    word.box.y += 0.5 * (chance(random) - 0.5);
  }
  return page;
}

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_PAPER_LETTER_ART_H_
