#include "agent/core/crypto.h"

#include <gtest/gtest.h>

namespace piket {
namespace {

TEST(Crypto, HashesAsFips180) {
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Crypto, AuthenticatesAsRfc4231) {
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, RefusesASealedTextWithOneChangedByte) {
  std::string key = RandomBytes(32);
  std::string sealed = Seal(key, "rahasia");
  EXPECT_EQ(*Unseal(key, sealed), "rahasia");
  sealed[14] = static_cast<char>(sealed[14] ^ 1);
  EXPECT_EQ(Unseal(key, sealed).error().fault, Fault::kBadCode);
}

TEST(SigningKey, SurvivesItsFileAndSignsWhatOthersVerify) {
  auto made = SigningKey::Generate();
  ASSERT_TRUE(made);
  auto read = SigningKey::FromPem((*made)->Pem());
  ASSERT_TRUE(read);
  Digest digest = Sha256("head");
  auto signature = (*read)->Sign(digest);
  ASSERT_TRUE(signature);
  EXPECT_TRUE(VerifySignature((*made)->PublicPem(), digest, *signature));
  EXPECT_FALSE(VerifySignature((*made)->PublicPem(), Sha256("tail"), *signature));
}

TEST(Crypto, SaysWhatIsNotHexadecimal) {
  EXPECT_EQ(*FromHex("00ff"), std::string("\0\xff", 2));
  EXPECT_FALSE(FromHex("0"));
  EXPECT_FALSE(FromHex("zz"));
}

}  // namespace
}  // namespace piket
