#include "agent/paper/paper_size.h"

namespace piket {
namespace {

struct KnownSize {
  std::string_view word;
  double width;
  double height;
};

constexpr KnownSize kSizes[] = {
    {"setengah-f4", 215, 165}, {"setengah-f4-tegak", 165, 215},
    {"a5", 210, 148},          {"a5-tegak", 148, 210},
    {"a4", 210, 297},          {"a4-mendatar", 297, 210},
    {"f4", 215, 330},          {"f4-mendatar", 330, 215},
};

}  // namespace

std::optional<PaperSize> PaperSizeFromWord(std::string_view word) {
  for (const KnownSize& size : kSizes) {
    if (size.word == word) return PaperSize{std::string(size.word), size.width, size.height};
  }
  return std::nullopt;
}

std::vector<std::string> PaperSizeWords() {
  std::vector<std::string> words;
  for (const KnownSize& size : kSizes) words.emplace_back(size.word);
  return words;
}

}  // namespace piket
