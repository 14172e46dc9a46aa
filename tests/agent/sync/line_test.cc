#include "agent/sync/line.h"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "agent/sync/body_hash.h"
#include "tests/agent/sync/tls/tls_rig.h"

namespace piket {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

void SendWhole(HTTPServerResponse& response, const std::string& body, int status = 200) {
  response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
  response.set(kBodyHash, BodyHash(body));
  response.sendBuffer(body.data(), body.size());
}

// Says back what it was sent, after its hash.
void Echo(HTTPServerRequest& request, HTTPServerResponse& response) {
  std::ostringstream body;
  Poco::StreamCopier::copyStream(request.stream(), body);
  SendWhole(response, request.get(kBodyHash, "none") + " " + body.str());
}

void Cut(HTTPServerRequest& request) {
  auto& own = dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request);
  ::shutdown(static_cast<int>(own.socket().impl()->sockfd()), SHUT_RDWR);
}

class LineTo : public testing::Test {
 protected:
  void Serve(TestAnswer answer) {
    TlsServerPlan plan;
    plan.identity = authority_.Server();
    server_ = std::make_unique<TlsServer>(plan, std::move(answer));
    line_ = std::make_unique<Line>(*TlsContext::Client(ClientPlan(authority_)), "127.0.0.1",
                                   server_->port);
  }
  Result<LineAnswer> Ask(const std::string& body = "", milliseconds timeout = milliseconds(20000)) {
    return line_->Ask({.path = "/v1/x", .body = body, .timeout = timeout});
  }
  void ExpectDown(const std::string& why) {
    auto answer = Ask();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().fault, Fault::kLineDown);
    EXPECT_NE(answer.error().detail.find(why), std::string::npos) << answer.error().detail;
  }

  TestAuthority authority_;
  std::unique_ptr<TlsServer> server_;
  std::unique_ptr<Line> line_;
};

TEST_F(LineTo, CarriesBodiesWithTheirHash) {
  Serve(Echo);
  for (const std::string& body : {std::string(), std::string("hello"), std::string(2 << 20, 'x')}) {
    auto answer = Ask(body);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, BodyHash(body) + " " + body);
    EXPECT_EQ(answer->headers.count("x-piket-sha256"), 1u);
  }
}

TEST_F(LineTo, RefusesAnAnswerThatWasCutOff) {
  std::atomic<bool> chunked = false;
  Serve([&](HTTPServerRequest& request, HTTPServerResponse& response) {
    std::string body(100000, 'x');
    response.set(kBodyHash, BodyHash(body));
    if (chunked) {
      response.setChunkedTransferEncoding(true);
    } else {
      response.setContentLength(100000);
    }
    response.send() << body.substr(0, 50000) << std::flush;
    Cut(request);
  });
  ExpectDown("cut off after 50000");
  chunked = true;
  ExpectDown("");
}

TEST_F(LineTo, RefusesAnAnswerThatDoesNotFitItsHash) {
  Serve([](HTTPServerRequest&, HTTPServerResponse& response) {
    response.set(kBodyHash, BodyHash("something else"));
    response.sendBuffer("hello", 5);
  });
  ExpectDown("does not fit its hash");
}

TEST_F(LineTo, RefusesAnAnswerWithoutHash) {
  Serve([](HTTPServerRequest&, HTTPServerResponse& response) { response.sendBuffer("hello", 5); });
  ExpectDown("without its hash");
}

TEST_F(LineTo, TakesAnAnswerWithoutBody) {
  Serve([](HTTPServerRequest& request, HTTPServerResponse& response) {
    if (request.getMethod() == "HEAD") {
      response.set("Upload-Offset", "17");
      response.setContentLength(5);
    } else {
      response.setStatus(Poco::Net::HTTPResponse::HTTP_NO_CONTENT);
    }
    response.send();
  });
  auto head = line_->Ask({.method = "HEAD", .path = "/v1/blobs/x"});
  ASSERT_TRUE(head) << head.error().detail;
  EXPECT_EQ(head->headers["upload-offset"], "17");
  auto patch = line_->Ask({.method = "PATCH", .path = "/v1/blobs/x", .body = "abc"});
  ASSERT_TRUE(patch) << patch.error().detail;
  EXPECT_EQ(patch->status, 204);
}

TEST_F(LineTo, EndsAnAnswerThatTricklesAtItsDeadline) {
  std::atomic<bool> done = false;
  Serve([&](HTTPServerRequest&, HTTPServerResponse& response) {
    response.setContentLength(100000);
    auto& stream = response.send();
    while (!done && stream << "x" << std::flush) std::this_thread::sleep_for(milliseconds(20));
  });
  auto begin = steady_clock::now();
  auto answer = Ask("", milliseconds(600));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::kLineDown);
  EXPECT_LT(steady_clock::now() - begin, milliseconds(4000));
  done = true;
}

