// The sender: the office named in the letterhead. A letterhead goes from the government down to the
// office that writes, over one or several lines; a known office is told by its whole name, an
// unknown one keeps the letterhead's words.
#include <algorithm>
#include <cctype>
#include <set>

#include "agent/core/text.h"
#include "agent/paper/letter_fields.h"
#include "agent/paper/letter_words.h"

namespace piket {
namespace {

// First words of the name of a body that can write a letter.
bool HeadsOffice(const std::string& word) {
  static const std::set<std::string> kHeads = {
      "dinas",       "badan",     "kantor",      "satuan",   "inspektorat", "kecamatan",
      "kelurahan",   "desa",      "sekretariat", "bagian",   "rumah",       "upt",
      "uptd",        "puskesmas", "sd",          "sdn",      "smp",         "smpn",
      "sma",         "sman",      "smk",         "smkn",     "mts",         "mtsn",
      "ma",          "man",       "mi",          "min",      "tk",          "paud",
      "sekolah",     "madrasah",  "pondok",      "yayasan",  "universitas", "politeknik",
      "akademi",     "institut",  "pt",          "cv",       "ud",          "perumda",
      "perusahaan",  "perseroan", "koperasi",    "bank",     "komisi",      "dewan",
      "pengadilan",  "kejaksaan", "kepolisian",  "lembaga",  "balai",       "perum",
      "asosiasi",    "persatuan", "ikatan",      "himpunan", "panitia",     "forum",
      "gereja",      "masjid",    "kementerian", "komando",  "pangkalan",   "stasiun",
      "otoritas",    "karang",    "unit",        "rsud",     "rsu",         "klinik",
      "bpjs",        "ormas",     "palang",      "gerakan",  "majelis",     "unsur",
      "organisasi",  "komite",    "tim",         "fakultas", "biro",        "loka",
      "perkumpulan", "paguyuban", "apotek",      "hotel",    "toko",        "sanggar"};
  static const std::set<std::string> kTolerant = {
      "dinas",       "badan",       "kantor",   "satuan",     "inspektorat", "kecamatan",
      "kelurahan",   "sekretariat", "bagian",   "puskesmas",  "sekolah",     "yayasan",
      "universitas", "perusahaan",  "koperasi", "pengadilan", "kejaksaan",   "kepolisian"};
  std::string plain = LettersAndDigits(word);
  if (kHeads.count(plain) > 0) return true;
  return plain.size() >= 5 &&
         std::any_of(kTolerant.begin(), kTolerant.end(),
                     [&](const std::string& head) { return MayBe(plain, head); });
}

bool IsAddress(const Run& run) {
  static const std::set<std::string> kAddress = {
      "jl",    "jalan",   "jln",       "telp",  "telepon", "tlp",   "alamat",
      "fax",   "faks",    "faksimile", "email", "website", "laman", "hp",
      "phone", "kodepos", "posel",     "http",  "https",   "www"};
  for (const PageWord& word : run.words) {
    for (const std::string& part : PlainWords(word.text)) {
      if (kAddress.count(part) > 0) return true;
    }
    if (word.text.find('@') != std::string::npos) return true;
  }
  std::string text = LettersAndDigits(run.Text());
  return MayBe(PlainWords(run.Text()).empty() ? "" : PlainWords(run.Text())[0], "jalan") ||
         text.rfind("kodepos", 0) == 0;
}

int CapitalsIn(const std::string& text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isupper(c); }));
}
int LettersIn(const std::string& text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c); }));
}

// A line of the letterhead without what reading made of a logo beside it.
Run WithoutLogo(const Run& run) {
  Run kept;
  double tallest = 0;
  for (const PageWord& word : run.words) {
    if (LettersIn(word.text) >= 3) tallest = std::max(tallest, word.box.height);
  }
  for (const PageWord& word : run.words) {
    std::string plain = LettersAndDigits(word.text);
    bool joins = plain == "dan" || word.text == "&";
    bool dirt = plain.empty() && !joins;
    bool doubtful = word.confidence < 0.35 && LettersIn(word.text) < 4;
    bool outsized = tallest > 0 && word.box.height > 2.2 * tallest;
    if (!dirt && !doubtful && !outsized) kept.words.push_back(word);
  }
  return kept;
}

struct NameLine {
  Run run;
  std::vector<std::string> words;  // plain
};

bool IsGovernment(const NameLine& line) { return MayBe(line.words[0], "pemerintah"); }

