// The board of the office's posts: what the table of posts says of each, what it last said of
// itself, and a lamp for every part with a sentence that says what to do.
#ifndef PIKET_AGENT_CENTRAL_FLEET_H_
#define PIKET_AGENT_CENTRAL_FLEET_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/central/posts.h"
#include "agent/core/clock.h"

namespace piket {

// green: all is well. yellow: somebody should look when there is time. red: something does not
// work until somebody does what the sentence says. off: nothing is to be expected of it.
struct Lamp {
  std::string
      part;  // post, line, backlog, scanner, printer, disk, clock, certificate, quarantine, config
  std::string state;     // green, yellow, red, off
  std::string sentence;  // Indonesian; "" for green
};

// What a post last said of itself (Hello.report), by its own word.
struct PostReport {
  Instant at;  // by the centre's clock
  Json report = Json::object();
};

struct FleetRow {
  PostRecord post;
  std::optional<PostReport> said;
  std::vector<Lamp> lamps;
  std::string lamp;  // the worst of them
};

struct FleetPlan {
  Instant now;
  Zone zone;
  int disk_reserve_mib = 200;
};

// Inside Read.
Result<std::vector<FleetRow>> FleetBoard(Database& db, const FleetPlan& plan);
FleetRow FleetRowOf(const PostRecord& post, const std::optional<PostReport>& said,
                    const FleetPlan& plan);
// As agent/http/README.md says.
Json ToJson(const FleetRow& row, const FleetPlan& plan);
// The newest entries of other posts that are held here, with a sentence that says what to do; no
// body of any. Inside Read.
Result<Json> HeldJson(Database& db, int limit);
// The centre's own entries that nobody gave back after it was restored. Inside Read.
Result<Json> LostJson(Database& db, const std::string& post);

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_FLEET_H_
