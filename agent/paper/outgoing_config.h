// What the office's own letters say and how they are numbered: config/papers/surat-keluar.toml.
// Texts may hold words in braces, {nomor_surat}, that are filled in from the case; one that nobody
// knows is an error with file, line and column.
#ifndef PIKET_AGENT_PAPER_OUTGOING_CONFIG_H_
#define PIKET_AGENT_PAPER_OUTGOING_CONFIG_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/clock.h"
#include "agent/core/config_file.h"
#include "agent/paper/paper_size.h"

namespace piket {

struct OutgoingDecision {
  std::string code;  // "disetujui"
  std::string name;
  std::vector<std::string> body;
};

struct OutgoingKind {
  std::string code;            // "surat-tanggapan"
  std::string name;            // "Surat Tanggapan"
  std::string form = "surat";  // surat, slip, berita-acara
  std::string type;            // {jenis} of its number
  std::string book = "surat-keluar";
  std::string number;                 // template: "{keamanan}{kode}/{urut:04}/{unit}/{tahun}"
  std::vector<std::string> scope;     // where its counter starts anew: tahun, kode, unit, hari
  std::string signer;                 // the position that approves and signs
  std::vector<std::string> services;  // "" of none: for all
  std::string subject;
  std::string opening;
  std::vector<std::string> body;  // without a decision
  std::vector<OutgoingDecision> decisions;
  std::string closing;
  std::vector<std::string> copies;

  bool Serves(std::string_view service) const;
};

struct OutgoingConfig {
  PaperSize size{"f4", 215, 330};
  std::string place;
  std::string unit;                                    // {unit}
  std::map<std::string, std::string> classifications;  // service → {kode}
  std::vector<OutgoingKind> kinds;

  const OutgoingKind* Find(std::string_view code) const;  // null when there is none
};

// The words a text may hold.
const std::vector<std::string>& OutgoingWords();
// Fills in the words; an unknown one stays as it is (the configuration has none).
std::string Filled(std::string_view text, const std::map<std::string, std::string>& words);

struct NumberParts {
  int counter = 0;
  std::string security = "B";  // R and SR stand before the number, "R-"
  std::string classification;
  std::string type;
  std::string unit;
  Date day;
};
// "000.8.3.3/0007/ST/DKISP/V/2026".
std::string FilledNumber(std::string_view number_template, const NumberParts& parts);
// The counter's name: "surat-keluar/2026/500.12.6.2".
std::string ScopeOf(const OutgoingKind& kind, const NumberParts& parts);

void ReadOutgoing(ConfigTable root, OutgoingConfig& outgoing);

}  // namespace piket

#endif  // PIKET_AGENT_PAPER_OUTGOING_CONFIG_H_
