// The private print service's queues and jobs. A job handed over is held until Release.
#ifndef PIKET_DRIVERS_PRINTER_PRINT_SPOOL_H_
#define PIKET_DRIVERS_PRINTER_PRINT_SPOOL_H_

#include <filesystem>
#include <string>
#include <vector>

#include "agent/core/result.h"
#include "drivers/printer/print_recovery.h"
#include "drivers/printer/printer.h"

namespace piket {

// Any thread may call: each call makes its own connection, which costs less than sharing one.
// Every call fails with kPrintService when the service does not answer.
class PrintSpool {
 public:
  explicit PrintSpool(std::string socket) : socket_(std::move(socket)) {}

  // A queue through our gate to the device. Plain: what is handed over reaches the device byte for
  // byte. Filtered: for devices that do not take PDF; they must be switched on for this.
  Result<void> AddPlainQueue(const std::string& queue, const std::string& uri) const;
  Result<void> AddFilteredQueue(const std::string& queue, const std::string& uri) const;

  Result<std::vector<SpoolJob>> Jobs() const;
  // The number of the new job.
  Result<int> Hold(const std::string& queue, const PrintOrder& order,
                   const std::string& token) const;
  // Releasing or cancelling what has gone on already is no error and does nothing.
  Result<void> Release(int job) const;
  Result<void> Cancel(int job) const;

 private:
  Result<void> ChangeQueue(const std::string& queue, const std::string& device_uri) const;

  std::string socket_;
};

}  // namespace piket

#endif  // PIKET_DRIVERS_PRINTER_PRINT_SPOOL_H_
