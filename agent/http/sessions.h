// Who is signed in on which screen. Sessions live in memory: a restarted agent asks for the PIN
// again.
#ifndef PIKET_AGENT_HTTP_SESSIONS_H_
#define PIKET_AGENT_HTTP_SESSIONS_H_

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "agent/core/clock.h"
#include "agent/core/id.h"

namespace piket {

struct Session {
  std::string key;    // the cookie's value
  std::string token;  // what every change must carry (against forged requests)
  Id officer;         // "" for a screen nobody signed in on
  int64_t touched_ms = 0;
};

// Thread-safe. A session nobody used for `idle_seconds` is no longer anybody's.
class Sessions {
 public:
  Sessions(const Clock& clock, int idle_seconds) : clock_(clock), idle_ms_(idle_seconds * 1000LL) {}

  // The session of this cookie, or a new one of nobody.
  Session Open(const std::string& key);
  // A fresh session for the officer; the old key is worth nothing any more.
  Session SignIn(const std::string& key, const Id& officer);
  void SignOut(const std::string& key);
  // Ends every session of the officer (PIN changed, no longer active).
  void SignOutEverywhere(const Id& officer);
  // Whose session this is; touching keeps it awake. nullopt when it slept or is nobody's.
  std::optional<Session> Find(const std::string& key, bool touch);
  // Whether no officer touched a screen for so long.
  bool QuietFor(int64_t milliseconds);

 private:
  void ForgetOld();

  const Clock& clock_;
  const int64_t idle_ms_;
  std::mutex mutex_;
  std::map<std::string, Session> sessions_;
};

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_SESSIONS_H_
