// Our own print service: a cupsd of the system's package with its own configuration, spool and
// socket in a folder of ours, under the agent's own user, so that nothing else on the machine is
// touched and nothing else touches it. Listens on a Unix socket only.
//
// It outlives the agent: papers in work go on when the agent dies; at the next Start a fresh
// service takes its place. Stopping it never interrupts a paper that is on its way to a device.
#ifndef PIKET_DRIVERS_PRINTER_PRINT_SERVICE_H_
#define PIKET_DRIVERS_PRINTER_PRINT_SERVICE_H_

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "agent/core/result.h"

namespace piket {

struct PrintServicePlan {
  std::filesystem::path folder;  // ours alone; made when absent; survives restarts
  std::filesystem::path gate;    // the piket-gate binary
  std::string cupsd = "/usr/sbin/cupsd";
  std::string backends = "/usr/lib/cups/backend";
  std::string filters = "/usr/lib/cups/filter";
};

// Keeps the service running: a thread of its own starts it again when it ends. Any thread may call.
class PrintService {
 public:
  // Back when the service answers. kPrintService when it does not within 10 s; kStorage, kDiskFull.
  static Result<std::unique_ptr<PrintService>> Start(const PrintServicePlan& plan);
  // Leaves the service and its papers as they are when `Stop` was not called.
  ~PrintService();

  const std::string& socket() const;     // where PrintSpool finds it
  std::filesystem::path ledger() const;  // the gate's memory
  pid_t pid() const;                     // 0 while it is down
  int restarts() const;                  // since Start
  void Stop();

 private:
  struct State;
  explicit PrintService(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_PRINT_SERVICE_H_
