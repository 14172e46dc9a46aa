#include "agent/http/post_line_api.h"

#include <deque>
#include <mutex>

namespace piket {
namespace {

constexpr int64_t kMinuteMs = 60000;
constexpr size_t kAskingsOfOne = 60;  // one that waits asks every two seconds
constexpr size_t kAskingsOfAll = 600;
constexpr size_t kMostBody = 16384;

// How often may be asked in a minute: by one address, and by all. Any thread.
class Askings {
 public:
  bool Admit(const std::string& client, int64_t now_ms) {
    std::lock_guard lock(mutex_);
    while (!all_.empty() && all_.front().first + kMinuteMs <= now_ms) {
      auto found = by_client_.find(all_.front().second);
      if (--found->second == 0) by_client_.erase(found);
      all_.pop_front();
    }
    if (all_.size() >= kAskingsOfAll) return false;
    size_t& own = by_client_[client];
    if (own >= kAskingsOfOne) return false;
    ++own;
    all_.emplace_back(now_ms, client);
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<std::pair<int64_t, std::string>> all_;
  std::map<std::string, size_t> by_client_;
};

EnrolRequest RequestFrom(const Json& json) {
  EnrolRequest request;
  request.token = TextOr(json, "token");
  request.code = TextOr(json, "code");
  request.roles = json.is_object() ? TextsOf(json.value("roles", Json())) : request.roles;
  request.request = TextOr(json, "request");
  request.public_key = TextOr(json, "public_key");
  request.signature = TextOr(json, "signature");
  return request;
}

Answer PostEnrol(Centre& centre, const PostCall& call) {
  if (!call.json.is_object()) return FailedPost({Fault::kBadRequest, "body"});
  auto answer = Asked(centre, RequestFrom(call.json));
  if (!answer) return FailedPost(answer.error());
  Json json = {{"state", answer->state}};
  if (answer->state == "diterima") {
    json["certificate"] = answer->certificate;
    json["authority"] = centre.authority.certificate();
    json["centre_post"] = centre.journal.post();
    json["centre_key"] = centre.key.PublicPem();
    json["paper_keys"] = centre.paper_keys;
  }
  return Ok(json);
}

Answer PostRenew(Centre& centre, const PostCall& call) {
  if (!call.peer) return FailedPost({Fault::kPostRefused, "no certificate"});
  if (!call.json.is_object()) return FailedPost({Fault::kBadRequest, "body"});
  auto renewed = Renew(centre, call.peer->certificate.serial, TextOr(call.json, "request"));
  return renewed ? Ok({{"certificate", *renewed}}) : FailedPost(renewed.error());
}

}  // namespace

void AddPostLineRoutes(PostRoutes& routes, Centre& centre) {
  auto askings = std::make_shared<Askings>();
  routes.push_back(
      {"POST", "/v1/enrol", PostNeeds::kNothing, kMostBody, [&centre, askings](PostCall& call) {
         if (!askings->Admit(call.client, centre.journal.clock().MonotonicMs())) {
           return FailedPost({Fault::kTooManyAsked, call.client});
         }
         return PostEnrol(centre, call);
       }});
  routes.push_back({"POST", "/v1/renew", PostNeeds::kCertificate, kMostBody,
                    [&centre](PostCall& call) { return PostRenew(centre, call); }});
}

}  // namespace piket
