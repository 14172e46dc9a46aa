#include "agent/office/mail.h"

#include <Poco/Environment.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SMTPClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <algorithm>

#include "agent/core/crypto.h"
#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/office/remind.h"

namespace piket {
namespace {

constexpr int kMostTries = 40;  // about a week of tries
constexpr int kLongestWaitMinutes = 240;
constexpr int kAtATime = 50;
const Poco::Timespan kPatience(10, 0);

struct Waiting {
  Id id;
  Mail mail;
  int tries = 0;
};

// A header is one line whatever came in.
std::string OneLine(std::string text, size_t most) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
  }
  return text.substr(0, most);
}

// What came of one try.
struct Outcome {
  enum { kSent, kLater, kNever, kNoServer } what = kSent;
  std::string fault;
};

// Poco's own STARTTLS session checks the certificate against the address the name led to, so who
// can lie about a name could pass for the server: this one checks the name that was configured. Its
// AUTH LOGIN goes on without a sign-in where the server words its prompts in another way.
class Session : public Poco::Net::SMTPClientSession {
 public:
  explicit Session(const Poco::Net::StreamSocket& plain)
      : Poco::Net::SMTPClientSession(plain), plain_(plain) {}

  void Greet() { login(Poco::Environment::nodeName(), offers_); }

  // False when the server does not offer it; throws when its certificate is not right.
  bool StartTls(const std::string& server, const Poco::Net::Context::Ptr& context) {
    std::string answer;
    if (!isPositiveCompletion(sendCommand("STARTTLS", answer))) return false;
    socket() = Poco::Net::SecureStreamSocket::attach(plain_, server, context);
    // The server has forgotten who greeted it before.
    Greet();
    return true;
  }

  // The server's last answer; 235 when it knows the user.
  int SignIn(const std::string& user, const std::string& password) {
    std::string answer;
    size_t auth = offers_.find("AUTH");
    bool plain = auth != std::string::npos && offers_.find("PLAIN", auth) != std::string::npos;
    if (plain) {
      const std::string zero(1, '\0');
      return sendCommand("AUTH PLAIN", Base64(zero + user + zero + password), answer);
    }
    int status = sendCommand("AUTH LOGIN", answer);
    if (isPositiveIntermediate(status)) status = sendCommand(Base64(user), answer);
    if (isPositiveIntermediate(status)) status = sendCommand(Base64(password), answer);
    return status;
  }

 private:
  Poco::Net::StreamSocket plain_;
  std::string offers_;
};

// Refusals that say nothing of this mail: a server that wants TLS, or a sign-in, first.
bool IsOfTheSession(int code) {
  return code == 502 || code == 503 || code == 530 || code == 534 || code == 535 || code == 538;
}

class Sender {
 public:
  explicit Sender(const MailSettings& settings) : settings_(settings) {}

  Outcome Send(const Waiting& waiting) const {
    try {
      Poco::Net::StreamSocket socket;
      socket.connect(
          Poco::Net::SocketAddress(settings_.server, static_cast<Poco::UInt16>(settings_.port)),
          kPatience);
      socket.setReceiveTimeout(kPatience);
      socket.setSendTimeout(kPatience);
      Session session(socket);
      if (auto opened = SignIn(session); !opened.fault.empty()) return opened;
      return HandOver(session, waiting);
    } catch (const Poco::Exception& exception) {
      return {Outcome::kNoServer, exception.name()};
    } catch (const std::exception& exception) {
      return {Outcome::kNoServer, exception.what()};
    }
  }

 private:
  Outcome SignIn(Session& session) const {
    using Poco::Net::Context;
    session.Greet();
    if (settings_.tls == "starttls") {
      // An office's own authority stands alone: no other may vouch for its server.
      const std::string own = settings_.ca_file.string();
      Context::Ptr context =
          new Context(Context::TLS_CLIENT_USE, own, Context::VERIFY_STRICT, 9, own.empty());
      context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
      if (!session.StartTls(settings_.server, context)) return {Outcome::kNoServer, "no STARTTLS"};
    }
    if (settings_.user.empty()) return {};
    auto password = ReadFile(settings_.password_file);
    if (!password) return {Outcome::kNoServer, "no password file"};
    int status = session.SignIn(settings_.user, Trimmed(*password));
    if (status != 235) return {Outcome::kNoServer, "sign-in " + std::to_string(status)};
    return {};
  }

