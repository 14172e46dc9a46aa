#include "agent/http/screen_tls.h"

#include "agent/core/file.h"
#include "agent/core/log.h"

namespace piket {
namespace {

// A certificate lives for weeks at least: an hour late is early enough.
constexpr std::chrono::hours kLookAgain{1};

}  // namespace

Result<std::unique_ptr<ScreenTls>> ScreenTls::Open(const Settings& settings, const Clock& clock) {
  std::unique_ptr<ScreenTls> tls(new ScreenTls(settings, clock));
  if (settings.screen_tls == "own") {
    auto authority = Authority::Open(settings.data / "keys", settings.office, tls->clock_);
    if (!authority) return authority.error();
    tls->authority_ = std::move(*authority);
    tls->authority_->PublishRevocationsAt(RevocationsUrl(settings));
  }
  auto identity = tls->Identity();
  if (!identity) return identity.error();
  TlsServerPlan plan;
  plan.identity = *identity;
  auto context = TlsContext::Server(plan);
  if (!context) return context.error();
  tls->context_ = std::move(*context);
  tls->shown_ = identity->certificate;
  tls->keeper_ = std::thread([own = tls.get()] { own->KeepFresh(); });
  return tls;
}

ScreenTls::~ScreenTls() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (keeper_.joinable()) keeper_.join();
}

Result<TlsIdentity> ScreenTls::Identity() {
  if (authority_) return authority_->Listener("screen", settings_.ScreenNames());
  auto certificate = ReadFile(settings_.screen_certificate);
  if (!certificate) return Error{Fault::kConfiguration, certificate.error().detail};
  auto key = ReadFile(settings_.screen_key);
  if (!key) return Error{Fault::kConfiguration, key.error().detail};
  return TlsIdentity{*certificate, *key};
}

void ScreenTls::KeepFresh() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kLookAgain, [this] { return ending_; })) {
    auto identity = Identity();
    if (identity && identity->certificate == shown_) continue;
    // A pair of files caught between the two being written is looked at again in an hour.
    auto used = identity ? context_->Use(*identity) : Result<void>(identity.error());
    if (!used) {
      LogError("renewing the screens' certificate", used.error());
      continue;
    }
    shown_ = identity->certificate;
    LogLine("screens' certificate renewed");
  }
}

}  // namespace piket
