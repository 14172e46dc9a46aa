// libFuzzer's way into the one function this program is built for (PIKET_FUZZ_FUNCTION).
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return piket::PIKET_FUZZ_FUNCTION({reinterpret_cast<const char*>(data), size});
}
