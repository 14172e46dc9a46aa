// Writes each target's seeds to FOLDER/<noun>/seed-<n>: what tests/fuzz/run begins from.
#include <filesystem>
#include <fstream>

#include "tests/fuzz/fuzz.h"

int main(int argc, char** argv) {
  if (argc != 2) return 1;
  for (const piket::FuzzTarget& target : piket::FuzzTargets()) {
    std::filesystem::path folder = std::filesystem::path(argv[1]) / target.noun;
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const std::string& seed : target.seeds()) {
      std::ofstream file(folder / ("seed-" + std::to_string(++number)), std::ios::binary);
      file << seed;
      if (!file.flush()) return 1;
    }
  }
  return 0;
}
