// How a post becomes one of the office's (design.md §6): an invitation carries a token (once, at
// most 15 minutes) and the fingerprint of the centre's authority; the post sends a request made
// with its own key and its journal's public key; a person accepts it at the centre.
#ifndef PIKET_AGENT_SYNC_ENROL_H_
#define PIKET_AGENT_SYNC_ENROL_H_

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "agent/core/crypto.h"
#include "agent/sync/membership.h"

namespace piket {

// The text of an invitation, also in its QR, in capitals (a QR of those is small):
// "PIKET1-<HOST>:<port>-<authority's fingerprint, base 32>-<token, base 32>-<check>".
struct Invitation {
  std::string centre;       // "host:port"
  std::string fingerprint;  // hexadecimal SHA-256 of the authority's certificate
  std::string token;        // 26 characters of Crockford's base 32: 128 random bits
};
std::string InvitationText(const Invitation& invitation);
Result<Invitation> ReadInvitation(const std::string& text);  // kBadCode, whatever was typed

struct EnrolPlan {
  Invitation invitation;
  std::string post;                // the code in this post's configuration
  std::vector<std::string> roles;  // as configured
  std::filesystem::path data;
  const SigningKey& key;  // the post's own: its first public key is the device's identity
};

// In <data>/keys: the office's paper keys as the centre gave them, newest first: a JSON list of
// {"id", "secret" (hexadecimal)}. Read at the post's next start.
inline constexpr const char* kOfficePaperKeys = "paper-office.json";

// Asks the centre and waits until a person has accepted or refused, or `ended` says to stop; then
// writes the membership and the office's paper keys. kPostRefused, kTimedOut, kLineDown,
// kNotTrusted.
Result<Membership> Enrol(const EnrolPlan& plan, const std::function<bool()>& ended);

// A new certificate for a new key, when two thirds of the old one's life are over (with a jitter of
// a twentieth); an expired one is renewed when the centre lets it. True when it was exchanged.
Result<bool> RenewWhenDue(const std::filesystem::path& data, Membership& membership, Instant now);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_ENROL_H_
