// The versions of the centre's configuration at a post, in <data>/config: a folder for each, and
// state.json, whose exchange is the only moment anything changes. A new version is on trial until
// the centre was reached under it; else the post goes back to the one before by itself and does not
// take that version again.
//
//   settled ─Take→ next ─Adopt→ trial ─Confirm→ settled
//                                 └─TakeBack→ settled, on the version before
//
// The power may go at any arrow: a folder that state.json does not name is swept; `next` is adopted
// at the following start; a trial begins again, so many times.
#ifndef PIKET_AGENT_SYNC_CONFIG_SHELF_H_
#define PIKET_AGENT_SYNC_CONFIG_SHELF_H_

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "agent/sync/office_config.h"

namespace piket {

struct ConfigState {
  int64_t version = 0;  // in force; 0: the post's own files alone
  int64_t before = 0;   // to go back to, 0: the post's own files
  int64_t next = 0;     // taken, not adopted yet; 0 for none
  bool trial = false;
  int starts = 0;          // of the agent during this trial
  int64_t refused = 0;     // the newest version that was not taken or was taken back
  std::string fault = {};  // fault word: why
  std::string why = {};    // one line for people
};
Json ToJson(const ConfigState& state);

// What is in force here; changes nothing, so that commands may ask beside a running agent. Folder
// "" when nothing is, or it is not what the centre's key signed.
struct ConfigInForce {
  ConfigState state;
  std::filesystem::path folder;
};
ConfigInForce ReadConfigInForce(const std::filesystem::path& data);

constexpr int kMostTrialStarts = 5;

// Any thread.
class ConfigShelf {
 public:
  // Whether the files in this folder can be worked with; kConfiguration with file, line and column.
  using Check = std::function<Result<void>(const std::filesystem::path&)>;

  // By the agent alone: kAnotherAgent when one runs. Sweeps, adopts `next`, ends a trial that was
  // begun too often or whose files are damaged, and forgets what another centre had set.
  static Result<std::unique_ptr<ConfigShelf>> Open(const std::filesystem::path& data);
  ~ConfigShelf();

  ConfigState state() const;
  std::filesystem::path folder() const;  // of the version in force; "" for none
  // The newest version there is no need to ask for.
  int64_t Known() const;

  // Signature, version, every file: one that is wrong refuses the whole, durably. kConflict for a
  // version that is not newer than what is known: nothing is noted.
  Result<void> Take(const ConfigBundle& bundle, const std::string& centre_key, const Check& check);
  // `next` comes into force, on trial.
  Result<void> Adopt();
  // The centre was reached. True when a trial ended with it.
  Result<bool> Confirm();
  // Back to the version before. False when there is nothing to take back, or none on trial.
  Result<bool> TakeBack(const Error& why, bool only_on_trial = true);

 private:
  ConfigShelf(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  Result<void> Recover(const std::filesystem::path& data);
  Result<void> Become(const ConfigState& state);  // holding mutex_
  Result<void> Refuse(int64_t version, const Error& error);
  void Sweep();

  const std::filesystem::path folder_;
  const int lock_;
  mutable std::mutex mutex_;
  ConfigState state_;
};

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_CONFIG_SHELF_H_
