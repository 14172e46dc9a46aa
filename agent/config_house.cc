#include "agent/config_house.h"

#include "agent/core/log.h"

namespace piket {

Result<std::unique_ptr<ConfigHouse>> ConfigHouse::Open(const Settings& own) {
  auto shelf = ConfigShelf::Open(own.data);
  if (!shelf) return shelf.error();
  std::unique_ptr<ConfigHouse> house(new ConfigHouse(own, std::move(*shelf)));
  auto office = LayOver(own, house->shelf_->folder());
  if (!office) {
    // What was fine when it was taken is not for this program: an older one, or a newer.
    auto dropped = house->shelf_->TakeBack(office.error(), false);
    house.reset();  // and with it the lock
    return dropped && *dropped ? Open(own) : office.error();
  }
  house->office_ = *office;
  return house;
}

CourierConfig ConfigHouse::ForCourier() {
  CourierConfig config;
  config.known = [this] { return shelf_->Known(); };
  config.came = [this](const Json& json, const std::string& centre_key) -> Result<void> {
    auto bundle = ConfigBundleFromJson(json);
    if (!bundle) return bundle.error();
    return shelf_->Take(*bundle, centre_key, [this](const std::filesystem::path& folder) {
      return CheckOfficeConfig(own_, folder);
    });
  };
  config.reached = [this] {
    auto confirmed = shelf_->Confirm();
    if (!confirmed) LogError("confirming the configuration", confirmed.error());
    return confirmed && *confirmed;
  };
  return config;
}

bool ConfigHouse::CouldNotStart(const Error& why) {
  if (why.fault == Fault::kAnotherAgent) return false;
  auto taken_back = shelf_->TakeBack(why);
  return taken_back && *taken_back;
}

bool ConfigHouse::Look(const std::function<bool()>& quiet) {
  const ConfigState state = shelf_->state();
  const auto ran = std::chrono::steady_clock::now() - begun_;
  if (state.trial && ran > office_.trial) {
    auto taken_back =
        shelf_->TakeBack({Fault::kLineDown, "pusat tidak terjangkau di bawah konfigurasi versi " +
                                                std::to_string(state.version)});
    if (!taken_back) LogError("taking the configuration back", taken_back.error());
    return taken_back && *taken_back;
  }
  if (state.next == 0 || !quiet()) return false;
  auto adopted = shelf_->Adopt();
  if (!adopted) LogError("adopting the configuration", adopted.error());
  return adopted.ok();
}

}  // namespace piket
