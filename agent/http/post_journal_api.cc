// /v1/session, /v1/entries, /v1/feed, /v1/returned: a post's journal and its feed; /v1/config.
#include <algorithm>
#include <optional>

#include "agent/central/inbox.h"
#include "agent/central/publish.h"
#include "agent/http/post_server.h"
#include "agent/sync/wire.h"

namespace piket {
namespace {

constexpr size_t kMostHelloBytes = 64u << 10;
constexpr int64_t kMostWaitSeconds = 25;
constexpr int kMostItems = 200;
constexpr size_t kLongestNonce = 64;

// Up to 15 digits; 0 when it is not said; nullopt for anything else.
std::optional<int64_t> NumberOf(const PostCall& call, const char* name) {
  auto found = call.query.find(name);
  if (found == call.query.end()) return 0;
  const std::string& text = found->second;
  if (text.empty() || text.size() > 15) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::strtoll(text.c_str(), nullptr, 10);
}

Result<FeedPiece> ReadFeed(Feeds& feeds, const std::string& post, int64_t after) {
  return feeds.Read(post, after, kMostItems, std::chrono::milliseconds(0));
}

template <class T>
Answer AnswerOf(const Result<T>& outcome) {
  return outcome ? Ok(ToJson(*outcome)) : FailedPost(outcome.error());
}

}  // namespace

Answer FeedAnswer(Feeds& feeds, const std::string& post, int64_t after) {
  return AnswerOf(ReadFeed(feeds, post, after));
}

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
                      auto after = NumberOf(call, "after");
                      auto wait = NumberOf(call, "wait");
                      if (!after || !wait) return FailedPost({Fault::kBadRequest, "after, wait"});
                      const uint64_t additions = feeds.Additions(call.post.code);
                      auto piece = ReadFeed(feeds, call.post.code, *after);
                      if (piece && piece->items.empty() && *wait > 0) {
                        std::chrono::seconds longest(std::min(*wait, kMostWaitSeconds));
                        call.hang = PostCall::Hang{*after, additions, longest};
                      }
                      return AnswerOf(piece);
                    }});
  routes.push_back(
      {"POST", "/v1/returned", PostNeeds::kAdmitted, 2 * kMostBatchBytes, [&feeds](PostCall& call) {
         auto piece = FeedPieceFromJson(call.json);
         if (!piece) return FailedPost(piece.error());
         return AnswerOf(feeds.TakeReturned(call.post, *piece));
       }});
  routes.push_back({"GET", "/v1/config/{}", PostNeeds::kAdmitted, 0, [&centre](PostCall& call) {
                      const std::string& text = call.parts.front();
                      bool is_number = !text.empty() && text.size() <= 15 &&
                                       text.find_first_not_of("0123456789") == std::string::npos;
                      if (!is_number) return FailedPost({Fault::kNotFound, "configuration"});
                      return AnswerOf(PublishedConfig(centre, std::stoll(text)));
                    }});
  return routes;
}

}  // namespace piket
