// Inviting, accepting, certifying and revoking posts.
#ifndef PIKET_AGENT_CENTRAL_ADMIT_H_
#define PIKET_AGENT_CENTRAL_ADMIT_H_

#include <string>
#include <vector>

#include "agent/central/centre.h"
#include "agent/central/posts.h"
#include "agent/sync/enrol.h"

namespace piket {

// A token for one post, once, for at most 15 minutes. kConflict when a post of this code is
// accepted (a replacement is invited with `replaces`: the old one is revoked when the new one is
// accepted).
struct InvitePlan {
  std::string code;
  std::vector<std::string> roles;  // desk, room
  int minutes = 15;
  bool replaces = false;
};
Result<Invitation> Invite(Centre& centre, const InvitePlan& plan, const std::string& officer);
bool IsPostCode(const std::string& text);  // 1 to 12 of A-Z 0-9

// A post with an invitation's token asks (and asks again until decided, and until it has heard of
// it). kBadCode for a token that is wrong, used by another device or too old; every wrong one looks
// the same. kBadRequest with the field that does not fit.
struct EnrolRequest {
  std::string token;
  std::string code;
  std::vector<std::string> roles;
  std::string request;     // PKCS #10, PEM: the key of its connections
  std::string public_key;  // PEM: the key of its journal
  std::string signature;   // hexadecimal, by that key over SHA-256 of token and request
};
struct EnrolAnswer {
  std::string state;        // meminta, diterima, ditolak
  std::string certificate;  // PEM, once accepted
};
Result<EnrolAnswer> Asked(Centre& centre, const EnrolRequest& request);

Result<PostRecord> Accept(Centre& centre, const std::string& code, const std::string& officer);
Result<PostRecord> Refuse(Centre& centre, const std::string& code, const std::string& officer);
// Effective on the post's next request. kReasonMissing.
Result<PostRecord> Revoke(Centre& centre, const std::string& code, const std::string& reason,
                          const std::string& officer);

// Leave for a certificate that waits: one past its time, or one that raised the clone alarm, may
// renew once. After it no other copy of the post is let in. kConflict when nothing waits.
Result<PostRecord> Allow(Centre& centre, const std::string& code, const std::string& officer);
// Two computers go under this post's name: its certificate renewed twice or its journal forked.
// Once, until an officer allows or revokes; `why` for the journal, `serial` of the certificate.
Result<void> RaiseCloneAlarm(Centre& centre, const std::string& code, const std::string& why,
                             const std::string& serial = "");

// Renewal with the certificate that was shown; PEM. The same request again, its answer lost, gets
// the same certificate. A certificate renews once: a second time raises the clone alarm and is
// refused with kJournalForked. kPostExpired for one past its time until an officer allows it;
// kPostRefused for one that is unknown or revoked.
Result<std::string> Renew(Centre& centre, const std::string& serial, const std::string& request);

// Who this is, on every request. kPostRefused for one that is unknown or revoked; kPostExpired for
// a certificate past its time (it may still renew with the same key when an officer allowed it).
Result<PostRecord> Admitted(Centre& centre, const CertificateFacts& certificate);

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_ADMIT_H_
