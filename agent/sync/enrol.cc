#include "agent/sync/enrol.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "agent/core/file.h"
#include "agent/core/id.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/sync/line.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = "PIKET1";
constexpr size_t kTokenSize = 26;
constexpr mode_t kSecret = 0400;
constexpr auto kAskAgain = std::chrono::milliseconds(2000);
constexpr auto kLook = std::chrono::milliseconds(100);

Error BadCode(const std::string& detail) { return {Fault::kBadCode, "invitation: " + detail}; }

// What was typed, in capitals and without white space; what looks like another is that one.
std::string Plain(const std::string& text) {
  std::string plain;
  for (char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return plain;
}

std::string LikeCrockford(std::string text) {
  for (char& c : text) {
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
  }
  return text;
}

// The bytes of Crockford's base 32; "" when it is not.
std::string BytesOf(const std::string& text) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (char c : text) {
    size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return "";
    buffer = (buffer << 5 | static_cast<unsigned>(value)) & 0xfffu;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(buffer >> bits & 0xffu);
    }
  }
  return bytes;
}

// Key and request of an asking under way, kept so that the same is asked again after a crash or a
// lost answer. `purpose` tells one asking from the next.
struct Asking {
  std::unique_ptr<SigningKey> key;
  std::string request;
};
Result<Asking> AskingIn(const fs::path& file, const std::string& purpose, const std::string& name) {
  if (auto text = ReadFile(file)) {
    auto json = ParseJson(*text);
    if (json && json->is_object() && TextOr(*json, "purpose") == purpose) {
      if (auto key = SigningKey::FromPem(TextOr(*json, "key"))) {
        return Asking{std::move(*key), TextOr(*json, "request")};
      }
    }
  }
  auto key = SigningKey::Generate();
  if (!key) return key.error();
  auto request = MakeRequest(**key, name);
  if (!request) return request.error();
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return StorageError("making " + file.parent_path().string(), error.value());
  fs::permissions(file.parent_path(), fs::perms::owner_all, error);
  const Json json = {{"purpose", purpose}, {"key", (*key)->Pem()}, {"request", *request}};
  if (auto done = WriteFileDurably(file, CanonicalText(json), kSecret); !done) return done.error();
  return Asking{std::move(*key), *request};
}

bool IsPaperKey(const Json& key) {
  const std::string id = TextOr(key, "id");
  auto secret = FromHex(TextOr(key, "secret"));
  return !id.empty() && id.size() <= 8 && secret && secret->size() == 32 &&
         id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string::npos;
}

