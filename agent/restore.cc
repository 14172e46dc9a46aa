#include "agent/restore.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>

#include "agent/commands.h"
#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/letters/number_floor.h"
#include "agent/letters/print.h"
#include "agent/post.h"
#include "agent/store/blobs.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kParts = {"blobs", "keys", "piket.db"};
constexpr size_t kMostNamed = 10;

// The agent's own lock, for as long as this lives.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder)
      : lock_(open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  ~FolderLock() {
    if (lock_ >= 0) close(lock_);
  }
  bool Take() const { return lock_ >= 0 && flock(lock_, LOCK_EX | LOCK_NB) == 0; }

 private:
  const int lock_;
};

Result<void> SyncWhole(const fs::path& folder) {
  int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return StorageError("opening " + folder.string(), errno);
  int done = syncfs(descriptor);
  int error = errno;
  close(descriptor);
  return done == 0 ? Result<void>() : StorageError("syncing " + folder.string(), error);
}

// What an agent leaves that did not get to start.
bool IsTrace(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name == "lock") return true;
  std::error_code error;
  fs::directory_iterator each(path, error);
  return name == "config" && !error &&
         std::all_of(each, fs::directory_iterator(),
                     [](const auto& entry) { return entry.path().filename() == "lock"; });
}

// Only what an earlier restore left unfinished may lie there; it goes.
Result<void> MakeRoom(const fs::path& data) {
  std::error_code error;
  const bool unfinished = fs::exists(data / kUnfinishedRestore, error);
  for (const auto& entry : fs::directory_iterator(data, error)) {
    const std::string name = entry.path().filename().string();
    const bool ours = std::find(kParts.begin(), kParts.end(), name) != kParts.end();
    if (IsTrace(entry.path()) || name == kUnfinishedRestore || (unfinished && ours)) continue;
    return Error{Fault::kConflict, name};
  }
  if (!unfinished) return {};
  // The mark goes last.
  for (const std::string& part : kParts) {
    fs::remove_all(data / part, error);
    if (!error) fs::remove_all(data / kUnfinishedRestore / part, error);
    if (error) return StorageError("removing " + part, error.value());
  }
  return {};
}

Result<void> CopyAside(const fs::path& backup, const fs::path& part) {
  std::error_code error;
  fs::create_directories(part, error);
  if (error) return StorageError("making " + part.string(), error.value());
  for (const std::string& name : kParts) {
    fs::copy(backup / name, part / name, fs::copy_options::recursive, error);
    if (error) return StorageError("copying " + name, error.value());
  }
  for (const char* folder : {"blobs", "keys"}) {
    fs::permissions(part / folder, fs::perms::owner_all, error);
  }
  fs::permissions(part / "piket.db", fs::perms::owner_read | fs::perms::owner_write, error);
  return SyncWhole(part);
}

std::vector<std::string> DamagedBlobs(const fs::path& folder) {
  std::vector<std::string> damaged;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || !IsBlobName(name)) continue;
    auto bytes = ReadFile(entry.path());
    if (!bytes || Hex(Sha256(*bytes)) != name) damaged.push_back(name);
  }
  return damaged;
}

// Papers under way in the backup may have come out since: nobody knows but who looks in the tray.
Result<int64_t> AskForPapers(Journal& journal, Database& db) {
  auto open = OpenPrints(db);
  if (!open) return open.error();
  for (const Print& print : *open) {
    auto told = journal.Append(
        db, {"print.state", "piket", print.id,
             PrintStateBody("unknown", {std::string(Word(Fault::kPrintUnknown))}, "")});
    if (!told) return told.error();
  }
  return static_cast<int64_t>(open->size());
}

Result<Restored> Begin(Journal& journal, const Settings& settings) {
  Restored restored;
  if (auto opened = journal.OpenEpoch(); !opened) return opened.error();
  restored.epoch = journal.epoch();
  auto done = journal.Write<void>([&](Database& db) -> Result<void> {
    if (!settings.Has("desk")) return {};
    auto papers = AskForPapers(journal, db);
    if (!papers) return papers.error();
    restored.papers = *papers;
    return HoldNumbers(journal, db);
  });
  if (!done) return done.error();
  return restored;
}

// The journal, verified and with its new epoch, still aside.
Result<Restored> OpenAside(const fs::path& part, const Settings& settings, const Clock& clock) {
  auto database = Database::Open(part / "piket.db",
                                 settings.Has("central") ? Durability::kCentre : Durability::kPost);
  if (!database) return database.error();
  if (std::string found = (*database)->CheckIntegrity(); found != "ok") {
    return Error{Fault::kJournalBroken, found};
  }
  auto journal = Journal::Open(**database, clock, AllKinds(), settings.post);
  if (!journal) return journal.error();
  auto pem = ReadFile(part / "keys" / "post.pem");
  auto key = pem ? SigningKey::FromPem(*pem) : Result<std::unique_ptr<SigningKey>>(pem.error());
  if (!key) return key.error().While("keys/post.pem");
  JournalReport report = (*journal)->Verify((*key)->PublicPem());
  if (!report.problems.empty()) {
    if (report.problems.size() > kMostNamed) report.problems.resize(kMostNamed);
    return Error{Fault::kJournalBroken, Join(report.problems, "\n")};
  }
  auto restored = Begin(**journal, settings);
  if (!restored) return restored;
  restored->entries = report.entries;
  restored->damaged = DamagedBlobs(part / "blobs");
  if (auto signed_head = (*journal)->SignHead(**key); !signed_head) return signed_head.error();
  return restored;
}

