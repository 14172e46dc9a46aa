// POST /v1/enrol and POST /v1/renew: how a post joins and keeps its certificate (admit.h).
#ifndef PIKET_AGENT_HTTP_POST_LINE_API_H_
#define PIKET_AGENT_HTTP_POST_LINE_API_H_

#include "agent/central/admit.h"
#include "agent/http/post_call.h"

namespace piket {

// `centre` outlives the routes.
//
//   POST /v1/enrol {token, code, roles, request, public_key, signature}: EnrolRequest
//     → {state: "meminta" | "ditolak"}
//     → {state: "diterima", certificate, authority, centre_post, centre_key, paper_keys}
//   POST /v1/renew {request} with the certificate to renew → {certificate}
//
// At most 60 askings a minute from one address, 600 from all: kTooManyAsked.
void AddPostLineRoutes(PostRoutes& routes, Centre& centre);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_POST_LINE_API_H_
