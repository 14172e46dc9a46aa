// sample-letters OUT: invented letters that look scanned, with their truth, into OUT/001 …
#include <cstdio>

#include "tests/virtual/sample_letters.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("sample-letters OUT\n", stderr);
    return 2;
  }
  auto written = piket::WriteSampleLetters(argv[1]);
  if (!written) std::fprintf(stderr, "%s\n", written.error().detail.c_str());
  return written.ok() ? 0 : 1;
}
