// The screens' interface over any rig with a desk: a fake scanner and printer, sessions without the
// slow PIN, and calls as the server would make them.
#ifndef PIKET_TESTS_AGENT_HTTP_SCREENS_RIG_H_
#define PIKET_TESTS_AGENT_HTTP_SCREENS_RIG_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/http/screens.h"
#include "drivers/printer/printer_fake.h"
#include "drivers/scanner/scanner_fake.h"

namespace piket {

// `Rig` has `desk_`, `clock_`, and `office_` and `holders_` when it has an office.
template <class Rig>
class ScreensOver : public Rig {
 protected:
  void SetUp() override {
    Rig::SetUp();
    Desk& desk = *this->desk_;
    scanner_ = std::make_unique<FakeScanner>(desk.blobs.Incoming());
    reader_ = std::make_unique<PageReader>(desk, [](const Id&, const Id&) {});
    archivist_ = std::make_unique<Archivist>(desk, *reader_);
    scan_ = std::make_unique<ScanStation>(desk, *scanner_, [](const Page&) {});
    print_ = std::make_unique<PrintStation>(desk, printer_);
    sessions_ = std::make_unique<Sessions>(this->clock_, 300);
    screens_ = std::make_unique<Screens>(
        Screens{desk, *scan_, *reader_, *archivist_, *print_, events_, *sessions_});
    if constexpr (requires { this->office_; }) screens_->office = this->office_.get();
    routes_ = AllRoutes(*screens_);
  }
  void TearDown() override {
    print_.reset();
    scan_.reset();
    reader_->Stop();
    archivist_.reset();
  }

  // Signs in without the slow PIN: a session as the server would hold it.
  void SignInOfficer(const Id& officer) { session_ = sessions_->SignIn(session_.key, officer); }
  // By position or role; "" for a screen nobody has signed in at.
  void SignIn(const std::string& who) {
    if (who.empty()) {
      session_ = sessions_->Open("");
    } else {
      SignInOfficer(this->holders_.at(who));
    }
  }

  // `path` with its query, not encoded; `bytes` is the body of a file's upload.
  Answer Ask(const std::string& method, const std::string& path, const Json& body = Json::object(),
             const std::string& bytes = "") {
    Call call;
    call.method = method;
    size_t question = path.find('?');
    call.path = path.substr(0, question);
    if (question != std::string::npos) {
      for (const std::string& pair : Split(path.substr(question + 1), '&')) {
        call.query[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
      }
    }
    call.json = body;
    call.body = bytes;
    call.session = session_.key;
    call.token = session_.token;
    call.client = client_;
    return Serve(routes_, *screens_, call);
  }
  Answer AskAs(const std::string& who, const std::string& method, const std::string& path,
               const Json& body = Json::object(), const std::string& bytes = "") {
    SignIn(who);
    return Ask(method, path, body, bytes);
  }
  // What a reading that must succeed answers, and a change.
  Json Get(const std::string& who, const std::string& path) {
    return Succeeded(AskAs(who, "GET", path), who + " " + path);
  }
  Json Post(const std::string& who, const std::string& path, const Json& body = Json::object()) {
    return Succeeded(AskAs(who, "POST", path, body), who + " " + path);
  }
  // The fault of a change that must be refused, with the wrong fields: "bad_request ip,note".
  std::string Refused(const std::string& who, const std::string& path, const Json& body) {
    Answer answer = AskAs(who, "POST", path, body);
    EXPECT_GE(answer.status, 400) << who << " " << path << " " << answer.body;
    return WhyNot(answer);
  }
  static std::string WhyNot(const Answer& answer) {
    std::string why = FaultOf(answer);
    auto json = ParseJson(answer.body);
    if (!json || !json->contains("fields")) return why;
    auto fields = TextsOf((*json)["fields"]);
    return fields.empty() ? why : why + " " + Join(fields, ",");
  }
  static std::string FaultOf(const Answer& answer) {
    auto json = ParseJson(answer.body);
    return json && json->is_object() ? TextOr(*json, "fault") : "";
  }
  static std::string BytesOf(const Answer& answer) {
    if (answer.file.empty()) return answer.body;
    auto file = ReadFile(answer.file);
    return file ? *file : "";
  }
  // How many entries the journal has: a refused call adds none. What is printed meanwhile, by a
  // thread of its own, is not counted.
  int64_t Entries() {
    auto rows = this->database_->Read([](Database& db) {
      return db.Ask("SELECT count(*) AS n FROM entry WHERE kind NOT LIKE 'print.%'");
    });
    return rows->front().Integer("n");
  }

  FakePrinter printer_;
  std::unique_ptr<FakeScanner> scanner_;
  std::unique_ptr<PageReader> reader_;
  std::unique_ptr<Archivist> archivist_;
  std::unique_ptr<ScanStation> scan_;
  std::unique_ptr<PrintStation> print_;
  EventBoard events_;
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<Screens> screens_;
  Routes routes_;
  Session session_;
  std::string client_;  // the address calls come from

 private:
  static Json Succeeded(const Answer& answer, const std::string& call) {
    EXPECT_EQ(answer.status, 200) << call << " " << answer.body;
    auto json = ParseJson(answer.body);
    return json ? *json : Json();
  }
};

}  // namespace piket

#endif  // PIKET_TESTS_AGENT_HTTP_SCREENS_RIG_H_
