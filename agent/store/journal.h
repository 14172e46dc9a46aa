// The journal is the truth: an append-only, hash-chained list of entries. The tables that screens
// read are what Apply makes of the entries in the order of their arrival, written in the same
// transaction.
#ifndef PIKET_AGENT_STORE_JOURNAL_H_
#define PIKET_AGENT_STORE_JOURNAL_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/crypto.h"
#include "agent/core/id.h"
#include "agent/core/json.h"
#include "agent/store/database.h"

namespace piket {

struct Entry {
  std::string post;
  std::string epoch;
  int64_t seq = 0;  // from 1, without gaps, per (post, epoch)
  Id id;
  std::string kind;  // "letter.entered"
  int version = 1;
  Instant at;
  std::string boot;
  int64_t monotonic_ms = 0;
  std::string author;   // officer id, or "piket" for what the agent does by itself
  std::string subject;  // what it is about: every subject has one home
  Json body;
  std::string prev;  // hexadecimal SHA-256
  std::string hash;
};

// SHA-256 over the canonical JSON of everything but `hash`.
std::string HashOf(const Entry& entry);

// Writes the tables of the entry's subject. Decides nothing and sees nothing but the entry and
// those tables: no clock, file, network, configuration, randomness.
using Apply = std::function<Result<void>(Database&, const Entry&)>;

// Who may append about a subject (design.md §3): its home, which is the post that began it or the
// one that the beginner named in `post`; that and the centre; the centre alone; or, for what no
// table follows from, any post.
enum class Home { kBeginner, kBeginnerAndCentre, kCentre, kAnyPost };

// Which posts besides the centre get an entry.
struct Readership {
  bool every_desk = false;
  std::vector<std::string> posts;
};
using Readers = std::function<Result<Readership>(Database&, const Entry&)>;
Readers EveryDesk();

struct Kind {
  int version = 1;
  Apply apply;
  Home home = Home::kBeginner;
  Readers readers = nullptr;  // none: stays at the centre
};
// kind → how it is applied; filled once by main from each noun's Add…Kinds.
using KindTable = std::map<std::string, Kind>;

struct NewEntry {
  std::string kind;
  std::string author;
  std::string subject;
  Json body;
};

// What became of another post's entry.
enum class Received {
  kApplied,
  kKnown,  // it was here already
  kHeld,   // in quarantine, with the reason; nothing of it is lost
};
// How an entry of another post is checked against those before it: the centre gets every entry of a
// post, a post only those of the centre that are for it (its feed has a chain of its own).
enum class Chain { kWhole, kPicked };

struct HeldEntry {
  Entry entry;
  std::string reason;
  Instant at;
};

struct JournalReport {
  int64_t entries = 0;
  int64_t unsigned_entries = 0;       // after the last signed head
  std::vector<std::string> problems;  // each names the entry; empty when all is well
  std::vector<std::string> notes;     // lost before a restore and given back by nobody
};

// Thread-safe through its Database.
class Journal {
 public:
  // Applies the schema, makes post id and epoch on first use. kNewerDatabase, kConfiguration when
  // the database belongs to another post.
  static Result<std::unique_ptr<Journal>> Open(Database& database, const Clock& clock,
                                               KindTable kinds, const std::string& post);

  // Appends and applies inside the caller's Write. The entry as stored. kNotHere when the subject
  // has its home at another post.
  Result<Entry> Append(Database& in_write, const NewEntry& entry);

  // Appends one entry in a transaction of its own.
  Result<void> AppendAlone(const NewEntry& entry);

  // Takes in an entry of another post, inside the caller's Write, as often as it may come. One that
  // cannot be applied is held, and what follows of its subject behind it; the rest flows.
  // kJournalGap when entries before it have not come, kJournalForked when another entry of this
  // number is here, kJournalBroken when its hash does not fit.
  Result<Received> Receive(Database& in_write, const Entry& entry, Chain chain);
  // Tries the held entries again, in their order; how many were applied. Every start does.
  Result<int> TryHeldAgain();
  // Inside Read.
  static Result<std::vector<HeldEntry>> Held(Database& db);
  // Own entries after this one, in their order. Inside Read.
  Result<std::vector<Entry>> OwnEntries(Database& db, int64_t after, int limit) const;
  // How far another post's epoch has come in here: 0 and 64 zeros for nothing.
  struct Tail {
    int64_t seq = 0;
    std::string hash;
  };
  static Result<Tail> TailOf(Database& db, const std::string& post, const std::string& epoch);
  const KindTable& kinds() const { return kinds_; }

