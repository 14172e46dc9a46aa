// Hands pages to worker processes (`piket worker page`) and their readings back. A worker that dies
// or hangs is replaced and its page tried once more, then given back unread with the reason: the
// page itself is safe in its file. Workers start with the first page and end after a while without
// one, so a quiet post spends no memory on them.
//
// Thread-safe. Callbacks come on the pool's own threads, for one page in order; they must not wait
// for another page. Destruction kills the workers and forgets what is still waiting, without
// callbacks: start-up finds unread pages again.
#ifndef PIKET_AGENT_PAPER_PAGE_WORKERS_H_
#define PIKET_AGENT_PAPER_PAGE_WORKERS_H_

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "agent/core/process.h"
#include "agent/paper/page.h"
#include "agent/paper/page_job.h"

namespace piket {

class PageWorkers {
 public:
  struct Settings {
    int count = 0;                          // 0: the number of cores, at most 2
    std::chrono::seconds idle{30};          // a worker without a page ends after this
    int most_pages = 300;                   // a worker is replaced after so many pages,
    int most_mib = 500;                     // or when it holds so much memory
    std::chrono::milliseconds grace{3000};  // beyond a page's deadline, then the worker is killed
    std::string binary = {};                // "": OwnBinary()
  };
  using OnReading = std::function<void(const PageReading&)>;

  PageWorkers();
  explicit PageWorkers(Settings settings);
  ~PageWorkers();
  PageWorkers(const PageWorkers&) = delete;
  PageWorkers& operator=(const PageWorkers&) = delete;

  // `on_pictures` comes at most once, when the pictures are written and all but the words is known;
  // not at all for a file that shows nothing. `on_reading` comes always, and last; a page that
  // turned out to stand on its head has new pictures by then. First pages of letters go first.
  void Submit(PageJob job, OnReading on_pictures, OnReading on_reading);

  std::vector<pid_t> Running() const;  // the worker processes now alive
  size_t Waiting() const;              // pages not yet given to a worker

 private:
  struct Task {
    PageJob job;
    OnReading on_pictures;
    OnReading on_reading;
  };
  struct Lane {
    std::thread thread;
    std::unique_ptr<Process> worker;  // changed under mutex_ by the lane's own thread
    int pages = 0;
  };

  void Run(Lane* lane);
  void Serve(Lane* lane, const Task& task);
  // One attempt; an error when the worker died or hung. `so_far` keeps the pictures' reading.
  Result<PageReading> Attempt(Lane* lane, const Task& task, std::optional<PageReading>* so_far);
  Result<void> StartWorker(Lane* lane);
  void EndWorker(Lane* lane);

  const Settings settings_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<bool, uint64_t>, Task> waiting_;  // (not a first page, order of arrival)
  uint64_t submitted_ = 0;
  int free_ = 0;  // lanes waiting for a page
  bool stopping_ = false;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_WORKERS_H_
