#include "tests/bench/posts_centre.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "agent/central/admit.h"
#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/post.h"

namespace piket {
namespace {

// The key of the post's journal is that of its connections too: who it is does not matter here.
Result<Json> Join(Centre& centre, const std::string& code) {
  auto key = SigningKey::Generate();
  if (!key) return key.error();
  auto invitation = Invite(centre, {.code = code, .roles = {"desk"}}, "admin");
  if (!invitation) return invitation.error();
  auto asking = MakeRequest(**key, code);
  if (!asking) return asking.error();
  auto signature = (*key)->Sign(Sha256(invitation->token + *asking));
  if (!signature) return signature.error();
  EnrolRequest request{.token = invitation->token,
                       .code = code,
                       .roles = {"desk"},
                       .request = *asking,
                       .public_key = (*key)->PublicPem(),
                       .signature = Hex(*signature)};
  if (auto asked = Asked(centre, request); !asked) return asked.error();
  if (auto accepted = Accept(centre, code, "admin"); !accepted) return accepted.error();
  auto answer = Asked(centre, request);
  if (!answer) return answer.error();
  return Json{{"code", code}, {"certificate", answer->certificate}, {"key", (*key)->Pem()}};
}

// What is logged from here on stands in a file: a line a post and connection.
class LogElsewhere {
 public:
  explicit LogElsewhere(const std::filesystem::path& file) : before_(dup(STDERR_FILENO)) {
    int log = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    dup2(log, STDERR_FILENO);
    close(log);
  }
  ~LogElsewhere() {
    dup2(before_, STDERR_FILENO);
    close(before_);
  }

 private:
  const int before_;
};

}  // namespace

Result<std::unique_ptr<PostsCentre>> PostsCentre::Start(const std::filesystem::path& folder,
                                                        int posts) {
  std::unique_ptr<PostsCentre> centre(new PostsCentre(folder));
  LogElsewhere log(folder / "log");
  if (auto prepared = centre->Prepare(posts); !prepared) return prepared.error();
  if (auto run = centre->Run(); !run) return run.error();
  return centre;
}

PostsCentre::~PostsCentre() {
  if (agent_ == nullptr) return;
  agent_->Kill(SIGTERM);
  (void)agent_->Wait(std::chrono::seconds(30));
}

Result<void> PostsCentre::Prepare(int posts) {
  auto written =
      WriteFileDurably(folder_ / "piket.toml", "roles = [\"central\"]\npost = \"P1\"\ndata = \"" +
                                                   (folder_ / "data").string() +
                                                   "\"\n[screen]\nport = 0\n[centre]\nport = 0\n");
  if (!written) return written;
  auto settings = ReadSettings(folder_ / "piket.toml");
  if (!settings) return settings.error();
  const SystemClock clock;
  auto post = Post::Open(*settings, clock, PostAccess::kWrite);
  if (!post) return post.error();
  auto authority = Authority::Open(settings->data / "keys", settings->office, clock);
  if (!authority) return authority.error();
  Centre centre{(*post)->journal(), (*post)->desk().blobs,
                (*post)->key(),     **authority,
                *settings,          settings->data / "keys" / "letters",
                Json::array(),      "127.0.0.1:1"};
  Json joined = Json::array();
  for (int i = 1; i <= posts; ++i) {
    auto seat = Join(centre, Format("S%d", i));
    if (!seat) return seat.error();
    joined.push_back(std::move(*seat));
  }
  return WriteFileDurably(
      seats(), CanonicalText({{"authority", (*authority)->certificate()}, {"seats", joined}}));
}

Result<void> PostsCentre::Run() {
  auto agent =
      Process::Start({.argv = {OwnBinary(), "run", "--config", (folder_ / "piket.toml").string()}});
  if (!agent) return agent.error();
  agent_ = std::move(*agent);
  auto line = agent_->ReadLine(std::chrono::seconds(60));
  if (!line) return line.error();
  auto ready = ParseJson(line->value_or(""));
  if (!ready) return ready.error();
  url_ = TextOr(*ready, "url");
  const std::string devices = TextOr(*ready, "devices");
  port_ = std::atoi(devices.substr(devices.rfind(':') + 1).c_str());
  return {};
}

int64_t PostsCentre::ResidentBytes() const {
  auto status = ReadFile("/proc/" + std::to_string(agent_->pid()) + "/status");
  if (!status) return 0;
  const size_t at = status->find("VmRSS:");
  return at == std::string::npos ? 0 : std::strtoll(status->c_str() + at + 6, nullptr, 10) * 1024;
}

}  // namespace piket
