#include "agent/letters/number_floor.h"

#include "agent/core/log.h"

namespace piket {
namespace {

constexpr int64_t kMostNumber = 999999;

Result<void> ApplyFloored(Database& db, const Entry& entry) {
  const Json books = entry.body.value("books", Json::array());
  for (const Json& book : books) {
    auto done = db.Run(
        "INSERT INTO book VALUES (?1,?2,1,?3) ON CONFLICT (book, year) DO UPDATE SET "
        "last=max(last, excluded.last)",
        {TextOr(book, "book"), IntegerOr(book, "year"), IntegerOr(book, "last")});
    if (!done) return done;
  }
  return {};
}

// The newest entry of this post about its numbers; nullopt when there is none.
Result<std::optional<Entry>> Newest(Database& db, const std::string& post) {
  auto rows = db.Ask(
      "SELECT e.* FROM entry e JOIN arrival a USING (post, epoch, seq) WHERE e.subject=? AND "
      "e.post=? ORDER BY a.n DESC LIMIT 1",
      {NumbersSubject(post), post});
  if (!rows) return rows.error();
  if (rows->empty()) return std::optional<Entry>();
  return std::optional(EntryFromRow(rows->front()));
}

}  // namespace

Json ToJson(const NumberFloor& floor) {
  Json books = Json::array();
  for (const AgendaBook& book : floor.books) {
    books.push_back({{"book", book.book}, {"year", book.year}, {"last", book.last}});
  }
  return {{"receipt", floor.receipt}, {"books", books}};
}

Result<NumberFloor> NumberFloorFromJson(const Json& json) {
  const Error wrong{Fault::kBadRequest, "numbers"};
  auto fits = [](int64_t number) { return number >= 0 && number <= kMostNumber; };
  if (!json.is_object() || !fits(IntegerOr(json, "receipt"))) return wrong;
  NumberFloor floor;
  floor.receipt = static_cast<int>(IntegerOr(json, "receipt"));
  for (const Json& each : json.value("books", Json::array())) {
    AgendaBook book;
    book.book = TextOr(each, "book");
    const int64_t year = IntegerOr(each, "year");
    const int64_t last = IntegerOr(each, "last", -1);
    if (book.book.empty() || year < 2000 || year > 2200 || !fits(last)) return wrong;
    book.year = static_cast<int>(year);
    book.last = static_cast<int>(last);
    floor.books.push_back(book);
  }
  return floor;
}

void AddNumberKinds(KindTable& kinds) {
  Apply nothing = [](Database&, const Entry&) { return Result<void>(); };
  kinds["numbers.held"] = {1, nothing};
  kinds["numbers.floored"] = {1, ApplyFloored};
}

std::string NumbersSubject(const std::string& post) { return "numbers/" + post; }

Result<bool> AreNumbersHeld(Database& db, const std::string& post) {
  auto newest = Newest(db, post);
  if (!newest) return newest.error();
  return *newest && (*newest)->kind == "numbers.held";
}

Result<int> ReceiptFloor(Database& db, const std::string& post) {
  auto rows = db.Ask(
      "SELECT ifnull(max(json_extract(body,'$.receipt')),0) AS last FROM entry WHERE subject=? AND "
      "post=? AND kind='numbers.floored'",
      {NumbersSubject(post), post});
  if (!rows) return rows.error();
  return static_cast<int>(rows->front().Integer("last"));
}

Result<void> HoldNumbers(Journal& journal, Database& db) {
  auto held =
      journal.Append(db, {"numbers.held", "piket", NumbersSubject(journal.post()), Json::object()});
  return held ? Result<void>() : held.error();
}

Result<bool> SetNumberFloor(Journal& journal, const NumberFloor& floor, const std::string& author) {
  // Said at every hello, and nearly never needed.
  auto waits =
      journal.database().Read([&](Database& db) { return AreNumbersHeld(db, journal.post()); });
  if (!waits || !*waits) return waits;
  return journal.Write<bool>([&](Database& db) -> Result<bool> {
    auto held = AreNumbersHeld(db, journal.post());
    if (!held || !*held) return held;
    auto set = journal.Append(
        db, {"numbers.floored", author, NumbersSubject(journal.post()), ToJson(floor)});
    if (!set) return set.error();
    LogLine("numbers go on", {{"receipt", std::to_string(floor.receipt)}, {"by", author}});
    return true;
  });
}

}  // namespace piket
