// What the centre's doings work with: the journal and blobs of this post, its key, and the
// authority that certifies the office's posts and screens.
#ifndef PIKET_AGENT_CENTRAL_CENTRE_H_
#define PIKET_AGENT_CENTRAL_CENTRE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agent/central/authority.h"
#include "agent/central/common_write.h"
#include "agent/core/crypto.h"
#include "agent/core/settings.h"
#include "agent/store/blobs.h"
#include "agent/store/journal.h"

namespace piket {

// Made by main with the role "central"; outlives whoever uses it.
struct Centre {
  Journal& journal;
  const Blobs& blobs;
  const SigningKey& key;  // the centre's own: signs feeds, time and configuration
  Authority& authority;
  const Settings& settings;
  std::filesystem::path letter_keys;  // confidential letters' keys: one file each
  // The office's paper keys, newest first, given with the acceptance: key id → hexadecimal secret.
  Json paper_keys = Json::array();
  std::string address;  // "host:port" at which posts reach the centre: stands in invitations
  // For what posts bring in every moment.
  std::shared_ptr<CommonWrite> together = std::make_shared<CommonWrite>(journal);
};

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_CENTRE_H_
