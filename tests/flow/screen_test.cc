// The desk's screen in a real browser on the whole real desk: the browser tests of tests/ui that
// need no knobs, against an agent with virtual devices.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "agent/core/file.h"

#include "tests/virtual/sample_letters.h"
#include "tests/virtual/small_office.h"

namespace piket {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(DeskScreen, TakesALetterFromTheFeederToPaperInAtMostThreeTouches) {
  TemporaryFolder folder;
  ASSERT_TRUE(WriteSampleLetters(folder.path() / "letters", 3));
  SmallOfficePlan plan;
  plan.folder = folder.path() / "office";
  plan.binary = PIKET_BINARY;
  auto office = SmallOffice::Start(plan);
  ASSERT_TRUE(office) << office.error().detail;
  DeskClient desk((*office)->url());
  ASSERT_TRUE(desk.SignIn());

  ASSERT_TRUE((*office)->scanner().Load(folder.path() / "letters" / "001"));

  // Somebody lays the next letter in when the feeder has been empty for a while.
  std::atomic<bool> ended = false;
  std::thread hand([&] {
    auto& scanner = (*office)->scanner();
    for (int letter = 1; !ended;) {
      if (scanner.sheets_left() == 0) {
        for (int i = 0; i < 40 && !ended; ++i) std::this_thread::sleep_for(milliseconds(100));
        (void)scanner.Load(folder.path() / "letters" / ("00" + std::to_string(1 + letter++ % 3)));
      }
      std::this_thread::sleep_for(milliseconds(50));
    }
  });
  auto outcome =
      RunCommand({.argv = {"npm", "run", "--silent", "test:browser"},
                  .environment = {{"PIKET_URL", (*office)->url()}, {"PIKET_PIN", "2580"}},
                  .directory = std::string(PIKET_SOURCE_DIR) + "/ui",
                  .read_errors = true},
                 seconds(400));
  ended = true;
  hand.join();
  EXPECT_TRUE(outcome) << outcome.error().detail;
  auto letters = desk.Get("/api/letters");
  ASSERT_TRUE(letters);
  EXPECT_GE((*letters)["letters"].size(), 1u) << "no letter was entered through the screen";
}

}  // namespace
}  // namespace piket
