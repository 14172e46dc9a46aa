// The knobs of a virtual device that lives in another process: one small file each, in one folder.
#ifndef PIKET_TESTS_VIRTUAL_KNOBS_H_
#define PIKET_TESTS_VIRTUAL_KNOBS_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace piket {

class Knobs {
 public:
  explicit Knobs(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
  }

  std::string Text(const char* name, const std::string& otherwise = "") const {
    std::ifstream file(folder_ / name);
    std::string text;
    return std::getline(file, text) ? text : otherwise;
  }
  int Number(const char* name, int otherwise = 0) const {
    std::string text = Text(name);
    return text.empty() ? otherwise : std::atoi(text.c_str());
  }
  void Turn(const char* name, const std::string& value) const {
    // By rename, so that the other side never reads half a value.
    std::filesystem::path part = folder_ / (std::string(name) + ".new");
    std::ofstream(part) << value << "\n";
    std::filesystem::rename(part, folder_ / name);
  }
  void Turn(const char* name, int value) const { Turn(name, std::to_string(value)); }
  void Clear(const char* name) const { std::filesystem::remove(folder_ / name); }
  // Counts a one-time knob down: true when it was 0, and then it is gone.
  bool Due(const char* name) const {
    int left = Number(name, -1);
    if (left > 0) Turn(name, left - 1);
    if (left == 0) Clear(name);
    return left == 0;
  }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_KNOBS_H_
