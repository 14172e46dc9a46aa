// What the screens prove themselves with to other machines: a certificate of the post's own
// authority, or the files an office gives. Renewed while the agent runs.
#ifndef PIKET_AGENT_HTTP_SCREEN_TLS_H_
#define PIKET_AGENT_HTTP_SCREEN_TLS_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "agent/central/authority.h"
#include "agent/core/settings.h"

namespace piket {

class ScreenTls {
 public:
  // For [screen] tls "own" or "office". kConfiguration when the office's files are not what they
  // should be.
  static Result<std::unique_ptr<ScreenTls>> Open(const Settings& settings, const Clock& clock);
  ~ScreenTls();
  const std::shared_ptr<TlsContext>& context() const { return context_; }
  // Whose certificate a computer installs to believe the screens.
  // Null with the office's own.
  Authority* authority() const { return authority_.get(); }

 private:
  ScreenTls(const Settings& settings, const Clock& clock) : settings_(settings), clock_(clock) {}
  Result<TlsIdentity> Identity();
  void KeepFresh();

  const Settings settings_;
  const Clock& clock_;  // the post's: a machine may have started in 1970
  std::unique_ptr<Authority> authority_;
  std::shared_ptr<TlsContext> context_;
  std::string shown_;  // the certificate in use
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::thread keeper_;
};

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_SCREEN_TLS_H_
