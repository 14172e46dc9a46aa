#include "agent/central/admit.h"

#include <set>

#include "tests/agent/central/centre_rig.h"

namespace piket {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::string RequestFor(const SigningKey& key) { return *MakeRequest(key, "L2"); }

class Admit : public CentreTest {};

TEST_F(Admit, LetsAPostInThatWasInvitedAskedAndWasAccepted) {
  Joiner post;
  const std::string token = TokenFor("L2");
  EXPECT_EQ(PostOf("L2").state, "diundang");
  auto asked = Asked(*centre_, post.Asks(token));
  ASSERT_TRUE(asked) << asked.error().detail;
  EXPECT_EQ(asked->state, "meminta");
  EXPECT_EQ(PostOf("L2").state, "meminta");
  EXPECT_EQ(PostOf("L2").asking->device, *DeviceOf(post.journal_key->PublicPem()));
  ASSERT_TRUE(Accept(*centre_, "L2", "admin"));
  asked = Asked(*centre_, post.Asks(token));
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->state, "diterima");
  auto facts = ReadCertificate(asked->certificate);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->name, "L2");
  EXPECT_EQ(facts->public_key, post.line_key->PublicPem());
  EXPECT_EQ(facts->not_after - clock_.Now(), hours(24 * 30));
  auto admitted = Admitted(*centre_, *facts);
  ASSERT_TRUE(admitted) << admitted.error().detail;
  EXPECT_EQ(admitted->code, "L2");
  EXPECT_TRUE(admitted->Has("desk"));
  EXPECT_EQ(admitted->public_key, post.journal_key->PublicPem());
}

TEST_F(Admit, KeepsTheTokenOutOfTheJournal) {
  const std::string token = TokenFor("L2");
  auto rows = database_->Read(
      [&](Database& db) { return db.Ask("SELECT body FROM entry WHERE kind='post.invited'"); });
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().Text("body").find(token), std::string::npos);
  EXPECT_NE(rows->front().Text("body").find(Hex(Sha256(token))), std::string::npos);
}

TEST_F(Admit, AnswersEveryWrongTokenAlike) {
  Joiner post;
  Joiner other;
  Joiner uninvited;
  uninvited.code = "L9";
  const std::string token = TokenFor("L2");
  std::vector<EnrolRequest> wrong = {post.Asks(RandomCode(26)), post.Asks(""), post.Asks("x"),
                                     uninvited.Asks(token)};
  // Somebody who has the token and not the key.
  EnrolRequest unsigned_one = post.Asks(token);
  unsigned_one.signature = Hex(*other.journal_key->Sign(Sha256(token + unsigned_one.request)));
  wrong.push_back(unsigned_one);
  std::set<std::string> answers;
  for (const EnrolRequest& request : wrong) answers.insert(FaultOf(Asked(*centre_, request)));
  // Used by another.
  ASSERT_TRUE(Asked(*centre_, post.Asks(token)));
  answers.insert(FaultOf(Asked(*centre_, other.Asks(token))));
  // Too old.
  const std::string late = TokenFor("L3");
  Joiner third;
  third.code = "L3";
  clock_.Advance(minutes(15) + std::chrono::milliseconds(1));
  answers.insert(FaultOf(Asked(*centre_, third.Asks(late))));
  EXPECT_EQ(answers, std::set<std::string>{"bad_code"});
  EXPECT_EQ(Entries("post.asked"), 1);
}

TEST_F(Admit, TakesATokenToItsLastMinute) {
  Joiner post;
  const std::string token = TokenFor("L2");
  clock_.Advance(minutes(15));
  EXPECT_TRUE(Asked(*centre_, post.Asks(token)));
}

TEST_F(Admit, ForgetsAnOlderInvitationWhenInvitingAnew) {
  Joiner post;
  const std::string old = TokenFor("L2");
  const std::string token = TokenFor("L2");
  EXPECT_EQ(FaultOf(Asked(*centre_, post.Asks(old))), "bad_code");
  EXPECT_TRUE(Asked(*centre_, post.Asks(token)));
}

