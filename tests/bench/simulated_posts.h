// Many posts in one process that speak to a real centre over real TLS: each has an own certificate
// of the centre's authority, a line on which it greets and pushes entries and one on which its long
// poll hangs, two threads. Journals and chains are kept in memory.
//
// Commands on standard input, one JSON line of answer each:
//   posts N      so many posts in all, the new ones at once → {"up": seconds, "caught": seconds}
//   measure S    over S seconds → {"acked", "median", "p95" (ms), "failed", "faults"}
#ifndef PIKET_TESTS_BENCH_SIMULATED_POSTS_H_
#define PIKET_TESTS_BENCH_SIMULATED_POSTS_H_

#include <filesystem>

namespace piket {

struct SimulationPlan {
  std::filesystem::path seats;  // what PrepareCentre wrote
  int port = 0;
  int entries_a_minute = 10;
  int backlog = 0;       // entries each has when it comes
  int patience_s = 120;  // how long "posts" waits for all
};

int SimulatePosts(const SimulationPlan& plan);

}  // namespace piket

#endif  // PIKET_TESTS_BENCH_SIMULATED_POSTS_H_
