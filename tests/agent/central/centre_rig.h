// A centre for tests: real journal, authority and keys in a temporary folder, a clock that stands
// still; and posts that ask, as values.
#ifndef PIKET_TESTS_AGENT_CENTRAL_CENTRE_RIG_H_
#define PIKET_TESTS_AGENT_CENTRAL_CENTRE_RIG_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "agent/central/admit.h"
#include "agent/core/file.h"
#include "tests/fakes/fake_clock.h"

namespace piket {

// A post that wants to join: its journal's key and the key of its connections.
struct Joiner {
  std::string code = "L2";
  std::unique_ptr<SigningKey> journal_key = std::move(*SigningKey::Generate());
  std::unique_ptr<SigningKey> line_key = std::move(*SigningKey::Generate());
  std::string request = *MakeRequest(*line_key, code);

  EnrolRequest Asks(const std::string& token) const {
    EnrolRequest asks;
    asks.token = token;
    asks.code = code;
    asks.roles = {"desk"};
    asks.request = request;
    asks.public_key = journal_key->PublicPem();
    asks.signature = Hex(*journal_key->Sign(Sha256(token + request)));
    return asks;
  }
};

class CentreTest : public testing::Test {
 protected:
  // Where TLS judges dates the centre's clock begins at the machine's.
  void UseMachineTime() { clock_.Set(SystemClock().Now()); }
  void SetUp() override {
    database_ = std::move(*Database::Open(folder_.path() / "piket.db", Durability::kCentre));
    KindTable kinds;
    AddPostKinds(kinds);
    journal_ = std::move(*Journal::Open(*database_, clock_, kinds, "P1"));
    key_ = std::move(*SigningKey::Generate());
    authority_ = std::move(*Authority::Open(folder_.path() / "keys", "Dinas", clock_));
    settings_.data = folder_.path();
    blobs_ = std::make_unique<Blobs>(*Blobs::Open(folder_.path() / "blobs"));
    centre_ = std::make_unique<Centre>(
        Centre{*journal_, *blobs_, *key_, *authority_, settings_, folder_.path() / "letter-keys",
               Json::array({{{"id", "1"}, {"secret", std::string(64, 'a')}}}), "localhost:8471"});
  }

  std::string TokenFor(const std::string& code, bool replaces = false) {
    auto invitation = Invite(*centre_, {code, {"desk"}, 15, replaces}, "admin");
    EXPECT_TRUE(invitation) << invitation.error().detail;
    return invitation ? invitation->token : "";
  }
  // Invited, asked, accepted: the certificate.
  CertificateFacts Joined(const Joiner& post, bool replaces = false) {
    const std::string token = TokenFor(post.code, replaces);
    EXPECT_TRUE(Asked(*centre_, post.Asks(token)));
    EXPECT_TRUE(Accept(*centre_, post.code, "admin"));
    auto answer = Asked(*centre_, post.Asks(token));
    EXPECT_TRUE(answer);
    return *ReadCertificate(answer->certificate);
  }
  PostRecord PostOf(const std::string& code) {
    return *database_->Read([&](Database& db) { return FindPost(db, code); });
  }
  int64_t Entries(const std::string& kind) {
    return database_
        ->Read([&](Database& db) {
          return db.Ask("SELECT count(*) AS n FROM entry WHERE kind=?", {kind});
        })
        ->front()
        .Integer("n");
  }
  template <class T>
  static std::string FaultOf(const Result<T>& result) {
    return result ? "" : std::string(Word(result.error().fault));
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  Settings settings_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<SigningKey> key_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Blobs> blobs_;
  std::unique_ptr<Centre> centre_;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_CENTRAL_CENTRE_RIG_H_
