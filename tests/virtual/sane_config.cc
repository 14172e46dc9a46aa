#include "tests/virtual/sane_config.h"

#include <fstream>

namespace piket {
namespace {

void Write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::trunc) << text;
}

}  // namespace

SaneConfig::SaneConfig(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  environment_.emplace_back("SANE_CONFIG_DIR", folder_.string());
  Write(folder_ / "dll.conf", "");
}

void SaneConfig::AddBackend(const std::string& name) {
  backends_ += name + "\n";
  Write(folder_ / "dll.conf", backends_);
}

void SaneConfig::AddTest() {
  AddBackend("test");
  Write(folder_ / "test.conf", "number_of_devices 1\ngeometry_max 420\n");
}

void SaneConfig::AddPnm() { AddBackend("pnm"); }

void SaneConfig::AddAirscan(const std::string& name, int port) {
  AddBackend("airscan");
  Write(folder_ / "airscan.conf", "[devices]\n\"" + name +
                                      "\" = http://127.0.0.1:" + std::to_string(port) +
                                      "/eSCL, eSCL\n[options]\ndiscovery = disable\n");
}

void SaneConfig::AddFeeder(const std::filesystem::path& library_folder,
                           const std::filesystem::path& knobs) {
  AddBackend("feeder");
  environment_.emplace_back("LD_LIBRARY_PATH", library_folder.string());
  environment_.emplace_back("PIKET_FEEDER", knobs.string());
}

std::vector<std::pair<std::string, std::string>> SaneConfig::Environment() const {
  return environment_;
}

}  // namespace piket
