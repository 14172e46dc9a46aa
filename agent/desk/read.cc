#include "agent/desk/read.h"

#include <algorithm>

#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/desk/confidential.h"
#include "agent/desk/scan.h"
#include "agent/desk/take_back.h"
#include "agent/paper/same_letter.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostProposalsKept = 64;

PageWorkers::Settings WorkerSettings(const Desk& desk) {
  PageWorkers::Settings settings;
  settings.count = desk.settings.reading_workers;
  return settings;
}

}  // namespace

PageReader::PageReader(Desk& desk, std::function<void(const Id&, const Id&)> on_page)
    : desk_(desk),
      on_page_(std::move(on_page)),
      workers_(std::make_unique<PageWorkers>(WorkerSettings(desk))) {}

PageReader::~PageReader() = default;

Result<void> PageReader::Recover() {
  auto pages = desk_.database().Read([](Database& db) { return PagesStillToRead(db); });
  if (!pages) return pages.error();
  for (const Page& page : *pages) Read(page);
  return {};
}

void PageReader::Read(const Page& page) {
  if (page.sealed) return;
  PageJob job;
  job.picture = desk_.blobs.PathOf(page.blob);
  job.folder = desk_.PictureFolder(page.id);
  std::error_code ignored;
  fs::create_directories(job.folder, ignored);
  job.dpi = page.resolution;
  job.position = page.position;
  job.turn = page.turn;
  job.deadline = std::chrono::seconds(desk_.settings.reading_deadline_seconds);
  workers_->Submit(
      job, [this, page](const PageReading&) { on_page_(page.id, page.batch); },
      [this, page](const PageReading& reading) { Keep(page, reading); });
}

void PageReader::Keep(const Page& page, const PageReading& reading) {
  auto blob = desk_.blobs.Put(CanonicalText(ToJson(reading)));
  if (!blob) {
    // The page stays "reading": the next start reads it again.
    LogError("keeping a reading", blob.error(), {{"page", page.id}});
    return;
  }
  // Only a code with our own signature divides a stack: any other is just a picture on a letter.
  bool separator = false;
  for (const PageCode& code : reading.codes) {
    auto known = ReadPaperCode(code.text, desk_.paper_keys);
    separator = separator || (known && known->kind == PaperKind::kSeparator);
  }
  Json body = {{"page", page.id},
               {"state", reading.read ? "read" : "unread"},
               {"reading", *blob},
               {"blank", reading.blank},
               {"separator", separator},
               {"width", reading.view.width},
               {"height", reading.view.height},
               {"likeness", Format("%016llx", static_cast<unsigned long long>(reading.likeness))}};
  if (reading.fault) body["fault"] = Word(*reading.fault);
  bool divide = false;
  bool sealed = false;
  auto kept = desk_.journal.Write<void>([&](Database& db) -> Result<void> {
    auto now = FindPage(db, page.id);
    if (!now) return now.error();
    sealed = now->sealed;
    if (sealed) return {};
    auto appended = desk_.journal.Append(db, {"page.read", kAgentAuthor, page.batch, body});
    if (!appended) return appended.error();
    auto pages = PagesOfBatch(db, page.batch);
    if (!pages) return pages.error();
    divide = std::any_of(pages->begin(), pages->end(),
                         [](const Page& p) { return p.separator && !p.removed; }) ||
             desk_.settings.divide_at_blank_sheets;
    return {};
  });
  if (!kept) {
    LogError("keeping a reading", kept.error(), {{"page", page.id}});
    return;
  }
  if (sealed) {
    // It was sealed while it was read once more: nothing of it may stay in the clear.
    auto removed = RemovePlainPage(desk_, page.id, {*blob});
    if (!removed) LogError("removing a reading", removed.error(), {{"page", page.id}});
    return;
  }
  LogLine("page read", {{"page", page.id},
                        {"words", std::to_string(reading.words.size())},
                        {"outcome", reading.fault ? std::string(Word(*reading.fault)) : "read"}});
  if (auto taken = TakeBackSheet(desk_, page.id, reading.codes); !taken) {
    LogError("taking a sheet back", taken.error(), {{"page", page.id}});
  }
  if (divide) {
    if (auto divided = DivideAtSeparators(desk_, page.batch); !divided) {
      LogError("dividing", divided.error(), {{"batch", page.batch}});
    }
  }
  on_page_(page.id, page.batch);
}

