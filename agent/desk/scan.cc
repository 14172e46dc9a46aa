#include "agent/desk/scan.h"

#include <algorithm>

#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/desk/take_back.h"
#include "agent/paper/pdf_import.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

// The document new pages belong to: the last one, unless its letter is entered already.
Id DocumentToContinue(Desk& desk, const std::vector<Document>& documents) {
  if (!documents.empty() && documents.back().letter.empty()) return documents.back().id;
  return NewId(desk.Now());
}

int LastSheet(const std::vector<Page>& pages) {
  int last = 0;
  for (const Page& page : pages) last = std::max(last, page.sheet);
  return last;
}

// Fills in where a new page goes and appends it.
Result<Page> AddPage(Desk& desk, Page page, const Id& replace, const std::string& officer) {
  return desk.journal.Write<Page>([&](Database& db) -> Result<Page> {
    auto pages = PagesOfBatch(db, page.batch);
    if (!pages) return pages.error();
    auto documents = DocumentsOfBatch(db, page.batch);
    if (!documents) return documents.error();
    page.id = NewId(desk.Now());
    page.position = pages->empty() ? 1 : pages->back().position + 1;
    page.document = DocumentToContinue(desk, *documents);
    Json body = PageBody(page);
    if (!replace.empty()) {
      auto old = FindPage(db, replace);
      if (!old) return old.error();
      page.position = old->position;
      page.document = old->document;
      page.sheet = old->sheet;
      page.side = old->side;
      body = PageBody(page);
      body["replaces"] = replace;
    }
    auto appended = desk.journal.Append(db, {"page.added", officer, page.batch, body});
    if (!appended) return appended.error();
    return FindPage(db, page.id);
  });
}

}  // namespace

ScanStation::ScanStation(Desk& desk, Scanner& scanner, std::function<void(const Page&)> on_page)
    : desk_(desk), scanner_(scanner), on_page_(std::move(on_page)), thread_([this] { Run(); }) {}

ScanStation::~ScanStation() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
    stop_.request_stop();
  }
  changed_.notify_all();
  thread_.join();
}

Result<void> ScanStation::Recover() {
  auto batches = desk_.database().Read([](Database& db) { return UnfinishedBatches(db); });
  if (!batches) return batches.error();
  for (const Batch& batch : *batches) {
    if (batch.state != "scanning") continue;
    auto done = desk_.journal.AppendAlone(
        {"batch.state",
         kAgentAuthor,
         batch.id,
         {{"state", "interrupted"}, {"fault", Word(Fault::kInterrupted)}}});
    if (!done) return done;
    LogWarning("batch was cut off", {{"batch", batch.id}});
  }
  return {};
}

Result<std::vector<ScannerEntry>> ScanStation::Search() {
  std::lock_guard one_search(searching_);
  return SearchNow();
}

Result<std::vector<ScannerEntry>> ScanStation::SearchNow() {
  auto found = scanner_.Find();
  std::lock_guard lock(mutex_);
  search_fault_.reset();
  if (!found) {
    search_fault_ = found.error().fault;
    return found;
  }
  known_ = *found;
  if (known_.empty()) search_fault_ = Fault::kNoScanner;
  return found;
}

std::vector<ScannerEntry> ScanStation::Known() const {
  std::lock_guard lock(mutex_);
  return known_;
}

std::optional<Fault> ScanStation::SearchFault() const {
  std::lock_guard lock(mutex_);
  return search_fault_;
}

Json ScanStation::DefaultSettings() const {
  const Settings& settings = desk_.settings;
  Json json = {{"source", settings.source},
               {"duplex", settings.duplex},
               {"resolution", settings.resolution},
               {"mode", settings.mode},
               {"page_size", settings.page_size}};
  std::lock_guard lock(mutex_);
  json["scanner"] = !settings.scanner.empty() ? settings.scanner
                    : known_.empty()          ? ""
                                              : known_.front().id.Text();
  // What "auto" means on the scanner at hand: screens show the choice, not the rule.
  for (const ScannerEntry& entry : known_) {
    if (entry.id.Text() == json["scanner"] && settings.source == "auto" && !entry.sources.empty()) {
      json["source"] = Word(piket::DefaultSettings(entry).source);
    }
  }
  return json;
}

