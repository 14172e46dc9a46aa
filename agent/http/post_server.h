// The listener of the office's other posts, /v1 over mutual TLS (trust.md §5, agent/sync/wire.h):
// reads whole requests, checks their length and hash, asks the table of posts who this is on every
// one, and hands them on.
#ifndef PIKET_AGENT_HTTP_POST_SERVER_H_
#define PIKET_AGENT_HTTP_POST_SERVER_H_

#include <memory>
#include <string>

#include "agent/central/blob_store.h"
#include "agent/central/centre.h"
#include "agent/central/feeds.h"
#include "agent/http/post_call.h"

namespace piket {

struct PostServerPlan {
  Centre& centre;
  Feeds& feeds;
  BlobStore& blobs;
  PostRoutes more;  // enrolment and renewal
};

class PostServer {
 public:
  // Listens at once. kConfiguration when the address is taken.
  static Result<std::unique_ptr<PostServer>> Start(PostServerPlan plan);
  ~PostServer();
  int port() const;
  // Takes a new certificate when the old one's time has come; now and then, from any thread.
  Result<void> RenewCertificate();

 private:
  struct State;
  explicit PostServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The routes of the journal: session, entries, feed, returned.
PostRoutes JournalRoutes(Centre& centre, Feeds& feeds);
// What a call that hung gets when its wait is over: what there is now.
Answer FeedAnswer(Feeds& feeds, const std::string& post, int64_t after);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_POST_SERVER_H_
