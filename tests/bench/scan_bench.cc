// bench-scan [scan|scan-flat-out …] [--pairs N] [--pages N] [--delay-us N] [--no-load]
// Feeder start → last page durable, against scanimage on the same device, both in turn in the same
// run: SANE's test backend, A4 at 300 dpi gray, grid picture. For `scan` the device is slowed and
// both cores are kept busy while we scan, by page work of letters where there is some, else by
// burners at its priority; scanimage has the machine for itself. JSON lines as in the README.
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "agent/core/json.h"
#include "agent/core/process.h"
#include "drivers/scanner/scanner_sane.h"
#include "tests/virtual/sane_config.h"

namespace piket {
namespace {

using std::chrono::steady_clock;

struct Ask {
  int pairs = 5;
  int pages = 50;
  bool load = true;
  // With the grid picture the device sends about 16 pieces a page: about 160 A4 images a minute.
  int delay_us = 23000;
  std::vector<std::string> benches;
};

double SecondsSince(steady_clock::time_point then) {
  return std::chrono::duration<double>(steady_clock::now() - then).count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double P95(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(static_cast<double>(values.size() - 1) * 0.95)];
}

// Two processes that do nothing but compute, as page workers do, at their priority.
class Burners {
 public:
  explicit Burners(bool wanted) {
    for (int i = 0; wanted && i < 2; ++i) {
      pid_t pid = fork();
      if (pid == 0) Burn();
      pids_.push_back(pid);
    }
  }
  ~Burners() {
    for (pid_t pid : pids_) kill(pid, SIGKILL);
  }

 private:
  [[noreturn]] static void Burn() {
    setpriority(PRIO_PROCESS, 0, 19);
    std::string text(4096, 'x');
    while (getppid() != 1) text[0] = Hex(Sha256(text))[0];
    _exit(0);
  }
  std::vector<pid_t> pids_;
};

struct Run {
  double seconds = 0;
  std::vector<double> idle_ms;
};

std::vector<std::pair<std::string, std::string>> Slowed(int delay_us) {
  if (delay_us == 0) return {};
  return {{"read-delay", "yes"}, {"read-delay-duration", std::to_string(delay_us)}};
}

Result<Run> Ours(const SaneConfig& config, const std::filesystem::path& folder, const Ask& ask,
                 int delay_us) {
  SaneScannerPlan plan{.folder = folder / "parts",
                       .binary = PIKET_BENCH_BINARY,
                       .environment = config.Environment(),
                       .presets = Slowed(delay_us),
                       .flatbed_pages = ask.pages};
  plan.presets.emplace_back("test-picture", "Grid");
  auto scanner = SaneScanner::Open(plan);
  if (!scanner) return scanner.error();
  std::filesystem::create_directories(folder / "kept");
  Burners burners(delay_us > 0 && ask.load);
  Run run;
  auto began = steady_clock::now();
  ScanSettings settings{.source = ScanSource::kFlatbed};
  auto end = (*scanner)->Scan({"Noname", "frontend-tester", ""}, settings,
                              [&](const ScannedPage& page) -> Result<bool> {
                                if (run.seconds > 0) run.idle_ms.push_back(page.idle_ms);
                                auto kept = folder / "kept" /
                                            (page.sha256 + "-" + std::to_string(page.sheet));
                                if (auto moved = MoveFileDurably(page.file, kept); !moved)
                                  return moved.error();
                                run.seconds = SecondsSince(began);  // the last one counts
                                return true;
                              },
                              {});
  if (!end) return end.error();
  std::filesystem::remove_all(folder / "kept");
  return run;
}

Result<double> Peer(const SaneConfig& config, const std::filesystem::path& folder, const Ask& ask,
                    int delay_us) {
  ProcessPlan plan{
      .argv = {"scanimage", "-d", "test:0", "--format=pnm", "--mode", "Gray", "--resolution", "300",
               "-x", "210", "-y", "297", "--test-picture", "Grid", "--batch=p%d.pnm",
               "--batch-count=" + std::to_string(ask.pages)},
      .environment = config.Environment(),
      .directory = folder.string(),
      .read_errors = true};
  for (const auto& [name, value] : Slowed(delay_us)) plan.argv.push_back("--" + name + "=" + value);
  auto began = steady_clock::now();
  auto output = RunCommand(plan, std::chrono::minutes(10));
  double seconds = SecondsSince(began);
  for (int i = 1; i <= ask.pages; ++i) {
    std::filesystem::remove(folder / ("p" + std::to_string(i) + ".pnm"));
  }
  if (!output) return output.error();
  return seconds;
}

Result<void> Measure(const std::string& bench, const Ask& ask) {
  int delay_us = bench == "scan" ? ask.delay_us : 0;
  std::vector<double> ours, peers, ratios, idle;
  for (int pair = 0; pair < ask.pairs; ++pair) {
    TemporaryFolder folder;
    SaneConfig config(folder.path() / "sane");
    config.AddTest();
    auto peer = Peer(config, folder.path(), ask, delay_us);
    if (!peer) return peer.error();
    auto run = Ours(config, folder.path(), ask, delay_us);
    if (!run) return run.error();
    ours.push_back(ask.pages / run->seconds);
    peers.push_back(ask.pages / *peer);
    ratios.push_back(*peer / run->seconds);
    idle.insert(idle.end(), run->idle_ms.begin(), run->idle_ms.end());
  }
  Json line = {{"bench", bench},
               {"ours", Median(ours)},
               {"peer", Median(peers)},
               {"peer_name", "scanimage --batch"},
               {"ratio", Median(ratios)},
               {"unit", "pages/s"},
               {"runs", ask.pairs},
               {"idle_p95_ms", P95(idle)},
               {"idle_median_ms", Median(idle)}};
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
  return {};
}

int Main(int argc, char** argv) {
  IgnoreBrokenPipes();
  Ask ask;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    int number = i + 1 < argc ? std::atoi(argv[i + 1]) : 0;
    if (word == "--pairs")
      ask.pairs = number, ++i;
    else if (word == "--pages")
      ask.pages = number, ++i;
    else if (word == "--delay-us")
      ask.delay_us = number, ++i;
    else if (word == "--no-load")
      ask.load = false;
    else
      ask.benches.push_back(word);
  }
  if (ask.benches.empty()) ask.benches = {"scan", "scan-flat-out"};
  for (const std::string& bench : ask.benches) {
    if (auto measured = Measure(bench, ask); !measured) {
      std::fprintf(stderr, "%s: %s\n", bench.c_str(), measured.error().detail.c_str());
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Main(argc, argv); }