Result<Batch> ScanStation::Open(const BatchPlan& plan) {
  Json settings = DefaultSettings();
  settings.update(plan.settings);
  if (auto parsed = ScanSettingsFromJson(settings); !parsed) return parsed.error();
  static const std::vector<std::string> kWays = {"langsung", "kurir", "pos", "pos-el", "srikandi"};
  if (std::find(kWays.begin(), kWays.end(), plan.received_by) == kWays.end()) {
    return Error{Fault::kBadRequest, "received_by"};
  }
  Json body = {{"settings", settings}, {"received_by", plan.received_by}};
  if (plan.expected_sheets) body["expected_sheets"] = *plan.expected_sheets;
  Id id = NewId(desk_.Now());
  return desk_.journal.Write<Batch>([&](Database& db) -> Result<Batch> {
    auto appended = desk_.journal.Append(db, {"batch.opened", plan.officer, id, body});
    if (!appended) return appended.error();
    return FindBatch(db, id);
  });
}

Result<void> ScanStation::Scan(const Id& id, const Id& replace, const std::string& officer) {
  if (auto room = RoomOnDisk(desk_); !room) return room;
  auto batch = desk_.database().Read([&](Database& db) { return FindBatch(db, id); });
  if (!batch) return batch.error();
  if (batch->state == "closed") return Error{Fault::kConflict, "the batch is closed"};
  {
    std::lock_guard lock(mutex_);
    if (command_) return Error{Fault::kScannerBusy, "another batch feeds"};
    command_ = Command{id, replace, officer};
    stop_ = std::stop_source();
  }
  auto begun = desk_.journal.AppendAlone({"batch.state", officer, id, {{"state", "scanning"}}});
  if (!begun) {
    std::lock_guard lock(mutex_);
    command_.reset();
    return begun;
  }
  changed_.notify_all();
  return {};
}

Result<void> ScanStation::Stop(const Id& batch) {
  std::lock_guard lock(mutex_);
  if (command_ && command_->batch == batch) stop_.request_stop();
  return {};
}

std::optional<Id> ScanStation::Feeding() const {
  std::lock_guard lock(mutex_);
  return command_ ? std::optional(command_->batch) : std::nullopt;
}

bool ScanStation::WaitUntilIdle(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return !command_; });
}

void ScanStation::Run() {
  for (;;) {
    Command command;
    std::stop_token stop;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || command_; });
      if (ending_) return;
      command = *command_;
      stop = stop_.get_token();
    }
    Feed(command, stop);
    {
      std::lock_guard lock(mutex_);
      command_.reset();
      if (ending_) return;
    }
    changed_.notify_all();
  }
}

// The scanner the batch names; else the configured one; else the first found.
ScannerId ScanStation::ChooseScanner(const Json& settings) {
  std::string wanted = TextOr(settings, "scanner");
  if (wanted.empty()) {
    // Right after the start the first search may still run: its answer is ours too.
    std::lock_guard one_search(searching_);
    if (Known().empty()) (void)SearchNow();
    wanted = TextOr(DefaultSettings(), "scanner");
  }
  auto id = ScannerId::FromText(wanted);
  return id ? *id : ScannerId{};
}

