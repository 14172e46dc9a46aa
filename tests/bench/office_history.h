// Years of an office in one journal: many letters, some of them open cases. For the benches of
// board, search and replay; everything goes through Journal::Append, as in the agent.
#ifndef PIKET_TESTS_BENCH_OFFICE_HISTORY_H_
#define PIKET_TESTS_BENCH_OFFICE_HISTORY_H_

#include <filesystem>

#include "agent/core/result.h"

namespace piket {

struct HistoryPlan {
  std::filesystem::path data;  // the post's data folder, made anew
  int letters = 100000;        // ten entries each
  int open_cases = 20000;      // the newest letters
  bool search_text = true;     // fills the search index with 150 words a letter
};

// The number of entries. About a minute for a million.
Result<int64_t> WriteHistory(const HistoryPlan& plan);

}  // namespace piket

#endif  // PIKET_TESTS_BENCH_OFFICE_HISTORY_H_
