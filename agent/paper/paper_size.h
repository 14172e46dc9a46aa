// The sizes of our printed papers, upright or lying as they are read. Millimetres.
#ifndef PIKET_AGENT_PAPER_PAPER_SIZE_H_
#define PIKET_AGENT_PAPER_PAPER_SIZE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace piket {

struct PaperSize {
  std::string word = "setengah-f4";  // as in config/papers/
  double width = 215;
  double height = 165;
};

// "setengah-f4" (215×165, half an F4 sheet, lying), "setengah-f4-tegak", "a5" (lying), "a5-tegak",
// "a4", "a4-mendatar", "f4" (215×330), "f4-mendatar".
std::optional<PaperSize> PaperSizeFromWord(std::string_view word);
std::vector<std::string> PaperSizeWords();

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAPER_SIZE_H_
