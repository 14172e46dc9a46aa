// The scan worker may have been taken over by whoever stands behind a network scanner: what it
// answers is data from outside.
#include <gtest/gtest.h>

#include <fstream>

#include "agent/core/file.h"
#include "agent/core/process.h"
#include "drivers/scanner/scanner_sane.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

class HostileWorker : public testing::Test {
 protected:
  void SetUp() override { IgnoreBrokenPipes(); }

  // A scanner whose worker answers any order with these lines.
  std::unique_ptr<SaneScanner> Answering(const std::string& lines) {
    std::ofstream(folder_.path() / "answers") << lines;
    fs::path script = folder_.path() / "worker";
    std::ofstream(script) << "#!/bin/sh\nread -r order\ncat " << folder_.path() / "answers"
                          << "\nread -r order\n";
    fs::permissions(script, fs::perms::owner_all);
    SaneScannerPlan plan;
    plan.folder = folder_.path() / "parts";
    plan.binary = script;
    plan.search_limit = plan.start_limit = plan.next_limit = std::chrono::seconds(5);
    return std::move(*SaneScanner::Open(plan));
  }

  Result<ScanEnd> Scan(const std::string& lines) {
    return Answering(lines)->Scan(kId, {},
                                  [this](const ScannedPage& page) -> Result<bool> {
                                    taken_.push_back(page);
                                    return true;
                                  },
                                  {});
  }

  static std::string PageLine(const std::string& file, const std::string& type = "image/jpeg") {
    return R"({"event":"page","file":")" + file + R"(","media_type":")" + type +
           R"(","bytes":1,"width":1,"height":1,"sheet":1})" + "\n";
  }

  const ScannerId kId = {"Contoh", "Pemindai", "1"};
  TemporaryFolder folder_;
  std::vector<ScannedPage> taken_;
};

TEST_F(HostileWorker, CannotHandOverAFileThatIsNotItsOwn) {
  fs::path precious = folder_.path() / "piket.db";
  std::ofstream(precious) << "everything";
  for (const std::string& file :
       {precious.string(), (folder_.path() / "parts/../piket.db").string(), std::string("piket.db"),
        std::string()}) {
    auto end = Scan(PageLine(file));
    ASSERT_FALSE(end.ok()) << file;
    EXPECT_EQ(end.error().fault, Fault::kScannerFailed) << file;
    EXPECT_TRUE(taken_.empty()) << file;
    EXPECT_TRUE(fs::exists(precious)) << file;
  }
}

TEST_F(HostileWorker, CannotHandOverWhatIsNoPicture) {
  fs::path own = folder_.path() / "parts" / "1.part";
  EXPECT_FALSE(Scan(PageLine(own.string(), "text/html")).ok());
  EXPECT_TRUE(taken_.empty());
  (void)Scan(PageLine(own.string(), "image/tiff"));
  EXPECT_EQ(taken_.size(), 1u);
}

TEST_F(HostileWorker, IsRefusedWhenItAnswersNonsense) {
  for (const char* line : {"[]\n", "7\n", "null\n", "\"x\"\n", "{\"scanners\":7}\n",
                           "{\"scanners\":[7]}\n", "{\"scanner\":[]}\n", "\xFF\n"}) {
    auto found = Answering(line)->Find();
    EXPECT_TRUE(!found || found->empty()) << line;
    EXPECT_FALSE(Answering(line)->Describe(kId).ok()) << line;
    (void)Answering(line)->Sense(kId);
  }
}

}  // namespace
}  // namespace piket
