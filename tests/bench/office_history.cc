#include "tests/bench/office_history.h"

#include <cmath>
#include <map>
#include <random>

#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/letters/batch.h"
#include "agent/letters/disposition.h"
#include "agent/letters/letter.h"
#include "agent/letters/print.h"
#include "agent/paper/indonesian_stem.h"
#include "agent/paper/office_list.h"
#include "agent/post.h"
#include "agent/procedure/case.h"
#include "agent/procedure/procedure.h"
#include "tests/fakes/fake_clock.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWords[] = {
    "permohonan", "pembuatan",   "subdomain",    "website",     "aplikasi",  "pelayanan",
    "publik",     "dinas",       "kesehatan",    "pendidikan",  "kecamatan", "kelurahan",
    "bersama",    "ini",         "kami",         "sampaikan",   "dengan",    "hormat",
    "sehubungan", "pelaksanaan", "kegiatan",     "pengelolaan", "data",      "informasi",
    "jaringan",   "internet",    "server",       "colocation",  "hosting",   "keamanan",
    "pemasangan", "perangkat",   "pemeliharaan", "konsultasi",  "undangan",  "rapat",
    "koordinasi", "laporan",     "bulanan",      "anggaran",    "perubahan", "penyusunan",
    "dokumen",    "arsip",       "pegawai",      "pelatihan",   "operator",  "pengaduan",
    "masyarakat", "tarakan",     "utara",        "tengah",      "barat",     "timur"};

class Historian {
 public:
  Historian(Journal& journal, FakeClock& clock, const HistoryPlan& plan)
      : journal_(journal), clock_(clock), plan_(plan) {}

  Result<void> ReadHouse() {
    const fs::path config = fs::path(PIKET_SOURCE_DIR) / "config";
    auto positions = ReadPositions(config / "positions.toml");
    if (!positions) return positions.error();
    auto shelf = ProcedureShelf::Open(config / "sop", positions->Actors());
    if (!shelf) return shelf.error();
    for (const char* id : {"website", "konsultasi-aplikasi", "subdomain", "colocation",
                           "hosting-subdomain", "lainnya"}) {
      auto procedure = (*shelf)->InForce(
          id, Date(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(1)));
      if (!procedure) return procedure.error();
      for (const Step& step : (*procedure)->steps) {
        auto held = positions->PositionsOf(step.actors.front());
        holders_[{id, step.no}] = held.empty() ? "opd" : held.front();
      }
      procedures_.push_back(*procedure);
    }
    auto offices = ReadOffices(config / "offices.csv");
    if (!offices) return offices.error();
    for (const Office& office : *offices) senders_.push_back(office.name);
    return {};
  }

  Result<int64_t> Write() {
    constexpr int kTogether = 200;
    for (int n = 0; n < plan_.letters; n += kTogether) {
      auto written = journal_.Write<void>([&](Database& db) -> Result<void> {
        for (int i = n; i < std::min(n + kTogether, plan_.letters); ++i) {
          if (auto one = WriteLetter(db, i); !one) return one;
        }
        return {};
      });
      if (!written) return written.error();
    }
    if (auto seen = SeeAll(); !seen) return seen.error();
    return entries_;
  }

 private:
  // The cases stand where this history put them: nothing is left that would move them on.
  Result<void> SeeAll() {
    return journal_.database().Write<void>([](Database& db) {
      return db.Run("INSERT OR REPLACE INTO local_case_cursor SELECT 1, max(n) FROM arrival");
    });
  }

  Result<void> Append(Database& db, const NewEntry& entry) {
    ++entries_;
    auto appended = journal_.Append(db, entry);
    if (!appended) return appended.error();
    return {};
  }

