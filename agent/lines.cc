#include "agent/lines.h"

#include "agent/core/log.h"
#include "agent/http/post_line_api.h"
#include "agent/sync/line.h"

namespace piket {
namespace {

// What the posts' keys are given with, newest first.
Json PaperKeysJson(const std::vector<PaperKey>& keys) {
  Json list = Json::array();
  for (const PaperKey& key : keys) list.push_back({{"id", key.id}, {"secret", Hex(key.secret)}});
  return list;
}

}  // namespace

Result<std::unique_ptr<Lines>> Lines::Open(LinesPlan plan) {
  std::unique_ptr<Lines> lines(new Lines(std::move(plan)));
  const Settings& settings = lines->plan_.settings;
  if (settings.Has("central")) {
    if (auto opened = lines->OpenCentre(); !opened) return opened.error();
    return lines;
  }
  auto membership = ReadMembership(settings.data);
  if (membership) lines->Join(*membership);
  // Without one the post works alone.
  if (!membership && membership.error().fault != Fault::kNotFound) return membership.error();
  return lines;
}

void Lines::Join(const Membership& joined) {
  Membership membership = joined;
  if (auto address = ReadCentreAddress(plan_.centre); address && !plan_.centre.empty()) {
    membership.centre = plan_.centre;
    membership.server_name = address->host;
  }
  Desk& desk = plan_.post.desk();
  CourierPlan courier{plan_.post.journal(), desk.blobs,    plan_.post.key(), plan_.settings.data,
                      plan_.report,         plan_.brought, desk.safe().keys, plan_.config,
                      plan_.numbers,        plan_.time};
  std::lock_guard lock(mutex_);
  courier_.reset();  // of an earlier membership
  courier_ = std::make_unique<Courier>(std::move(courier), membership);
}

Result<void> Lines::OpenCentre() {
  const LinesPlan& plan = plan_;
  const Settings& settings = plan.settings;
  Desk& desk = plan.post.desk();
  auto authority = Authority::Open(settings.data / "keys", settings.office, plan.clock);
  if (!authority) return authority.error();
  authority_ = std::move(*authority);
  authority_->PublishRevocationsAt(RevocationsUrl(settings));
  centre_ = std::make_unique<Centre>(Centre{plan.post.journal(), desk.blobs, plan.post.key(),
                                            *authority_, settings, desk.safe().keys,
                                            PaperKeysJson(desk.paper_keys), ""});
  feeds_ = std::make_unique<Feeds>(*centre_);
  feeds_->Start();
  blobs_ = std::make_unique<BlobStore>(*centre_);
  PostRoutes routes;
  AddPostLineRoutes(routes, *centre_);
  auto server = PostServer::Start({*centre_, *feeds_, *blobs_, std::move(routes)});
  if (!server) return server.error();
  server_ = std::move(*server);
  return {};
}

Lines::~Lines() {
  if (feeds_) feeds_->Close();
}

void Lines::Appended() {
  {
    std::lock_guard lock(mutex_);
    if (courier_) courier_->Knock();
  }
  if (feeds_) feeds_->Knock();
}

void Lines::KeepFresh() {
  if (!server_) return;
  if (auto renewed = server_->RenewCertificate(); !renewed) {
    LogError("renewing the posts' listener's certificate", renewed.error());
  }
}

std::optional<LineState> Lines::State() const {
  std::lock_guard lock(mutex_);
  return courier_ ? std::optional(courier_->State()) : std::nullopt;
}

std::string Lines::devices() const {
  return server_ ? "https://" + centre_->address : std::string();
}

}  // namespace piket
