// The whole work on one page, in the order in which the desk wants to see it: pictures, blank or
// not, and codes first; then the text. Runs inside the page worker (page_worker.h).
#ifndef PIKET_AGENT_PAPER_PAGE_WORK_H_
#define PIKET_AGENT_PAPER_PAGE_WORK_H_

#include <functional>
#include <memory>

#include "agent/paper/page.h"
#include "agent/paper/page_job.h"
#include "agent/paper/page_text.h"

namespace piket {

class PageWork {
 public:
  // Called once with all but the words, when the pictures are written.
  using OnPictures = std::function<void(const PageReading&)>;

  PageWork();
  ~PageWork();

  // Never fails as a whole: what could not be done is told by `read` and `fault`. The pictures are
  // written anew when the reading finds that the page stands on its head.
  PageReading Do(const PageJob& job, const OnPictures& on_pictures);

 private:
  Result<PageText*> Reader();

  std::unique_ptr<PageText> reader_;
};

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_WORK_H_
