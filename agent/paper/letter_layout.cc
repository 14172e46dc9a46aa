#include "agent/paper/letter_layout.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "agent/core/text.h"
#include "agent/paper/letter_words.h"

namespace piket {
namespace {

constexpr double kColumnGap = 6;       // mm; wider than any space inside a line of text
constexpr double kLabelGap = 45;       // mm between a label and its value at most
constexpr double kLinePitch = 9.5;     // mm from a line of a wrapped value to the next at most
constexpr double kSameColumn = 6;      // mm between the left edges of labels of one block
constexpr double kAssumedBody = 0.55;  // of the page, where no salutation was read

double Middle(const PageWord& word) { return word.box.y + word.box.height / 2; }
double Right(const PageWord& word) { return word.box.x + word.box.width; }

bool HasContent(const PageWord& word) { return !LettersAndDigits(word.text).empty(); }

Box Around(Box a, const Box& b) {
  double right = std::max(a.x + a.width, b.x + b.width);
  double bottom = std::max(a.y + a.height, b.y + b.height);
  a.x = std::min(a.x, b.x);
  a.y = std::min(a.y, b.y);
  a.width = right - a.x;
  a.height = bottom - a.y;
  return a;
}

// "Nomor:674/29" as "Nomor:" and "674/29": the label must stand alone to be found. A clock's
// or an address' colon has no letters-only word before it.
void AddSplit(PageWord word, std::vector<PageWord>* words) {
  word.text = PlainMarks(word.text);
  size_t colon = word.text.find_first_of(":;");
  bool splits = colon != std::string::npos && colon >= 2 && colon + 1 < word.text.size() &&
                word.text.find("//") == std::string::npos &&
                std::all_of(word.text.begin(), word.text.begin() + static_cast<long>(colon),
                            [](unsigned char c) { return std::isalpha(c) || c == '.'; });
  if (!splits) {
    words->push_back(std::move(word));
    return;
  }
  double share = static_cast<double>(colon + 1) / static_cast<double>(word.text.size());
  PageWord rest = word;
  rest.text = word.text.substr(colon + 1);
  rest.box.x += word.box.width * share;
  rest.box.width *= 1 - share;
  word.text.resize(colon + 1);
  word.box.width *= share;
  words->push_back(std::move(word));
  words->push_back(std::move(rest));
}

std::vector<PageWord> CleanWords(const PageReading& reading) {
  std::vector<PageWord> words;
  for (const PageWord& word : reading.words) {
    if (!Trimmed(word.text).empty() && word.box.width > 0 && word.box.height > 0) {
      AddSplit(word, &words);
    }
  }
  std::stable_sort(words.begin(), words.end(), [](const PageWord& a, const PageWord& b) {
    return std::pair(a.line, a.box.x) < std::pair(b.line, b.box.x);
  });
  return words;
}

// Lines as the reader found them, parted where a column ends.
std::vector<Run> Runs(const std::vector<PageWord>& words) {
  std::vector<Run> runs;
  for (const PageWord& word : words) {
    bool goes_on = !runs.empty() && runs.back().words.back().line == word.line &&
                   word.box.x - runs.back().right() < kColumnGap;
    if (!goes_on) runs.emplace_back();
    runs.back().words.push_back(word);
  }
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Run& a, const Run& b) { return a.middle() < b.middle(); });
  return runs;
}

std::optional<Label> LabelOf(const std::string& text) {
  std::string word = LookAlikes(text);
  auto is = [&](std::string_view label) { return MayBe(word, label); };
  if (word == "no" || word == "nomer" || is("nomor")) return Label::kNumber;
  if (is("sifat") || is("derajat")) return Label::kUrgency;
  if (word == "lamp" || word == "larnp" || is("lampiran")) return Label::kAttachments;
  if (is("hal") || is("perihal") || is("prihal")) return Label::kSubject;
  if (word == "tgl" || is("tanggal")) return Label::kDate;
  if (is("dari")) return Label::kSender;
  return std::nullopt;
}

bool IsExactLabel(const std::string& text) {
  static const std::set<std::string> kExact = {"nomor", "no",      "sifat", "lampiran", "lamp",
                                               "hal",   "perihal", "tgl",   "tanggal",  "dari"};
  return kExact.count(LettersAndDigits(text)) > 0;
}

bool IsSeparator(const PageWord& word) {
  return word.text.find_first_not_of(":;.,-_=|~'\"*+") == std::string::npos;
}

struct LabelSeen {
  Label label;
  PageWord word;
  bool separator;
};

// A label begins a run; marks that reading made of dirt may stand before it.
std::vector<LabelSeen> LabelsIn(const std::vector<Run>& runs, double until) {
  std::vector<LabelSeen> seen;
  for (const Run& run : runs) {
    if (run.middle() > until) break;
    auto first = std::find_if(run.words.begin(), run.words.end(), HasContent);
    if (first == run.words.end()) continue;
    std::optional<Label> label = LabelOf(first->text);
    if (!label) continue;
    auto next = first + 1;
    bool separator =
        first->text.find_first_of(":;") != std::string::npos ||
        (next != run.words.end() && std::string(":;-=").find(next->text[0]) != std::string::npos);
    seen.push_back({*label, *first, separator});
  }
  return seen;
}

