// Scanning at the desk: opens batches, runs the feeder on a thread of its own, makes each page
// durable before the next is asked for, and goes on with the same batch after any fault.
#ifndef PIKET_AGENT_DESK_SCAN_H_
#define PIKET_AGENT_DESK_SCAN_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "agent/desk/desk.h"
#include "agent/letters/batch.h"
#include "drivers/scanner/scanner.h"

namespace piket {

struct BatchPlan {
  Json settings =
      Json::object();  // {"scanner", "source", "duplex", "resolution", "mode", "page_size"}
  std::string received_by = "langsung";
  std::optional<int> expected_sheets = {};
  std::string officer;
};

// One per post. Any thread may call; answers come at once, the feeder runs by itself.
class ScanStation {
 public:
  // `on_page` hears of each page once it is in the journal, on the scanning thread; it must be
  // quick.
  ScanStation(Desk& desk, Scanner& scanner, std::function<void(const Page&)> on_page);
  ~ScanStation();

  // Batches that were scanning when the agent ended become interrupted; call once, at start.
  Result<void> Recover();

  // Takes seconds with network scanners. The list is kept for Known.
  Result<std::vector<ScannerEntry>> Search();
  std::vector<ScannerEntry> Known() const;
  std::optional<Fault> SearchFault() const;
  // What a new batch starts with, as JSON.
  Json DefaultSettings() const;

  // An empty batch; Scan feeds it.
  Result<Batch> Open(const BatchPlan& plan);
  // Starts or goes on; with `replace` scans that one page anew. kScannerBusy while another feeds.
  Result<void> Scan(const Id& batch, const Id& replace, const std::string& officer);
  // Ends within a second; pages scanned stay.
  Result<void> Stop(const Id& batch);
  // Waits until nothing feeds; false when the time ran out.
  bool WaitUntilIdle(std::chrono::milliseconds timeout);
  std::optional<Id> Feeding() const;

  // Appends the pages of a PDF, JPEG, PNG or TIFF file that came by e-mail or USB (cara_terima).
  Result<int> AddFile(const Id& batch, const std::string& name, const std::string& bytes,
                      const std::string& officer);

 private:
  struct Command {
    Id batch;
    Id replace;
    std::string officer;
  };
  void Run();
  void Feed(const Command& command, std::stop_token stop);
  Result<void> TakePage(const Command& command, const ScannedPage& scanned, int sheets_before);
  void EndFeed(const Command& command, const std::string& state, std::optional<Fault> fault);
  ScannerId ChooseScanner(const Json& settings);
  Result<std::vector<ScannerEntry>> SearchNow();

  Desk& desk_;
  Scanner& scanner_;
  const std::function<void(const Page&)> on_page_;
  std::mutex searching_;  // one search at a time; taken before mutex_
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Command> command_;  // the one feeding, or about to
  std::stop_source stop_;
  bool ending_ = false;
  std::vector<ScannerEntry> known_;
  std::optional<Fault> search_fault_;
  std::thread thread_;
};

// Divides the batch anew: `before` begins a document of its own. kConflict when a letter was
// already entered there.
Result<void> Split(Desk& desk, const Id& document, const Id& before, const std::string& officer);
// Joins the document to the one before it in the batch.
Result<void> JoinToPrevious(Desk& desk, const Id& document, const std::string& officer);
// Divides at separator sheets (and blank sheets when configured), keeping entered documents as they
// are. Called when a page turns out to be one.
Result<void> DivideAtSeparators(Desk& desk, const Id& batch);

// Changes the officer made to a page: hidden, removed, separator, turn, read_again.
Result<Page> ChangePage(Desk& desk, const Id& page, const Json& change, const std::string& officer);
Result<void> Expect(Desk& desk, const Id& batch, std::optional<int> sheets,
                    const std::string& officer);
// Puts away a batch that needs nothing more (only removed pages, or a mistake).
Result<void> CloseBatch(Desk& desk, const Id& batch, const std::string& officer);

}  // namespace piket

#endif  // PIKET_AGENT_DESK_SCAN_H_
