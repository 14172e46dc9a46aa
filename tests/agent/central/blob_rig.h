// The centre's end of /v1/blobs on a plain connection of this machine: the real store and handlers,
// a listener that believes the header X-Post. And a client that says exactly the bytes it is told.
#ifndef PIKET_TESTS_AGENT_CENTRAL_BLOB_RIG_H_
#define PIKET_TESTS_AGENT_CENTRAL_BLOB_RIG_H_

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "agent/central/posts.h"
#include "agent/core/file.h"
#include "agent/http/blob_line_api.h"
#include "tests/fakes/fake_clock.h"

namespace piket {

class BlobHandler : public Poco::Net::HTTPRequestHandler {
 public:
  explicit BlobHandler(BlobStore& store) : store_(store) {}
  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) override {
    BlobCall call{request.getMethod(), request.getURI(), {}, request.get("X-Post", "L1"), -1};
    for (const auto& [name, value] : request) {
      std::string lower = name;
      for (char& c : lower) c = static_cast<char>(tolower(c));
      call.headers[lower] = value;
    }
    if (request.hasContentLength()) call.length = request.getContentLength64();
    BlobAnswer served = ServeBlob(store_, call, request.stream());
    response.setStatus(std::to_string(served.answer.status));
    for (const auto& [name, value] : served.answer.headers) response.set(name, value);
    if (served.close) response.setKeepAlive(false);
    if (!served.answer.file.empty()) {
      response.sendFile(served.answer.file.string(), served.answer.type);
    } else {
      response.setContentLength(static_cast<std::streamsize>(served.answer.body.size()));
      response.set("X-Piket-SHA256", Hex(Sha256(served.answer.body)));
      response.send() << served.answer.body << std::flush;
    }
  }

 private:
  BlobStore& store_;
};

class BlobHandlers : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit BlobHandlers(BlobStore& store) : store_(store) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest&) override {
    return new BlobHandler(store_);
  }

 private:
  BlobStore& store_;
};

struct RawAnswer {
  int status = 0;  // 0: the connection ended without one
  std::map<std::string, std::string> headers;
  std::string body;
};

// One connection.
class RawClient {
 public:
  explicit RawClient(int port) : socket_(Poco::Net::SocketAddress("127.0.0.1", port)) {
    socket_.setReceiveTimeout(Poco::Timespan(20, 0));
  }
  void Say(std::string_view bytes) {
    while (!bytes.empty()) {
      bytes.remove_prefix(
          static_cast<size_t>(socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()))));
    }
  }
  void HangUp() { socket_.close(); }
  RawAnswer Hear(bool head = false) {
    RawAnswer answer;
    try {
      std::string text;
      while (text.find("\r\n\r\n") == std::string::npos) {
        if (!More(text)) return answer;
      }
      size_t end = text.find("\r\n\r\n") + 4;
      answer.status = std::stoi(text.substr(9, 3));
      for (size_t at = text.find("\r\n") + 2; at + 2 < end;) {
        size_t stop = text.find("\r\n", at);
        size_t colon = text.find(": ", at);
        answer.headers[text.substr(at, colon - at)] = text.substr(colon + 2, stop - colon - 2);
        at = stop + 2;
      }
      answer.body = text.substr(end);
      size_t length = head ? 0 : std::stoul("0" + answer.headers["Content-Length"]);
      while (answer.body.size() < length && More(answer.body)) {
      }
    } catch (const Poco::Exception&) {
      // A connection that was reset says nothing more.
    }
    return answer;
  }

 private:
  bool More(std::string& text) {
    char bytes[16384];
    int got = socket_.receiveBytes(bytes, sizeof bytes);
    if (got > 0) text.append(bytes, static_cast<size_t>(got));
    return got > 0;
  }
  Poco::Net::StreamSocket socket_;
};

inline std::string PatchHead(const std::string& sha256, size_t offset, size_t total,
                             std::string_view piece, const std::string& post = "L1") {
  return "PATCH /v1/blobs/" + sha256 + " HTTP/1.1\r\nHost: x\r\nX-Post: " + post +
         "\r\nUpload-Offset: " + std::to_string(offset) +
         "\r\nUpload-Length: " + std::to_string(total) +
         "\r\nX-Piket-SHA256: " + Hex(Sha256(piece)) +
         "\r\nContent-Length: " + std::to_string(piece.size()) + "\r\n\r\n";
}

// Bytes that do not repeat.
inline std::string SomeBytes(size_t count, uint64_t seed = 1) {
  std::string bytes(count, '\0');
  uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;
  for (char& c : bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    c = static_cast<char>(state >> 32);
  }
  return bytes;
}