void ScanStation::Feed(const Command& command, std::stop_token stop) {
  struct Known {
    Json settings;
    int sheets = 0;
  };
  auto known = desk_.database().Read([&](Database& db) -> Result<Known> {
    auto batch = FindBatch(db, command.batch);
    if (!batch) return batch.error();
    auto pages = PagesOfBatch(db, command.batch);
    if (!pages) return pages.error();
    return Known{batch->settings, LastSheet(*pages)};
  });
  if (!known) return EndFeed(command, "interrupted", known.error().fault);
  auto settings = ScanSettingsFromJson(known->settings);
  ScannerId scanner = ChooseScanner(known->settings);
  if (!settings) return EndFeed(command, "interrupted", settings.error().fault);
  if (scanner == ScannerId{}) return EndFeed(command, "interrupted", Fault::kNoScanner);

  std::optional<Fault> page_fault;
  auto end = scanner_.Scan(
      scanner, *settings,
      [&](const ScannedPage& scanned) -> Result<bool> {
        if (scanned.fault) {
          page_fault = scanned.fault;
          return false;
        }
        if (auto taken = TakePage(command, scanned, known->sheets); !taken) return taken.error();
        if (auto room = RoomOnDisk(desk_); !room) return room.error();
        return command.replace.empty();
      },
      stop);
  if (!end) {
    LogError("scan ended", end.error(), {{"batch", command.batch}});
    return EndFeed(command, "interrupted", end.error().fault);
  }
  if (page_fault) return EndFeed(command, "interrupted", page_fault);
  LogLine("scan ended", {{"batch", command.batch}, {"pages", std::to_string(end->pages)}});
  EndFeed(command, "waiting", std::nullopt);
}

Result<void> ScanStation::TakePage(const Command& command, const ScannedPage& scanned,
                                   int sheets_before) {
  if (auto adopted = desk_.blobs.Adopt(scanned.file, scanned.sha256); !adopted) return adopted;
  Page page;
  page.batch = command.batch;
  page.blob = scanned.sha256;
  page.media_type = scanned.media_type;
  page.resolution = scanned.resolution;
  page.sheet = sheets_before + scanned.sheet;
  page.side = scanned.back ? 2 : 1;
  auto added = AddPage(desk_, page, command.replace, command.officer);
  if (!added) return added.error();
  LogLine("page scanned", {{"page", added->id},
                           {"batch", added->batch},
                           {"position", std::to_string(added->position)},
                           {"idle_ms", Format("%.0f", scanned.idle_ms)}});
  on_page_(*added);
  return {};
}

void ScanStation::EndFeed(const Command& command, const std::string& state,
                          std::optional<Fault> fault) {
  Json body = {{"state", state}};
  if (fault) body["fault"] = Word(*fault);
  auto ended = desk_.journal.Write<void>([&](Database& db) -> Result<void> {
    auto appended = desk_.journal.Append(db, {"batch.state", command.officer, command.batch, body});
    if (!appended) return appended.error();
    // Nothing but sheets that came back, all read while it fed.
    return CloseWhenDone(desk_, db, command.batch, command.officer);
  });
  // Start-up finds a batch left in "scanning"; nothing of it is lost.
  if (!ended) LogError("batch state", ended.error(), {{"batch", command.batch}});
}

Result<int> ScanStation::AddFile(const Id& batch, const std::string& name, const std::string& bytes,
                                 const std::string& officer) {
  if (auto room = RoomOnDisk(desk_); !room) return room.error();
  auto found = desk_.database().Read([&](Database& db) { return FindBatch(db, batch); });
  if (!found) return found.error();
  if (found->state == "closed") return Error{Fault::kConflict, "the batch is closed"};
  TemporaryFolder folder;
  fs::path file = folder.path() / "berkas";
  if (auto written = WriteFileDurably(file, bytes); !written) return written.error();
  auto pages = ImportPages(file, folder.path());
  if (!pages) return pages.error();
  int added = 0;
  auto before = desk_.database().Read([&](Database& db) { return PagesOfBatch(db, batch); });
  if (!before) return before.error();
  int sheet = LastSheet(*before);
  for (const ImportedPage& imported : *pages) {
    auto picture = ReadFile(imported.picture);
    if (!picture) return picture.error();
    auto blob = desk_.blobs.Put(*picture);
    if (!blob) return blob.error();
    Page page;
    page.batch = batch;
    page.blob = *blob;
    page.media_type = imported.media_type;
    page.resolution = static_cast<int>(imported.dpi + 0.5);
    page.sheet = ++sheet;
    page.origin = name.substr(0, 200);
    auto stored = AddPage(desk_, page, "", officer);
    if (!stored) return stored.error();
    on_page_(*stored);
    ++added;
  }
  LogLine("file added", {{"batch", batch}, {"pages", std::to_string(added)}});
  return added;
}

}  // namespace piket