TEST_F(Admit, InvitesNobodyTwiceForMoreThanAQuarterHourOrUnderTheCentresCode) {
  EXPECT_EQ(FaultOf(Invite(*centre_, {"L2", {"desk"}, 16, false}, "admin")), "bad_request");
  EXPECT_EQ(FaultOf(Invite(*centre_, {"L2", {"desk"}, 0, false}, "admin")), "bad_request");
  EXPECT_EQ(FaultOf(Invite(*centre_, {"L2", {"central"}, 15, false}, "admin")), "bad_request");
  EXPECT_EQ(FaultOf(Invite(*centre_, {"L2", {}, 15, false}, "admin")), "bad_request");
  EXPECT_EQ(FaultOf(Invite(*centre_, {"l 2", {"desk"}, 15, false}, "admin")), "bad_request");
  EXPECT_EQ(FaultOf(Invite(*centre_, {"P1", {"desk"}, 15, false}, "admin")), "conflict");
  Joined(Joiner());
  EXPECT_EQ(FaultOf(Invite(*centre_, {"L2", {"desk"}, 15, false}, "admin")), "conflict");
  EXPECT_EQ(FaultOf(Accept(*centre_, "L2", "admin")), "conflict");
  EXPECT_EQ(FaultOf(Accept(*centre_, "L8", "admin")), "not_found");
}

TEST_F(Admit, WantsTheRolesTheInvitationSays) {
  Joiner post;
  EnrolRequest asks = post.Asks(TokenFor("L2"));
  asks.roles = {"room"};
  EXPECT_EQ(FaultOf(Asked(*centre_, asks)), "bad_request");
}

TEST_F(Admit, TellsARefusedPost) {
  Joiner post;
  const std::string token = TokenFor("L2");
  ASSERT_TRUE(Asked(*centre_, post.Asks(token)));
  ASSERT_TRUE(Refuse(*centre_, "L2", "admin"));
  auto answer = Asked(*centre_, post.Asks(token));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->state, "ditolak");
  EXPECT_EQ(answer->certificate, "");
}

TEST_F(Admit, RevokesTheOldPostInTheMomentItsReplacementIsAccepted) {
  Joiner old_one;
  Joiner new_one;
  CertificateFacts before = Joined(old_one);
  const std::string token = TokenFor("L2", true);
  ASSERT_TRUE(Asked(*centre_, new_one.Asks(token)));
  EXPECT_TRUE(Admitted(*centre_, before)) << "until then it works on";
  EXPECT_EQ(PostOf("L2").state, "diterima");
  EXPECT_EQ(PostOf("L2").asking->state, "meminta");
  ASSERT_TRUE(Accept(*centre_, "L2", "admin"));
  EXPECT_EQ(FaultOf(Admitted(*centre_, before)), "post_refused");
  EXPECT_EQ(FaultOf(Renew(*centre_, before.serial, RequestFor(*old_one.line_key))), "post_refused");
  auto answer = Asked(*centre_, new_one.Asks(token));
  EXPECT_TRUE(Admitted(*centre_, *ReadCertificate(answer->certificate)));
  EXPECT_EQ(PostOf("L2").device, *DeviceOf(new_one.journal_key->PublicPem()));
}

TEST_F(Admit, RefusesARevokedPostAtItsNextRequest) {
  CertificateFacts certificate = Joined(Joiner());
  ASSERT_TRUE(Admitted(*centre_, certificate));
  EXPECT_EQ(FaultOf(Revoke(*centre_, "L2", "  ", "admin")), "reason_missing");
  ASSERT_TRUE(Revoke(*centre_, "L2", "dicuri", "admin"));
  EXPECT_EQ(FaultOf(Admitted(*centre_, certificate)), "post_refused");
  EXPECT_EQ(FaultOf(Renew(*centre_, certificate.serial, Joiner().request)), "post_refused");
  EXPECT_EQ(PostOf("L2").reason, "dicuri");
  // It can come back, invited and accepted anew.
  EXPECT_TRUE(Admitted(*centre_, Joined(Joiner())));
}

