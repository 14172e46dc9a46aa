// TLS under Poco's sockets, over loopback: what goes wrong there and is measured in trust.md §4.2.
#include "agent/sync/tls/tls.h"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/StreamSocket.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/agent/sync/tls/tls_rig.h"

namespace piket {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

milliseconds Since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
}

class Tls : public testing::Test {
 protected:
  TlsServerPlan Plan() {
    TlsServerPlan plan;
    plan.identity = authority_.Server();
    return plan;
  }
  // A connection that says nothing.
  static Poco::Net::StreamSocket Silent(const TlsServer& server, const char* from = "127.0.0.1") {
    Poco::Net::StreamSocket socket;
    socket.impl()->bind(Poco::Net::SocketAddress(from, 0), true);
    socket.connect(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(server.port)));
    return socket;
  }
  // Whether the other end closes within the time.
  static bool IsClosed(Poco::Net::StreamSocket& socket, milliseconds within) {
    char byte = 0;
    try {
      socket.setReceiveTimeout(Poco::Timespan(within.count() * 1000));
      while (socket.receiveBytes(&byte, 1) > 0) {
      }
      return true;
    } catch (const Poco::TimeoutException&) {
      return false;
    } catch (const Poco::Exception&) {
      return true;
    }
  }

  TestAuthority authority_;
};

TEST_F(Tls, CarriesRequestsBothWays) {
  TlsServer server(Plan());
  std::string large(3 << 20, 'x');
  auto session = SessionTo(server, ClientPlan(authority_));
  session->setKeepAlive(true);
  EXPECT_EQ(Ask(*session, "hello"), "nobody hello");
  EXPECT_EQ(Ask(*session, large), "nobody " + large);
  EXPECT_EQ(Ask(*session, "again"), "nobody again");
}

TEST_F(Tls, ServesManyClientsAtOnce) {
  TlsServer server(Plan());
  auto context = TlsContext::Client(ClientPlan(authority_));
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([&, client] {
      for (int round = 0; round < 5; ++round) {
        auto session = TlsSession(*context, "127.0.0.1", server.port);
        std::string text = std::to_string(client * 100 + round);
        good += Ask(*session, text) == "nobody " + text ? 1 : 0;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, 40);
}

// 4096 bytes are Poco's buffer and 16384 a record: what is deciphered does not show on the socket.
TEST_F(Tls, AnswersTheSecondRequestOfOneRecord) {
  TlsServer server(Plan());
  auto session = SessionTo(server, ClientPlan(authority_));
  auto& socket = session->socket();
  socket.connect(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(server.port)));
  std::string one =
      "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: Keep-Alive\r\nContent-Length: "
      "6000\r\n\r\n" +
      std::string(6000, 'y');
  auto begin = steady_clock::now();
  socket.sendBytes((one + one).data(), static_cast<int>(2 * one.size()));
  std::string heard;
  char bytes[4096];
  while (std::count(heard.begin(), heard.end(), 'y') < 12000) {
    int got = socket.receiveBytes(bytes, sizeof bytes);
    ASSERT_GT(got, 0) << heard.size();
    heard.append(bytes, static_cast<size_t>(got));
  }
  EXPECT_LT(Since(begin), milliseconds(1500));
}

TEST_F(Tls, LetsHalfOpenHandshakesDelayNobody) {
  TlsServer server(Plan());
  std::vector<Poco::Net::StreamSocket> silent;
  for (int i = 0; i < 8; ++i) {
    silent.push_back(Silent(server));
    silent.back().sendBytes("\x16\x03\x01", 3);
  }
  auto begin = steady_clock::now();
  EXPECT_EQ(AskOnce(server, ClientPlan(authority_)), "nobody ");
  EXPECT_LT(Since(begin), milliseconds(1500));
}

TEST_F(Tls, GivesThreadsBackAtTheHandshakesDeadline) {
  TlsServerPlan plan = Plan();
  plan.handshake = milliseconds(300);
  TlsServer server(plan, SayWho, 4);
  std::vector<Poco::Net::StreamSocket> silent;
  for (int i = 0; i < 16; ++i) silent.push_back(Silent(server));
  auto begin = steady_clock::now();
  EXPECT_EQ(AskOnce(server, ClientPlan(authority_)), "nobody ");
  EXPECT_LT(Since(begin), milliseconds(4000));
  EXPECT_TRUE(IsClosed(silent.front(), milliseconds(3000)));
}

TEST_F(Tls, CapsTheConnectionsOfOneAddress) {
  TlsServerPlan plan = Plan();
  plan.most_per_address = 8;
  TlsServer server(plan);
  std::vector<Poco::Net::StreamSocket> silent;
  for (int i = 0; i < 16; ++i) silent.push_back(Silent(server, "127.0.0.2"));
  auto begin = steady_clock::now();
  EXPECT_EQ(AskOnce(server, ClientPlan(authority_)), "nobody ");
  EXPECT_LT(Since(begin), milliseconds(1500));
  int closed = 0;
  for (auto& socket : silent) closed += IsClosed(socket, milliseconds(50)) ? 1 : 0;
  EXPECT_EQ(closed, 8);
}

TEST_F(Tls, GivesASeatBackWithItsConnection) {
  TlsServerPlan plan = Plan();
  plan.most_per_address = 2;
  TlsServer server(plan);
  for (int i = 0; i < 8; ++i) {
    std::string answer;
    auto deadline = steady_clock::now() + std::chrono::seconds(5);
    // The server sees the end of the connection before a moment later.
    do {
      answer = AskOnce(server, ClientPlan(authority_));
    } while (answer != "nobody " && steady_clock::now() < deadline);
    EXPECT_EQ(answer, "nobody ");
  }
}

TEST_F(Tls, CutsAClientThatSendsByteByByte) {
  TlsServerPlan plan = Plan();
  plan.operation = milliseconds(500);
  TlsServer server(plan);
  auto session = SessionTo(server, ClientPlan(authority_));
  auto& socket = session->socket();
  socket.connect(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(server.port)));
  auto begin = steady_clock::now();
  bool cut = false;
  std::string request = "GET / HTTP/1.1\r\nHost: " + std::string(1000, 'a');
  for (char c : request) {
    try {
      socket.sendBytes(&c, 1);
      if (socket.poll(Poco::Timespan(30000), Poco::Net::Socket::SELECT_READ)) cut = true;
    } catch (const Poco::Exception&) {
      cut = true;
    }
    if (cut) break;
  }
  EXPECT_TRUE(cut);
  EXPECT_LT(Since(begin), milliseconds(5000));
}

