#include "agent/desk/archive.h"

#include <algorithm>

#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/desk/confidential.h"
#include "agent/desk/search.h"
#include "agent/paper/archive_pdf.h"

namespace piket {

Archivist::Archivist(Desk& desk, PageReader& reader)
    : desk_(desk), reader_(reader), thread_([this] { Run(); }) {}

Archivist::~Archivist() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Archivist::Knock() {
  {
    std::lock_guard lock(mutex_);
    knocked_ = true;
  }
  changed_.notify_all();
}

bool Archivist::WaitUntilDone(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return !knocked_ && !working_ && left_ == 0; });
}

void Archivist::Run() {
  // What a power cut left in the clear between sealing and removing.
  if (auto removed = RemovePlainPages(desk_); !removed) {
    LogError("removing sealed pages' pictures", removed.error());
  }
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || knocked_; });
      if (ending_) return;
      knocked_ = false;
      working_ = true;
    }
    size_t left = ArchiveAll();
    {
      std::lock_guard lock(mutex_);
      working_ = false;
      left_ = left;
    }
    changed_.notify_all();
  }
}

size_t Archivist::ArchiveAll() {
  if (auto indexed = IndexNewLetters(desk_, reader_); !indexed) {
    LogError("indexing letters", indexed.error());
  }
  auto letters = desk_.database().Read([](Database& db) { return LettersWithoutArchive(db); });
  if (!letters) {
    LogError("archiving", letters.error());
    return 0;
  }
  size_t left = 0;
  for (const Letter& letter : *letters) {
    if (std::find(failed_.begin(), failed_.end(), letter.id) != failed_.end()) continue;
    auto archived = Archive(letter.id);
    if (archived) continue;
    if (archived.error().fault == Fault::kConflict) {
      ++left;
      continue;
    }
    LogError("archiving", archived.error(), {{"letter", letter.id}});
    failed_.push_back(letter.id);
  }
  SealAll();
  return left;
}

void Archivist::SealAll() {
  auto letters = desk_.database().Read([](Database& db) { return LettersToSeal(db); });
  if (!letters) return LogError("sealing", letters.error());
  for (const Letter& letter : *letters) {
    auto sealed = SealPages(desk_, letter.id);
    if (!sealed) LogError("sealing", sealed.error(), {{"letter", letter.id}});
  }
}

Result<void> Archivist::Archive(const Id& id) {
  auto letter = desk_.database().Read([&](Database& db) { return FindLetter(db, id); });
  if (!letter) return letter.error();
  ArchivePlan plan;
  const bool confidential = IsConfidential(letter->particulars);
  plan.title =
      confidential ? "Surat rahasia " + letter->receipt_number : letter->particulars.subject;
  plan.identifiers = {letter->receipt_number};
  if (letter->agenda) {
    plan.identifiers.push_back(
        AgendaDisplay(desk_.settings, letter->agenda->number, letter->agenda->year));
  }
  plan.created = letter->received_at;
  plan.modified = letter->entered_at;
  for (const Id& page_id : letter->pages) {
    auto page = desk_.database().Read([&](Database& db) { return FindPage(db, page_id); });
    if (!page) return page.error();
    if (page->state == "reading") return Error{Fault::kConflict, "pages are still read"};
    auto reading = reader_.ReadingOf(*page);
    if (!reading) return reading.error();
    ArchivePage archive_page;
    archive_page.original = desk_.blobs.PathOf(page->blob);
    archive_page.dpi = page->resolution;
    archive_page.reading = std::move(*reading);
    plan.pages.push_back(std::move(archive_page));
  }
  auto file = desk_.blobs.Incoming() / (id + ".pdf");
  if (auto written = WriteArchive(plan, file); !written) return written;
  auto bytes = ReadFile(file);
  if (!bytes) return bytes.error();
  std::string blob = Hex(Sha256(*bytes));
  if (confidential) {
    auto sealed = PutSealed(desk_.safe(), id, *bytes);
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    if (!sealed) return sealed.error();
    blob = *sealed;
  } else if (auto adopted = desk_.blobs.Adopt(file, blob); !adopted) {
    return adopted;
  }
  auto done = desk_.journal.Write<void>([&](Database& db) -> Result<void> {
    auto appended =
        desk_.journal.Append(db, {"letter.archived", kAgentAuthor, id, {{"blob", blob}}});
    if (!appended) return appended.error();
    return {};
  });
  if (done) LogLine("letter archived", {{"letter", id}, {"bytes", std::to_string(bytes->size())}});
  return done;
}

}  // namespace piket
