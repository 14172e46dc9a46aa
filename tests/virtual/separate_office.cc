#include "tests/virtual/separate_office.h"

#include <thread>

#include "agent/core/text.h"
#include "agent/sync/enrol.h"
#include "tests/virtual/free_port.h"

namespace piket {
namespace {

using std::chrono::seconds;

SmallOfficePlan PostPlan(const SeparateOfficePlan& plan, const std::string& code,
                         const std::string& role) {
  SmallOfficePlan post;
  post.folder = plan.folder / role;
  post.roles = {role};
  post.post = code;
  post.printer = post.scanner = role == "desk";
  post.tls = true;
  // The certificate says where its list is: the port is known before.
  post.port = FreePort();
  post.quiet = plan.quiet;
  post.binary = plan.binary;
  return post;
}

}  // namespace

Result<std::unique_ptr<SeparateOffice>> SeparateOffice::Start(const SeparateOfficePlan& plan) {
  std::unique_ptr<SeparateOffice> office(new SeparateOffice);
  auto centre = SmallOffice::Start(PostPlan(plan, "P1", "central"));
  if (!centre) return centre.error().While("centre");
  office->centre_ = std::move(*centre);
  auto desk = SmallOffice::Prepare(PostPlan(plan, "L1", "desk"));
  if (!desk) return desk.error().While("desk");
  office->desk_ = std::move(*desk);
  if (plan.join) {
    auto joined = office->Join(*office->desk_, "L1", "desk");
    if (!joined) return joined.error();
  }
  if (plan.room) {
    auto room = SmallOffice::Prepare(PostPlan(plan, "R1", "room"));
    if (!room) return room.error().While("room");
    office->room_ = std::move(*room);
    if (plan.join) {
      auto joined = office->Join(*office->room_, "R1", "room");
      if (!joined) return joined.error();
    }
  }
  return office;
}

Result<void> SeparateOffice::Join(SmallOffice& post, const std::string& code,
                                  const std::string& role, bool replaces) {
  std::vector<std::string> invite = {"invite", code, "--roles", role, "--json"};
  if (replaces) invite.emplace_back("--replaces");
  auto invited = centre_->Run(invite);
  if (!invited) return invited.error().While("inviting " + code);
  auto invitation = ParseJson(*invited);
  if (!invitation) return invitation.error().While("inviting " + code);
  std::string text = TextOr(*invitation, "invitation");
  if (!address_.empty()) {
    auto read = ReadInvitation(text);
    if (!read) return read.error();
    read->centre = address_;
    text = InvitationText(*read);
  }
  // The post waits at the other end until a person has accepted it here.
  auto enrolling = post.StartCommand({"enroll", text});
  if (!enrolling) return enrolling.error();
  auto deadline = std::chrono::steady_clock::now() + seconds(30);
  for (;;) {
    auto accepted = centre_->Run({"accept", code});
    if (accepted) break;
    if (std::chrono::steady_clock::now() > deadline) return accepted.error().While("accepting");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  auto status = (*enrolling)->Wait(seconds(30));
  if (!status) return status.error().While("enrolling " + code);
  if (*status != 0) return Error{Fault::kPostRefused, "piket enroll ended with an error"};
  return post.StartAgent();
}

Json SeparateOffice::Addresses() {
  // With TLS, the certificate a browser or curl is given to believe the screens.
  Json all = Json::object();
  auto add = [&](const char* name, SmallOffice* post) {
    if (post == nullptr) return;
    all[name] = {{"url", post->url()},
                 {"devices", post->devices()},
                 {"data", post->data().string()},
                 {"authority", post->authority().string()},
                 {"pid", post->agent_pid()}};
  };
  add("central", centre_.get());
  add("desk", desk_.get());
  add("room", room_.get());
  return all;
}

}  // namespace piket
