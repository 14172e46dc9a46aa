#include "agent/paper/letter_command.h"

#include <cstdio>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/paper/letter_reading.h"

namespace piket {
namespace {

constexpr const char* kUsage = "piket letter read [--json] [--offices BERKAS.csv] GAMBAR…\n";

struct Arguments {
  bool json = false;
  std::filesystem::path offices;  // empty: the shipped list
  std::vector<std::filesystem::path> pictures;
};

// False when they make no sense.
bool Parse(int argc, char** argv, Arguments* arguments) {
  for (int i = 0; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--json") {
      arguments->json = true;
    } else if (word == "--offices" && i + 1 < argc) {
      arguments->offices = argv[++i];
    } else if (word.substr(0, 2) == "--") {
      return false;
    } else {
      arguments->pictures.emplace_back(word);
    }
  }
  return !arguments->pictures.empty();
}

int Complain(Fault fault, const std::string& about) {
  std::fprintf(stderr, "%s: %s\n", about.c_str(), std::string(Sentence(fault)).c_str());
  return 1;
}

// How many columns a text takes on a terminal: continuation bytes take none.
size_t Columns(const std::string& text) {
  size_t columns = 0;
  for (char c : text) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return columns;
}

void PrintRow(const std::string& field, const std::string& value, size_t width,
              const std::string& sure, const std::string& page) {
  std::string padding(width - std::min(width, Columns(value)), ' ');
  std::printf("%-10s  %s%s  %9s  %7s\n", field.c_str(), value.c_str(), padding.c_str(),
              sure.c_str(), page.c_str());
}

void PrintTable(const LetterReading& reading) {
  static const std::map<std::string_view, const char*> kNames = {
      {"sender", "Pengirim"},    {"number", "Nomor"},         {"date", "Tanggal"},
      {"urgency", "Sifat"},      {"attachments", "Lampiran"}, {"subject", "Perihal"},
      {"contact", "Narahubung"}, {"telephone", "Telepon"},    {"service", "Layanan"}};
  size_t width = 8;
  for (const auto& [field, proposal] : reading) width = std::max(width, Columns(proposal.value));
  PrintRow("Isian", "Usulan", width, "Keyakinan", "Halaman");
  for (std::string_view field : kLetterFields) {
    auto found = reading.find(field);
    if (found == reading.end()) continue;
    const Proposal& proposal = found->second;
    std::string sure = Format("%s%.0f %%", proposal.unsure ? "? " : "", 100 * proposal.confidence);
    PrintRow(kNames.at(field), proposal.value.empty() ? "-" : proposal.value, width, sure,
             std::to_string(proposal.page + 1));
  }
  std::puts("? = belum yakin, periksa pada surat");
}

}  // namespace

std::vector<PageReading> ReadPictures(const std::vector<std::filesystem::path>& pictures,
                                      PageWorkers* workers) {
  TemporaryFolder folder;
  std::vector<std::future<PageReading>> coming;
  for (size_t i = 0; i < pictures.size(); ++i) {
    PageJob job;
    job.picture = std::filesystem::absolute(pictures[i]);
    job.folder = folder.path() / std::to_string(i);
    job.position = static_cast<int>(i) + 1;
    std::filesystem::create_directory(job.folder);
    auto promise = std::make_shared<std::promise<PageReading>>();
    coming.push_back(promise->get_future());
    workers->Submit(
        std::move(job), [](const PageReading&) {},
        [promise](const PageReading& reading) { promise->set_value(reading); });
  }
  std::vector<PageReading> readings;
  for (auto& one : coming) readings.push_back(one.get());
  return readings;
}

int RunLetterRead(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, &arguments)) {
    std::fputs(kUsage, stderr);
    return 1;
  }
  auto offices = arguments.offices.empty() ? Result<std::vector<Office>>(ShippedOffices())
                                           : ReadOffices(arguments.offices);
  if (!offices) return Complain(offices.error().fault, offices.error().detail);
  for (const auto& picture : arguments.pictures) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(picture, ignored)) {
      return Complain(Fault::kNotFound, picture.string());
    }
  }
  PageWorkers workers;
  std::vector<PageReading> pages = ReadPictures(arguments.pictures, &workers);
  int status = 0;
  for (size_t i = 0; i < pages.size(); ++i) {
    if (pages[i].fault) status = Complain(*pages[i].fault, arguments.pictures[i].string());
  }
  LetterReading reading = ReadLetter(pages, *offices);
  if (arguments.json) {
    std::puts(CanonicalText(ToJson(reading)).c_str());
  } else {
    PrintTable(reading);
  }
  return status;
}

}  // namespace piket
