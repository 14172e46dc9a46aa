// What a post has of its feed: taken in after the chain and the centre's signature were checked,
// and given back to a centre that was restored from a backup.
#ifndef PIKET_AGENT_SYNC_PULLED_H_
#define PIKET_AGENT_SYNC_PULLED_H_

#include <string>

#include "agent/store/journal.h"
#include "agent/sync/wire.h"

namespace piket {

// Fewer than a batch has, so that a piece that came whole can go back whole.
constexpr int kMostItems = 200;

// What the post says at the start of a session, without its report. Inside Read.
Result<Hello> HelloOf(Database& db, const Journal& journal, const std::string& centre);
// Takes a piece in, durably and as a whole. kConflict when it does not follow what is here, is not
// whole or not signed by the centre's key (PEM): nothing of it is taken.
Result<void> TakePiece(Journal& journal, const FeedPiece& piece, const std::string& centre_key);
// The next piece to give back: what came after number `after`, up to a signature. Inside Read.
Result<FeedPiece> PieceToReturn(Database& db, int64_t after);
// The hash of the feed at a number: 64 zeros at 0, "" where there is none. Inside Read.
Result<std::string> PulledHash(Database& db, int64_t n);

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_PULLED_H_
