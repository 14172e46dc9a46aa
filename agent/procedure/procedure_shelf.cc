#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "agent/core/file.h"
#include "agent/core/log.h"
#include "agent/core/text.h"
#include "agent/procedure/procedure_file.h"

namespace piket {
namespace {

using std::filesystem::path;

Result<std::vector<path>> FilesOf(const path& folder) {
  std::vector<path> files;
  std::error_code failed;
  for (std::filesystem::directory_iterator each(folder, failed), end; !failed && each != end;
       each.increment(failed)) {
    if (each->path().extension() == ".toml") files.push_back(each->path());
  }
  if (failed) return Error{Fault::kNotFound, folder.string() + ": " + failed.message()};
  std::sort(files.begin(), files.end());
  return files;
}

// What only the whole folder shows: two texts for one day, links to no definition.
void CheckTogether(std::vector<ProcedureFile>& files) {
  std::set<std::string> known;
  for (const ProcedureFile& file : files) known.insert(file.procedure.id);
  std::set<std::pair<std::string, std::string>> days;
  for (ProcedureFile& file : files) {
    const Procedure& procedure = file.procedure;
    if (!days.insert({procedure.id, IsoText(procedure.effective)}).second) {
      file.places.root.Problem("berlaku", "naskah lain layanan ini berlaku sejak hari yang sama");
    }
    for (const std::string& related : procedure.related) {
      if (known.count(related) == 0) {
        file.places.root.Problem("keterkaitan", "SOP \"" + related + "\" tidak ada dalam map ini");
      }
    }
    for (size_t i = 0; i < procedure.steps.size(); ++i) {
      for (size_t k = 0; k < procedure.steps[i].ways.size(); ++k) {
        const std::string& opens = procedure.steps[i].ways[k].opens;
        if (!opens.empty() && known.count(opens) == 0) {
          file.places.steps[i].ways[k].Problem("buka",
                                               "SOP \"" + opens + "\" tidak ada dalam map ini");
        }
      }
    }
  }
}

}  // namespace

Result<std::vector<Procedure>> ReadProcedures(const path& folder,
                                              const std::vector<std::string>& actors) {
  auto paths = FilesOf(folder);
  if (!paths) return paths.error();
  std::vector<ProcedureFile> files;
  std::vector<std::string> problems;
  for (const path& each : *paths) {
    auto text = ReadFile(each);
    if (!text) return text.error();
    auto file = ParseProcedure(*text, each.string());
    if (file) {
      CheckProcedure(file->procedure, actors, file->places);
      files.push_back(std::move(*file));
    } else {
      problems.push_back(file.error().detail);
    }
  }
  // A file that cannot be read would make every link to it wrong, too.
  if (problems.empty()) CheckTogether(files);
  std::vector<Procedure> procedures;
  for (ProcedureFile& file : files) {
    if (auto good = file.file.Finish(); !good) problems.push_back(good.error().detail);
    procedures.push_back(std::move(file.procedure));
  }
  if (paths->empty()) problems.push_back(folder.string() + ": tidak ada naskah SOP (*.toml)");
  if (!problems.empty()) return Error{Fault::kConfiguration, Join(problems, "\n")};
  return procedures;
}

struct ProcedureShelf::State {
  path folder;
  std::vector<std::string> actors;
  path kept;
  mutable std::mutex mutex;
  std::vector<std::shared_ptr<const Procedure>> procedures;  // by id, newest first
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const Procedure>> versions;

  path KeptFile(const std::string& id, const std::string& version) const {
    return kept / (id + "-" + version + ".toml");
  }

  Result<void> Keep() const;
  std::shared_ptr<const Procedure> ReadKept(const std::string& id,
                                            const std::string& version) const;
};

// Copies every definition once, under its version.
Result<void> ProcedureShelf::State::Keep() const {
  if (kept.empty()) return {};
  std::error_code failed;
  std::filesystem::create_directories(kept, failed);
  if (failed) return Error{Fault::kStorage, kept.string() + ": " + failed.message()};
  auto files = FilesOf(folder);
  if (!files) return files.error();
  for (const path& each : *files) {
    auto text = ReadFile(each);
    if (!text) return text.error();
    auto file = ParseProcedure(*text, each.string());
    if (!file) return file.error();
    path copy = KeptFile(file->procedure.id, file->procedure.version);
    if (std::filesystem::exists(copy, failed)) continue;
    if (auto written = WriteFileDurably(copy, *text); !written) return written;
  }
  return {};
}

// A copy was good on the day it was made; the positions of today do not judge it again.
std::shared_ptr<const Procedure> ProcedureShelf::State::ReadKept(const std::string& id,
                                                                 const std::string& version) const {
  if (kept.empty()) return nullptr;
  path file = KeptFile(id, version);
  if (file.parent_path() != kept) return nullptr;
  auto text = ReadFile(file);
  if (!text) return nullptr;
  auto parsed = ParseProcedure(*text, file.string());
  if (!parsed || parsed->procedure.version != version || parsed->procedure.id != id) return nullptr;
  return std::make_shared<const Procedure>(std::move(parsed->procedure));
}

ProcedureShelf::ProcedureShelf() : state_(std::make_unique<State>()) {}
ProcedureShelf::~ProcedureShelf() = default;

Result<std::unique_ptr<ProcedureShelf>> ProcedureShelf::Open(const path& folder,
                                                             const std::vector<std::string>& actors,
                                                             const path& kept) {
  std::unique_ptr<ProcedureShelf> shelf(new ProcedureShelf);
  shelf->state_->folder = folder;
  shelf->state_->actors = actors;
  shelf->state_->kept = kept;
  if (auto read = shelf->Reload(); !read) return read.error();
  return shelf;
}

Result<void> ProcedureShelf::Reload() {
  auto read = ReadProcedures(state_->folder, state_->actors);
  if (!read) return read.error().While("reading the procedures");
  if (auto kept = state_->Keep(); !kept) return kept;
  std::vector<std::shared_ptr<const Procedure>> procedures;
  for (Procedure& each : *read) {
    procedures.push_back(std::make_shared<const Procedure>(std::move(each)));
  }
  std::sort(procedures.begin(), procedures.end(), [](const auto& a, const auto& b) {
    return a->id != b->id ? a->id < b->id : a->effective > b->effective;
  });
  std::lock_guard lock(state_->mutex);
  for (const auto& each : procedures) state_->versions[{each->id, each->version}] = each;
  state_->procedures = std::move(procedures);
  return {};
}

Result<std::shared_ptr<const Procedure>> ProcedureShelf::InForce(const std::string& id,
                                                                 const Date& day) const {
  std::lock_guard lock(state_->mutex);
  for (const auto& each : state_->procedures) {
    if (each->id == id && each->effective <= day) return each;
  }
  return Error{Fault::kNotFound, "no procedure " + id + " in force on " + IsoText(day)};
}

Result<std::shared_ptr<const Procedure>> ProcedureShelf::Version(const std::string& id,
                                                                 const std::string& version) const {
  std::lock_guard lock(state_->mutex);
  auto found = state_->versions.find({id, version});
  if (found != state_->versions.end()) return found->second;
  auto kept = state_->ReadKept(id, version);
  if (kept == nullptr) return Error{Fault::kNotFound, "no procedure " + id + " " + version};
  state_->versions[{id, version}] = kept;
  return kept;
}

std::vector<std::shared_ptr<const Procedure>> ProcedureShelf::All() const {
  std::lock_guard lock(state_->mutex);
  return state_->procedures;
}

}  // namespace piket
