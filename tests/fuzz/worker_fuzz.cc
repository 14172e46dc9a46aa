// A worker process that answers whatever it likes: a backend or a decoder taken over by a hostile
// device or file. The agent's side of the pipe must come to an end with a Result.
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "agent/paper/page_workers.h"
#include "agent/paper/pdf_import.h"
#include "drivers/scanner/scanner_sane.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

const ScannerId kScanner = {"Contoh", "Pemindai", "1"};

// A script that waits for its order, answers and lingers as long as it takes to be told "next".
class HostileWorker {
 public:
  HostileWorker() {
    IgnoreBrokenPipes();
    // The split worker is given no order, it has its arguments.
    std::ofstream(script()) << "#!/bin/sh\n[ \"$2\" = split ] || read -r order\ncat " << answers()
                            << "\n[ \"$2\" = split ] || sleep 0.02\n";
    fs::permissions(script(), fs::perms::owner_all);
    std::ofstream(tiff()) << "II*" << '\0' << "no real picture";
  }
  // PAGES stands for the folder where the worker may leave pages.
  void Say(std::string text) {
    for (size_t at = text.find("PAGES"); at != std::string::npos; at = text.find("PAGES", at)) {
      text.replace(at, 5, pages().string());
    }
    std::ofstream(answers(), std::ios::binary | std::ios::trunc) << text;
  }
  fs::path script() const { return folder_.path() / "worker"; }
  fs::path answers() const { return folder_.path() / "answers"; }
  fs::path tiff() const { return folder_.path() / "letter.tiff"; }
  fs::path pages() const { return folder_.path() / "pages"; }

 private:
  TemporaryFolder folder_;
};

HostileWorker& Worker() {
  static HostileWorker worker;
  return worker;
}

bool Inside(const fs::path& file) {
  return file.lexically_normal().parent_path() == Worker().pages();
}

void Scanning(const std::string& doing) {
  using std::chrono::milliseconds;
  SaneScannerPlan plan{.folder = Worker().pages(),
                       .binary = Worker().script(),
                       .search_limit = milliseconds(500),
                       .start_limit = milliseconds(500),
                       .next_limit = milliseconds(100),
                       .read_limit = milliseconds(100)};
  auto scanner = SaneScanner::Open(plan);
  Demand(scanner.ok(), "the scanner opens");
  if (doing == "find") (void)(*scanner)->Find();
  if (doing == "describe") (void)(*scanner)->Describe(kScanner);
  if (doing == "sense") (void)(*scanner)->Sense(kScanner);
  if (doing != "scan") return;
  (void)(*scanner)->Scan(kScanner, {},
                         [](const ScannedPage& page) -> Result<bool> {
                           Demand(page.fault || Inside(page.file),
                                  "a page's file lies in the folder for pages");
                           return true;
                         },
                         {});
}

void ReadingAPage() {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  PageWorkers workers({.count = 1, .binary = Worker().script()});
  workers.Submit(
      {.picture = "page.jpg",
       .folder = Worker().pages(),
       .deadline = std::chrono::milliseconds(200)},
      [](const PageReading&) {},
      [&](const PageReading&) {
        std::lock_guard lock(mutex);
        done = true;
        changed.notify_all();
      });
  std::unique_lock lock(mutex);
  Demand(changed.wait_for(lock, std::chrono::seconds(30), [&] { return done; }),
         "every page comes back, read or not");
}

void Splitting() {
  auto pages = ImportPages(Worker().tiff(), Worker().pages(), Worker().script());
  if (!pages) return;
  for (const ImportedPage& page : *pages) {
    Demand(Inside(page.picture), "a page's picture lies in the folder for pages");
  }
}

}  // namespace

std::vector<std::string> WorkerSeeds() {
  const std::string entry =
      R"({"device":"x","id":"Contoh/Pemindai/1","name":"P","resolutions":[300],"sources":["feeder"]})";
  const std::string page = R"("media_type":"image/jpeg","bytes":1,"width":1,"height":1,"sheet":1})";
  return {
      "find\n{\"event\":\"scanners\",\"scanners\":[" + entry +
          "]}\n{\"event\":\"scanner\",\"scanner\":" + entry + "}\n",
      "describe\n{\"event\":\"scanner\",\"scanner\":" + entry + "}\n",
      "sense\n{\"event\":\"sense\",\"paper\":true,\"button\":false,\"device\":\"x\"}\n",
      "scan\n{\"event\":\"opened\",\"device\":\"x\"}\n{\"event\":\"starting\"}\n{\"event\":"
      "\"progress\"}\n{\"event\":\"page\",\"file\":\"PAGES/1.part\"," +
          page + "\n{\"event\":\"end\",\"why\":\"feeder\"}\n",
      "scan\n{\"event\":\"page\",\"fault\":\"damaged_page\"," + page +
          "\n{\"event\":\"fault\",\"fault\":\"feeder_jammed\",\"detail\":\"x\"}\n",
      "page\n{\"stage\":\"pictures\",\"view\":{}}\n{\"stage\":\"reading\",\"read\":true,\"words\":"
      "[[\"a\",1,2,3,4,0.5,0,0]]}\n",
      "page\n{\"stage\":\"reading\",\"resident_mib\":9999}\n",
      "split\n{\"picture\":\"PAGES/page-1.png\",\"media_type\":\"image/png\",\"dpi\":300}\n",
      "split\n{\"fault\":\"damaged_file\"}\n"};
}

int FuzzWorker(std::string_view bytes) {
  size_t end = std::min(bytes.find('\n'), bytes.size());
  std::string doing(bytes.substr(0, end));
  fs::create_directories(Worker().pages());
  Worker().Say(std::string(bytes.substr(std::min(end + 1, bytes.size()))));
  if (doing == "page") {
    ReadingAPage();
  } else if (doing == "split") {
    Splitting();
  } else {
    Scanning(doing);
  }
  return 0;
}

}  // namespace piket
