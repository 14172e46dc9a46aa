#include "agent/paper/indonesian_stem.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <vector>

#include "agent/core/text.h"

namespace piket {
namespace {

bool Ends(const std::string& word, std::string_view with) {
  return word.size() > with.size() &&
         word.compare(word.size() - with.size(), with.size(), with) == 0;
}

bool Begins(const std::string& word, std::string_view with) {
  return word.size() > with.size() && word.compare(0, with.size(), with) == 0;
}

int Vowels(std::string_view word) {
  return static_cast<int>(std::count_if(word.begin(), word.end(), [](char c) {
    return std::string_view("aeiou").find(c) != std::string_view::npos;
  }));
}

// Roots of an office's letters whose first or last letters a rule alone would get wrong: those that
// begin with the letter a prefix swallows (k, m, p), are shorter than the rules dare to leave, or
// end like an ending.
const std::set<std::string>& Roots() {
  static const std::set<std::string> kRoots = {
      "ada",          "adil",       "agenda",     "ajar",        "ajak",       "aju",
      "akhir",        "aktif",      "akun",       "alih",        "aman",       "amat",
      "ambil",        "angkat",     "antar",      "arsip",       "atas",       "atur",
      "awal",         "awas",       "baca",       "bagi",        "baik",       "bangun",
      "bantu",        "bayar",      "beri",       "berita",      "buat",       "buka",
      "butuh",        "cari",       "catat",      "cetak",       "didik",      "duduk",
      "dukung",       "edar",       "ganti",      "giat",        "guna",       "hadir",
      "harap",        "hasil",      "hubung",     "ikut",        "inap",       "isi",
      "izin",         "jadi",       "jalan",      "jaring",      "kait",       "kaji",
      "kantor",       "kelola",     "kembang",    "kenal",       "kerja",      "ketik",
      "kirim",        "kuasa",      "kumpul",     "kunjung",     "kurang",     "lapor",
      "latih",        "layan",      "lihat",      "lindung",     "luas",       "maju",
      "manfaat",      "masuk",      "milik",      "minta",       "mohon",      "muat",
      "mudah",        "mulai",      "mutakhir",   "nilai",       "olah",       "padam",
      "pakai",        "pantau",     "pasang",     "pelihara",    "pesan",      "pindah",
      "pinjam",       "pulih",      "putus",      "rawat",       "rencana",    "salur",
      "sampai",       "sedia",      "selesai",    "serah",       "siap",       "simpan",
      "susun",        "tahu",       "tampil",     "tangan",      "tata",       "teliti",
      "tempat",       "tindak",     "titip",      "tugas",       "ubah",       "uji",
      "ulang",        "undang",     "unduh",      "unggah",      "urus",       "usaha",
      "usul",         "uang",       "rekam",      "koordinasi",  "konsultasi", "informasi",
      "aplikasi",     "distribusi", "disposisi",  "publikasi",   "evaluasi",   "realisasi",
      "administrasi", "komunikasi", "organisasi", "sosialisasi", "operasi",    "dokumentasi",
      "klarifikasi",  "verifikasi", "validasi",   "instalasi",   "integrasi",  "beritahu",
      "baru",         "baharu",     "naung",      "laku",        "laksana",    "tanggap",
      "terbit",       "tuju"};
  return kRoots;
}

bool IsRoot(const std::string& word) { return Roots().count(word) > 0; }

// Words whose beginning or end looks like an affix and is none.
bool IsWhole(const std::string& word) {
  static const std::set<std::string> kWhole = {
      "badan",      "bagian",   "bandwidth",   "berkas",      "bersama",    "bidang",
      "bulan",      "bulungan", "daerah",      "dengan",      "digital",    "dinas",
      "direktur",   "domain",   "halaman",     "inspektorat", "jabatan",    "jalan",
      "kalimantan", "kampung",  "kecamatan",   "kelurahan",   "kemarin",    "kepala",
      "kerja",      "komputer", "lapangan",    "lampiran",    "malinau",    "medan",
      "menteri",    "nelayan",  "nunukan",     "pegawai",     "pemerintah", "pemuda",
      "penting",    "perang",   "peran",       "perihal",     "perikanan",  "periksa",
      "permai",     "pernah",   "persen",      "petani",      "pimpinan",   "sertifikat",
      "satuan",     "sekolah",  "sekretariat", "selatan",     "sejahtera",  "september",
      "server",     "tarakan",  "tanggal",     "terang",      "terima",     "segera",
      "sebagai",    "sebuah",   "setiap",      "sehubungan",  "sesuai",     "ketua"};
  return kWhole.count(word) > 0;
}

struct Prefix {
  std::string_view text;
  std::string_view before;     // letters that may follow; "" is any
  std::string_view swallowed;  // what stood there instead, tried in order; '-' is nothing
};

// me- and pe- change with the first letter behind them and swallow k, p, s, t and, before m, none.
constexpr std::array<Prefix, 27> kPrefixes = {{
    {"memper", "", "-"},    {"diper", "", "-"},     {"bel", "a", "-"},     {"meng", "aeiou", "-k"},
    {"meng", "ghkq", "-"},  {"meny", "aeiou", "s"}, {"mem", "bfvp", "-"},  {"mem", "aeiou", "pm"},
    {"men", "cdjzst", "-"}, {"men", "aeiou", "tn"}, {"me", "lrwymn", "-"}, {"peng", "aeiou", "-k"},
    {"peng", "ghkq", "-"},  {"peny", "aeiou", "s"}, {"pem", "bfvp", "-"},  {"pem", "aeiou", "pm"},
    {"pen", "cdjzst", "-"}, {"pen", "aeiou", "tn"}, {"per", "", "-"},      {"pe", "lrwymnk", "-"},
    {"ber", "", "-"},       {"bek", "e", "k"},      {"ter", "", "-"},      {"di", "", "-"},
    {"ke", "", "-"},        {"se", "", "-"},        {"pel", "a", "-"},
}};

// What may be left when one prefix is taken off.
std::vector<std::string> WithoutPrefix(const std::string& word) {
  std::vector<std::string> rests;
  for (const Prefix& prefix : kPrefixes) {
    if (!Begins(word, prefix.text)) continue;
    char next = word[prefix.text.size()];
    bool fits = prefix.before.empty() || prefix.before.find(next) != std::string_view::npos;
    if (!fits) continue;
    for (char letter : prefix.swallowed) {
      std::string put = letter == '-' ? "" : std::string(1, letter);
      rests.push_back(put + word.substr(prefix.text.size()));
    }
  }
  return rests;
}

// What may be left when an ending is taken off, the word itself first.
std::vector<std::string> WithoutEnding(const std::string& word) {
  std::vector<std::string> rests = {word};
  for (std::string_view end : {"kan", "an", "i"}) {
    if (Ends(word, end)) rests.push_back(word.substr(0, word.size() - end.size()));
  }
  return rests;
}

// A known root under at most two prefixes and an ending; "" when there is none.
std::string KnownRoot(const std::string& word) {
  for (const std::string& body : WithoutEnding(word)) {
    if (IsRoot(body)) return body;
    for (const std::string& once : WithoutPrefix(body)) {
      if (IsRoot(once)) return once;
    }
  }
  for (const std::string& body : WithoutEnding(word)) {
    for (const std::string& once : WithoutPrefix(body)) {
      for (const std::string& twice : WithoutPrefix(once)) {
        if (IsRoot(twice)) return twice;
      }
    }
  }
  return "";
}

// Short words and borrowed ones ("server", "berkas") must keep their heads.
bool IsEnough(const std::string& stem) { return stem.size() >= 4 && Vowels(stem) >= 2; }

// Nouns with pe-, per-, ke- end in -an, verbs with me-, di- in -kan or -i.
std::string RuleEnding(const std::string& word, bool* had_ending) {
  bool noun = Begins(word, "pe") || Begins(word, "ke");
  bool verb = Begins(word, "me") || Begins(word, "di") || Begins(word, "ter");
  std::string rest = word;
  if (!noun && Ends(word, "kan") && (verb || word.size() >= 8)) {
    rest = word.substr(0, word.size() - 3);
  } else if (Ends(word, "an")) {
    rest = word.substr(0, word.size() - 2);
  } else if (verb && Ends(word, "i") && !Ends(word, "si")) {
    rest = word.substr(0, word.size() - 1);
  }
  *had_ending = rest.size() < word.size() && IsEnough(rest);
  return *had_ending ? rest : word;
}

std::string ByRule(const std::string& word) {
  bool had_ending = false;
  std::string stem = RuleEnding(word, &had_ending);
  for (int times = 0; times < 2; ++times) {
    for (const std::string& rest : WithoutPrefix(stem)) {
      bool weak = Begins(stem, "ke") || Begins(stem, "se") || Begins(stem, "ber") ||
                  Begins(stem, "per") || Begins(stem, "ter") || Begins(stem, "di");
      bool often_whole = Begins(stem, "ke") || Begins(stem, "se");
      size_t long_enough = Begins(stem, "di") ? 7 : 8;
      bool sure = !weak || had_ending || (stem.size() >= long_enough && !often_whole);
      if (!sure || !IsEnough(rest) || (times > 0 && rest.size() < 5)) continue;
      stem = rest;
      break;
    }
  }
  return stem;
}

std::string WithoutParticle(const std::string& word) {
  for (std::string_view end : {"lah", "kah", "pun", "nya"}) {
    std::string rest = word.substr(0, word.size() - std::min(word.size(), end.size()));
    if (Ends(word, end) && IsEnough(rest) && !IsRoot(word)) return rest;
  }
  return word;
}

}  // namespace

std::string Stem(std::string_view given) {
  std::string word = LowerAscii(given);
  bool letters = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (!letters || word.size() < 5 || IsWhole(word)) return word;
  word = WithoutParticle(word);
  if (word.size() < 5 || IsWhole(word)) return word;
  std::string root = KnownRoot(word);
  return root.empty() ? ByRule(word) : root;
}

std::string StemText(std::string_view text) {
  std::string stemmed;
  std::string word;
  auto finish = [&] {
    stemmed += Stem(word);
    word.clear();
  };
  for (char c : text) {
    unsigned char byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || byte >= 0x80) {
      word += c;
    } else {
      finish();
      stemmed += c;
    }
  }
  finish();
  return stemmed;
}

}  // namespace piket
