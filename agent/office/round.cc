#include "agent/office/round.h"

#include "agent/core/log.h"
#include "agent/office/remind.h"
#include "agent/office/step.h"

namespace piket {
namespace {

// How often the clock is looked at; limits are counted in minutes.
constexpr std::chrono::seconds kBetweenRounds{20};

}  // namespace

OfficeRound::OfficeRound(OfficeWork& office, std::function<void(const Id&)> reminded)
    : office_(office),
      reminded_(std::move(reminded)),
      cases_([this] { LookAfterCases(); }),
      clock_([this] { GoByTheClock(); }) {}

OfficeRound::~OfficeRound() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  cases_.join();
  clock_.join();
}

void OfficeRound::Knock() {
  {
    std::lock_guard lock(mutex_);
    knocked_ = true;
  }
  changed_.notify_all();
}

void OfficeRound::LookAfterCases() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return knocked_ || ending_; });
    if (ending_) return;
    knocked_ = false;
    lock.unlock();
    if (auto brought = BringCasesUpToDate(office_); !brought) {
      LogError("bringing cases up to date", brought.error());
    }
    lock.lock();
  }
}

void OfficeRound::GoByTheClock() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    auto reminders = RemindNow(office_);
    if (!reminders) LogError("reminding", reminders.error());
    if (reminders) {
      for (const Reminder& reminder : *reminders) reminded_(reminder.case_id);
    }
    if (auto sent = SendWaitingMail(office_); !sent) LogError("sending mail", sent.error());
    lock.lock();
    changed_.wait_for(lock, kBetweenRounds, [this] { return ending_; });
  }
}

}  // namespace piket
