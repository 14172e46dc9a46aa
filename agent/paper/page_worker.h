// The page worker: `piket worker page`. A crash, hang or memory blow-up here costs at most the page
// in flight.
//
// One JSON object per line. A request is a PageJob; the answer is one or two lines, each a
// PageReading with `stage`: "pictures" when view.jpg and thumbnail.jpg are written and all but the
// words is known, then always "reading". `resident_mib` tells when the process should be replaced.
#ifndef PIKET_AGENT_PAPER_PAGE_WORKER_H_
#define PIKET_AGENT_PAPER_PAGE_WORKER_H_

namespace piket {

// Serves requests from standard input until its end; the exit status.
int RunPageWorker();

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAGE_WORKER_H_
