#include "agent/paper/page_workers.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <functional>
#include <future>

#include "agent/core/file.h"
#include "tests/agent/paper/drawn_page.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

bool Comes(const std::function<bool()>& condition, milliseconds within = seconds(30)) {
  auto deadline = steady_clock::now() + within;
  while (!condition()) {
    if (steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(milliseconds(2));
  }
  return true;
}

class PageWorkersTest : public testing::Test {
 protected:
  void SetUp() override {
    DrawnPage page;
    page.Letter();
    picture_ = page.Save(folder_.path() / "page.jpg");
    settings_.binary = PIKET_BINARY;
    settings_.count = 1;
    settings_.most_mib = 4000;  // sanitizers multiply what a worker holds
  }

  PageJob Job(int position = 1) {
    PageJob job;
    job.picture = picture_;
    job.folder = folder_.path() / std::to_string(++jobs_);
    job.position = position;
    std::filesystem::create_directory(job.folder);
    return job;
  }
  std::future<PageReading> Submit(PageWorkers* workers, PageJob job) {
    auto promise = std::make_shared<std::promise<PageReading>>();
    auto future = promise->get_future();
    workers->Submit(
        std::move(job), [this](const PageReading&) { ++pictures_; },
        [promise](const PageReading& reading) { promise->set_value(reading); });
    return future;
  }

  TemporaryFolder folder_;
  std::filesystem::path picture_;
  PageWorkers::Settings settings_;
  std::atomic<int> pictures_ = 0;
  int jobs_ = 0;
};

TEST_F(PageWorkersTest, GiveBackPicturesFirstAndThenTheText) {
  PageWorkers workers(settings_);
  EXPECT_TRUE(workers.Running().empty());
  PageJob job = Job();
  PageReading reading = Submit(&workers, job).get();
  EXPECT_TRUE(reading.read);
  EXPECT_EQ(pictures_, 1);
  EXPECT_NE(reading.Text().find("600/25/DISDIK/IX/2026"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(job.folder / kViewName));
  EXPECT_TRUE(std::filesystem::exists(job.folder / kThumbnailName));
}

TEST_F(PageWorkersTest, ReadThePageAgainWhenItsWorkerIsKilled) {
  PageWorkers workers(settings_);
  auto reading = Submit(&workers, Job());
  ASSERT_TRUE(Comes([&] { return pictures_ == 1; }));  // in the middle of the page
  pid_t killed = workers.Running().at(0);
  ASSERT_EQ(kill(killed, SIGKILL), 0);
  EXPECT_TRUE(reading.get().read);
  EXPECT_EQ(pictures_, 1);
  EXPECT_NE(workers.Running().at(0), killed);
}

TEST_F(PageWorkersTest, GiveThePageBackUnreadWhenItKillsItsWorkerTwice) {
  PageWorkers workers(settings_);
  auto reading = Submit(&workers, Job());
  pid_t last = 0;
  int kills = 0;
  while (reading.wait_for(milliseconds(1)) != std::future_status::ready && kills < 2) {
    for (pid_t pid : workers.Running()) {
      if (pid != last && kill(pid, SIGKILL) == 0) {
        last = pid;
        ++kills;
      }
    }
  }
  PageReading unread = reading.get();
  EXPECT_FALSE(unread.read);
  EXPECT_EQ(unread.fault, Fault::kWorkerDied);
  EXPECT_TRUE(Submit(&workers, Job()).get().read);  // the next page has a new worker
}

TEST_F(PageWorkersTest, ReadThePageAgainWhenItsWorkerHangsAndMarkItWhenItHangsAgain) {
  settings_.grace = milliseconds(500);
  PageWorkers workers(settings_);
  ASSERT_TRUE(Submit(&workers, Job()).get().read);
  pid_t first = workers.Running().at(0);
  kill(first, SIGSTOP);
  PageJob job = Job();
  job.deadline = milliseconds(12000);
  auto reading = Submit(&workers, job);
  ASSERT_TRUE(Comes([&] { return workers.Running().empty() || workers.Running().at(0) != first; }));
  EXPECT_TRUE(reading.get().read);

  job = Job();
  job.deadline = milliseconds(300);
  kill(workers.Running().at(0), SIGSTOP);
  reading = Submit(&workers, job);
  while (reading.wait_for(milliseconds(1)) != std::future_status::ready) {
    for (pid_t pid : workers.Running()) kill(pid, SIGSTOP);
  }
  PageReading unread = reading.get();
  EXPECT_FALSE(unread.read);
  EXPECT_EQ(unread.fault, Fault::kReadingTooSlow);
}

TEST_F(PageWorkersTest, ReadTheFirstPagesOfLettersFirst) {
  PageWorkers workers(settings_);
  std::mutex mutex;
  std::vector<int> order;
  for (int position : {2, 3, 4, 1}) {
    workers.Submit(
        Job(position), [](const PageReading&) {},
        [&, position](const PageReading&) {
          std::lock_guard lock(mutex);
          order.push_back(position);
        });
  }
  ASSERT_TRUE(Comes([&] {
    std::lock_guard lock(mutex);
    return order.size() == 4;
  }));
  auto first = std::find(order.begin(), order.end(), 1);
  EXPECT_LE(first - order.begin(), 1);  // at most the page already in work was before it
  EXPECT_LT(std::find(order.begin(), order.end(), 3), std::find(order.begin(), order.end(), 4));
}

TEST_F(PageWorkersTest, EndWhenThereIsNothingToRead) {
  settings_.idle = seconds(0);
  PageWorkers workers(settings_);
  EXPECT_TRUE(Submit(&workers, Job()).get().read);
  EXPECT_TRUE(Comes([&] { return workers.Running().empty(); }));
  EXPECT_TRUE(Submit(&workers, Job()).get().read);
}

TEST_F(PageWorkersTest, AreReplacedAfterTheirShareOfPages) {
  settings_.most_pages = 1;
  PageWorkers workers(settings_);
  EXPECT_TRUE(Submit(&workers, Job()).get().read);
  pid_t first = workers.Running().at(0);
  EXPECT_TRUE(Submit(&workers, Job()).get().read);
  EXPECT_NE(workers.Running().at(0), first);
}

TEST_F(PageWorkersTest, GiveADamagedPageBackAtOnce) {
  PageWorkers workers(settings_);
  PageJob job = Job();
  job.picture = folder_.path() / "empty.jpg";
  ASSERT_TRUE(WriteFileDurably(job.picture, ""));
  PageReading reading = Submit(&workers, job).get();
  EXPECT_FALSE(reading.read);
  EXPECT_EQ(reading.fault, Fault::kDamagedPage);
  EXPECT_EQ(pictures_, 0);
}

TEST_F(PageWorkersTest, CanBeStoppedInTheMiddleOfAPage) {
  auto workers = std::make_unique<PageWorkers>(settings_);
  std::atomic<int> readings = 0;
  for (int i = 0; i < 3; ++i) {
    workers->Submit(
        Job(), [this](const PageReading&) { ++pictures_; },
        [&](const PageReading&) { ++readings; });
  }
  ASSERT_TRUE(Comes([&] { return pictures_ >= 1; }));
  auto began = steady_clock::now();
  workers.reset();
  EXPECT_LT(steady_clock::now() - began, seconds(5));
  EXPECT_LT(readings, 3);
}

}  // namespace
}  // namespace piket
