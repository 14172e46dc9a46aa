// What the office does by itself, on a thread of its own: opens cases for new letters and ends
// steps that end by themselves as soon as something was appended; reminds and sends mail by the
// clock.
#ifndef PIKET_AGENT_OFFICE_ROUND_H_
#define PIKET_AGENT_OFFICE_ROUND_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "agent/office/office.h"

namespace piket {

// One per post with the role "central". Begins at once; the destructor waits for the round under
// way.
class OfficeRound {
 public:
  // `reminded` is told each case that was reminded of, on the round's thread.
  OfficeRound(OfficeWork& office, std::function<void(const Id& case_id)> reminded);
  ~OfficeRound();

  // Something was appended: look now. Any thread, any time, cheap.
  void Knock();
  // Waits until every knock so far was heard and acted on; false when the time ran out.
  bool WaitUntilDone(std::chrono::milliseconds timeout);

 private:
  void Run();
  void LookAround();

  OfficeWork& office_;
  const std::function<void(const Id&)> reminded_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool knocked_ = true;
  bool working_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_ROUND_H_
