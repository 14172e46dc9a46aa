// Which of the office's services a letter asks for (domain.md §1, G8): by the thing that its
// subject asks for, and where the subject is too general, by the sentence of the body that asks.
#include <algorithm>
#include <set>

#include "agent/core/text.h"
#include "agent/paper/letter_fields.h"
#include "agent/paper/letter_words.h"

namespace piket {
namespace {

using Words = std::vector<std::string>;

bool IsExactly(const std::string& word, const std::set<std::string>& list) {
  return list.count(word) > 0 || std::any_of(list.begin(), list.end(), [&](const std::string& one) {
           return LookAlikes(word) == LookAlikes(one);
         });
}

bool IsIn(const std::string& word, const std::set<std::string>& list) {
  if (IsExactly(word, list)) return true;
  return word.size() >= 7 && std::any_of(list.begin(), list.end(), [&](const std::string& one) {
           return one.size() >= 7 && EditDistance(LookAlikes(word), LookAlikes(one)) <= 1;
         });
}

// Letters about an event, a report or an answer ask for no service, whatever it is about. Compared
// exactly: "pemuatan" is one letter from "pembuatan".
const std::set<std::string> kAnotherMatter = {
    "undangan",  "mengundang", "diundang",      "sosialisasi", "laporan",    "pelatihan",
    "bimbingan", "bimtek",     "workshop",      "lokakarya",   "narasumber", "peserta",
    "rapat",     "monitoring", "evaluasi",      "survei",      "survey",     "kuesioner",
    "tanggapan", "ucapan",     "pemberitahuan", "seminar",     "webinar",    "audiensi",
    "kunjungan", "magang",     "penelitian",    "edaran",      "himbauan",   "imbauan",
    "publikasi", "peliputan",  "liputan",       "pemuatan",    "penayangan", "pengumuman",
    "akun",      "password",   "sandi",         "gangguan",    "keluhan",    "pengaduan",
    "hasil",     "balasan",    "tagihan",       "pembayaran",  "terima",     "penawaran"};

const std::set<std::string> kAsking = {
    "permohonan", "mohon",       "memohon",       "dimohon",     "permintaan",
    "meminta",    "diminta",     "usulan",        "mengusulkan", "pengajuan",
    "mengajukan", "membutuhkan", "memerlukan",    "bermohon",    "kebutuhan",
    "bermaksud",  "fasilitasi",  "memfasilitasi", "berharap",    "mengharapkan"};

// What is done to a website or with an application when the service is asked for.
const std::set<std::string> kMaking = {
    "pembuatan",     "membuat",     "dibuat",        "dibuatkan",   "membuatkan",  "pengembangan",
    "mengembangkan", "pembangunan", "membangun",     "penyediaan",  "menyediakan", "perancangan",
    "pengadaan",     "konsultasi",  "berkonsultasi", "kajian",      "rekomendasi", "pendampingan",
    "analisa",       "analisis",    "penyusunan",    "perencanaan", "rancang",     "pembelian",
    "asistensi",     "integrasi",   "bantuan",       "layanan"};
const std::set<std::string> kUpdating = {
    "pemutakhiran", "pembaruan", "pembaharuan",   "memperbarui", "memutakhirkan", "update",
    "updating",     "perbaikan", "revitalisasi",  "redesain",    "redesign",      "pengelolaan",
    "perubahan",    "penataan",  "migrasi",       "aktivasi",    "pengaktifan",   "upgrade",
    "peremajaan",   "desain",    "penyempurnaan", "penyegaran"};

const std::set<std::string> kAt = {"di", "pada", "melalui", "via", "lewat", "dalam", "oleh"};
const std::set<std::string> kPlacing = {"penitipan",  "menitipkan",  "titip",       "dititipkan",
                                        "penempatan", "menempatkan", "ditempatkan", "penyimpanan",
                                        "pemasangan", "colocation",  "kolokasi"};

enum class Thing { kNone, kColocation, kHosting, kSubdomain, kWebsite, kApplication };

struct ThingSeen {
  Thing thing;
  size_t at;
};

// The thing that begins at words[i].
Thing ThingAt(const Words& words, size_t i) {
  const std::string& word = words[i];
  std::string next = i + 1 < words.size() ? words[i + 1] : "";
  if (IsIn(word, {"colocation", "kolokasi", "collocation", "ko"})) {
    return word == "ko" && next != "lokasi" ? Thing::kNone : Thing::kColocation;
  }
  if (word == "co" && next == "location") return Thing::kColocation;
  if (IsIn(word, {"hosting", "webhosting", "vps"})) return Thing::kHosting;
  if (IsIn(word, {"subdomain", "domain"}) || (word == "sub" && MayBe(next, "domain"))) {
    return Thing::kSubdomain;
  }
  if (IsIn(word, {"website", "situs", "laman", "web", "portal", "websites"})) {
    return next == "hosting" ? Thing::kHosting : Thing::kWebsite;
  }
  if (IsIn(word, {"aplikasi", "software"})) return Thing::kApplication;
  if (word == "sistem" && (next == "informasi" || next == "elektronik")) return Thing::kApplication;
  if (word == "perangkat" && next == "lunak") return Thing::kApplication;
  return Thing::kNone;
}

bool Any(const Words& words, size_t from, size_t to, const std::set<std::string>& list) {
  for (size_t i = from; i < to && i < words.size(); ++i) {
    if (IsIn(words[i], list)) return true;
  }
  return false;
}

std::vector<ThingSeen> ThingsIn(const Words& words) {
  std::vector<ThingSeen> things;
  for (size_t i = 0; i < words.size(); ++i) {
    Thing thing = ThingAt(words, i);
    if (thing != Thing::kNone) things.push_back({thing, i});
  }
  return things;
}

bool Has(const std::vector<ThingSeen>& things, Thing thing) {
  return std::any_of(things.begin(), things.end(),
                     [&](const ThingSeen& seen) { return seen.thing == thing; });
}

// A server brought to us, or an application put on a server of ours.
Thing Placed(const Words& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (!IsIn(words[i], kPlacing)) continue;
    for (size_t k = i + 1; k < words.size() && k < i + 7; ++k) {
      if (words[k] == "server") {
        bool ours = kAt.count(words[k - 1]) > 0 && ThingAt(words, i + 1) != Thing::kNone;
        return ours ? Thing::kHosting : Thing::kColocation;
      }
    }
  }
  return Thing::kNone;
}

bool IsMade(const Words& words, const ThingSeen& seen) {
  size_t from = seen.at > 7 ? seen.at - 7 : 0;
  bool made = Any(words, from, seen.at, kMaking);
  bool updated =
      Any(words, from, seen.at, kUpdating) || Any(words, seen.at, seen.at + 3, {"baru", "terbaru"});
  bool asked = seen.at > 0 && IsIn(words[seen.at - 1], kAsking);
  if (seen.thing == Thing::kApplication) {
    return made || asked || Any(words, from, seen.at, {"pengelolaan", "penyempurnaan"});
  }
  return made || updated || asked;
}

std::string Name(Thing thing) {
  switch (thing) {
    case Thing::kColocation:
      return "colocation";
    case Thing::kHosting:
      return "hosting-subdomain";
    case Thing::kSubdomain:
      return "subdomain";
    case Thing::kWebsite:
      return "website";
    case Thing::kApplication:
      return "konsultasi-aplikasi";
    case Thing::kNone:
      break;
  }
  return "";
}

// The first thing that is asked for counts; a subdomain with hosting is hosting.
Thing AskedThing(const Words& words) {
  std::vector<ThingSeen> things = ThingsIn(words);
  Thing placed = Placed(words);
  if (Has(things, Thing::kColocation)) return Thing::kColocation;
  if (placed != Thing::kNone) return placed;
  for (const ThingSeen& seen : things) {
    bool mere_place = seen.at > 0 && kAt.count(words[seen.at - 1]) > 0;
    switch (seen.thing) {
      case Thing::kHosting:
        return Thing::kHosting;
      case Thing::kSubdomain:
        return Has(things, Thing::kHosting) ? Thing::kHosting : Thing::kSubdomain;
      case Thing::kWebsite:
      case Thing::kApplication:
        if (mere_place && !Any(words, 0, seen.at, kUpdating)) break;
        if (IsMade(words, seen)) return seen.thing;
        break;
      default:
        break;
    }
  }
  return Thing::kNone;
}

// Nothing but words that could ask for anything: "Permohonan Bantuan Layanan TIK".
bool SaysNothing(const Words& words) {
  static const std::set<std::string> kEmpty = {
      "permohonan", "permintaan", "usulan",        "pengajuan", "bantuan",   "layanan",
      "fasilitasi", "dukungan",   "teknis",        "tik",       "teknologi", "informasi",
      "dan",        "komunikasi", "kerja",         "sama",      "kerjasama", "surat",
      "pengantar",  "penting",    "penyampaian",   "proposal",  "kebutuhan", "baru",
      "jaringan",   "pelayanan",  "infrastruktur", "digital",   "nota",      "dinas",
      "untuk",      "server",     "spbe",          "tindak",    "lanjut"};
  return std::all_of(words.begin(), words.end(),
                     [](const std::string& word) { return kEmpty.count(word) > 0; });
}

struct Asked {
  std::string service;
  Run place;
  int page = 0;
};

// Sentences of the body that ask for something, from the top.
Asked AskedInBody(const LetterLayout& letter) {
  std::string sentence;
  Run place;
  for (const Run& run : letter.runs) {
    if (run.middle() < letter.body_top - 1) continue;
    for (const PageWord& word : run.words) {
      sentence += word.text + " ";
      place.words.push_back(word);
      if (word.text.back() != '.' && &word != &letter.runs.back().words.back()) continue;
      Words words = PlainWords(sentence);
      bool asks = Any(words, 0, words.size(), kAsking) || Any(words, 0, words.size(), kMaking);
      bool closing = Any(words, 0, words.size(), {"demikian"});
      Thing thing = asks && !closing ? AskedThing(words) : Thing::kNone;
      if (thing != Thing::kNone) return {Name(thing), place, letter.page};
      sentence.clear();
      place.words.clear();
    }
  }
  return {};
}

}  // namespace