// Registration numbers, mottos in small letters, "Terakreditasi A": below the name, not part of it.
bool IsRemark(const NameLine& line) {
  std::string text = line.run.Text();
  auto digits =
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
  static const std::set<std::string> kRemarks = {"npsn", "nss",   "terakreditasi", "akreditasi",
                                                 "izin", "nomor", "npwp",          "sk",
                                                 "akta", "no",    "berdasarkan"};
  return digits >= 5 || kRemarks.count(line.words[0]) > 0;
}

// The letterhead's lines above its address, from the top.
std::vector<NameLine> NameLines(const LetterLayout& letter) {
  std::vector<NameLine> lines;
  double until = std::min(letter.block_top, 0.3 * letter.height);
  for (const Run& run : letter.runs) {
    if (run.middle() > until || IsAddress(run)) break;
    if (!DatesIn(run).empty()) break;
    Run clean = WithoutLogo(run);
    if (clean.empty()) continue;
    NameLine line{clean, PlainWords(clean.Text())};
    if (line.words.empty() || LettersIn(clean.Text()) < 2) continue;
    if (MayBe(line.words[0], "kepada") || MayBe(line.words[0], "nomor")) break;
    bool beside = !lines.empty() && std::abs(lines.back().run.middle() - clean.middle()) < 1.5;
    if (beside) {
      for (const PageWord& word : clean.words) lines.back().run.words.push_back(word);
      std::sort(lines.back().run.words.begin(), lines.back().run.words.end(),
                [](const PageWord& a, const PageWord& b) { return a.box.x < b.box.x; });
      lines.back().words = PlainWords(lines.back().run.Text());
    } else {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

// Lines from one office's head word up to the next one.
struct Unit {
  std::vector<NameLine> lines;
  bool head = false;

  std::string Text(size_t count) const {
    std::string text;
    for (size_t i = 0; i < count && i < lines.size(); ++i) {
      text += (text.empty() ? "" : " ") + lines[i].run.Text();
    }
    return text;
  }
  std::string Text() const { return Text(lines.size()); }
};

bool EndsJoining(const NameLine& line) {
  static const std::set<std::string> kJoining = {"dan", "untuk", "serta", "di", "pada"};
  const std::string& last = line.run.words.back().text;
  return last.back() == ',' || last == "&" || kJoining.count(line.words.back()) > 0;
}

double TallestLetter(const Run& run) {
  double tallest = 0;
  for (const PageWord& word : run.words) tallest = std::max(tallest, word.box.height);
  return tallest;
}

// A line below a name that is set like it goes on with it.
bool GoesOn(const NameLine& above, const NameLine& line) {
  if (EndsJoining(above)) return true;
  if (IsRemark(line)) return false;
  std::string text = line.run.Text();
  bool capitals = CapitalsIn(text) * 10 > LettersIn(text) * 8;
  bool above_capitals = CapitalsIn(above.run.Text()) * 10 > LettersIn(above.run.Text()) * 8;
  double ratio = TallestLetter(line.run) / std::max(0.1, TallestLetter(above.run));
  return capitals == above_capitals && ratio > 0.72 && ratio < 1.4;
}

std::vector<Unit> Units(const std::vector<NameLine>& lines, std::string* government) {
  std::vector<Unit> units;
  bool in_government = false;
  for (const NameLine& line : lines) {
    bool head = HeadsOffice(line.words[0]);
    if (IsGovernment(line)) {
      *government = line.run.Text();
      in_government = true;
      continue;
    }
    if (in_government && !head && units.empty() && government->size() < 22 &&
        (line.words[0] == "kota" || line.words[0] == "kabupaten" || line.words[0] == "provinsi" ||
         MayBe(line.words[0], "kalimantan"))) {
      *government += " " + line.run.Text();
      continue;
    }
    in_government = false;
    bool joined = !units.empty() && EndsJoining(units.back().lines.back());
    if (units.empty() || (head && !joined) || !GoesOn(units.back().lines.back(), line)) {
      if (IsRemark(line)) continue;
      units.push_back({{line}, head});
    } else {
      units.back().lines.push_back(line);
    }
  }
  return units;
}

// Names compared by words: "dan" and "&" are nothing, DPRD is what it stands for, the home
// government behind a name says nothing.
std::vector<std::string> NameWords(std::string_view name, std::string_view home) {
  std::vector<std::string> words;
  for (const std::string& word : PlainWords(name)) {
    if (word == "dan" || word == "dn") continue;
    if (word == "dprd") {
      for (const char* part : {"dewan", "perwakilan", "rakyat", "daerah"}) words.push_back(part);
    } else {
      words.push_back(word);
    }
  }
  std::vector<std::string> tail = PlainWords(home);
  bool ends_home = words.size() > tail.size() + 1 && !tail.empty() &&
                   std::equal(tail.rbegin(), tail.rend(), words.rbegin(),
                              [](const auto& a, const auto& b) { return MayBe(b, a); });
  // "Rumah Sakit Umum Kota Tarakan" keeps its town: without it nothing of its own is left.
  if (ends_home && words[0] != "rumah") words.resize(words.size() - tail.size());
  return words;
}

std::string Joined(const std::vector<std::string>& words) { return LookAlikes(Join(words, "")); }

// Letters that differ, or a large number when it is another office.
int NameDistance(const std::vector<std::string>& read, const std::vector<std::string>& known) {
  constexpr int kOther = 1000;
  std::string a = Joined(read);
  std::string b = Joined(known);
  int distance = EditDistance(a, b);
  if (distance > std::max<int>(1, static_cast<int>(b.size()) / 8)) return kOther;
  if (read.size() != known.size()) {
    return distance * 12 <= static_cast<int>(b.size()) ? distance : kOther;
  }
  for (size_t i = 0; i < read.size(); ++i) {  // one other word is another office
    std::string x = LookAlikes(read[i]);
    std::string y = LookAlikes(known[i]);
    int allowed = std::max<int>(y.size() >= 4 ? 1 : 0, static_cast<int>(y.size()) * 3 / 10);
    if (EditDistance(x, y) > allowed) return kOther;
  }
  return distance;
}

struct Match {
  const Office* office = nullptr;
  int distance = 1000;
  size_t length = 1;
};

Match BestOffice(const std::string& text, const std::vector<Office>& offices,
                 std::string_view home) {
  Match best;
  int second = 1000;
  std::vector<std::string> read = NameWords(text, home);
  for (const Office& office : offices) {
    std::vector<std::string> known = NameWords(office.name, home);
    int distance = NameDistance(read, known);
    if (distance < best.distance) {
      second = best.distance;
      best = {&office, distance, Joined(known).size()};
    } else {
      second = std::min(second, distance);
    }
  }
  if (best.distance >= 1000 || second <= best.distance) return {};
  return best;
}

std::string Titled(const std::string& text) {
  static const std::set<std::string> kSmall = {"dan", "di", "ke", "untuk", "dari", "pada", "serta"};
  static const std::set<std::string> kCapitals = {
      "PT",  "CV",   "UD",   "UPT",  "UPTD", "SD",  "SDN",  "SMP",  "SMPN", "SMA", "SMAN",
      "SMK", "SMKN", "MTSN", "MI",   "MAN",  "MIN", "TK",   "PAUD", "DPRD", "KPU", "BPS",
      "TNI", "AL",   "AU",   "AD",   "RSUD", "RSU", "BNN",  "BPJS", "PKK",  "RI",  "BLUD",
      "RT",  "RW",   "PLN",  "PDAM", "II",   "III", "IV",   "VI",   "VII",  "BRI", "BNI",
      "PMI", "KONI", "IDI",  "PGRI", "MUI",  "NU",  "BMKG", "LPKA", "IT",   "ASN", "SKB"};
  if (CapitalsIn(text) * 10 < LettersIn(text) * 7) return text;
  std::vector<std::string> words = Split(text, ' ');
  for (size_t i = 0; i < words.size(); ++i) {
    std::string bare;
    for (char c : words[i]) {
      if (std::isalpha(static_cast<unsigned char>(c))) bare += c;
    }
    if (kCapitals.count(bare) > 0) continue;
    std::string lower = LowerAscii(words[i]);
    bool begins = true;
    for (char& c : lower) {
      bool letter = std::isalpha(static_cast<unsigned char>(c)) || c == '\'';
      if (begins && letter && (i == 0 || kSmall.count(lower) == 0)) {
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      }
      begins = !letter;
    }
    words[i] = lower;
  }
  std::string titled = Join(words, " ");
  while (!titled.empty() && std::string(",;:-").find(titled.back()) != std::string::npos) {
    titled.pop_back();
  }
  return Trimmed(titled);
}

bool IsOtherGovernment(const std::string& government, std::string_view home) {
  if (government.empty() || home.empty()) return false;
  std::string read = LookAlikes(government);
  std::string meant = LookAlikes(std::string(home));
  if (read.size() <= meant.size()) return false;
  std::string tail = read.substr(read.size() - meant.size());
  return EditDistance(tail, meant) > static_cast<int>(meant.size()) / 5;
}

// "PEMERINTAH KABUPATEN BULUNGAN" → "Kabupaten Bulungan"
std::string GovernmentName(const std::string& government) {
  std::vector<std::string> words = Split(Titled(government), ' ');
  words.erase(words.begin());
  if (!words.empty() && words[0] == "Daerah") words.erase(words.begin());
  return Join(words, " ");
}

struct Named {
  std::string text;
  std::vector<const NameLine*> lines;
};

std::vector<const NameLine*> LinesOf(const Unit& unit, size_t count) {
  std::vector<const NameLine*> lines;
  for (size_t i = 0; i < count && i < unit.lines.size(); ++i) lines.push_back(&unit.lines[i]);
  return lines;
}

// The names that the unit, alone or with the one above it, may stand for; longest first.
std::vector<Named> NamesOf(const std::vector<Unit>& units, size_t i) {
  std::vector<Named> names;
  for (size_t count = units[i].lines.size(); count > 0; --count) {
    if (i > 0) {
      std::vector<const NameLine*> lines = LinesOf(units[i - 1], units[i - 1].lines.size());
      for (const NameLine* line : LinesOf(units[i], count)) lines.push_back(line);
      names.push_back({units[i].Text(count) + " " + units[i - 1].Text(), lines});
      names.push_back({units[i - 1].Text() + " " + units[i].Text(count), lines});
    }
    names.push_back({units[i].Text(count), LinesOf(units[i], count)});
  }
  return names;
}

Proposal From(const std::string& value, double found, const std::vector<const NameLine*>& lines,
              int page) {
  Run words;
  for (const NameLine* line : lines) {
    words.words.insert(words.words.end(), line->run.words.begin(), line->run.words.end());
  }
  return Propose(value, found, words.Confidence(), page, words.Place());
}

std::optional<Proposal> KnownOffice(const std::vector<Unit>& units, size_t i,
                                    const std::vector<Office>& offices, std::string_view home,
                                    const std::string& government, int page) {
  Match best;
  Named best_name;
  for (Named& name : NamesOf(units, i)) {
    Match match = BestOffice(name.text, offices, home);
    if (match.office == nullptr || match.distance >= best.distance) continue;
    best = match;
    best_name = std::move(name);
  }
  if (best.office == nullptr) return std::nullopt;
  if (IsOtherGovernment(government, home)) {
    std::string value = Titled(best_name.text) + " " + GovernmentName(government);
    return From(value, 0.8, best_name.lines, page);
  }
  // The name itself confirms the reading, so the words' own confidence counts little.
  double slips = static_cast<double>(best.distance) / static_cast<double>(best.length);
  Proposal proposal = From(best.office->name, 1, best_name.lines, page);
  proposal.confidence = std::max(0.0, 0.97 - 2 * slips);
  proposal.unsure = proposal.confidence < kSureFrom;
  proposal.office_code = best.office->code;
  return proposal;
}

bool IsPart(const Unit& unit) { return unit.lines[0].words[0] == "bagian"; }
bool HasParts(const Unit& unit) { return MayBe(unit.lines[0].words[0], "sekretariat"); }

// An unknown office: the lowest unit with a head word; units that only make sense together
// ("Bagian Umum" of "Sekretariat Daerah") stay together.
Proposal UnknownOffice(const std::vector<Unit>& units, size_t i, int page) {
  bool part_above = i > 0 && IsPart(units[i - 1]) && HasParts(units[i]);
  if (part_above) {
    std::vector<const NameLine*> both = LinesOf(units[i - 1], units[i - 1].lines.size());
    for (const NameLine* line : LinesOf(units[i], units[i].lines.size())) both.push_back(line);
    return From(Titled(units[i - 1].Text() + " " + units[i].Text()), 0.9, both, page);
  }
  const Unit& unit = units[i];
  std::string text = Titled(unit.Text());
  std::vector<const NameLine*> lines = LinesOf(unit, unit.lines.size());
  bool part = IsPart(unit) && i > 0 && HasParts(units[i - 1]);
  if (part) {
    text += " " + Titled(units[i - 1].Text());
    for (const NameLine* line : LinesOf(units[i - 1], units[i - 1].lines.size())) {
      lines.push_back(line);
    }
  }
  return From(text, unit.head ? 0.9 : 0.75, lines, page);
}

// Without any head word the largest letters are the name.
size_t LargestUnit(const std::vector<Unit>& units) {
  size_t largest = 0;
  for (size_t i = 1; i < units.size(); ++i) {
    double height = TallestLetter(units[i].lines[0].run);
    if (height > 1.15 * TallestLetter(units[largest].lines[0].run)) largest = i;
  }
  return largest;
}

Proposal FromLetterhead(const LetterLayout& letter, const std::vector<Office>& offices,
                        std::string_view home) {
  std::string government;
  std::vector<NameLine> lines = NameLines(letter);
  std::vector<Unit> units = Units(lines, &government);
  if (units.empty()) {
    if (government.empty()) return {};
    return From(Titled(government), 0.7, {&lines[0]}, letter.page);
  }
  size_t lowest = units.size();
  for (size_t i = 0; i < units.size(); ++i) {
    if (units[i].head) lowest = i;
  }
  for (size_t i = units.size(); i-- > (lowest == units.size() ? 0 : lowest);) {
    auto known = KnownOffice(units, i, offices, home, government, letter.page);
    if (known) return *known;
  }
  if (lowest == units.size()) return UnknownOffice(units, LargestUnit(units), letter.page);
  return UnknownOffice(units, lowest, letter.page);
}

// "Dari : Kepala Bagian Umum" of a memorandum.
std::string WithoutPost(const std::string& text) {
  static const std::set<std::string> kPosts = {"kepala", "plt", "plh",     "an",      "direktur",
                                               "ketua",  "pj",  "manajer", "pimpinan"};
  std::vector<std::string> words = Split(text, ' ');
  while (words.size() > 1 && kPosts.count(LettersAndDigits(words[0])) > 0) {
    words.erase(words.begin());
  }
  std::string first = LettersAndDigits(words[0]);
  if (words.size() > 1 && first == "lurah") words[0] = "Kelurahan";
  if (words.size() > 1 && first == "camat") words[0] = "Kecamatan";
  return Join(words, " ");
}

// The code in the number, where the letterhead was a picture or could not be read.
Proposal FromCode(const LetterLayout& letter, const std::vector<Office>& offices) {
  const Labelled* number = letter.Find(Label::kNumber);
  if (number == nullptr) return {};
  for (const std::string& part : Split(number->lines[0].Text(), '/')) {
    for (const Office& office : offices) {
      if (Trimmed(part) != office.code) continue;
      Proposal proposal = Propose(office.name, 0.7, 1, letter.page, number->Place());
      proposal.office_code = office.code;
      return proposal;
    }
  }
  return {};
}

Proposal FromSignature(const LetterLayout& page, const std::vector<Office>& offices,
                       std::string_view home) {
  for (const Run& run : page.runs) {
    if (run.middle() < page.body_top) continue;
    std::string text = WithoutPost(run.Text());
    if (text == run.Text() || run.words.size() > 9) continue;
    Match match = BestOffice(text, offices, home);
    bool unknown = match.office == nullptr && HeadsOffice(Split(text, ' ')[0]);
    if (match.office == nullptr && !unknown) continue;
    Proposal proposal = Propose(unknown ? Titled(text) : match.office->name, unknown ? 0.5 : 0.65,
                                run.Confidence(), page.page, run.Place());
    if (!unknown) proposal.office_code = match.office->code;
    return proposal;
  }
  return {};
}

}  // namespace

Proposal ReadSender(const LetterPages& pages, const std::vector<Office>& offices,
                    std::string_view home) {
  Proposal proposal = FromLetterhead(pages.letter, offices, home);
  Proposal code = FromCode(pages.letter, offices);
  if (!proposal.office_code.empty()) {
    if (proposal.office_code == code.office_code) {
      proposal.confidence = std::min(0.99, proposal.confidence + 0.05);
      proposal.unsure = proposal.confidence < kSureFrom;
    }
    return proposal;
  }
  if (const Labelled* from = pages.letter.Find(Label::kSender)) {
    std::string text = WithoutPost(from->lines[0].Text());
    Match match = BestOffice(text, offices, home);
    proposal = Propose(match.office ? match.office->name : Titled(text), 0.85, from->Confidence(),
                       pages.letter.page, from->Place());
    if (match.office != nullptr) proposal.office_code = match.office->code;
    return proposal;
  }
  if (!proposal.value.empty()) return proposal;
  if (!code.value.empty()) return code;
  proposal = FromSignature(pages.letter, offices, home);
  for (size_t i = 0; i < pages.further.size() && proposal.value.empty(); ++i) {
    proposal = FromSignature(pages.further[i], offices, home);
  }
  return proposal;
}

}  // namespace piket
