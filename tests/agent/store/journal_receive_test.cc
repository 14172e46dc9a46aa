// Entries of other posts: chains, homes, quarantine (design.md §3).
#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "agent/store/journal.h"
#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

Result<void> WriteNote(Database& db, const Entry& entry) {
  if (TextOr(entry.body, "text") == "rusak") return Error{Fault::kBadRequest, "cannot be applied"};
  return db.Run("INSERT INTO note VALUES (?,?,?)",
                {entry.subject, entry.post, TextOr(entry.body, "text")});
}

KindTable OldKinds() {
  return {{"note.written", {1, WriteNote}},
          {"order.given", {1, WriteNote, Home::kCentre}},
          {"order.taken", {1, WriteNote}}};
}
KindTable NewKinds() {
  KindTable kinds = OldKinds();
  kinds["note.sung"] = {1, WriteNote};
  return kinds;
}

// One post's journal in a folder of its own.
struct Post {
  explicit Post(const std::string& code, KindTable kinds = OldKinds()) : code_(code) {
    Start(std::move(kinds));
  }
  void Start(KindTable kinds) {
    journal.reset();
    database.reset();
    database = std::move(*Database::Open(folder.path() / "piket.db", Durability::kPost));
    (void)database->RunScript(
        "CREATE TABLE IF NOT EXISTS note (id TEXT, post TEXT, text TEXT) STRICT");
    journal = std::move(*Journal::Open(*database, clock, std::move(kinds), code_));
  }
  Entry Write(const std::string& subject, const std::string& text,
              const std::string& kind = "note.written", const std::string& named = "") {
    auto entry = journal->Write<Entry>([&](Database& db) {
      Json body = {{"text", text}};
      if (!named.empty()) body["post"] = named;
      return journal->Append(db, {kind, "piket", subject, body});
    });
    EXPECT_TRUE(entry) << entry.error().detail;
    return entry ? *entry : Entry();
  }
  Result<Received> Receive(const Entry& entry, Chain chain = Chain::kWhole) {
    return journal->Write<Received>(
        [&](Database& db) { return journal->Receive(db, entry, chain); });
  }
  std::string Texts() {
    auto rows = database->Ask("SELECT text FROM note ORDER BY rowid");
    std::string all;
    for (const Row& row : *rows) all += row.Text("text") + " ";
    return all;
  }
  std::vector<std::string> HeldReasons() {
    auto held = database->Read([](Database& db) { return Journal::Held(db); });
    std::vector<std::string> reasons;
    for (const HeldEntry& each : *held) reasons.push_back(each.reason);
    return reasons;
  }

  std::string code_;
  TemporaryFolder folder;
  FakeClock clock;
  std::unique_ptr<Database> database;
  std::unique_ptr<Journal> journal;
};

class JournalReceive : public testing::Test {
 protected:
  Post desk{"L1"};
  Post centre{"P1"};
};

TEST_F(JournalReceive, AppliesAnotherPostsEntriesInTheirOrderAndVerifies) {
  for (const char* text : {"satu", "dua", "tiga"}) {
    EXPECT_EQ(*centre.Receive(desk.Write("a", text)), Received::kApplied);
  }
  EXPECT_EQ(centre.Texts(), "satu dua tiga ");
  EXPECT_TRUE(centre.journal->Verify().problems.empty());
}

TEST_F(JournalReceive, TakesAnEntryOnceHoweverOftenItComes) {
  Entry entry = desk.Write("a", "satu");
  EXPECT_EQ(*centre.Receive(entry), Received::kApplied);
  EXPECT_EQ(*centre.Receive(entry), Received::kKnown);
  EXPECT_EQ(*centre.Receive(*EntryFromJson(EntryJson(entry))), Received::kKnown);
  EXPECT_EQ(centre.Texts(), "satu ");
}

TEST_F(JournalReceive, WaitsForTheEntryBeforeIt) {
  Entry first = desk.Write("a", "satu");
  Entry second = desk.Write("a", "dua");
  EXPECT_EQ(centre.Receive(second).error().fault, Fault::kJournalGap);
  EXPECT_EQ(centre.Texts(), "");
  EXPECT_TRUE(centre.Receive(first));
  EXPECT_TRUE(centre.Receive(second));
}

TEST_F(JournalReceive, RefusesAChangedEntryAndAFork) {
  Entry entry = desk.Write("a", "satu");
  Entry changed = entry;
  changed.body["text"] = "lain";
  EXPECT_EQ(centre.Receive(changed).error().fault, Fault::kJournalBroken);
  ASSERT_TRUE(centre.Receive(entry));
  changed.hash = HashOf(changed);
  EXPECT_EQ(centre.Receive(changed).error().fault, Fault::kJournalForked);
  Entry follows_another = desk.Write("a", "dua");
  follows_another.prev = changed.hash;
  follows_another.hash = HashOf(follows_another);
  EXPECT_EQ(centre.Receive(follows_another).error().fault, Fault::kJournalForked);
}

