#include "agent/desk/search.h"

#include "tests/agent/desk/desk_rig.h"

namespace piket {
namespace {

class Searching : public DeskTest {
 protected:
  using Ids = std::vector<Id>;

  void Do(const std::string& sql, const std::vector<SqlValue>& values) {
    auto done = database_->Write<void>([&](Database& db) { return db.Run(sql, values); });
    ASSERT_TRUE(done) << done.error().detail;
  }
  // A letter whose index says this.
  Id AddLetter(const std::string& particulars, const std::string& text = "") {
    auto letter = EnterOne(std::to_string(++letters_));
    EXPECT_TRUE(letter);
    Do("INSERT INTO local_search (letter, particulars, text, stems) VALUES (?,?,?,'')",
       {letter->id, particulars, text});
    Do("INSERT INTO local_indexed VALUES (?, (SELECT max(rowid) FROM local_search), 1, '', '')",
       {letter->id});
    return letter->id;
  }
  // As many other hits, older than all that is added later.
  void AddHits(int count, const std::string& text) {
    Do("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?) INSERT INTO "
       "local_search (letter, particulars, text, stems) SELECT 'other-'||i, '', ?, '' FROM n",
       {int64_t{count}, text});
  }
  void HandOn(const std::string& letter, const std::string& position) {
    Do("INSERT INTO letter_reach VALUES (?,?,0)", {letter, position});
  }
  Ids Found(const std::string& words, const LetterScope& scope = {}, int from = 0, int limit = 2) {
    auto found = Search(*desk_, words, from, limit, scope);
    EXPECT_TRUE(found) << found.error().detail;
    Ids ids;
    for (const auto& each : *found) ids.push_back(each.letter.id);
    return ids;
  }

  int letters_ = 0;
};

TEST_F(Searching, PutsTheBestOfFewHitsFirst) {
  Id in_subject = AddLetter("pemasangan jaringan", "kami sampaikan");
  Id in_text = AddLetter("undangan rapat", "mengenai jaringan dan lain sebagainya");
  Id without = AddLetter("undangan rapat", "mengenai anggaran");
  EXPECT_EQ(Found("jaringan"), (Ids{in_subject, in_text}));
  EXPECT_EQ(Found("jaringan", {}, 1), Ids{in_text});
  EXPECT_EQ(Found("anggaran"), Ids{without});
}

TEST_F(Searching, PutsTheNewestOfManyHitsFirst) {
  AddHits(2000, "jaringan");
  Id in_subject = AddLetter("jaringan jaringan", "jaringan");
  Id newest = AddLetter("undangan rapat", "mengenai jaringan dan lain sebagainya");
  EXPECT_EQ(Found("jaringan"), (Ids{newest, in_subject}));
  EXPECT_EQ(Found("jaringan", {}, 1, 1), Ids{in_subject});
}

TEST_F(Searching, R12ShowsABranchOnlyWhatReachedIt) {
  Id reached = AddLetter("jaringan");
  Id other = AddLetter("jaringan");
  HandOn(reached, "staf");
  HandOn(other, "kabid-statistik");
  EXPECT_EQ(Found("jaringan", {false, {"kabid-aplikasi", "staf"}}), Ids{reached});
  EXPECT_EQ(Found("jaringan", {false, {"kabid-statistik", "staf"}}, 0, 3).size(), 2u);
  EXPECT_EQ(Found("jaringan", {false, {}}), Ids{});
}

TEST_F(Searching, R12ShowsABranchOfManyLettersOnlyWhatReachedIt) {
  Do("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<5001) INSERT INTO "
     "letter_reach SELECT 'older-'||i, 'kabid-aplikasi', 0 FROM n",
     {});
  AddHits(2000, "jaringan");
  Id reached = AddLetter("jaringan");
  AddLetter("jaringan");
  HandOn(reached, "staf");
  EXPECT_EQ(Found("jaringan", {false, {"kabid-aplikasi", "staf"}}), Ids{reached});
  EXPECT_EQ(Found("jaringan", {false, {"staf"}}), Ids{reached});
}

TEST_F(Searching, FindsAWordByItsBeginningAndWithoutItsAffixes) {
  Id letter = AddLetter("pembuatan website");
  Do("UPDATE local_search SET stems='buat' WHERE letter=?", {letter});
  EXPECT_EQ(Found("membuat"), Ids{letter});
  EXPECT_EQ(Found("WEB"), Ids{letter});
  EXPECT_EQ(Found("\"web* OR (NOT"), Ids{});
}

}  // namespace
}  // namespace piket
