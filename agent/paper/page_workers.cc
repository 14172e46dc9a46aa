#include "agent/paper/page_workers.h"

#include <signal.h>

#include <algorithm>

#include "agent/core/log.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How often a worker without an answer is looked at.
constexpr milliseconds kLook{200};

PageWorkers::Settings Completed(PageWorkers::Settings settings) {
  if (settings.count <= 0) {
    settings.count = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 2u));
  }
  if (settings.binary.empty()) settings.binary = OwnBinary();
  return settings;
}

}  // namespace

PageWorkers::PageWorkers() : PageWorkers(Settings()) {}
PageWorkers::PageWorkers(Settings settings) : settings_(Completed(std::move(settings))) {}

PageWorkers::~PageWorkers() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    for (const auto& lane : lanes_) {
      if (lane->worker) lane->worker->Kill(SIGKILL);
    }
  }
  changed_.notify_all();
  for (const auto& lane : lanes_) lane->thread.join();
}

void PageWorkers::Submit(PageJob job, OnReading on_pictures, OnReading on_reading) {
  std::lock_guard lock(mutex_);
  bool later = job.position > 1;
  waiting_.emplace(std::pair(later, submitted_++),
                   Task{std::move(job), std::move(on_pictures), std::move(on_reading)});
  bool enough = static_cast<size_t>(free_) >= waiting_.size();
  if (!enough && lanes_.size() < static_cast<size_t>(settings_.count)) {
    Lane* lane = lanes_.emplace_back(std::make_unique<Lane>()).get();
    lane->thread = std::thread([this, lane] { Run(lane); });
  }
  changed_.notify_one();
}

std::vector<pid_t> PageWorkers::Running() const {
  std::lock_guard lock(mutex_);
  std::vector<pid_t> pids;
  for (const auto& lane : lanes_) {
    if (lane->worker) pids.push_back(lane->worker->pid());
  }
  return pids;
}

size_t PageWorkers::Waiting() const {
  std::lock_guard lock(mutex_);
  return waiting_.size();
}

void PageWorkers::Run(Lane* lane) {
  std::unique_lock lock(mutex_);
  auto something = [&] { return stopping_ || !waiting_.empty(); };
  while (!stopping_) {
    ++free_;
    bool found = changed_.wait_for(lock, settings_.idle, something);
    if (!found && lane->worker) {
      lock.unlock();
      EndWorker(lane);
      lock.lock();
    }
    if (!found) changed_.wait(lock, something);
    --free_;
    if (stopping_) break;
    Task task = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    lock.unlock();
    Serve(lane, task);
    lock.lock();
  }
  lock.unlock();
  EndWorker(lane);
}

void PageWorkers::Serve(Lane* lane, const Task& task) {
  std::optional<PageReading> so_far;
  auto reading = Attempt(lane, task, &so_far);
  for (int again = 0; again < 1 && !reading; ++again) {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    LogWarning("page_worker_replaced", {{"detail", reading.error().detail}});
    reading = Attempt(lane, task, &so_far);
  }
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
  if (reading) return task.on_reading(*reading);
  LogError("page_not_read", reading.error());
  PageReading unread = so_far.value_or(PageReading());
  unread.read = false;
  unread.fault = reading.error().fault;
  task.on_reading(unread);
}

Result<PageReading> PageWorkers::Attempt(Lane* lane, const Task& task,
                                         std::optional<PageReading>* so_far) {
  if (!lane->worker || !lane->worker->Running() || lane->pages >= settings_.most_pages) {
    auto started = StartWorker(lane);
    if (!started) return started.error();
  }
  ++lane->pages;
  auto failed = [&](Error error) {
    EndWorker(lane);
    return error;
  };
  // A page may take so much processor time; a worker that uses none for as long stands still. A
  // busy machine makes a page late, not lost.
  const milliseconds limit = task.job.deadline + settings_.grace;
  const milliseconds cpu_before = lane->worker->CpuTime();
  milliseconds cpu_seen = cpu_before;
  auto last_progress = steady_clock::now();
  auto sent = lane->worker->WriteLine(CanonicalText(ToJson(task.job)));
  if (!sent) return failed(sent.error());
  for (;;) {
    auto line = lane->worker->ReadLine(kLook);
    if (!line) {
      milliseconds cpu = lane->worker->CpuTime();
      if (cpu > cpu_seen) last_progress = steady_clock::now();
      cpu_seen = cpu;
      if (cpu - cpu_before > limit || steady_clock::now() - last_progress > limit) {
        return failed({Fault::kReadingTooSlow, "the page worker hung"});
      }
      continue;
    }
    if (!line->has_value()) return failed({Fault::kWorkerDied, "the page worker ended"});
    auto json = ParseJson(**line);
    auto reading = json ? PageReadingFromJson(*json) : Result<PageReading>(json.error());
    if (!reading) return failed({Fault::kWorkerDied, "the page worker wrote nonsense"});
    if (TextOr(*json, "stage") == "reading") {
      if (IntegerOr(*json, "resident_mib") > settings_.most_mib) EndWorker(lane);
      return reading;
    }
    if (!so_far->has_value()) task.on_pictures(*reading);
    *so_far = *reading;
  }
}

Result<void> PageWorkers::StartWorker(Lane* lane) {
  EndWorker(lane);
  ProcessPlan plan;
  plan.argv = {settings_.binary, "worker", "page"};
  // Must stand before exec: two workers with two threads each took twice as long as with one.
  plan.environment = {{"OMP_THREAD_LIMIT", "1"}};
  auto started = Process::Start(plan);
  if (!started) return Error{Fault::kWorkerDied, started.error().detail};
  std::lock_guard lock(mutex_);
  if (stopping_) (*started)->Kill(SIGKILL);
  lane->worker = std::move(*started);
  lane->pages = 0;
  return {};
}

void PageWorkers::EndWorker(Lane* lane) {
  std::unique_ptr<Process> ended;
  std::lock_guard lock(mutex_);
  ended = std::move(lane->worker);
}

}  // namespace piket
