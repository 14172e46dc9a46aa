// The board of the office's posts, and who of them is let in.
#include "agent/central/admit.h"
#include "agent/central/fleet.h"
#include "agent/http/invitation_json.h"
#include "agent/http/screens.h"

namespace piket {
namespace {

constexpr int kMostHeldShown = 100;

FleetPlan PlanNow(const Centre& centre) {
  return {centre.journal.Now(), centre.settings.zone, centre.settings.disk_reserve_mib};
}

Answer PostAnswer(Centre& centre, const Result<PostRecord>& post, const Call& call) {
  if (!post) return Failed(post.error(), call.language);
  const FleetPlan plan = PlanNow(centre);
  auto board = centre.journal.database().Read([&](Database& db) { return FleetBoard(db, plan); });
  if (!board) return Failed(board.error(), call.language);
  for (const FleetRow& row : *board) {
    if (row.post.code == post->code) return Ok(ToJson(row, plan));
  }
  return Failed({Fault::kNotFound, post->code}, call.language);
}

Result<Json> PostsJson(Centre& centre, Database& db) {
  const FleetPlan plan = PlanNow(centre);
  auto board = FleetBoard(db, plan);
  if (!board) return board.error();
  auto held = HeldJson(db, kMostHeldShown);
  if (!held) return held.error();
  auto lost = LostJson(db, centre.journal.post());
  if (!lost) return lost.error();
  Json posts = Json::array();
  for (const FleetRow& row : *board) posts.push_back(ToJson(row, plan));
  return Json{{"posts", posts}, {"quarantine", *held}, {"lost", *lost}};
}

Answer GetPosts(Centre& centre, Call& call) {
  auto json = centre.journal.database().Read([&](Database& db) { return PostsJson(centre, db); });
  return json ? Ok(*json) : Failed(json.error(), call.language);
}

Answer PostInvitation(Centre& centre, Call& call) {
  InvitePlan plan;
  plan.code = TextOr(call.json, "code");
  plan.roles = TextsOf(call.json.value("roles", Json::array()));
  plan.minutes = static_cast<int>(IntegerOr(call.json, "minutes", 15));
  plan.replaces = BoolOr(call.json, "replaces");
  auto invitation = Invite(centre, plan, call.officer.id);
  if (!invitation) return Failed(invitation.error(), call.language);
  auto json =
      InvitationJson(*invitation, centre.journal.Now() + std::chrono::minutes(plan.minutes));
  if (!json) return Failed(json.error(), call.language);
  (*json)["code"] = plan.code;
  return Ok(*json);
}

// 404 for every call when this post is no centre.
std::function<Answer(Call&)> AtCentre(Screens& screens,
                                      std::function<Answer(Centre&, Call&)> handle) {
  return [&screens, handle = std::move(handle)](Call& call) {
    if (screens.centre == nullptr) return Failed({Fault::kNotFound, "no centre"}, call.language);
    return handle(*screens.centre, call);
  };
}

}  // namespace

void AddPostRoutes(Routes& routes, Screens& s) {
  routes.Add("GET", "/api/posts", "admin|auditor", AtCentre(s, GetPosts));
  routes.Add("POST", "/api/posts", "admin", AtCentre(s, PostInvitation));
  routes.Add("POST", "/api/posts/{}/accept", "admin", AtCentre(s, [](Centre& centre, Call& call) {
               return PostAnswer(centre, Accept(centre, call.parts[0], call.officer.id), call);
             }));
  routes.Add("POST", "/api/posts/{}/refuse", "admin", AtCentre(s, [](Centre& centre, Call& call) {
               return PostAnswer(centre, Refuse(centre, call.parts[0], call.officer.id), call);
             }));
  routes.Add("POST", "/api/posts/{}/revoke", "admin", AtCentre(s, [](Centre& centre, Call& call) {
               auto revoked =
                   Revoke(centre, call.parts[0], TextOr(call.json, "reason"), call.officer.id);
               return PostAnswer(centre, revoked, call);
             }));
  routes.Add("POST", "/api/posts/{}/allow", "admin", AtCentre(s, [](Centre& centre, Call& call) {
               return PostAnswer(centre, Allow(centre, call.parts[0], call.officer.id), call);
             }));
}

}  // namespace piket
