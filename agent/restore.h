// `piket restore FOLDER`: puts what `piket backup` made into the empty data folder of this post.
// The journal is verified first; entries from then on have a new epoch, because those the lost
// computer made since may be at other posts; a desk gives no number until it is known where they
// stand; the post is enrolled anew, because its certificate was not in the backup.
#ifndef PIKET_AGENT_RESTORE_H_
#define PIKET_AGENT_RESTORE_H_

#include <filesystem>
#include <string>
#include <vector>

#include "agent/core/settings.h"

namespace piket {

struct Restored {
  int64_t entries = 0;
  std::string epoch;                 // of now
  int64_t papers = 0;                // unfinished prints that a person has to look at
  std::vector<std::string> damaged;  // blobs that are not what their name says
};

// All or nothing, also when the power goes: what a restore left unfinished the next one removes,
// and no agent starts on it. kAnotherAgent, kConflict when the data folder is not empty, kNotFound
// for what is no backup, kConfiguration for another post's, kJournalBroken with what does not fit.
Result<Restored> Restore(const Settings& settings, const std::filesystem::path& backup);

// What an unfinished restore leaves in the data folder.
inline constexpr const char* kUnfinishedRestore = "restore.part";

int RestoreCommand(int argc, char** argv);  // piket restore FOLDER

}  // namespace piket

#endif  // PIKET_AGENT_RESTORE_H_
