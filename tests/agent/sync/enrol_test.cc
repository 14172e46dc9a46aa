#include "agent/sync/enrol.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "agent/core/id.h"
#include "agent/core/text.h"

namespace piket {
namespace {

Invitation Some() {
  return {"pusat-kota.example.go.id:8471", Hex(Sha256("authority")), Base32(RandomBytes(16))};
}

TEST(Invitation, ComesBackFromItsTextHoweverItIsTyped) {
  const Invitation some = Some();
  const std::string text = InvitationText(some);
  for (const std::string& typed : {text, LowerAscii(text), "  " + text + "\n",
                                   text.substr(0, 40) + " \n " + text.substr(40)}) {
    auto read = ReadInvitation(typed);
    ASSERT_TRUE(read) << typed;
    EXPECT_EQ(read->centre, some.centre);
    EXPECT_EQ(read->fingerprint, some.fingerprint);
    EXPECT_EQ(read->token, some.token);
  }
}

TEST(Invitation, NoticesEveryWrongCharacter) {
  const std::string text = InvitationText(Some());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string wrong = text;
    wrong[i] = wrong[i] == '7' ? '3' : '7';
    auto read = ReadInvitation(wrong);
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(read.error().fault, Fault::kBadCode);
    wrong.erase(i);
    EXPECT_FALSE(ReadInvitation(wrong));
  }
}

TEST(Invitation, RefusesAnythingElse) {
  for (const std::string& text : {std::string(), std::string("PIKET1"), std::string("PIKET1----"),
                                  std::string("PIKET1-a-b-c-d"), std::string(100000, '-'),
                                  std::string("\0\xff-\xfe-", 5), RandomBytes(300)}) {
    auto read = ReadInvitation(text);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::kBadCode);
  }
}

TEST(Membership, IsReadAsItWasWritten) {
  TemporaryFolder folder;
  EXPECT_EQ(ReadMembership(folder.path()).error().fault, Fault::kNotFound);
  Membership written{"pusat.example:8471",     "pusat.example", "L2", "authority", "P1", "key",
                     {"certificate", "secret"}};
  ASSERT_TRUE(WriteMembership(folder.path(), written));
  auto read = ReadMembership(folder.path());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->centre, "pusat.example:8471");
  EXPECT_EQ(read->post, "L2");
  EXPECT_EQ(read->identity.key, "secret");
  auto mode = std::filesystem::status(folder.path() / "centre" / "membership.json").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read);
}

}  // namespace
}  // namespace piket