  Outcome HandOver(Poco::Net::SMTPClientSession& session, const Waiting& waiting) const {
    using Poco::Net::MailMessage;
    MailMessage message;
    message.setSender(settings_.from);
    message.addRecipient({Poco::Net::MailRecipient::PRIMARY_RECIPIENT, waiting.mail.recipient});
    message.setSubject(MailMessage::encodeWord(OneLine(waiting.mail.subject, 150), "UTF-8"));
    // The same after a crash between handing over and noting it: a server can tell it is one.
    std::string place = settings_.from.substr(settings_.from.find('@') + 1);
    message.set("Message-ID", "<" + waiting.id + "@" + place + ">");
    message.set("Auto-Submitted", "auto-generated");
    message.setContentType("text/plain; charset=UTF-8");
    message.setContent(waiting.mail.text, MailMessage::ENCODING_QUOTED_PRINTABLE);
    try {
      session.sendMessage(message);
    } catch (const Poco::Net::SMTPException& exception) {
      const int code = exception.code();
      if (IsOfTheSession(code)) return {Outcome::kNoServer, std::to_string(code)};
      bool for_good = code >= 500 && code < 600;
      return {for_good ? Outcome::kNever : Outcome::kLater, std::to_string(code)};
    }
    try {
      session.close();
    } catch (const Poco::Exception&) {
      // It has the mail; how it takes its leave is its own affair.
    }
    return {};
  }

  const MailSettings& settings_;
};

Result<std::vector<Waiting>> WaitingNow(OfficeWork& office) {
  auto rows = office.database().Read([&](Database& db) {
    return db.Ask(
        "SELECT id, recipient, subject, text, tries FROM local_mail WHERE sent_at IS NULL AND "
        "tries<? AND next_at<=? ORDER BY at, id LIMIT ?",
        {int64_t{kMostTries}, office.Now().time_since_epoch().count(), int64_t{kAtATime}});
  });
  if (!rows) return rows.error();
  std::vector<Waiting> all;
  for (const Row& row : *rows) {
    all.push_back({row.Text("id"),
                   {row.Text("recipient"), row.Text("subject"), row.Text("text")},
                   static_cast<int>(row.Integer("tries"))});
  }
  return all;
}

Result<void> Note(OfficeWork& office, const Waiting& waiting, const Outcome& outcome) {
  int64_t now = office.Now().time_since_epoch().count();
  int tries = outcome.what == Outcome::kNever ? kMostTries : waiting.tries + 1;
  int64_t minutes = std::min(kLongestWaitMinutes, 1 << std::min(waiting.tries, 8));
  return office.database().Write<void>([&](Database& db) {
    if (outcome.what == Outcome::kSent) {
      // Nothing of it is needed any more but that it went.
      return db.Run("UPDATE local_mail SET sent_at=?, tries=?, fault='', text='' WHERE id=?",
                    {now, int64_t{tries}, waiting.id});
    }
    return db.Run("UPDATE local_mail SET tries=?, next_at=?, fault=? WHERE id=?",
                  {int64_t{tries}, now + minutes * 60000, outcome.fault, waiting.id});
  });
}

}  // namespace

Result<void> QueueMail(const OfficeWork& office, Database& db, const Mail& mail) {
  if (office.settings.mail.server.empty() || !IsMailAddress(mail.recipient)) return {};
  int64_t now = office.Now().time_since_epoch().count();
  return db.Run(
      "INSERT INTO local_mail (id, recipient, subject, text, at, next_at) VALUES (?,?,?,?,?,?)",
      {NewId(office.Now()), mail.recipient, OneLine(mail.subject, 150), mail.text, now, now});
}

Result<int> SendWaitingMail(OfficeWork& office) {
  if (office.settings.mail.server.empty()) return 0;
  auto open = office.calendar.Now().IsOpen(office.Now());
  if (!open || !*open) return 0;
  auto waiting = WaitingNow(office);
  if (!waiting) return waiting.error();
  Sender sender(office.settings.mail);
  int sent = 0;
  Outcome outcome;
  for (const Waiting& each : *waiting) {
    // A server that is not there need not be asked again for each.
    if (outcome.what != Outcome::kNoServer) outcome = sender.Send(each);
    if (auto noted = Note(office, each, outcome); !noted) return noted.error();
    if (outcome.what == Outcome::kSent) {
      ++sent;
    } else {
      LogLine("mail waits", {{"mail", each.id}, {"fault", outcome.fault}});
    }
  }
  return sent;
}

}  // namespace piket
