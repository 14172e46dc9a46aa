// bench-posts sync-posts [MOST] | sync-return: a real centre and a thousand simulated posts in a
// process of their own, all on this machine. One JSON line a figure.
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "tests/bench/posts_centre.h"
#include "tests/bench/simulated_posts.h"
#include "tests/virtual/desk_client.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kPosts = 1000;
constexpr int kBacklog = 100;
constexpr int kScreens = 4;

template <class T>
T Must(Result<T> outcome, const char* what) {
  if (outcome) return std::move(*outcome);
  std::cerr << what << ": " << outcome.error().detail << "\n";
  std::exit(1);
}
void Must(const Result<void>& outcome, const char* what) {
  if (outcome) return;
  std::cerr << what << ": " << outcome.error().detail << "\n";
  std::exit(1);
}

// The process with the simulated posts.
class Simulation {
 public:
  Simulation(const std::string& self, const PostsCentre& centre, int rate, int backlog)
      : process_(Must(Process::Start({.argv = {self, "simulate", centre.seats().string(),
                                               std::to_string(centre.port()), std::to_string(rate),
                                               std::to_string(backlog)}}),
                      "the posts")) {}
  Json Tell(const std::string& command) {
    Must(process_->WriteLine(command), "the posts");
    auto line = Must(process_->ReadLine(seconds(600)), "the posts");
    return Must(ParseJson(line.value_or("")), "the posts");
  }
  milliseconds CpuTime() const { return process_->CpuTime(); }

 private:
  std::unique_ptr<Process> process_;
};

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  auto at = static_cast<size_t>(share * static_cast<double>(values.size()));
  return values[std::min(values.size() - 1, at)];
}

// Officers at their screens, asking now and then.
class Screens {
 public:
  explicit Screens(const std::string& url) {
    DeskClient first(url);
    Must(first.SignIn(), "signing in");
    for (int i = 0; i < kScreens; ++i) threads_.emplace_back([this, url, i] { Look(url, i); });
  }
  std::vector<double> Stop() {
    ending_ = true;
    for (std::thread& thread : threads_) thread.join();
    return took_ms_;
  }

 private:
  void Look(const std::string& url, int screen) {
    const char* pages[] = {"/api/letters", "/api/posts", "/api/prints?open=1", "/healthz"};
    DeskClient client(url);
    Must(client.SignIn(), "signing in");
    for (int n = screen; !ending_; ++n) {
      auto begun = steady_clock::now();
      Must(client.Get(pages[n % 4]), "a screen");
      double took = std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
      {
        std::lock_guard lock(mutex_);
        took_ms_.push_back(took);
      }
      std::this_thread::sleep_for(milliseconds(100));
    }
  }
  std::atomic<bool> ending_{false};
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::vector<double> took_ms_;
};

void Print(const char* bench, const Json& ours, const char* unit, Json more) {
  Json line = {{"bench", bench},   {"ours", ours}, {"peer", nullptr}, {"peer_name", nullptr},
               {"ratio", nullptr}, {"unit", unit}, {"runs", 1}};
  line.update(more);
  std::cout << CanonicalText(line) << std::endl;
}

// A stage of the growing: whether the centre holds them, and how.
Json Stage(const PostsCentre& centre, Simulation& posts, int count, int64_t before) {
  Json up = posts.Tell("posts " + std::to_string(count));
  if (up["up"].is_null()) return {{"posts", count}, {"held", false}, {"came", up}};
  posts.Tell("measure 10");  // comes to rest
  constexpr int kLength = 30;
  const auto begun = steady_clock::now();
  const milliseconds cpu = centre.CpuTime();
  const milliseconds cpu_posts = posts.CpuTime();
  Json measured = posts.Tell("measure " + std::to_string(kLength));
  const double wall =
      std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
  const int64_t resident = centre.ResidentBytes();
  const double due = count * 10.0 * kLength / 60;
  return {{"posts", count},
          {"held", measured["p95"].get<double>() <= 1000 && measured["faults"].empty() &&
                       measured["acked"].get<double>() > 0.9 * due},
          {"up_s", up["up"]},
          {"kib_each", static_cast<double>(resident - before) / 1024 / count},
          {"resident_mib", static_cast<double>(resident) / (1 << 20)},
          {"ack_p95_ms", measured["p95"]},
          {"ack_median_ms", measured["median"]},
          {"acked", measured["acked"]},
          {"faults", measured["faults"]},
          {"cores", static_cast<double>((centre.CpuTime() - cpu).count()) / wall},
          {"cores_of_posts", static_cast<double>((posts.CpuTime() - cpu_posts).count()) / wall}};
}

void BenchPosts(const std::string& self, int most) {
  TemporaryFolder folder;
  auto centre = Must(PostsCentre::Start(folder.path(), most), "the centre");
  DeskClient admin(centre->url());
  Must(admin.SignIn(), "signing in");
  Must(admin.Get("/api/posts"), "looking");
  std::this_thread::sleep_for(seconds(2));
  const int64_t before = centre->ResidentBytes();
  Simulation posts(self, *centre, 10, 0);
  Json first;
  Json last;
  for (int count = kPosts; count <= most; count += kPosts / 2) {
    Json stage = Stage(*centre, posts, count, before);
    std::cerr << CanonicalText(stage) << "\n";
    if (count == kPosts) first = stage;
    if (!stage["held"].get<bool>()) {
      first["breaks"] = stage;
      break;
    }
    last = stage;
  }
  Print("sync-posts", last.is_null() ? Json(0) : last["posts"], "posts", first);
}

void BenchReturn(const std::string& self) {
  TemporaryFolder folder;
  auto centre = Must(PostsCentre::Start(folder.path(), kPosts), "the centre");
  Screens screens(centre->url());
  std::this_thread::sleep_for(seconds(5));
  Simulation posts(self, *centre, 0, kBacklog);
  const milliseconds cpu = centre->CpuTime();
  Json returned = posts.Tell("posts " + std::to_string(kPosts));
  const milliseconds used = centre->CpuTime() - cpu;
  std::vector<double> took = screens.Stop();
  Print("sync-return", returned["caught"], "s",
        {{"posts", kPosts},
         {"backlog", kBacklog},
         {"up_s", returned["up"]},
         {"faults", returned["faults"]},
         {"cpu_s", static_cast<double>(used.count()) / 1e3},
         {"screens_p95_ms", Percentile(took, 0.95)},
         {"screens_median_ms", Percentile(took, 0.5)},
         {"screens_longest_ms", Percentile(took, 1)},
         {"screens_asked", took.size()}});
}

int Main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "sync-posts";
  signal(SIGPIPE, SIG_IGN);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  if (name == "simulate" && argc > 5) {
    return SimulatePosts({.seats = argv[2],
                          .port = std::atoi(argv[3]),
                          .entries_a_minute = std::atoi(argv[4]),
                          .backlog = std::atoi(argv[5])});
  }
  if (name == "sync-posts") {
    BenchPosts(self, argc > 2 ? std::atoi(argv[2]) : 3000);
  } else if (name == "sync-return") {
    BenchReturn(self);
  } else {
    std::cerr << "no such figure: " << name << "\n";
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Main(argc, argv); }
