#include "agent/desk/search.h"

#include <algorithm>

#include "agent/core/text.h"
#include "agent/letters/batch.h"
#include "agent/paper/indonesian_stem.h"
#include "agent/paper/same_letter.h"

namespace piket {
namespace {

bool IsWordByte(char c) {
  auto byte = static_cast<unsigned char>(c);
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

// Runs of letters and digits.
std::vector<std::string> WordsOf(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text + " ") {
    if (IsWordByte(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

std::string StemsOf(const std::string& text) {
  std::string stems;
  for (const std::string& word : WordsOf(text)) {
    std::string stem = Stem(LowerAscii(word));
    if (stem != LowerAscii(word)) stems += stem + ' ';
  }
  return stems;
}

// The words around the first one asked for, hits between <b> and </b>. Begins with the text's
// beginning when only its particulars were hit.
std::string Snippet(const std::string& text, const std::vector<std::string>& asked) {
  constexpr size_t kWordsBefore = 4;
  constexpr size_t kWordsInAll = 16;
  std::vector<std::string> words = Split(text, ' ');
  auto is_hit = [&](const std::string& word) {
    for (const std::string& part : WordsOf(word)) {
      std::string stem = Stem(LowerAscii(part));
      for (const std::string& wanted : asked) {
        if (stem == wanted || LowerAscii(part).rfind(wanted, 0) == 0) return true;
      }
    }
    return false;
  };
  size_t first = 0;
  while (first < words.size() && !is_hit(words[first])) ++first;
  size_t from = first == words.size() ? 0 : first - std::min(first, kWordsBefore);
  std::vector<std::string> shown;
  for (size_t i = from; i < words.size() && shown.size() < kWordsInAll; ++i) {
    if (!words[i].empty()) shown.push_back(is_hit(words[i]) ? "<b>" + words[i] + "</b>" : words[i]);
  }
  return (from > 0 ? "… " : "") + Join(shown, " ") + " …";
}

// Each word asked for, or its stem; quoted, so nothing in it is FTS5 syntax.
std::string Question(const std::string& words) {
  std::vector<std::string> terms;
  for (const std::string& word : WordsOf(words)) {
    std::string stem = Stem(LowerAscii(word));
    terms.push_back("(\"" + word + "\"* OR \"" + stem + "\"*)");
  }
  return Join(terms, " AND ");
}

std::string ParticularsText(const Letter& letter) {
  const Particulars& p = letter.particulars;
  std::string numbers = letter.receipt_number + " " + letter.tracking_code;
  if (letter.agenda) numbers += " " + std::to_string(letter.agenda->number);
  if (IsConfidential(p)) return numbers;
  return Join({numbers, p.sender, p.sender_code, p.number, p.subject, p.contact, p.service,
               p.classification, p.note},
              " ");
}

Result<void> IndexLetter(Desk& desk, PageReader& reader, const Letter& letter) {
  std::string text;
  std::vector<PageReading> readings;  // of the first page with something on it
  int pages_read = 0;
  for (const Id& id : letter.pages) {
    auto page = desk.database().Read([&](Database& db) { return FindPage(db, id); });
    if (!page) return page.error();
    if (page->state == "reading") continue;
    ++pages_read;
    if (IsConfidential(letter.particulars)) continue;
    auto reading = reader.ReadingOf(*page);
    if (!reading) continue;
    if (readings.empty()) readings.push_back(*reading);
    // One line: what is shown of it is a few words.
    for (const std::string& word : Split(reading->Text(), '\n')) text += word + ' ';
  }
  std::string particulars = ParticularsText(letter);
  LetterTrace trace = TraceOf("", "", "", readings);
  return desk.database().Write<void>([&](Database& db) -> Result<void> {
    auto known = db.Ask("SELECT row FROM local_indexed WHERE letter=?", {letter.id});
    if (!known) return known.error();
    if (!known->empty()) {
      auto gone = db.Run("DELETE FROM local_search WHERE rowid=?", {known->front().Integer("row")});
      if (!gone) return gone;
    }
    auto run =
        db.Run("INSERT INTO local_search (letter, particulars, text, stems) VALUES (?,?,?,?)",
               {letter.id, particulars, text, StemsOf(particulars + " " + text)});
    if (!run) return run;
    return db.Run(
        "INSERT OR REPLACE INTO local_indexed VALUES (?, last_insert_rowid(), ?, ?, ?)",
        {letter.id, int64_t{pages_read},
         Format("%016llx", static_cast<unsigned long long>(trace.likeness)), trace.WordsText()});
  });
}

}  // namespace

Result<void> IndexNewLetters(Desk& desk, PageReader& reader) {
  auto ids = desk.database().Read([](Database& db) {
    return db.Ask(
        "SELECT l.id FROM letter l LEFT JOIN local_indexed i ON i.letter=l.id WHERE i.letter IS "
        "NULL "
        "OR i.pages < (SELECT count(*) FROM page p WHERE p.document=l.document AND p.removed=0 AND "
        "p.separator=0 AND p.state<>'reading') ORDER BY l.receipt_counter LIMIT 500");
  });
  if (!ids) return ids.error();
  for (const Row& row : *ids) {
    auto letter =
        desk.database().Read([&](Database& db) { return FindLetter(db, row.Text("id")); });
    if (!letter) return letter.error();
    if (auto indexed = IndexLetter(desk, reader, *letter); !indexed) return indexed;
  }
  return {};
}

Result<std::vector<Found>> Search(Desk& desk, const std::string& words, int from, int limit,
                                  const LetterScope& scope) {
  std::string question = Question(words);
  std::vector<Found> found;
  if (question.empty()) return found;
  std::vector<std::string> asked;
  for (const std::string& word : WordsOf(words)) {
    asked.push_back(LowerAscii(word));
    asked.push_back(Stem(LowerAscii(word)));
  }
  return desk.database().Read([&](Database& db) -> Result<std::vector<Found>> {
    auto rows = db.Ask(
        "SELECT letter, text FROM local_search WHERE local_search MATCH ? AND (? OR letter "
        "IN (SELECT letter FROM letter_reach WHERE position IN (SELECT value FROM json_each(?)))) "
        "ORDER BY bm25(local_search, 0, 5, 2, 1) LIMIT ? OFFSET ?",
        {question, int64_t{scope.all}, scope.PositionsText(), int64_t{limit}, int64_t{from}});
    if (!rows) return rows.error();
    for (const Row& row : *rows) {
      auto letter = FindLetter(db, row.Text("letter"));
      if (!letter) return letter.error();
      found.push_back({std::move(*letter), Snippet(row.Text("text"), asked)});
    }
    return found;
  });
}

}  // namespace piket
