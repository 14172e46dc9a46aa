#include "agent/paper/paper_code.h"

#include <gtest/gtest.h>

#include "agent/core/crypto.h"

namespace piket {
namespace {

PaperCode SheetCode() {
  return {PaperKind::kDispositionSheet, "L1", NewId(SystemClock().Now()), 2, ""};
}
PaperKey Key(const std::string& id) { return {id, RandomBytes(32)}; }

TEST(PaperCode, SurvivesTheWayOverPaper) {
  PaperKey old_key = Key("1"), key = Key("2");
  PaperCode code = SheetCode();
  auto text = MakePaperCode(code, key);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->substr(0, 9), "PK1/D/L1/");
  auto read = ReadPaperCode(" " + *text + "\n", {old_key, key});
  ASSERT_TRUE(read.ok()) << read.error().detail;
  EXPECT_EQ(read->kind, code.kind);
  EXPECT_EQ(read->post, "L1");
  EXPECT_EQ(read->id, code.id);
  EXPECT_EQ(read->copy, 2);
  EXPECT_EQ(read->key_id, "2");
}

TEST(PaperCode, UsesOnlyCharactersOfTheQrAlphanumericSet) {
  auto text = MakePaperCode(SheetCode(), Key("A1"));
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"),
            std::string::npos);
  EXPECT_EQ(text->size() - text->rfind('/') - 1, 16u);
}

TEST(PaperCode, IsRefusedWhenAnyCharacterWasChanged) {
  PaperKey key = Key("1");
  auto text = MakePaperCode(SheetCode(), key);
  ASSERT_TRUE(text.ok());
  for (size_t i = 0; i < text->size(); ++i) {
    std::string changed = *text;
    changed[i] = changed[i] == '7' ? '8' : '7';
    auto read = ReadPaperCode(changed, {key});
    ASSERT_FALSE(read.ok()) << changed;
    EXPECT_EQ(read.error().fault, Fault::kBadCode);
  }
}

TEST(PaperCode, IsRefusedWhenForeign) {
  PaperKey key = Key("1");
  auto text = MakePaperCode(SheetCode(), key);
  ASSERT_TRUE(text.ok());
  EXPECT_FALSE(ReadPaperCode(*text, {}).ok());
  EXPECT_FALSE(ReadPaperCode(*text, {Key("1")}).ok());
  for (const char* foreign : {"", "/", "//////", "https://example.id/x", "PK2/D/L1/x/1/1/y"}) {
    EXPECT_FALSE(ReadPaperCode(foreign, {key}).ok()) << foreign;
  }
}

TEST(PaperCode, IsNotMadeForAPostThatCannotStandInIt) {
  PaperCode code = SheetCode();
  for (const char* post : {"", "l1", "L/1", "LOKET-UTAMA-SEKALI"}) {
    code.post = post;
    auto text = MakePaperCode(code, Key("1"));
    ASSERT_FALSE(text.ok()) << post;
    EXPECT_EQ(text.error().fault, Fault::kConfiguration);
  }
}

}  // namespace
}  // namespace piket
