// The files an office edits: piket.toml, the papers' texts, the lists of offices and holidays, the
// working calendar, the SOPs.
#include <array>

#include "agent/core/file.h"
#include "agent/core/settings.h"
#include "agent/office/calendar_change.h"
#include "agent/office/procedure_chart.h"
#include "agent/paper/office_list.h"
#include "agent/paper/paper_config.h"
#include "agent/procedure/procedure_file.h"
#include "tests/fuzz/fuzz.h"

namespace piket {
namespace {

const std::filesystem::path kConfig = std::filesystem::path(PIKET_SOURCE_DIR) / "config";
constexpr std::array kPapers = {"kop.toml",     "lembar-disposisi.toml", "tanda-terima.toml",
                                "layanan.toml", "buku-agenda.toml",      "lembar-pemisah.toml"};

// Whatever a calendar's file says, what is counted with it holds together.
void CountWith(const CalendarYear& year) {
  auto back = CalendarYearFromJson(ToJson(year));
  Demand(back && ToJson(*back) == ToJson(year), "a year comes back from the journal's form");
  auto calendar = Calendar::FromYears({year});
  if (!calendar) return;
  Instant start = FromLocal(
      {Date(std::chrono::year(year.year), std::chrono::June, std::chrono::day(1)), 9, 0, 0},
      year.zone);
  auto due = calendar->Due(start, {Limit::Unit::kMinutes, 90});
  if (!due) return;
  auto used = calendar->OfficeMs(start, *due);
  Demand(used && *used == 90 * 60000, "office time adds up");
}

void ReadHolidays(const std::string& text) {
  static const Calendar kShipped = *Calendar::Read(kConfig / "calendar");
  for (int year : {2026, 2027}) {
    if (auto read = YearFromCsv(kShipped, year, text)) CountWith(*read);
  }
}

// The shipped papers with one text in place of a file's.
void ReadPapersWith(const std::string& name, const std::string& text) {
  TemporaryFolder folder;
  for (const char* paper : kPapers) {
    if (paper != name)
      std::filesystem::copy_file(kConfig / "papers" / paper, folder.path() / paper);
  }
  if (!WriteFileDurably(folder.path() / name, text)) return;
  (void)ReadPaperConfig(folder.path());
}

// Whatever the definition, it is judged; a good one can be drawn from and shown.
void JudgeProcedure(const std::string& text) {
  auto parsed = ParseProcedure(text, "x.toml");
  if (!parsed) return;
  CheckProcedure(parsed->procedure,
                 {"opd", "kadis", "kabid-aplikasi", "bidang-aplikasi", "sub-koordinator", "staf",
                  "petugas-noc", "kasubbag-umum"},
                 parsed->places);
  bool good = parsed->file.Finish().ok();
  (void)CanonicalText(ToJson(parsed->procedure));
  FlowchartPaper chart = ChartOf(parsed->procedure, "Kantor", 1, Instant{});
  if (good && chart.columns.size() <= 12 && chart.rows.size() < 20) {
    Demand(DrawFlowchartSvg(chart).ok(), "a good definition can be drawn");
  }
}

}  // namespace

std::vector<std::string> ConfigSeeds() {
  std::vector<std::string> seeds = {
      "piket.toml\n" + *ReadFile(kConfig / "piket.toml"),
      "piket.toml\nroles = [\"desk\"]\npost = \"L1\"\n",
      "piket.toml\n[[printer]]\nname = \"Loket\"\nuri = \"ipp://localhost/ipp\"\n",
      "offices.csv\nname,code\n\"Dinas \"\"A\"\", B\",DA\nDinas Kesehatan,DINKES\n"};
  seeds.push_back("kalender.toml\n" + *ReadFile(kConfig / "calendar" / "2026.toml"));
  seeds.push_back(
      "libur.csv\ntanggal,nama,jenis,sumber\n2026-01-01,Tahun Baru,nasional,SKB\n"
      "2026-12-24,\"Cuti, Natal\",cuti_bersama,SKB\n");
  for (const char* paper : kPapers) {
    seeds.push_back(paper + ("\n" + *ReadFile(kConfig / "papers" / paper)));
  }
  for (const char* sop : {"colocation.toml", "subdomain.toml", "website.toml"}) {
    seeds.push_back("sop\n" + *ReadFile(kConfig / "sop" / sop));
  }
  return seeds;
}

int FuzzConfig(std::string_view bytes) {
  size_t end = std::min(bytes.find('\n'), bytes.size());
  std::string name(bytes.substr(0, end));
  std::string text(bytes.substr(std::min(end + 1, bytes.size())));
  for (const char* paper : kPapers) {
    if (name == paper) ReadPapersWith(name, text);
  }
  if (name == "offices.csv") {
    (void)ParseOffices(text);
    (void)ParseCsv(text);
  }
  if (name == "kalender.toml") {
    if (auto year = ParseCalendarYear(text, name)) CountWith(*year);
  }
  if (name == "libur.csv") ReadHolidays(text);
  if (name == "sop") JudgeProcedure(text);
  if (name == "piket.toml") {
    auto settings = ParseSettings(text, name);
    if (settings) AgendaDisplay(*settings, 12, 2026);
  }
  return 0;
}

}  // namespace piket
