// Reading pages at the desk: hands each page to the page workers, keeps what they read, and
// proposes the letter's particulars from it. Off the scan path.
#ifndef PIKET_AGENT_DESK_READ_H_
#define PIKET_AGENT_DESK_READ_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/desk/desk.h"
#include "agent/letters/batch.h"
#include "agent/letters/letter.h"
#include "agent/paper/letter_reading.h"
#include "agent/paper/page_workers.h"

namespace piket {

// A letter that looks like one already entered (R-07: a warning, not a refusal).
struct Duplicate {
  Letter letter;
  std::vector<std::string> why;  // same_number, same_pages
};

// One per post. Thread-safe.
class PageReader {
 public:
  // `on_page` hears that a page's pictures or reading changed, on a worker's thread.
  PageReader(Desk& desk, std::function<void(const Id& page, const Id& batch)> on_page);
  ~PageReader();

  // Start-up: every page not yet read is read now.
  Result<void> Recover();
  // Queues the page; its pictures come first, then its text.
  void Read(const Page& page);
  // Whether the document's proposals may still grow.
  Result<bool> StillReading(const Id& document);
  // What the pages read so far say, page by page of the document (hidden blank ones too).
  Result<LetterReading> Propose(const Id& document);
  Result<PageReading> ReadingOf(const Page& page);
  // Letters already entered that look like this document.
  Result<std::vector<Duplicate>> Duplicates(const Id& document, const LetterReading& reading);
  // view.jpg or thumbnail.jpg of the page; makes them anew when they are gone. kNotFound until
  // then.
  Result<std::filesystem::path> Picture(const Id& page, const std::string& name);
  size_t Waiting() const;
  // Ends the workers; nothing is heard of any page after this. Pages unread are read at next start.
  void Stop() { workers_.reset(); }
  std::vector<pid_t> Workers() const { return workers_->Running(); }

 private:
  void Keep(const Page& page, const PageReading& reading);

  Desk& desk_;
  const std::function<void(const Id&, const Id&)> on_page_;
  std::mutex mutex_;
  std::map<Id, std::pair<std::string, LetterReading>>
      proposals_;  // document → (what it was made of, it)
  std::unique_ptr<PageWorkers> workers_;
};

}  // namespace piket

#endif  // PIKET_AGENT_DESK_READ_H_
