// The gate as the print service runs it, in front of a backend of the test's own.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <thread>

#include "agent/core/clock.h"
#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "agent/core/process.h"
#include "drivers/printer/print_ledger.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kHold = 3;
constexpr int kCancel = 5;

class Gate : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_.path() / "server");
    fs::create_directories(folder_.path() / "bin" / "backend");
    fs::create_directories(folder_.path() / "ledger");
    order_.id = NewId(SystemClock().Now());
    token_ = PrintToken(order_);
    document_ = folder_.path() / "document.pdf";
    ASSERT_TRUE(WriteFileDurably(document_, "%PDF-1.4 a paper"));
    Backend("cat \"$6\" >> '" + Printed().string() + "'");
    Allow();
  }

  fs::path Printed() const { return folder_.path() / "printed"; }
  std::string PrintedText() const {
    auto text = ReadFile(Printed());
    return text ? *text : "";
  }

  // A backend `usb` for devices without a job list.
  void Backend(const std::string& script) {
    fs::path path = folder_.path() / "bin" / "backend" / "usb";
    ASSERT_TRUE(WriteFileDurably(path, "#!/bin/sh\n" + script + "\n", 0755));
  }

  void Allow() {
    auto document = ReadFile(document_);
    ASSERT_TRUE(ledger_.Permit(token_, {SystemClock().BootId(), Hex(Sha256(*document))}));
  }

  std::unique_ptr<Process> Start(const std::string& title,
                                 const std::string& uri = "piket:usb://a/b",
                                 const std::string& copies = "1") {
    fs::path gate = fs::path(PIKET_BINARY).parent_path() / "piket-gate";
    auto process = Process::Start(
        {.argv = {gate.string(), "1", "piket", title, copies, "media=iso_a4_210x297mm", document_},
         .environment = {{"DEVICE_URI", uri},
                         {"CUPS_SERVERROOT", (folder_.path() / "server").string()},
                         {"CUPS_SERVERBIN", (folder_.path() / "bin").string()}}});
    EXPECT_TRUE(process);
    return std::move(*process);
  }

  int Run(const std::string& title, const std::string& uri = "piket:usb://a/b",
          const std::string& copies = "1") {
    auto status = Start(title, uri, copies)->Wait(seconds(20));
    return status ? *status : -1;
  }

  GateEntry Entry() { return *ledger_.Read(token_); }

  TemporaryFolder folder_;
  PrintLedger ledger_{folder_.path() / "ledger"};
  PrintOrder order_;
  std::string token_;
  fs::path document_;
};

TEST_F(Gate, LetsAPaperThroughOnce) {
  EXPECT_EQ(Run(token_ + " Tanda terima"), kDone);
  EXPECT_EQ(PrintedText(), "%PDF-1.4 a paper");
  ASSERT_TRUE(Entry().started && Entry().finished);
  EXPECT_EQ(Entry().finished->exit_status, 0);
  EXPECT_EQ(Entry().finished->evidence.job, DeviceJob::kNoList);

  EXPECT_EQ(Run(token_ + " Tanda terima"), kHold);
  Allow();  // not even with a new permit
  EXPECT_EQ(Run(token_ + " Tanda terima"), kHold);
  EXPECT_EQ(PrintedText(), "%PDF-1.4 a paper");
}

TEST_F(Gate, LetsNothingThroughWithoutAPermit) {
  ASSERT_TRUE(ledger_.Withdraw(token_));
  EXPECT_EQ(Run(token_), kHold);
  EXPECT_FALSE(Entry().started);
  EXPECT_EQ(PrintedText(), "");
}

// trust.md, fact 4: after a power cut the spooled document may be empty.
TEST_F(Gate, RefusesWhatWasPermittedInAnotherBootOrIsAnotherDocument) {
  ASSERT_TRUE(ledger_.Permit(token_, {"another boot", ""}));
  EXPECT_EQ(Run(token_), kCancel);
  Allow();
  ASSERT_TRUE(WriteFileDurably(document_, ""));
  EXPECT_EQ(Run(token_), kCancel);
  EXPECT_FALSE(Entry().started);
}

TEST_F(Gate, RefusesWhatIsNotOurs) {
  EXPECT_EQ(Run("Untitled"), kCancel);
  EXPECT_EQ(Run("piket-../../etc/x"), kCancel);
  EXPECT_EQ(Run(token_, "piket:ipp://localhost:631/printers/other"), kCancel);
  EXPECT_EQ(Run(token_, "usb://a/b"), kCancel);
  EXPECT_EQ(Run(token_, "piket:usb://a/b", "2"), kCancel);
  EXPECT_FALSE(Entry().started);
}

TEST_F(Gate, HoldsAPaperWhoseDeviceDoesNotAnswer) {
  EXPECT_EQ(Run(token_, "piket:ipp://localhost:1/ipp/print"), kHold);
  EXPECT_FALSE(Entry().started);
}

TEST_F(Gate, NeverTellsTheServiceToTryAgain) {
  Backend("exit 6");  // CUPS_BACKEND_RETRY
  EXPECT_EQ(Run(token_), kFailed);
  EXPECT_EQ(Entry().finished->exit_status, 6);
}

TEST_F(Gate, OfTwoStartsAtOnceOnlyOneGoesThrough) {
  Backend("sleep 0.3; cat \"$6\" >> '" + Printed().string() + "'");
  auto one = Start(token_);
  auto two = Start(token_);
  int first = *one->Wait(seconds(20));
  int second = *two->Wait(seconds(20));
  EXPECT_EQ(first + second, kDone + kHold);
  EXPECT_EQ(PrintedText(), "%PDF-1.4 a paper");
}

TEST_F(Gate, EndsTheRealBackendWhenItIsStopped) {
  Backend("echo $$ > '" + (folder_.path() / "pid").string() + "'; exec sleep 60");
  auto gate = Start(token_);
  std::string pid;
  for (int i = 0; i < 1000 && pid.empty(); ++i) {
    auto text = ReadFile(folder_.path() / "pid");
    pid = text ? *text : "";
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_FALSE(pid.empty());
  gate->Kill(SIGTERM);
  EXPECT_EQ(*gate->Wait(seconds(10)), kFailed);
  EXPECT_NE(kill(atoi(pid.c_str()), 0), 0);
  EXPECT_TRUE(Entry().finished->cancelled);
  EXPECT_FALSE(Entry().alive);
}

TEST_F(Gate, KillsABackendThatDoesNotListen) {
  Backend("trap '' TERM; echo ready > '" + (folder_.path() / "ready").string() +
          "'; while :; do sleep 0.1; done");
  auto gate = Start(token_);
  for (int i = 0; i < 1000 && !fs::exists(folder_.path() / "ready"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  gate->Kill(SIGTERM);
  EXPECT_EQ(*gate->Wait(seconds(15)), kFailed);
  EXPECT_EQ(Entry().finished->exit_status, 128 + SIGKILL);
}

TEST_F(Gate, StaysClosedWhileABackendOutlivesIt) {
  Backend("echo ready > '" + (folder_.path() / "ready").string() + "'; exec sleep 60");
  auto gate = Start(token_);
  for (int i = 0; i < 1000 && !fs::exists(folder_.path() / "ready"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  gate->Kill(SIGKILL);
  ASSERT_TRUE(gate->Wait(seconds(10)));
  EXPECT_TRUE(Entry().alive);
  EXPECT_EQ(Run(token_), kHold);
  ledger_.Stop(token_);
  for (int i = 0; i < 1000 && Entry().alive; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_FALSE(Entry().alive);
  EXPECT_FALSE(Entry().finished);
}

}  // namespace
}  // namespace piket
