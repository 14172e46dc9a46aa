// A post's end of /v1/blobs: sends the blobs its own entries name and the keys of its confidential
// letters, fetches those the centre's entries name. In small steps, so that entries never wait long
// for a blob; every step goes on where the last one, or the last start, stopped.
//
// What must not leave yet does not: pages wait until their letter is entered, and those of a
// confidential letter leave only sealed (design.md §3).
#ifndef PIKET_AGENT_SYNC_BLOB_LINE_H_
#define PIKET_AGENT_SYNC_BLOB_LINE_H_

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "agent/store/blob_part.h"
#include "agent/store/journal.h"
#include "agent/sync/line.h"

namespace piket {

struct BlobLinePlan {
  Journal& journal;
  const Blobs& blobs;
  std::filesystem::path letter_keys;
  int64_t reserve_bytes = 200 << 20;  // room that fetching leaves on the disk
};

// One thread at a time; outlives no Line it is given.
class BlobLine {
 public:
  explicit BlobLine(BlobLinePlan plan);
  ~BlobLine();
  // One step over the line: a letter's key, or one piece of the blob that waits longest. True when
  // there is more to send at once. kLineDown and other faults of Line; a blob the centre does not
  // take now is set aside for a minute, so that the others flow.
  Result<bool> Send(Line& line);
  // One piece of a blob the centre's entries named. True when there is more. Also kDiskFull.
  Result<bool> Fetch(Line& line);

  // Blobs and keys that wait and may leave. Inside Read.
  static Result<int64_t> Waiting(Database& db);
  // The centre was restored from a backup and has this post's entries up to `seq` only: what later
  // ones name is sent again. Inside Write.
  static Result<void> ListAgain(const Journal& journal, Database& in_write, int64_t seq);

 private:
  struct Sending;
  struct Fetching;

  // Puts what new arrivals name on the lists.
  Result<void> ListNew();
  Result<bool> SendKey(Line& line);
  // Chooses the next blob; false when there is none.
  Result<bool> BeginSending(Line& line);
  Result<void> AskHowMuch(Line& line);
  Result<void> SendPiece(Line& line);
  Result<void> Advance(const LineAnswer& answer);
  Result<void> BeginFetching();
  Result<void> FetchPiece(Line& line);
  Result<void> TakePiece(const LineAnswer& answer);
  Result<void> FinishFetching();
  Result<LineAnswer> Timed(Line& line, const LineRequest& request);
  // The first on the list that is not set aside; "" for none.
  Result<std::string> Next(const std::string& sql);
  Result<void> Strike(const std::string& sql, const std::string& name);
  void SetAside(const std::string& name);

  const BlobLinePlan plan_;
  std::unique_ptr<Sending> sending_;
  std::unique_ptr<Fetching> fetching_;
  std::map<std::string, std::chrono::steady_clock::time_point> set_aside_;  // until when
  int64_t piece_;  // bytes: as many as the line carries in about a second
};

}  // namespace piket

#endif  // PIKET_AGENT_SYNC_BLOB_LINE_H_
