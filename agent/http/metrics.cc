#include "agent/http/metrics.h"

#include <sys/timex.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "agent/central/fleet.h"
#include "agent/core/file.h"
#include "agent/core/text.h"
#include "agent/core/version.h"
#include "agent/http/health.h"

namespace piket {
namespace {

namespace fs = std::filesystem;
using std::chrono::duration;

using Labels = std::vector<std::pair<const char*, std::string>>;

double Seconds(Instant instant) { return duration<double>(instant.time_since_epoch()).count(); }
double SecondsBetween(Instant from, Instant to) { return duration<double>(to - from).count(); }

// One family of samples stands together under its HELP and TYPE.
class Metrics {
 public:
  void Family(const char* name, const char* help, const char* type = "gauge") {
    name_ = name;
    text_ += Format("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
  }
  void Sample(double value, const Labels& labels = {}) {
    text_ += name_;
    for (size_t i = 0; i < labels.size(); ++i) {
      text_ += i == 0 ? "{" : ",";
      text_ += std::string(labels[i].first) + "=\"" + Escaped(labels[i].second) + "\"";
    }
    if (!labels.empty()) text_ += "}";
    // Whole numbers as such: %g would round the large ones.
    const bool whole = value == static_cast<double>(static_cast<int64_t>(value));
    text_ += whole ? Format(" %lld\n", static_cast<long long>(value)) : Format(" %.3f\n", value);
  }
  void One(const char* name, const char* help, double value) {
    Family(name, help);
    Sample(value);
  }
  std::string Take() { return std::move(text_); }

 private:
  static std::string Escaped(const std::string& value) {
    std::string escaped;
    for (char c : value) {
      if (c == '\\' || c == '"') escaped += '\\';
      escaped += c == '\n' ? ' ' : c;
    }
    return escaped;
  }

  std::string text_;
  std::string name_;
};

void AddProcess(Metrics& metrics) {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  if (file >> pages >> resident) {
    metrics.One("process_resident_memory_bytes", "Memory of the agent, without its workers.",
                resident * static_cast<double>(sysconf(_SC_PAGESIZE)));
  }
  std::error_code error;
  fs::directory_iterator descriptors("/proc/self/fd", error);
  if (!error) {
    metrics.One("process_open_fds", "Open files and connections of the agent.",
                static_cast<double>(std::distance(begin(descriptors), end(descriptors))));
  }
}

// What the journal and its tables say of this post.
struct OwnCounts {
  int64_t sequence = 0;
  int64_t held = 0;
  int64_t reading = 0;
  std::map<std::string, int64_t> prints;
};

Result<OwnCounts> CountOwn(const Journal& journal, Database& db) {
  OwnCounts counts;
  auto rows = db.Ask(
      "SELECT (SELECT ifnull(max(seq),0) FROM entry WHERE post=?1 AND epoch=?2) AS sequence, "
      "(SELECT count(*) FROM local_quarantine) AS held, "
      "(SELECT count(*) FROM page WHERE state='reading' AND removed=0) AS reading",
      {journal.post(), journal.epoch()});
  if (!rows) return rows.error();
  counts.sequence = rows->front().Integer("sequence");
  counts.held = rows->front().Integer("held");
  counts.reading = rows->front().Integer("reading");
  for (const char* state : {"asked", "waiting", "printing", "unknown", "failed"}) {
    auto prints = db.Ask(
        std::string("SELECT count(*) AS n FROM print WHERE state=? AND post=") + kOwnPost, {state});
    if (!prints) return prints.error();
    counts.prints[state] = prints->front().Integer("n");
  }
  return counts;
}

void AddOwn(Metrics& metrics, const OwnCounts& counts) {
  metrics.One("piket_journal_sequence", "Number of the newest own entry of the epoch under way.",
              static_cast<double>(counts.sequence));
  metrics.One("piket_quarantine_entries", "Entries of other posts held back here.",
              static_cast<double>(counts.held));
  metrics.One("piket_pages_reading", "Scanned pages not read yet.",
              static_cast<double>(counts.reading));
  metrics.Family("piket_prints", "Print orders of this post that are not at their good end.");
  for (const auto& [state, n] : counts.prints) {
    metrics.Sample(static_cast<double>(n), {{"state", state}});
  }
}

void AddMachine(Metrics& metrics, Screens& screens) {
  std::error_code error;
  auto space = fs::space(screens.desk.settings.data, error);
  if (!error) {
    metrics.One("piket_disk_free_bytes", "Room on the disk with the post's data.",
                static_cast<double>(space.available));
  }
  metrics.One("piket_disk_reserve_bytes", "Below this much room scanning stops.",
              static_cast<double>(screens.desk.settings.disk_reserve_mib) * 1024 * 1024);
  timex state{};
  metrics.One("piket_clock_synchronised", "1 while the kernel keeps the clock by a time server.",
              adjtimex(&state) == TIME_ERROR ? 0 : 1);
  metrics.One("piket_time_seconds", "This post's clock, seconds since 1970.",
              Seconds(screens.desk.Now()));
}

// Every part of `piket doctor`: 0 all is well, 1 look at it, 2 broken.
void AddHealth(Metrics& metrics, Screens& screens) {
  metrics.Family("piket_part_state", "A part of the post: 0 ok, 1 warning, 2 fault.");
  for (const PartHealth& part : ExamineAll(screens)) {
    metrics.Sample(part.state == "fault"     ? 2
                   : part.state == "warning" ? 1
                                             : 0,
                   {{"part", part.part}});
  }
}

void AddLine(Metrics& metrics, const LineState& line, const Screens& screens) {
  const Instant now = screens.desk.Now();
  metrics.One("piket_line_up", "1 while the line to the centre is up.", line.up ? 1 : 0);
  metrics.One("piket_line_stalled", "1 when nothing of a backlog arrived for 15 minutes.",
              line.stalled ? 1 : 0);
  if (line.heard) {
    metrics.One("piket_line_heard_timestamp_seconds", "When the centre last answered.",
                Seconds(*line.heard));
  }
  metrics.One("piket_backlog_entries", "Own entries the centre does not have yet.",
              static_cast<double>(line.backlog));
  metrics.One("piket_backlog_oldest_seconds", "Age of the oldest of them.",
              line.oldest ? SecondsBetween(*line.oldest, now) : 0);
  metrics.One("piket_backlog_blobs", "Files waiting to be sent to the centre.",
              static_cast<double>(line.blobs));
  metrics.One("piket_clock_offset_seconds", "The centre's clock minus this post's.",
              static_cast<double>(line.clock_offset_ms) / 1000);
  if (auto end = CertificateEnd(screens.desk.settings)) {
    metrics.One("piket_certificate_days", "Days until this post's certificate ends.",
                SecondsBetween(now, *end) / 86400);
  }
}

// A number of what the post last said of itself; no sample for who never said it.
struct ReportedFamily {
  const char* name;
  const char* field;
  double factor;
  const char* help;
};
constexpr ReportedFamily kReported[] = {
    {"piket_post_backlog_entries", "backlog", 1, "Entries of the post that are not here yet."},
    {"piket_post_quarantine_entries", "quarantine", 1,
     "Entries held back, of the post here and at the post."},
    {"piket_post_disk_free_bytes", "disk_free_mib", 1024.0 * 1024, "Room on the post's disk."},
    {"piket_post_clock_offset_seconds", "clock_offset_ms", 0.001,
     "The centre's clock minus the post's."},
};

void AddFleet(Metrics& metrics, const std::vector<FleetRow>& board, Instant now) {
  metrics.Family("piket_post_accepted", "1 while the post is let in.");
  for (const FleetRow& row : board) {
    metrics.Sample(row.post.state == "diterima" ? 1 : 0, {{"post", row.post.code}});
  }
  metrics.Family("piket_post_last_seen_timestamp_seconds", "When the post was last heard.");
  for (const FleetRow& row : board) {
    if (row.said) metrics.Sample(Seconds(row.said->at), {{"post", row.post.code}});
  }
  metrics.Family("piket_post_certificate_days", "Days until the post's certificate ends.");
  for (const FleetRow& row : board) {
    if (row.post.state != "diterima") continue;
    metrics.Sample(SecondsBetween(now, row.post.not_after) / 86400, {{"post", row.post.code}});
  }
  metrics.Family("piket_post_oldest_unsent_seconds", "Age of the post's oldest entry not here.");
  for (const FleetRow& row : board) {
    if (!row.said) continue;
    const int64_t oldest = IntegerOr(row.said->report, "oldest_unsent");
    const Instant since{std::chrono::milliseconds(oldest)};
    metrics.Sample(oldest > 0 ? SecondsBetween(since, now) : 0, {{"post", row.post.code}});
  }
  for (const ReportedFamily& family : kReported) {
    metrics.Family(family.name, family.help);
    for (const FleetRow& row : board) {
      if (!row.said || !row.said->report.contains(family.field)) continue;
      metrics.Sample(static_cast<double>(IntegerOr(row.said->report, family.field)) * family.factor,
                     {{"post", row.post.code}});
    }
  }
  metrics.Family("piket_post_lamp", "The post's lamps: 0 green, 1 yellow, 2 red, -1 not in use.");
  for (const FleetRow& row : board) {
    for (const Lamp& lamp : row.lamps) {
      const int state = lamp.state == "red"      ? 2
                        : lamp.state == "yellow" ? 1
                        : lamp.state == "green"  ? 0
                                                 : -1;
      metrics.Sample(state, {{"post", row.post.code}, {"part", lamp.part}});
    }
  }
}

struct CentreCounts {
  std::vector<FleetRow> board;
  int64_t lost = 0;
};

Result<CentreCounts> CountCentre(const Centre& centre, Database& db, Instant now) {
  auto board = FleetBoard(db, {now, centre.settings.zone, centre.settings.disk_reserve_mib});
  if (!board) return board.error();
  auto gaps = Journal::Lost(db, centre.journal.post());
  if (!gaps) return gaps.error();
  CentreCounts counts{std::move(*board), 0};
  for (const Journal::Gap& gap : *gaps) counts.lost += gap.to - gap.from + 1;
  return counts;
}

bool IsThisMachine(const std::string& client) {
  return client == "::1" || client.rfind("127.", 0) == 0 || client.rfind("::ffff:127.", 0) == 0;
}

}  // namespace

Result<std::string> MetricsText(Screens& screens) {
  const Settings& settings = screens.desk.settings;
  const Journal& journal = screens.desk.journal;
  Metrics metrics;
  metrics.Family("piket_info", "The program's version and the post's code.");
  metrics.Sample(1, {{"version", kProgramVersion},
                     {"post", settings.post},
                     {"roles", Join(settings.roles, ",")}});
  auto own = screens.desk.database().Read([&](Database& db) { return CountOwn(journal, db); });
  if (!own) return own.error();
  AddOwn(metrics, *own);
  AddMachine(metrics, screens);
  AddHealth(metrics, screens);
  if (auto line = screens.line ? screens.line() : std::nullopt) AddLine(metrics, *line, screens);
  if (screens.centre != nullptr) {
    const Instant now = screens.centre->journal.Now();
    auto counts = screens.desk.database().Read(
        [&](Database& db) { return CountCentre(*screens.centre, db, now); });
    if (!counts) return counts.error();
    AddFleet(metrics, counts->board, now);
    metrics.One("piket_journal_lost_entries",
                "Own entries that no post gave back after the centre was restored.",
                static_cast<double>(counts->lost));
  }
  AddProcess(metrics);
  return metrics.Take();
}

bool MayReadMetrics(const Settings& settings, const std::string& client, bool forwarded,
                    const std::string& authorization) {
  if (IsThisMachine(client) && !forwarded) return true;
  auto token = ReadFile(settings.data / "keys" / "metrics.token");
  if (!token) return false;
  const std::string known = Trimmed(*token);
  return known.size() >= 16 && EqualInConstantTime(authorization, "Bearer " + known);
}

}  // namespace piket
