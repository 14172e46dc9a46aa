// Joining and renewing over a real line: mutual TLS on loopback, the real post at the other end.
#include "agent/http/post_line_api.h"

#include <Poco/Net/HTTPServerResponse.h>

#include <atomic>
#include <set>
#include <thread>

#include "agent/core/text.h"
#include "agent/sync/body_hash.h"
#include "agent/sync/enrol.h"
#include "agent/sync/line.h"
#include "tests/agent/central/centre_rig.h"
#include "tests/agent/sync/tls/tls_rig.h"

namespace piket {
namespace {

using std::chrono::minutes;

class PostLine : public CentreTest {
 protected:
  void SetUp() override {
    UseMachineTime();
    CentreTest::SetUp();
    AddPostLineRoutes(routes_, *centre_);
    routes_.push_back({"POST", "/v1/who", PostNeeds::kAdmitted, 1000, [](PostCall& call) {
                         return Ok({{"post", call.post.code}});
                       }});
    TlsServerPlan plan;
    plan.identity = *authority_->Listener("posts", {"localhost", "127.0.0.1"});
    plan.client = ClientCertificate::kAsked;
    plan.authority = authority_->certificate();
    plan.forgive_dates = true;
    server_ = std::make_unique<TlsServer>(
        plan, [this](auto& request, auto& response) { Serve(request, response); });
    centre_->address = "127.0.0.1:" + std::to_string(server_->port);
  }
  void TearDown() override { server_.reset(); }

  Answer AnswerTo(PostCall& call) {
    for (const PostRoute& route : routes_) {
      if (route.pattern != call.path || route.method != call.method) continue;
      if (route.needs == PostNeeds::kAdmitted) {
        if (!call.peer) return FailedPost({Fault::kPostRefused, ""});
        auto admitted = Admitted(*centre_, call.peer->certificate);
        if (!admitted) return FailedPost(admitted.error());
        call.post = *admitted;
      }
      return route.handle(call);
    }
    return FailedPost({Fault::kNotFound, call.path});
  }
  void Serve(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) {
    std::ostringstream body;
    Poco::StreamCopier::copyStream(request.stream(), body);
    PostCall call;
    call.method = request.getMethod();
    call.path = request.getURI();
    call.body = body.str();
    auto json = ParseJson(call.body);
    if (json) call.json = *json;
    call.client = request.clientAddress().host().toString();
    call.peer = PeerOf(request);
    connections_.insert(request.clientAddress().port());
    Answer answer = AnswerTo(call);
    if (lose_.exchange(false)) throw Poco::IOException("the line breaks");
    response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
    response.set(kBodyHash, BodyHash(answer.body));
    response.setContentLength(static_cast<std::streamsize>(answer.body.size()));
    response.sendBuffer(answer.body.data(), answer.body.size());
  }

  EnrolPlan PlanFor(const Invitation& invitation, const std::string& code = "L2") {
    return {invitation, code, {"desk"}, post_folder_.path(), *post_key_};
  }
  // Enrols as a person at the post does, while another accepts at the centre.
  Result<Membership> Join() {
    auto invitation = Invite(*centre_, {"L2", {"desk"}, 15, false}, "admin");
    EXPECT_TRUE(invitation) << invitation.error().detail;
    std::atomic<bool> ended = false;
    Result<Membership> joined = Error{Fault::kInternal, ""};
    std::thread post([&] { joined = Enrol(PlanFor(*invitation), [&] { return ended.load(); }); });
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!Accept(*centre_, "L2", "admin") && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (std::chrono::steady_clock::now() >= deadline) ended = true;
    post.join();
    return joined;
  }
  std::unique_ptr<Line> LineOf(const Membership& membership) {
    TlsClientPlan plan;
    plan.authority = membership.authority;
    plan.server_name = membership.server_name;
    plan.identity = membership.identity;
    return std::make_unique<Line>(*TlsContext::Client(plan), "127.0.0.1", server_->port);
  }
  Answer Enrolling(const Json& json, const std::string& client = "10.0.0.1") {
    PostCall call;
    call.method = "POST";
    call.path = "/v1/enrol";
    call.json = json;
    call.client = client;
    return AnswerTo(call);
  }

