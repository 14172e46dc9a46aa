#include "agent/central/admit.h"

#include <algorithm>

#include "agent/core/log.h"

namespace piket {
namespace {

constexpr int kMostMinutes = 15;
// How long after its acceptance a post that has not heard of it may still ask.
constexpr auto kMayHear = std::chrono::hours(24);
constexpr size_t kMostPem = 4000;

int64_t Milliseconds(Instant instant) { return instant.time_since_epoch().count(); }

std::string TokenHash(const std::string& token) { return Hex(Sha256(token)); }

std::vector<std::string> Sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

bool AreRoles(const std::vector<std::string>& roles) {
  auto known = [](const std::string& role) { return role == "desk" || role == "room"; };
  return !roles.empty() && roles.size() <= 2 && std::all_of(roles.begin(), roles.end(), known) &&
         std::count(roles.begin(), roles.end(), roles.front()) == 1;
}

Result<void> Told(Centre& centre, Database& db, const std::string& kind, const std::string& author,
                  const std::string& code, const Json& body) {
  auto entry = centre.journal.Append(db, {kind, author, PostSubject(code), body});
  return entry ? Result<void>() : entry.error();
}

// The certificate's particulars as they stand in an entry.
Result<Json> CertificateBody(const std::string& pem) {
  auto facts = ReadCertificate(pem);
  if (!facts) return facts.error();
  return Json{{"certificate", pem},
              {"serial", facts->serial},
              {"not_after", Milliseconds(facts->not_after)}};
}

// One change of one post: `work` decides with the record and gives the entry's kind and body.
struct Change {
  std::string kind;
  Json body = Json::object();
};
Result<PostRecord> ChangePost(
    Centre& centre, const std::string& code, const std::string& author,
    const std::function<Result<std::optional<Change>>(const PostRecord&)>& work) {
  return centre.journal.Write<PostRecord>([&](Database& db) -> Result<PostRecord> {
    auto post = FindPost(db, code);
    if (!post) return post;
    auto change = work(*post);
    if (!change) return change.error();
    if (!*change) return post;
    auto told = Told(centre, db, (*change)->kind, author, code, (*change)->body);
    if (!told) return told.error();
    LogLine((*change)->kind, {{"post", code}});
    return FindPost(db, code);
  });
}

struct AskingFacts {
  RequestFacts request;
  std::string device;
};

// What can be said of a request without knowing the token: the same for right and wrong ones.
Result<AskingFacts> CheckForm(const EnrolRequest& request) {
  if (!IsPostCode(request.code)) return Error{Fault::kBadRequest, "code"};
  if (!AreRoles(request.roles)) return Error{Fault::kBadRequest, "roles"};
  if (request.request.size() > kMostPem) return Error{Fault::kBadRequest, "request"};
  auto facts = ReadRequest(request.request);
  if (!facts) return Error{Fault::kBadRequest, "request"};
  auto device = DeviceOf(request.public_key);
  if (!device) return device.error();
  return AskingFacts{std::move(*facts), std::move(*device)};
}

// Whether the token is the invitation's, unused or used by this very device and connection key.
bool MayAsk(const PostAsking& asking, const EnrolRequest& request, const AskingFacts& facts,
            Instant now) {
  bool same = EqualInConstantTime(asking.token, TokenHash(request.token));
  if (!same || asking.token.empty()) return false;
  if (asking.state == "diundang") return now <= asking.until;
  auto before = ReadRequest(asking.request);
  if (asking.device != facts.device || !before || before->public_key != facts.request.public_key) {
    return false;
  }
  return asking.state != "diterima" || now <= asking.changed_at + kMayHear;
}

Result<EnrolAnswer> AnswerTo(Database& db, const PostRecord& post) {
  EnrolAnswer answer;
  answer.state = post.asking->state;
  if (answer.state != "diterima") return answer;
  auto certificate = FindPostCertificate(db, post.serial);
  if (!certificate) return certificate.error();
  answer.certificate = certificate->certificate;
  return answer;
}

struct Renewal {
  std::string certificate;
  std::optional<Fault> refused;  // with what is written all the same
};

// The certificate this very request got before, its answer lost; "" when it did not.
Result<std::string> GivenBefore(Database& db, const PostCertificate& shown,
                                const RequestFacts& request) {
  if (!shown.renewed) return std::string();
  auto next = FindPostCertificate(db, shown.successor);
  if (!next) return next.error();
  if (next->renewed || next->revoked) return std::string();
  auto facts = ReadCertificate(next->certificate);
  if (!facts) return facts.error();
  return facts->public_key == request.public_key ? next->certificate : std::string();
}

Result<Renewal> RefusedAsClone(Centre& centre, Database& db, const PostRecord& post,
                               const std::string& serial) {
  if (post.alarm.empty()) {
    auto told = Told(centre, db, "post.alarmed", "piket", post.code,
                     {{"alarm", "klon"}, {"serial", serial}, {"why", "renewed twice"}});
    if (!told) return told.error();
    LogWarning("clone alarm", {{"post", post.code}});
  }
  return Renewal{"", Fault::kJournalForked};
}

Result<Renewal> WaitsForLeave(Centre& centre, Database& db, const PostRecord& post,
                              const std::string& serial) {
  if (post.waits != serial) {
    auto told = Told(centre, db, "post.waiting", "piket", post.code, {{"serial", serial}});
    if (!told) return told.error();
    LogLine("post.waiting", {{"post", post.code}});
  }
  return Renewal{"", Fault::kPostExpired};
}

Result<Renewal> RenewInside(Centre& centre, Database& db, const std::string& serial,
                            const RequestFacts& request) {
  auto shown = FindPostCertificate(db, serial);
  if (!shown) return Error{Fault::kPostRefused, "unknown certificate"};
  auto post = FindPost(db, shown->code);
  if (!post) return post.error();
  if (post->state != "diterima") return Error{Fault::kPostRefused, shown->code};
  auto given = GivenBefore(db, *shown, request);
  if (!given) return given.error();
  if (!given->empty()) return Renewal{*given, std::nullopt};
  if (shown->revoked) return Error{Fault::kPostRefused, shown->code};
  const bool allowed = post->allowed == serial;
  if (!allowed && shown->renewed) return RefusedAsClone(centre, db, *post, serial);
  if (!allowed && centre.journal.Now() > shown->not_after) {
    return WaitsForLeave(centre, db, *post, serial);
  }
  auto certificate = centre.authority.CertifyPost(post->code, request.public_key);
  if (!certificate) return certificate.error();
  auto body = CertificateBody(*certificate);
  if (!body) return body.error();
  (*body)["from"] = serial;
  (*body)["by_leave"] = allowed;
  auto told = Told(centre, db, "post.certified", "piket", post->code, *body);
  if (!told) return told.error();
  LogLine("post.certified", {{"post", post->code}});
  return Renewal{*certificate, std::nullopt};
}

}  // namespace

bool IsPostCode(const std::string& text) {
  return !text.empty() && text.size() <= 12 &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string::npos;
}

Result<Invitation> Invite(Centre& centre, const InvitePlan& plan, const std::string& officer) {
  if (!IsPostCode(plan.code)) return Error{Fault::kBadRequest, "code"};
  if (!AreRoles(plan.roles)) return Error{Fault::kBadRequest, "roles"};
  if (plan.minutes < 1 || plan.minutes > kMostMinutes) return Error{Fault::kBadRequest, "minutes"};
  if (centre.address.empty()) return Error{Fault::kConfiguration, "posts have no address to call"};
  if (plan.code == centre.journal.post()) return Error{Fault::kConflict, "the centre's own code"};
  Invitation invitation{centre.address, centre.authority.fingerprint(), Base32(RandomBytes(16))};
  const Json body = {
      {"roles", plan.roles},
      {"token", TokenHash(invitation.token)},
      {"until", Milliseconds(centre.journal.Now() + std::chrono::minutes(plan.minutes))},
      {"replaces", plan.replaces}};
  auto written = centre.journal.Write<bool>([&](Database& db) -> Result<bool> {
    auto post = FindPost(db, plan.code);
    if (!post && post.error().fault != Fault::kNotFound) return post.error();
    if (post && post->state == "diterima" && !plan.replaces) {
      return Error{Fault::kConflict, plan.code + " is accepted"};
    }
    auto told = Told(centre, db, "post.invited", officer, plan.code, body);
    return told ? Result<bool>(true) : told.error();
  });
  if (!written) return written.error();
  LogLine("post.invited", {{"post", plan.code}});
  return invitation;
}

Result<EnrolAnswer> Asked(Centre& centre, const EnrolRequest& request) {
  auto facts = CheckForm(request);
  if (!facts) return facts.error();
  auto signature = FromHex(request.signature);
  const bool proven =
      signature &&
      VerifySignature(request.public_key, Sha256(request.token + request.request), *signature);
  return centre.journal.Write<EnrolAnswer>([&](Database& db) -> Result<EnrolAnswer> {
    auto post = FindPost(db, request.code);
    const PostAsking asking = post && post->asking ? *post->asking : PostAsking{};
    const bool may = MayAsk(asking, request, *facts, centre.journal.Now());
    if (!may || !proven || !post || !post->asking) return Error{Fault::kBadCode, request.code};
    if (Sorted(asking.roles) != Sorted(request.roles)) return Error{Fault::kBadRequest, "roles"};
    if (asking.state != "diundang") return AnswerTo(db, *post);
    auto told = Told(centre, db, "post.asked", "piket", request.code,
                     {{"device", facts->device},
                      {"public_key", request.public_key},
                      {"request", request.request}});
    if (!told) return told.error();
    LogLine("post.asked", {{"post", request.code}});
    return EnrolAnswer{"meminta", ""};
  });
}

Result<PostRecord> Accept(Centre& centre, const std::string& code, const std::string& officer) {
  return ChangePost(centre, code, officer,
                    [&](const PostRecord& post) -> Result<std::optional<Change>> {
                      if (!post.asking || post.asking->state != "meminta") {
                        return Error{Fault::kConflict, code + " does not ask"};
                      }
                      auto request = ReadRequest(post.asking->request);
                      if (!request) return request.error();
                      auto certificate = centre.authority.CertifyPost(code, request->public_key);
                      if (!certificate) return certificate.error();
                      auto body = CertificateBody(*certificate);
                      if (!body) return body.error();
                      return std::optional(Change{"post.accepted", *body});
                    });
}

Result<PostRecord> Refuse(Centre& centre, const std::string& code, const std::string& officer) {
  return ChangePost(centre, code, officer,
                    [&](const PostRecord& post) -> Result<std::optional<Change>> {
                      const std::string state = post.asking ? post.asking->state : "";
                      // An invitation nobody came with yet can be taken back too.
                      if (state != "meminta" && state != "diundang") {
                        return Error{Fault::kConflict, code + " does not ask"};
                      }
                      return std::optional(Change{"post.refused", Json::object()});
                    });
}

Result<PostRecord> Revoke(Centre& centre, const std::string& code, const std::string& reason,
                          const std::string& officer) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Error{Fault::kReasonMissing, code};
  }
  return ChangePost(centre, code, officer,
                    [&](const PostRecord& post) -> Result<std::optional<Change>> {
                      if (post.state == "dicabut") return std::optional<Change>();
                      return std::optional(Change{"post.revoked", {{"reason", reason}}});
                    });
}

