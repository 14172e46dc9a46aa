#include "tests/virtual/small_office.h"

#include <signal.h>

#include <cstdlib>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "tests/virtual/sane_config.h"

namespace piket {

using std::chrono::seconds;

Result<std::unique_ptr<SmallOffice>> SmallOffice::Start(const SmallOfficePlan& plan) {
  auto office = Prepare(plan);
  if (!office) return office;
  if (auto started = (*office)->StartAgent(); !started) return started.error();
  return office;
}

Result<std::unique_ptr<SmallOffice>> SmallOffice::Prepare(const SmallOfficePlan& plan) {
  std::unique_ptr<SmallOffice> office(new SmallOffice(plan));
  if (plan.binary.empty()) office->plan_.binary = OwnBinary();
  std::filesystem::create_directories(plan.folder);
  if (plan.scanner) {
    auto scanner = VirtualEscl::Start();
    if (!scanner) return scanner.error().While("virtual scanner");
    office->scanner_ = std::move(*scanner);
  }
  if (plan.printer) {
    VirtualPrinterPlan printer_plan;
    printer_plan.folder = plan.folder / "printer";
    auto printer = VirtualPrinter::Start(printer_plan);
    if (!printer) return printer.error().While("virtual printer");
    office->printer_ = std::move(*printer);
    auto loaded = office->printer_->LoadTray(250, kMediaHalfF4);
    if (!loaded) return loaded.error();
    // Letters of the office.
    if (auto beside = office->printer_->LoadByPass(kMediaF4); !beside) return beside.error();
  }
  if (auto written = office->WriteConfig(); !written) return written.error();
  return office;
}

Result<void> SmallOffice::WriteConfig() {
  SaneConfig sane(plan_.folder / "sane");
  if (scanner_) sane.AddAirscan("Pemindai Coba", scanner_->port());
  std::string text = "roles = " + CanonicalText(Json(plan_.roles)) + "\npost = \"" + plan_.post +
                     "\"\ndata = \"" + data().string() + "\"\n" +
                     Format("[screen]\nport = %d\ntls = \"%s\"\n[centre]\nport = 0\n", plan_.port,
                            plan_.tls ? "own" : "none") +
                     "[scanner]\nsane_config = \"" + sane.folder().string() + "\"\n" +
                     plan_.more_config;
  if (printer_) {
    text += "[[printer]]\nname = \"Pencetak Coba\"\nuri = \"" + printer_->uri() + "\"\n";
  }
  return WriteFileDurably(config(), text);
}

Result<void> SmallOffice::StartAgent() {
  auto begun = std::chrono::steady_clock::now();
  std::vector<std::string> argv = {plan_.binary, "run", "--config", config().string()};
  if (plan_.quiet) {
    // exec: the agent itself is our child, so that signals reach it.
    argv = {"sh",
            "-c",
            "exec \"$0\" run --config \"$1\" 2>>\"$2\"",
            plan_.binary,
            config().string(),
            (plan_.folder / "piket.log").string()};
  }
  auto agent = Process::Start({.argv = argv, .environment = environment_});
  if (!agent) return agent.error();
  agent_ = std::move(*agent);
  auto line = agent_->ReadLine(seconds(30));
  if (!line) return line.error().While("starting the agent");
  if (!line->has_value()) {
    return Error{Fault::kWorkerDied,
                 "the agent ended; see " + (plan_.folder / "piket.log").string()};
  }
  auto ready = ParseJson(**line);
  if (!ready) return ready.error();
  url_ = TextOr(*ready, "url");
  // Whoever asks the office writes the path with its own slash.
  if (url_.ends_with('/')) url_.pop_back();
  devices_ = TextOr(*ready, "devices");
  start_ms_ =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
  return {};
}

ScreenAddress SmallOffice::screens() const {
  if (!plan_.tls) return url_;
  auto certificate = ReadFile(authority());
  return {url_, certificate ? *certificate : ""};
}

void SmallOffice::KillAgent() {
  agent_->Kill(SIGKILL);
  (void)agent_->Wait(seconds(10));
}

Result<int> SmallOffice::StopAgent() {
  agent_->Kill(SIGTERM);
  return agent_->Wait(seconds(20));
}

SmallOffice::~SmallOffice() {
  auto print_service = ReadFile(data() / "print" / "cupsd.pid");
  if (agent_ && agent_->Running()) (void)StopAgent();
  // A killed agent leaves its print service to the next one; here none comes.
  int pid = print_service ? std::atoi(print_service->c_str()) : 0;
  if (pid > 1) kill(pid, SIGKILL);
}

std::vector<std::string> SmallOffice::CommandLine(const std::vector<std::string>& words) const {
  std::vector<std::string> argv = {plan_.binary};
  argv.insert(argv.end(), words.begin(), words.end());
  argv.insert(argv.end(), {"--config", config().string()});
  return argv;
}

Result<std::string> SmallOffice::Run(const std::vector<std::string>& words) {
  return RunCommand({.argv = CommandLine(words), .read_errors = true}, seconds(60));
}

Result<std::unique_ptr<Process>> SmallOffice::StartCommand(const std::vector<std::string>& words) {
  return Process::Start({.argv = CommandLine(words)});
}

}  // namespace piket