  PostRoutes routes_;
  std::unique_ptr<TlsServer> server_;
  std::atomic<bool> lose_ = false;
  std::set<int> connections_;  // one handler at a time asks in these tests
  TemporaryFolder post_folder_;
  std::unique_ptr<SigningKey> post_key_ = std::move(*SigningKey::Generate());
};

TEST_F(PostLine, BringsAPostIntoTheOffice) {
  auto joined = Join();
  ASSERT_TRUE(joined) << joined.error().detail;
  EXPECT_EQ(joined->centre_post, "P1");
  EXPECT_EQ(joined->centre_key, key_->PublicPem());
  EXPECT_EQ(joined->authority, authority_->certificate());
  auto kept = ReadMembership(post_folder_.path());
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->identity.certificate, joined->identity.certificate);
  auto keys = ReadFile(post_folder_.path() / "keys" / kOfficePaperKeys);
  ASSERT_TRUE(keys);
  EXPECT_EQ(*ParseJson(*keys), centre_->paper_keys);
  EXPECT_FALSE(std::filesystem::exists(post_folder_.path() / "centre" / "asking.json"));
  auto who = LineOf(*joined)->AskJson("POST", "/v1/who", Json::object());
  ASSERT_TRUE(who) << who.error().detail;
  EXPECT_EQ(TextOr(*who, "post"), "L2");
}

TEST_F(PostLine, RefusesARevokedPostOnTheConnectionItHas) {
  auto joined = Join();
  ASSERT_TRUE(joined) << joined.error().detail;
  connections_.clear();
  auto line = LineOf(*joined);
  ASSERT_TRUE(line->AskJson("POST", "/v1/who", Json::object()));
  ASSERT_TRUE(Revoke(*centre_, "L2", "dicuri", "admin"));
  EXPECT_EQ(FaultOf(line->AskJson("POST", "/v1/who", Json::object())), "post_refused");
  EXPECT_EQ(connections_.size(), 1u) << "the very same connection";
}

TEST_F(PostLine, RenewsWhenTwoThirdsAreOverAndAsksAgainForALostAnswer) {
  auto joined = Join();
  ASSERT_TRUE(joined) << joined.error().detail;
  Membership membership = *joined;
  const Instant now = clock_.Now();
  auto early = RenewWhenDue(post_folder_.path(), membership, now + std::chrono::days(19));
  ASSERT_TRUE(early);
  EXPECT_FALSE(*early);
  lose_ = true;
  auto lost = RenewWhenDue(post_folder_.path(), membership, now + std::chrono::days(22));
  EXPECT_EQ(FaultOf(lost), "line_down");
  EXPECT_EQ(membership.identity.certificate, joined->identity.certificate);
  // Started anew: what it asked with is still there.
  membership = *ReadMembership(post_folder_.path());
  auto renewed = RenewWhenDue(post_folder_.path(), membership, now + std::chrono::days(22));
  ASSERT_TRUE(renewed) << renewed.error().detail;
  EXPECT_TRUE(*renewed);
  EXPECT_NE(membership.identity.certificate, joined->identity.certificate);
  EXPECT_EQ(ReadMembership(post_folder_.path())->identity.key, membership.identity.key);
  EXPECT_EQ(PostOf("L2").alarm, "");
  EXPECT_EQ(Entries("post.certified"), 1);
  EXPECT_TRUE(LineOf(membership)->AskJson("POST", "/v1/who", Json::object()));
  // Its disk was copied before: the copy renews too, and is found out.
  Membership copy = *joined;
  auto second = RenewWhenDue(post_folder_.path(), copy, now + std::chrono::days(22));
  EXPECT_EQ(FaultOf(second), "journal_forked");
  EXPECT_EQ(PostOf("L2").alarm, "klon");
}

TEST_F(PostLine, TrustsOnlyTheAuthorityOfTheInvitation) {
  auto invitation = Invite(*centre_, {"L2", {"desk"}, 15, false}, "admin");
  ASSERT_TRUE(invitation);
  Invitation other = *invitation;
  other.fingerprint = Hex(Sha256("another authority"));
  EXPECT_EQ(FaultOf(Enrol(PlanFor(other), [] { return true; })), "not_trusted");
  EXPECT_EQ(PostOf("L2").state, "diundang") << "the token was not shown to it";
}

TEST_F(PostLine, EndsWaitingWhenItIsTold) {
  auto invitation = Invite(*centre_, {"L2", {"desk"}, 15, false}, "admin");
  ASSERT_TRUE(invitation);
  EXPECT_EQ(FaultOf(Enrol(PlanFor(*invitation), [] { return true; })), "timed_out");
  EXPECT_EQ(PostOf("L2").state, "meminta");
  ASSERT_TRUE(Refuse(*centre_, "L2", "admin"));
  EXPECT_EQ(FaultOf(Enrol(PlanFor(*invitation), [] { return false; })), "post_refused");
}

Json JsonOf(const EnrolRequest& request) {
  return {{"token", request.token},           {"code", request.code},
          {"roles", request.roles},           {"request", request.request},
          {"public_key", request.public_key}, {"signature", request.signature}};
}

TEST_F(PostLine, AnswersEveryWrongTokenWithTheSameBytes) {
  Joiner post;
  Joiner other;
  const std::string token = TokenFor("L2");
  std::set<std::string> answers;
  auto add = [&](const Answer& answer) {
    answers.insert(std::to_string(answer.status) + answer.body);
  };
  add(Enrolling(JsonOf(post.Asks(RandomCode(26)))));
  Joiner uninvited;
  uninvited.code = "L7";
  add(Enrolling(JsonOf(uninvited.Asks(token))));
  EXPECT_EQ(Enrolling(JsonOf(post.Asks(token))).status, 200);
  add(Enrolling(JsonOf(other.Asks(token))));
  const std::string late = TokenFor("L3");
  clock_.Advance(minutes(16));
  Joiner third;
  third.code = "L3";
  add(Enrolling(JsonOf(third.Asks(late))));
  EXPECT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers.begin()->substr(0, 3), "403");
}

