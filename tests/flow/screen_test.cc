// The desk's screen in a real browser on the whole real desk: the browser tests of tests/ui that
// need no knobs, against an agent with virtual devices.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/URI.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

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

// Every open screen keeps its event stream for as long as it is open.
TEST(DeskScreen, AnswersWhileAWholeOfficeIsLooking) {
  TemporaryFolder folder;
  SmallOfficePlan plan;
  plan.folder = folder.path() / "office";
  plan.binary = PIKET_BINARY;
  plan.printer = false;
  auto office = SmallOffice::Start(plan);
  ASSERT_TRUE(office) << office.error().detail;
  DeskClient desk((*office)->url());
  ASSERT_TRUE(desk.SignIn());
  Poco::URI url((*office)->url());
  std::vector<std::unique_ptr<Poco::Net::HTTPClientSession>> screens;
  for (int i = 0; i < 60; ++i) {
    auto screen = std::make_unique<Poco::Net::HTTPClientSession>(url.getHost(), url.getPort());
    screen->setTimeout(Poco::Timespan(60, 0));
    Poco::Net::HTTPRequest request("GET", "/api/events", "HTTP/1.1");
    request.set("Cookie", "piket=" + desk.cookie());
    screen->sendRequest(request);
    Poco::Net::HTTPResponse response;
    (void)screen->receiveResponse(response);
    ASSERT_EQ(response.getStatus(), 200) << "screen " << i;
    screens.push_back(std::move(screen));
  }
  EXPECT_TRUE(desk.Get("/api/letters"));
}

}  // namespace
}  // namespace piket
