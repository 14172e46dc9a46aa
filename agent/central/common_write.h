// Several posts' writes in one transaction: what makes a write slow is that it must be on the disk,
// and that costs the same for one post and for fifty.
#ifndef PIKET_AGENT_CENTRAL_COMMON_WRITE_H_
#define PIKET_AGENT_CENTRAL_COMMON_WRITE_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

// Any thread.
class CommonWrite {
 public:
  using Work = std::function<Result<void>(Database&)>;
  explicit CommonWrite(Journal& journal) : journal_(journal) {}
  // As Journal::Write, durable when it returns, with what others write in the same moment. `work`
  // may be run twice: when one of those together with it fails, each is done alone.
  Result<void> Write(const Work& work);

 private:
  struct Piece {
    const Work& work;
    bool done = false;
    Result<void> outcome = {};
  };
  // The first so many of them.
  size_t WriteSome(const std::vector<Piece*>& pieces);

  Journal& journal_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<Piece*> waiting_;
  bool writing_ = false;
};

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_COMMON_WRITE_H_
