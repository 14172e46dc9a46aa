// The centre's configuration at a post, laid over the post's own: its folders in place of the
// shipped ones, and pos.toml, whose keys are some of piket.toml's:
//
//   [office] name, government      [screen] idle_lock_seconds, pin_tries, lock_out_seconds
//   [agenda] display               [scanner] source, duplex, resolution, mode, page_size,
//   [reading] deadline_seconds               divide_at_blank_sheets
//   [disk] reserve_mib             [centre] address, trial_seconds
#ifndef PIKET_AGENT_OFFICE_SETTINGS_H_
#define PIKET_AGENT_OFFICE_SETTINGS_H_

#include <chrono>
#include <filesystem>
#include <string>

#include "agent/core/settings.h"

namespace piket {

// What a post works with: its own settings with the centre's over them.
struct OfficeSettings {
  Settings settings;
  std::string centre;  // "host:port" where posts find the centre from now on; "": as they joined
  // So long after a new configuration came into force the centre must have been reached.
  std::chrono::seconds trial{300};
};

// With a folder "" the post's own alone. kConfiguration with file, line and column.
Result<OfficeSettings> LayOver(const Settings& own, const std::filesystem::path& folder);
// Everything a post or the centre reads at its start, read to find what is wrong.
Result<void> CheckSettings(const Settings& settings);
// Of a folder the centre publishes: the post's own with it can be worked with.
Result<void> CheckOfficeConfig(const Settings& own, const std::filesystem::path& folder);
// piket.toml with what of the centre's is in force here.
Result<Settings> ReadSettingsHere(const std::filesystem::path& config);

}  // namespace piket

#endif  // PIKET_AGENT_OFFICE_SETTINGS_H_
