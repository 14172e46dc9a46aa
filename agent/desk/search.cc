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
    std::string term = "\"" + word + "\"*";
    terms.push_back(stem == LowerAscii(word) ? term : "(" + term + " OR \"" + stem + "\"*)");
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

// Whether more than `most` rows come of `rows`; counts no further.
Result<bool> AreMoreThan(Database& db, int64_t most, const std::string& rows,
                         const std::string& value) {
  auto count = db.Ask("SELECT count(*) AS n FROM (" + rows + " LIMIT ?)", {value, most + 1});
  if (!count) return count.error();
  return count->front().Integer("n") > most;
}

// The condition that leaves a scope's letters among the hits, "" for all. Its value is the scope's
// positions. Few letters are listed once; of many the next hit is most likely one, so each is
// looked up as it comes.
Result<std::string> ScopeCondition(Database& db, const LetterScope& scope) {
  constexpr int64_t kListed = 5000;
  if (scope.all) return std::string();
  const std::string positions = "(SELECT value FROM json_each(?))";
  auto many = AreMoreThan(db, kListed, "SELECT 1 FROM letter_reach WHERE position IN " + positions,
                          scope.PositionsText());
  if (!many) return many.error();
  if (*many) {
    return " AND EXISTS (SELECT 1 FROM letter_reach r WHERE r.letter=local_search.letter AND "
           "r.position IN " +
           positions + ")";
  }
  // The plus keeps the index from being asked for one row after the other.
  return " AND +rowid IN (SELECT i.row FROM letter_reach r CROSS JOIN local_indexed i ON "
         "i.letter=r.letter WHERE r.position IN " +
         positions + ")";
}

// Letter and text of the hits. The best stand first; of so many that no order by words helps, the
// newest, as ranking reads every one of them.
Result<Rows> Hits(Database& db, const std::string& question, const LetterScope& scope, int from,
                  int limit) {
  constexpr int64_t kRanked = 2000;
  const std::string hits = " FROM local_search WHERE local_search MATCH ?";
  auto many = AreMoreThan(db, kRanked, "SELECT 1" + hits, question);
  if (!many) return many.error();
  auto within = ScopeCondition(db, scope);
  if (!within) return within.error();
  std::vector<SqlValue> values = {question};
  if (!scope.all) values.emplace_back(scope.PositionsText());
  values.insert(values.end(), {int64_t{limit}, int64_t{from}});
  auto found =
      db.Ask("SELECT rowid AS row" + hits + *within + " ORDER BY " +
                 (*many ? "rowid DESC" : "bm25(local_search, 0, 5, 2, 1)") + " LIMIT ? OFFSET ?",
             values);
  if (!found) return found.error();
  Json list = Json::array();
  for (const Row& row : *found) list.push_back(row.Integer("row"));
  return db.Ask(
      "SELECT s.letter, s.text FROM json_each(?) h CROSS JOIN local_search s ON s.rowid=h.value "
      "ORDER BY h.key",
      {CanonicalText(list)});
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
    auto rows = Hits(db, question, scope, from, limit);
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
