#include "agent/central/fleet.h"

#include <algorithm>

#include "agent/core/text.h"

namespace piket {
namespace {

using std::chrono::days;
using std::chrono::duration_cast;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr auto kQuiet = minutes(2);    // a post that is well is heard at least so often
constexpr auto kSilent = minutes(15);  // nothing came, or nothing moves: red
constexpr int64_t kFewMib = 1024;
constexpr int64_t kClockUnsureMs = 5000;
constexpr int64_t kClockWrongMs = 60000;
constexpr auto kRenewalLate = days(5);  // renewed at two thirds of 30 days, ten before the end
constexpr auto kLastDay = days(1);

Lamp Green(const char* part) { return {part, "green", ""}; }
Lamp Yellow(const char* part, const std::string& sentence) { return {part, "yellow", sentence}; }
Lamp Red(const char* part, const std::string& sentence) { return {part, "red", sentence}; }

std::string SpanText(milliseconds span) {
  if (span < minutes(60)) return std::to_string(duration_cast<minutes>(span).count()) + " menit";
  if (span < hours(48)) return std::to_string(duration_cast<hours>(span).count()) + " jam";
  return std::to_string(duration_cast<days>(span).count()) + " hari";
}

int DaysLeft(const PostRecord& post, Instant now) {
  return static_cast<int>(std::chrono::floor<days>(post.not_after - now).count());
}

// Who it is to the office: asking, alarmed, revoked.
Lamp PostLamp(const PostRecord& post, const FleetPlan& plan) {
  const std::string& code = post.code;
  const std::string asking = post.asking ? post.asking->state : "";
  if (!post.alarm.empty()) {
    return Red("post", "Dua komputer memakai nama pos " + code +
                           ". Cari komputer yang bukan milik loket itu dan matikan; lalu tekan "
                           "Izinkan bila pos yang benar masih dipakai, atau Cabut bila ragu.");
  }
  if (asking == "meminta") {
    return Yellow("post", "Sebuah komputer meminta bergabung sebagai pos " + code +
                              ". Pastikan petugas di sana memang sedang memasangnya, lalu tekan "
                              "Terima atau Tolak.");
  }
  if (post.state == "diterima") return Green("post");
  if (asking == "diundang" && post.asking->until >= plan.now) {
    return Yellow("post", "Pos " + code + " diundang sampai " +
                              IndonesianText(post.asking->until, plan.zone) +
                              ". Ketik atau pindai undangannya di komputer pos itu.");
  }
  if (asking == "diundang") {
    return {"post", "off", "Undangan pos " + code + " sudah lewat. Undang lagi bila masih perlu."};
  }
  return {"post", "off",
          "Pos " + code + " tidak boleh masuk. Undang lagi bila akan dipakai kembali."};
}

Lamp LineLamp(const PostRecord& post, const std::optional<PostReport>& said,
              const FleetPlan& plan) {
  if (!said) {
    auto since = plan.now - post.changed_at;
    const std::string sentence = "Pos " + post.code +
                                 " sudah diterima tetapi belum pernah terdengar. Nyalakan Piket di "
                                 "komputer itu dan periksa kabel jaringannya.";
    return since > kSilent ? Red("line", sentence) : Yellow("line", sentence);
  }
  auto silent = plan.now - said->at;
  if (silent <= kQuiet) return Green("line");
  const std::string sentence = "Pos " + post.code + " tidak terdengar sejak " +
                               IndonesianText(said->at, plan.zone) +
                               ". Periksa daya dan kabel jaringan komputer itu; surat di sana "
                               "tetap aman dan terkirim sendiri nanti.";
  return silent > kSilent ? Red("line", sentence) : Yellow("line", sentence);
}

// Milliseconds since 1970 in the report.
std::optional<Instant> OldestUnsent(const Json& report) {
  const int64_t oldest = IntegerOr(report, "oldest_unsent");
  return oldest > 0 ? std::optional(Instant(milliseconds(oldest))) : std::nullopt;
}

Lamp BacklogLamp(const Json& report, const FleetPlan& plan) {
  const int64_t backlog = IntegerOr(report, "backlog");
  auto oldest = OldestUnsent(report);
  if (backlog == 0 || !oldest || plan.now - *oldest <= kQuiet) return Green("backlog");
  auto age = plan.now - *oldest;
  const std::string sentence = std::to_string(backlog) + " catatan belum sampai ke pusat, " +
                               "yang tertua sejak " + SpanText(age) +
                               " lalu. Periksa jaringan pos itu; bila jaringannya baik, hubungi "
                               "tim aplikasi.";
  return age > kSilent ? Red("backlog", sentence) : Yellow("backlog", sentence);
}

// A device's state is "ok", the word of a fault, or what else it says ("idle", "printing").
std::optional<Fault> FaultIn(const Json& device) {
  if (auto fault = FaultFromWord(TextOr(device, "state"))) return fault;
  for (const std::string& reason : TextsOf(device.value("reasons", Json::array()))) {
    if (auto fault = FaultFromWord(reason)) return fault;
  }
  if (TextOr(device, "state") == "offline") return Fault::kPrinterOffline;
  return std::nullopt;
}

bool IsBroken(const Json& device) {
  const std::string state = TextOr(device, "state");
  return state == "fault" || state == "stopped" || state == "none";
}

std::optional<Lamp> ScannerLamp(const Json& report) {
  const Json scanner = report.value("scanner", Json());
  if (!scanner.is_object()) return std::nullopt;
  if (auto fault = FaultIn(scanner)) return Red("scanner", std::string(Sentence(*fault)));
  if (IsBroken(scanner)) return Red("scanner", std::string(Sentence(Fault::kNoScanner)));
  return Green("scanner");
}

// One printer that is ready is enough; the others are told of all the same.
std::optional<Lamp> PrinterLamp(const Json& report) {
  const Json printers = report.value("printers", Json());
  if (!printers.is_array() || printers.empty()) return std::nullopt;
  bool ready = false;
  std::string sentence;
  for (const Json& printer : printers) {
    if (!printer.is_object()) continue;
    auto fault = FaultIn(printer);
    if (!fault && !IsBroken(printer)) {
      ready = true;
      continue;
    }
    if (sentence.empty()) {
      sentence = TextOr(printer, "name", "Pencetak") + ": " +
                 std::string(Sentence(fault.value_or(Fault::kPrinterFailed)));
    }
  }
  if (sentence.empty()) return Green("printer");
  return ready ? Yellow("printer", sentence) : Red("printer", sentence);
}

std::optional<Lamp> DiskLamp(const Json& report, const FleetPlan& plan) {
  const int64_t free = IntegerOr(report, "disk_free_mib", -1);
  if (free < 0) return std::nullopt;
  const std::string left = "Sisa disk " + std::to_string(free) + " MiB. ";
  if (free < plan.disk_reserve_mib) {
    return Red("disk", left +
                           "Pemindaian berhenti sampai ada tempat: kosongkan disk komputer itu "
                           "atau pasang disk yang lebih besar.");
  }
  if (free < kFewMib) {
    return Yellow("disk", left + "Kosongkan disk komputer itu sebelum penuh.");
  }
  return Green("disk");
}

std::optional<Lamp> ClockLamp(const Json& report) {
  if (BoolOr(report, "clock_behind")) {
    return Red("clock",
               "Jam komputer itu salah; Piket di sana memakai waktu dari pusat. Betulkan tanggal "
               "dan jamnya; ganti baterai papan induknya bila terulang.");
  }
  if (!report.contains("clock_offset_ms")) return std::nullopt;
  const int64_t offset = std::abs(IntegerOr(report, "clock_offset_ms"));
  if (offset < kClockUnsureMs) return Green("clock");
  const std::string sentence = "Jam komputer itu berbeda " +
                               (offset < 120000 ? std::to_string(offset / 1000) + " detik"
                                                : SpanText(milliseconds(offset))) +
                               " dari pusat. Periksa layanan waktunya (chrony).";
  return offset < kClockWrongMs ? Yellow("clock", sentence) : Red("clock", sentence);
}

Lamp CertificateLamp(const PostRecord& post, const FleetPlan& plan) {
  if (!post.allowed.empty()) {
    return Yellow("certificate",
                  "Sudah diizinkan. Pos " + post.code +
                      " memperbarui sertifikatnya sendiri saat berikutnya terhubung.");
  }
  auto left = post.not_after - plan.now;
  if (left < milliseconds(0)) {
    return Red(
        "certificate",
        !post.waits.empty()
            ? "Sertifikat pos " + post.code +
                  " sudah lewat waktu dan pos itu meminta masuk lagi. Bila komputernya masih "
                  "di tempatnya, tekan Izinkan; tidak ada data yang hilang."
            : "Sertifikat pos " + post.code +
                  " sudah lewat waktu. Nyalakan komputernya; setelah ia meminta masuk, tekan "
                  "Izinkan. Tidak ada data yang hilang.");
  }
  if (left > kRenewalLate) return Green("certificate");
  const std::string sentence = "Sertifikat pos " + post.code + " habis dalam " + SpanText(left) +
                               ". Nyalakan komputernya dan sambungkan ke jaringan agar diperbarui.";
  return left > kLastDay ? Yellow("certificate", sentence) : Red("certificate", sentence);
}

Lamp QuarantineLamp(int64_t held) {
  if (held == 0) return Green("quarantine");
  return Red("quarantine",
             std::to_string(held) +
                 " catatan pos ini ditahan karena tidak cocok. Tidak ada yang hilang; "
                 "minta tim aplikasi memeriksanya.");
}

// Why an entry is held (Journal::Receive), and what to do about it.
std::string HeldSentence(const std::string& reason) {
  if (reason == "unknown_kind" || reason == "newer_version") {
    return "Pos itu memakai Piket yang lebih baru. Perbarui Piket di pusat; catatan ini lalu masuk "
           "sendiri.";
  }
  if (reason == "behind_another") {
    return "Menunggu catatan lain tentang hal yang sama, dan masuk sendiri sesudahnya.";
  }
  if (reason == "not_its_home") {
    return "Pos itu tidak berhak mencatat hal ini. Minta tim aplikasi memeriksa komputer itu.";
  }
  auto fault = FaultFromWord(reason);
  return fault ? std::string(Sentence(*fault)) : "Minta tim aplikasi memeriksa catatan ini.";
}

// What the post says of the configuration published here (agent/sync/config_shelf.h).
Lamp ConfigLamp(const Json& report) {
  const Json config = report.value("config", Json());
  const std::string fault = TextOr(config, "fault");
  if (fault.empty()) return Green("config");
  const std::string version = std::to_string(IntegerOr(config, "refused"));
  if (fault == Word(Fault::kLineDown)) {
    return Yellow("config", "Konfigurasi versi " + version +
                                " dibatalkan sendiri oleh pos ini karena pusat tidak terjangkau "
                                "dengannya; yang lama tetap dipakai. Perbaiki alamat pusat di "
                                "pos.toml atau jaringannya, lalu terbitkan lagi.");
  }
  return Yellow("config", "Konfigurasi versi " + version + " ditolak pos ini (" +
                              TextOr(config, "why") +
                              "); yang lama tetap dipakai. Perbaiki lalu terbitkan lagi.");
}

int Rank(const std::string& state) {
  return state == "red" ? 3 : state == "yellow" ? 2 : state == "green" ? 1 : 0;
}

}  // namespace

FleetRow FleetRowOf(const PostRecord& post, const std::optional<PostReport>& said,
                    const FleetPlan& plan) {
  FleetRow row{post, said, {PostLamp(post, plan)}, ""};
  if (post.state == "diterima") {
    row.lamps.push_back(LineLamp(post, said, plan));
    row.lamps.push_back(CertificateLamp(post, plan));
    if (said) {
      const Json& report = said->report;
      row.lamps.push_back(BacklogLamp(report, plan));
      row.lamps.push_back(QuarantineLamp(IntegerOr(report, "quarantine")));
      row.lamps.push_back(ConfigLamp(report));
      for (auto& lamp :
           {ScannerLamp(report), PrinterLamp(report), DiskLamp(report, plan), ClockLamp(report)}) {
        if (lamp) row.lamps.push_back(*lamp);
      }
    }
  }
  row.lamp = std::max_element(row.lamps.begin(), row.lamps.end(), [](const Lamp& a, const Lamp& b) {
               return Rank(a.state) < Rank(b.state);
             })->state;
  return row;
}

Result<std::vector<FleetRow>> FleetBoard(Database& db, const FleetPlan& plan) {
  auto posts = AllPosts(db);
  if (!posts) return posts.error();
  auto rows = db.Ask("SELECT * FROM local_post_report");
  if (!rows) return rows.error();
  std::map<std::string, PostReport> reports;
  for (const Row& row : *rows) {
    auto json = ParseJson(row.Text("report"));
    reports[row.Text("post")] = {Instant(milliseconds(row.Integer("at"))),
                                 json && json->is_object() ? *json : Json::object()};
  }
  // What the centre itself holds back of a post, beside what the post does.
  auto held = db.Ask("SELECT post, count(*) AS n FROM local_quarantine GROUP BY post");
  if (!held) return held.error();
  for (const Row& row : *held) {
    auto found = reports.find(row.Text("post"));
    if (found == reports.end()) continue;
    Json& report = found->second.report;
    report["quarantine"] = IntegerOr(report, "quarantine") + row.Integer("n");
  }
  std::vector<FleetRow> board;
  for (const PostRecord& post : *posts) {
    auto said = reports.find(post.code);
    board.push_back(
        FleetRowOf(post, said == reports.end() ? std::nullopt : std::optional(said->second), plan));
  }
  return board;
}

Json ToJson(const FleetRow& row, const FleetPlan& plan) {
  const PostRecord& post = row.post;
  const Json report = row.said ? row.said->report : Json::object();
  Json json = {{"code", post.code},
               {"roles", post.roles},
               {"state", post.state},
               {"alarm", post.alarm},
               {"reason", post.reason},
               {"device", post.device},
               {"last_seen", nullptr},
               {"certificate_days", nullptr},
               {"waits", !post.waits.empty()},
               {"allowed", !post.allowed.empty()},
               {"asking", nullptr},
               {"lamp", row.lamp}};
  for (const char* field : {"version", "backlog", "scanner", "printers", "disk_free_mib",
                            "clock_offset_ms", "quarantine"}) {
    json[field] = report.value(field, Json());
  }
  if (row.said) json["last_seen"] = IsoText(row.said->at);
  auto oldest = OldestUnsent(report);
  json["oldest_unsent"] = oldest ? Json(IsoText(*oldest)) : Json();
  if (post.state == "diterima") json["certificate_days"] = DaysLeft(post, plan.now);
  if (post.asking && (post.asking->state == "diundang" || post.asking->state == "meminta")) {
    json["asking"] = {{"state", post.asking->state},
                      {"roles", post.asking->roles},
                      {"replaces", post.asking->replaces},
                      {"device", post.asking->device},
                      {"until", IsoText(post.asking->until)}};
  }
  json["lamps"] = Json::array();
  for (const Lamp& lamp : row.lamps) {
    json["lamps"].push_back(
        {{"part", lamp.part}, {"state", lamp.state}, {"sentence", lamp.sentence}});
  }
  return json;
}

Result<Json> HeldJson(Database& db, int limit) {
  auto rows = db.Ask(
      "SELECT post, epoch, seq, kind, reason, at FROM local_quarantine ORDER BY at DESC, seq DESC "
      "LIMIT ?",
      {int64_t{limit}});
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const Row& row : *rows) {
    const std::string reason = row.Text("reason");
    list.push_back({{"post", row.Text("post")},
                    {"epoch", row.Text("epoch")},
                    {"seq", row.Integer("seq")},
                    {"kind", row.Text("kind")},
                    {"reason", reason},
                    {"sentence", HeldSentence(reason)},
                    {"at", IsoText(Instant(milliseconds(row.Integer("at"))))}});
  }
  return list;
}

Result<Json> LostJson(Database& db, const std::string& post) {
  auto gaps = Journal::Lost(db, post);
  if (!gaps) return gaps.error();
  Json list = Json::array();
  for (const Journal::Gap& gap : *gaps) {
    list.push_back({{"epoch", gap.epoch}, {"from", gap.from}, {"to", gap.to}});
  }
  return list;
}

}  // namespace piket
