// What the centre's doings work with: the journal and blobs of this post, its key, and the
// authority that certifies the office's posts and screens.
#ifndef PIKET_AGENT_CENTRAL_CENTRE_H_
#define PIKET_AGENT_CENTRAL_CENTRE_H_

#include <filesystem>
#include <string>
#include <vector>

#include "agent/central/authority.h"
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
  std::string paper_keys;             // JSON of the office's paper keys, given with the acceptance
};

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_CENTRE_H_
