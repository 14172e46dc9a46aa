// The plain fields of the label block: urgency, attachments, subject.
#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "agent/core/text.h"
#include "agent/paper/letter_fields.h"
#include "agent/paper/letter_words.h"

namespace piket {
namespace {

// "sangat segera" and the like; "" when the text names no urgency.
std::string UrgencyIn(const std::string& text) {
  bool very = false;
  bool segera = false;
  bool penting = false;
  bool biasa = false;
  for (const std::string& word : PlainWords(text)) {
    very = very || MayBe(word, "sangat") || word == "amat";
    very = very || MayBe(word, "kilat");
    segera = segera || MayBe(word, "segera") || MayBe(word, "kilat");
    penting = penting || MayBe(word, "penting");
    biasa = biasa || MayBe(word, "biasa");
  }
  if (segera) return very ? "sangat segera" : "segera";
  if (penting) return "penting";
  return biasa ? "biasa" : "";
}

// A further word in the value that was not understood may have been "sangat".
bool HasUnknownWord(const std::string& text) {
  std::vector<std::string> words = PlainWords(text);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word.size() >= 4 && UrgencyIn(word).empty() && !MayBe(word, "sangat");
  });
}

// A stamp or a printed mark of its own above the body: "SANGAT SEGERA".
std::optional<Proposal> UrgencyMark(const LetterLayout& letter) {
  for (const Run& run : letter.runs) {
    if (run.middle() > letter.body_top) break;
    if (run.words.size() > 2) continue;
    bool only = std::all_of(run.words.begin(), run.words.end(), [](const PageWord& word) {
      return !UrgencyIn(word.text).empty() || MayBe(word.text, "sangat") ||
             LettersAndDigits(word.text) == "amat";
    });
    std::string urgency = UrgencyIn(run.Text());
    if (!only || urgency.empty() || urgency == "biasa") continue;
    return Propose(urgency, 0.7, run.Confidence(), letter.page, run.Place());
  }
  return std::nullopt;
}

// Dirt behind a value: marks, and short words that were hardly read.
void DropDirt(Run* line) {
  auto dirt = [](const PageWord& word) {
    std::string plain = LettersAndDigits(word.text);
    return plain.empty() || (word.confidence < 0.3 && plain.size() < 4);
  };
  while (line->words.size() > 1 && dirt(line->words.back())) line->words.pop_back();
}

// Lines of a wrapped text as one: a word divided at the line's end is joined, a doubled word or a
// compound keeps its hyphen.
std::string Unwrapped(const std::vector<Run>& lines) {
  std::string text;
  for (const Run& line : lines) {
    std::string next = line.Text();
    bool hyphen = text.size() > 1 && text.back() == '-' &&
                  std::isalpha(static_cast<unsigned char>(text[text.size() - 2]));
    if (!hyphen) {
      text += (text.empty() ? "" : " ") + next;
      continue;
    }
    size_t from = text.find_last_of(' ');
    std::string before = LettersAndDigits(text.substr(from == std::string::npos ? 0 : from));
    std::string after = LettersAndDigits(Split(next, ' ')[0]);
    bool doubled = after.rfind(before, 0) == 0;
    bool divided = std::islower(static_cast<unsigned char>(next[0])) && !doubled;
    if (divided) text.pop_back();
    text += next;
  }
  return text;
}

std::string WithoutEndMarks(std::string text) {
  while (!text.empty() && std::string(".,;:_-|'\"").find(text.back()) != std::string::npos) {
    text.pop_back();
  }
  size_t begin = text.find_first_not_of(".,;:_-|'\" ");
  return begin == std::string::npos ? "" : Trimmed(text.substr(begin));
}

// A letter without "Hal" may carry its kind as a title: "SURAT PENGANTAR", "UNDANGAN".
Proposal TitleAsSubject(const LetterLayout& letter) {
  static const std::set<std::string> kTitles = {
      "surat", "undangan", "pengumuman", "permohonan", "pemberitahuan", "nota", "telaahan"};
  for (const Run& run : letter.runs) {
    if (run.middle() > letter.body_top) break;
    std::vector<std::string> words = PlainWords(run.Text());
    bool title = !words.empty() && kTitles.count(words[0]) > 0 && words.size() <= 8;
    if (!title) continue;
    return Propose(WithoutEndMarks(run.Text()), 0.6, run.Confidence(), letter.page, run.Place());
  }
  return {};
}

bool IsQuantity(const std::string& word) {
  static constexpr std::array<std::string_view, 12> kUnits = {
      "lembar",  "berkas",  "bundel",  "eksemplar", "set",      "buah",
      "rangkap", "dokumen", "halaman", "lbr",       "exemplar", "jepitan"};
  return std::any_of(kUnits.begin(), kUnits.end(),
                     [&](std::string_view unit) { return MayBe(word, unit); });
}

