#include "agent/post.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

#include "agent/central/posts.h"
#include "agent/central/publish.h"
#include "agent/core/file.h"
#include "agent/letters/batch.h"
#include "agent/letters/disposition.h"
#include "agent/letters/letter.h"
#include "agent/letters/officer.h"
#include "agent/letters/outgoing.h"
#include "agent/letters/position.h"
#include "agent/letters/print.h"
#include "agent/letters/returned_sheet.h"
#include "agent/procedure/calendar_entry.h"
#include "agent/procedure/case.h"
#include "agent/procedure/confirmation.h"
#include "agent/procedure/register.h"
#include "agent/sync/enrol.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kSecret = 0400;

Result<int> Lock(const fs::path& folder) {
  int lock = open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return StorageError("opening " + folder.string(), errno);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return Error{Fault::kAnotherAgent, folder.string()};
  }
  return lock;
}

// The secret in this file, made on first use.
Result<std::string> Secret(const fs::path& path, const std::function<std::string()>& make) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) return ReadFile(path);
  std::string secret = make();
  if (auto written = WriteFileDurably(path, secret, kSecret); !written) return written.error();
  return secret;
}

Result<std::unique_ptr<SigningKey>> PostKey(const fs::path& keys) {
  auto pem = Secret(keys / "post.pem", [] {
    auto key = SigningKey::Generate();
    return key ? (*key)->Pem() : "";
  });
  if (!pem) return pem.error();
  auto key = SigningKey::FromPem(*pem);
  if (!key) return key;
  std::error_code ignored;
  if (!fs::exists(keys / "post.pub", ignored)) {
    auto written = WriteFileDurably(keys / "post.pub", (*key)->PublicPem(), 0644);
    if (!written) return written.error();
  }
  return key;
}

// The office's paper keys, as an enrolled post got them, then the key of this post alone.
Result<std::vector<PaperKey>> PaperKeys(const fs::path& keys) {
  std::vector<PaperKey> all;
  std::error_code ignored;
  const fs::path office = keys / kOfficePaperKeys;
  if (fs::exists(office, ignored)) {
    auto text = ReadFile(office);
    auto list = text ? ParseJson(*text) : Result<Json>(text.error());
    if (!list) return list.error().While("reading " + office.string());
    for (const Json& key : *list) {
      auto secret = FromHex(TextOr(key, "secret"));
      if (!secret) return secret.error().While("reading " + office.string());
      all.push_back({TextOr(key, "id"), *secret});
    }
  }
  auto secret = Secret(keys / "paper-1.key", [] { return RandomBytes(32); });
  if (!secret) return secret.error();
  all.push_back({"1", *secret});
  return all;
}

}  // namespace

KindTable AllKinds() {
  KindTable kinds;
  AddAppointmentKinds(kinds);
  AddBatchKinds(kinds);
  AddDispositionKinds(kinds);
  AddReturnedSheetKinds(kinds);
  AddCalendarKinds(kinds);
  AddCaseKinds(kinds);
  AddConfigKinds(kinds);
  AddLetterKinds(kinds);
  AddOfficerKinds(kinds);
  AddOutgoingKinds(kinds);
  AddPostKinds(kinds);
  AddPrintKinds(kinds);
  AddProcedureKinds(kinds);
  AddRegisterKinds(kinds);
  // What a post says of its own clock: no table follows from it.
  Apply nothing = [](Database&, const Entry&) { return Result<void>(); };
  kinds["clock.unsure"] = {1, nothing};
  kinds["clock.set"] = {1, nothing};
  return kinds;
}

