// A whole small office on one machine: virtual scanner, virtual printer, and the real agent as a
// child process with a configuration and a data folder of its own. For the demo, flow tests and
// benches.
#ifndef PIKET_TESTS_VIRTUAL_SMALL_OFFICE_H_
#define PIKET_TESTS_VIRTUAL_SMALL_OFFICE_H_

#include <filesystem>
#include <memory>
#include <string>

#include "agent/core/process.h"
#include "tests/virtual/desk_client.h"
#include "tests/virtual/virtual_escl.h"
#include "tests/virtual/virtual_printer.h"

namespace piket {

struct SmallOfficePlan {
  std::filesystem::path folder;  // data, configuration, spool; kept
  int port = 0;                  // of the screens
  bool tls = false;              // whether they speak it, by the post's own authority
  bool printer = true;
  bool scanner = true;
  std::vector<std::string> roles = {"desk", "central"};
  std::string post = "L1";
  std::string more_config = {};  // appended to piket.toml
  bool quiet = true;             // the agent's log goes to folder/piket.log
  std::string binary = {};       // of piket; empty: OwnBinary()
};

class SmallOffice {
 public:
  static Result<std::unique_ptr<SmallOffice>> Start(const SmallOfficePlan& plan);
  // Folder, devices and configuration; StartAgent does the rest.
  static Result<std::unique_ptr<SmallOffice>> Prepare(const SmallOfficePlan& plan);
  ~SmallOffice();

  VirtualEscl& scanner() { return *scanner_; }
  VirtualPrinter& printer() { return *printer_; }
  const std::string& url() const { return url_; }
  // The same with what a client needs to believe it.
  ScreenAddress screens() const;
  std::filesystem::path authority() const { return data() / "keys" / "authority.crt"; }
  // Where other posts reach it: "https://127.0.0.1:8471", "" without the role central.
  const std::string& devices() const { return devices_; }
  bool Running() const { return agent_ && agent_->Running(); }
  std::filesystem::path config() const { return plan_.folder / "piket.toml"; }
  std::filesystem::path data() const { return plan_.folder / "data"; }
  pid_t agent_pid() const { return agent_->pid(); }
  double start_ms() const { return start_ms_; }

  // kill -9; the devices stay.
  void KillAgent();
  // Of agents that start from now on: {"FAKETIME", …}.
  void SetEnvironment(std::vector<std::pair<std::string, std::string>> environment) {
    environment_ = std::move(environment);
  }
  // SIGTERM and wait; the exit status.
  Result<int> StopAgent();
  Result<void> StartAgent();
  // A command of the real binary on this office's configuration: {"journal", "verify"}.
  Result<std::string> Run(const std::vector<std::string>& words);
  // The same without waiting for its end.
  Result<std::unique_ptr<Process>> StartCommand(const std::vector<std::string>& words);

 private:
  explicit SmallOffice(SmallOfficePlan plan) : plan_(std::move(plan)) {}
  Result<void> WriteConfig();
  std::vector<std::string> CommandLine(const std::vector<std::string>& words) const;

  SmallOfficePlan plan_;
  std::vector<std::pair<std::string, std::string>> environment_;
  std::unique_ptr<VirtualEscl> scanner_;
  std::unique_ptr<VirtualPrinter> printer_;
  std::unique_ptr<Process> agent_;
  std::string url_;
  std::string devices_;
  double start_ms_ = 0;
};

}  // namespace piket

#endif  // PIKET_TESTS_VIRTUAL_SMALL_OFFICE_H_
