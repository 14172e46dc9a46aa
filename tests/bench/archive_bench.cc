// bench-archive [archive|archive-limit] [--letters DIR] [--pairs N]
//
// The figures `archive` and `archive-limit`: twenty pages of letters, imported as files, made into
// one PDF/A on both cores; against ocrmypdf on the same pages, and against tesseract alone, two
// pages at a time. Both sides run in turn in the same run; one JSON line per figure. Without a name
// both are measured.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/json.h"
#include "agent/core/process.h"
#include "agent/core/text.h"
#include "agent/paper/archive_check.h"
#include "agent/paper/archive_pdf.h"
#include "agent/paper/page_workers.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;

constexpr size_t kPages = 20;

[[noreturn]] void Give(const std::string& why) {
  std::fprintf(stderr, "bench-archive: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T Demand(Result<T> result) {
  if (!result) Give(result.error().detail);
  return *std::move(result);
}

struct TruePage {
  fs::path picture;
  std::string text;
};

std::vector<TruePage> Pages(const fs::path& letters) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(letters)) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  std::vector<TruePage> pages;
  for (const fs::path& folder : folders) {
    auto text = ReadFile(folder / "truth.json");
    if (!text) continue;
    const Json truth = Demand(ParseJson(*text));
    for (size_t i = 0; i < truth.at("text").size() && pages.size() < kPages; ++i) {
      pages.push_back({folder / Format("%02zu.jpg", i + 1), truth["text"][i].get<std::string>()});
    }
  }
  if (pages.size() < kPages) Give("fewer than 20 pages in " + letters.string());
  return pages;
}

struct Cost {
  std::vector<double> wall;  // seconds, one a run
  std::vector<double> cpu;   // with children: the steadier figure on a busy machine
};

double CpuSeconds() {
  double seconds = 0;
  for (int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
      seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    }
  }
  return seconds;
}