TEST_F(Tls, WaitsForASlowButSteadyClient) {
  TlsServerPlan plan = Plan();
  plan.operation = milliseconds(400);
  TlsServer server(plan);
  auto session = SessionTo(server, ClientPlan(authority_));
  Poco::Net::HTTPRequest request("POST", "/", Poco::Net::HTTPMessage::HTTP_1_1);
  request.setContentLength(40 * 200);
  auto& stream = session->sendRequest(request);
  for (int i = 0; i < 40; ++i) {
    stream << std::string(200, 'z') << std::flush;
    std::this_thread::sleep_for(milliseconds(40));  // the slowness under test
  }
  Poco::Net::HTTPResponse response;
  std::ostringstream text;
  Poco::StreamCopier::copyStream(session->receiveResponse(response), text);
  EXPECT_EQ(text.str(), "nobody " + std::string(8000, 'z'));
}

TEST_F(Tls, EndsAReadAtItsDeadline) {
  std::atomic<bool> done = false;
  TlsServer server(Plan(), [&](HTTPServerRequest&, HTTPServerResponse& response) {
    while (!done) std::this_thread::sleep_for(milliseconds(5));
    response.send();
  });
  TlsClientPlan plan = ClientPlan(authority_);
  plan.operation = milliseconds(300);
  auto session = SessionTo(server, plan);
  auto begin = steady_clock::now();
  Poco::Net::HTTPRequest request("GET", "/", Poco::Net::HTTPMessage::HTTP_1_1);
  Poco::Net::HTTPResponse response;
  session->sendRequest(request);
  EXPECT_THROW(session->receiveResponse(response), Poco::TimeoutException);
  EXPECT_GE(Since(begin), milliseconds(290));
  EXPECT_LT(Since(begin), milliseconds(3000));
  done = true;
}

