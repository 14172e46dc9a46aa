// The courier of a post: carries its journal, blobs and letters' keys to the centre and brings what
// the centre has for it, for as long as the agent runs; waits with growing pauses and full jitter
// when the line is down. Nothing at the desk ever waits for it.
#ifndef PIKET_AGENT_SYNC_COURIER_H_
#define PIKET_AGENT_SYNC_COURIER_H_

#include <functional>
#include <memory>
#include <string>

#include "agent/store/blobs.h"
#include "agent/store/journal.h"
#include "agent/sync/membership.h"

namespace piket {

// The centre's configuration (agent/sync/config_shelf.h), for those who take it. On the courier's
// threads.
struct CourierConfig {
  std::function<int64_t()> known;  // the newest version not to ask for
  // A newer one came, as the centre gave it; its failure is told in the next report.
  std::function<Result<void>(const Json& bundle, const std::string& centre_key)> came;
  // The centre answered and proved who it is. True when there is news for it.
  std::function<bool()> reached;
};

struct CourierPlan {
  Journal& journal;
  const Blobs& blobs;
  const SigningKey& key;
  std::filesystem::path data;  // where the membership lies, for renewal
  // What this post says of itself for the fleet screen; called on the courier's thread.
  std::function<Json()> report;
  // Entries of the centre came in: orders to take, configuration to adopt. On the courier's thread.
  std::function<void()> brought;
  // The key of a confidential letter and where a received one is put; see LetterSafe.
  std::filesystem::path letter_keys;
  CourierConfig config = {};
  // What the centre says of the numbers this post gave out (Welcome). On the courier's thread, once
  // the centre has what this post has of its older epochs.
  std::function<void(const Json&)> numbers = {};
  // The centre's time, signed, as it is now. On the courier's thread.
  std::function<void(Instant)> time = {};
};

// How the line is, for the desk's screen and doctor.
struct LineState {
  bool up = false;
  std::string fault;              // fault word of the last failure
  std::optional<Instant> since;   // since when it is as it is
  std::optional<Instant> heard;   // when the centre last answered
  int64_t backlog = 0;            // own entries the centre does not have yet
  std::optional<Instant> oldest;  // of those
  int64_t blobs = 0;              // waiting to be sent
  int64_t clock_offset_ms = 0;    // the centre's clock minus ours
  bool stalled = false;           // there is a backlog and nothing of it arrived for 15 minutes
};

// Two threads: one pushes, one holds the long poll for the feed. Destroying it ends both promptly.
class Courier {
 public:
  Courier(CourierPlan plan, Membership membership);
  ~Courier();
  // Something was appended: push now.
  void Knock();
  LineState State() const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_COURIER_H_
