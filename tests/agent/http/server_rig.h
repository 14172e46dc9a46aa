// A desk's screens behind the real web server on a free port of loopback, asked over real
// connections.
#ifndef PIKET_TESTS_AGENT_HTTP_SERVER_RIG_H_
#define PIKET_TESTS_AGENT_HTTP_SERVER_RIG_H_

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <memory>
#include <string>

#include "agent/http/server.h"
#include "tests/agent/desk/desk_rig.h"
#include "tests/agent/http/screens_rig.h"

namespace piket {

class ServerTest : public ScreensOver<DeskTest> {
 protected:
  void SetUp() override {
    ScreensOver<DeskTest>::SetUp();
    MakeReady();
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
  // What a test adds before the server starts.
  virtual void MakeReady() {}
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

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_HTTP_SERVER_RIG_H_