TEST_F(Tls, EndsAWriteThatNobodyReads) {
  auto context = TlsContext::Server(Plan());
  auto listening = ListenTls(*context, Poco::Net::SocketAddress("127.0.0.1", 0));
  TlsClientPlan plan = ClientPlan(authority_);
  plan.operation = milliseconds(300);
  auto session = TlsSession(*TlsContext::Client(plan), "127.0.0.1", listening->address().port());
  Poco::Net::StreamSocket accepted;
  std::thread server([&] {
    accepted = listening->acceptConnection();
    char byte = 0;
    accepted.receiveBytes(&byte, 1);
  });
  session->socket().connect(listening->address());
  std::string large(32 << 20, 'x');
  EXPECT_THROW(session->socket().sendBytes(large.data(), static_cast<int>(large.size())),
               Poco::TimeoutException);
  // A record went out in part: the connection is good for nothing more.
  EXPECT_THROW(session->socket().sendBytes("x", 1), Poco::Exception);
  server.join();
}

TEST_F(Tls, EndsWaitingForAServerThatDoesNotShakeHands) {
  Poco::Net::ServerSocket deaf(Poco::Net::SocketAddress("127.0.0.1", 0));
  TlsClientPlan plan = ClientPlan(authority_);
  plan.handshake = milliseconds(300);
  auto session = TlsSession(*TlsContext::Client(plan), "127.0.0.1", deaf.address().port());
  auto begin = steady_clock::now();
  EXPECT_THROW(session->socket().connect(deaf.address()), Poco::TimeoutException);
  EXPECT_LT(Since(begin), milliseconds(3000));
}

TEST_F(Tls, StopsWithIdleConnections) {
  auto server = std::make_unique<TlsServer>(Plan());
  std::vector<std::unique_ptr<Poco::Net::HTTPClientSession>> idle;
  for (int i = 0; i < 6; ++i) {
    idle.push_back(SessionTo(*server, ClientPlan(authority_)));
    idle.back()->setKeepAlive(true);
    EXPECT_EQ(Ask(*idle.back()), "nobody ");
  }
  auto begin = steady_clock::now();
  server.reset();
  EXPECT_LT(Since(begin), milliseconds(3000));
}

TEST_F(Tls, StopsWhileAHandlerReads) {
  std::atomic<bool> reading = false;
  TlsServerPlan plan = Plan();
  plan.operation = milliseconds(30000);
  auto server = std::make_unique<TlsServer>(
      plan, [&](HTTPServerRequest& request, HTTPServerResponse& response) {
        reading = true;
        SayWho(request, response);
      });
  auto session = SessionTo(*server, ClientPlan(authority_));
  Poco::Net::HTTPRequest request("POST", "/", Poco::Net::HTTPMessage::HTTP_1_1);
  request.setContentLength(100);
  session->sendRequest(request) << "half" << std::flush;
  while (!reading) std::this_thread::sleep_for(milliseconds(1));
  auto begin = steady_clock::now();
  server.reset();
  EXPECT_LT(Since(begin), milliseconds(5000));
}

TEST_F(Tls, TellsAnEndFromACut) {
  std::atomic<int> cut = -1;
  TlsServerPlan plan = Plan();
  plan.client = ClientCertificate::kAsked;
  plan.authority = authority_.pem;
  TlsServer server(plan, [&](HTTPServerRequest& request, HTTPServerResponse& response) {
    std::string body(100, '\0');
    request.stream().read(body.data(), 100);
    EXPECT_EQ(request.stream().gcount(), 50);
    cut = PeerOf(request)->ended_cleanly ? 0 : 1;
    response.send();
  });
  for (bool cleanly : {true, false}) {
    cut = -1;
    TlsClientPlan client = ClientPlan(authority_);
    client.identity = authority_.Post();
    auto session = SessionTo(server, client);
    Poco::Net::HTTPRequest request("POST", "/", Poco::Net::HTTPMessage::HTTP_1_1);
    request.setContentLength(100);
    session->sendRequest(request) << std::string(50, 'x') << std::flush;
    if (cleanly) {
      session->socket().shutdown();
    } else {
      ::shutdown(static_cast<int>(session->socket().impl()->sockfd()), SHUT_RDWR);
    }
    auto deadline = steady_clock::now() + std::chrono::seconds(5);
    while (cut < 0 && steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    EXPECT_EQ(cut, cleanly ? 0 : 1);
  }
}

TEST_F(Tls, KnowsThatAnAnswerWasCut) {
  TlsServer server(Plan(), [](HTTPServerRequest& request, HTTPServerResponse& response) {
    response.setContentLength(100);
    response.send() << std::string(50, 'x') << std::flush;
    auto& own = dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request);
    ::shutdown(static_cast<int>(own.socket().impl()->sockfd()), SHUT_RDWR);
  });
  auto session = SessionTo(server, ClientPlan(authority_));
  // Poco sees nothing wrong in it (trust.md §0, fact 1).
  EXPECT_EQ(Ask(*session), std::string(50, 'x'));
  EXPECT_FALSE(EndedCleanly(*session));
}

