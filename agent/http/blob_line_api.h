// /v1/blobs/{sha256} and /v1/letter-keys/{letter} as the posts' listener serves them. Bodies of
// blobs are read from the connection as they come, never whole; what a handler left unread is read
// to its end or the connection is closed.
//
//   HEAD  /v1/blobs/{sha256}    Upload-Offset: bytes that are in; Upload-Complete: ?1 or ?0
//   PATCH /v1/blobs/{sha256}    Upload-Offset, Upload-Length (of the whole), X-Piket-SHA256 (of the
//                               piece, at most 4 MiB) → 200 {"complete", "offset"}; 409 the same,
//                               when the piece is for another offset; 422 blob_damaged
//   GET   /v1/blobs/{sha256}    Range: bytes=A-B → 206, at most 4 MiB; without Range the whole
//   PUT   /v1/letter-keys/{id}  32 bytes → 204; 409 conflict: another key is here
#ifndef PIKET_AGENT_HTTP_BLOB_LINE_API_H_
#define PIKET_AGENT_HTTP_BLOB_LINE_API_H_

#include <iosfwd>
#include <map>
#include <string>

#include "agent/central/blob_store.h"
#include "agent/http/call.h"

namespace piket {

struct BlobCall {
  std::string method;
  std::string path;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string post;                            // the admitted post's code
  int64_t length = -1;                         // of the body; -1: it did not say
};

struct BlobAnswer {
  Answer answer;
  bool close = false;  // the rest of the request was not read: end the connection
};

// Whether the path is one of these.
bool IsBlobPath(const std::string& path);
// On the connection's thread; may wait for `body`.
BlobAnswer ServeBlob(BlobStore& store, const BlobCall& call, std::istream& body);

}  // namespace piket

#endif  // PIKET_AGENT_HTTP_BLOB_LINE_API_H_
