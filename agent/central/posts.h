// The posts of the office: invited, asking, accepted, revoked. Their home is the centre; every
// change is an entry. Whether a post is let in is asked of the table on every request (trust.md,
// fact 6).
//
//   diundang ─→ meminta ─→ diterima ─→ dicabut ─→ (invited anew)
//                  └─────→ ditolak
#ifndef PIKET_AGENT_CENTRAL_POSTS_H_
#define PIKET_AGENT_CENTRAL_POSTS_H_

#include <optional>
#include <string>
#include <vector>

#include "agent/store/journal.h"
#include "agent/sync/tls/revocation.h"

namespace piket {

// The newest invitation of a post and who came with it. An accepted post works on beside it until
// its replacement is accepted.
struct PostAsking {
  std::string state;  // diundang, meminta, diterima, ditolak
  std::vector<std::string> roles;
  std::string token;  // hexadecimal SHA-256 of the token
  Instant until;      // the token's end, unless it was used before
  bool replaces = false;
  std::string device;  // "" before it asked
  std::string public_key;
  std::string request;
  Instant changed_at;
};

struct PostRecord {
  std::string code;  // "L1"
  std::vector<std::string> roles;
  std::string state;   // diundang, meminta, diterima, ditolak, dicabut
  std::string device;  // hexadecimal SHA-256 of its public key (DER); "" before it was accepted
  std::string public_key;
  std::string serial;  // of the certificate in force
  Instant not_after;
  std::string alarm;    // "", klon: a certificate was used twice for renewal, or the journal forked
  std::string waits;    // serial of a certificate that renews only if an officer allows it
  std::string allowed;  // serial that an officer allowed to renew
  std::string reason;   // why it was revoked
  Instant changed_at;
  std::optional<PostAsking> asking;

  bool Has(const std::string& role) const;
};

struct PostCertificate {
  std::string serial;
  std::string code;
  std::string certificate;  // PEM
  Instant not_after;
  bool renewed = false;
  std::string successor;  // serial of what the renewal gave
  bool revoked = false;
};

// post.invited, post.asked, post.accepted, post.refused, post.certified, post.waiting,
// post.allowed, post.alarmed, post.revoked. Subject: "post/<code>".
void AddPostKinds(KindTable& kinds);
std::string PostSubject(const std::string& code);

// Inside Read or Write.
Result<PostRecord> FindPost(Database& db, const std::string& code);                    // kNotFound
Result<std::vector<PostRecord>> AllPosts(Database& db);                                // by code
Result<PostCertificate> FindPostCertificate(Database& db, const std::string& serial);  // kNotFound
// Those that would still be good if they were not revoked.
Result<std::vector<RevokedCertificate>> RevokedCertificates(Database& db, Instant now);

// The identity of a device: hexadecimal SHA-256 of its public key's DER. kBadRequest.
Result<std::string> DeviceOf(const std::string& public_pem);

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_POSTS_H_