// A restore is run by root, the agent by a user of its own: whose the data folder is.
Result<void> GiveAway(const fs::path& part, const fs::path& data) {
  struct stat owner {};
  if (geteuid() != 0 || stat(data.c_str(), &owner) != 0 || owner.st_uid == 0) return {};
  std::error_code error;
  auto give = [&](const fs::path& path) {
    return lchown(path.c_str(), owner.st_uid, owner.st_gid) == 0;
  };
  bool given = give(data / "lock");
  for (const auto& entry : fs::recursive_directory_iterator(part, error)) {
    given = give(entry.path()) && given;
  }
  return given && !error ? Result<void>() : StorageError("giving to the agent's user", errno);
}

Result<void> MoveInPlace(const fs::path& part, const fs::path& data) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(part, error)) {
    fs::rename(entry.path(), data / entry.path().filename(), error);
    if (error) return StorageError("naming " + entry.path().string(), error.value());
  }
  if (auto synced = SyncWhole(data); !synced) return synced;
  fs::remove(part, error);  // from here on an agent may start
  return error ? StorageError("removing " + part.string(), error.value()) : SyncFolder(data);
}

int ComplainOfRestore(const Error& error, const Settings& settings) {
  if (error.fault == Fault::kConflict) {
    std::cerr << "Folder data " << settings.data.string() << " tidak kosong (" << error.detail
              << "). Pemulihan hanya ke folder kosong: pindahkan isinya dahulu, misalnya: mv "
              << settings.data.string() << " " << settings.data.string() << ".lama\n";
    return 1;
  }
  if (error.fault == Fault::kAnotherAgent) {
    std::cerr << "Piket sedang berjalan di komputer ini. Hentikan dahulu: systemctl stop piket\n";
    return 1;
  }
  if (error.fault == Fault::kNotFound) {
    std::cerr << "Bukan cadangan Piket: " << error.detail << " tidak ada.\n";
    return 1;
  }
  return Complain(error);
}

}  // namespace

Result<Restored> Restore(const Settings& settings, const fs::path& backup) {
  std::error_code error;
  for (const std::string& part : kParts) {
    if (!fs::exists(backup / part, error)) {
      return Error{Fault::kNotFound, (backup / part).string()};
    }
  }
  fs::create_directories(settings.data, error);
  if (error) return StorageError("making " + settings.data.string(), error.value());
  FolderLock lock(settings.data);
  if (!lock.Take()) return Error{Fault::kAnotherAgent, settings.data.string()};
  if (auto room = MakeRoom(settings.data); !room) return room.error();
  const fs::path part = settings.data / kUnfinishedRestore;
  const SystemClock clock;
  auto restored = [&]() -> Result<Restored> {
    if (auto copied = CopyAside(backup, part); !copied) return copied.error();
    return OpenAside(part, settings, clock);
  }();
  if (!restored) {
    fs::remove_all(part, error);
    return restored;
  }
  if (auto given = GiveAway(part, settings.data); !given) return given.error();
  if (auto moved = MoveInPlace(part, settings.data); !moved) return moved.error();
  return restored;
}

int RestoreCommand(int argc, char** argv) {
  Words words = WordsOf(argc, argv);
  if (words.rest.size() != 1) {
    std::cerr << "Sebutkan folder cadangan: piket restore FOLDER\n";
    return 2;
  }
  auto settings = ReadSettings(words.config);
  if (!settings) return Complain(settings.error());
  auto restored = Restore(*settings, words.rest.front());
  if (!restored) return ComplainOfRestore(restored.error(), *settings);
  if (words.json) {
    std::cout << CanonicalText({{"post", settings->post},
                                {"entries", restored->entries},
                                {"epoch", restored->epoch},
                                {"papers", restored->papers},
                                {"damaged", restored->damaged}})
              << "\n";
    return 0;
  }
  std::cout << "Pos " << settings->post << " dipulihkan: " << restored->entries
            << " catatan, jurnal utuh.\n";
  for (const std::string& blob : restored->damaged) std::cout << "Berkas rusak: " << blob << "\n";
  if (restored->papers > 0) {
    std::cout << restored->papers << " cetakan perlu dilihat di baki pencetak (papan cetak).\n";
  }
  if (settings->Has("desk")) {
    std::cout << "Nomor baru diberikan setelah tersambung ke pusat, atau setelah nomor berikutnya "
                 "dari buku kertas diisi di layar Buku agenda.\n";
  }
  if (!settings->Has("central")) {
    std::cout << "Daftarkan lagi pos ini; di pusat: piket invite " << settings->post << " --roles "
              << Join(settings->roles, ",") << " --replaces\n";
  }
  return 0;
}

}  // namespace piket
