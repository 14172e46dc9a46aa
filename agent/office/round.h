// What the office does by itself: opens cases for new letters and ends steps that end by themselves
// as soon as something was appended; reminds and sends mail by the clock.
#ifndef PIKET_AGENT_OFFICE_ROUND_H_
#define PIKET_AGENT_OFFICE_ROUND_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "agent/office/office.h"

namespace piket {

// One per post with the role "central". Begins at once; the destructor waits for what is under way.
// Two threads of its own, because a mail server may keep one waiting while cases must go on.
class OfficeRound {
 public:
  // `reminded` is told each case that was reminded of, on the clock's thread.
  OfficeRound(OfficeWork& office, std::function<void(const Id& case_id)> reminded);
  ~OfficeRound();

  // Something was appended: look now. Any thread, any time, cheap.
  void Knock();

 private:
  void LookAfterCases();
  void GoByTheClock();

  OfficeWork& office_;
  const std::function<void(const Id&)> reminded_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool knocked_ = true;
  bool ending_ = false;
  std::thread cases_;
  std::thread clock_;
};

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_ROUND_H_
