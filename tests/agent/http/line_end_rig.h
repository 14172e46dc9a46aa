// A centre that listens, posts with couriers, and a bad line between them: real TLS on loopback.
#ifndef PIKET_TESTS_AGENT_HTTP_LINE_END_RIG_H_
#define PIKET_TESTS_AGENT_HTTP_LINE_END_RIG_H_

#include <atomic>
#include <thread>

#include "agent/http/post_line_api.h"
#include "agent/http/post_server.h"
#include "agent/sync/courier.h"
#include "agent/sync/line.h"
#include "tests/agent/central/line_rig.h"
#include "tests/virtual/bad_line.h"

namespace piket {

class LineEndRig : public LineRig {
 protected:
  void SetUp() override {
    clock_.Set(SystemClock().Now());  // TLS asks the machine what time it is
    LineRig::SetUp();
    settings_.centre_port = 0;
    Serve();
  }
  void TearDown() override {
    StopSending();
    StopServing();
  }
  void Serve() {
    blob_store_ = std::make_unique<BlobStore>(*centre_);
    site_->journal().OnAppended([this](const Entry&) { feeds_->Knock(); });
    feeds_->Start();
    PostRoutes routes;
    AddPostLineRoutes(routes, *centre_);
    auto server = PostServer::Start({*centre_, *feeds_, *blob_store_, routes});
    ASSERT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
    settings_.centre_port = server_->port();  // the same when it serves again
    if (line_ == nullptr) line_ = std::move(*BadLine::Start(server_->port()));
  }
  void StopServing() {
    server_.reset();
    blob_store_.reset();
    feeds_.reset();
  }

  Membership MembershipOf(Site& post) {
    Membership membership;
    membership.centre = "127.0.0.1:" + std::to_string(line_->port());
    membership.server_name = "127.0.0.1";
    membership.post = post.post();
    membership.authority = authority_->certificate();
    membership.centre_post = "P1";
    membership.centre_key = site_->key().PublicPem();
    auto rows = *site_->database().Ask(
        "SELECT certificate FROM post_certificate WHERE code=? AND revoked=0", {post.post()});
    membership.identity = {rows.back().Text("certificate"), post.key().Pem()};
    return membership;
  }
  Courier& Send(Site& post) {
    auto& courier = couriers_[post.post()];
    std::atomic<Courier*>& to_knock = to_knock_[post.post()];
    to_knock = nullptr;
    courier.reset();
    courier = std::make_unique<Courier>(
        CourierPlan{post.journal(), post.blobs(), post.key(), post.folder(),
                    [] {
                      return Json{{"version", "test"}};
                    },
                    nullptr, post.folder() / "keys"},
        MembershipOf(post));
    to_knock = courier.get();
    post.journal().OnAppended([&to_knock](const Entry&) {
      if (Courier* listening = to_knock) listening->Knock();
    });
    return *courier;
  }
  void StopSending() {
    for (auto& [post, courier] : to_knock_) courier = nullptr;
    couriers_.clear();
  }
  // A line as one post's, for requests by hand.
  std::unique_ptr<Line> LineOf(Site& post) {
    Membership membership = MembershipOf(post);
    TlsClientPlan plan;
    plan.authority = membership.authority;
    plan.server_name = membership.server_name;
    plan.identity = membership.identity;
    return std::make_unique<Line>(*TlsContext::Client(plan), "127.0.0.1", line_->port());
  }
  bool Until(const std::function<bool()>& done,
             std::chrono::seconds deadline = std::chrono::seconds(60)) {
    auto end = std::chrono::steady_clock::now() + deadline;
    while (!done()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  std::vector<std::string> Names(Site& site, const std::string& post) {
    return site.database().Read([&](Database&) { return site.EntriesOf(post); });
  }
  bool InStep(Site& post) { return Names(*site_, post.post()) == Names(post, post.post()); }
  int64_t CountIn(Site& site, const std::string& sql) {
    return site.database().Read([&](Database&) { return site.Count(sql); });
  }

  std::unique_ptr<BlobStore> blob_store_;
  std::unique_ptr<PostServer> server_;
  std::unique_ptr<BadLine> line_;
  std::map<std::string, std::unique_ptr<Courier>> couriers_;
  std::map<std::string, std::atomic<Courier*>> to_knock_;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_HTTP_LINE_END_RIG_H_