TEST_F(Admit, KnowsNobodyByACertificateItNeverGave) {
  Joined(Joiner());
  auto key = std::move(*SigningKey::Generate());
  auto stray = ReadCertificate(*authority_->CertifyPost("L2", key->PublicPem()));
  EXPECT_EQ(FaultOf(Admitted(*centre_, *stray)), "post_refused");
}

TEST_F(Admit, RenewsACertificateOnceAndTheLostAnswerAgain) {
  CertificateFacts first = Joined(Joiner());
  clock_.Advance(hours(24 * 20));
  auto key = std::move(*SigningKey::Generate());
  const std::string request = RequestFor(*key);
  auto renewed = Renew(*centre_, first.serial, request);
  ASSERT_TRUE(renewed) << renewed.error().detail;
  auto again = Renew(*centre_, first.serial, request);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *renewed);
  EXPECT_EQ(PostOf("L2").alarm, "");
  auto facts = ReadCertificate(*renewed);
  EXPECT_EQ(facts->public_key, key->PublicPem());
  EXPECT_EQ(facts->not_after - clock_.Now(), hours(24 * 30));
  EXPECT_TRUE(Admitted(*centre_, *facts));
  EXPECT_EQ(Entries("post.certified"), 1);
}

TEST_F(Admit, RaisesTheCloneAlarmWhenACertificateRenewsTwice) {
  CertificateFacts first = Joined(Joiner());
  Joiner clone;
  Joiner real;
  ASSERT_TRUE(Renew(*centre_, first.serial, clone.request));
  EXPECT_EQ(FaultOf(Renew(*centre_, first.serial, real.request)), "journal_forked");
  EXPECT_EQ(FaultOf(Renew(*centre_, first.serial, real.request)), "journal_forked");
  EXPECT_EQ(PostOf("L2").alarm, "klon");
  EXPECT_EQ(Entries("post.alarmed"), 1) << "once";
}

TEST_F(Admit, LetsAnOfficerSayWhichOfTwoClonesIsReal) {
  CertificateFacts first = Joined(Joiner());
  Joiner clone;
  Joiner real;
  auto clones = Renew(*centre_, first.serial, clone.request);
  ASSERT_EQ(FaultOf(Renew(*centre_, first.serial, real.request)), "journal_forked");
  ASSERT_TRUE(Allow(*centre_, "L2", "admin"));
  EXPECT_EQ(PostOf("L2").alarm, "");
  auto reals = Renew(*centre_, first.serial, real.request);
  ASSERT_TRUE(reals) << reals.error().detail;
  EXPECT_TRUE(Admitted(*centre_, *ReadCertificate(*reals)));
  EXPECT_EQ(FaultOf(Admitted(*centre_, *ReadCertificate(*clones))), "post_refused");
  EXPECT_EQ(FaultOf(Admitted(*centre_, first)), "post_refused");
  auto again = Renew(*centre_, first.serial, real.request);
  ASSERT_TRUE(again) << "its answer was lost";
  EXPECT_EQ(*again, *reals);
  EXPECT_EQ(FaultOf(Renew(*centre_, first.serial, clone.request)), "post_refused");
}

TEST_F(Admit, RaisesTheAlarmOfAForkedJournalOnce) {
  Joined(Joiner());
  ASSERT_TRUE(RaiseCloneAlarm(*centre_, "L2", "journal forked"));
  ASSERT_TRUE(RaiseCloneAlarm(*centre_, "L2", "journal forked"));
  EXPECT_EQ(PostOf("L2").alarm, "klon");
  EXPECT_EQ(Entries("post.alarmed"), 1);
}

