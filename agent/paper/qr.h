// QR codes to print.
#ifndef PIKET_AGENT_PAPER_QR_H_
#define PIKET_AGENT_PAPER_QR_H_

#include <string>
#include <vector>

#include "agent/core/result.h"

namespace piket {

// The dark and light modules of a QR code, row by row, without the quiet zone.
struct QrModules {
  int side = 0;
  std::vector<bool> dark;
  bool Dark(int row, int column) const { return dark[static_cast<size_t>(row * side + column)]; }
};

// How many modules must stay white around a code (ISO/IEC 18004).
inline constexpr int kQuietModules = 4;

// A quarter of the code may be lost and it still reads (level Q): papers get stamped and written
// on. kTooLarge when the text does not fit a code.
Result<QrModules> MakeQr(const std::string& text);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_QR_H_