class BlobStoreTest : public testing::Test {
 protected:
  void SetUp() override { Start(); }
  void TearDown() override { Stop(); }

  // As a start of the agent does, with what the folder holds.
  void Start() {
    database_ = std::move(*Database::Open(folder_.path() / "piket.db", Durability::kCentre));
    KindTable kinds;
    AddPostKinds(kinds);
    journal_ = std::move(*Journal::Open(*database_, clock_, kinds, "P1"));
    blobs_ = std::make_unique<Blobs>(*Blobs::Open(folder_.path() / "blobs"));
    key_ = std::move(*SigningKey::Generate());
    authority_ = std::move(*Authority::Open(folder_.path() / "keys", "Kantor", clock_));
    settings_.disk_reserve_mib = 1;
    centre_ =
        std::make_unique<Centre>(Centre{*journal_, *blobs_, *key_, *authority_, settings_,
                                        folder_.path() / "keys" / "letters", Json::array(), ""});
    store_ = std::make_unique<BlobStore>(*centre_);
    Listen();
  }
  virtual Poco::Net::ServerSocket Socket() {
    return Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0));
  }
  void Listen() {
    Poco::Net::ServerSocket socket = Socket();
    auto* parameters = new Poco::Net::HTTPServerParams;
    parameters->setTimeout(Poco::Timespan(20, 0));
    server_ =
        std::make_unique<Poco::Net::HTTPServer>(new BlobHandlers(*store_), socket, parameters);
    server_->start();
    port_ = socket.address().port();
  }
  void Stop() {
    if (server_ != nullptr) server_->stopAll(true);
    server_.reset();
    store_.reset();
    centre_.reset();
    blobs_.reset();
    journal_.reset();
    database_.reset();
  }

  void LetKnow(const std::string& sha256, const std::string& post = "L1") {
    ASSERT_TRUE(database_->Write<void>([&](Database& db) {
      return db.Run("INSERT OR IGNORE INTO local_blob_known VALUES (?,?)", {sha256, post});
    }));
  }
  RawAnswer Ask(const std::string& request, bool head = false) {
    RawClient client(port_);
    client.Say(request);
    return client.Hear(head);
  }
  RawAnswer Head(const std::string& sha256, const std::string& post = "L1") {
    return Ask("HEAD /v1/blobs/" + sha256 + " HTTP/1.1\r\nHost: x\r\nX-Post: " + post + "\r\n\r\n",
               true);
  }
  RawAnswer Patch(const std::string& sha256, size_t offset, size_t total, std::string_view piece,
                  const std::string& post = "L1") {
    return Ask(PatchHead(sha256, offset, total, piece, post) + std::string(piece));
  }
  RawAnswer Get(const std::string& sha256, const std::string& range,
                const std::string& post = "L1") {
    return Ask("GET /v1/blobs/" + sha256 + " HTTP/1.1\r\nHost: x\r\nX-Post: " + post +
               (range.empty() ? "" : "\r\nRange: " + range) + "\r\n\r\n");
  }
  // What the server has of it; -1 for complete.
  int64_t Offset(const std::string& sha256) {
    auto head = Head(sha256);
    EXPECT_EQ(head.status, 200);
    return head.headers["Upload-Complete"] == "?1" ? -1 : std::stoll(head.headers["Upload-Offset"]);
  }
  // Waits until the server has noticed what it was told.
  void WaitForOffset(const std::string& sha256, int64_t offset) {
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (Offset(sha256) != offset && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    ASSERT_EQ(Offset(sha256), offset);
  }

  // An entry of another post, as the journal has it once it came in.
  static Result<void> TakeIn(Journal& journal, const std::string& post, const std::string& kind,
                             const std::string& subject, const Json& body) {
    return journal.Write<void>([&](Database& db) -> Result<void> {
      const std::string id = NewId(journal.Now());
      auto put = db.Run(
          "INSERT INTO entry VALUES (?1,'masa',(SELECT 1+count(*) FROM entry WHERE post=?1),?2,?3,"
          "1,0,'',0,'loket',?4,?5,'',?2)",
          {post, id, kind, subject, CanonicalText(body)});
      if (!put) return put;
      return db.Run(
          "INSERT INTO arrival (post, epoch, seq) SELECT post, epoch, seq FROM entry "
          "WHERE id=?",
          {id});
    });
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  Settings settings_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Blobs> blobs_;
  std::unique_ptr<SigningKey> key_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Centre> centre_;
  std::unique_ptr<BlobStore> store_;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
  int port_ = 0;
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_CENTRAL_BLOB_RIG_H_
