// What letters make of entries at a desk, for the benches of the line.
#ifndef PIKET_TESTS_BENCH_LETTER_LIFE_H_
#define PIKET_TESTS_BENCH_LETTER_LIFE_H_

#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

// Everything one letter makes, from the feeder to the printed receipt: fourteen entries.
std::vector<NewEntry> LifeOf(const std::string& post, int n, Instant now);

}  // namespace piket

#endif  // PIKET_TESTS_BENCH_LETTER_LIFE_H_
