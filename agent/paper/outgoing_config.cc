#include "agent/paper/outgoing_config.h"

#include <algorithm>
#include <functional>
#include <set>

#include "agent/core/text.h"

namespace piket {
namespace {

constexpr const char* kRoman[] = {"I",   "II",   "III", "IV", "V",  "VI",
                                  "VII", "VIII", "IX",  "X",  "XI", "XII"};
const std::vector<std::string> kNumberWords = {"keamanan",     "urut",  "kode",  "jenis", "unit",
                                               "bulan_romawi", "bulan", "tahun", "hari"};

// Calls `word` for what stands in each pair of braces and puts its answer there; braces without a
// partner are plain text.
std::string EachWord(std::string_view text,
                     const std::function<std::string(const std::string&)>& word) {
  std::string filled;
  for (size_t at = 0; at < text.size();) {
    size_t open = text.find('{', at);
    size_t close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) return filled + std::string(text.substr(at));
    filled += text.substr(at, open - at);
    filled += word(std::string(text.substr(open + 1, close - open - 1)));
    at = close + 1;
  }
  return filled;
}

bool Has(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// "urut:04" is the word "urut", four digits wide; 0 for as many as it takes, -1 when it is none.
int CounterWidth(const std::string& word) {
  if (word == "urut") return 0;
  if (word.size() != 7 || word.rfind("urut:0", 0) != 0 || word[6] < '1' || word[6] > '9') return -1;
  return word[6] - '0';
}

void CheckWords(ConfigTable& table, const char* key, std::string_view text) {
  EachWord(text, [&](const std::string& word) {
    if (!Has(OutgoingWords(), word)) table.Problem(key, "kata {" + word + "} tidak dikenal");
    return "";
  });
}

void WordsText(ConfigTable& table, const char* key, std::string& place) {
  table.Text(key, place);
  CheckWords(table, key, place);
}

void WordsTexts(ConfigTable& table, const char* key, std::vector<std::string>& place) {
  table.Texts(key, place);
  for (const std::string& text : place) CheckWords(table, key, text);
}

void NeededText(ConfigTable& table, const char* key, std::string& place) {
  table.Text(key, place);
  if (Trimmed(place).empty()) table.Problem(key, "harus diisi");
}

// Two letters of different scopes must never get the same full number.
void ReadNumber(ConfigTable& table, OutgoingKind& kind) {
  NeededText(table, "nomor", kind.number);
  std::set<std::string> words;
  EachWord(kind.number, [&](const std::string& word) {
    if (CounterWidth(word) >= 0) {
      words.insert("urut");
    } else if (word != "urut" && Has(kNumberWords, word)) {
      words.insert(word);
    } else {
      table.Problem("nomor", "kata {" + word + "} tidak dikenal");
    }
    return "";
  });
  if (words.count("urut") == 0) table.Problem("nomor", "harus memuat {urut}");
  table.Texts("cakupan", kind.scope);
  for (const std::string& part : kind.scope) {
    if (!Has({"tahun", "kode", "unit", "hari"}, part)) {
      table.Problem("cakupan", "hanya tahun, kode, unit, hari");
    } else if (words.count(part) == 0) {
      table.Problem("nomor", "harus memuat {" + part + "} karena ada dalam cakupan");
    }
  }
  bool day = Has(kind.scope, "hari");
  bool month = words.count("bulan") + words.count("bulan_romawi") > 0;
  if (day && (!month || words.count("tahun") == 0)) {
    table.Problem("nomor", "harus memuat bulan dan tahun karena cakupannya hari");
  }
}

void ReadDecisions(ConfigTable& table, OutgoingKind& kind) {
  for (ConfigTable& each : table.Tables("keputusan")) {
    OutgoingDecision decision;
    NeededText(each, "kode", decision.code);
    NeededText(each, "nama", decision.name);
    WordsTexts(each, "isi", decision.body);
    kind.decisions.push_back(std::move(decision));
  }
}

OutgoingKind ReadKind(ConfigTable& table) {
  OutgoingKind kind;
  NeededText(table, "kode", kind.code);
  NeededText(table, "nama", kind.name);
  table.Choice("bentuk", kind.form, {"surat", "slip", "berita-acara"});
  table.Text("jenis", kind.type);
  table.Text("buku", kind.book);
  if (Trimmed(kind.book).empty()) table.Problem("buku", "harus diisi");
  ReadNumber(table, kind);
  NeededText(table, "penandatangan", kind.signer);
  table.Texts("layanan", kind.services);
  NeededText(table, "hal", kind.subject);
  CheckWords(table, "hal", kind.subject);
  WordsText(table, "pembuka", kind.opening);
  WordsTexts(table, "isi", kind.body);
  ReadDecisions(table, kind);
  WordsText(table, "penutup", kind.closing);
  WordsTexts(table, "tembusan", kind.copies);
  return kind;
}

}  // namespace

bool OutgoingKind::Serves(std::string_view service) const {
  return services.empty() || Has(services, std::string(service));
}

const OutgoingKind* OutgoingConfig::Find(std::string_view code) const {
  for (const OutgoingKind& kind : kinds) {
    if (kind.code == code) return &kind;
  }
  return nullptr;
}

const std::vector<std::string>& OutgoingWords() {
  static const std::vector<std::string> kWords = {
      "nomor_surat",    "tanggal_surat", "perihal", "pengirim", "nomor_agenda", "nomor_resi",
      "tanggal_terima", "layanan",       "sop",     "batas",    "kantor",       "kontak_kantor",
      "kontak",         "telepon",       "hari",    "tanggal",  "subdomain",    "alamat_ip"};
  return kWords;
}

std::string Filled(std::string_view text, const std::map<std::string, std::string>& words) {
  return EachWord(text, [&](const std::string& word) {
    auto found = words.find(word);
    return found == words.end() ? "{" + word + "}" : found->second;
  });
}

std::string FilledNumber(std::string_view number_template, const NumberParts& parts) {
  unsigned month = static_cast<unsigned>(parts.day.month());
  return EachWord(number_template, [&](const std::string& word) -> std::string {
    if (int width = CounterWidth(word); width >= 0) return Format("%0*d", width, parts.counter);
    if (word == "keamanan") return parts.security == "B" ? "" : parts.security + "-";
    if (word == "kode") return parts.classification;
    if (word == "jenis") return parts.type;
    if (word == "unit") return parts.unit;
    if (word == "bulan_romawi") return kRoman[std::clamp(month, 1u, 12u) - 1];
    if (word == "bulan") return Format("%02u", month);
    if (word == "tahun") return std::to_string(static_cast<int>(parts.day.year()));
    if (word == "hari") return Format("%02u", static_cast<unsigned>(parts.day.day()));
    return "{" + word + "}";
  });
}

std::string ScopeOf(const OutgoingKind& kind, const NumberParts& parts) {
  std::string scope = kind.book;
  // In one order, whatever the order in the file.
  for (const char* part : {"tahun", "kode", "unit", "hari"}) {
    if (!Has(kind.scope, part)) continue;
    std::string word = part;
    if (word == "tahun") scope += "/" + std::to_string(static_cast<int>(parts.day.year()));
    if (word == "kode") scope += "/" + parts.classification;
    if (word == "unit") scope += "/" + parts.unit;
    if (word == "hari") scope += "/" + IsoText(parts.day);
  }
  return scope;
}

void ReadOutgoing(ConfigTable root, OutgoingConfig& outgoing) {
  std::string word = outgoing.size.word;
  root.Choice("ukuran", word, PaperSizeWords());
  outgoing.size = PaperSizeFromWord(word).value_or(outgoing.size);
  if (outgoing.size.width < 200 || outgoing.size.height < 290) {
    root.Problem("ukuran", "harus a4 atau f4");
  }
  NeededText(root, "tempat", outgoing.place);
  NeededText(root, "unit", outgoing.unit);
  ConfigTable codes = root.Table("kode_klasifikasi");
  for (const std::string& service : codes.Keys()) {
    codes.Text(service.c_str(), outgoing.classifications[service]);
  }
  std::set<std::string> seen;
  for (ConfigTable& table : root.Tables("surat")) {
    OutgoingKind kind = ReadKind(table);
    if (!seen.insert(kind.code).second) table.Problem("kode", "sudah dipakai di atas");
    outgoing.kinds.push_back(std::move(kind));
  }
  if (outgoing.kinds.empty()) root.Problem("surat", "paling sedikit satu");
}

}  // namespace piket