TEST_F(JournalReceive, RefusesItsOwnNameFromElsewhere) {
  Entry own = centre.Write("a", "satu");
  EXPECT_EQ(centre.Receive(own).error().fault, Fault::kJournalForked);
}

TEST_F(JournalReceive, HoldsWhatItCannotApplyAndOnlyItsSubjectWaits) {
  EXPECT_EQ(*centre.Receive(desk.Write("a", "satu")), Received::kApplied);
  // The desk runs a newer release than the centre.
  desk.Start(NewKinds());
  EXPECT_EQ(*centre.Receive(desk.Write("a", "lagu", "note.sung")), Received::kHeld);
  EXPECT_EQ(*centre.Receive(desk.Write("a", "sesudahnya")), Received::kHeld);
  EXPECT_EQ(*centre.Receive(desk.Write("b", "lain")), Received::kApplied);
  EXPECT_EQ(centre.HeldReasons(), (std::vector<std::string>{"unknown_kind", "behind_another"}));
  EXPECT_TRUE(centre.journal->Verify().problems.empty());

  centre.Start(NewKinds());
  EXPECT_EQ(*centre.journal->TryHeldAgain(), 2);
  EXPECT_EQ(centre.Texts(), "satu lain lagu sesudahnya ");
  EXPECT_TRUE(centre.HeldReasons().empty());
  auto report = centre.journal->Verify();
  EXPECT_TRUE(report.problems.empty()) << report.problems.front();
}

TEST_F(JournalReceive, LeavesNothingOfAnEntryThatFailedHalfWay) {
  desk.Start({{"note.written", {1, [](Database&, const Entry&) { return Result<void>(); }}}});
  EXPECT_EQ(*centre.Receive(desk.Write("a", "rusak")), Received::kHeld);
  EXPECT_EQ(centre.HeldReasons(), (std::vector<std::string>{"bad_request"}));
  EXPECT_TRUE(centre.database->Ask("SELECT * FROM entry")->empty());
  EXPECT_TRUE(centre.database->Ask("SELECT * FROM arrival")->empty());
}

TEST_F(JournalReceive, HoldsWhatIsTheCentresToSayAndWhatIsAnotherDesks) {
  Post other{"L2"};
  EXPECT_EQ(*centre.Receive(desk.Write("a", "satu")), Received::kApplied);
  EXPECT_EQ(*centre.Receive(other.Write("a", "milik L1")), Received::kHeld);
  EXPECT_EQ(*centre.Receive(other.Write("o", "perintah", "order.given")), Received::kHeld);
  EXPECT_EQ(centre.HeldReasons(), (std::vector<std::string>{"not_its_home", "not_its_home"}));
}

TEST_F(JournalReceive, LetsTheNamedDeskTakeWhatTheCentreBegan) {
  Post other{"L2"};
  Entry given = centre.Write("o", "cetak", "order.given", "L1");
  EXPECT_EQ(*desk.Receive(given, Chain::kPicked), Received::kApplied);
  EXPECT_EQ(*centre.Receive(desk.Write("o", "dicetak", "order.taken")), Received::kApplied);
  EXPECT_EQ(*centre.Receive(other.Write("o", "dicetak juga", "order.taken")), Received::kHeld);
}

TEST_F(JournalReceive, RefusesToAppendAboutAnotherPostsSubject) {
  ASSERT_TRUE(centre.Receive(desk.Write("a", "satu")));
  auto foreign = centre.journal->AppendAlone({"note.written", "piket", "a", {{"text", "dua"}}});
  EXPECT_EQ(foreign.error().fault, Fault::kNotHere);
}

TEST(EntryFromJson, RefusesWhatIsNotAnEntry) {
  Post desk("L1");
  const Json good = EntryJson(desk.Write("a", "satu"));
  ASSERT_TRUE(EntryFromJson(good));
  for (const auto& [key, value] : good.items()) {
    Json without = good;
    without.erase(key);
    auto entry = EntryFromJson(without);
    EXPECT_TRUE(!entry || HashOf(*entry) != entry->hash) << key;
    Json wrong = good;
    wrong[key] = Json::array({1});
    EXPECT_FALSE(EntryFromJson(wrong)) << key;
  }
  EXPECT_FALSE(EntryFromJson(Json(3)));
}

}  // namespace
}  // namespace piket
