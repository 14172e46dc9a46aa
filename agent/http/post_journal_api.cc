// /v1/session, /v1/entries, /v1/feed, /v1/returned: a post's journal and its feed.
#include <algorithm>

#include "agent/central/inbox.h"
#include "agent/http/post_server.h"
#include "agent/sync/wire.h"

namespace piket {
namespace {

constexpr size_t kMostHelloBytes = 64u << 10;
constexpr int kMostWaitSeconds = 30;
constexpr int kMostItems = 200;
constexpr size_t kLongestNonce = 64;

int64_t NumberOf(const PostCall& call, const char* name) {
  auto found = call.query.find(name);
  if (found == call.query.end()) return 0;
  return std::max<int64_t>(0, std::strtoll(found->second.c_str(), nullptr, 10));
}

template <class T>
Answer AnswerOf(const Result<T>& outcome) {
  return outcome ? Ok(ToJson(*outcome)) : FailedPost(outcome.error());
}

}  // namespace

PostRoutes JournalRoutes(Centre& centre, Feeds& feeds) {
  PostRoutes routes;
  routes.push_back(
      {"POST", "/v1/session", PostNeeds::kAdmitted, kMostHelloBytes, [&centre](PostCall& call) {
         auto hello = HelloFromJson(call.json);
         if (!hello) return FailedPost(hello.error());
         auto nonce = call.query.find("nonce");
         if (nonce == call.query.end() || nonce->second.size() > kLongestNonce) {
           return FailedPost({Fault::kBadRequest, "nonce"});
         }
         return AnswerOf(Greet(centre, call.post, *hello, nonce->second));
       }});
  routes.push_back(
      {"POST", "/v1/entries", PostNeeds::kAdmitted, 2 * kMostBatchBytes, [&centre](PostCall& call) {
         auto batch = PushBatchFromJson(call.json);
         if (!batch) return FailedPost(batch.error());
         auto taken = TakeEntries(centre, call.post, *batch);
         // An entry that is not what its hash says: the post's fault, not our journal's.
         if (!taken && taken.error().fault == Fault::kJournalBroken) {
           return FailedPost({Fault::kBadRequest, taken.error().detail});
         }
         return AnswerOf(taken);
       }});
  routes.push_back({"GET", "/v1/feed", PostNeeds::kAdmitted, 0, [&feeds](PostCall& call) {
                      auto wait = std::min<int64_t>(NumberOf(call, "wait"), kMostWaitSeconds);
                      return AnswerOf(feeds.Read(call.post.code, NumberOf(call, "after"),
                                                 kMostItems, std::chrono::seconds(wait)));
                    }});
  routes.push_back(
      {"POST", "/v1/returned", PostNeeds::kAdmitted, 2 * kMostBatchBytes, [&feeds](PostCall& call) {
         auto piece = FeedPieceFromJson(call.json);
         if (!piece) return FailedPost(piece.error());
         return AnswerOf(feeds.TakeReturned(call.post, *piece));
       }});
  return routes;
}

}  // namespace piket
