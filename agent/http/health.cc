#include "agent/http/health.h"

#include <algorithm>
#include <cstdlib>

#include "agent/core/text.h"
#include "agent/http/calendar_health.h"
#include "agent/sync/membership.h"

namespace piket {
namespace {

using std::chrono::days;

constexpr int64_t kClockUnsureMs = 5000;  // as on the centre's screen of posts
constexpr int64_t kClockWrongMs = 60000;
constexpr auto kRenewalLate = days(5);

std::string Waiting(int64_t backlog) {
  return backlog == 0 ? "tidak ada catatan menunggu"
                      : std::to_string(backlog) + " catatan menunggu";
}

std::string SpanText(int64_t milliseconds) {
  const int64_t seconds = milliseconds / 1000;
  if (seconds < 120) return std::to_string(seconds) + " detik";
  if (seconds < 7200) return std::to_string(seconds / 60) + " menit";
  if (seconds < 172800) return std::to_string(seconds / 3600) + " jam";
  return std::to_string(seconds / 86400) + " hari";
}

// Ends by itself when the network is back; anything else needs a person.
bool IsOnlyDown(const std::string& fault) {
  auto known = FaultFromWord(fault);
  return !known || *known == Fault::kLineDown;
}

// What to do, in the words of the fault: what stands after its first sentence.
std::string NextOf(const std::string& fault) {
  const std::string sentence(Sentence(FaultFromWord(fault).value_or(Fault::kLineDown)));
  const size_t stop = sentence.find(". ");
  return stop == std::string::npos ? sentence : sentence.substr(stop + 2);
}

int Rank(const std::string& state) { return state == "fault" ? 2 : state == "warning" ? 1 : 0; }

// The worse of two of one part is told.
void Tell(std::vector<PartHealth>& parts, const PartHealth& told) {
  auto there = std::find_if(parts.begin(), parts.end(),
                            [&](const PartHealth& part) { return part.part == told.part; });
  if (there == parts.end()) {
    parts.push_back(told);
  } else if (Rank(told.state) > Rank(there->state)) {
    *there = told;
  }
}

}  // namespace

PartHealth LineHealth(const LineState& line, const Zone& zone) {
  const std::string since = line.since ? " sejak " + IndonesianText(*line.since, zone) : "";
  if (line.up && line.stalled) {
    return {"centre", "warning",
            "Terhubung ke pusat, tetapi " + Waiting(line.backlog) + " lebih dari 15 menit.",
            "Hubungi tim aplikasi: pusat tidak menerima catatan pos ini."};
  }
  if (line.up) {
    return {"centre", "ok",
            line.backlog == 0
                ? "Terhubung ke pusat."
                : "Terhubung ke pusat, " + std::to_string(line.backlog) + " catatan dikirim.",
            ""};
  }
  const std::string sentence = "Putus" + since + ", " + Waiting(line.backlog) + ".";
  if (!IsOnlyDown(line.fault)) return {"centre", "fault", sentence, NextOf(line.fault)};
  return {"centre", "warning", sentence,
          "Pekerjaan di pos ini tetap jalan. Periksa kabel jaringan komputer ini; yang menunggu "
          "terkirim sendiri."};
}

std::optional<PartHealth> ClockBesideCentre(const LineState& line) {
  const int64_t offset = std::abs(line.clock_offset_ms);
  if (!line.heard || offset < kClockUnsureMs) return std::nullopt;
  return PartHealth{"clock", offset < kClockWrongMs ? "warning" : "fault",
                    "Jam komputer ini " +
                        std::string(line.clock_offset_ms > 0 ? "terlambat " : "terlalu cepat ") +
                        SpanText(offset) + " dari jam pusat.",
                    "Betulkan jam komputer ini, atau minta tim aplikasi memeriksa layanan waktunya "
                    "(chrony)."};
}

PartHealth CertificateHealth(Instant not_after, Instant now, const Zone& zone) {
  const std::string until = IndonesianText(not_after, zone);
  if (not_after <= now) {
    return {"certificate", "fault", "Sertifikat pos ini lewat waktu sejak " + until + ".",
            "Minta admin di pusat menekan Izinkan di layar Pos-pos. Tidak ada data yang hilang."};
  }
  if (not_after - now <= kRenewalLate) {
    return {"certificate", "warning", "Sertifikat pos ini habis " + until + ".",
            "Sambungkan komputer ini ke jaringan; sertifikatnya diperbarui sendiri."};
  }
  return {"certificate", "ok", "Berlaku sampai " + until + ".", ""};
}

std::optional<Instant> CertificateEnd(const Settings& settings) {
  auto membership = ReadMembership(settings.data);
  if (!membership) return std::nullopt;
  auto facts = ReadCertificate(membership->identity.certificate);
  return facts ? std::optional(facts->not_after) : std::nullopt;
}

std::vector<PartHealth> ExamineAll(Screens& screens) {
  const Settings& settings = screens.desk.settings;
  const DeviceFacts devices{screens.scan.Known(), screens.scan.SearchFault(),
                            screens.print.Printers()};
  auto parts = Examine(screens.desk, devices);
  // Only a desk has something to scan, print and read with.
  if (!settings.Has("desk")) {
    std::erase_if(parts, [](const PartHealth& part) {
      return part.part == "scanner" || part.part == "printer" || part.part == "reading";
    });
  }
  if (screens.office != nullptr) {
    parts.push_back(CalendarHealth(screens.office->calendar.Now(), screens.office->Today()));
  }
  auto line = screens.line ? screens.line() : std::nullopt;
  if (!line) return parts;
  Tell(parts, LineHealth(*line, settings.zone));
  if (auto clock = ClockBesideCentre(*line)) Tell(parts, *clock);
  if (auto end = CertificateEnd(settings)) {
    Tell(parts, CertificateHealth(*end, screens.desk.Now(), settings.zone));
  }
  return parts;
}

}  // namespace piket
