// What changed, told to every screen that listens. A screen that is too slow is told to read anew.
#ifndef PIKET_AGENT_HTTP_EVENTS_H_
#define PIKET_AGENT_HTTP_EVENTS_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "agent/store/journal.h"

namespace piket {

// Thread-safe.
class EventBoard {
 public:
  // `topic` batch, page, document, letter, print, device, session; `data` JSON with at least "id".
  void Tell(const std::string& topic, const Json& data);
  // The events that follow from a journal entry.
  void TellEntry(const Entry& entry);
  // Every listener's wait ends; no more events.
  void Close();

  // One screen's place in the queue.
  class Listener {
   public:
    explicit Listener(EventBoard& board);
    ~Listener();
    // The next event as text of an event stream; nullopt when none came in time; "" when closed.
    std::optional<std::string> Next(std::chrono::milliseconds timeout);

   private:
    EventBoard& board_;
    int id_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, std::deque<std::string>> queues_;
  int next_id_ = 0;
  bool closed_ = false;
};

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_EVENTS_H_
