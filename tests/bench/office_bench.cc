// bench-office board|search|screens|replay [RUNS [FOLDER]]: the office's screens over 100,000
// letters and 20,000 open cases, and the replay of a journal of 1,000,000 entries. One JSON line a
// figure. The years stay in FOLDER, for the next time.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "agent/core/text.h"
#include "agent/store/database.h"
#include "tests/bench/office_history.h"
#include "tests/virtual/desk_client.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

double MsSince(steady_clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
}

double Percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  auto at = static_cast<size_t>(share * static_cast<double>(values.size()) + 0.5);
  return values[std::min(values.size() - 1, at == 0 ? 0 : at - 1)];
}

void PrintFigure(const char* bench, double ours, const char* unit, size_t runs, Json more = {}) {
  Json line = {{"bench", bench},   {"ours", ours}, {"peer", nullptr}, {"peer_name", nullptr},
               {"ratio", nullptr}, {"unit", unit}, {"runs", runs}};
  if (more.is_object()) line.update(more);
  std::cout << CanonicalText(line) << std::endl;
}

[[noreturn]] void GiveUp(const Error& error) {
  std::cerr << Sentence(error.fault) << " " << error.detail << "\n";
  std::exit(1);
}

fs::path WriteConfig(const fs::path& folder) {
  fs::path config = folder / "piket.toml";
  auto written =
      WriteFileDurably(config, "roles = [\"desk\", \"central\"]\npost = \"L1\"\ndata = \"" +
                                   (folder / "data").string() + "\"\n[screen]\nport = 0\n");
  if (!written) GiveUp(written.error());
  return config;
}

// The agent on this data, and officers signed in.
class Office {
 public:
  explicit Office(const fs::path& folder) : database_(folder / "data" / "piket.db") {
    auto agent =
        Process::Start({.argv = {OwnBinary(), "run", "--config", WriteConfig(folder).string()}});
    if (!agent) GiveUp(agent.error());
    agent_ = std::move(*agent);
    auto line = agent_->ReadLine(std::chrono::seconds(120));
    if (!line || !*line) GiveUp({Fault::kInternal, "the agent did not start"});
    auto ready = ParseJson(**line);
    if (!ready) GiveUp(ready.error());
    url_ = TextOr(*ready, "url");
    admin_ = std::make_unique<DeskClient>(url_);
    if (auto in = admin_->SignIn(); !in) GiveUp(in.error());
  }

  // An officer who holds that position.
  std::unique_ptr<DeskClient> Holder(const std::string& position) {
    const std::string name = "Pejabat " + position;
    if (!IsThere(name)) Appoint(name, position);
    auto client = std::make_unique<DeskClient>(url_);
    if (auto in = client->SignIn(name); !in) GiveUp(in.error());
    return client;
  }

  // Computing time of the agent since its start: on a busy machine steadier than what a clock says.
  double ComputedMs() const {
    clockid_t clock{};
    timespec computed{};
    clock_getcpuclockid(agent_->pid(), &clock);
    clock_gettime(clock, &computed);
    return static_cast<double>(computed.tv_sec) * 1e3 + static_cast<double>(computed.tv_nsec) / 1e6;
  }