TEST_F(Admit, LetsAnExpiredPostWaitUntilAnOfficerAllowsIt) {
  CertificateFacts first = Joined(Joiner());
  Joiner after;
  clock_.Advance(hours(24 * 90));
  EXPECT_EQ(FaultOf(Admitted(*centre_, first)), "post_expired");
  EXPECT_EQ(FaultOf(Allow(*centre_, "L2", "admin")), "conflict") << "it has not asked yet";
  EXPECT_EQ(FaultOf(Renew(*centre_, first.serial, after.request)), "post_expired");
  EXPECT_EQ(FaultOf(Renew(*centre_, first.serial, after.request)), "post_expired");
  EXPECT_EQ(PostOf("L2").waits, first.serial);
  EXPECT_EQ(Entries("post.waiting"), 1);
  ASSERT_TRUE(Allow(*centre_, "L2", "admin"));
  auto renewed = Renew(*centre_, first.serial, after.request);
  ASSERT_TRUE(renewed) << renewed.error().detail;
  EXPECT_TRUE(Admitted(*centre_, *ReadCertificate(*renewed)));
  EXPECT_EQ(PostOf("L2").waits, "");
  EXPECT_EQ(PostOf("L2").allowed, "");
  EXPECT_EQ(*Renew(*centre_, first.serial, after.request), *renewed) << "its answer was lost";
  Joiner other;
  EXPECT_NE(FaultOf(Renew(*centre_, first.serial, other.request)), "") << "once";
}

TEST_F(Admit, RefusesWhatIsNoRequest) {
  CertificateFacts first = Joined(Joiner());
  EXPECT_EQ(FaultOf(Renew(*centre_, first.serial, "x")), "bad_request");
  EXPECT_EQ(FaultOf(Renew(*centre_, first.serial, std::string(100000, 'x'))), "bad_request");
  EXPECT_EQ(FaultOf(Renew(*centre_, "ff", Joiner().request)), "post_refused");
}

TEST_F(Admit, IsRebuiltFromTheJournal) {
  CertificateFacts first = Joined(Joiner());
  ASSERT_TRUE(Renew(*centre_, first.serial, Joiner().request));
  (void)Renew(*centre_, first.serial, Joiner().request);
  ASSERT_TRUE(Allow(*centre_, "L2", "admin"));
  Joined(Joiner(), true);
  ASSERT_TRUE(Revoke(*centre_, "L2", "rusak", "admin"));
  TokenFor("L4");
  auto different = journal_->Replay();
  ASSERT_TRUE(different) << different.error().detail;
  EXPECT_TRUE(different->empty());
}

class AuthorityTest : public CentreTest {};

TEST_F(AuthorityTest, IsTheSameAfterAStart) {
  auto again = Authority::Open(folder_.path() / "keys", "Dinas", clock_);
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->fingerprint(), authority_->fingerprint());
  EXPECT_EQ((*again)->certificate(), authority_->certificate());
}

TEST_F(AuthorityTest, CertifiesAListenerAnewWhenItsListLiesElsewhere) {
  auto without = authority_->Listener("posts", {"localhost"});
  ASSERT_TRUE(without);
  authority_->PublishRevocationsAt("https://localhost:8470/authority.crl");
  auto with = authority_->Listener("posts", {"localhost"});
  ASSERT_TRUE(with);
  EXPECT_NE(with->certificate, without->certificate);
  EXPECT_EQ(authority_->Listener("posts", {"localhost"})->certificate, with->certificate);
}

TEST_F(AuthorityTest, KeepsAListenersCertificateForTwoThirdsOfItsLife) {
  auto first = authority_->Listener("posts", {"localhost", "127.0.0.1"});
  ASSERT_TRUE(first) << first.error().detail;
  clock_.Advance(hours(24 * 59));
  EXPECT_EQ(authority_->Listener("posts", {"127.0.0.1", "Localhost"})->certificate,
            first->certificate);
  clock_.Advance(hours(24 * 2));
  auto renewed = authority_->Listener("posts", {"localhost", "127.0.0.1"});
  EXPECT_NE(renewed->certificate, first->certificate);
  EXPECT_NE(authority_->Listener("posts", {"pusat.example"})->certificate, renewed->certificate);
}

}  // namespace
}  // namespace piket
