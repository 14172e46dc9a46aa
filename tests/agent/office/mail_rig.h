// Mail through a real SMTP server (aiosmtpd) that keeps a mail folder.
#ifndef PIKET_TESTS_AGENT_OFFICE_MAIL_RIG_H_
#define PIKET_TESTS_AGENT_OFFICE_MAIL_RIG_H_

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "agent/core/process.h"
#include "agent/office/mail.h"
#include "agent/office/remind.h"
#include "tests/agent/office/clock_rig.h"

namespace piket {

class MailTest : public OfficeClockTest {
 protected:
  void SetUp() override {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress("127.0.0.1", 0), true);
    port_ = socket.address().port();
    socket.close();
    settings_.mail.port = port_;
    settings_.mail.from = "piket@kantor.example";
    OfficeClockTest::SetUp();
    At("2026-11-23", 8, 0);
  }

  // Runs the server until the test ends; it must come up on port_.
  void Serve(const std::vector<std::string>& argv) {
    auto server = Process::Start({argv});
    ASSERT_TRUE(server);
    server_ = std::move(*server);
    auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
      try {
        Poco::Net::StreamSocket probe(
            Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port_)));
        return;
      } catch (const Poco::Exception&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    }
    FAIL() << "the mail server did not come up";
  }

  std::vector<std::string> Arrived() {
    std::vector<std::string> mails;
    std::error_code none;
    for (const auto& each :
         std::filesystem::directory_iterator(folder_.path() / "mail" / "new", none)) {
      mails.push_back(*ReadFile(each.path()));
    }
    return mails;
  }
  void Queue(const Mail& mail) {
    auto queued =
        database_->Write<void>([&](Database& db) { return QueueMail(*office_, db, mail); });
    ASSERT_TRUE(queued);
  }
  int Sent() {
    auto sent = SendWaitingMail(*office_);
    EXPECT_TRUE(sent);
    return sent ? *sent : -1;
  }

  int port_ = 0;
  std::unique_ptr<Process> server_;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_OFFICE_MAIL_RIG_H_