// The column with most different labels, each at its first place from the top.
std::vector<LabelSeen> BlockOf(const std::vector<LabelSeen>& seen) {
  std::vector<LabelSeen> best;
  for (const LabelSeen& start : seen) {
    std::vector<LabelSeen> block;
    std::set<Label> have;
    for (const LabelSeen& other : seen) {
      bool same_column = std::abs(other.word.box.x - start.word.box.x) < kSameColumn;
      if (same_column && have.insert(other.label).second) block.push_back(other);
    }
    if (block.size() > best.size()) best = std::move(block);
  }
  // A lone label may be a word of the text: its colon must show that it is none.
  if (best.size() == 1 && !best[0].separator) best.clear();
  return best;
}

bool BeginsBody(const Run& run) {
  static constexpr std::string_view kSalutations[] = {
      "dengan hormat", "assalamu",      "salam sejahtera", "menindaklanjuti",
      "sehubungan",    "bersama ini",   "berdasarkan",     "dalam rangka",
      "yang bertanda", "om swastiastu", "memperhatikan",   "dengan ini",
      "mempedomani",   "merujuk",       "menunjuk",        "disampaikan dengan"};
  std::string text = Join(PlainWords(run.Text()), " ");
  for (std::string_view salutation : kSalutations) {
    if (text.rfind(salutation, 0) == 0) return true;
    std::string_view head = std::string_view(text).substr(0, salutation.size());
    if (head.size() == salutation.size() && EditDistance(head, salutation) <= 1) return true;
  }
  return false;
}

double BodyTop(const std::vector<Run>& runs, double height) {
  for (const Run& run : runs) {
    // A letterhead's motto does not begin a body.
    if (run.middle() > 0.12 * height && BeginsBody(run)) return run.Place().y;
  }
  return kAssumedBody * height;
}

bool IsHonoured(const std::string& text) {
  std::string word = LookAlikes(text);
  return word == "yth" || word == "ylh" || word == "vth" || word == "ytn" || word == "yih";
}

// Where an addressee at the right begins: "Kepada" or "Yth." in the right half.
double AddresseeLeft(const std::vector<Run>& runs, double body_top, double width) {
  double left = width;
  for (const Run& run : runs) {
    if (run.middle() > body_top) break;
    for (size_t i = 0; i < run.words.size(); ++i) {
      const PageWord& word = run.words[i];
      if (word.box.x < 0.4 * width) continue;
      bool last = i + 1 == run.words.size() || IsHonoured(run.words[i + 1].text);
      bool to = word.text[0] == 'K' && MayBe(word.text, "kepada") && last;
      if (to || IsHonoured(word.text)) left = std::min(left, word.box.x - 1.5);
    }
  }
  return left;
}

// Takes the separator off the front of a value: everything up to a colon, or a lone mark.
void DropSeparator(Run* run) {
  std::vector<PageWord>& words = run->words;
  size_t colon = 0;
  while (colon < words.size() && IsSeparator(words[colon])) {
    if (words[colon].text.find_first_of(":;") != std::string::npos) break;
    ++colon;
  }
  bool has_colon = colon < words.size() && IsSeparator(words[colon]);
  if (has_colon) {
    words.erase(words.begin(), words.begin() + static_cast<long>(colon) + 1);
  } else if (words.size() > 1 && IsSeparator(words[0])) {
    words.erase(words.begin());
  }
  if (words.empty()) return;
  size_t begin = words[0].text.find_first_not_of(":;=");
  if (begin != std::string::npos && begin > 0) words[0].text.erase(0, begin);
}

// The value ends where a column ends.
void CutAtGap(Run* run) {
  for (size_t i = 1; i < run->words.size(); ++i) {
    if (run->words[i].box.x - Right(run->words[i - 1]) < kColumnGap) continue;
    run->words.resize(i);
    return;
  }
}

Run ValueBeside(const LetterLayout& layout, const LabelSeen& label) {
  Run row = RowAt(layout.runs, Middle(label.word), Right(label.word) - 0.5, layout.addressee_left);
  if (row.empty() || row.left() - Right(label.word) > kLabelGap) return {};
  bool colon_in_label = label.word.text.find_first_of(":;") != std::string::npos;
  if (!colon_in_label) DropSeparator(&row);
  CutAtGap(&row);
  return row;
}

bool EndsSubject(const Run& row) {
  const std::string& first = row.words.front().text;
  return MayBe(first, "kepada") || IsHonoured(first) || BeginsBody(row) ||
         LettersAndDigits(first) == "di" || LabelOf(first).has_value();
}

bool LooksUnfinished(const Run& row) {
  static const std::set<std::string> kJoining = {
      "dan", "untuk", "pada", "di", "ke", "dari", "dalam", "atas", "sub", "tentang", "dengan"};
  const std::string& last = row.words.back().text;
  return last.back() == ',' || last.back() == '-' || kJoining.count(LettersAndDigits(last)) > 0;
}

