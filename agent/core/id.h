// Identifiers and the codes people read aloud.
#ifndef PIKET_AGENT_CORE_ID_H_
#define PIKET_AGENT_CORE_ID_H_

#include <optional>
#include <string>
#include <string_view>

#include "agent/core/clock.h"

namespace piket {

// A UUIDv7 (RFC 9562) in its usual text form: sorts by the time it was made, and is the idempotency
// key of what it names.
using Id = std::string;

Id NewId(Instant now);
bool IsId(std::string_view text);

// Crockford's base 32, upper case, 5 bits a character, most significant first.
std::string Base32(std::string_view bytes);
// The 26 characters of a UUID's 16 bytes in base 32, and back.
std::string IdToBase32(const Id& id);
std::optional<Id> IdFromBase32(std::string_view text);
// `length` random characters of Crockford's base 32: tracking codes.
std::string RandomCode(size_t length);

// ISO 7064 MOD 37,36: the check character of letters and digits (anything else is passed over).
char CheckCharacter(std::string_view text);
// Whether the last character of `text` is the check character of what stands before.
bool HasRightCheckCharacter(std::string_view text);

}  // namespace piket

#endif  // PIKET_AGENT_CORE_ID_H_
