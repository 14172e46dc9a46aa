// One post's data folder, opened: the lock that keeps a second agent out, database, journal, blobs
// and keys. Opening is recovery: what is found is what the last agent left, power cut or not.
#ifndef PIKET_AGENT_POST_H_
#define PIKET_AGENT_POST_H_

#include <memory>
#include <string>

#include "agent/desk/desk.h"
#include "agent/office/office.h"

namespace piket {

enum class PostAccess { kWrite, kReadOnly };

class Post {
 public:
  // kAnotherAgent when a running agent holds the folder (write access only), kStorage,
  // kConfiguration.
  static Result<std::unique_ptr<Post>> Open(const Settings& settings, const Clock& clock,
                                            PostAccess access);
  ~Post();

  Desk& desk() { return *desk_; }
  // Null without the role "central".
  OfficeWork* office() { return office_.get(); }
  Journal& journal() { return *journal_; }
  const SigningKey& key() const { return *key_; }
  std::string public_key() const;

 private:
  Post() = default;
  Result<void> OpenOffice();
  int lock_ = -1;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<SigningKey> key_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<ProcedureShelf> procedures_;
  std::unique_ptr<CalendarShelf> calendar_;
  std::unique_ptr<OfficeWork> office_;
};

// Every kind of entry this program knows.
KindTable AllKinds();

}  // namespace piket

#endif  // PIKET_AGENT_POST_H_
