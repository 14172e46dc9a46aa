#include "agent/office/round.h"

#include "agent/core/log.h"
#include "agent/office/step.h"

namespace piket {
namespace {

// How often the clock is looked at; limits are counted in minutes.
constexpr std::chrono::seconds kBetweenRounds{20};

}  // namespace

OfficeRound::OfficeRound(OfficeWork& office, std::function<void(const Id&)> reminded)
    : office_(office), reminded_(std::move(reminded)), thread_([this] { Run(); }) {}

OfficeRound::~OfficeRound() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void OfficeRound::Knock() {
  {
    std::lock_guard lock(mutex_);
    knocked_ = true;
  }
  changed_.notify_all();
}

bool OfficeRound::WaitUntilDone(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return !knocked_ && !working_; });
}

void OfficeRound::Run() {
  using std::chrono::steady_clock;
  std::unique_lock lock(mutex_);
  steady_clock::time_point next = steady_clock::now();
  while (!ending_) {
    changed_.wait_until(lock, next, [this] { return knocked_ || ending_; });
    if (ending_) return;
    next = steady_clock::now() + kBetweenRounds;
    knocked_ = false;
    working_ = true;
    lock.unlock();
    LookAround();
    lock.lock();
    working_ = false;
    changed_.notify_all();
  }
}

void OfficeRound::LookAround() {
  if (auto brought = BringCasesUpToDate(office_); !brought) {
    LogError("bringing cases up to date", brought.error());
  }
}

}  // namespace piket