Result<std::unique_ptr<Post>> Post::Open(const Settings& settings, const Clock& clock,
                                         PostAccess access) {
  std::unique_ptr<Post> post(new Post);
  const fs::path keys = settings.data / "keys";
  std::error_code error;
  if (fs::exists(settings.data / "restore.part", error)) {
    return Error{Fault::kConfiguration, "pemulihan belum selesai; ulangi: piket restore FOLDER"};
  }
  if (access == PostAccess::kWrite) {
    fs::create_directories(keys, error);
    if (error) return StorageError("making " + settings.data.string(), error.value());
    fs::permissions(settings.data,
                    fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec, error);
    fs::permissions(keys, fs::perms::owner_all, error);
    auto lock = Lock(settings.data);
    if (!lock) return lock.error();
    post->lock_ = *lock;
  }
  Durability durability = access == PostAccess::kReadOnly ? Durability::kReadOnly
                          : settings.Has("central")       ? Durability::kCentre
                                                          : Durability::kPost;
  auto database = Database::Open(settings.data / "piket.db", durability);
  if (!database) return database.error();
  post->database_ = std::move(*database);
  if (access == PostAccess::kWrite) {
    // Others may pass through the data folder (the print service's user does), but read nothing.
    fs::permissions(settings.data / "piket.db", fs::perms::owner_read | fs::perms::owner_write,
                    error);
    for (const char* folder : {"blobs", "pictures"}) {
      fs::create_directories(settings.data / folder, error);
      fs::permissions(settings.data / folder, fs::perms::owner_all, error);
    }
  }
  auto journal = Journal::Open(*post->database_, clock, AllKinds(), settings.post);
  if (!journal) return journal.error();
  post->journal_ = std::move(*journal);
  if (access == PostAccess::kReadOnly) {
    auto pem = ReadFile(keys / "post.pem");
    auto key = pem ? SigningKey::FromPem(*pem) : Result<std::unique_ptr<SigningKey>>(pem.error());
    if (!key) return key.error().While("reading the post's key");
    post->key_ = std::move(*key);
  } else {
    auto key = PostKey(keys);
    if (!key) return key.error();
    post->key_ = std::move(*key);
  }
  auto paper_keys = PaperKeys(keys);
  if (!paper_keys) return paper_keys.error();
  auto blobs = access == PostAccess::kWrite ? Blobs::Open(settings.data / "blobs")
                                            : Blobs::OpenToRead(settings.data / "blobs");
  if (!blobs) return blobs.error();
  auto papers = ReadPaperConfig(settings.PapersFolder());
  if (!papers) return papers.error();
  auto offices = ReadOffices(settings.OfficesFile());
  if (!offices) return offices.error();
  PositionList positions;
  if (settings.Has("central") || settings.Has("desk")) {
    auto read = ReadPositions(settings.PositionsFile());
    if (!read) return read.error();
    positions = std::move(*read);
  }
  post->desk_ = std::make_unique<Desk>(
      Desk{*post->journal_, *blobs, settings, *papers, *offices, *paper_keys, positions});
  if (settings.Has("central")) {
    if (auto opened = post->OpenOffice(); !opened) return opened.error();
  }
  return post;
}

Result<void> Post::OpenOffice() {
  const Desk& desk = *desk_;
  // Who may write keeps a copy of every version, for the cases that run under it.
  fs::path kept = lock_ >= 0 ? desk.settings.data / "sop" : fs::path();
  auto procedures =
      ProcedureShelf::Open(desk.settings.ProceduresFolder(), desk.positions.Actors(), kept);
  if (!procedures) return procedures.error();
  auto calendar = Calendar::Read(desk.settings.CalendarFolder());
  if (!calendar) return calendar.error();
  // What two people adopted on screen goes before the file.
  auto in_force = database_->Read([&](Database& db) { return CalendarInForce(db, *calendar); });
  if (!in_force) return in_force.error();
  procedures_ = std::move(*procedures);
  calendar_ = std::make_unique<CalendarShelf>(*in_force);
  office_ = std::make_unique<OfficeWork>(OfficeWork{*journal_, desk.blobs, desk.settings,
                                                    desk.papers, desk.offices, desk.positions,
                                                    *procedures_, *calendar_, desk.paper_keys});
  return {};
}

Post::~Post() {
  if (lock_ >= 0) close(lock_);
}

std::string Post::public_key() const { return key_->PublicPem(); }

}  // namespace piket
