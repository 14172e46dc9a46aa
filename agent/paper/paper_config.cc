#include "agent/paper/paper_config.h"

#include <algorithm>
#include <set>

#include "agent/core/config_file.h"
#include "agent/core/file.h"
#include "agent/core/text.h"

namespace piket {
namespace {

using std::filesystem::path;

void NeededText(ConfigTable& table, const char* key, std::string& place) {
  table.Text(key, place);
  if (Trimmed(place).empty()) table.Problem(key, "harus diisi");
}

void Size(ConfigTable& table, PaperSize& place) {
  std::string word = place.word;
  table.Choice("ukuran", word, PaperSizeWords());
  place = PaperSizeFromWord(word).value_or(place);
}

// The tables of [[key]], each with an own `kode` and a `nama`; `more` reads the rest of one.
template <class Choice, class More>
void Choices(ConfigTable& root, const char* key, std::vector<Choice>& place, const More& more) {
  std::set<std::string> seen;
  for (ConfigTable& table : root.Tables(key)) {
    Choice choice;
    NeededText(table, "kode", choice.code);
    NeededText(table, "nama", choice.name);
    if (!seen.insert(choice.code).second) table.Problem("kode", "sudah dipakai di atas");
    more(table, choice);
    place.push_back(std::move(choice));
  }
  if (place.empty()) root.Problem(key, "paling sedikit satu");
}

void NothingMore(ConfigTable&, TickChoice&) {}

void ReadLetterhead(ConfigTable root, const path& folder, Letterhead& head) {
  NeededText(root, "pemerintah", head.government);
  NeededText(root, "kantor", head.office);
  NeededText(root, "kantor_singkat", head.short_name);
  NeededText(root, "alamat", head.address);
  root.Text("kontak", head.contact);
  std::string logo;
  root.Text("logo", logo);
  if (logo.empty()) return;
  auto png = ReadFile(folder / logo);
  if (png && png->substr(0, 4) == "\x89PNG") {
    head.logo_png = std::move(*png);
  } else {
    root.Problem("logo", "berkas tidak ada atau bukan PNG");
  }
}

void ReadSheet(ConfigTable root, SheetConfig& sheet) {
  Size(root, sheet.size);
  root.Integer("baris_rantai", sheet.chain_rows, 2, 10);
  Choices(root, "diteruskan", sheet.recipients, NothingMore);
  Choices(root, "harap", sheet.instructions, NothingMore);
  Choices(root, "derajat", sheet.urgencies,
          [](ConfigTable& table, UrgencyChoice& choice) { table.Text("batas", choice.limit); });
  Choices(root, "keamanan", sheet.securities, NothingMore);
  ConfigTable signatory = root.Table("penanda_tangan");
  signatory.Text("jabatan", sheet.signatory.title);
  signatory.Text("nama", sheet.signatory.name);
  signatory.Text("pangkat", sheet.signatory.rank);
  signatory.Text("nip", sheet.signatory.nip);
}

void ReadReceipt(ConfigTable root, ReceiptConfig& receipt) {
  Size(root, receipt.size);
  NeededText(root, "alamat_status", receipt.status_url);
  bool is_url =
      receipt.status_url.starts_with("http://") || receipt.status_url.starts_with("https://");
  if (!is_url || receipt.status_url.ends_with("/") || receipt.status_url.size() > 100) {
    root.Problem("alamat_status",
                 "harus alamat http(s) tanpa garis miring di akhir, paling panjang 100 huruf");
  }
  root.Text("catatan", receipt.note);
}

void ReadServices(ConfigTable root, std::vector<ServiceTexts>& services) {
  Choices(root, "layanan", services, [](ConfigTable& table, ServiceTexts& service) {
    table.Text("sop", service.sop);
    table.Texts("selanjutnya", service.next);
    table.Texts("bawa", service.bring);
  });
  auto is_other = [](const ServiceTexts& service) { return service.code == "lainnya"; };
  if (std::none_of(services.begin(), services.end(), is_other)) {
    root.Problem("layanan", "harus ada satu dengan kode \"lainnya\"");
  }
}

void ReadAgenda(ConfigTable root, AgendaConfig& agenda) {
  Size(root, agenda.size);
  if (agenda.size.width < 290) root.Problem("ukuran", "harus f4-mendatar atau a4-mendatar");
  NeededText(root, "judul", agenda.title);
}

void ReadSeparator(ConfigTable root, SeparatorConfig& separator) {
  Size(root, separator.size);
  root.Text("catatan", separator.note);
}

void ReadHandForm(ConfigTable root, HandFormConfig& form) {
  Size(root, form.size);
  if (form.size.width < 290) root.Problem("ukuran", "harus a4-mendatar atau f4-mendatar");
  NeededText(root, "judul", form.title);
  root.Text("catatan", form.note);
}

// Reads one file and adds what is wrong with it to `problems`.
template <class Read>
Result<void> ReadOne(const path& file, std::string& problems, const Read& read) {
  auto config = ConfigFile::Read(file);
  if (!config) {
    if (config.error().fault != Fault::kConfiguration) return config.error();
    problems += config.error().detail + "\n";
    return {};
  }
  read(config->Root());
  if (auto finished = config->Finish(); !finished) problems += finished.error().detail + "\n";
  return {};
}

}  // namespace

const ServiceTexts& PaperConfig::Service(std::string_view code) const {
  static const ServiceTexts kNone;
  const ServiceTexts* other = &kNone;
  for (const ServiceTexts& service : services) {
    if (service.code == code) return service;
    if (service.code == "lainnya") other = &service;
  }
  return *other;
}

Result<PaperConfig> ReadPaperConfig(const path& folder) {
  PaperConfig config;
  std::string problems;
  Result<void> read[] = {
      ReadOne(folder / "kop.toml", problems,
              [&](ConfigTable root) { ReadLetterhead(root, folder, config.letterhead); }),
      ReadOne(folder / "lembar-disposisi.toml", problems,
              [&](ConfigTable root) { ReadSheet(root, config.sheet); }),
      ReadOne(folder / "tanda-terima.toml", problems,
              [&](ConfigTable root) { ReadReceipt(root, config.receipt); }),
      ReadOne(folder / "layanan.toml", problems,
              [&](ConfigTable root) { ReadServices(root, config.services); }),
      ReadOne(folder / "buku-agenda.toml", problems,
              [&](ConfigTable root) { ReadAgenda(root, config.agenda); }),
      ReadOne(folder / "lembar-pemisah.toml", problems,
              [&](ConfigTable root) { ReadSeparator(root, config.separator); }),
      ReadOne(folder / "surat-keluar.toml", problems,
              [&](ConfigTable root) { ReadOutgoing(root, config.outgoing); }),
      ReadOne(folder / "formulir-catat-tangan.toml", problems,
              [&](ConfigTable root) { ReadHandForm(root, config.hand_form); }),
  };
  for (const Result<void>& one : read) {
    if (!one) return one.error().While("reading the papers' configuration");
  }
  if (!problems.empty()) return Error{Fault::kConfiguration, Trimmed(problems)};
  return config;
}

}  // namespace piket
