#include "agent/http/post_server.h"

#include <future>
#include <random>

#include "tests/agent/http/line_end_rig.h"

namespace piket {
namespace {

class TheLine : public LineEndRig {};

TEST_F(TheLine, CarriesAPostsEntriesToTheCentreAndTheCentresBack) {
  Site& post = Join("L1");
  for (const char* text : {"a", "b", "c"}) post.Note(text);
  Courier& courier = Send(post);
  ASSERT_TRUE(Until([&] { return InStep(post); }));
  post.Note("d");
  ASSERT_TRUE(Until([&] { return InStep(post); }));
  site_->Append("order.made", "order-1", {{"post", "L1"}, {"text", "x"}});
  ASSERT_TRUE(Until([&] {
    return CountIn(post, "SELECT count(*) AS n FROM line_note WHERE id='order-1'") == 1;
  }));
  ASSERT_TRUE(Until([&] { return courier.State().backlog == 0; }));
  LineState state = courier.State();
  EXPECT_TRUE(state.up);
  EXPECT_FALSE(state.stalled);
  EXPECT_EQ(CountIn(*site_, "SELECT count(*) AS n FROM local_post_report WHERE post='L1'"), 1);
}

TEST_F(TheLine, LosesAndDoublesNothingWhereverItIsCut) {
  Site& post = Join("L1");
  std::minstd_rand random(7);
  for (int round = 0; round < 24; ++round) {
    for (int i = 0; i < 3; ++i) post.Note(std::to_string(round) + "-" + std::to_string(i));
    site_->Append("order.made", "order-" + std::to_string(round), {{"post", "L1"}});
    // The handshake alone is about 2 KB up and 1.5 KB down; then headers, bodies, answers.
    auto bytes = static_cast<int64_t>(500 + random() % 8000);
    LineKnobs knobs;
    (round % 2 == 0 ? knobs.cut_up_after : knobs.cut_down_after) = bytes / (round % 2 + 1);
    line_->Set(knobs);
    Courier& courier = Send(post);
    // Every connection is cut there, until both its threads have felt it.
    EXPECT_TRUE(Until([&] { return !courier.State().fault.empty() || InStep(post); }));
    line_->Set({});
    ASSERT_TRUE(Until([&] { return InStep(post); })) << round << " cut at " << bytes;
    StopSending();
  }
  Send(post);
  EXPECT_TRUE(Until([&] {
    return CountIn(post, "SELECT count(*) AS n FROM line_note WHERE id LIKE 'order-%'") == 24;
  }));
  EXPECT_EQ(CountIn(*site_, "SELECT count(*) AS n FROM line_note"), 24 * 4);
  StopSending();
  EXPECT_TRUE(site_->journal().Verify().problems.empty());
  EXPECT_TRUE(post.journal().Verify().problems.empty());
}

TEST_F(TheLine, CarriesOnThroughLossDelayAndRepetition) {
  Site& post = Join("L1");
  LineKnobs knobs;
  knobs.loss_percent = 20;
  knobs.repeat_percent = 5;
  knobs.delay = std::chrono::milliseconds(20);
  line_->Set(knobs);
  for (int i = 0; i < 50; ++i) post.Note(std::to_string(i));
  Send(post);
  EXPECT_TRUE(Until([&] { return InStep(post); }, std::chrono::seconds(90)));
  EXPECT_EQ(CountIn(*site_, "SELECT count(*) AS n FROM line_note"), 50);
}

// A satellite link on a bad day: two seconds each way and back.
TEST_F(TheLine, CarriesOnWhenEveryAnswerTakesTwoSeconds) {
  Site& post = Join("L1");
  LineKnobs knobs;
  knobs.delay = std::chrono::seconds(1);
  line_->Set(knobs);
  for (int i = 0; i < 20; ++i) post.Note(std::to_string(i));
  Send(post);
  EXPECT_TRUE(Until([&] { return InStep(post); }, std::chrono::seconds(120)));
  EXPECT_EQ(CountIn(*site_, "SELECT count(*) AS n FROM line_note"), 20);
}

TEST_F(TheLine, ComesBackWhenTheCentreDoes) {
  Site& post = Join("L1");
  Courier& courier = Send(post);
  ASSERT_TRUE(Until([&] { return courier.State().up; }));
  StopServing();
  post.Note("a");
  EXPECT_TRUE(Until([&] { return !courier.State().up; }));
  EXPECT_EQ(courier.State().fault, Word(Fault::kLineDown));
  EXPECT_TRUE(Until([&] { return courier.State().backlog == 1; }));
  Gather();
  Serve();
  EXPECT_TRUE(Until([&] { return InStep(post); }));
  EXPECT_TRUE(Until([&] { return courier.State().backlog == 0; }));
}

TEST_F(TheLine, TellsARevokedPostSoOnItsNextRequest) {
  Site& post = Join("L1");
  auto line = LineOf(post);
  const Json greeting = ToJson(post.Greeting());
  const std::string path = "/v1/session?nonce=" + std::string(32, 'a');
  ASSERT_TRUE(line->AskJson("POST", path, greeting));
  ASSERT_TRUE(Revoke(*centre_, "L1", "dicuri", "admin"));
  // The same connection, alive since before.
  auto answer = line->AskJson("POST", path, greeting);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::kPostRefused);
}

TEST_F(TheLine, AnswersACallThatHangsWhenThereIsNews) {
  Site& post = Join("L1");
  auto line = LineOf(post);
  auto empty = line->AskJson("GET", "/v1/feed?after=0&wait=1", {});
  ASSERT_TRUE(empty) << empty.error().detail;
  EXPECT_TRUE((*empty)["items"].empty());
  auto asked = std::async(std::launch::async,
                          [&] { return line->AskJson("GET", "/v1/feed?after=0&wait=25", {}); });
  auto begun = std::chrono::steady_clock::now();
  site_->Append("order.made", "order-1", {{"post", "L1"}});
  auto answer = asked.get();
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ((*answer)["items"].size(), 1u);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

TEST_F(TheLine, TellsNothingToAPostThatIsRevokedWhileItsCallHangs) {
  Site& post = Join("L1");
  auto line = LineOf(post);
  auto asked = std::async(std::launch::async,
                          [&] { return line->AskJson("GET", "/v1/feed?after=0&wait=3", {}); });
  ASSERT_TRUE(Revoke(*centre_, "L1", "dicuri", "admin"));
  site_->Append("order.made", "order-1", {{"post", "L1"}});
  auto answer = asked.get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::kPostRefused);
}

TEST_F(TheLine, RefillsACentreThatWasRestored) {
  Site& post = Join("L1");
  Send(post);
  site_->Append("order.made", "order-old", {{"post", "L1"}});
  ASSERT_TRUE(Until([&] { return post.Greeting().pulled == 1; }));
  site_->BackUp(folder_.path() / "day-old.db");
  post.Note("new");
  site_->Append("order.made", "order-new", {{"post", "L1"}});
  ASSERT_TRUE(Until([&] { return post.Greeting().pulled == 2 && InStep(post); }));
  StopServing();
  RestoreCentre(folder_.path() / "day-old.db");
  Serve();
  EXPECT_TRUE(Until([&] {
    return CountIn(*site_, "SELECT count(*) AS n FROM line_note WHERE id='order-new'") == 1 &&
           InStep(post);
  }));
  site_->Append("order.made", "order-after", {{"post", "L1"}});
  EXPECT_TRUE(Until([&] {
    return CountIn(post, "SELECT count(*) AS n FROM line_note WHERE id='order-after'") == 1;
  }));
}

// A desk that came back from a backup: what it had not sent by then is of its old epoch.
TEST_F(TheLine, CarriesWhatAPostHadNotSentBeforeItWasRestored) {
  Site& post = Join("L1");
  post.Note("sent");
  PushAll(post);
  post.Note("unsent");
  ASSERT_TRUE(post.journal().OpenEpoch());
  post.Note("between");
  ASSERT_TRUE(post.journal().OpenEpoch());
  post.Note("after");
  Courier& courier = Send(post);
  EXPECT_TRUE(Until([&] { return InStep(post); }, std::chrono::seconds(15)));
  EXPECT_EQ(CountIn(*site_, "SELECT count(*) AS n FROM line_note"), 4);
  EXPECT_TRUE(Until([&] { return courier.State().backlog == 0; }));
}

// What any client may send, with a good certificate: never a crash, never a 500.
TEST_F(TheLine, AnswersAThousandMalformedRequestsAtEachEndpoint) {
  Site& post = Join("L1");
  post.Note("a");
  const std::string good = CanonicalText(ToJson(post.Batch()));
  const std::string hello = CanonicalText(ToJson(post.Greeting()));
  const std::vector<std::pair<std::string, std::string>> endpoints = {
      {"POST", "/v1/session?nonce=" + std::string(32, 'a')},
      {"POST", "/v1/session?nonce=x"},
      {"POST", "/v1/entries"},
      {"POST", "/v1/returned"},
      {"GET", "/v1/feed?after=-1&wait=99999999999999999999"},
      {"POST", "/v1/enrol"},
      {"POST", "/v1/renew"},
      {"GET", "/v1/nothing/%00/%ff"}};
  std::minstd_rand random(5);
  for (const auto& [method, path] : endpoints) {
    auto line = LineOf(post);
    for (int i = 0; i < 1000; ++i) {
      std::string body = i % 2 == 0 ? good : hello;
      for (unsigned change = 0; change <= random() % 6; ++change) {
        body[random() % body.size()] = static_cast<char>(random());
      }
      if (i % 7 == 0) body.resize(random() % body.size());
      if (i % 11 == 0) body = std::string(random() % 3000, '[');
      LineRequest request;
      request.method = method;
      request.path = path;
      if (method == "POST") request.body = body;
      auto answer = line->Ask(request);
      ASSERT_TRUE(answer) << path << ": " << answer.error().detail;
      ASSERT_GE(answer->status, 200) << path;
      ASSERT_LT(answer->status, 500) << path << " " << answer->body;
    }
  }
  // A change may have put what was there, or a capital into the signature: then it was the entry.
  for (const std::string& name : Names(*site_, "L1")) EXPECT_EQ(name, Names(post, "L1").front());
}

}  // namespace
}  // namespace piket
