// The posts of the office: invited, asking, accepted, revoked. Their home is the centre; every
// change is an entry. Whether a post is let in is asked of the table on every request (trust.md,
// fact 6).
#ifndef PIKET_AGENT_CENTRAL_POSTS_H_
#define PIKET_AGENT_CENTRAL_POSTS_H_

#include <string>
#include <vector>

#include "agent/store/journal.h"

namespace piket {

struct PostRecord {
  std::string code;  // "L1"
  std::vector<std::string> roles;
  std::string state;   // diundang, meminta, diterima, dicabut
  std::string device;  // hexadecimal SHA-256 of its public key (DER)
  std::string public_key;
  std::string request;
  std::string serial;  // of the certificate in force
  Instant not_after;
  Instant invited_until;
  std::string alarm;  // "", klon: a certificate was used twice for renewal, or the journal forked
  std::string reason;

  bool Has(const std::string& role) const;
};

// post.invited, post.asked, post.accepted, post.refused, post.certified, post.revoked,
// post.alarmed. Subject: "post/<code>".
void AddPostKinds(KindTable& kinds);

// Inside Read or Write.
Result<PostRecord> FindPost(Database& db, const std::string& code);  // kNotFound
Result<std::vector<PostRecord>> AllPosts(Database& db);              // by code

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_POSTS_H_