std::string ServiceAskedIn(std::string_view text, bool* decided) {
  Words words = PlainWords(text);
  *decided = std::any_of(words.begin(), words.end(),
                         [](const std::string& word) { return IsExactly(word, kAnotherMatter); });
  if (*decided) return "";
  std::string service = Name(AskedThing(words));
  *decided = !service.empty();
  return service;
}

Proposal ReadService(const LetterPages& pages, const Proposal& subject) {
  bool decided = false;
  std::string service = ServiceAskedIn(subject.value, &decided);
  double read = std::max(0.6, subject.confidence);
  if (!service.empty()) return Propose(service, 0.97, read, subject.page, subject.box);
  Asked body = AskedInBody(pages.letter);
  if (decided) {
    return Propose("lainnya", 0.95, read, subject.page, subject.box);
  }
  bool general = SaysNothing(PlainWords(subject.value));
  if (general && !body.service.empty()) {
    return Propose(body.service, 0.82, 0.9, body.page, body.place.Place());
  }
  if (general) return Propose("lainnya", 0.6, read, subject.page, subject.box);
  // Subject and body speak of different things: the officer decides.
  if (!body.service.empty()) {
    return Propose("lainnya", 0.6, read, subject.page, subject.box);
  }
  return Propose("lainnya", 0.9, read, subject.page, subject.box);
}

}  // namespace piket
