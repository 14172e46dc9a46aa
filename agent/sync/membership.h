// What a post got when it was accepted, in <data>/centre: who it is, whom it believes. One file,
// 0400, written durably; the certificate is exchanged at two thirds of its life.
#ifndef PIKET_AGENT_SYNC_MEMBERSHIP_H_
#define PIKET_AGENT_SYNC_MEMBERSHIP_H_

#include <filesystem>
#include <string>

#include "agent/sync/tls/tls.h"

namespace piket {

struct Membership {
  std::string centre;       // "host:port"
  std::string server_name;  // what the centre's certificate must say
  std::string post;         // this post's code
  std::string authority;    // PEM
  std::string centre_post;  // the centre's own post code
  std::string centre_key;   // PEM: verifies feeds, time and configuration
  TlsIdentity identity;
};

// kNotFound when this post was never accepted anywhere.
Result<Membership> ReadMembership(const std::filesystem::path& data);
Result<void> WriteMembership(const std::filesystem::path& data, const Membership& membership);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_MEMBERSHIP_H_