  // Returns once nothing in the journal is left that could still move a case: what a screen costs
  // is asked of an office at rest.
  void ComeToRest() const {
    for (auto begun = steady_clock::now(); MsSince(begun) < 600000;) {
      auto database = Database::Open(database_, Durability::kReadOnly);
      if (!database) GiveUp(database.error());
      auto left = (*database)->Ask(
          "SELECT (SELECT max(n) FROM arrival) - ifnull((SELECT n FROM local_case_cursor), 0) AS "
          "n");
      if (!left) GiveUp(left.error());
      if (left->front().Integer("n") <= 0) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    GiveUp({Fault::kTimedOut, "the agent does not come to rest"});
  }

  ~Office() {
    agent_->Kill(SIGTERM);
    (void)agent_->Wait(std::chrono::seconds(30));
  }

 private:
  bool IsThere(const std::string& name) {
    auto officers = admin_->Get("/api/officers");
    if (!officers) GiveUp(officers.error());
    return std::any_of(officers->begin(), officers->end(),
                       [&](const Json& officer) { return TextOr(officer, "name") == name; });
  }

  void Appoint(const std::string& name, const std::string& position) {
    auto officer = admin_->Post(
        "/api/officers",
        {{"name", name}, {"title", position}, {"roles", Json::array()}, {"pin", "2580"}});
    if (!officer) GiveUp(officer.error());
    auto appointed = admin_->Post("/api/appointments", {{"officer", TextOr(*officer, "id")},
                                                        {"position", position},
                                                        {"as", "definitif"},
                                                        {"from", "2026-01-01"}});
    if (!appointed) GiveUp(appointed.error());
  }

  const fs::path database_;
  std::unique_ptr<Process> agent_;
  std::string url_;
  std::unique_ptr<DeskClient> admin_;
};

void Measure(const char* bench, const Office& office, DeskClient& client,
             const std::vector<std::string>& paths, int runs) {
  std::vector<double> times;
  size_t most = 0;
  const double computed = office.ComputedMs();
  for (int i = 0; i < runs; ++i) {
    auto begun = steady_clock::now();
    auto answer = client.Download(paths[static_cast<size_t>(i) % paths.size()]);
    if (!answer) GiveUp(answer.error());
    times.push_back(MsSince(begun));
    most = std::max(most, answer->size());
  }
  PrintFigure(bench, Percentile(times, 0.95), "ms, p95", times.size(),
              {{"median", Percentile(times, 0.5)},
               {"cpu", (office.ComputedMs() - computed) / runs},
               {"answer_kib", most / 1024}});
}

void WriteYears(const fs::path& folder) {
  HistoryPlan plan;
  plan.data = folder / "data";
  if (fs::exists(plan.data / "piket.db")) return;
  auto begun = steady_clock::now();
  auto entries = WriteHistory(plan);
  if (!entries) GiveUp(entries.error());
  std::cerr << *entries << " entries written in " << MsSince(begun) / 1000 << " s\n";
}

void BenchScreens(const fs::path& folder, bool board, bool search, int runs) {
  WriteYears(folder);
  Office office(folder);
  auto head = office.Holder("kadis");
  auto below = office.Holder("kabid-aplikasi");
  office.ComeToRest();
  if (board) {
    Measure("board", office, *below,
            {"/api/board", "/api/board?service=website", "/api/board?service=lainnya"}, runs);
    Measure("board-head", office, *head, {"/api/board"}, runs);
    Measure("inbox", office, *below, {"/api/inbox"}, runs);
    Measure("inbox-head", office, *head, {"/api/inbox"}, runs);
  }
  if (search) {
    std::vector<std::string> paths;
    for (const char* words : {"pemeliharaan", "subdomain%20kesehatan", "4711", "rapat%20koordinasi",
                              "pembuatan%20website%20utara", "jaringan"}) {
      paths.push_back(std::string("/api/letters?q=") + words);
    }
    Measure("search", office, *below, paths, runs);
    Measure("search-head", office, *head, paths, runs);
  }
}

// Resident memory of a process in MiB; 0 once it has ended.
double ResidentMib(pid_t pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  int64_t size = 0;
  int64_t resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void BenchReplay() {
  TemporaryFolder folder;
  HistoryPlan plan;
  plan.data = folder.path() / "data";
  plan.search_text = false;
  auto entries = WriteHistory(plan);
  if (!entries) GiveUp(entries.error());
  // The agent makes the post's keys; the replay then opens what it left.
  { Office office(folder.path()); }
  auto begun = steady_clock::now();
  auto replay = Process::Start({.argv = {OwnBinary(), "journal", "replay", "--json", "--config",
                                         (folder.path() / "piket.toml").string()}});
  if (!replay) GiveUp(replay.error());
  std::vector<double> memory;
  std::optional<std::string> line;
  while (!line) {
    memory.push_back(ResidentMib((*replay)->pid()));
    auto said = (*replay)->ReadLine(std::chrono::milliseconds(100));
    if (said) line = said->value_or("{}");
    if (!said && said.error().fault != Fault::kTimedOut) GiveUp(said.error());
  }
  double seconds = MsSince(begun) / 1000;
  auto outcome = ParseJson(*line);
  if (!outcome) GiveUp(outcome.error());
  size_t tenth = memory.size() / 10;
  PrintFigure("replay", static_cast<double>(*entries) / seconds, "entries/s", 1,
              {{"entries", *entries},
               {"mib_after_a_tenth", memory[tenth]},
               {"mib_most", *std::max_element(memory.begin(), memory.end())},
               {"said", *outcome}});
}

int Bench(int argc, char** argv) {
  std::string which = argc > 1 ? argv[1] : "";
  int runs = argc > 2 ? std::atoi(argv[2]) : 200;
  if (which == "replay") {
    BenchReplay();
  } else if (which == "board" || which == "search" || which == "screens") {
    TemporaryFolder temporary;
    BenchScreens(argc > 3 ? fs::path(argv[3]) : temporary.path(), which != "search",
                 which != "board", runs);
  } else {
    std::cerr << "bench-office board|search|screens|replay [RUNS [FOLDER]]\n";
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Bench(argc, argv); }
