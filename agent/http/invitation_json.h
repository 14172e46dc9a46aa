// An invitation for people and screens: its text, and its QR as a picture or as characters.
#ifndef PIKET_AGENT_HTTP_INVITATION_JSON_H_
#define PIKET_AGENT_HTTP_INVITATION_JSON_H_

#include <string>

#include "agent/core/clock.h"
#include "agent/core/json.h"
#include "agent/sync/enrol.h"

namespace piket {

// {"invitation", "qr" (SVG), "until"}; kTooLarge when the text does not fit a code.
Result<Json> InvitationJson(const Invitation& invitation, Instant until);
// The QR of a text in half-block characters, two rows of modules a line, dark on light, for a
// terminal.
Result<std::string> QrInBlocks(const std::string& text);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_INVITATION_JSON_H_
