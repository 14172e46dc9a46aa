// The web server under the screens over a real connection: which page a path gives, that nothing
// outside the pages' folder is given, and whom it answers.
#include "agent/http/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include "tests/agent/desk/desk_rig.h"
#include "tests/agent/http/screens_rig.h"

namespace piket {
namespace {

class ServerTest : public ScreensOver<DeskTest> {
 protected:
  void SetUp() override {
    ScreensOver<DeskTest>::SetUp();
    const auto pages = folder_.path() / "pages";
    std::filesystem::create_directories(pages / "assets");
    for (const char* page : {"desk", "office", "status"}) {
      Write(pages / (std::string(page) + ".html"), std::string("halaman ") + page);
    }
    Write(pages / "assets" / "app-1.js", "// program");
    Write(folder_.path() / "rahasia.html", "isi rahasia");
    Write(folder_.path() / "pages-rahasia.html", "isi rahasia");
    desk_->settings.port = 0;
    auto server = ScreenServer::Start(*screens_, pages);
    ASSERT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
  }
  void TearDown() override {
    server_.reset();
    ScreensOver<DeskTest>::TearDown();
  }
  static void Write(const std::filesystem::path& place, const std::string& text) {
    ASSERT_TRUE(WriteFileDurably(place, text));
  }

  std::string Here() const { return "127.0.0.1:" + std::to_string(server_->port()); }
  // The whole answer to these lines; what the server does not answer in time is "".
  std::string Say(const std::string& head) {
    try {
      Poco::Net::StreamSocket socket(
          Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(server_->port())));
      socket.setReceiveTimeout(Poco::Timespan(5, 0));
      const std::string request = head + "Connection: close\r\n\r\n";
      socket.sendBytes(request.data(), static_cast<int>(request.size()));
      std::string answer;
      char buffer[4096];
      for (int n = 0; (n = socket.receiveBytes(buffer, sizeof buffer)) > 0;) {
        answer.append(buffer, static_cast<size_t>(n));
      }
      return answer;
    } catch (const Poco::Exception&) {
      return "";
    }
  }
  std::string Fetch(const std::string& target, const std::string& headers = "") {
    return Say("GET " + target + " HTTP/1.1\r\nHost: " + Here() + "\r\n" + headers);
  }
  static int StatusOf(const std::string& answer) {
    return answer.size() > 12 ? std::atoi(answer.c_str() + 9) : 0;
  }
  static std::string BodyOf(const std::string& answer) {
    size_t end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
  }

  std::unique_ptr<ScreenServer> server_;
};

TEST_F(ServerTest, GivesEachPlaceItsScreensPage) {
  for (const auto& [path, page] :
       std::vector<std::pair<std::string, std::string>>{{"/", "desk"},
                                                        {"/letters/1", "desk"},
                                                        {"/officers", "desk"},
                                                        {"/statusnya", "desk"},
                                                        {"/office", "office"},
                                                        {"/office/", "office"},
                                                        {"/office/cases/019e1f0f-f500", "office"},
                                                        {"/office/registers/alamat?x=1", "office"},
                                                        {"/office/kop.html", "office"},
                                                        {"/status", "status"},
                                                        {"/status/ABCDEFGH2345", "status"},
                                                        {"/status/%3Cscript%3E", "status"},
                                                        {"/status.html", "status"}}) {
    std::string answer = Fetch(path);
    EXPECT_EQ(StatusOf(answer), 200) << path;
    EXPECT_EQ(BodyOf(answer), "halaman " + page) << path;
    EXPECT_NE(answer.find("Content-Type: text/html"), std::string::npos) << path;
    EXPECT_NE(answer.find("Content-Security-Policy: default-src 'self'"), std::string::npos);
    EXPECT_NE(answer.find("Cache-Control: no-store"), std::string::npos) << path;
  }
  std::string program = Fetch("/assets/app-1.js");
  EXPECT_EQ(BodyOf(program), "// program");
  EXPECT_NE(program.find("immutable"), std::string::npos);
  // A program that is gone is no page.
  EXPECT_EQ(StatusOf(Fetch("/assets/app-0.js")), 404);
}

TEST_F(ServerTest, GivesNothingOutsideThePagesFolder) {
  const std::string secret = (folder_.path() / "rahasia.html").string();
  for (const std::string& path : std::vector<std::string>{
           "/../rahasia.html", "/%2e%2e/rahasia.html", "/..%2frahasia.html",
           "/assets/../../rahasia.html", "/assets/%2e%2e%2f%2e%2e%2frahasia.html",
           "/office/../../rahasia.html", "/status/..%2f..%2frahasia.html", "/..%5crahasia.html",
           "/%252e%252e/rahasia.html", "/rahasia.html%00.js", "/../pages-rahasia.html",
           "/" + secret, "//" + secret, "/%2f" + secret, "//etc/passwd",
           "http://" + Here() + "/../rahasia.html", "/%2e%2e%2f%2e%2e%2fetc/passwd"}) {
    std::string answer = Fetch(path);
    EXPECT_NE(StatusOf(answer), 0) << path;
    EXPECT_EQ(answer.find("isi rahasia"), std::string::npos) << path;
    EXPECT_EQ(answer.find("root:"), std::string::npos) << path;
  }
}

TEST_F(ServerTest, AnswersWhatIsNoProperRequestWithoutHanging) {
  for (const char* path : {"/%zz", "/%", "/office/%e", "/api/%zz"}) {
    EXPECT_EQ(StatusOf(Fetch(path)), 400) << path;
  }
  EXPECT_EQ(StatusOf(Say("POST /api/session HTTP/1.1\r\nHost: " + Here() +
                         "\r\nContent-Length: 99999999\r\n")),
            413);
  EXPECT_EQ(StatusOf(Fetch("/" + std::string(3000, 'a'))), 200);
}

TEST_F(ServerTest, AnswersOnlyUnderThisMachinesNames) {
  const std::string port = ":" + std::to_string(server_->port());
  for (const std::string& host :
       {"127.0.0.1" + port, "localhost" + port, "[::1]" + port, std::string("localhost")}) {
    EXPECT_EQ(StatusOf(Say("GET /office HTTP/1.1\r\nHost: " + host + "\r\n")), 200) << host;
  }
  for (const std::string& host :
       {"jahat.example" + port, "127.0.0.1.jahat.example" + port, "localhost.jahat.example" + port,
        "10.0.0.1" + port, std::string("jahat.example"), std::string("[::1"), std::string()}) {
    for (const char* path : {"/office", "/status/x", "/api/session", "/healthz"}) {
      std::string answer = Say(std::string("GET ") + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
      EXPECT_EQ(StatusOf(answer), 403) << host << path;
      EXPECT_EQ(answer.find("halaman"), std::string::npos) << host << path;
    }
  }
  // Without a Host at all.
  EXPECT_EQ(StatusOf(Say("GET /office HTTP/1.0\r\n")), 403);
}

TEST_F(ServerTest, AnswersNoPageOfAnotherSite) {
  EXPECT_EQ(StatusOf(Fetch("/api/session", "Origin: http://" + Here() + "\r\n")), 200);
  for (const std::string& origin :
       {std::string("http://jahat.example"), std::string("null"), "https://" + Here(),
        "http://" + Here() + ".jahat.example", std::string("http://127.0.0.1"),
        std::string("http://localhost:1")}) {
    for (const char* path : {"/api/session", "/office", "/healthz", "/api/events"}) {
      EXPECT_EQ(StatusOf(Fetch(path, "Origin: " + origin + "\r\n")), 403) << origin << path;
    }
  }
}

}  // namespace
}  // namespace piket
