#include "agent/paper/page_worker.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <string>

#include "agent/paper/page_work.h"

namespace piket {
namespace {

int64_t ResidentMib() {
  std::ifstream statm("/proc/self/statm");
  int64_t size = 0;
  int64_t resident = 0;
  statm >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE) / (1 << 20);
}

void Answer(const PageReading& reading, const char* stage) {
  Json json = ToJson(reading);
  json["stage"] = stage;
  json["resident_mib"] = ResidentMib();
  std::cout << CanonicalText(json) << std::endl;
}

}  // namespace

int RunPageWorker() {
  // The feeder comes first: with workers at nice 19 it never waits (measured).
  setpriority(PRIO_PROCESS, 0, 19);
  // Pictures of several MB come and go for every page; giving their memory back to the kernel each
  // time costs a tenth of the work.
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  PageWork work;
  std::string line;
  while (std::getline(std::cin, line)) {
    PageReading reading;
    auto json = ParseJson(line);
    auto job = json ? PageJobFromJson(*json) : Result<PageJob>(json.error());
    if (job) {
      reading = work.Do(*job, [](const PageReading& so_far) { Answer(so_far, "pictures"); });
    } else {
      reading.fault = job.error().fault;
    }
    Answer(reading, "reading");
  }
  return 0;
}

}  // namespace piket
