#include "agent/central/common_write.h"

#include <algorithm>
#include <thread>

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Before a write others get to read, and those who come a moment later are in it.
constexpr milliseconds kGather{3};
// After this the rest is left for the next write: the screens wait behind it.
constexpr milliseconds kLongest{25};

}  // namespace

Result<void> CommonWrite::Write(const Work& work) {
  Piece own{work};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&own);
  for (;;) {
    changed_.wait(lock, [&] { return own.done || !writing_; });
    if (own.done) return own.outcome;
    writing_ = true;  // for those who wait longest
    lock.unlock();
    std::this_thread::sleep_for(kGather);
    lock.lock();
    const std::vector<Piece*> pieces = waiting_;
    lock.unlock();
    const size_t written = WriteSome(pieces);
    lock.lock();
    for (size_t i = 0; i < written; ++i) pieces[i]->done = true;
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(written));
    writing_ = false;
    changed_.notify_all();
  }
}

size_t CommonWrite::WriteSome(const std::vector<Piece*>& pieces) {
  size_t written = 0;
  auto together = journal_.Write<void>([&](Database& db) -> Result<void> {
    const auto until = steady_clock::now() + kLongest;
    do {
      if (auto done = pieces[written]->work(db); !done) return done;
      ++written;
    } while (written < pieces.size() && steady_clock::now() < until);
    return {};
  });
  if (together) return written;
  // Whose fault it was is not asked: each of them alone.
  const size_t tried = std::min(written + 1, pieces.size());
  for (size_t i = 0; i < tried; ++i) {
    pieces[i]->outcome = tried == 1 ? together : journal_.Write<void>(pieces[i]->work);
  }
  return tried;
}

}  // namespace piket
