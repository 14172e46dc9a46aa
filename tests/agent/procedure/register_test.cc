#include "agent/procedure/register.h"

#include <gtest/gtest.h>

#include "agent/core/file.h"
#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

class RegisterTest : public testing::Test {
 protected:
  void SetUp() override {
    database_ = *Database::Open(folder_.path() / "piket.db", Durability::kCentre);
    KindTable kinds;
    AddRegisterKinds(kinds);
    journal_ = *Journal::Open(*database_, clock_, kinds, "K1");
  }
  void Append(const NewEntry& entry) {
    auto done = journal_->AppendAlone(entry);
    ASSERT_TRUE(done) << done.error().detail;
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(RegisterTest, KeepsTheLastWordOnEveryRow) {
  Append(AddressEntry({.ip = "203.0.113.10"}, "noc"));
  Append(AddressEntry({.ip = "203.0.113.11"}, "noc"));
  Append(AddressEntry({.ip = "203.0.113.10", .state = "dipesan", .case_id = "case-1"}, "kabid"));
  Append(SubdomainEntry({.name = "arsip.tarakankota.go.id",
                         .target = "203.0.113.10",
                         .owner = "Dinas Arsip",
                         .case_id = "case-1"},
                        "noc"));
  Append(ServerEntry({.name = "host-1", .ip = "10.0.0.5", .disk_gb = 2000, .disk_used_gb = 700},
                     "noc"));
  database_->Read([](Database& db) {
    EXPECT_EQ(Addresses(db)->size(), 2u);
    EXPECT_EQ(Addresses(db, "bebas")->size(), 1u);
    EXPECT_EQ(AddressesOfCase(db, "case-1")->front().officer, "kabid");
    EXPECT_EQ(SubdomainsOfCase(db, "case-1")->front().owner, "Dinas Arsip");
    EXPECT_EQ((*FindSubdomain(db, "arsip.tarakankota.go.id"))->target, "203.0.113.10");
    EXPECT_FALSE(FindAddress(db, "203.0.113.99")->has_value());
    EXPECT_EQ(HostingServers(db)->front().disk_used_gb, 700);
  });
  EXPECT_TRUE(journal_->Replay()->empty());
}

TEST_F(RegisterTest, TakesOnlyPublicAddressesInTheirUsualForm) {
  for (const char* right : {"203.0.113.10", "8.8.8.8", "2001:db8::1"}) {
    EXPECT_TRUE(WrongFields(PublicAddress{.ip = right}).empty()) << right;
  }
  for (const char* wrong : {"", "203.0.113", "203.0.113.256", "0203.0.113.1", " 203.0.113.1",
                            "10.1.2.3", "192.168.1.1", "127.0.0.1", "224.0.0.1", "0.0.0.0",
                            "255.255.255.255", "2001:DB8::1", "::1", "fe80::1", "x"}) {
    EXPECT_EQ(WrongFields(PublicAddress{.ip = wrong}), std::vector<std::string>{"ip"}) << wrong;
  }
  EXPECT_EQ(WrongFields(PublicAddress{.ip = "203.0.113.1", .state = "dipesan"}),
            std::vector<std::string>{"note"});
}

TEST_F(RegisterTest, TakesOnlyHostNames) {
  for (const char* right :
       {"arsip.tarakankota.go.id", "a.b", "xn--bcher-kva.example", "3d.go.id"}) {
    EXPECT_TRUE(IsHostName(right)) << right;
  }
  for (const std::string& wrong :
       {std::string(), std::string("arsip"), std::string("Arsip.go.id"), std::string("-a.go.id"),
        std::string("a-.go.id"), std::string("a..id"), std::string("a_b.go.id"),
        std::string("bücher.id"), std::string("203.0.113.10"), std::string(64, 'a') + ".id",
        std::string("a.id.")}) {
    EXPECT_FALSE(IsHostName(wrong)) << wrong;
  }
  Subdomain subdomain{.name = "arsip.tarakankota.go.id", .owner = "Dinas Arsip"};
  EXPECT_EQ(WrongFields(subdomain), std::vector<std::string>{"target"});
  subdomain.state = "diminta";
  EXPECT_TRUE(WrongFields(subdomain).empty());
}

}  // namespace
}  // namespace piket