// Words that subjects are made of: what nearly reads like one of them is one.
const std::set<std::string>& SubjectWords() {
  static const std::set<std::string> kWords = {
      "permohonan",   "permintaan",    "pembuatan",    "penerbitan", "pengembangan", "pembangunan",
      "pemutakhiran", "pembaruan",     "pembaharuan",  "perbaikan",  "penyediaan",   "pengadaan",
      "penempatan",   "penitipan",     "pendampingan", "penambahan", "penggunaan",   "pengelolaan",
      "penyampaian",  "pemberitahuan", "pelaksanaan",  "penyusunan", "peminjaman",   "pengajuan",
      "konsultasi",   "sosialisasi",   "koordinasi",   "undangan",   "laporan",      "bulanan",
      "tahunan",      "kegiatan",      "pelatihan",    "bimbingan",  "teknis",       "layanan",
      "pelayanan",    "aplikasi",      "website",      "subdomain",  "domain",       "hosting",
      "colocation",   "server",        "informasi",    "sistem",     "jaringan",     "internet",
      "bandwidth",    "statistik",     "elektronik",   "perangkat",  "daerah",       "sekolah",
      "kecamatan",    "kelurahan",     "rekomendasi",  "fasilitasi", "bantuan",      "dukungan",
      "kerjasama",    "narasumber",    "evaluasi",     "monitoring", "publikasi",    "sertifikat",
      "pengaduan",    "masyarakat",    "pemerintah",   "integrasi"};
  return kWords;
}

// The known word that a doubtful one was meant to be, written as it was; else the word itself.
std::string MeantWord(const PageWord& word) {
  std::string plain = LettersAndDigits(word.text);
  if (word.confidence > 0.9 || plain.size() < 6 || SubjectWords().count(plain) > 0) {
    return word.text;
  }
  for (const std::string& meant : SubjectWords()) {
    bool same_length = plain.size() == meant.size() && word.text.size() == plain.size();
    if (!same_length || EditDistance(LookAlikes(plain), LookAlikes(meant)) > 1) continue;
    std::string mended = meant;
    for (size_t i = 0; i < mended.size(); ++i) {
      bool capital = std::isupper(static_cast<unsigned char>(word.text[i])) != 0;
      bool all_capitals = std::isupper(static_cast<unsigned char>(word.text[1])) != 0;
      if (capital && (i == 0 || all_capitals)) {
        mended[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(mended[i])));
      }
    }
    return mended;
  }
  return word.text;
}

// A doubtful word that is a known one is not doubtful.
void MendKnownWords(std::vector<Run>* lines) {
  for (Run& line : *lines) {
    for (PageWord& word : line.words) {
      std::string meant = MeantWord(word);
      bool known = SubjectWords().count(LettersAndDigits(meant)) > 0;
      double least = meant == word.text ? 0.85 : 0.75;
      word.text = meant;
      if (known) word.confidence = std::max(word.confidence, least);
    }
  }
}

}  // namespace

Proposal ReadUrgency(const LetterPages& pages) {
  const LetterLayout& letter = pages.letter;
  auto mark = UrgencyMark(letter);
  const Labelled* labelled = letter.Find(Label::kUrgency);
  if (labelled != nullptr) {
    const Run& line = labelled->lines[0];
    std::string urgency = UrgencyIn(line.Text());
    // The word belongs to a list of four: reading it at all is nearly reading it right.
    if (!urgency.empty()) {
      double read = std::max(0.7, line.Confidence());
      double found = HasUnknownWord(line.Text()) ? 0.7 : 0.97;
      return Propose(urgency, found, read, letter.page, line.Place());
    }
    if (mark) return *mark;
    // "Rahasia" or "Terbatas" speaks of secrecy; of haste the letter then says nothing.
    return Propose("biasa", 0.5, 0.8, letter.page, line.Place());
  }
  if (mark) return *mark;
  return Propose("biasa", 0.5, 0.8, letter.page, {});
}

std::optional<Proposal> ReadAttachments(const LetterPages& pages) {
  const Labelled* labelled = pages.letter.Find(Label::kAttachments);
  if (labelled == nullptr) return std::nullopt;
  Run line = labelled->lines[0];
  for (size_t i = 0; i + 1 < line.words.size(); ++i) {  // nothing stands behind "lembar"
    if (IsQuantity(line.words[i].text)) line.words.resize(i + 1);
  }
  DropDirt(&line);
  std::string text = line.Text();
  bool none = LettersAndDigits(text).empty();
  if (none && text.find('-') == std::string::npos) return std::nullopt;
  // A lone dash is often read as two or three letters ("Na", "ae"): no count of anything is so short.
  if (!none && line.words.size() == 1 && LettersAndDigits(text).size() <= 3 &&
      text.find_first_of("0123456789") == std::string::npos) {
    return Propose("-", 0.95, 0.85, pages.letter.page, line.Place());
  }
  double read = none ? 0.9 : line.Confidence();
  return Propose(none ? "-" : text, 0.95, read, pages.letter.page, line.Place());
}

Proposal ReadSubject(const LetterPages& pages) {
  const Labelled* labelled = pages.letter.Find(Label::kSubject);
  if (labelled == nullptr) return TitleAsSubject(pages.letter);
  std::vector<Run> lines = labelled->lines;
  for (Run& line : lines) DropDirt(&line);
  MendKnownWords(&lines);
  std::string subject = WithoutEndMarks(Unwrapped(lines));
  Labelled kept = *labelled;
  kept.lines = lines;
  double found = lines.size() <= 3 ? 0.93 : 0.85;
  bool letters = LettersAndDigits(subject).size() >= 4;
  return Propose(subject, letters ? found : 0.4, kept.Confidence(), pages.letter.page,
                 kept.Place());
}

}  // namespace piket
