// The web server under the screens over a real connection: which page a path gives, that nothing
// outside the pages' folder is given, and whom it answers.
#include "tests/agent/http/server_rig.h"

namespace piket {
namespace {

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