TEST_F(Tls, InheritsNoDescriptor) {
  std::atomic<int> accepted = 0;
  TlsServer server(Plan(), [&](HTTPServerRequest& request, HTTPServerResponse& response) {
    auto& own = dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request);
    accepted = ::fcntl(static_cast<int>(own.socket().impl()->sockfd()), F_GETFD);
    response.send();
  });
  auto session = SessionTo(server, ClientPlan(authority_));
  session->setKeepAlive(true);
  Ask(*session);
  EXPECT_EQ(accepted, FD_CLOEXEC);
  EXPECT_EQ(::fcntl(static_cast<int>(session->socket().impl()->sockfd()), F_GETFD), FD_CLOEXEC);
  auto listening = ListenTls(server.context, Poco::Net::SocketAddress("127.0.0.1", 0));
  EXPECT_EQ(::fcntl(static_cast<int>(listening->impl()->sockfd()), F_GETFD), FD_CLOEXEC);
}

TEST_F(Tls, DoesNotDieOfAWriteToAClosedConnection) {
  TlsServer server(Plan(), [](HTTPServerRequest& request, HTTPServerResponse&) {
    dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket().close();
  });
  auto session = SessionTo(server, ClientPlan(authority_));
  EXPECT_EQ(Ask(*session, "x").rfind("failed: ", 0), 0u);
  session->socket().connect(
      Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(server.port)));
  server.server->stopAll(true);
  bool failed = false;
  std::string large(1 << 20, 'x');
  for (int i = 0; i < 20 && !failed; ++i) {
    try {
      session->socket().sendBytes(large.data(), static_cast<int>(large.size()));
    } catch (const Poco::Exception&) {
      failed = true;
    }
  }
  EXPECT_TRUE(failed);
}

TEST_F(Tls, ShowsANewIdentityFromTheNextConnectionOn) {
  TlsServer server(Plan());
  auto old = SessionTo(server, ClientPlan(authority_));
  old->setKeepAlive(true);
  EXPECT_EQ(Ask(*old), "nobody ");
  TestAuthority other("Another");
  ASSERT_TRUE(server.context->Use(other.Server()));
  EXPECT_EQ(Ask(*old), "nobody ") << "a connection keeps what it began with";
  EXPECT_EQ(AskOnce(server, ClientPlan(other)), "nobody ");
  EXPECT_TRUE(IsRefused(AskOnce(server, ClientPlan(authority_))));
}

TEST_F(Tls, BreaksOffFromAnotherThread) {
  std::atomic<bool> asked = false;
  std::atomic<bool> done = false;
  TlsServer server(Plan(), [&](HTTPServerRequest&, HTTPServerResponse& response) {
    asked = true;
    while (!done) std::this_thread::sleep_for(milliseconds(5));
    response.send();
  });
  auto session = SessionTo(server, ClientPlan(authority_));
  auto begin = steady_clock::now();
  std::thread breaker([&] {
    while (!asked) std::this_thread::sleep_for(milliseconds(1));
    BreakOff(*session);
  });
  EXPECT_EQ(Ask(*session).rfind("failed: ", 0), 0u);
  breaker.join();
  EXPECT_LT(Since(begin), milliseconds(3000));
  EXPECT_EQ(Ask(*session).rfind("failed: ", 0), 0u) << "and stays broken off";
  done = true;
}

TEST_F(Tls, SaysThatAnAddressIsTaken) {
  TlsServer server(Plan());
  auto again = ListenTls(server.context, Poco::Net::SocketAddress(
                                             "127.0.0.1", static_cast<Poco::UInt16>(server.port)));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().fault, Fault::kConfiguration);
}

}  // namespace
}  // namespace piket
