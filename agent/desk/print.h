// Printing at the desk: draws each order's paper, takes it through the printer on a thread of its
// own, and records how it ended: printed, failed, cancelled, or unknown with a question to the
// officer.
#ifndef PIKET_AGENT_DESK_PRINT_H_
#define PIKET_AGENT_DESK_PRINT_H_

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "agent/desk/desk.h"
#include "agent/letters/print.h"
#include "drivers/printer/printer.h"

namespace piket {

// One per post. Any thread may call; answers come at once, printing runs by itself and goes on
// where it stood after a restart.
class PrintStation {
 public:
  PrintStation(Desk& desk, Printer& printer);
  ~PrintStation();

  // An order was made: look now.
  void Knock();
  // Orders one more paper, marked DUPLIKAT where the paper has such a mark. kReasonMissing.
  Result<Print> Again(const Id& print, const std::string& reason, const std::string& officer);
  // What the officer saw in the tray; settles an `unknown` order. kConflict when it is not unknown.
  Result<Print> Answer(const Id& print, bool in_tray, const std::string& officer);
  // Stops the paper if it can still be stopped; asked for is remembered over a power cut.
  Result<Print> Cancel(const Id& print, const std::string& officer);
  Result<Print> OrderSeparators(int count, const std::string& officer);
  // Blank rows of the agenda book, for a day without the desk.
  Result<Print> OrderHandForm(int rows, const std::string& officer);
  // `confidential`: with what confidential letters say, for who may see it.
  Result<Print> OrderAgendaPages(int year, int from, int to, bool confidential,
                                 const std::string& officer);
  std::vector<PrinterEntry> Printers();
  // Waits until no order is waiting or printing; false when the time ran out.
  bool WaitUntilDone(std::chrono::milliseconds timeout);

 private:
  void Run();
  // Takes every open order one step on; whether any moved.
  bool AdvanceAll();
  bool AdvanceOne(const Print& print);
  Result<Print> DrawPaper(const Print& print);
  // The PDF of a drawn order. What a confidential letter says lies there until the
  // order ends.
  std::filesystem::path PaperFile(const Print& print) const;
  // Stores the driver's record and, where a screen would show a difference, the order's state.
  Result<void> Record(const Print& print, const PrintRecord& before, const PrintRecord& after);
  PrintRecord RecordOf(const Id& print);
  Result<Print> Order(Print print, const std::string& officer, const Json& why);

  Desk& desk_;
  Printer& printer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool knocked_ = true;
  bool working_ = false;
  bool ending_ = false;
  size_t open_ = 0;
  std::thread thread_;
};

}  // namespace piket

#endif  // PIKET_AGENT_DESK_PRINT_H_
