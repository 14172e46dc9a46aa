// The centre's inbox: takes in the posts' entries, durable before it answers.
#ifndef PIKET_AGENT_CENTRAL_INBOX_H_
#define PIKET_AGENT_CENTRAL_INBOX_H_

#include "agent/central/centre.h"
#include "agent/central/posts.h"
#include "agent/sync/wire.h"

namespace piket {

// One transaction for the whole batch. kJournalGap (the answer's `have` says where to start),
// kJournalForked (raises the clone alarm), kBadRequest when the head's signature is not this
// post's.
Result<PushAnswer> TakeEntries(Centre& centre, const PostRecord& post, const PushBatch& batch);
// How far this post's epoch is in here.
Result<int64_t> HaveOf(Centre& centre, const std::string& post, const std::string& epoch);
Result<Welcome> Greet(Centre& centre, const PostRecord& post, const Hello& hello,
                      const std::string& nonce);

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_INBOX_H_
