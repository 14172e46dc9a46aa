// How long the steps of each procedure really take: touch (from "mulai" to "selesai") against
// waiting (from arrival to "mulai"), in office time without what the case stood still, beside the
// SOP's limit; and what stopped the clock. Where the limit cannot be kept the report proposes a revision.
#ifndef PIKET_AGENT_OFFICE_REPORTS_H_
#define PIKET_AGENT_OFFICE_REPORTS_H_

#include <string>
#include <vector>

#include "agent/office/books.h"

namespace piket {

struct StepTime {
  int no = 0;
  std::string activity;
  std::string limit;
  int count = 0;  // runs that were finished
  double touch_median_minutes = 0;
  double wait_median_minutes = 0;
  int late_percent = 0;
  std::string proposal;  // "" when the limit fits
};
struct StopTime {
  std::string state;
  int count = 0;
  double median_minutes = 0;
};
struct ProcedureTime {
  std::string id;
  std::string name;
  int cases = 0;
  std::vector<StepTime> steps;
  std::vector<StopTime> stops;
};
struct MonthCount {
  std::string month;  // "2026-05"
  int in = 0;
  int out = 0;
  int done = 0;
  int late = 0;  // steps finished after their limit
};

// Runs finished between the two; of one service, or of all when it is "". Take the database's turn.
Result<std::vector<ProcedureTime>> TimeReport(const OfficeWork& office, Instant from, Instant until,
                                              const std::string& service);
Result<std::vector<MonthCount>> Months(const OfficeWork& office, int year,
                                       const std::string& service);

// The same as rows of a book.
Result<void> MonthlyRecap(const OfficeWork& office, int year, const std::string& service,
                          Book& book);
Result<void> TimeBook(const OfficeWork& office, Instant from, Instant until,
                      const std::string& service, Book& book);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_REPORTS_H_