TEST_F(PostLine, HasItsLimitForEachAddress) {
  for (int i = 0; i < 60; ++i) EXPECT_NE(Enrolling(Json::object()).status, 429);
  EXPECT_EQ(Enrolling(Json::object()).status, 429);
  EXPECT_NE(Enrolling(Json::object(), "10.0.0.2").status, 429);
  clock_.Advance(minutes(1));
  EXPECT_NE(Enrolling(Json::object()).status, 429);
}

TEST_F(PostLine, AnswersAThousandMalformedRequestsWithoutAFault) {
  Joiner post;
  const Json good = JsonOf(post.Asks(TokenFor("L2")));
  const std::vector<Json> values = {Json(),
                                    Json(7),
                                    Json(-1.5e300),
                                    Json(true),
                                    Json::array({Json(), 1, "desk", Json::array()}),
                                    Json::object({{"desk", Json::object()}}),
                                    Json(""),
                                    Json(std::string(200000, 'A')),
                                    Json(std::string("\0\x01\xff\xfe", 4)),
                                    Json("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"),
                                    Json("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n")};
  std::vector<std::string> names;
  for (const auto& [name, value] : good.items()) names.push_back(name);
  uint32_t dice = 1;
  auto roll = [&](size_t sides) {
    dice = dice * 1664525u + 1013904223u;
    return (dice >> 8) % sides;
  };
  for (int i = 0; i < 1000; ++i) {
    if (i % 50 == 0) clock_.Advance(minutes(1));
    Json bad = good;
    const std::string name = names[roll(names.size())];
    switch (roll(4)) {
      case 0:
        bad.erase(name);
        break;
      case 1:
        bad[name] = values[roll(values.size())];
        break;
      case 2: {  // one byte of a text is another
        std::string text = bad[name].is_string() ? bad[name].get<std::string>() : "x";
        text[roll(text.size())] ^= static_cast<char>(1 + roll(127));
        bad[name] = text;
        break;
      }
      default:
        bad = values[roll(values.size())];
    }
    if (bad == good) continue;
    Answer answer = Enrolling(bad);
    EXPECT_TRUE(answer.status == 400 || answer.status == 403 || answer.status == 200)
        << answer.status << " " << CanonicalText(bad).substr(0, 300);
  }
  EXPECT_LE(Entries("post.asked"), 1);
}

}  // namespace
}  // namespace piket
