// A request of a post to the centre and the routes of /v1. The listener (post_server.h) has read
// the whole body and checked its length and hash, and asked the table of posts who this is, before
// a handler sees the call.
#ifndef PIKET_AGENT_HTTP_POST_CALL_H_
#define PIKET_AGENT_HTTP_POST_CALL_H_

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/central/posts.h"
#include "agent/core/json.h"
#include "agent/http/call.h"
#include "agent/sync/tls/tls.h"

namespace piket {

struct PostCall {
  std::string method;
  std::string path;
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;  // names in lower case
  std::vector<std::string> parts;              // what stood for each {} of the route
  std::string body;
  Json json = Json::object();   // the body, when its type is application/json
  std::string client;           // its address, without the port
  std::optional<TlsPeer> peer;  // its certificate
  PostRecord post;              // code "" when the route needs nobody, or the certificate only
  // Set by a handler that has nothing to say yet: the call hangs until there is news of the post's
  // feed after this number, or until its time is over. What the handler returned is not sent.
  struct Hang {
    int64_t after = 0;
    uint64_t additions = 0;  // Feeds::Additions before it looked
    std::chrono::seconds wait{0};
  };
  std::optional<Hang> hang = {};

  std::string Header(const std::string& name) const;  // "" when absent
};

// Who may call: anybody (with an invitation's token), whoever shows a certificate of the office's
// authority, or a post that is accepted now.
enum class PostNeeds { kNothing, kCertificate, kAdmitted };

// Answers are those of the screens (call.h); each goes out with its length and SHA-256.
struct PostRoute {
  std::string method;
  std::string pattern;  // "/v1/blobs/{}"
  PostNeeds needs = PostNeeds::kAdmitted;
  size_t most_bytes = 1u << 20;  // of the body
  std::function<Answer(PostCall&)> handle;
};
using PostRoutes = std::vector<PostRoute>;

// The answer to a fault: its word and nothing that is for the log.
Answer FailedPost(const Error& error);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_POST_CALL_H_