Result<PostRecord> Allow(Centre& centre, const std::string& code, const std::string& officer) {
  return ChangePost(centre, code, officer,
                    [&](const PostRecord& post) -> Result<std::optional<Change>> {
                      if (post.state != "diterima" || (post.waits.empty() && post.alarm.empty())) {
                        return Error{Fault::kConflict, code + " does not wait"};
                      }
                      return std::optional(Change{"post.allowed", {{"serial", post.waits}}});
                    });
}

Result<void> RaiseCloneAlarm(Centre& centre, const std::string& code, const std::string& why,
                             const std::string& serial) {
  auto done = ChangePost(
      centre, code, "piket", [&](const PostRecord& post) -> Result<std::optional<Change>> {
        if (!post.alarm.empty()) return std::optional<Change>();
        return std::optional(
            Change{"post.alarmed", {{"alarm", "klon"}, {"serial", serial}, {"why", why}}});
      });
  return done ? Result<void>() : done.error();
}

Result<std::string> Renew(Centre& centre, const std::string& serial, const std::string& request) {
  if (request.size() > kMostPem) return Error{Fault::kBadRequest, "request"};
  auto facts = ReadRequest(request);
  if (!facts) return Error{Fault::kBadRequest, "request"};
  auto renewal = centre.journal.Write<Renewal>(
      [&](Database& db) { return RenewInside(centre, db, serial, *facts); });
  if (!renewal) return renewal.error();
  if (renewal->refused) return Error{*renewal->refused, "renewal of " + serial};
  return renewal->certificate;
}

Result<PostRecord> Admitted(Centre& centre, const CertificateFacts& certificate) {
  return centre.journal.database().Read([&](Database& db) -> Result<PostRecord> {
    auto shown = FindPostCertificate(db, certificate.serial);
    if (!shown && shown.error().fault != Fault::kNotFound) return shown.error();
    if (!shown || shown->revoked || shown->code != certificate.name) {
      return Error{Fault::kPostRefused, certificate.name};
    }
    auto post = FindPost(db, shown->code);
    if (!post) return post;
    if (post->state != "diterima") return Error{Fault::kPostRefused, shown->code};
    if (centre.journal.Now() > shown->not_after) return Error{Fault::kPostExpired, shown->code};
    return post;
  });
}

}  // namespace piket
