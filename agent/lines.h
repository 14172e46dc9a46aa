// This post's lines to other posts: at the centre the listener they come to and their feeds, at an
// enrolled post the courier. A post that is neither has none.
#ifndef PIKET_AGENT_LINES_H_
#define PIKET_AGENT_LINES_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "agent/central/authority.h"
#include "agent/central/blob_store.h"
#include "agent/central/centre.h"
#include "agent/central/feeds.h"
#include "agent/http/post_server.h"
#include "agent/post.h"
#include "agent/sync/courier.h"

namespace piket {

struct LinesPlan {
  Post& post;
  const Settings& settings;
  const Clock& clock;
  std::function<Json()> report;                   // how this post is, for the fleet screen
  std::function<void()> brought;                  // entries of the centre, or a blob, came in
  CourierConfig config = {};                      // of a post that takes the centre's configuration
  std::function<void(Instant)> time = {};         // the centre's, signed
  std::function<void(const Json&)> numbers = {};  // where the centre says they stand
  std::string centre = {};  // "host:port" by that configuration; "": as the post joined
};

class Lines {
 public:
  // kConfiguration when the posts' listener cannot have its address.
  static Result<std::unique_ptr<Lines>> Open(LinesPlan plan);
  ~Lines();

  // This post was accepted while it runs: from now on its courier goes.
  void Join(const Membership& membership);
  // Something was appended or came in: push it, or give it to whom it is for. Any thread; cheap.
  void Appended();
  // The posts' listener shows a new certificate when its own is two thirds over. Cheap; any thread.
  void KeepFresh();
  // How the line to the centre is; nothing for who has none. Any thread.
  std::optional<LineState> State() const;
  Centre* centre() { return centre_.get(); }  // null without the role central
  // Where posts reach this centre, "https://127.0.0.1:8471"; "" without the role.
  std::string devices() const;

 private:
  explicit Lines(LinesPlan plan) : plan_(std::move(plan)) {}
  Result<void> OpenCentre();

  const LinesPlan plan_;
  mutable std::mutex mutex_;  // guards courier_
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Centre> centre_;
  std::unique_ptr<Feeds> feeds_;
  std::unique_ptr<BlobStore> blobs_;
  std::unique_ptr<PostServer> server_;
  std::unique_ptr<Courier> courier_;
};

}  // namespace piket

#endif  // PIKET_AGENT_LINES_H_