  // As letters are: a few words stand everywhere, most stand in few letters, some are numbers.
  std::string Words(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      auto dice = random_() % 20;
      if (dice == 0) {
        text += std::to_string(random_() % 5000);
      } else if (dice < 6) {
        text += kWords[random_() % std::size(kWords)];
      } else {
        text += RareWord();
      }
      text += ' ';
    }
    return text;
  }

  // One of 20,000 made-up words, the n-th about 1/n as often as the first.
  std::string RareWord() {
    static constexpr const char* kSyllables[] = {"ba", "di", "ku", "me", "no", "pa", "ra", "si",
                                                 "ta", "wi", "la", "gu", "jo", "ke", "mu", "sa"};
    double dice = static_cast<double>(random_()) / static_cast<double>(std::mt19937::max());
    auto n = static_cast<unsigned>(std::pow(20000.0, dice));
    std::string word;
    for (unsigned left = n * 7919 + 65536; left > 0; left /= 16) word += kSyllables[left % 16];
    return word;
  }

  Letter MakeLetter(int n) {
    Letter letter;
    letter.id = NewId(clock_.Now());
    letter.document = NewId(clock_.Now());
    letter.particulars.sender = senders_[random_() % senders_.size()];
    letter.particulars.number = Format("%d/%d/2026", n, static_cast<int>(random_() % 900));
    letter.particulars.date = "2026-03-02";
    letter.particulars.subject = Words(6);
    letter.particulars.service = procedures_[random_() % procedures_.size()]->id;
    letter.receipt_counter = n + 1;
    letter.receipt_number = ReceiptNumber("L1", n + 1);
    letter.tracking_code = RandomCode(12);
    letter.received_at = clock_.Now();
    letter.received_by = "langsung";
    letter.page_count = 0;  // nothing to archive: there are no pictures
    letter.pages = {NewId(clock_.Now())};
    return letter;
  }

  Result<void> WriteLetter(Database& db, int n) {
    clock_.Advance(std::chrono::minutes(3));
    Letter letter = MakeLetter(n);
    int64_t at = clock_.Now().time_since_epoch().count();
    Page page;
    page.id = letter.pages.front();
    page.document = letter.document;
    page.position = 1;
    page.blob = std::string(64, 'a');
    page.media_type = "image/jpeg";
    Id batch = NewId(clock_.Now());
    Print order;
    order.id = NewId(clock_.Now());
    order.kind = "sheet";
    order.letter = letter.id;
    std::vector<NewEntry> life = {
        {"batch.opened", "petugas", batch, {{"received_by", "langsung"}}},
        {"page.added", "piket", batch, PageBody(page)},
        {"page.read", "piket", batch, {{"page", page.id}, {"state", "read"}}},
        {"letter.entered", "petugas", letter.id, EnteredBody(letter)},
        {"agenda.numbered",
         "petugas",
         AgendaSubject("masuk", 2026),
         {{"book", "masuk"}, {"year", 2026}, {"number", n + 1}, {"letter", letter.id}}},
        {"print.ordered", "petugas", order.id, OrderedBody(order)},
        {"print.state", "piket", order.id, PrintStateBody("printed", {}, "Pencetak")}};
    AddCase(letter, n, at, life);
    for (const NewEntry& entry : life) {
      if (auto one = Append(db, entry); !one) return one;
    }
    return plan_.search_text ? Index(db, letter) : Result<void>();
  }

  // The newest letters are open cases somewhere between their third step and the last but one; all
  // others are done.
  void AddCase(const Letter& letter, int n, int64_t at, std::vector<NewEntry>& life) {
    bool open = n >= plan_.letters - plan_.open_cases;
    const Procedure& procedure = *procedures_[random_() % procedures_.size()];
    Id id = NewId(clock_.Now());
    auto last = static_cast<int>(procedure.steps.size());
    int step = open ? 3 + static_cast<int>(random_() % static_cast<unsigned>(std::max(1, last - 3)))
                    : last;
    life.push_back({"case.opened",
                    "piket",
                    id,
                    {{"letter", letter.id},
                     {"procedure", procedure.id},
                     {"version", procedure.version},
                     {"opened_at", at},
                     {"urgency", "biasa"},
                     {"security", "B"}}});
    int64_t due = at + static_cast<int64_t>(random_() % 90) * 86400000;
    life.push_back({"case.arrived",
                    "piket",
                    id,
                    {{"run", step},
                     {"step", step},
                     {"at", at},
                     {"due_at", due},
                     {"calendar", "2026-1"},
                     {"position", holders_[{procedure.id, step}]}}});
    if (!open) {
      life.push_back({"case.ended", "piket", id, {{"state", "selesai"}, {"at", at}}});
      return;
    }
    Disposition disposition;
    disposition.id = NewId(clock_.Now());
    disposition.letter = letter.id;
    disposition.position = "kadis";
    disposition.officer = "kadis";
    disposition.to = {
        {random_() % 2 == 0 ? "kabid-aplikasi" : "kabid-statistik", "", true, false, std::nullopt}};
    disposition.instructions = {"proses"};
    disposition.at = clock_.Now();
    life.push_back({"disposition.made", "kadis", disposition.id, ToJson(disposition)});
  }

  Result<void> Index(Database& db, const Letter& letter) {
    std::string particulars =
        letter.receipt_number + " " + letter.particulars.sender + " " + letter.particulars.subject;
    std::string text = Words(150);
    std::string stems;
    for (const std::string& word : Split(particulars + " " + text, ' ')) {
      std::string stem = stems_.try_emplace(word, Stem(LowerAscii(word))).first->second;
      if (stem != word) stems += stem + ' ';
    }
    auto run =
        db.Run("INSERT INTO local_search (letter, particulars, text, stems) VALUES (?,?,?,?)",
               {letter.id, particulars, text, stems});
    if (!run) return run;
    return db.Run("INSERT INTO local_indexed VALUES (?, last_insert_rowid(), 1, ?, '')",
                  {letter.id, std::string(16, '0')});
  }

  Journal& journal_;
  FakeClock& clock_;
  const HistoryPlan plan_;
  std::mt19937 random_{20260302};
  std::vector<std::shared_ptr<const Procedure>> procedures_;
  std::map<std::pair<std::string, int>, std::string> holders_;
  std::vector<std::string> senders_;
  std::map<std::string, std::string> stems_;
  int64_t entries_ = 0;
};

}  // namespace

Result<int64_t> WriteHistory(const HistoryPlan& plan) {
  std::error_code error;
  fs::create_directories(plan.data, error);
  auto database = Database::Open(plan.data / "piket.db", Durability::kCentre);
  if (!database) return database.error();
  // Only the finished database counts here: the disk need not be waited for.
  if (auto fast = (*database)->RunScript("PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;");
      !fast) {
    return fast.error();
  }
  FakeClock clock;
  clock.Set(*InstantFromIso("2026-03-02T00:00:00.000Z"));
  auto journal = Journal::Open(**database, clock, AllKinds(), "L1");
  if (!journal) return journal.error();
  Historian historian(**journal, clock, plan);
  if (auto read = historian.ReadHouse(); !read) return read.error();
  return historian.Write();
}

}  // namespace piket
