#include "agent/central/common_write.h"

#include <thread>

namespace piket {
namespace {

// Before a write others get to read, and those who come a moment later are in it.
constexpr std::chrono::milliseconds kGather{3};

}  // namespace

Result<void> CommonWrite::Write(const Work& work) {
  Piece own{work};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&own);
  changed_.wait(lock, [&] { return own.done || !writing_; });
  if (own.done) return own.outcome;
  writing_ = true;  // for all who wait by now
  lock.unlock();
  std::this_thread::sleep_for(kGather);
  lock.lock();
  std::vector<Piece*> pieces;
  pieces.swap(waiting_);
  lock.unlock();
  WriteAll(pieces);
  lock.lock();
  for (Piece* piece : pieces) piece->done = true;
  writing_ = false;
  changed_.notify_all();
  return own.outcome;
}

void CommonWrite::WriteAll(const std::vector<Piece*>& pieces) {
  auto together = journal_.Write<void>([&](Database& db) -> Result<void> {
    for (const Piece* piece : pieces) {
      if (auto done = piece->work(db); !done) return done;
    }
    return {};
  });
  if (together) return;
  for (Piece* piece : pieces) {
    piece->outcome = pieces.size() == 1 ? together : journal_.Write<void>(piece->work);
  }
}

}  // namespace piket
