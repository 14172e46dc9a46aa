// What every doing at the desk works with. Made by main, lives as long as the agent; the parts are
// thread-safe.
#ifndef PIKET_AGENT_DESK_DESK_H_
#define PIKET_AGENT_DESK_DESK_H_

#include <filesystem>
#include <string>
#include <vector>

#include "agent/core/settings.h"
#include "agent/letters/position.h"
#include "agent/letters/sealed.h"
#include "agent/paper/office_list.h"
#include "agent/paper/paper_code.h"
#include "agent/paper/paper_config.h"
#include "agent/store/blobs.h"
#include "agent/store/journal.h"

namespace piket {

// The author of entries the agent makes by itself.
inline constexpr const char* kAgentAuthor = "piket";

struct Desk {
  Journal& journal;
  Blobs blobs;
  Settings settings;
  PaperConfig papers;
  std::vector<Office> offices;
  std::vector<PaperKey> paper_keys;  // newest first; all are read, the first signs
  PositionList positions = {};       // empty without the office

  Database& database() const { return journal.database(); }
  Instant Now() const { return journal.Now(); }
  LetterSafe safe() const { return SafeOf(blobs, settings.data); }
  std::filesystem::path PictureFolder(const Id& page) const {
    return settings.data / "pictures" / page.substr(0, 8) / page;
  }
};

// Free space under the data folder is below the reserve: kDiskFull.
Result<void> RoomOnDisk(const Desk& desk);

}  // namespace piket

#endif  // PIKET_AGENT_DESK_DESK_H_