TEST_F(LineTo, AsksAgainOverAConnectionTheServerHasClosed) {
  std::atomic<int> closed = 0;
  Serve([&](HTTPServerRequest& request, HTTPServerResponse& response) {
    response.set(kBodyHash, BodyHash("hello"));
    response.setContentLength(5);
    response.send() << "hello" << std::flush;
    Cut(request);
    ++closed;
  });
  for (int i = 0; i < 3; ++i) {
    auto answer = Ask("hello");
    ASSERT_TRUE(answer) << i << ": " << answer.error().detail;
    while (closed == i) std::this_thread::sleep_for(milliseconds(1));
  }
}

TEST_F(LineTo, WorksAgainAfterAFailure) {
  std::atomic<bool> wrong = true;
  Serve([&](HTTPServerRequest& request, HTTPServerResponse& response) {
    if (!wrong) return Echo(request, response);
    response.set(kBodyHash, BodyHash("x"));
    response.sendBuffer("hello", 5);
  });
  EXPECT_FALSE(Ask());
  wrong = false;
  EXPECT_TRUE(Ask());
}

TEST_F(LineTo, IsBrokenFromAnotherThread) {
  std::atomic<bool> asked = false;
  std::atomic<bool> done = false;
  Serve([&](HTTPServerRequest& request, HTTPServerResponse& response) {
    asked = true;
    while (!done) std::this_thread::sleep_for(milliseconds(5));
    Echo(request, response);
  });
  std::thread breaker([&] {
    while (!asked) std::this_thread::sleep_for(milliseconds(1));
    line_->Break();
  });
  auto begin = steady_clock::now();
  EXPECT_EQ(Ask().error().fault, Fault::kLineDown);
  breaker.join();
  EXPECT_EQ(Ask().error().fault, Fault::kLineDown);
  EXPECT_LT(steady_clock::now() - begin, milliseconds(4000));
  done = true;
}

TEST_F(LineTo, TellsMistrustFromABadLine) {
  Serve(Echo);
  TestAuthority other("Another");
  Line strange(*TlsContext::Client(ClientPlan(other)), "127.0.0.1", server_->port);
  EXPECT_EQ(strange.Ask({.path = "/"}).error().fault, Fault::kNotTrusted);
  int port = server_->port;
  server_.reset();
  Line down(*TlsContext::Client(ClientPlan(authority_)), "127.0.0.1", port);
  EXPECT_EQ(down.Ask({.path = "/"}).error().fault, Fault::kLineDown);
  Line nowhere(*TlsContext::Client(ClientPlan(authority_)), "no.such.name.invalid", port);
  EXPECT_EQ(nowhere.Ask({.path = "/"}).error().fault, Fault::kLineDown);
}

TEST_F(LineTo, GivesTheFaultAnAnswerNames) {
  Serve([](HTTPServerRequest& request, HTTPServerResponse& response) {
    if (request.getURI() == "/ok") return SendWhole(response, R"({"have":7})");
    if (request.getURI() == "/refused") {
      return SendWhole(response, R"({"fault":"post_refused","sentence":"…"})", 403);
    }
    SendWhole(response, "<html>", 502);
  });
  auto ok = line_->AskJson("GET", "/ok", Json::object());
  ASSERT_TRUE(ok) << ok.error().detail;
  EXPECT_EQ(IntegerOr(*ok, "have"), 7);
  EXPECT_EQ(line_->AskJson("POST", "/refused", Json::object()).error().fault, Fault::kPostRefused);
  EXPECT_EQ(line_->AskJson("POST", "/else", Json::object()).error().fault, Fault::kLineDown);
}

TEST(CentreAddress, IsReadFromWhatPeopleWrite) {
  for (const auto& [text, host, port] : std::vector<std::tuple<std::string, std::string, int>>{
           {"https://pusat.example:8471", "pusat.example", 8471},
           {"Pusat.example", "pusat.example", 8471},
           {" https://10.0.0.1:443/ ", "10.0.0.1", 443},
           {"[fd00::1]:9000", "fd00::1", 9000},
           {"https://[fd00::1]", "fd00::1", 8471}}) {
    auto address = ReadCentreAddress(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->host, host);
    EXPECT_EQ(address->port, port);
  }
}

TEST(CentreAddress, IsNotAnythingElse) {
  for (const char* text :
       {"", "https://", "http://pusat.example", "pusat.example:", "pusat:0", "pusat:99999",
        "pusat.example/path", "a b", "user@pusat", "[fd00::1", "pusat:8471x"}) {
    auto address = ReadCentreAddress(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().fault, Fault::kConfiguration);
  }
}

}  // namespace
}  // namespace piket
