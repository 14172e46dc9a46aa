// What the office says about its papers: config/papers/*.toml. Letterhead, sizes, the lists to
// tick, what receipts tell the sender. Read once at start; strict: an unknown key, a wrong type or
// a missing text is an error with file, line and column.
#ifndef PIKET_AGENT_PAPER_PAPER_CONFIG_H_
#define PIKET_AGENT_PAPER_PAPER_CONFIG_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/result.h"
#include "agent/paper/outgoing_config.h"
#include "agent/paper/paper_size.h"

namespace piket {

// kop.toml
struct Letterhead {
  std::string government;  // "PEMERINTAH KOTA TARAKAN"
  std::string office;
  std::string short_name;  // in running text
  std::string address;
  std::string contact;
  std::string logo_png;  // the picture's bytes, empty without one
};

// Something to tick. `code` is what the program calls it, `name` what is printed.
struct TickChoice {
  std::string code;
  std::string name;
};

// A degree of speed with the preset limit a letter without a procedure gets ("1 Hari", "" none).
struct UrgencyChoice {
  std::string code;
  std::string name;
  std::string limit;
};

// Who signs at the foot of the sheet, title in full ("Plt. Kepala Dinas …", R-15). Empty lines are
// left to write on.
struct Signatory {
  std::string title;
  std::string name;
  std::string rank;
  std::string nip;
};

// lembar-disposisi.toml
struct SheetConfig {
  PaperSize size;
  int chain_rows = 4;
  std::vector<TickChoice> recipients;
  std::vector<TickChoice> instructions;
  std::vector<UrgencyChoice> urgencies;
  std::vector<TickChoice> securities;
  Signatory signatory;
};

// layanan.toml: one service as the papers speak of it.
struct ServiceTexts {
  std::string code;  // "subdomain"
  std::string name;
  std::string sop;                // number of its SOP, may be empty
  std::vector<std::string> next;  // what happens next
  std::vector<std::string> bring;
};

// tanda-terima.toml
struct ReceiptConfig {
  PaperSize size;
  std::string status_url;  // the QR is this, a slash and the tracking code
  std::string note;        // at the foot
};

// buku-agenda.toml, lembar-pemisah.toml
struct AgendaConfig {
  PaperSize size{"f4-mendatar", 330, 215};
  std::string title = "BUKU AGENDA SURAT MASUK";
};
struct SeparatorConfig {
  PaperSize size{"a4", 210, 297};
  std::string note;
};

// formulir-catat-tangan.toml
struct HandFormConfig {
  PaperSize size{"a4-mendatar", 297, 210};
  std::string title = "FORMULIR CATAT TANGAN SURAT MASUK";
  std::string note;
};

struct PaperConfig {
  Letterhead letterhead;
  SheetConfig sheet;
  ReceiptConfig receipt;
  AgendaConfig agenda;
  SeparatorConfig separator;
  OutgoingConfig outgoing;
  HandFormConfig hand_form;
  std::vector<ServiceTexts> services;

  // The texts of a service, those of "lainnya" when it has none of its own.
  const ServiceTexts& Service(std::string_view code) const;
};

// Reads kop.toml, lembar-disposisi.toml, tanda-terima.toml, layanan.toml, buku-agenda.toml,
// lembar-pemisah.toml, surat-keluar.toml and formulir-catat-tangan.toml of `folder`. kConfiguration naming every problem of every file; kNotFound.
Result<PaperConfig> ReadPaperConfig(const std::filesystem::path& folder);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_PAPER_CONFIG_H_
