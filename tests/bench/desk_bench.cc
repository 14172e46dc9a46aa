// bench-desk [sheet-first|sheet-both|propose|idle|start] …: what an officer waits for at the desk,
// on the whole agent with its virtual devices. One JSON line a figure.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "drivers/printer/print_device.h"
#include "tests/virtual/sample_letters.h"
#include "tests/virtual/small_office.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

double MsSince(steady_clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
}

double Percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  auto at = static_cast<size_t>(share * static_cast<double>(values.size()) + 0.5);
  return values[std::min(values.size() - 1, at == 0 ? 0 : at - 1)];
}

void Print(const char* bench, double ours, const char* unit, size_t runs) {
  Json line = {{"bench", bench},   {"ours", ours}, {"peer", nullptr}, {"peer_name", nullptr},
               {"ratio", nullptr}, {"unit", unit}, {"runs", runs}};
  std::cout << CanonicalText(line) << std::endl;
}

struct Opened {
  TemporaryFolder folder;
  std::unique_ptr<SmallOffice> office;
  std::unique_ptr<DeskClient> desk;
};

std::unique_ptr<Opened> OpenOffice() {
  auto opened = std::make_unique<Opened>();
  SmallOfficePlan plan;
  plan.folder = opened->folder.path();
  auto office = SmallOffice::Start(plan);
  if (!office) {
    std::cerr << office.error().detail << "\n";
    std::exit(1);
  }
  opened->office = std::move(*office);
  opened->desk = std::make_unique<DeskClient>(opened->office->url());
  if (auto in = opened->desk->SignIn(); !in) {
    std::cerr << in.error().detail << "\n";
    std::exit(1);
  }
  // The print service and the scanner's search are up before anything is measured.
  (void)opened->desk->Until(
      "/api/devices",
      [](const Json& parts) {
        int ready = 0;
        for (const Json& part : parts) {
          std::string name = TextOr(part, "part");
          if (name != "scanner" && name != "printer") continue;
          ready += TextOr(part, "state") == "ok";
        }
        return ready == 2;
      },
      seconds(60));
  return opened;
}

// "enter" touched → first and second paper in the device's own job list.
void BenchSheets(int runs) {
  auto opened = OpenOffice();
  std::vector<double> first;
  std::vector<double> both;
  std::string uri = opened->office->printer().uri();
  (void)opened->office->printer().LoadTray(250, kMediaHalfF4);
  for (int i = 0; i < runs + 3; ++i) {
    if (i % 100 == 99) (void)opened->office->printer().LoadTray(250, kMediaHalfF4);
    auto begun = steady_clock::now();
    auto letter = opened->desk->Post("/api/letters", {{"sender", "Dinas Kesehatan"},
                                                      {"number", std::to_string(i)},
                                                      {"subject", "Permohonan Subdomain"},
                                                      {"service", "subdomain"},
                                                      {"without_page_reason", "pengukuran"}});
    if (!letter) {
      std::cerr << letter.error().detail << "\n";
      std::exit(1);
    }
    auto whole = opened->desk->Get("/api/letters/" + TextOr(*letter, "id"));
    std::vector<std::string> tokens;
    for (const Json& print : (*whole)["prints"]) {
      PrintOrder order;
      order.id = TextOr(print, "id");
      tokens.push_back(PrintToken(order));
    }
    // Seldom enough that the asking does not become the printer's main work.
    constexpr milliseconds kLook{20};
    double first_ms = 0;
    while (!tokens.empty() && MsSince(begun) < 30000) {
      std::erase_if(tokens, [&](const std::string& token) {
        auto job = LookAtDevice(uri, token, milliseconds(1000)).job;
        return job && *job >= DeviceJob::kActive;
      });
      if (tokens.size() < 2 && first_ms == 0) first_ms = MsSince(begun);
      if (!tokens.empty()) std::this_thread::sleep_for(kLook);
    }
    // The first three warm caches, as the first letter of a day does.
    if (i >= 3) {
      first.push_back(first_ms);
      both.push_back(MsSince(begun));
    }
    (void)opened->desk->Until(
        "/api/letters/" + TextOr(*letter, "id"),
        [](const Json& now) {
          for (const Json& print : now["prints"]) {
            if (TextOr(print, "state") != "printed") return false;
          }
          return true;
        },
        seconds(30));
  }
  Print("sheet-first", Percentile(first, 0.95), "ms, p95", first.size());
  Print("sheet-both", Percentile(both, 0.95), "ms, p95", both.size());
}

// Page 1 durable → fields on screen.
void BenchPropose(const fs::path& letters) {
  auto opened = OpenOffice();
  std::vector<double> times;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(letters)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  for (const fs::path& folder : folders) {
    opened->office->scanner().LoadPictures({folder / "01.jpg"});
    auto batch = opened->desk->Post("/api/batches", {{"scan", true}});
    if (!batch) continue;
    auto durable = opened->desk->Until(
        "/api/batches/" + TextOr(*batch, "id"),
        [](const Json& b) { return !b["documents"].empty(); }, seconds(60));
    auto begun = steady_clock::now();
    if (!durable) continue;
    auto document = opened->desk->Until(
        "/api/documents/" + TextOr((*durable)["documents"][0], "id"),
        [](const Json& d) { return !BoolOr(d, "reading", true); }, seconds(60));
    if (document) times.push_back(MsSince(begun));
    (void)opened->desk->Until("/api/batches/" + TextOr(*batch, "id"),
                              [](const Json& b) { return TextOr(b, "state") != "scanning"; },
                              seconds(60));
  }
  Print("propose", Percentile(times, 0.95), "ms, p95", times.size());
}

double ResidentMib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  std::string word;
  while (status >> word) {
    double kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib / 1024;
  }
  return 0;
}

void BenchIdle() {
  auto opened = OpenOffice();
  // A letter has been through, as on any day; then nothing is in work.
  (void)opened->desk->Post("/api/letters", {{"sender", "Dinas"},
                                            {"subject", "Surat"},
                                            {"service", "lainnya"},
                                            {"without_page_reason", "pengukuran"}});
  std::this_thread::sleep_for(seconds(10));
  std::vector<double> readings;
  for (int i = 0; i < 5; ++i) {
    readings.push_back(ResidentMib(opened->office->agent_pid()));
    std::this_thread::sleep_for(seconds(1));
  }
  Print("idle", Percentile(readings, 0.5), "MiB", readings.size());
}

void BenchStart() {
  auto opened = OpenOffice();
  std::vector<double> times;
  for (int i = 0; i < 10; ++i) {
    (void)opened->office->StopAgent();
    if (!opened->office->StartAgent()) return;
    times.push_back(opened->office->start_ms());
  }
  Print("start", Percentile(times, 0.5), "ms", times.size());
}

int Bench(int argc, char** argv) {
  IgnoreBrokenPipes();
  std::string which = argc > 1 ? argv[1] : "";
  TemporaryFolder samples;
  fs::path letters = fs::path(PIKET_SOURCE_DIR) / ".." / "shared" / "letters";
  if (which == "sheet-first" || which == "sheet-both" || which == "sheets") {
    BenchSheets(argc > 2 ? std::atoi(argv[2]) : 100);
  } else if (which == "propose") {
    if (!fs::exists(letters)) {
      if (!WriteSampleLetters(samples.path(), 8)) return 1;
      letters = samples.path();
    }
    BenchPropose(letters);
  } else if (which == "idle") {
    BenchIdle();
  } else if (which == "start") {
    BenchStart();
  } else {
    std::cerr << "bench-desk sheets|propose|idle|start [RUNS]\n";
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Bench(argc, argv); }
