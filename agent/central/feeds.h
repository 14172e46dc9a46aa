// One feed per post: what it is to have of the centre's journal, chained and signed (design.md §3).
#ifndef PIKET_AGENT_CENTRAL_FEEDS_H_
#define PIKET_AGENT_CENTRAL_FEEDS_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "agent/central/centre.h"
#include "agent/sync/wire.h"

namespace piket {

// Any thread. Posts wait here for what is new.
class Feeds {
 public:
  explicit Feeds(Centre& centre) : centre_(centre) {}
  // Looks through the arrivals since the last time and gives each post its share; wakes who waits.
  // A new post gets, from the beginning, what every desk has.
  Result<void> Fill();
  // What comes after number `after`, at most `limit` items; waits up to `wait` while there is none.
  Result<FeedPiece> Read(const std::string& post, int64_t after, int limit,
                         std::chrono::milliseconds wait);
  void Close();  // ends all waiting

 private:
  Centre& centre_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t fills_ = 0;
  bool closed_ = false;
};

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_FEEDS_H_
