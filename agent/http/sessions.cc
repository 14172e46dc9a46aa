#include "agent/http/sessions.h"

#include <algorithm>

#include "agent/core/crypto.h"

namespace piket {
namespace {

constexpr size_t kMostSessions = 1000;
constexpr int64_t kForgetAfterMs = 24LL * 3600 * 1000;

}  // namespace

Session Sessions::Open(const std::string& key) {
  std::lock_guard lock(mutex_);
  auto found = sessions_.find(key);
  if (found != sessions_.end()) return found->second;
  ForgetOld();
  Session session{Hex(RandomBytes(24)), Hex(RandomBytes(24)), "", clock_.MonotonicMs()};
  sessions_[session.key] = session;
  return session;
}

Session Sessions::SignIn(const std::string& key, const Id& officer) {
  std::lock_guard lock(mutex_);
  sessions_.erase(key);
  ForgetOld();
  Session session{Hex(RandomBytes(24)), Hex(RandomBytes(24)), officer, clock_.MonotonicMs()};
  sessions_[session.key] = session;
  return session;
}

void Sessions::SignOut(const std::string& key) {
  std::lock_guard lock(mutex_);
  sessions_.erase(key);
}

void Sessions::SignOutEverywhere(const Id& officer) {
  std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& each) { return each.second.officer == officer; });
}

std::optional<Session> Sessions::Find(const std::string& key, bool touch) {
  std::lock_guard lock(mutex_);
  auto found = sessions_.find(key);
  if (found == sessions_.end()) return std::nullopt;
  int64_t now = clock_.MonotonicMs();
  if (!found->second.officer.empty() && now - found->second.touched_ms > idle_ms_) {
    found->second.officer.clear();
  }
  if (touch) found->second.touched_ms = now;
  return found->second;
}

bool Sessions::QuietFor(int64_t milliseconds) {
  std::lock_guard lock(mutex_);
  const int64_t now = clock_.MonotonicMs();
  return std::none_of(sessions_.begin(), sessions_.end(), [&](const auto& each) {
    return !each.second.officer.empty() && now - each.second.touched_ms < milliseconds;
  });
}

void Sessions::ForgetOld() {
  int64_t now = clock_.MonotonicMs();
  std::erase_if(sessions_,
                [&](const auto& each) { return now - each.second.touched_ms > kForgetAfterMs; });
  // Many fresh sessions of nobody mean somebody knocks for fun: they are worth nothing, drop them.
  if (sessions_.size() >= kMostSessions) {
    std::erase_if(sessions_, [](const auto& each) { return each.second.officer.empty(); });
  }
}

}  // namespace piket
