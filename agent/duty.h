// The agent on duty: one post's data, its devices, its lines to other posts and its screens, wired
// and running. The only place that names the real scanner and printer classes.
#ifndef PIKET_AGENT_DUTY_H_
#define PIKET_AGENT_DUTY_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "agent/config_house.h"
#include "agent/core/floor_clock.h"
#include "agent/http/command_server.h"
#include "agent/http/server.h"
#include "agent/lines.h"
#include "agent/office/round.h"
#include "agent/post.h"
#include "agent/service_printer.h"

namespace piket {

class Duty {
 public:
  // Start-up is recovery: what was cut off is taken up again.
  // `config`: what the centre sets for this post; null where nobody does.
  static Result<std::unique_ptr<Duty>> Begin(const Settings& settings, ConfigHouse* config);
  ~Duty();

  // {"ready","url","devices","pid"}: where the screens and the posts' listener are.
  Json Ready() const;
  // Until a signal ends the agent: signs the journal's head when it moved, feeds the watchdog. True
  // when the agent is to start anew, under another configuration.
  bool Keep();

 private:
  Duty(const Settings& settings, ConfigHouse* config);
  Result<void> OpenDevices();
  void ListenToJournal();
  void OpenDesk();
  Result<void> OpenLines();
  Result<void> OpenScreens();
  Result<void> BeginClock();
  void WatchClock();
  void TakePrintOrders();
  void TakeNumbers(const Json& numbers);

  bool IsQuiet();  // nothing is scanned, nobody is at the screens

  const Settings settings_;
  ConfigHouse* const config_;
  const SystemClock machine_clock_;
  FloorClock clock_{machine_clock_};
  // The clock was unsure when the agent began: what its time would be by now.
  std::optional<Instant> guessed_from_;
  int64_t guessed_ms_ = 0;
  // Who calls stands below who is called: what ends first is declared last.
  std::unique_ptr<Post> post_;
  std::unique_ptr<Scanner> scanner_;
  std::unique_ptr<Printer> printer_;
  EventBoard events_;
  std::unique_ptr<PageReader> reader_;
  std::unique_ptr<Archivist> archivist_;
  std::unique_ptr<ScanStation> scan_;
  std::unique_ptr<PrintStation> print_;
  std::unique_ptr<OfficeRound> round_;
  Sessions sessions_;
  std::unique_ptr<Lines> lines_;
  std::unique_ptr<CommandServer> commands_;
  std::unique_ptr<ScreenServer> server_;
  std::thread searcher_;
  // Whom an appended entry wakes: null while they do not stand. Any thread appends.
  std::atomic<PrintStation*> print_to_knock_ = nullptr;
  std::atomic<OfficeRound*> round_to_knock_ = nullptr;
  std::atomic<Lines*> lines_to_knock_ = nullptr;
};

// piket run [--config FILE]: ready as one line of JSON on standard output, then until a signal.
int RunCommandLine(int argc, char** argv);

}  // namespace piket

#endif  // PIKET_AGENT_DUTY_H_