  // After a restore from a backup: what is appended from now on has a new epoch, because entries of
  // the old one that were lost here may be at other posts. Not inside Read or Write.
  Result<void> OpenEpoch();
  // Whether an entry of this post's epoch of now, seen elsewhere, is not here: it is time for a new
  // one. Inside Read.
  Result<bool> IsLost(Database& db, const std::string& epoch, int64_t seq,
                      const std::string& hash) const;
  // Takes in an own entry that was lost here and comes back from a post that has it, inside the
  // caller's Write. One whose number was used again meanwhile is held.
  Result<Received> TakeBack(Database& in_write, const Entry& entry);
  // Holds an entry whose number another one has here: kept, for people to look at.
  Result<void> HoldForked(Database& in_write, const Entry& entry);
  // Own entries that nobody gave back, as far as later ones tell. Inside Read.
  struct Gap {
    std::string epoch;
    int64_t from = 0;
    int64_t to = 0;
  };
  static Result<std::vector<Gap>> Lost(Database& db, const std::string& post);

  // Signs the head with the post's key when it moved; not on anybody's path.
  Result<void> SignHead(const SigningKey& key);

  // Finds any changed, missing or reordered entry and names it.
  JournalReport Verify(const std::string& public_key_pem = "");
  // Rebuilds every table from the arrivals in a scratch database and names each table that differs.
  // Needs little memory however long the journal is.
  Result<std::vector<std::string>> Replay();

  const std::string& post() const { return post_; }
  std::string epoch() const;
  Instant Now() const { return clock_.Now(); }
  const Clock& clock() const { return clock_; }

  // Called after each commit that appended, outside the transaction, with the kinds' subjects:
  // screens are told this way. Set once, before the threads start.
  void OnAppended(std::function<void(const Entry&)> listener) { listener_ = std::move(listener); }
  // Runs `work` in a transaction and tells the listener what it appended once that is durable.
  template <class T>
  Result<T> Write(const std::function<Result<T>(Database&)>& work) {
    std::vector<Entry> appended;
    Result<T> outcome = database_.Write<T>([&](Database& in_write) -> Result<T> {
      appended_.clear();
      Result<T> inner = work(in_write);
      if (inner) appended.swap(appended_);
      return inner;
    });
    if (outcome && listener_) {
      for (const Entry& entry : appended) listener_(entry);
    }
    return outcome;
  }
  Database& database() { return database_; }

 private:
  Journal(Database& database, const Clock& clock, KindTable kinds, std::string post)
      : database_(database), clock_(clock), kinds_(std::move(kinds)), post_(std::move(post)) {}
  Result<void> ReadHead();
  static Result<void> ApplyTo(Database& db, const Kind& kind, const Entry& entry);
  Result<void> Store(Database& db, const Entry& entry);
  // Whether the post may append about the subject, as far as it is known here.
  static Result<bool> IsHome(Database& db, const std::string& post, const std::string& subject);
  // Why the entry may not be applied: "" when it may.
  Result<std::string> WhyHeld(Database& db, const Entry& entry, Chain chain) const;
  // Stores and applies it; what it did is undone when it cannot be applied.
  Result<void> ApplyReceived(Database& db, const Entry& entry);
  // Applies every arrival to a database with fresh tables; how many.
  Result<int64_t> ApplyAll(Database& from, Database& fresh);

  Database& database_;
  const Clock& clock_;
  const KindTable kinds_;
  const std::string post_;
  std::string epoch_;               // changed only inside a Write
  mutable std::mutex epoch_mutex_;  // for those who read it outside of one
  std::vector<Entry> appended_;     // of the write under way; guarded by the database's turn
  std::function<void(const Entry&)> listener_;
};

// An entry as it stands on the wire and in quarantine. kBadRequest with what does not fit.
Json EntryJson(const Entry& entry);
Result<Entry> EntryFromJson(const Json& json);
// One row of the table entry.
Entry EntryFromRow(const Row& row);
// "L1/0f3a…/12 letter.entered", for logs and reports.
std::string NameOf(const Entry& entry);

// In SQL: this post's own code, beside those of others whose rows lie in the same tables.
inline constexpr const char* kOwnPost = "(SELECT value FROM meta WHERE key='post')";

// The newest schema version this program knows.
int SchemaVersion();
// Brings a database to it, step by step, each step one transaction.
Result<void> ApplySchema(Database& database);

}  // namespace piket

#endif  // PIKET_AGENT_STORE_JOURNAL_H_