Result<bool> PageReader::StillReading(const Id& document) {
  auto pages = desk_.database().Read([&](Database& db) { return PagesOfDocument(db, document); });
  if (!pages) return pages.error();
  return std::any_of(pages->begin(), pages->end(),
                     [](const Page& page) { return page.state == "reading"; });
}

Result<PageReading> PageReader::ReadingOf(const Page& page) {
  if (page.reading.empty()) return PageReading{};
  auto text = desk_.blobs.Get(page.reading);
  if (!text) return text.error();
  auto json = ParseJson(*text);
  if (!json) return json.error();
  return PageReadingFromJson(*json);
}

Result<LetterReading> PageReader::Propose(const Id& document) {
  auto pages = desk_.database().Read([&](Database& db) { return PagesOfDocument(db, document); });
  if (!pages) return pages.error();
  std::string made_of;
  for (const Page& page : *pages) made_of += page.id + page.reading;
  {
    std::lock_guard lock(mutex_);
    auto found = proposals_.find(document);
    if (found != proposals_.end() && found->second.first == made_of) return found->second.second;
  }
  std::vector<PageReading> readings;
  for (const Page& page : *pages) {
    auto reading = ReadingOf(page);
    if (!reading) return reading.error();
    readings.push_back(std::move(*reading));
  }
  LetterReading proposed = ReadLetter(readings, desk_.offices, desk_.settings.government);
  std::lock_guard lock(mutex_);
  if (proposals_.size() >= kMostProposalsKept) proposals_.clear();
  proposals_[document] = {made_of, proposed};
  return proposed;
}

Result<std::vector<Duplicate>> PageReader::Duplicates(const Id& id, const LetterReading& proposed) {
  auto value = [&](const char* field) {
    auto found = proposed.find(field);
    return found == proposed.end() ? std::string() : found->second.value;
  };
  auto pages = desk_.database().Read([&](Database& db) { return PagesOfDocument(db, id); });
  if (!pages) return pages.error();
  std::vector<PageReading> first;
  for (const Page& page : *pages) {
    if (page.blank || page.reading.empty()) continue;
    auto reading = ReadingOf(page);
    if (!reading) return reading.error();
    first.push_back(std::move(*reading));
    break;
  }
  LetterTrace ours = TraceOf(value("sender"), value("number"), value("date"), first);
  Particulars particulars;
  particulars.sender = ours.sender;
  particulars.number = ours.number;
  particulars.date = ours.date;

  return desk_.database().Read([&](Database& db) -> Result<std::vector<Duplicate>> {
    auto rows = db.Ask(
        "SELECT l.id, l.same_key, i.likeness, i.words FROM letter l LEFT JOIN local_indexed i ON "
        "i.letter=l.id WHERE l.document IS NOT ?",
        {id});
    if (!rows) return rows.error();
    std::vector<Duplicate> duplicates;
    for (const Row& row : *rows) {
      uint64_t likeness =
          row.IsNull("likeness") ? 0 : std::stoull(row.Text("likeness"), nullptr, 16);
      bool near = !first.empty() && !row.IsNull("likeness") &&
                  LikenessDistance(ours.likeness, likeness) <= kSamePageBits;
      if (!near && row.Text("same_key") != SameKey(particulars)) continue;
      auto letter = FindLetter(db, row.Text("id"));
      if (!letter) return letter.error();
      const Particulars& theirs = letter->particulars;
      LetterTrace trace{theirs.sender, theirs.number, theirs.date, likeness,
                        LetterTrace::WordsFromText(row.Text("words"))};
      auto why = WhySame(ours, trace);
      if (!why.empty()) duplicates.push_back({std::move(*letter), std::move(why)});
    }
    return duplicates;
  });
}

Result<fs::path> PageReader::Picture(const Id& id, const std::string& name) {
  auto page = desk_.database().Read([&](Database& db) { return FindPage(db, id); });
  if (!page) return page.error();
  fs::path path = desk_.PictureFolder(id) / name;
  std::error_code ignored;
  if (fs::exists(path, ignored)) return path;
  if (page->sealed) return Error{Fault::kNotFound, "the page is sealed"};
  if (page->state == "reading") return Error{Fault::kNotFound, "the picture is being made"};
  Read(*page);
  return Error{Fault::kNotFound, "the picture is made anew"};
}

size_t PageReader::Waiting() const { return workers_->Waiting(); }

}  // namespace piket
