// Makes each entered letter's archive PDF and its place in the search index, and seals the pages of
// confidential letters once they are archived, on a thread of its own.
#ifndef PIKET_AGENT_DESK_ARCHIVE_H_
#define PIKET_AGENT_DESK_ARCHIVE_H_

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "agent/desk/desk.h"
#include "agent/desk/read.h"

namespace piket {

// One per post. Thread-safe.
class Archivist {
 public:
  Archivist(Desk& desk, PageReader& reader);
  ~Archivist();

  // Something may be ready: a letter was entered or a page was read.
  void Knock();
  // Waits until every letter whose pages are read has its archive and, when confidential, its pages
  // sealed; false when the time ran out.
  bool WaitUntilDone(std::chrono::milliseconds timeout);

  // Makes the archive of one letter now. kConflict while its pages are still read.
  Result<void> Archive(const Id& letter);

 private:
  void Run();
  // Letters left to archive; those that failed are tried again at the next start.
  size_t ArchiveAll();
  void SealAll();

  Desk& desk_;
  PageReader& reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool knocked_ = true;
  bool working_ = false;
  bool ending_ = false;
  size_t left_ = 0;
  std::vector<Id> failed_;
  std::thread thread_;
};

}  // namespace piket

#endif  // PIKET_AGENT_DESK_ARCHIVE_H_
