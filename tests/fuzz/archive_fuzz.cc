// What the archive takes: pictures' markers, PDF files; and what its own check is asked to judge.
#include "agent/core/file.h"
#include "agent/paper/archive_check.h"
#include "agent/paper/archive_pdf.h"
#include "agent/paper/archive_picture.h"
#include "agent/paper/archive_picture_pdf.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pictures.h"

namespace piket {
namespace {

const TemporaryFolder& Folder() {
  static const TemporaryFolder folder;
  return folder;
}

std::string ArchiveOf(const std::string& picture) {
  std::filesystem::path original = Folder().path() / "original";
  std::filesystem::path archive = Folder().path() / "archive.pdf";
  PageReading reading;
  reading.words.push_back({"Perihal", {20, 20, 10, 3}, 0.9, 0, 0});
  ArchivePlan plan;
  plan.title = "Permohonan";
  plan.identifiers = {"L1-000123-K"};
  plan.pages.push_back({.original = original, .reading = reading});
  bool written = WriteFileDurably(original, picture).ok() && WriteArchive(plan, archive).ok();
  Demand(written, "a seed archive is written");
  return *ReadFile(archive);
}

void DemandWhole(const Result<ArchivePicture>& picture) {
  if (!picture) return;
  Demand(Sensible(picture->width, picture->height), "an archived picture is a sheet of paper");
  Demand(!picture->bytes.empty() || picture->whole_file, "an archived picture has bytes");
}

}  // namespace

std::vector<std::string> ArchiveSeeds() {
  std::vector<std::string> seeds = SmallPictures();
  std::string jpeg = ArchiveOf(seeds[0]);
  std::string fax = ArchiveOf(seeds[6]);
  seeds.push_back(jpeg);
  seeds.push_back(fax);
  return seeds;
}

int FuzzArchive(std::string_view bytes) {
  QuietPictures();
  if (bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos) {
    CheckArchiveBytes(bytes);
    std::filesystem::path file = Folder().path() / "foreign.pdf";
    if (!WriteFileDurably(file, bytes)) return 0;
    auto picture = PictureFromPdf(file, 0);
    if (picture && *picture) DemandWhole(**picture);
    return 0;
  }
  DemandWhole(PictureFromJpeg(std::string(bytes), "fuzz"));
  DemandWhole(PictureFromPng(bytes, "fuzz"));
  DemandWhole(PictureFromTiff(bytes, 0, "fuzz"));
  DemandWhole(PictureFromTiff(bytes, 1, "fuzz"));
  return 0;
}

}  // namespace piket
