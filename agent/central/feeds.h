// One feed per post: what it is to have of the centre's journal, chained and signed (design.md §3).
#ifndef PIKET_AGENT_CENTRAL_FEEDS_H_
#define PIKET_AGENT_CENTRAL_FEEDS_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "agent/central/centre.h"
#include "agent/central/posts.h"
#include "agent/sync/wire.h"

namespace piket {

// Any thread. Posts wait here for what is new.
class Feeds {
 public:
  explicit Feeds(Centre& centre);
  ~Feeds();
  // From now on an own thread fills the feeds whenever somebody knocks.
  void Start();
  // Something was appended: returns at once. For the journal's listener.
  void Knock();
  // Looks through the arrivals since the last time and gives each post its share; wakes who waits.
  // A new post gets, before anything else, what it is to have of all that came before it. Not
  // inside Read or Write.
  Result<void> Fill();
  // What comes after number `after`, at most `limit` items and about a MiB; waits up to `wait`
  // while there is none. kConflict when the feed does not reach to `after`: the post knows more
  // than the centre, which was restored.
  Result<FeedPiece> Read(const std::string& post, int64_t after, int limit,
                         std::chrono::milliseconds wait);
  // For whoever lets many posts wait without a thread each: how often this post's feed grew since
  // the start, and who is told (outside of Read and Write, on the filling thread) whose feed grew.
  uint64_t Additions(const std::string& post);
  void OnGiven(std::function<void(const std::string& post)> listener);
  // What a restored centre's feed gave the post before: takes back the centre's own entries and
  // goes on with the numbers the post has. kBadRequest when it is not what the centre signed;
  // kConflict when what stands before it here is not what stands before it there: return
  // everything.
  Result<PushAnswer> TakeReturned(const PostRecord& post, const FeedPiece& piece);
  void Close();  // ends all waiting

 private:
  struct Reader;            // one post, as the filling sees it
  struct Place;             // where one post waits
  Result<bool> FillOnce();  // whether there is more
  Result<bool> LookThrough(Database& db, int64_t upto);
  Result<void> ReadReaders(Database& db);
  Result<void> CatchUp(Database& db, const std::string& post, Reader& reader, int64_t upto);
  Result<void> GiveTo(Database& db, const std::string& post, const Entry& entry);
  Result<void> TakeItem(Database& db, const std::string& post, const FeedItem& item,
                        std::vector<Entry>& cut);
  Result<FeedPiece> ReadNow(const std::string& post, int64_t after, int limit);
  Place& PlaceOf(const std::string& post);
  void Wake(const std::set<std::string>& posts);

  Centre& centre_;
  std::string arrivals_sql_;

  std::mutex fill_mutex_;  // one filling at a time; guards what follows
  std::map<std::string, Reader> readers_;
  bool readers_known_ = false;
  int64_t looked_ = -1;  // the last arrival looked at; -1: not read yet
  int64_t kept_ = 0;     // of that, what the table says
  std::set<std::string> given_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable knocked_;
  std::map<std::string, std::unique_ptr<Place>> places_;
  std::function<void(const std::string&)> listener_;
  bool knock_ = false;
  bool closed_ = false;
  std::thread filler_;
};

}  // namespace piket

#endif  // PIKET_AGENT_CENTRAL_FEEDS_H_
