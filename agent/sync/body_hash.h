// Every body between a post and the centre travels with its hash, both ways: Poco reports a body
// that was cut short as a clean end (trust.md §0, fact 1).
#ifndef PIKET_AGENT_SYNC_BODY_HASH_H_
#define PIKET_AGENT_SYNC_BODY_HASH_H_

#include <string>
#include <string_view>

#include "agent/core/crypto.h"

namespace piket {

// The header with the hexadecimal SHA-256 of the body.
inline constexpr const char* kBodyHash = "X-Piket-SHA256";
inline std::string BodyHash(std::string_view body) { return Hex(Sha256(body)); }

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_BODY_HASH_H_