// The wrapped lines below a value, in its column; they stand further right than the labels unless
// the line above cannot be its end.
void AddWrappedLines(const LetterLayout& layout, Labelled* value) {
  double indent = value->label.x + std::max(6.0, 0.5 * (value->lines[0].left() - value->label.x));
  while (value->lines.size() < 5) {
    const Run& above = value->lines.back();
    double middle = above.middle();
    double next = 0;
    for (const Run& run : layout.runs) {
      if (run.left() < layout.addressee_left && run.middle() > middle + 2.2) {
        next = run.middle();
        break;
      }
    }
    if (next == 0 || next - middle > kLinePitch || next > layout.body_top) return;
    Run row = RowAt(layout.runs, next, 0, layout.addressee_left);
    if (row.empty()) return;
    CutAtGap(&row);
    bool in_column = row.left() > indent || LooksUnfinished(above);
    if (!in_column || EndsSubject(row)) return;
    value->lines.push_back(std::move(row));
  }
}

Labelled ValueOf(const LetterLayout& layout, const LabelSeen& label) {
  Labelled value;
  value.label = label.word.box;
  value.exact = IsExactLabel(label.word.text);
  value.separator = label.separator;
  Run beside = ValueBeside(layout, label);
  if (beside.empty()) return value;
  value.lines.push_back(std::move(beside));
  if (label.label == Label::kSubject) AddWrappedLines(layout, &value);
  return value;
}

}  // namespace

std::string Run::Text() const {
  std::string text;
  for (const PageWord& word : words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

Box Run::Place() const {
  if (words.empty()) return {};
  Box place = words[0].box;
  for (const PageWord& word : words) place = Around(place, word.box);
  return place;
}

double Run::Confidence() const {
  double worst = 1;
  bool any = false;
  for (const PageWord& word : words) {
    if (!HasContent(word) && words.size() > 1) continue;
    worst = std::min(worst, word.confidence);
    any = true;
  }
  return any ? worst : 0;
}

double Run::middle() const {
  double sum = 0;
  for (const PageWord& word : words) sum += Middle(word);
  return words.empty() ? 0 : sum / static_cast<double>(words.size());
}

std::string Labelled::Text() const {
  std::string text;
  for (const Run& line : lines) text += (text.empty() ? "" : "\n") + line.Text();
  return text;
}

Box Labelled::Place() const {
  if (lines.empty()) return label;
  Box place = lines[0].Place();
  for (const Run& line : lines) place = Around(place, line.Place());
  return place;
}

double Labelled::Confidence() const {
  if (lines.empty()) return 0;
  double worst = 1;
  for (const Run& line : lines) worst = std::min(worst, line.Confidence());
  return worst;
}

const Labelled* LetterLayout::Find(Label label) const {
  auto found = labels.find(label);
  return found == labels.end() || found->second.lines.empty() ? nullptr : &found->second;
}

Run RowAt(const std::vector<Run>& runs, double middle, double left, double right) {
  Run row;
  for (const Run& run : runs) {
    for (const PageWord& word : run.words) {
      double slack = std::clamp(0.5 * word.box.height, 1.2, 2.2);
      bool on_row = std::abs(Middle(word) - middle) <= slack;
      if (on_row && word.box.x >= left && word.box.x < right) row.words.push_back(word);
    }
  }
  std::stable_sort(row.words.begin(), row.words.end(),
                   [](const PageWord& a, const PageWord& b) { return a.box.x < b.box.x; });
  return row;
}

LetterLayout LayOut(const PageReading& reading, int page) {
  LetterLayout layout;
  layout.page = page;
  layout.runs = Runs(CleanWords(reading));
  layout.width = reading.view.width;
  layout.height = reading.view.height;
  for (const Run& run : layout.runs) {  // a view without its size: as large as what stands on it
    if (reading.view.width <= 0) layout.width = std::max(layout.width, run.right() + 20);
    if (reading.view.height <= 0) layout.height = std::max(layout.height, run.middle() + 20);
  }
  layout.body_top = BodyTop(layout.runs, layout.height);
  layout.block_top = layout.body_top;
  layout.addressee_left = AddresseeLeft(layout.runs, layout.body_top, layout.width);
  for (const LabelSeen& label : BlockOf(LabelsIn(layout.runs, layout.body_top))) {
    layout.labels[label.label] = ValueOf(layout, label);
    layout.block_top = std::min(layout.block_top, label.word.box.y);
  }
  return layout;
}

std::vector<Labelled> NumbersOn(const LetterLayout& layout) {
  std::vector<Labelled> numbers;
  for (const LabelSeen& seen : LabelsIn(layout.runs, 0.4 * layout.height)) {
    if (seen.label != Label::kNumber || !seen.separator) continue;
    Labelled value = ValueOf(layout, seen);
    if (!value.lines.empty()) numbers.push_back(std::move(value));
  }
  return numbers;
}

}  // namespace piket