void Measure(Cost* cost, const std::function<void()>& work) {
  const double cpu = CpuSeconds();
  const auto start = std::chrono::steady_clock::now();
  work();
  cost->wall.push_back(
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  cost->cpu.push_back(CpuSeconds() - cpu);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

ArchivePlan PlanOf(const std::vector<TruePage>& pages) {
  ArchivePlan plan;
  plan.title = "Dua puluh halaman";
  plan.identifiers = {"L1-000001-X"};
  for (const TruePage& page : pages) {
    plan.pages.emplace_back();
    plan.pages.back().original = page.picture;
  }
  return plan;
}

// What the desk does with imported files: page work in the workers, then the archive.
void OurArchive(const std::vector<TruePage>& pages, const fs::path& folder, const fs::path& pdf) {
  ArchivePlan plan = PlanOf(pages);
  std::mutex mutex;
  std::condition_variable changed;
  size_t done = 0;
  PageWorkers::Settings settings;
  settings.binary = PIKET_BINARY;
  PageWorkers workers(settings);
  for (size_t i = 0; i < pages.size(); ++i) {
    PageJob job;
    job.picture = pages[i].picture;
    job.folder = folder / Format("page%zu", i);
    job.position = static_cast<int>(i) + 1;
    job.deadline = minutes(2);
    fs::create_directories(job.folder);
    workers.Submit(
        job, [](const PageReading&) {},
        [&, i](const PageReading& reading) {
          std::lock_guard<std::mutex> lock(mutex);
          plan.pages[i].reading = reading;
          ++done;
          changed.notify_one();
        });
  }
  std::unique_lock<std::mutex> lock(mutex);
  if (!changed.wait_for(lock, minutes(10), [&] { return done == pages.size(); })) {
    Give("page work does not end");
  }
  for (const ArchivePage& page : plan.pages) {
    if (!page.reading.read) Give("a page was not read: " + page.original.string());
  }
  auto written = WriteArchive(plan, pdf);
  if (!written) Give(written.error().detail);
}

void BareTesseract(const std::vector<TruePage>& pages, const fs::path& folder) {
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  auto read_some = [&] {
    for (size_t i = next++; i < pages.size(); i = next++) {
      ProcessPlan plan;
      plan.argv = {"tesseract", pages[i].picture, folder / Format("bare%zu", i), "-l", "ind"};
      plan.environment = {{"OMP_THREAD_LIMIT", "1"}};
      plan.read_errors = true;
      if (!RunCommand(plan, minutes(5))) failed = true;
    }
  };
  std::thread other(read_some);
  read_some();
  other.join();
  if (failed) Give("tesseract failed");
}

void Ocrmypdf(const fs::path& in, const fs::path& out) {
  ProcessPlan plan;
  plan.argv = {"ocrmypdf",      "-q",   "-l", "ind", "-j", "2", "--deskew",
               "--output-type", "pdfa", in,   out};
  Demand(RunCommand(plan, minutes(15)));
}

// --- how well the text was read

std::map<std::string, int> Words(const std::string& text) {
  std::map<std::string, int> words;
  std::string word;
  for (char c : LowerAscii(text) + " ") {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      word += c;
    } else if (std::string_view(" \t\r\n\f").find(c) != std::string_view::npos && !word.empty()) {
      ++words[word];
      word.clear();
    }
  }
  return words;
}

// The share of words that are missing or made up, whatever the order of columns: letters and
// digits only, per page, as another program reads them out of the PDF.
double WordError(const fs::path& pdf, const std::vector<TruePage>& pages) {
  int wrong = 0;
  int all = 0;
  for (size_t i = 0; i < pages.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    ProcessPlan plan;
    plan.argv = {"pdftotext", "-f", number, "-l", number, pdf, "-"};
    std::map<std::string, int> balance = Words(Demand(RunCommand(plan, minutes(1))));
    int missing = 0;
    int extra = 0;
    for (const auto& [word, count] : Words(pages[i].text)) {
      balance[word] -= count;
      all += count;
    }
    for (const auto& [word, count] : balance) {
      missing += std::max(-count, 0);
      extra += std::max(count, 0);
    }
    wrong += std::max(missing, extra);  // a misread word is both
  }
  return all == 0 ? 1 : static_cast<double>(wrong) / all;
}

double Rounded(double value, double parts) { return std::round(value * parts) / parts; }

void Print(const char* bench, const char* peer_name, const Cost& ours, const Cost& peer,
           Json more) {
  std::vector<double> ratios;
  for (size_t i = 0; i < ours.wall.size(); ++i) ratios.push_back(peer.wall[i] / ours.wall[i]);
  more.update({{"bench", bench},
               {"ours", Rounded(Median(ours.wall), 1000)},
               {"peer", Rounded(Median(peer.wall), 1000)},
               {"peer_name", peer_name},
               {"ratio", Rounded(Median(ratios), 1000)},
               {"cpu", Rounded(Median(ours.cpu), 1000)},
               {"peer_cpu", Rounded(Median(peer.cpu), 1000)},
               {"unit", "s"},
               {"runs", ours.wall.size()}});
  std::printf("%s\n", CanonicalText(more).c_str());
  std::fflush(stdout);
}

void Archive(const std::vector<TruePage>& pages, size_t pairs) {
  TemporaryFolder folder;
  const fs::path pdf = folder.path() / "ours.pdf";
  const fs::path plain = folder.path() / "plain.pdf";
  const fs::path peer_pdf = folder.path() / "peer.pdf";
  // ocrmypdf takes a PDF: the same pages as pictures only, made before the clock starts.
  if (!WriteArchive(PlanOf(pages), plain)) Give("the plain PDF cannot be written");
  Cost ours;
  Cost peer;
  for (size_t i = 0; i < pairs; ++i) {
    Measure(&peer, [&] { Ocrmypdf(plain, peer_pdf); });
    Measure(&ours, [&] { OurArchive(pages, folder.path(), pdf); });
  }
  const uintmax_t our_size = fs::file_size(pdf);
  const uintmax_t peer_size = fs::file_size(peer_pdf);
  Print("archive", "ocrmypdf -l ind -j 2 --deskew --output-type pdfa", ours, peer,
        {{"word_error", Rounded(WordError(pdf, pages), 10000)},
         {"peer_word_error", Rounded(WordError(peer_pdf, pages), 10000)},
         {"bytes", our_size},
         {"peer_bytes", peer_size},
         {"size_ratio",
          Rounded(static_cast<double>(our_size) / static_cast<double>(peer_size), 1000)},
         {"violations", CheckArchive(pdf).size()}});
}

void ArchiveLimit(const std::vector<TruePage>& pages, size_t pairs) {
  TemporaryFolder folder;
  Cost ours;
  Cost peer;
  for (size_t i = 0; i < pairs; ++i) {
    Measure(&peer, [&] { BareTesseract(pages, folder.path()); });
    Measure(&ours, [&] { OurArchive(pages, folder.path(), folder.path() / "ours.pdf"); });
  }
  Print("archive-limit", "tesseract -l ind, two at a time", ours, peer, Json::object());
}

int Main(int argc, char** argv) {
  std::string name;
  fs::path letters = fs::path(PIKET_SOURCE_DIR) / ".." / "shared" / "letters";
  size_t pairs = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--letters" && i + 1 < argc) {
      letters = argv[++i];
    } else if (word == "--pairs" && i + 1 < argc) {
      pairs = static_cast<size_t>(std::max(std::atoi(argv[++i]), 1));
    } else if (name.empty() && (word == "archive" || word == "archive-limit")) {
      name = word;
    } else {
      Give("bench-archive [archive|archive-limit] [--letters DIR] [--pairs N]");
    }
  }
  IgnoreBrokenPipes();
  const std::vector<TruePage> pages = Pages(letters);
  if (name != "archive") ArchiveLimit(pages, pairs == 0 ? 5 : pairs);
  if (name != "archive-limit") Archive(pages, pairs == 0 ? 3 : pairs);
  return 0;
}

}  // namespace
}  // namespace piket

int main(int argc, char** argv) { return piket::Main(argc, argv); }
