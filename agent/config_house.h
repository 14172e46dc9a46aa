// Keeps house over the centre's configuration while the agent runs: takes what the courier brings,
// and says when the agent is to start anew with another version.
#ifndef PIKET_AGENT_CONFIG_HOUSE_H_
#define PIKET_AGENT_CONFIG_HOUSE_H_

#include <chrono>
#include <functional>
#include <memory>

#include "agent/office_settings.h"
#include "agent/sync/config_shelf.h"
#include "agent/sync/courier.h"

namespace piket {

class ConfigHouse {
 public:
  // kAnotherAgent when one runs on this data folder.
  static Result<std::unique_ptr<ConfigHouse>> Open(const Settings& own);

  // The post's own settings with those in force over them.
  const OfficeSettings& office() const { return office_; }
  Json Report() const { return ToJson(shelf_->state()); }
  // The courier's part; any thread.
  CourierConfig ForCourier();
  // The agent cannot start under these settings: true when they were on trial and are taken back.
  bool CouldNotStart(const Error& why);
  // Now and then: true when the agent is to start anew. `quiet` says whether nobody is at work.
  bool Look(const std::function<bool()>& quiet);

 private:
  ConfigHouse(Settings own, std::unique_ptr<ConfigShelf> shelf)
      : own_(std::move(own)), shelf_(std::move(shelf)) {}
  const Settings own_;
  const std::unique_ptr<ConfigShelf> shelf_;
  OfficeSettings office_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace piket

#endif  // PIKET_AGENT_CONFIG_HOUSE_H_