// The office's paper keys before those of an earlier office; papers of every one stay readable.
Result<void> KeepPaperKeys(const fs::path& data, const Json& given) {
  if (!given.is_array() || given.empty() ||
      !std::all_of(given.begin(), given.end(), [](const Json& key) { return IsPaperKey(key); })) {
    return Error{Fault::kBadRequest, "paper_keys"};
  }
  const fs::path file = data / "keys" / kOfficePaperKeys;
  Json keys = given;
  if (auto text = ReadFile(file)) {
    auto before = ParseJson(*text);
    for (const Json& key : before ? *before : Json::array()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return StorageError("making " + file.parent_path().string(), error.value());
  return WriteFileDurably(file, CanonicalText(keys), kSecret);
}

bool IsOf(const std::string& certificate, const SigningKey& key) {
  auto facts = ReadCertificate(certificate);
  return facts && facts->public_key == key.PublicPem();
}

// What an acceptance gave, checked and made durable: the membership last, as everything else is
// there by then.
Result<Membership> Join(const EnrolPlan& plan, const std::string& server_name, const Asking& asking,
                        const Json& answer) {
  Membership membership;
  membership.centre = plan.invitation.centre;
  membership.server_name = server_name;
  membership.post = plan.post;
  membership.authority = TextOr(answer, "authority");
  membership.centre_post = TextOr(answer, "centre_post");
  membership.centre_key = TextOr(answer, "centre_key");
  membership.identity = {TextOr(answer, "certificate"), asking.key->Pem()};
  auto authority = ReadCertificate(membership.authority);
  if (!authority || authority->fingerprint != plan.invitation.fingerprint) {
    return Error{Fault::kNotTrusted, "the acceptance names another authority"};
  }
  if (!IsOf(membership.identity.certificate, *asking.key)) {
    return Error{Fault::kNotTrusted, "the certificate is not for the key of this post"};
  }
  if (membership.centre_post.empty() || membership.centre_key.empty()) {
    return Error{Fault::kNotTrusted, "the acceptance does not say who the centre is"};
  }
  auto kept = KeepPaperKeys(plan.data, answer.value("paper_keys", Json()));
  if (!kept) return kept.error();
  auto written = WriteMembership(plan.data, membership);
  if (!written) return written.error();
  LogLine("enrolled", {{"post", plan.post}, {"centre", membership.centre}});
  return membership;
}

// Whether asking once more may help.
bool MayPass(const Error& error, bool was_heard) {
  return error.fault == Fault::kTooManyAsked || (was_heard && error.fault == Fault::kLineDown);
}

bool WaitUnlessEnded(const std::function<bool()>& ended) {
  for (auto waited = kLook * 0; waited < kAskAgain; waited += kLook) {
    if (ended()) return false;
    std::this_thread::sleep_for(kLook);
  }
  return !ended();
}

bool IsDue(const CertificateFacts& facts, Instant now) {
  const auto life = facts.not_after - facts.not_before;
  // Always the same for one certificate, another for each: posts do not come all at once.
  const int jitter = Sha256(facts.serial)[0];
  return now >= facts.not_before + life * 2 / 3 + life / 20 * jitter / 256;
}

}  // namespace

std::string InvitationText(const Invitation& invitation) {
  auto fingerprint = FromHex(invitation.fingerprint);
  std::string text = std::string(kMark) + "-" + Plain(invitation.centre) + "-" +
                     Base32(fingerprint ? *fingerprint : "") + "-" + invitation.token;
  return text + "-" + CheckCharacter(text);
}

Result<Invitation> ReadInvitation(const std::string& text) {
  // Host names have dashes of their own: the parts behind it are counted from the end.
  std::vector<std::string> parts = Split(Plain(text), '-');
  if (text.size() > 1000 || parts.size() < 5 || parts.front() != kMark) {
    return BadCode("not one of ours");
  }
  const std::string check = parts.back();
  const std::string token = LikeCrockford(parts[parts.size() - 2]);
  const std::string fingerprint = BytesOf(LikeCrockford(parts[parts.size() - 3]));
  const std::string centre =
      Join(std::vector<std::string>(parts.begin() + 1, parts.end() - 3), "-");
  if (token.size() != kTokenSize || BytesOf(token).empty() || fingerprint.size() != 32) {
    return BadCode("parts of another size");
  }
  Invitation invitation{LowerAscii(centre), Hex(fingerprint), token};
  if (check.size() != 1 || InvitationText(invitation).back() != check.front()) {
    return BadCode("its check character does not fit");
  }
  if (!ReadCentreAddress(invitation.centre)) return BadCode("no address");
  return invitation;
}

Result<Membership> Enrol(const EnrolPlan& plan, const std::function<bool()>& ended) {
  auto address = ReadCentreAddress(plan.invitation.centre);
  if (!address) return address.error();
  TlsClientPlan tls;
  tls.authority_fingerprint = plan.invitation.fingerprint;
  tls.server_name = address->host;
  auto context = TlsContext::Client(tls);
  if (!context) return context.error();
  const fs::path file = plan.data / "centre" / "asking.json";
  auto asking = AskingIn(file, Hex(Sha256(plan.invitation.token)), plan.post);
  if (!asking) return asking.error();
  auto signature = plan.key.Sign(Sha256(plan.invitation.token + asking->request));
  if (!signature) return signature.error();
  const Json body = {{"token", plan.invitation.token},
                     {"code", plan.post},
                     {"roles", plan.roles},
                     {"request", asking->request},
                     {"public_key", plan.key.PublicPem()},
                     {"signature", Hex(*signature)}};
  Line line(*context, address->host, address->port);
  bool heard = false;
  do {
    auto answer = line.AskJson("POST", "/v1/enrol", body);
    if (!answer && !MayPass(answer.error(), heard)) return answer.error().While("enrolling");
    heard = heard || answer.ok();
    const std::string state = answer ? TextOr(*answer, "state") : "";
    if (state == "ditolak") return Error{Fault::kPostRefused, plan.post};
    if (state == "diterima") {
      auto membership = Join(plan, address->host, *asking, *answer);
      std::error_code ignored;
      if (membership) fs::remove(file, ignored);
      return membership;
    }
  } while (WaitUnlessEnded(ended));
  return Error{Fault::kTimedOut, "nobody has accepted this post yet"};
}

Result<bool> RenewWhenDue(const fs::path& data, Membership& membership, Instant now) {
  auto facts = ReadCertificate(membership.identity.certificate);
  if (!facts) return facts.error();
  if (!IsDue(*facts, now)) return false;
  auto address = ReadCentreAddress(membership.centre);
  if (!address) return address.error();
  TlsClientPlan tls;
  tls.authority = membership.authority;
  tls.server_name = membership.server_name;
  tls.identity = membership.identity;
  // A machine that started in 1970: `now` is the centre's, signed.
  tls.forgive_dates = SystemClock().Now() + std::chrono::hours(24) < now;
  auto context = TlsContext::Client(tls);
  if (!context) return context.error();
  const fs::path file = data / "centre" / "renewal.json";
  auto asking = AskingIn(file, facts->serial, membership.post);
  if (!asking) return asking.error();
  Line line(*context, address->host, address->port);
  auto answer = line.AskJson("POST", "/v1/renew", {{"request", asking->request}});
  if (!answer) return answer.error().While("renewing the certificate");
  Membership renewed = membership;
  renewed.identity = {TextOr(*answer, "certificate"), asking->key->Pem()};
  if (!IsOf(renewed.identity.certificate, *asking->key)) {
    return Error{Fault::kNotTrusted, "the certificate is not for the key of this post"};
  }
  if (auto written = WriteMembership(data, renewed); !written) return written.error();
  membership = renewed;
  std::error_code ignored;
  fs::remove(file, ignored);
  LogLine("certificate renewed", {{"post", membership.post}});
  return true;
}

}  // namespace piket
