// The first page of a letter laid out as its writer meant it: which words stand on one line of one
// column, where the letterhead, the block of labels (Nomor, Sifat, Lampiran, Hal) and the body
// are. Knows office letters' shape, not their content. Lengths in mm of the page's view.
#ifndef PIKET_AGENT_PAPER_LETTER_LAYOUT_H_
#define PIKET_AGENT_PAPER_LETTER_LAYOUT_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/paper/page.h"

namespace piket {

// Words beside each other on one line, left to right.
struct Run {
  std::vector<PageWord> words;

  bool empty() const { return words.empty(); }
  std::string Text() const;   // with single spaces
  Box Place() const;          // around all words
  double Confidence() const;  // of the worst word that carries letters or digits; 0 when empty
  double left() const { return words.front().box.x; }
  double right() const { return words.back().box.x + words.back().box.width; }
  double middle() const;  // height on the page of its middle
};

enum class Label { kNumber, kUrgency, kAttachments, kSubject, kDate, kSender };

// What stands behind a label. Several lines when the value is wrapped.
struct Labelled {
  Box label;
  bool exact = false;      // the label was read without a slip
  bool separator = false;  // a colon or what reading made of it stands between
  std::vector<Run> lines;  // empty when nothing stands there

  std::string Text() const;
  Box Place() const;
  double Confidence() const;
};

struct LetterLayout {
  int page = 0;  // index among the letter's pages
  double width = 0;
  double height = 0;
  std::vector<Run> runs;  // of the whole page, top to bottom
  std::map<Label, Labelled> labels;
  double block_top = 0;       // where the labels begin; body_top when there are none
  double body_top = 0;        // where the salutation or, failing it, the body is taken to begin
  double addressee_left = 0;  // left edge of an addressee's column at the right; width without one

  const Labelled* Find(Label label) const;
};

LetterLayout LayOut(const PageReading& reading, int page);

// The number repeated on an annex page ("Nomor: …" near its top), or nothing.
std::vector<Labelled> NumbersOn(const LetterLayout& layout);

// Words of the given ones that stand on one row with `middle`, left to right.
Run RowAt(const std::vector<Run>& runs, double middle, double left, double right);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_LETTER_LAYOUT_H_
