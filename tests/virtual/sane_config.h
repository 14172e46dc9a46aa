// A private SANE configuration for tests, benches and the demo, so that no device of the machine is
// touched: which backends there are and how they are set. Removed with its folder.
#ifndef PIKET_TESTS_VIRTUAL_SANE_CONFIG_H_
#define PIKET_TESTS_VIRTUAL_SANE_CONFIG_H_

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace piket {

class SaneConfig {
 public:
  // Writes into `folder`, which must be this configuration's own.
  explicit SaneConfig(std::filesystem::path folder);

  // SANE's own test backend, with room for F4.
  void AddTest();
  // SANE's pnm backend: replays the file of its option `filename`.
  void AddPnm();
  // The eSCL scanner on loopback through sane-airscan, under this name.
  void AddAirscan(const std::string& name, int port);
  // tests/virtual/sane_feeder.cc, its knobs in `knobs`; `library_folder` holds the built backend.
  void AddFeeder(const std::filesystem::path& library_folder, const std::filesystem::path& knobs);

  // What a process needs in its environment to see exactly these devices.
  std::vector<std::pair<std::string, std::string>> Environment() const;
  const std::filesystem::path& folder() const { return folder_; }

 private:
  void AddBackend(const std::string& name);

  std::filesystem::path folder_;
  std::vector<std::pair<std::string, std::string>> environment_;
  std::string backends_;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_SANE_CONFIG_H_
