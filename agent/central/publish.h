// The office's configuration as the centre publishes it to its posts: numbered, signed, an entry of
// the journal that names its files, which lie among the blobs.
#ifndef PIKET_AGENT_CENTRAL_PUBLISH_H_
#define PIKET_AGENT_CENTRAL_PUBLISH_H_

#include "agent/central/centre.h"
#include "agent/sync/office_config.h"

namespace piket {

// config.published, subject "config"; home: the centre.
void AddConfigKinds(KindTable& kinds);

// Its version: above every one published before or known to any post, also after a restore of the
// centre.
Result<int64_t> Publish(Centre& centre, ConfigFiles files, const std::string& officer);
// The newest one; 0 for none. Inside Read or Write.
Result<int64_t> NewestConfig(Database& db);
// kNotFound for any but the newest version.
Result<ConfigBundle> PublishedConfig(Centre& centre, int64_t version);

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_PUBLISH_H_
