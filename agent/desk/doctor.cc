#include "agent/desk/doctor.h"

#include <sys/timex.h>

#include "agent/core/text.h"

namespace piket {
namespace {

namespace fs = std::filesystem;

PartHealth FromFault(const std::string& part, Fault fault) {
  // A fault's sentence says both: what is wrong up to the first full stop, what to do after it.
  std::string sentence(Sentence(fault));
  size_t stop = sentence.find(". ");
  if (stop == std::string::npos) return {part, "fault", sentence, ""};
  return {part, "fault", sentence.substr(0, stop + 1), sentence.substr(stop + 2)};
}

PartHealth ScannerHealth(const DeviceFacts& devices) {
  if (devices.scanners.empty()) {
    return FromFault("scanner", devices.scanner_fault.value_or(Fault::kNoScanner));
  }
  const ScannerEntry& scanner = devices.scanners.front();
  if (scanner.fault) return FromFault("scanner", *scanner.fault);
  return {"scanner", "ok", scanner.name + " siap.", ""};
}

PartHealth PrinterHealth(const DeviceFacts& devices) {
  if (devices.printers.empty()) return FromFault("printer", Fault::kNoPrinter);
  std::optional<Fault> first_fault;
  for (const PrinterEntry& printer : devices.printers) {
    if (printer.reachable && printer.faults.empty()) {
      return {"printer", "ok", printer.name + " siap.", ""};
    }
    if (!first_fault) {
      first_fault = printer.faults.empty() ? Fault::kPrinterOffline : printer.faults.front();
    }
  }
  return FromFault("printer", *first_fault);
}

PartHealth DiskHealth(const Desk& desk) {
  std::error_code error;
  auto space = fs::space(desk.settings.data, error);
  if (error) return FromFault("disk", Fault::kStorage);
  auto free_mib = static_cast<long long>(space.available / (1024 * 1024));
  if (free_mib < desk.settings.disk_reserve_mib) return FromFault("disk", Fault::kDiskFull);
  std::string sentence = Format("Tersisa %.1f GiB.", static_cast<double>(free_mib) / 1024);
  if (free_mib < 10LL * desk.settings.disk_reserve_mib) {
    return {"disk", "warning", sentence, "Minta tim aplikasi menambah ruang minggu ini."};
  }
  return {"disk", "ok", sentence, ""};
}

PartHealth ClockHealth(const Desk& desk) {
  timex state{};
  bool synchronised = adjtimex(&state) != TIME_ERROR;
  std::string now = IndonesianText(desk.Now(), desk.settings.zone) + ".";
  if (ToLocal(desk.Now(), desk.settings.zone).date < *DateFromIso("2026-01-01")) {
    return {"clock", "fault", "Jam komputer salah: " + now,
            "Betulkan tanggal dan jam komputer ini sebelum menerima surat."};
  }
  if (SystemClock().Now() + std::chrono::minutes(1) < desk.Now()) {
    return {"clock", "fault", "Jam komputer salah; Piket memakai waktu yang diketahuinya: " + now,
            "Betulkan tanggal dan jam komputer ini; ganti baterai papan induknya bila terulang."};
  }
  if (!synchronised) {
    return {"clock", "warning", "Jam belum disamakan dengan server waktu: " + now,
            "Bandingkan dengan jam kantor; hubungi tim aplikasi bila berbeda."};
  }
  return {"clock", "ok", now, ""};
}

PartHealth JournalHealth(Desk& desk) {
  auto rows = desk.database().Read([](Database& db) {
    return db.Ask(
        "SELECT (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM page WHERE "
        "state='reading' AND removed=0) AS reading");
  });
  if (!rows) return FromFault("journal", rows.error().fault);
  return {"journal", "ok",
          Format("%lld catatan, SQLite %s.",
                 static_cast<long long>(rows->front().Integer("entries")), SqliteVersion().c_str()),
          ""};
}

PartHealth ReadingHealth(Desk& desk) {
  auto rows = desk.database().Read([](Database& db) {
    return db.Ask("SELECT count(*) AS n FROM page WHERE state='reading' AND removed=0");
  });
  if (!rows) return FromFault("reading", rows.error().fault);
  int64_t waiting = rows->front().Integer("n");
  return {"reading", "ok",
          waiting == 0 ? "Semua halaman sudah dibaca."
                       : Format("%lld halaman sedang dibaca.", static_cast<long long>(waiting)),
          ""};
}

}  // namespace

Result<void> RoomOnDisk(const Desk& desk) {
  std::error_code error;
  auto space = fs::space(desk.settings.data, error);
  if (error) return Error{Fault::kStorage, error.message()};
  if (space.available < static_cast<uintmax_t>(desk.settings.disk_reserve_mib) * 1024 * 1024) {
    return Error{Fault::kDiskFull,
                 Format("%lld MiB free", static_cast<long long>(space.available / 1024 / 1024))};
  }
  return {};
}

std::vector<PartHealth> Examine(Desk& desk, const DeviceFacts& devices) {
  return {ScannerHealth(devices), PrinterHealth(devices), DiskHealth(desk),
          ClockHealth(desk),      JournalHealth(desk),    ReadingHealth(desk)};
}

Json ToJson(const std::vector<PartHealth>& parts) {
  Json list = Json::array();
  for (const PartHealth& part : parts) {
    list.push_back({{"part", part.part},
                    {"state", part.state},
                    {"sentence", part.sentence},
                    {"next", part.next}});
  }
  return list;
}

}  // namespace piket
